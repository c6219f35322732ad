import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { AttemptIdSchema } from '../protocol/index.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { newAttemptId } from '../testing/buyer.ts';
import type { Provider } from '../providers/provider.ts';
import {
  AMOUNT,
  exampleAttempt,
  exampleCheckout,
  exampleProvider,
  type ExampleOptions,
} from '../testing/example.ts';
import { until } from '../testing/until.ts';
import { advance } from './advance.ts';
import type { Checkout } from './checkout.ts';
import { keep } from './inbox.ts';
import { createWorker } from './worker.ts';

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;

let store: Store | undefined;
afterEach(() => store?.close());

interface Wishes extends Pick<ExampleOptions, 'lines' | 'send'> {
  readonly query?: Provider['query'];
}

/** A worker whose beats are given by hand, over a store in memory. */
function stage({
  query = () => Promise.resolve({ outcome: 'waiting' as const }),
  lines = {},
  send,
}: Wishes = {}) {
  let offset = 0;
  const kept = openSqliteStore({ path: ':memory:', clockOffset: () => offset });
  store = kept;
  let ring = (): void => undefined;
  const running = new Set<Promise<unknown>>();
  const base = exampleCheckout({
    provider: exampleProvider({
      query,
      approve: () => Promise.resolve({ outcome: 'approved', transactionId: 't', amount: AMOUNT }),
    }),
    store: kept,
    options: { lines, ...(send ? { send } : {}) },
    clock: {
      now: () => Date.now() + offset,
      after: (_ms, work) => {
        ring = work;
        return () => (ring = () => undefined);
      },
    },
  });
  let stopping = false;
  const checkout: Checkout = {
    ...base,
    background: (work) => {
      running.add(work);
      void work.finally(() => running.delete(work));
    },
    isStopping: () => stopping,
  };
  const worker = createWorker(checkout);
  return {
    checkout,
    store: kept,
    worker,
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
    beat: (ms = SECOND) => {
      offset += ms;
      ring();
    },
    stop: () => (stopping = true),
    add: async (
      state: Parameters<typeof exampleAttempt>[1],
      dueIn: number | undefined = 0,
      { channel = 'example', line = 'order' } = {},
    ) => {
      const id = AttemptIdSchema.parse(newAttemptId());
      const own = { orderId: id, providerOrderId: id, channel, line };
      const fresh = exampleAttempt(id, state, Date.now() + offset);
      await kept.insert({ ...fresh, ...own }, { name: 'created', data: {} }, dueIn);
      return id;
    },
  };
}

/** The same with a provider that takes every question and answers none. */
function silentStage() {
  let asked = 0;
  const query = (): Promise<never> => {
    asked += 1;
    return new Promise(() => undefined);
  };
  return { ...stage({ query }), asked: () => asked };
}

const CALLBACK = {
  source: 'callback',
  channel: 'example',
  httpMethod: 'GET',
  leg: 'approve',
  rawQuery: '',
  headers: {},
  contentType: '',
  body: new Uint8Array(),
} as const;

const stateOf = async (of: Store, id: string) => (await of.find(id))?.state;

