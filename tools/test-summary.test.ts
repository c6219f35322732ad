import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closingLine, parseRecords, summarize, total } from './test-summary.ts';
import type { SuiteRun, TestRecord } from './test-summary.ts';

const passed = (file: string): TestRecord => ({ file, outcome: 'passed' });
const failed = (file: string): TestRecord => ({ file, outcome: 'failed' });
const skipped = (file: string): TestRecord => ({ file, outcome: 'skipped' });

const run = (part: Partial<SuiteRun>): SuiteRun => ({
  suite: 'server',
  listed: ['a.test.ts'],
  records: [passed('a.test.ts')],
  exitCode: 0,
  ...part,
});

test('A suite whose every file ran a test has no problem.', () => {
  assert.deepEqual(summarize(run({})), {
    suite: 'server',
    passed: 1,
    failed: 0,
    skipped: 0,
    problems: [],
  });
});

test('A suite without a file fails and says so.', () => {
  const summary = summarize(run({ listed: [], records: [] }));
  assert.equal(summary.failed, 1);
  assert.deepEqual(summary.problems, ['has no test files']);
});

test('A file that ran no test fails by its name, though others passed.', () => {
  const summary = summarize(run({ listed: ['a.test.ts', 'b/c.test.ts'] }));
  assert.equal(summary.failed, 1);
  assert.deepEqual(summary.problems, ['b/c.test.ts ran no test']);
});

test('A suite that only skipped has not run.', () => {
  const summary = summarize(run({ records: [skipped('a.test.ts')] }));
  assert.deepEqual(summary.problems, ['ran no test at all']);
  assert.equal(summary.skipped, 1);
});

test('A runner that fell over with no failed test still fails.', () => {
  const summary = summarize(run({ exitCode: 7 }));
  assert.equal(summary.failed, 1);
  assert.deepEqual(summary.problems, ['ended with exit code 7']);
});

test('A failed test is counted once, the exit code it causes is not another failure.', () => {
  const summary = summarize(run({ records: [failed('a.test.ts')], exitCode: 1 }));
  assert.equal(summary.failed, 1);
  assert.deepEqual(summary.problems, []);
});

test('The suites add up to one line, in which skipped tests show only when there are any.', () => {
  const counts = { passed: 2, failed: 1, skipped: 0 };
  assert.equal(closingLine(total([counts, counts])), '4 passed, 2 failed');
  assert.equal(
    closingLine(total([counts, { ...counts, skipped: 3 }])),
    '4 passed, 2 failed, 3 skipped',
  );
  assert.equal(closingLine(total([])), '0 passed, 0 failed');
});

test('Records are read one a line, blank lines aside.', () => {
  const records = [passed('a.test.ts'), failed('b.test.ts')];
  const text = `\n${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
  assert.deepEqual(parseRecords(text), records);
});
