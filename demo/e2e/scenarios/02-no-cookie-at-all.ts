import assert from 'node:assert/strict';
import { REDIRECT } from './scenario.ts';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 2,
  title: 'A browser that keeps nothing, no cookie and no storage, pays by either road.',
  run: async ({ visit }) => {
    const nothing = { blockStorage: true };
    const atPopup = await visit(undefined, nothing);
    await atPopup.decide(await atPopup.pay(), 'approve');
    await atPopup.isPaidOnce();

    const away = await visit(REDIRECT, nothing);
    await away.press('결제하기');
    await away.decide(away.page, 'approve');
    await away.isPaidOnce();
    assert.equal(await away.page.evaluate(() => document.cookie), '');
  },
};
