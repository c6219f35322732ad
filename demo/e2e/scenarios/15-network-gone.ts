import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 15,
  title:
    'A network that goes while the payment is confirmed is said, and the end is told when it is back.',
  run: async ({ visit, kakaopay }) => {
    kakaopay.fault({ on: 'approve', kind: 'hold' });
    const shopper = await visit();
    const { setOffline } = shopper.buyer;
    assert.ok(setOffline, 'this engine can take the network away');
    await shopper.decide(await shopper.pay(), 'approve');
    await kakaopay.held();
    await shopper.reaches('confirming');
    await setOffline(true);
    await shopper.page.waitFor('pay-checkout[offline]');
    await shopper.sees('인터넷에 연결되어 있지 않아요');
    await shopper.sees('다시 결제하지 말아 주세요');
    assert.equal(await shopper.page.has({ button: '결제하기' }), false);
    kakaopay.release();
    await shopper.stored('approved');
    await setOffline(false);
    await shopper.isPaidOnce();
  },
};
