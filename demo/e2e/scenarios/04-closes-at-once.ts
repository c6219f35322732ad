import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

const TIMES = 30;

/** What the closing of the window alone might look like. */
const MISTAKEN = ['window-lost', 'canceled', 'failed'];

export const scenario: Scenario = {
  number: 4,
  title: `A window that tells and closes at once never looks lost or canceled, ${String(TIMES)} times.`,
  timeoutMs: 600_000,
  run: async ({ newBuyer, visitAs }) => {
    const buyer = await newBuyer();
    for (let time = 1; time <= TIMES; time += 1) {
      const shopper = await visitAs(buyer);
      const window = await shopper.pay();
      await shopper.decide(window, 'approve');
      await shopper.isPaidOnce();
      await window.waitUntilClosed();
      const states = await shopper.states();
      assert.deepEqual(
        states.filter((state) => MISTAKEN.includes(state)),
        [],
        `time ${String(time)}: ${states.join(' ')}`,
      );
      await shopper.page.close();
    }
  },
};
