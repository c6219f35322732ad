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

const ManifestSchema = z.record(z.string(), z.object({ bytes: z.number(), gzip: z.number() }));

const kilobytes = (bytes: number): string => `${(bytes / KB).toFixed(2)} KB`;

const describe = (file: string, bytes: number, gzip: number): string => {
  const { gate, aim } = LIMITS[file] ?? {};
  const parts = [
    file.padEnd(22),
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

for (const [file, { gate }] of Object.entries(LIMITS)) {
  const entry = manifest[file];
  if (entry === undefined) {
    console.error(`${file} was not built; run npm run build:widget`);
    process.exitCode = 1;
    continue;
  }
  console.log(describe(file, entry.bytes, entry.gzip));
  if (gate !== undefined && entry.gzip > gate) process.exitCode = 1;
}
