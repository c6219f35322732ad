import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 26,
  title:
    'A server on a host of its own needs no storage, cookie or channel in common with the shop.',
  run: async ({ visit, demo }) => {
    assert.notEqual(new URL(demo.shopUrl).hostname, new URL(demo.payUrl).hostname);
    const shopper = await visit(undefined, { blockThirdPartyCookies: true });
    await shopper.decide(await shopper.pay(), 'approve');
    await shopper.isPaidOnce();
    assert.equal(await shopper.page.evaluate(() => document.cookie), '');
  },
};
