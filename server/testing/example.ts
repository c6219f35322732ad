import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { AttemptState } from '../checkout/transitions.ts';
import type { Attempt, AttemptProgress } from '../checkout/attempt.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { attend } from '../checkout/attend.ts';
import { createEnvelopes } from '../checkout/envelope.ts';
import { createLinks } from '../checkout/links.ts';
import { createSessionTokens } from '../checkout/session-token.ts';
import type { Clock } from '../clock.ts';
import { checkConfig, type CheckoutConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import type { Provider, ProviderFacts } from '../providers/provider.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { NewAttempt, Store } from '../store/store.ts';

export const MINUTE = 60_000;
export const AMOUNT = { value: 48000, currency: 'KRW' };

export interface ExampleStage {
  readonly checkout: Checkout;
  readonly store: Store;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
  /** The one attempt, as it stands. */
  readonly attempt: () => Promise<Attempt>;
  /** Attends to it whenever it is due, time passing in between, until it rests or is as wanted. */
  readonly recover: (wanted?: (attempt: Attempt) => boolean) => Promise<Attempt>;
}

/** A provider that does nothing but what a test gives it. */
export const exampleProvider = (
  verbs: Partial<Provider>,
  facts: Partial<ProviderFacts> = {},
): Provider => ({
  id: 'example',
  name: { ko: '보기', en: 'Example' },
  methods: { example: { type: 'wallet', label: { ko: '보기', en: 'Example' } } },
  facts: {
    authenticationWindow: 15 * MINUTE,
    approveWindow: 10 * MINUTE,
    callTimeout: 1000,
    orderId: { alphabet: /./, maxLength: 64 },
    endsNeedQuery: false,
    replaySafe: false,
    approvedAtCallback: false,
    ...facts,
  },
  origins: { script: [], connect: [] },
  prepare: () => assert.fail('not asked here'),
  readCallback: () => assert.fail('not asked here'),
  approve: () => assert.fail('not asked here'),
  ...verbs,
});

/** The same for a backend that approves by itself, because nobody else can. */
export const withoutApprove = (provider: Provider): Provider =>
  Object.fromEntries(
    Object.entries(provider).filter(([verb]) => verb !== 'approve'),
  ) as unknown as Provider;

export interface ExampleOptions {
  readonly stopping?: () => boolean;
  readonly lines?: CheckoutConfig['lines'];
  readonly send?: Checkout['send'];
  readonly progress?: Partial<AttemptProgress>;
  readonly merchantKeys?: readonly string[];
  /** Who approved when the attempt began. */
  readonly approveMode?: 'forward';
}

/**
 * A checkout over a real store in memory with one attempt. One clock for all, the store's included:
 * it jumps when it is awaited, and is passed by hand otherwise.
 */
export async function setExample(
  provider: Provider,
  state: AttemptState,
  options: ExampleOptions = {},
): Promise<ExampleStage> {
  let offset = 0;
  const now = (): number => Date.now() + offset;
  const store = openSqliteStore({ path: ':memory:', clockOffset: () => offset });
  const clock = {
    now,
    after: (ms: number, work: () => void) => {
      offset += ms;
      queueMicrotask(work);
      return () => undefined;
    },
  };
  const checkout = exampleCheckout({ provider, store, clock, options });
  const id = AttemptIdSchema.parse(randomBytes(16).toString('base64url'));
  const attempt = exampleAttempt(id, state, now());
  const progress = { ...attempt.progress, ...options.progress };
  const { approveMode } = options;
  const snapshot = { ...attempt.snapshot, ...(approveMode ? { approveMode } : {}) };
  await store.insert({ ...attempt, snapshot, progress }, { name: 'created', data: {} }, 0);
  const found = async () => (await store.find(id)) ?? assert.fail('the attempt is gone');
  return {
    checkout,
    store,
    now,
    pass: (ms) => {
      offset += ms;
    },
    attempt: found,
    recover: async (wanted = () => false) => {
      for (let visits = 0; visits < 5000; visits += 1) {
        const attempt = await found();
        if (wanted(attempt)) return attempt;
        if (attempt.dueAt === undefined) return attempt;
        offset += Math.max(0, attempt.dueAt - attempt.readAt);
        await attend(checkout, id);
      }
      return assert.fail('it never comes to rest');
    },
  };
}

export function exampleCheckout({
  provider,
  store,
  clock,
  options: { stopping = () => false, lines = {}, send, merchantKeys = [] } = {},
}: {
  readonly provider: Provider;
  readonly store: Store;
  readonly clock: Clock;
  readonly options?: ExampleOptions;
}): Checkout {
  const config = checkConfig({
    shop: { name: 'shop' },
    publicUrl: 'http://pay.localhost',
    storefronts: ['http://localhost'],
    storeUrl: 'file::memory:',
    secrets: [{ kid: 'a', secret: randomBytes(32).toString('base64url') }],
    hookSecret: `whsec_${randomBytes(32).toString('base64')}`,
    merchantKeys,
    channels: { example: provider },
    lines,
  });
  return {
    config,
    store,
    clock,
    log: createLogger('silent'),
    links: createLinks(config),
    sessions: createSessionTokens(config, clock.now),
    envelopes: createEnvelopes(config),
    send: send ?? (() => assert.fail('nothing of this test goes out')),
    random: () => 0,
    background: () => undefined,
    isStopping: stopping,
  };
}

export const exampleAttempt = (
  id: Attempt['id'],
  state: AttemptState,
  now: number,
): NewAttempt => ({
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
    providerMethod: 'example',
    presentation: 'popup',
    device: 'desktop',
    locale: 'ko',
    storefront: 'http://localhost',
    returnUrl: 'http://localhost/',
    orderName: '청자 머그',
    taxFreeAmount: 0,
    buyerRef: 'b',
  },
  progress: { launches: 1, prepareTries: 0, authentication: {}, authenticatedAt: now, since: now },
});
