import type { SuiteName } from './test-files.ts';

export type Outcome = 'passed' | 'failed' | 'skipped';

/** One test that ended; a reporter writes one as a line of JSON. */
export interface TestRecord {
  /** Path from the top folder, with slashes. */
  readonly file: string;
  /** Of the test; not every runner tells. */
  readonly name?: string;
  readonly outcome: Outcome;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface SuiteRun {
  readonly suite: SuiteName;
  /** The files that exist. */
  readonly listed: readonly string[];
  readonly records: readonly TestRecord[];
  readonly exitCode: number;
}

export interface SuiteSummary extends Counts {
  readonly suite: SuiteName;
  /** What is wrong beside failed tests. Each counts as a failure. */
  readonly problems: readonly string[];
}

const parseRecord = (line: string): TestRecord => JSON.parse(line) as TestRecord;

/** Reads what a reporter wrote, one record a line. */
export const parseRecords = (text: string): TestRecord[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseRecord);

/** How many there are of each. */
export const countOutcomes = (outcomes: readonly Outcome[]): Counts => {
  const of = (wanted: Outcome): number => outcomes.filter((one) => one === wanted).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
};

const findProblems = ({ listed, records, exitCode }: SuiteRun, counts: Counts): string[] => {
  if (listed.length === 0) return ['has no test files'];
  const heard = new Set(records.map((record) => record.file));
  const silent = listed.filter((file) => !heard.has(file)).map((file) => `${file} ran no test`);
  if (counts.passed + counts.failed === 0) silent.push('ran no test at all');
  // A runner that fails with no test to blame fell over itself.
  if (exitCode !== 0 && counts.failed + silent.length === 0) {
    silent.push(`ended with exit code ${String(exitCode)}`);
  }
  return silent;
};

/** What a run of one suite came to. No green without a test from every file. */
export const summarize = (run: SuiteRun): SuiteSummary => {
  const counts = countOutcomes(run.records.map(({ outcome }) => outcome));
  const problems = findProblems(run, counts);
  return { ...counts, suite: run.suite, failed: counts.failed + problems.length, problems };
};

/** All suites as one. */
export const total = (summaries: readonly Counts[]): Counts => ({
  passed: summaries.reduce((sum, { passed }) => sum + passed, 0),
  failed: summaries.reduce((sum, { failed }) => sum + failed, 0),
  skipped: summaries.reduce((sum, { skipped }) => sum + skipped, 0),
});

/** `N passed, N failed`, and `, N skipped` when any were. */
export const closingLine = ({ passed, failed, skipped }: Counts): string => {
  const line = `${String(passed)} passed, ${String(failed)} failed`;
  return skipped === 0 ? line : `${line}, ${String(skipped)} skipped`;
};
