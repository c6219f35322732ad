import type { Scenario } from './scenario.ts';

export const scenario: Scenario = {
  number: 30,
  title: 'A page that loads the script three times pays once.',
  run: async ({ visit }) => {
    const shopper = await visit('/e2e/twice-loaded?presentation=popup');
    await shopper.decide(await shopper.pay(), 'approve');
    await shopper.isPaidOnce();
  },
};
