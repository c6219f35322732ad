import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { AttemptState } from '../checkout/transitions.ts';
import type { Attempt } from '../checkout/attempt.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { createLinks } from '../checkout/links.ts';
import { createSessionTokens } from '../checkout/session-token.ts';
import { checkConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import type { Provider } from '../providers/provider.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';

export const MINUTE = 60_000;
export const AMOUNT = { value: 48000, currency: 'KRW' };

export interface ExampleStage {
  readonly checkout: Checkout;
  readonly store: Store;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
  /** The one attempt, as it stands. */
  readonly attempt: () => Promise<Attempt>;
}

/** A provider that does nothing but what a test gives it. */
export const exampleProvider = (verbs: Partial<Provider>): Provider => ({
  id: 'example',
  name: { ko: '보기', en: 'Example' },
  methods: { example: { type: 'wallet', label: { ko: '보기', en: 'Example' } } },
  facts: {
    authenticationWindow: 15 * MINUTE,
    approveWindow: 10 * MINUTE,
    callTimeout: 1000,
    orderId: { alphabet: /./, maxLength: 64 },
    endsNeedQuery: false,
  },
  origins: { script: [], connect: [] },
  prepare: () => assert.fail('not asked here'),
  readCallback: () => assert.fail('not asked here'),
  approve: () => assert.fail('not asked here'),
  ...verbs,
});

/** A checkout over a real store in memory with one attempt, and a clock that jumps when awaited. */
export async function setExample(
  provider: Provider,
  state: AttemptState,
  { stopping = (): boolean => false } = {},
): Promise<ExampleStage> {
  let now = Date.now();
  const config = checkConfig({
    shop: { name: 'shop' },
    publicUrl: 'http://pay.localhost',
    storefronts: ['http://localhost'],
    storeUrl: 'file::memory:',
    secrets: [{ kid: 'a', secret: randomBytes(32).toString('base64url') }],
    hookSecret: `whsec_${randomBytes(32).toString('base64')}`,
    channels: { example: provider },
    lines: {},
  });
  const store = openSqliteStore({ path: ':memory:' });
  const clock = {
    now: () => now,
    after: (ms: number, work: () => void) => {
      now += ms;
      queueMicrotask(work);
      return () => undefined;
    },
  };
  const checkout: Checkout = {
    config,
    store,
    clock,
    log: createLogger('silent'),
    links: createLinks(config),
    sessions: createSessionTokens(config, clock.now),
    send: () => assert.fail('the provider of this test makes no calls'),
    background: () => undefined,
    isStopping: stopping,
  };
  const id = AttemptIdSchema.parse(randomBytes(16).toString('base64url'));
  await store.insert(exampleAttempt(id, state, now), { name: 'created', data: {} });
  return {
    checkout,
    store,
    now: clock.now,
    pass: (ms) => {
      now += ms;
    },
    attempt: async () => (await store.find(id)) ?? assert.fail('the attempt is gone'),
  };
}

const exampleAttempt = (id: Attempt['id'], state: AttemptState, now: number) => ({
  id,
  state,
  sessionId: 's',
  line: 'order',
  orderId: 'A-1',
  providerOrderId: 'A-1-abcdef',
  channel: 'example',
  method: 'example',
  amount: AMOUNT,
  snapshot: {
    provider: 'example',
    presentation: 'popup' as const,
    device: 'desktop' as const,
    locale: 'ko' as const,
    storefront: 'http://localhost',
    returnUrl: 'http://localhost/',
    orderName: '청자 머그',
    taxFreeAmount: 0,
    buyerRef: 'b',
  },
  progress: { launches: 1, prepareTries: 0, authentication: {}, authenticatedAt: now },
});
