import assert from 'node:assert/strict';
import { NOTHING_TAKEN } from './books.ts';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 5,
  title: 'A window that is closed before paying cancels nothing, and the page can be used at once.',
  run: async ({ visit }) => {
    const shopper = await visit();
    const window = await shopper.pay();
    await window.waitFor('[data-decision=approve]');
    await window.close();
    await shopper.reaches('window-lost');
    for (const button of ['결과 확인하기', '결제 창 다시 열기', '결제 취소']) {
      await shopper.page.waitFor({ button });
    }
    assert.deepEqual(await shopper.books(), {
      ...NOTHING_TAKEN,
      ledger: 'OPEN_PAYMENT ×0',
      store: 'ready',
    });

    const again = await shopper.buyer.opened(() => shopper.press('결제 창 다시 열기'));
    await shopper.decide(again, 'approve');
    await shopper.isPaidOnce();
  },
};
