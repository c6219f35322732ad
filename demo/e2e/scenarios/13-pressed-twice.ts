import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';
import type { Shopper } from './shopper.ts';
import type { World } from './world.ts';

const focusButton = () => {
  const parts = document.querySelector('pay-checkout')?.shadowRoot?.querySelector('pay-button');
  parts?.shadowRoot?.querySelector('button')?.focus();
};

/** Ways to press one button twice without meaning to. */
const PRESSES: readonly ((shopper: Shopper) => Promise<unknown>)[] = [
  ({ page }) => page.click({ button: '결제하기' }, { times: 2 }),
  async ({ page }) => {
    await page.evaluate(focusButton);
    await page.press('Enter');
    await page.press('Enter');
  },
];

async function pressTwice({ visit, store }: World, press: (shopper: Shopper) => Promise<unknown>) {
  const shopper = await visit();
  const window = await shopper.buyer.opened(() => press(shopper));
  await window.waitFor('[data-decision=approve]');
  assert.equal((await shopper.buyer.tabs()).length, 2);
  assert.equal((await store.findByOrder(shopper.orderId)).length, 1);
  const starts = (await shopper.heard()).filter(({ type }) => type === 'payment-start');
  assert.equal(starts.length, 1);
  await shopper.decide(window, 'approve');
  await shopper.isPaidOnce();
}

export const scenario: Scenario = {
  number: 13,
  title: 'A button that is pressed twice makes one attempt and one window.',
  run: async (world) => {
    for (const press of PRESSES) await pressTwice(world, press);
  },
};
