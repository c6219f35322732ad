import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

const FORGED = [
  'status=success&state=complete',
  `pay-checkout=${'A'.repeat(44)}`,
  'pay-checkout=',
  'pay-checkout=%3Cscript%3E',
];

export const scenario: Scenario = {
  number: 21,
  title: 'An address that claims a payment completes nothing.',
  run: async ({ visit, store }) => {
    const shopper = await visit();
    const address = await shopper.page.url();
    for (const claim of FORGED) {
      await shopper.page.goto(`${address}&${claim}`);
      await shopper.reaches('idle');
      assert.doesNotMatch(await shopper.page.url(), /pay-checkout=A/);
    }
    assert.deepEqual(await store.findByOrder(shopper.orderId), []);
    const names = (await shopper.heard()).map(({ type }) => type);
    assert.deepEqual(
      names.filter((name) => name !== 'checkout-ready'),
      [],
    );
  },
};
