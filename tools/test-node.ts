/**
 * Runs node:test files: `test-node.ts RECORDS CONCURRENCY MINUTES FILE…`, a concurrency of 0 meaning
 * as many as there are cores, MINUTES the longest that one file may take. Writes what each file did
 * to RECORDS, one record a line. Started by `tools/test.ts`; `node --test` cannot do it, since it
 * loads no reporter written in TypeScript.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { finished } from 'node:stream/promises';
import { relative, resolve, sep } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import type { TestEvent } from 'node:test/reporters';
import type { Outcome, TestRecord } from './test-summary.ts';

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>;
type Passed = Extract<Ended, { type: 'test:pass' }>['data'];
type Failed = Extract<Ended, { type: 'test:fail' }>['data'];

const toRecord = (test: Passed | Failed, outcome: Outcome): TestRecord => ({
  file: relative(process.cwd(), test.file ?? '')
    .split(sep)
    .join('/'),
  name: test.name,
  outcome,
});

const isMarked = (mark: string | boolean | undefined): boolean =>
  mark !== undefined && mark !== false;

const isSkipped = (test: Passed | Failed): boolean => isMarked(test.skip) || isMarked(test.todo);

/** A group is not a test; and a file without any is told of as one test that bears its name. */
const isTest = (passed: Passed): boolean =>
  passed.details.type !== 'suite' && passed.name !== passed.file;

/** A group fails with its tests, which are counted already, or by itself, in a hook for example. */
const isFailure = ({ details: { error } }: Failed): boolean =>
  !('failureType' in error && error.failureType === 'subtestsFailed');

const [, , recordsPath, concurrency, minutes, ...files] = process.argv;
if (recordsPath === undefined) throw new Error('Name the file to write the records to.');

const records: TestRecord[] = [];
const tests = run({
  files: files.map((file) => resolve(file)),
  // `true` would leave one core idle.
  concurrency: Number(concurrency) || availableParallelism(),
  // Without a limit, a file that hangs would hang the whole run.
  timeout: Number(minutes) * 60_000,
});
tests.on('test:pass', (passed) => {
  if (isTest(passed)) records.push(toRecord(passed, isSkipped(passed) ? 'skipped' : 'passed'));
});
tests.on('test:fail', (failed) => {
  if (isFailure(failed)) records.push(toRecord(failed, isSkipped(failed) ? 'skipped' : 'failed'));
});
tests.pipe(new spec()).pipe(process.stdout);
await finished(tests);

writeFileSync(recordsPath, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
if (records.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1;
