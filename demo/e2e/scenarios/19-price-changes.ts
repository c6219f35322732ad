import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 19,
  title: 'An order that changes its price while the window is open is not paid at the old one.',
  run: async ({ visit, demo }) => {
    const shopper = await visit();
    const window = await shopper.pay();
    await window.waitFor('[data-decision=approve]');
    const before = demo.backend.find(shopper.orderId)?.amount.value ?? 0;
    demo.backend.reprice(shopper.orderId, before + 4_000);
    await shopper.decide(window, 'approve');
    await shopper.reaches('failed');
    await shopper.sees('주문할 수 없게 되었어요');
    await shopper.sees('빠져나간 돈은 없어요');
    assert.deepEqual(await shopper.books(), {
      ledger: 'AUTH_PASSWORD ×0',
      approveCalls: 0,
      backend: 'unpaid',
      store: 'canceled',
    });
  },
};
