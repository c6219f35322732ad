import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 34,
  title: 'A storefront under a strict policy and Trusted Types pays without one report.',
  run: async ({ visit, demo }) => {
    const shopper = await visit('/e2e/plain?presentation=popup&csp=strict');
    await shopper.decide(await shopper.pay(), 'approve');
    await shopper.isPaidOnce();
    const violations = () => (window as unknown as { violations: unknown[] }).violations;
    assert.deepEqual(await shopper.page.evaluate(violations), []);
    const reports = await fetch(`${demo.shopUrl}/e2e/reports`);
    assert.deepEqual(await reports.json(), []);
  },
};
