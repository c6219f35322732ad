import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

/** Pages whose frameworks take the element out and put it back while a payment runs. */
const PAGES: readonly (readonly [path: string, buttons: readonly string[]])[] = [
  ['/e2e/react?presentation=popup', ['re-render', 're-mount', 'change-prop']],
  ['/e2e/vue?presentation=popup', ['re-render', 're-mount', 'toggle', 'toggle']],
  ['/e2e/removed?presentation=popup', ['move', 'remove', 'add', 'renew']],
];

export const scenario: Scenario = {
  number: 16,
  title:
    'An element that its framework renders, moves and makes anew loses no payment and no window.',
  run: async ({ visit }) => {
    for (const [path, buttons] of PAGES) {
      const shopper = await visit(path);
      const window = await shopper.pay();
      await window.waitFor('[data-decision=approve]');
      for (const id of buttons) await shopper.page.click(`#${id}`);
      await shopper.reaches('authenticating');
      assert.equal(await window.isClosed(), false, path);
      await shopper.decide(window, 'approve');
      await shopper.reaches('complete');
      const completions = (await shopper.heard()).filter(({ type }) => type === 'payment-complete');
      assert.equal(completions.length, 1, path);
      assert.equal((await shopper.books()).ledger, 'SUCCESS_PAYMENT ×1', path);
    }
  },
};
