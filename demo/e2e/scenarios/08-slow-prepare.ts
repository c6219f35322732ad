import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 8,
  title: 'While the provider takes its time to prepare, the window is open and says so.',
  run: async ({ visit, kakaopay, demo }) => {
    kakaopay.fault({ on: 'ready', kind: 'hold' });
    const shopper = await visit();
    const window = await shopper.pay();
    await kakaopay.held();
    const amount = demo.backend.find(shopper.orderId)?.amount.value ?? 0;
    await window.waitFor({ text: amount.toLocaleString('ko') });
    await window.waitFor({ text: '카카오페이' });
    assert.match(await window.url(), /\/launch\//);
    await shopper.reaches('authenticating');
    assert.deepEqual((await shopper.buyer.tabs()).length, 2);

    kakaopay.release();
    await shopper.decide(window, 'approve');
    await shopper.isPaidOnce();
  },
};
