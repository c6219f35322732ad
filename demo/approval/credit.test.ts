import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CREDIT, CreditBook } from '../credit.ts';
import type { Forward } from '../hooks.ts';
import { creditService } from './credit.ts';
import type { Received } from './pg-service.ts';

const forward = (attemptId: string, value = 3_000): Forward => ({
  ...{ id: `forward.${attemptId}`, attemptId, orderId: 'A-1-fee', providerOrderId: 'A-1-fee-x' },
  ...{ line: 'delivery-fee', channel: 'credit', provider: 'house', method: 'credit' },
  amount: { value, currency: 'KRW' },
  providerState: {},
  query: '',
});
const requestOf = (body: unknown): Received => ({ query: {}, body });
const confirming = (attemptId: string) =>
  requestOf(Buffer.from(JSON.stringify({ v: 1, attemptId, orderId: 'A-1-fee' })));

describe('what a buyer has paid in beforehand', () => {
  it('is taken once for an attempt, however often that is asked for', async () => {
    const credit = new CreditBook();
    const service = creditService(credit);
    const [first, second] = await Promise.all(
      [1, 2].map(() => service.approve(confirming('a'), forward('a'))),
    );
    assert.equal(first?.outcome, 'approved');
    assert.deepEqual(second, first);
    assert.equal(credit.balance, CREDIT.balance - 3_000);
    assert.match(first.transactionId, /^C-[0-9a-f]{12}$/, 'as short as an order’s number');
  });

  it('is not taken by a yes to another payment, or by anything that is none', async () => {
    const credit = new CreditBook();
    const service = creditService(credit);
    const wrong = [
      confirming('b'),
      requestOf({}),
      requestOf(Buffer.from('yes')),
      requestOf(undefined),
    ];
    for (const request of wrong) {
      const word = await service.approve(request, forward('a'));
      assert.deepEqual([word.outcome, 'code' in word && word.code], ['declined', 'NOT_CONFIRMED']);
    }
    assert.equal(credit.balance, CREDIT.balance);
  });

  it('is not taken where too little is left', async () => {
    const credit = new CreditBook();
    const word = await creditService(credit).approve(
      confirming('a'),
      forward('a', CREDIT.balance + 1),
    );
    assert.equal('code' in word && word.code, 'TOO_LITTLE_LEFT');
    assert.deepEqual(credit.spent(), []);
  });
});
