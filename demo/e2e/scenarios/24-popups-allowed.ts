import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 24,
  title: 'A storefront that allows popups keeps sight of its window in every engine.',
  run: async ({ visit }) => {
    const shopper = await visit('/e2e/plain?presentation=popup&coop=same-origin-allow-popups');
    const window = await shopper.pay();
    await window.waitFor('[data-decision=approve]');
    await shopper.reaches('authenticating');
    assert.equal(await window.evaluate(() => opener !== null), true);
    await shopper.decide(window, 'approve');
    await shopper.isPaidOnce();
    const states = await shopper.states();
    assert.ok(!states.includes('window-lost'), states.join(' '));
  },
};
