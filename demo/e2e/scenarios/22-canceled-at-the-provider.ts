import assert from 'node:assert/strict';
import { NOTHING_TAKEN } from './books.ts';
import type { Scenario } from './scenario.ts';

/** The element inside all shadow roots that has the focus, by its tag and part. */
const focused = () => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return `${element?.localName ?? ''} ${element?.getAttribute('part') ?? ''}`.trim();
};

export const scenario: Scenario = {
  number: 22,
  title: 'Who cancels at the provider gets the button back, with the focus on it, and can pay.',
  run: async ({ visit }) => {
    const shopper = await visit();
    const window = await shopper.pay();
    await shopper.decide(window, 'cancel');
    await shopper.reaches('canceled');
    await window.waitUntilClosed();
    await shopper.sees('빠져나간 돈은 없어요');
    assert.deepEqual(await shopper.books(), {
      ...NOTHING_TAKEN,
      ledger: 'QUIT_PAYMENT ×0',
      store: 'canceled',
    });
    assert.match(await shopper.page.evaluate(focused), /^button/);

    const again = await shopper.pay();
    await shopper.decide(again, 'approve');
    await shopper.reaches('complete');
  },
};
