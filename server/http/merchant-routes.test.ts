import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as z from 'zod';
import { AttemptIdSchema } from '../protocol/index.ts';
import { authenticate, newAttemptId, newBuyer, type Buyer } from '../testing/buyer.ts';
import { exampleAttempt } from '../testing/example.ts';
import { MERCHANT_KEY, startHarness, type Harness } from '../testing/harness.ts';
import { until } from '../testing/until.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
  harness.merchant.orders.set('M-1', {
    status: 200,
    body: { orderName: '청자 머그', amount: { value: 24000, currency: 'KRW' } },
  });
});
after(() => harness.stop());

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ask = (path: string, key = MERCHANT_KEY, { headers, ...init }: Asking = {}) =>
  fetch(`${harness.url}/merchant/v1/attempts${path}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...headers },
  });

const Whole = z.object({
  attemptId: z.string(),
  state: z.string(),
  status: z.string(),
  seq: z.int(),
  amount: z.object({ value: z.int(), currency: z.string() }),
  transactionId: z.string().optional(),
  code: z.string().optional(),
  holdsOrder: z.boolean(),
  timeline: z.array(z.object({ seq: z.int(), name: z.string(), at: z.int(), data: z.json() })),
  notices: z.array(z.object({ id: z.string(), tries: z.int(), deliveredAt: z.int().optional() })),
  requests: z.array(z.object({ source: z.string(), times: z.int(), settled: z.boolean() })),
});
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;
const wholeOf = async (answer: Response) =>
  z.object({ v: z.literal(1), attempt: Whole }).parse(await answer.json()).attempt;

async function paid(orderId: string): Promise<Buyer> {
  const buyer = await newBuyer(harness.url, orderId);
  await buyer.follow(await authenticate(buyer));
  await until('paid and told', async () => {
    const notices = await harness.store.notices(buyer.attemptId);
    return notices.length > 0 && notices.every(({ deliveredAt }) => deliveredAt !== undefined);
  });
  return buyer;
}

describe('the merchant who asks about an attempt', () => {
  it('is told the whole truth: state, money, every step, what came in and what was told', async () => {
    const buyer = await paid('M-1');
    const answer = await ask(`/${buyer.attemptId}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const whole = await wholeOf(answer);
    assert.deepEqual([whole.state, whole.status, whole.holdsOrder], ['approved', 'complete', true]);
    assert.deepEqual(whole.amount, { value: 24000, currency: 'KRW' });
    assert.match(whole.transactionId ?? '', /^T/);
    assert.equal(whole.seq, whole.timeline.length);
    assert.equal(whole.timeline.at(-1)?.name, 'approved');
    assert.equal(whole.requests.length, 1);
    assert.ok(whole.notices[0]?.deliveredAt, 'the notice is delivered');
  });

  it('finds every attempt of an order, the newest first, and of one line where asked', async () => {
    harness.merchant.orders.set('M-2', {
      status: 200,
      body: { orderName: '접시', amount: { value: 1000, currency: 'KRW' } },
    });
    const given = await newBuyer(harness.url, 'M-2');
    await given.launch();
    await given.cancel();
    harness.clock.pass(1000);
    const second = await paid('M-2');
    const List = z.object({ v: z.literal(1), attempts: z.array(Whole) });
    const { attempts } = List.parse(await (await ask('?orderId=M-2')).json());
    assert.deepEqual(
      attempts.map(({ attemptId, state }) => [attemptId, state]),
      [
        [second.attemptId, 'approved'],
        [given.attemptId, 'canceled'],
      ],
    );
    const other = List.parse(await (await ask('?orderId=M-2&line=repair')).json());
    assert.deepEqual(other.attempts, []);
    assert.equal(await codeOf(await ask('')), 'REQUEST_INVALID');
  });

  it('needs the right key, which a browser of the shop does not have', async () => {
    const buyer = await newBuyer(harness.url, 'M-1').catch(() => undefined);
    assert.equal(buyer, undefined, 'the order is paid');
    for (const key of ['', 'wrong', MERCHANT_KEY.slice(1), `${MERCHANT_KEY}x`]) {
      const answer = await ask('?orderId=M-1', key);
      assert.equal(answer.status, 401, key);
      assert.equal(await codeOf(answer), 'MERCHANT_KEY_INVALID');
    }
    assert.equal((await fetch(`${harness.url}/merchant/v1/attempts?orderId=M-1`)).status, 401);
    const origin = { headers: { origin: 'http://shop.test' } };
    const cross = await ask('?orderId=M-1', MERCHANT_KEY, origin);
    assert.equal(cross.headers.get('access-control-allow-origin'), null);
  });

  it('is told that there is no such attempt', async () => {
    for (const id of [newAttemptId(), 'nonsense', '..%2f']) {
      const answer = await ask(`/${id}`);
      assert.equal(answer.status, 404, id);
      assert.equal(await codeOf(answer), 'ATTEMPT_NOT_FOUND');
    }
  });

  it('is never shown a token, a callback or what the provider keeps to itself', async () => {
    harness.merchant.orders.set('M-3', {
      status: 200,
      body: { orderName: '다관', amount: { value: 5000, currency: 'KRW' } },
    });
    const buyer = await newBuyer(harness.url, 'M-3');
    const callback = await authenticate(buyer);
    await buyer.follow(callback);
    await until('paid', async () => (await buyer.view()).status === 'complete');
    const text = await (await ask(`/${buyer.attemptId}`)).text();
    const attempt = await harness.store.find(buyer.attemptId);
    const secrets = [
      new URL(callback).searchParams.get('pg_token') ?? '-',
      buyer.session.sessionToken,
      attempt?.snapshot.buyerRef ?? '-',
      'sealed',
    ];
    for (const secret of secrets) assert.equal(text.includes(secret), false, secret);
  });
});

