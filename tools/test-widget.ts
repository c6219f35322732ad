/**
 * Runs the widget's tests as `npx wtr` does, and writes what each file did to the file named by
 * the first argument, one record a line.
 */
import { writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { startTestRunner } from '@web/test-runner';
import type { TestSession, TestSuiteResult } from '@web/test-runner';
import type { TestRecord } from './test-summary.ts';

const [, , recordsPath] = process.argv;
if (recordsPath === undefined) throw new Error('Name the file to write the records to.');

const testsIn = (group: TestSuiteResult): TestSuiteResult['tests'] => [
  ...group.tests,
  ...group.suites.flatMap(testsIn),
];

const toRecords = (session: TestSession): TestRecord[] => {
  const file = relative(process.cwd(), session.testFile).split(sep).join('/');
  const tests = session.testResults === undefined ? [] : testsIn(session.testResults);
  const records = tests.map(({ passed, skipped }): TestRecord => {
    if (skipped) return { file, outcome: 'skipped' };
    return { file, outcome: passed ? 'passed' : 'failed' };
  });
  // A file that could not be loaded has errors and no tests.
  return session.errors.length === 0 ? records : [...records, { file, outcome: 'failed' }];
};

const runner = await startTestRunner({ readCliArgs: false, autoExitProcess: false });
if (runner === undefined) throw new Error('The test runner did not start.');

const passed = await new Promise<boolean>((resolve) => {
  runner.on('stopped', resolve);
});
const records = [...runner.sessions.all()].flatMap(toRecords);
writeFileSync(recordsPath, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
process.exit(passed ? 0 : 1);
