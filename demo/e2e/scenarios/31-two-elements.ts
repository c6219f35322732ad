import assert from 'node:assert/strict';
import { until } from '../../../server/testing/until.ts';
import type { PayCheckout } from '../../../widget/index.ts';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 31,
  title: 'Two elements of one order share its payment; those of two lines pay apart.',
  run: async ({ visit, demo, store }) => {
    const same = await visit('/e2e/same-twice?presentation=popup');
    const window = await same.buyer.opened(() =>
      same.page.click({ text: '결제하기', within: '#first' }),
    );
    await window.waitFor('[data-decision=approve]');
    await same.page.waitFor('#second pay-checkout[state=authenticating]');
    await same.page.evaluate(() =>
      document.querySelector<PayCheckout>('#second pay-checkout')?.start(),
    );
    assert.equal((await same.buyer.tabs()).length, 2);
    assert.equal((await store.findByOrder(same.orderId)).length, 1);
    await same.decide(window, 'approve');
    await same.isPaidOnce();
    await same.page.waitFor('#second pay-checkout[state=complete]');

    const two = await visit('/e2e/two?presentation=popup');
    for (const line of ['order', 'delivery-fee']) {
      await two.page.waitFor(`#${line} pay-checkout[state=idle]`);
      const paying = await two.buyer.opened(() =>
        two.page.click({ text: '결제하기', within: `#${line}` }),
      );
      await two.decide(paying, 'approve');
      await two.page.waitFor(`#${line} pay-checkout[state=complete]`);
    }
    for (const orderId of [two.orderId, `${two.orderId}-fee`]) {
      await until(orderId, () => demo.backend.find(orderId)?.state === 'paid');
    }
    const lines = (await two.heard()).filter(({ type }) => type === 'payment-complete');
    assert.deepEqual(
      lines.map(({ line }) => line),
      ['order', 'delivery-fee'],
    );
  },
};
