/**
 * `npm test [-- server widget e2e]`: builds the widget, runs the suites, and ends with one line
 * that sums them up. Fails also when a suite, or a file of one, ran no test.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './browsers.ts';
import { buildWidget } from './build-widget.ts';
import { SUITES, testFiles } from './test-files.ts';
import type { SuiteName } from './test-files.ts';
import { closingLine, parseRecords, summarize, total } from './test-summary.ts';
import type { SuiteSummary } from './test-summary.ts';

const COMMANDS: Readonly<
  Record<SuiteName, (records: string, files: readonly string[]) => readonly string[]>
> = {
  server: (records, files) => ['tools/test-node.ts', records, '0', ...files],
  widget: (records) => ['tools/test-widget.ts', records],
  // One browser at a time: windows take each other's focus.
  e2e: (records, files) => ['tools/test-node.ts', records, '1', ...files],
};

const runNode = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });

const runSuite = async (suite: SuiteName, env: NodeJS.ProcessEnv): Promise<SuiteSummary> => {
  const listed = testFiles(suite);
  if (listed.length === 0) return summarize({ suite, listed, records: [], exitCode: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-test-'));
  const path = join(folder, 'records.jsonl');
  try {
    const exitCode = await runNode(COMMANDS[suite](path, listed), env);
    const records = existsSync(path) ? parseRecords(readFileSync(path, 'utf8')) : [];
    return summarize({ suite, listed, records, exitCode });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const chosenSuites = (args: readonly string[]): readonly SuiteName[] => {
  const unknown = args.filter((arg) => !SUITES.some((suite) => suite === arg));
  if (unknown.length > 0) {
    throw new Error(`No suite called ${unknown.join(', ')}. There are: ${SUITES.join(', ')}`);
  }
  return args.length === 0 ? SUITES : SUITES.filter((suite) => args.includes(suite));
};

const suites = chosenSuites(process.argv.slice(2));
// Taken before the build, which sets NODE_ENV for itself.
const env = { ...process.env, CHROME_PATH: findChromium() };
await buildWidget();

const summaries: SuiteSummary[] = [];
for (const suite of suites) summaries.push(await runSuite(suite, env));

console.log('');
for (const summary of summaries) {
  console.log(`${summary.suite.padEnd(8)}${closingLine(summary)}`);
  for (const problem of summary.problems) console.log(`        ${summary.suite} ${problem}`);
}
const all = total(summaries);
console.log(`\n${closingLine(all)}`);
process.exitCode = all.failed === 0 ? 0 : 1;
