import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 6,
  title:
    'Who approved in the app and closed the window before its callback is told that it is paid.',
  run: async ({ visit, kakaopay, tell }) => {
    const shopper = await visit();
    const window = await shopper.pay();
    await window.waitFor('[data-decision=approve]');
    const [payment] = kakaopay.ledger.payments();
    assert.ok(payment, 'the provider knows no payment');
    kakaopay.move(payment.tid, 'AUTH_PASSWORD');
    await window.close();
    await shopper.reaches('window-lost');

    // The app brings the callback by itself, in a browser that has nothing of ours.
    assert.equal(await kakaopay.callAgain(payment.tid), 303);
    await shopper.isPaidOnce();
    await tell(shopper);
  },
};
