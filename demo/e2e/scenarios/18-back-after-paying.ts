import assert from 'node:assert/strict';
import { REDIRECT } from './scenario.ts';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 18,
  title: 'Back after a payment shows it paid, offers no second one, and tells nobody again.',
  run: async ({ visit, demo }) => {
    const shopper = await visit(REDIRECT);
    await shopper.press('결제하기');
    await shopper.decide(shopper.page, 'approve');
    await shopper.isPaidOnce();
    await shopper.page.goto(`${demo.shopUrl}/e2e/thanks`);
    await shopper.page.back();
    await shopper.isPaidOnce();
    assert.equal(await shopper.page.has({ button: '결제하기' }), false);
  },
};