describe('the worker', () => {
  it('takes up what is due and leaves what is not', async () => {
    const { worker, store: kept, add, settled, beat } = stage();
    const due = await add('authenticated');
    const later = await add('authenticated', 5 * SECOND);
    worker.start();
    await settled();
    assert.equal(await stateOf(kept, due), 'approved');
    assert.equal(await stateOf(kept, later), 'authenticated');
    beat(5 * SECOND);
    await settled();
    assert.equal(await stateOf(kept, later), 'approved');
    worker.stop();
  });

  it('is not held up by an attempt whose provider is silent', async () => {
    const { worker, store: kept, add, beat, stop, asked } = silentStage();
    await add('unknown');
    worker.start();
    await until('the silent question', () => asked() === 1);
    const other = await add('authenticated');
    beat();
    await until('the other one', async () => (await stateOf(kept, other)) === 'approved');
    worker.stop();
    stop();
  });

  it('asks a silent provider about twenty at once and no more, and holds up no other channel', async () => {
    const { worker, store: kept, add, beat, stop, asked } = silentStage();
    for (let at = 0; at < 30; at += 1) await add('unknown');
    worker.start();
    await until('twenty questions', () => asked() === 20);
    const other = await add('authenticated', 0, { channel: 'other' });
    beat();
    // Its channel is not in the configuration: looked at, and put off.
    await until('a look at the other channel', async () => {
      const attempt = await kept.find(other);
      return attempt && (attempt.dueAt ?? 0) > attempt.readAt;
    });
    assert.equal(asked(), 20);
    worker.stop();
    stop();
  });

  it('counts a backend that hangs on its own line, and holds up no other line of the channel', async () => {
    let asked = 0;
    const send = (): Promise<never> => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const methods = { example: { channel: 'example' } };
    const order = 'http://shop.localhost/order';
    const url = 'http://shop.localhost/approval';
    const lines = {
      slow: { methods, order, approve: { mode: 'forward', url, idempotent: true } },
      order: { methods, order, approve: { mode: 'direct' } },
    } as const;
    const { worker, checkout, store: kept, add, beat, stop } = stage({ lines, send });
    for (let at = 0; at < 30; at += 1) {
      const id = await add('authenticated', 0, { line: 'slow' });
      const callbackId = (await keep(checkout, { ...CALLBACK, attemptId: id }))?.id ?? 0;
      await kept.settleRequest(callbackId);
      await advance(checkout, id, () => ({ remark: 'kept', progress: { callbackId } }));
    }
    worker.start();
    beat(10 * SECOND);
    await until('twenty forwards', () => asked === 20);
    const other = await add('authenticated');
    beat();
    await until('the other line', async () => (await stateOf(kept, other)) === 'approved');
    assert.equal(asked, 20);
    worker.stop();
    stop();
  });

  it('puts a row that cannot be read aside and attends to the others', async () => {
    const { worker, checkout, store: kept, add, settled } = stage();
    const bad = await add('authenticated');
    const good = await add('authenticated');
    const { find } = checkout.store;
    kept.find = (id) => (id === bad ? Promise.reject(new SyntaxError('JSON')) : find(id));
    worker.start();
    await settled();
    assert.equal(await stateOf(kept, good), 'approved');
    kept.find = find;
    const left = await kept.find(bad);
    assert.ok((left?.dueAt ?? 0) > (left?.readAt ?? Infinity) - 1, 'due later');
    assert.equal(left?.state, 'authenticated');
    worker.stop();
  });

  it('begins nothing while the server is being stopped', async () => {
    const { worker, store: kept, add, settled, stop } = stage();
    const id = await add('authenticated');
    stop();
    worker.start();
    await settled();
    assert.equal(await stateOf(kept, id), 'authenticated');
    worker.stop();
  });

  it('deletes raw requests after thirty days and keeps the timeline', async () => {
    const { worker, checkout, store: kept, add, settled, beat } = stage();
    const id = await add('approved', undefined);
    const sealed = await checkout.envelopes.seal({
      source: 'callback',
      attemptId: id,
      channel: 'example',
      httpMethod: 'GET',
      leg: 'approve',
      rawQuery: 'pg_token=SECRET',
      headers: {},
      contentType: '',
      body: new Uint8Array(),
    });
    assert.equal(sealed.sealed.includes('SECRET'), false);
    const request = await kept.keepRequest(sealed);
    await kept.settleRequest(request?.id ?? 0);
    worker.start();
    beat(29 * DAY);
    await settled();
    assert.equal((await kept.requests(id)).length, 1);
    beat(DAY + SECOND);
    await settled();
    assert.equal((await kept.requests(id)).length, 0);
    assert.equal((await kept.timeline(id)).length, 1);
    worker.stop();
  });

  it('keeps the callback of an approval that is not over, which its backend is asked with', async () => {
    const { worker, checkout, store: kept, add, settled, beat } = stage();
    const open = await add('awaiting-deposit', undefined);
    const over = await add('expired', undefined);
    for (const attemptId of [open, over]) {
      const request = await keep(checkout, { ...CALLBACK, attemptId });
      await kept.settleRequest(request?.id ?? 0);
    }
    worker.start();
    beat(40 * DAY);
    await settled();
    assert.equal((await kept.requests(open)).length, 1);
    assert.equal((await kept.requests(over)).length, 0);
    worker.stop();
  });
});
