import assert from 'node:assert/strict';
import { REDIRECT } from './scenario.ts';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 10,
  title:
    'A card app that comes back to another browser leaves a page to read; the first one completes.',
  run: async ({ visit, newBuyer, tell }) => {
    const shopper = await visit(REDIRECT, { phone: true });
    await shopper.press('결제하기');
    await shopper.page.waitFor('[data-decision=approve]');

    const elsewhere = await (await newBuyer()).open(await shopper.page.url());
    await elsewhere.click('[data-decision=approve]');
    await elsewhere.waitFor({ text: '결제를 마쳤어요' });
    await elsewhere.waitFor({ text: shopper.orderId });
    const back = () => document.querySelector<HTMLAnchorElement>('a.button')?.href ?? '';
    assert.match(await elsewhere.evaluate(back), new RegExp(`order=${shopper.orderId}`));
    assert.doesNotMatch(await elsewhere.evaluate(back), /[?&]pay-checkout=/);

    await shopper.page.back();
    await shopper.isPaidOnce();
    await tell(shopper);
  },
};
