import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 11,
  title: 'An approval whose answer is lost is looked for, found, and never asked for twice.',
  run: async ({ visit, kakaopay, store }) => {
    kakaopay.fault({ on: 'approve', kind: 'drop-after-commit' });
    const shopper = await visit();
    await shopper.decide(await shopper.pay(), 'approve');
    await shopper.reaches('confirming');
    await shopper.sees('다시 결제하지 말고');
    await shopper.isPaidOnce();
    const names = (await store.timeline(await shopper.attemptId())).map(({ name }) => name);
    assert.ok(names.includes('doubted'), names.join(' '));
  },
};
