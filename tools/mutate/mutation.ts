/** A text of the sources and what stands there instead. The text must occur exactly once. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Tests of one file, by their titles. */
export interface NamedTests {
  readonly file: string;
  readonly titles: readonly string[];
}

/** One promise broken on purpose, and the tests that must notice. */
export interface Mutation {
  /** What is broken, as it is said of the mutated code. */
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly caughtBy: NamedTests;
}

/** `broke`: it failed by something else than an assertion, or was cut off. */
export type Outcome = 'passed' | 'failed' | 'broke' | 'skipped';

/** How the tests of a run ended, by title. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** @throws Error when the text to be replaced is not there exactly once: the code has moved on. */
export function edited(source: string, { file, from, to }: Edit): string {
  const times = source.split(from).length - 1;
  if (times === 1) return source.replace(from, () => to);
  const [line = ''] = from.trim().split('\n');
  throw new Error(`${file} has ${String(times)} times and not once: ${line}`);
}

/** Titles that did not end as wanted, each with how it ended. */
const others = ({ titles }: NamedTests, outcomes: Outcomes, wanted: Outcome): string[] =>
  titles
    .map((title) => ({ title, outcome: outcomes.get(title) ?? 'did not run' }))
    .filter(({ outcome }) => outcome !== wanted)
    .map(({ title, outcome }) => `${outcome}: ${title}`);

/** What keeps tests from proving anything: they do not pass on the code as it is. */
export const unsound = (tests: NamedTests, outcomes: Outcomes): string[] =>
  others(tests, outcomes, 'passed');

/** The tests that should have failed on the mutated code, by an assertion, and did not. */
export const unnoticed = ({ caughtBy }: Mutation, outcomes: Outcomes): string[] =>
  others(caughtBy, outcomes, 'failed');

/** What all mutations name, one entry a file. */
export function namedTests(mutations: readonly Mutation[]): NamedTests[] {
  const files = [...new Set(mutations.map(({ caughtBy }) => caughtBy.file))];
  return files.map((file) => ({
    file,
    titles: mutations.flatMap(({ caughtBy }) => (caughtBy.file === file ? caughtBy.titles : [])),
  }));
}
