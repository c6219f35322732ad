import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { CallbackReading, ProviderFacts, QueryAnswer } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import { AMOUNT, exampleProvider, setExample } from '../testing/example.ts';
import type { RawRequest } from './envelope.ts';
import { keep } from './inbox.ts';
import { receiveCallback } from './receive.ts';

let store: Store | undefined;
afterEach(() => store?.close());

interface Circumstances {
  readonly facts?: Partial<ProviderFacts>;
  readonly query?: () => Promise<QueryAnswer>;
  /** The channel was taken out of the configuration. */
  readonly isMissing?: boolean;
  /** How long after it came the callback is read, in milliseconds. */
  readonly late?: number;
}

/** What becomes of an attempt in `ready` when its callback reads like this. */
async function receive(
  read: () => CallbackReading,
  { facts = {}, query, isMissing = false, late = 0 }: Circumstances = {},
) {
  const provider = exampleProvider({ readCallback: read, ...(query ? { query } : {}) }, facts);
  // As during a stop, so that no approval follows at once.
  const set = await setExample(provider, 'ready', { stopping: () => true });
  ({ store } = set);
  const attempt = await set.attempt();
  const raw: RawRequest = {
    source: 'callback',
    attemptId: attempt.id,
    channel: 'example',
    httpMethod: 'POST',
    leg: 'return',
    rawQuery: '',
    headers: {},
    contentType: 'application/x-www-form-urlencoded',
    body: new TextEncoder().encode('amount=48000'),
  };
  const kept = await keep(set.checkout, raw);
  assert.ok(kept);
  set.pass(late);
  const config = { ...set.checkout.config, ...(isMissing ? { channels: {} } : {}) };
  await receiveCallback({ ...set.checkout, config }, attempt, { kept, raw });
  const [request] = await store.requests(attempt.id);
  return { after: await set.attempt(), settled: request?.settled, receivedAt: kept.receivedAt };
}

const claiming = (claims: NonNullable<Extract<CallbackReading, { claims?: object }>['claims']>) =>
  receive(() => ({ kind: 'authenticated', authentication: {}, claims }));

describe('a callback that speaks of money and order', () => {
  it('is believed when they are ours', async () => {
    const { after, settled } = await claiming({ amount: AMOUNT, providerOrderId: 'A-1-abcdef' });
    assert.deepEqual([after.state, settled], ['authenticated', true]);
  });

  for (const [what, claims] of [
    ['another amount', { amount: { value: 47999, currency: 'KRW' } }],
    ['another currency', { amount: { value: 48000, currency: 'USD' } }],
    ['another order', { amount: AMOUNT, providerOrderId: 'A-2-abcdef' }],
  ] as const) {
    it(`is rejected when it speaks of ${what}`, async () => {
      const { after } = await claiming(claims);
      assert.deepEqual([after.state, after.progress.code], ['rejected', 'CALLBACK_CONTRADICTS']);
    });
  }
});

describe('a callback that is read late', () => {
  it('counts from when it came, so that no approval is asked for that the provider would not take', async () => {
    const late = 48 * 3_600_000;
    const { after, receivedAt } = await receive(
      () => ({ kind: 'authenticated', authentication: {} }),
      { late },
    );
    assert.equal(after.progress.authenticatedAt, receivedAt);
  });

  it('waits, unsettled, until its channel is back in the configuration', async () => {
    const { after, settled } = await receive(
      () => ({ kind: 'authenticated', authentication: {} }),
      { isMissing: true },
    );
    assert.deepEqual([after.state, settled], ['ready', false]);
  });
});

describe('a callback of failure where money can move in the window', () => {
  it('ends the attempt so that it is looked at again', async () => {
    const { after } = await receive(() => ({ kind: 'failed', providerCode: 'X1' }), {
      facts: { approvedAtCallback: true, endsNeedQuery: true },
      query: () => Promise.resolve({ outcome: 'declined', providerCode: 'X1' }),
    });
    assert.deepEqual([after.state, after.progress.code], ['canceled', 'AUTHENTICATION_FAILED']);
    assert.ok(after.dueAt !== undefined, 'due');
  });
});

describe('a callback that cannot be read', () => {
  it('moves nothing when the provider code breaks over it', async () => {
    const { after, settled } = await receive(() => {
      throw new TypeError('broken');
    });
    assert.deepEqual([after.state, settled], ['ready', true]);
  });

  it('ends the attempt where the provider needs no second question', async () => {
    assert.equal((await receive(() => ({ kind: 'canceled' }))).after.state, 'canceled');
    const failed = await receive(() => ({ kind: 'failed', providerCode: 'X1', message: '한도' }));
    assert.deepEqual([failed.after.state, failed.after.progress.message], ['declined', '한도']);
  });
});
