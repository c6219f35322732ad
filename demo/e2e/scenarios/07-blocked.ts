import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';
import type { Shopper } from './shopper.ts';
import type { World } from './world.ts';

/** As a page that starts the payment without a click of the buyer's: no browser opens a window. */
async function blocked({ visit }: World, path: string): Promise<Shopper> {
  const shopper = await visit(path);
  await shopper.page.evaluate(() => {
    document.querySelector('pay-checkout')?.start();
  });
  await shopper.reaches('popup-blocked');
  await shopper.sees('결제 창이 열리지 않았어요');
  assert.equal((await shopper.buyer.tabs()).length, 1);
  return shopper;
}

export const scenario: Scenario = {
  number: 7,
  title:
    'A blocked window asks for a fresh press, or goes on in this tab, and moves by itself never.',
  run: async (world) => {
    const popup = await blocked(world, '/e2e/form?presentation=popup');
    await popup.page.click('#note');
    await popup.page.press('x');
    const window = await popup.buyer.opened(() => popup.press('결제 창 열기'));
    await popup.decide(window, 'approve');
    await popup.isPaidOnce();
    const note = () => document.querySelector<HTMLInputElement>('#note')?.value;
    assert.equal(await popup.page.evaluate(note), 'x');

    const here = await blocked(world, '/e2e/plain?presentation=popup');
    await here.press('이 탭에서 계속하기');
    await here.decide(here.page, 'approve');
    await here.isPaidOnce();
    assert.equal((await here.books()).store, 'approved', 'one attempt, launched twice');
  },
};
