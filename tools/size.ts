/** Prints what the scripts weigh, gzip level 9 as the manifest has it, and fails over a gate. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const KB = 1024;

const LIMITS: Readonly<Record<string, { readonly gate?: number; readonly aim?: number }>> = {
  'pay-checkout.js': { gate: 22 * KB, aim: 16 * KB },
  'pay-checkout.iife.js': { gate: 22 * KB, aim: 16 * KB },
  'window.js': { gate: 6 * KB },
  'result.js': {},
};

/** Each stands in the page of its own provider, whose first chunk is to arrive in one go. */
const LAUNCHER_LIMITS = { gate: 3 * KB };
const isLauncher = (file: string): boolean => file.startsWith('launchers/');

type Limits = (typeof LIMITS)[string];

const WeightSchema = z.object({ bytes: z.number(), gzip: z.number() });
type Weight = z.infer<typeof WeightSchema>;
const ManifestSchema = z.record(z.string(), WeightSchema);

const kilobytes = (bytes: number): string => `${(bytes / KB).toFixed(2)} KB`;

const describe = (file: string, { gate, aim }: Limits, { bytes, gzip }: Weight): string => {
  const parts = [
    file.padEnd(26),
    `${kilobytes(gzip)} gzip`.padStart(14),
    `${kilobytes(bytes)} raw`,
  ];
  if (aim !== undefined) parts.push(`aim ${kilobytes(aim)}${gzip <= aim ? ' reached' : ''}`);
  if (gate !== undefined) parts.push(`gate ${kilobytes(gate)}${gzip <= gate ? '' : ' BROKEN'}`);
  return parts.join('  ');
};

const readManifest = (): Promise<string> =>
  readFile('dist/widget/manifest.json', 'utf8').catch(() => '{}');

const manifest = ManifestSchema.parse(JSON.parse(await readManifest()));

const launchers = Object.keys(manifest).filter(isLauncher);
const all = { ...LIMITS, ...Object.fromEntries(launchers.map((file) => [file, LAUNCHER_LIMITS])) };

for (const [file, limits] of Object.entries(all)) {
  const entry = manifest[file];
  if (entry === undefined) {
    console.error(`${file} was not built; run npm run build:widget`);
    process.exitCode = 1;
    continue;
  }
  console.log(describe(file, limits, entry));
  if (limits.gate !== undefined && entry.gzip > limits.gate) process.exitCode = 1;
}
