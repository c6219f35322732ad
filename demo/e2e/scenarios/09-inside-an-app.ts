import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

const KAKAOTALK =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 KAKAOTALK 10.3.1';

export const scenario: Scenario = {
  number: 9,
  title: 'Inside an app the page moves and comes back, and the provider hears what it is in.',
  run: async ({ visit, store }) => {
    const shopper = await visit('/e2e/plain?presentation=auto', {
      phone: true,
      userAgent: KAKAOTALK,
    });
    await shopper.sees('끝나면 이 페이지로 돌아와요');
    await shopper.press('결제하기');
    await shopper.page.waitFor('[data-decision=approve]');
    assert.equal((await shopper.buyer.tabs()).length, 1);
    assert.match(await shopper.page.url(), /\/aInfo$/);
    await shopper.decide(shopper.page, 'approve');
    await shopper.isPaidOnce();
    const attempt = await store.find(await shopper.attemptId());
    assert.equal(attempt?.snapshot.device, 'in-app');
  },
};
