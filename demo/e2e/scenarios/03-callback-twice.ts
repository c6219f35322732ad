import assert from 'node:assert/strict';
import { until } from '../../../server/testing/until.ts';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 3,
  title: 'A callback that is delivered twice is answered alike and approved once.',
  run: async ({ visit, kakaopay, store }) => {
    kakaopay.fault({ on: 'window', kind: 'duplicate-callback' });
    const shopper = await visit();
    const window = await shopper.pay();
    await shopper.decide(window, 'approve');
    await shopper.isPaidOnce();
    const [again] = await until('the second delivery', () => {
      const deliveries = kakaopay.ledger.deliveries();
      return deliveries.length > 0 && deliveries;
    });
    assert.equal(again?.status, 303);
    const requests = await store.requests(await shopper.attemptId());
    assert.deepEqual(
      requests.map(({ times }) => times),
      [2],
    );
    await shopper.isPaidOnce();
  },
};
