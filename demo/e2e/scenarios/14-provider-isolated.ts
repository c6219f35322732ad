import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 14,
  title: 'A provider whose page cuts the opener loses nothing: paid, never canceled, window gone.',
  run: async ({ visit, kakaopay, tell }) => {
    kakaopay.fault({ on: 'window', kind: 'coop' });
    const shopper = await visit();
    const window = await shopper.pay();
    await window.waitFor('[data-decision=approve]');
    assert.equal(await window.evaluate(() => opener === null), true);
    await shopper.reaches('window-lost');

    await shopper.decide(window, 'approve');
    await shopper.isPaidOnce();
    await window.waitUntilClosed();
    const states = await shopper.states();
    assert.ok(!states.includes('canceled'), states.join(' '));
    await tell(shopper);
  },
};