describe('a person who ends a review', () => {
  let made = 0;
  async function inReview(): Promise<string> {
    made += 1;
    const id = AttemptIdSchema.parse(newAttemptId());
    const fresh = exampleAttempt(id, 'review', harness.clock.now());
    const unique = { orderId: `R-${String(made)}`, providerOrderId: `R-${String(made)}-abcdef` };
    await harness.store.insert({ ...fresh, ...unique }, { name: 'created', data: {} });
    return id;
  }
  const decide = (id: string, body: unknown) =>
    ask(`/${id}/decision`, MERCHANT_KEY, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const word = { v: 1, reason: 'seen in the dashboard', by: 'operator 7' };

  for (const outcome of ['approved', 'declined', 'reversed'] as const) {
    it(`ends it as ${outcome}, with the reason in the timeline and a notice to the merchant`, async () => {
      const id = await inReview();
      const whole = await wholeOf(await decide(id, { ...word, outcome }));
      assert.equal(whole.state, outcome);
      assert.equal(whole.holdsOrder, outcome === 'approved');
      const last = whole.timeline.at(-1);
      assert.deepEqual(last?.data, { reason: word.reason, by: word.by });
      assert.equal((await harness.store.notices(id)).length, 1);
      assert.equal(await codeOf(await decide(id, { ...word, outcome })), 'ATTEMPT_NOT_IN_REVIEW');
    });
  }

  it('must say why and who', async () => {
    const id = await inReview();
    for (const wrong of [
      { outcome: 'approved', v: 1, by: 'x' },
      { ...word, outcome: 'paid' },
      { ...word, outcome: 'approved', reason: '' },
      { ...word, outcome: 'approved', more: 1 },
    ]) {
      assert.equal(await codeOf(await decide(id, wrong)), 'REQUEST_INVALID');
    }
    assert.equal((await harness.store.find(id))?.state, 'review');
  });

  it('cannot call an order paid for which another amount was taken', async () => {
    const id = await inReview();
    const attempt = await harness.store.find(id);
    assert.ok(attempt, 'the attempt');
    const approvedAmount = { value: 100, currency: 'KRW' };
    const change = { id, version: 1, from: 'review', to: 'review', holdsOrder: false } as const;
    const progress = { ...attempt.progress, approvedAmount };
    const event = { name: 'approval-found', data: {} };
    await harness.store.change({ ...change, progress, event, dueIn: undefined });
    const answer = await decide(id, { ...word, outcome: 'approved' });
    assert.deepEqual([answer.status, await codeOf(answer)], [409, 'AMOUNT_MISMATCH']);
    assert.equal((await harness.store.find(id))?.state, 'review');
    assert.equal(
      (await wholeOf(await decide(id, { ...word, outcome: 'reversed' }))).state,
      'reversed',
    );
  });

  it('cannot pay an order twice', async () => {
    const id = await inReview();
    const { orderId = '', line = '' } = (await harness.store.find(id)) ?? {};
    const other = AttemptIdSchema.parse(newAttemptId());
    const fresh = exampleAttempt(other, 'authenticated', harness.clock.now());
    const unique = { orderId, line, providerOrderId: `${orderId}-zzzzzz` };
    await harness.store.insert({ ...fresh, ...unique }, { name: 'created', data: {} });
    await harness.store.change({
      id: other,
      version: 1,
      from: 'authenticated',
      to: 'approving',
      holdsOrder: true,
      progress: fresh.progress,
      event: { name: 'approval-started', data: {} },
      dueIn: undefined,
    });
    const answer = await decide(id, { ...word, outcome: 'approved' });
    assert.equal(await codeOf(answer), 'ORDER_IN_PROGRESS');
    assert.equal((await harness.store.find(id))?.state, 'review');
  });
});
