import type { EngineName } from '../../../tools/browsers.ts';

/** One scenario in one engine, as `7 firefox`. */
export type Cell = `${number} ${EngineName}`;

/** What is not played, and why. Nothing else is ever skipped. */
export const SKIPS: Readonly<Partial<Record<Cell, string>>> = {
  '15 webkit': 'WebDriver cannot take the network away from WebKitGTK.',
};
