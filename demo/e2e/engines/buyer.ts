import { until } from '../../../server/testing/until.ts';
import type { Buyer, Tab } from './engine.ts';
import type { RawBuyer } from './raw-tab.ts';
import { createTab } from './tab.ts';

/** The part of a buyer that is alike in every engine: windows in the order in which they came. */
export function createBuyer(raw: RawBuyer): Pick<Buyer, 'open' | 'tabs' | 'opened'> {
  const known = new Map<string, Tab>();

  async function tabs(): Promise<readonly Tab[]> {
    const listed = await raw.listTabs();
    for (const one of listed) if (!known.has(one.id)) known.set(one.id, createTab(one));
    const ids = new Set(listed.map(({ id }) => id));
    return [...known.values()].filter(({ id }) => ids.has(id));
  }

  async function opened(by: () => Promise<unknown>): Promise<Tab> {
    const before = new Set((await tabs()).map(({ id }) => id));
    await by();
    return until('another window', async () => (await tabs()).find(({ id }) => !before.has(id)));
  }

  async function open(url: string): Promise<Tab> {
    const tab = createTab(await raw.openTab());
    known.set(tab.id, tab);
    await tab.goto(url);
    return tab;
  }

  return { open, tabs, opened };
}
