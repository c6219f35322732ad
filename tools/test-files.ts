import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { EngineName } from './browsers.ts';

/** The suites, in the order they run: cheap ones first. */
export const SUITES = ['server', 'widget', 'e2e'] as const;
export type SuiteName = (typeof SUITES)[number];

const FOLDERS = ['widget', 'server', 'tools', 'demo'];

/** End-to-end files that play in every engine that is asked for; the others know Chromium alone. */
const ANY_ENGINE: readonly string[] = [
  'demo/e2e/engines/engines.e2e.test.ts',
  'demo/e2e/scenarios.e2e.test.ts',
];

/** A launcher runs in the payment window, so its test runs in a browser, wherever it stands. */
const suiteOf = (path: string): SuiteName | undefined => {
  if (!path.endsWith('.test.ts')) return undefined;
  if (path.endsWith('.e2e.test.ts')) return 'e2e';
  return path.startsWith('widget/') || path.endsWith('.launcher.test.ts') ? 'widget' : 'server';
};

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).split(sep).join('/'));

/**
 * The test files of a suite, as paths from the top folder. Listed here and not by a shell's glob,
 * which silently leaves out nested files on Node 20.
 */
export const testFiles = (suite: SuiteName, engines: readonly EngineName[]): string[] =>
  FOLDERS.flatMap(filesUnder)
    .filter((path) => suiteOf(path) === suite)
    .filter((path) => suite !== 'e2e' || engines.includes('chromium') || ANY_ENGINE.includes(path))
    .sort();
