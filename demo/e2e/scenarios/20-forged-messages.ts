import assert from 'node:assert/strict';
import type { Tab } from '../engines/engine.ts';
import { NOTHING_TAKEN } from './books.ts';
import type { Scenario } from './scenario.ts';

/** Rounds of the flood that must have come in before anything is judged. */
const ROUNDS = 20;

interface Flooded {
  readonly flooded: { readonly foreign: number; readonly own: number };
}

const flooded = (page: Tab, least: number): Promise<boolean> =>
  page.until(
    `${String(least)} forged messages`,
    (count) => {
      const { foreign } = (window as unknown as Flooded).flooded;
      return foreign >= count;
    },
    least,
  );

const foreignMessages = (page: Tab): Promise<number> =>
  page.evaluate(() => (window as unknown as Flooded).flooded.foreign);

const statusReads = (page: Tab): Promise<number> =>
  page.evaluate(
    () =>
      performance.getEntriesByType('resource').filter(({ name }) => name.includes('/v1/attempts/'))
        .length,
  );

export const scenario: Scenario = {
  number: 20,
  title: 'Forged messages, from a frame or from the page itself, change nothing.',
  run: async ({ visit }) => {
    const shopper = await visit('/e2e/foreign-messages');
    const { page } = shopper;
    const window = await shopper.pay();
    await window.waitFor('[data-decision=approve]');
    await shopper.reaches('authenticating');
    const before = await foreignMessages(page);
    const states = await shopper.states();
    await page.evaluate(() => document.querySelector<HTMLElement>('#send-own')?.click());
    await flooded(page, before + ROUNDS * 30);

    assert.deepEqual(await shopper.states(), states);
    // Its own rhythm may have asked now and then; hundreds of hints have not.
    assert.ok((await statusReads(page)) < ROUNDS, 'forged hints made the page ask');
    assert.deepEqual(await shopper.books(), {
      ...NOTHING_TAKEN,
      ledger: 'OPEN_PAYMENT ×0',
      store: 'ready',
    });
    await shopper.decide(window, 'approve');
    await shopper.isPaidOnce();
  },
};
