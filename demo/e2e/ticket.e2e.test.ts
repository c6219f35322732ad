import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setEngineStage } from './scenarios/stage.ts';
import type { EngineStage } from './scenarios/stage.ts';
import { play } from './scenarios/world.ts';

let stage: EngineStage;
before(async () => {
  stage = await setEngineStage('chromium');
});
after(() => stage.stop());

const PAGE = '/products/celadon-mug?ticket';

describe('An order that its shop has signed', () => {
  it('is paid once, and the page is told by the number that only the ticket names.', () =>
    play(stage, async (world) => {
      const shopper = await world.visit(PAGE);
      assert.equal(
        await shopper.page.evaluate(() =>
          document.querySelector('pay-checkout')?.hasAttribute('order-id'),
        ),
        false,
      );
      await shopper.decide(await shopper.pay(), 'approve');
      await shopper.isPaidOnce();
      const complete = (await shopper.heard()).find(({ type }) => type === 'payment-complete');
      assert.equal(complete?.orderId, shopper.orderId);
    }));

  it('shows that it is paid in another browser too, and cannot be paid there again.', () =>
    play(stage, async (world) => {
      const shopper = await world.visit(PAGE);
      await shopper.decide(await shopper.pay(), 'approve');
      await shopper.isPaidOnce();
      const elsewhere = await world.newBuyer();
      const page = await elsewhere.open(
        `${stage.demo.shopUrl}/products/celadon-mug?ticket&order=${shopper.orderId}`,
      );
      await page.waitFor('pay-checkout[state=complete]');
      assert.equal((await shopper.books()).approveCalls, 1);
    }));
});
