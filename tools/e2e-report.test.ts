import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportE2e } from './e2e-report.ts';
import type { Outcome, TestRecord } from './test-summary.ts';

const record = (name: string, outcome: Outcome): TestRecord => ({
  file: 'demo/e2e/scenarios.e2e.test.ts',
  name,
  outcome,
});

test('Every scenario has a cell for every engine, counted by engine and in sum.', () => {
  const records = [
    record('[10] chromium: Ten.', 'passed'),
    record('[3] chromium: Three.', 'passed'),
    record('[3] webkit: Three.', 'failed'),
    record('[10] webkit: Ten.', 'skipped'),
  ];
  const report = reportE2e(records, ['chromium', 'webkit'], []);
  assert.deepEqual(report, {
    passed: 2,
    failed: 1,
    skipped: 1,
    engines: {
      chromium: { passed: 2, failed: 0, skipped: 0 },
      webkit: { passed: 0, failed: 1, skipped: 1 },
    },
    scenarios: {
      3: { chromium: 'passed', webkit: 'failed' },
      10: { chromium: 'passed', webkit: 'skipped' },
    },
    others: { passed: 0, failed: 0, skipped: 0 },
  });
  assert.deepEqual(Object.keys(report.scenarios), ['3', '10']);
});

test('A scenario of several tests failed when one of them did.', () => {
  const records = [record('[4] firefox: One.', 'passed'), record('[4] firefox: Two.', 'failed')];
  assert.deepEqual(reportE2e(records, ['firefox'], []).scenarios, { 4: { firefox: 'failed' } });
});

test('A scenario that was played in another engine and left no trace in this one failed.', () => {
  const records = [record('[4] chromium: One.', 'passed')];
  const { scenarios, failed } = reportE2e(records, ['chromium', 'firefox'], []);
  assert.deepEqual(scenarios, { 4: { chromium: 'passed', firefox: 'failed' } });
  assert.equal(failed, 1);
});

test('Tests without a number stand apart, and so do problems of the suite.', () => {
  const records = [
    record('pays in a popup', 'passed'),
    record('[x] chromium: No number.', 'failed'),
    { file: 'demo/e2e/other.e2e.test.ts', outcome: 'skipped' } as const,
  ];
  const { passed, failed, skipped, others } = reportE2e(records, ['chromium'], ['ran no test']);
  assert.deepEqual({ passed, failed, skipped }, { passed: 0, failed: 0, skipped: 0 });
  assert.deepEqual(others, { passed: 1, failed: 2, skipped: 1 });
});
