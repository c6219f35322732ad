import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 33,
  title: 'A page that has left its element hears on the document that it is paid.',
  run: async ({ visit }) => {
    const shopper = await visit('/e2e/spa?presentation=popup');
    const window = await shopper.pay();
    await window.waitFor('[data-decision=approve]');
    await shopper.page.click('#away');
    assert.equal(await shopper.page.has('pay-checkout'), false);
    await shopper.decide(window, 'approve');
    await shopper.page.waitFor({ text: '결제를 마쳤어요', within: '#told' });
    await shopper.page.click('#home');
    await shopper.isPaidOnce();
  },
};
