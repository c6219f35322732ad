import assert from 'node:assert/strict';
import { REDIRECT } from './scenario.ts';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 1,
  title: 'A phone that loads its tab anew on the way comes back paid, and is told once.',
  run: async ({ visit, tell }) => {
    const shopper = await visit(REDIRECT, { phone: true });
    await shopper.press('결제하기');
    await shopper.page.waitFor('[data-decision=approve]');
    await shopper.page.reload();
    await shopper.decide(shopper.page, 'approve');
    await shopper.isPaidOnce();
    assert.doesNotMatch(await shopper.page.url(), /[?&]pay-checkout=/);

    await shopper.page.reload();
    await shopper.isPaidOnce();
    const last = (await shopper.heard()).at(-1);
    assert.deepEqual(
      [last?.type, last?.state, last?.replayed],
      ['payment-state', 'complete', true],
    );
    await tell(shopper);
  },
};
