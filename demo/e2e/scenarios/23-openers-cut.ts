import assert from 'node:assert/strict';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

const OPENER = [
  undefined,
  'same-origin',
  'same-origin-allow-popups',
  'noopener-allow-popups',
] as const;
const EMBEDDER = [undefined, 'require-corp', 'credentialless'] as const;

/** Every pair of opener policies, each with the embedder policies in turn on either side. */
const PAIRS = OPENER.flatMap((shop, i) =>
  OPENER.map((provider, j) => ({
    shop,
    provider,
    shopEmbedder: EMBEDDER[(i + j) % EMBEDDER.length],
    providerEmbedder: EMBEDDER[(i + 2 * j) % EMBEDDER.length],
  })),
);

async function payUnder({ visit, kakaopay }: World, pair: (typeof PAIRS)[number]): Promise<void> {
  const { shop, provider, shopEmbedder, providerEmbedder } = pair;
  if (provider !== undefined) {
    const coep = providerEmbedder === undefined ? {} : { coep: providerEmbedder };
    kakaopay.fault({ on: 'window', kind: 'coop', policy: provider, ...coep });
  }
  const query = new URLSearchParams({ presentation: 'popup' });
  if (shop !== undefined) query.set('coop', shop);
  if (shopEmbedder !== undefined) query.set('coep', shopEmbedder);
  const shopper = await visit(`/e2e/plain?${query.toString()}`);
  const window = await shopper.pay();
  await shopper.decide(window, 'approve');
  await shopper.isPaidOnce();
  await window.waitUntilClosed();
  const states = await shopper.states();
  assert.ok(!states.includes('canceled'), `${JSON.stringify(pair)}: ${states.join(' ')}`);
}

export const scenario: Scenario = {
  number: 23,
  title:
    'Whatever policies of storefront and provider cut the window off, it is paid once and closes.',
  timeoutMs: 480_000,
  run: async (world) => {
    for (const pair of PAIRS) await payUnder(world, pair);
  },
};
