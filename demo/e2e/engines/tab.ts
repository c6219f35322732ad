import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { until } from '../../../server/testing/until.ts';
import type { Tab, Target } from './engine.ts';
import type { Point, RawTab } from './raw-tab.ts';

/** What the file in the page can be asked. */
interface InPage {
  aim(target: Target): Point | { readonly because: string };
  has(target: Target): boolean;
  text(selector: string | null): string;
  setHidden(hidden: boolean): void;
  mark(name: string): string;
  isAnother(name: string, href: string): boolean;
}

const IN_PAGE = readFileSync(new URL('in-page.js', import.meta.url), 'utf8');

const listOf = (args: readonly unknown[]): string =>
  args.map((arg) => (JSON.stringify(arg) as string | undefined) ?? 'undefined').join(', ');

async function ask<K extends keyof InPage>(
  raw: RawTab,
  name: K,
  ...args: Parameters<InPage[K]>
): Promise<ReturnType<InPage[K]>> {
  const call = `JSON.stringify(${name}(${listOf(args)})) ?? 'null'`;
  const answer = await raw.run(`(() => {\n${IN_PAGE}\nreturn ${call};\n})()`);
  return JSON.parse(answer) as ReturnType<InPage[K]>;
}

async function evaluate<T, A extends readonly unknown[]>(
  raw: RawTab,
  fn: (...args: A) => T | Promise<T>,
  args: A,
): Promise<T> {
  // tsx wraps functions that have a name in a helper of this name, which no page has.
  const call = `((__name) => (${String(fn)})(${listOf(args)}))((named) => named)`;
  const answer = await raw.run(
    `Promise.resolve(${call}).then((value) => JSON.stringify(value) ?? 'null')`,
  );
  return JSON.parse(answer) as T;
}

const nameOf = (target: Target): string =>
  typeof target === 'string' ? target : Object.values(target).join(' within ');

/**
 * Looks until there is something to see. A page that is just being left cannot be looked at, which
 * is no failure; if nothing ever came, what stood in the way is told with what the page shows.
 */
async function look<T>(
  raw: RawTab,
  what: string,
  see: (note: (because: string) => void) => Promise<T | undefined | false>,
): Promise<T> {
  let reason = '';
  const note = (because: string) => {
    reason = because;
  };
  try {
    return await until(what, () =>
      see(note).catch((error: unknown) => {
        note(String(error));
        return undefined;
      }),
    );
  } catch (error) {
    const page = await describe(raw).catch(String);
    throw new Error(`${String(error)}\n${reason}\n${page}`, { cause: error });
  }
}

const describe = async (raw: RawTab): Promise<string> =>
  `${await raw.run('location.href')}\n${await ask(raw, 'text', null)}`;

/** A point that did not move between two looks. */
async function restingPoint(raw: RawTab, target: Target): Promise<Point> {
  let last: Point | undefined;
  return look(raw, `a place to click ${nameOf(target)}`, async (note) => {
    const aim = await ask(raw, 'aim', target);
    const before = last;
    last = 'because' in aim ? undefined : aim;
    if ('because' in aim) note(aim.because);
    return last?.x === before?.x && last?.y === before?.y && last;
  });
}

let marks = 0;

/** Moves through the history, and is done when another document or address is in place. */
async function travel(raw: RawTab, what: string, move: () => Promise<void>): Promise<void> {
  marks += 1;
  const name = `mark ${String(marks)}`;
  const href = await ask(raw, 'mark', name);
  await move();
  await look(raw, `${what} from ${href}`, () => ask(raw, 'isAnother', name, href));
}

/** A tab as scenarios use it, on top of what one engine can do. */
export const createTab = (raw: RawTab): Tab => ({
  id: raw.id,
  goto: (url) => raw.goto(url),
  url: () => raw.run('location.href'),
  back: () => travel(raw, 'back', () => raw.back()),
  forward: () => travel(raw, 'forward', () => raw.forward()),
  reload: () => travel(raw, 'reload', () => raw.reload()),
  close: () => raw.close(),
  isClosed: () => raw.isClosed(),
  click: async (target, { times = 1 } = {}) => raw.clickAt(await restingPoint(raw, target), times),
  press: (key) => raw.press(key),
  waitFor: async (target) => {
    await look(raw, `${nameOf(target)} on the page`, () => ask(raw, 'has', target));
  },
  waitUntilClosed: async () => {
    await look(raw, 'the window closed', () => raw.isClosed());
  },
  until: (what, seen, ...args) =>
    look(raw, what, async () => (await evaluate(raw, seen, args)) || undefined),
  has: (target) => ask(raw, 'has', target),
  text: (selector) => ask(raw, 'text', selector ?? null),
  evaluate: (fn, ...args) => evaluate(raw, fn, args),
  setHidden: (hidden) => ask(raw, 'setHidden', hidden),
  screenshot: async (path) => {
    await writeFile(path, await raw.screenshot());
  },
});
