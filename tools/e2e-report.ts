import { ENGINE_NAMES } from './browsers.ts';
import type { EngineName } from './browsers.ts';
import { countOutcomes } from './test-summary.ts';
import type { Counts, Outcome, TestRecord } from './test-summary.ts';

/**
 * What became of the scenarios in each engine. The counts are of cells, one scenario in one engine;
 * tests that play no scenario stand apart.
 */
export interface E2eReport extends Counts {
  readonly engines: Readonly<Partial<Record<EngineName, Counts>>>;
  readonly scenarios: Readonly<Record<string, Readonly<Partial<Record<EngineName, Outcome>>>>>;
  readonly others: Counts;
}

/** One test of one scenario in one engine. */
interface Played {
  readonly number: string;
  readonly engine: string;
  readonly outcome: Outcome;
}

/** `[4] webkit: A window that …` */
const SCENARIO_NAME = new RegExp(`^\\[(\\d+)\\] (${ENGINE_NAMES.join('|')}): `);

const toPlayed = ({ name = '', outcome }: TestRecord): Played | undefined => {
  const [, number, engine] = SCENARIO_NAME.exec(name) ?? [];
  return number !== undefined && engine !== undefined ? { number, engine, outcome } : undefined;
};

/** The worst that a test of it came to. What left no trace is no success. */
const cellOf = (outcomes: readonly Outcome[]): Outcome => {
  if (outcomes.length === 0 || outcomes.includes('failed')) return 'failed';
  return outcomes.includes('passed') ? 'passed' : 'skipped';
};

/** The report of a run in these engines; `problems` of the suite count as others that failed. */
export function reportE2e(
  records: readonly TestRecord[],
  engines: readonly EngineName[],
  problems: readonly string[],
): E2eReport {
  const played = records.map(toPlayed).filter((one) => one !== undefined);
  const numbers = [...new Set(played.map(({ number }) => number))];
  numbers.sort((a, b) => Number(a) - Number(b));
  const outcomesOf = (number: string, engine: EngineName): Outcome[] =>
    played
      .filter((one) => one.number === number && one.engine === engine)
      .map(({ outcome }) => outcome);
  const rowOf = (number: string) =>
    engines.map((engine) => [engine, cellOf(outcomesOf(number, engine))] as const);
  const cells = numbers.flatMap(rowOf);
  const columnOf = (engine: EngineName) => cells.filter(([name]) => name === engine);
  const countCells = (counted: typeof cells) => countOutcomes(counted.map(([, cell]) => cell));

  const others = records.filter((record) => toPlayed(record) === undefined);
  const counts = countOutcomes(others.map(({ outcome }) => outcome));
  return {
    ...countCells(cells),
    engines: Object.fromEntries(engines.map((name) => [name, countCells(columnOf(name))])),
    scenarios: Object.fromEntries(
      numbers.map((number) => [number, Object.fromEntries(rowOf(number))]),
    ),
    others: { ...counts, failed: counts.failed + problems.length },
  };
}
