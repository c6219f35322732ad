/**
 * `npm test [-- server widget e2e] [--engine …] [--json]`: builds the widget, runs the suites, and
 * ends with one line that sums them up, or with the report of the end-to-end suite as JSON. Fails
 * also when a suite, or a file of one, ran no test.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, requireEngine } from './browsers.ts';
import type { EngineName } from './browsers.ts';
import { buildWidget } from './build-widget.ts';
import { reportE2e } from './e2e-report.ts';
import { testFiles } from './test-files.ts';
import type { SuiteName } from './test-files.ts';
import { parseTestOptions } from './test-options.ts';
import { closingLine, parseRecords, summarize, total } from './test-summary.ts';
import type { SuiteSummary, TestRecord } from './test-summary.ts';

const COMMANDS: Readonly<
  Record<SuiteName, (records: string, files: readonly string[]) => readonly string[]>
> = {
  server: (records, files) => ['tools/test-node.ts', records, '0', '3', ...files],
  widget: (records) => ['tools/test-widget.ts', records],
  // One browser at a time: windows take each other's focus. Scenarios limit themselves.
  e2e: (records, files) => ['tools/test-node.ts', records, '1', '60', ...files],
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

interface SuiteResult {
  readonly summary: SuiteSummary;
  readonly records: readonly TestRecord[];
}

const runSuite = async (
  suite: SuiteName,
  engines: readonly EngineName[],
  env: NodeJS.ProcessEnv,
): Promise<SuiteResult> => {
  const listed = testFiles(suite, engines);
  if (listed.length === 0) {
    return { summary: summarize({ suite, listed, records: [], exitCode: 0 }), records: [] };
  }
  const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-test-'));
  const path = join(folder, 'records.jsonl');
  try {
    const exitCode = await runNode(COMMANDS[suite](path, listed), env);
    const records = existsSync(path) ? parseRecords(readFileSync(path, 'utf8')) : [];
    return { summary: summarize({ suite, listed, records, exitCode }), records };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const { suites, engines, json } = parseTestOptions(process.argv.slice(2));
if (suites.includes('e2e')) engines.forEach(requireEngine);
// Taken before the build, which sets NODE_ENV for itself.
const env: NodeJS.ProcessEnv = { ...process.env, E2E_ENGINES: engines.join(',') };
if (suites.some((suite) => suite !== 'e2e')) env['CHROME_PATH'] = findChromium();
await buildWidget();

const results: SuiteResult[] = [];
for (const suite of suites) results.push(await runSuite(suite, engines, env));
const summaries = results.map(({ summary }) => summary);

console.log('');
for (const summary of summaries) {
  console.log(`${summary.suite.padEnd(8)}${closingLine(summary)}`);
  for (const problem of summary.problems) console.log(`        ${summary.suite} ${problem}`);
}
const all = total(summaries);
console.log(`\n${closingLine(all)}`);
process.exitCode = all.failed === 0 ? 0 : 1;

const e2e = results.find(({ summary }) => summary.suite === 'e2e');
if (json && e2e) console.log(JSON.stringify(reportE2e(e2e.records, engines, e2e.summary.problems)));
