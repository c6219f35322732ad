import assert from 'node:assert/strict';
import type { Tab } from '../engines/engine.ts';
import { NOTHING_TAKEN } from './books.ts';
import type { Scenario } from './scenario.ts';

/** Forged messages that must have come in before anything is judged: many rounds of every shape. */
const MANY = 600;

interface Flooded {
  readonly flooded: { readonly foreign: number; readonly own: number };
}

const flood = async (page: Tab): Promise<void> => {
  const before = await page.evaluate(() => (window as unknown as Flooded).flooded.foreign);
  await page.until(
    'a flood of forged messages',
    (least) => (window as unknown as Flooded).flooded.foreign >= least,
    before + MANY,
  );
};

export const scenario: Scenario = {
  number: 20,
  title: 'Forged messages, from a frame or from the page itself, change nothing.',
  run: async ({ visit }) => {
    const shopper = await visit('/e2e/foreign-messages');
    const { page } = shopper;
    const window = await shopper.pay();
    await window.waitFor('[data-decision=approve]');
    await window.close();
    // A hello that is believed would now look like a window that is open.
    await shopper.reaches('window-lost');
    const states = await shopper.states();
    await page.click('#send-own');
    await flood(page);

    assert.deepEqual(await shopper.states(), states);
    assert.deepEqual(await shopper.books(), {
      ...NOTHING_TAKEN,
      ledger: 'OPEN_PAYMENT ×0',
      store: 'ready',
    });
    const again = await shopper.buyer.opened(() => shopper.press('결제 창 다시 열기'));
    await shopper.decide(again, 'approve');
    await shopper.isPaidOnce();
  },
};
