import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 27,
  title: 'Two tabs that pay for one order make one payment, and the other is told.',
  run: async ({ visit, visitAs }) => {
    const first = await visit();
    const second = await visitAs(
      first.buyer,
      `/e2e/plain?presentation=popup&order=${first.orderId}`,
    );
    const one = await first.pay();
    await one.waitFor('[data-decision=approve]');
    const other = await second.pay();
    await other.waitFor('[data-decision=approve]');
    await first.decide(one, 'approve');
    await first.reaches('complete');
    await second.decide(other, 'approve');
    await second.reaches('failed');
    await second.sees('다시 결제하지 말고');
    const { ledger, approveCalls, store } = await first.books();
    assert.deepEqual(ledger.split(', ').sort(), ['AUTH_PASSWORD ×0', 'SUCCESS_PAYMENT ×1']);
    assert.equal(approveCalls, 1);
    assert.equal(store, 'approved, rejected');
  },
};
