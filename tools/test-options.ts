import { parseArgs } from 'node:util';
import { ENGINE_NAMES } from './browsers.ts';
import type { EngineName } from './browsers.ts';
import { SUITES } from './test-files.ts';
import type { SuiteName } from './test-files.ts';

/** What a run of the tests was asked to do. */
export interface TestOptions {
  readonly suites: readonly SuiteName[];
  /** The browsers that the end-to-end scenarios are played in. */
  readonly engines: readonly EngineName[];
  /** End with the report of the end-to-end suite, as one line of JSON. */
  readonly json: boolean;
}

const chosen = <T extends string>(
  what: string,
  all: readonly T[],
  names: readonly string[],
): T[] => {
  const unknown = names.filter((name) => !all.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(`No ${what} called ${unknown.join(', ')}. There are: ${all.join(', ')}`);
  }
  return all.filter((name) => names.includes(name));
};

const chosenEngines = (name: string): readonly EngineName[] =>
  name === 'all' ? ENGINE_NAMES : chosen('engine', ENGINE_NAMES, name.split(','));

/**
 * Reads `[server] [widget] [e2e] [--engine chromium|firefox|webkit|all] [--json]`. Every suite
 * unless some are named; Chromium unless others are.
 */
export function parseTestOptions(args: readonly string[]): TestOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { engine: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const suites = positionals.length === 0 ? SUITES : chosen('suite', SUITES, positionals);
  const engine = values.engine ?? 'chromium';
  if (!suites.includes('e2e') && (values.engine !== undefined || values.json)) {
    throw new Error('--engine and --json are for the suite e2e, which is not among these.');
  }
  return { suites, engines: chosenEngines(engine), json: values.json };
}
