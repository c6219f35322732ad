import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { CallbackReading } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import { AMOUNT, exampleProvider, setExample } from '../testing/example.ts';
import type { RawRequest } from './envelope.ts';
import { keep } from './inbox.ts';
import { receiveCallback } from './receive.ts';

let store: Store | undefined;
afterEach(() => store?.close());

/** What becomes of an attempt in `ready` when its callback reads like this. */
async function receive(read: () => CallbackReading) {
  // As during a stop, so that no approval follows at once.
  const set = await setExample(exampleProvider({ readCallback: read }), 'ready', {
    stopping: () => true,
  });
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
  await receiveCallback(set.checkout, attempt, { kept, raw });
  const [request] = await store.requests(attempt.id);
  return { after: await set.attempt(), settled: request?.settled };
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
