import assert from 'node:assert/strict';
import { NOTHING_TAKEN } from './books.ts';
import { REDIRECT } from './scenario.ts';
import type { Scenario } from './scenario.ts';
import type { Shopper } from './shopper.ts';

async function leaveAndComeBack(shopper: Shopper): Promise<void> {
  await shopper.press('결제하기');
  await shopper.page.waitFor('[data-decision=approve]');
  await shopper.page.back();
  await shopper.reaches('returning');
  await shopper.sees('결제를 아직 마치지 않았어요');
}

export const scenario: Scenario = {
  number: 12,
  title: 'Back from the provider shows no dead button: the buyer goes on, or starts over.',
  run: async ({ visit }) => {
    const onward = await visit(REDIRECT);
    await leaveAndComeBack(onward);
    assert.deepEqual(await onward.books(), {
      ...NOTHING_TAKEN,
      ledger: 'OPEN_PAYMENT ×0',
      store: 'ready',
    });
    await onward.press('결제 이어서 하기');
    await onward.decide(onward.page, 'approve');
    await onward.isPaidOnce();

    const anew = await visit(REDIRECT);
    await leaveAndComeBack(anew);
    await anew.press('처음부터 다시 하기');
    await anew.reaches('canceled');
    assert.equal((await anew.books()).store, 'canceled');
    await anew.press('결제하기');
    await anew.decide(anew.page, 'approve');
    await anew.reaches('complete');
    assert.equal((await anew.books()).store, 'approved, canceled');
  },
};
