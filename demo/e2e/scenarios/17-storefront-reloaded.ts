import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 17,
  title: 'A storefront that is reloaded while the window is open finds it again and completes.',
  run: async ({ visit }) => {
    const shopper = await visit();
    const window = await shopper.pay();
    await window.waitFor('[data-decision=approve]');
    await shopper.page.reload();
    await shopper.reaches('authenticating');
    assert.equal((await shopper.buyer.tabs()).length, 2);
    await shopper.decide(window, 'approve');
    await shopper.isPaidOnce();
    await window.waitUntilClosed();
  },
};
