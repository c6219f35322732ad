import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, it } from 'node:test';
import { checkConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import type { Approval, Provider } from '../providers/provider.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { approve } from './approve.ts';
import type { Checkout } from './checkout.ts';
import { createLinks } from './links.ts';
import { createSessionTokens } from './session-token.ts';

const MINUTE = 60_000;
const AMOUNT = { value: 48000, currency: 'KRW' };
const APPROVED: Approval = { outcome: 'approved', transactionId: 't', amount: AMOUNT };

let store: Store | undefined;
afterEach(() => store?.close());

/** An attempt that stands in `authenticated`, and a provider that answers as it is told. */
async function stage(answer: (call: number) => Approval, { stopping = (): boolean => false } = {}) {
  let now = Date.now();
  const calls: number[] = [];
  const provider: Provider = {
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
    approve: () => {
      calls.push(now);
      return Promise.resolve(answer(calls.length));
    },
  };
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
  store = openSqliteStore({ path: ':memory:' });
  const checkout: Checkout = {
    config,
    store,
    clock: {
      now: () => now,
      after: (ms, work) => {
        now += ms;
        queueMicrotask(work);
        return () => undefined;
      },
    },
    log: createLogger('silent'),
    links: createLinks(config),
    sessions: createSessionTokens(config, () => now),
    send: () => assert.fail('the provider of this test makes no calls'),
    background: () => undefined,
    isStopping: stopping,
  };
  const id = AttemptIdSchema.parse(randomBytes(16).toString('base64url'));
  await store.insert(authenticatedAttempt(id, now), { name: 'created', data: {} });
  return {
    calls,
    store,
    pass: (ms: number) => {
      now += ms;
    },
    run: async () => {
      await approve(checkout, id);
      const attempt = await checkout.store.find(id);
      assert.ok(attempt);
      return attempt;
    },
  };
}

const authenticatedAttempt = (id: ReturnType<typeof AttemptIdSchema.parse>, now: number) => ({
  id,
  state: 'authenticated' as const,
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

describe('an approval', () => {
  it('is tried again while it is proven that nothing left us', async () => {
    const { run, calls } = await stage((call) =>
      call < 4 ? { outcome: 'not-sent', reason: 'ECONNREFUSED' } : APPROVED,
    );
    assert.equal((await run()).state, 'approved');
    assert.equal(calls.length, 4);
  });

  it('ends as not executed when nothing could leave until the deadline, and frees the order', async () => {
    const { run, calls } = await stage(() => ({ outcome: 'not-sent', reason: 'ECONNREFUSED' }));
    const attempt = await run();
    assert.deepEqual([attempt.state, attempt.progress.code], ['canceled', 'NOT_EXECUTED']);
    assert.equal(attempt.holdsOrder, false);
    assert.ok((calls.at(-1) ?? 0) < (attempt.progress.authenticatedAt ?? 0) + 10 * MINUTE);
  });

  it('is not asked for once the provider would not take it any more', async () => {
    const { run, calls, pass } = await stage(() => APPROVED);
    pass(10 * MINUTE);
    const attempt = await run();
    assert.deepEqual([attempt.state, attempt.progress.code], ['canceled', 'APPROVE_DEADLINE']);
    assert.deepEqual(calls, []);
  });

  it('is a doubt when the provider code breaks', async () => {
    const { run } = await stage(() => {
      throw new TypeError('broken');
    });
    const attempt = await run();
    assert.deepEqual([attempt.state, attempt.holdsOrder], ['unknown', true]);
  });

  it('does not begin while the server is being stopped, and waits for the next start', async () => {
    const { run, calls } = await stage(() => APPROVED, { stopping: () => true });
    assert.equal((await run()).state, 'authenticated');
    assert.deepEqual(calls, []);
  });

  it('is not tried again once the server is being stopped', async () => {
    let stopping = false;
    const { run, calls } = await stage(
      () => {
        stopping = true;
        return { outcome: 'not-sent', reason: 'ECONNREFUSED' };
      },
      { stopping: () => stopping },
    );
    assert.equal((await run()).progress.code, 'NOT_EXECUTED');
    assert.equal(calls.length, 1);
  });

  it('is written down as soon as the store can be written again', async () => {
    const { run, calls, store: kept } = await stage(() => APPROVED);
    const { change } = kept;
    let failures = 3;
    kept.change = (wanted) => {
      if (wanted.to === 'approved' && failures > 0) {
        failures -= 1;
        return Promise.reject(new Error('database is locked'));
      }
      return change(wanted);
    };
    assert.equal((await run()).state, 'approved');
    assert.deepEqual([calls.length, failures], [1, 0]);
  });

  it('of money of another kind is another amount', async () => {
    const { run } = await stage(() => ({ ...APPROVED, amount: { value: 48000, currency: 'USD' } }));
    assert.equal((await run()).state, 'reversing');
  });

  it('is asked for once, however often it is begun', async () => {
    const { run, calls } = await stage(() => APPROVED);
    await Promise.all([run(), run(), run()]);
    assert.equal(calls.length, 1);
  });
});
