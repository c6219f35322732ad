import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { authenticate, newBuyer, type Buyer } from '../testing/buyer.ts';
import { startHarness, type Harness } from '../testing/harness.ts';
import { until } from '../testing/until.ts';
import { checkConfig, ConfigError } from '../config.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let harness: Harness;
let orderId = '';
let orders = 0;

before(async () => {
  harness = await startHarness({ withConfirm: true });
});
after(() => harness.stop());
beforeEach(() => {
  harness.simulator.reset();
  orders += 1;
  orderId = `C-${String(orders)}`;
  harness.merchant.orders.set(orderId, {
    status: 200,
    body: { orderName: '청자 머그', amount: { value: 24000, currency: 'KRW' } },
  });
});

const asked = () =>
  harness.merchant.confirmAsked.filter(({ question }) => question.orderId === orderId);
const approveCalls = () => harness.simulator.ledger.calls('approve');
const inState = (buyer: Buyer, state: string) =>
  until(`${state} of ${buyer.attemptId}`, async () => {
    const attempt = await harness.store.find(buyer.attemptId);
    return attempt?.state === state && attempt;
  });
const noticesOf = (buyer: Buyer) =>
  harness.merchant.notices.filter(({ notice }) => notice.attemptId === buyer.attemptId);

async function paying(): Promise<Buyer> {
  const buyer = await newBuyer(harness.url, orderId);
  await buyer.follow(await authenticate(buyer));
  return buyer;
}

describe('the confirm hook', () => {
  it('is asked before the approval, under the id of the attempt, and its yes lets the money move', async () => {
    const buyer = await paying();
    await inState(buyer, 'approved');
    assert.equal(asked().length, 1);
    assert.equal(asked()[0]?.id, buyer.attemptId);
    assert.deepEqual(asked()[0]?.question.amount, { value: 24000, currency: 'KRW' });
    const names = (await harness.store.timeline(buyer.attemptId)).map(({ name }) => name);
    assert.deepEqual(names.slice(-5), [
      'authenticated',
      'confirm-asked',
      'confirmed',
      'approval-started',
      'approved',
    ]);
  });

  it('ends the payment when it refuses: no approve call, no money, the buyer and the merchant told', async () => {
    harness.merchant.confirmations.set(orderId, {
      status: 200,
      body: { outcome: 'refused', reason: 'sold out' },
    });
    const buyer = await paying();
    const attempt = await inState(buyer, 'canceled');
    assert.equal(attempt.progress.code, 'ORDER_REFUSED');
    assert.equal(attempt.holdsOrder, false);
    const view = await buyer.view();
    assert.deepEqual([view.status, view.stage], ['failed', 'confirm']);
    assert.equal(approveCalls().length, 0);
    await until('the notice', () => noticesOf(buyer).length > 0);
    assert.equal(noticesOf(buyer)[0]?.notice.code, 'ORDER_REFUSED');
    const last = (await harness.store.timeline(buyer.attemptId)).at(-1);
    assert.equal(last?.data['reason'], 'sold out');
  });

  for (const [what, reason] of [
    ['a long story', 'x'.repeat(5000)],
    ['an object', { why: 'sold out' }],
    ['nothing', null],
  ] as const) {
    it(`that refuses with ${what} for a reason has refused`, async () => {
      harness.merchant.confirmations.set(orderId, {
        status: 200,
        body: { outcome: 'refused', reason },
      });
      const buyer = await paying();
      assert.equal((await inState(buyer, 'canceled')).progress.code, 'ORDER_REFUSED');
      assert.equal(asked().length, 1);
      const last = (await harness.store.timeline(buyer.attemptId)).at(-1);
      assert.ok(String(last?.data['reason']).length <= 200, 'cut');
    });
  }

  for (const [what, answer] of [
    ['an error', { status: 500, body: {} }],
    ['a page', { status: 200, body: '<html></html>' }],
    ['a yes in other words', { status: 200, body: { ok: true } }],
    ['a yes under another status', { status: 202, body: { outcome: 'confirmed' } }],
  ] as const) {
    it(`is asked again, under the same id, after ${what}`, async () => {
      harness.merchant.confirmations.set(orderId, answer);
      const buyer = await paying();
      await until('the first question', () => asked().length > 0);
      assert.equal((await harness.store.find(buyer.attemptId))?.state, 'authenticated');
      assert.equal(approveCalls().length, 0);
      harness.merchant.confirmations.delete(orderId);
      harness.clock.pass(20 * SECOND);
      await inState(buyer, 'approved');
      assert.ok(asked().length >= 2);
      assert.deepEqual([...new Set(asked().map(({ id }) => id))], [buyer.attemptId]);
      assert.equal(approveCalls().length, 1);
    });
  }

  it('that never answers ends the payment at the deadline, and nothing was taken', async () => {
    harness.merchant.confirmations.set(orderId, { status: 503, body: {} });
    const buyer = await paying();
    await until('the first question', () => asked().length > 0);
    harness.clock.pass(10 * MINUTE);
    const attempt = await inState(buyer, 'canceled');
    assert.equal(attempt.progress.code, 'APPROVE_DEADLINE');
    assert.equal(approveCalls().length, 0);
    await until('the release', () => noticesOf(buyer).length > 0);
    assert.equal(noticesOf(buyer)[0]?.notice.state, 'canceled');
  });

  it('is not asked for an order that another attempt is paying', async () => {
    const first = await newBuyer(harness.url, orderId);
    const second = await newBuyer(harness.url, orderId);
    const [one, two] = [await authenticate(first), await authenticate(second)];
    await first.follow(one);
    await inState(first, 'approved');
    await second.follow(two);
    const attempt = await inState(second, 'rejected');
    assert.equal(attempt.progress.code, 'ORDER_HELD');
    assert.deepEqual(
      asked().map(({ id }) => id),
      [first.attemptId],
    );
    assert.equal(approveCalls().length, 1);
  });

  it('needs a notify hook beside it, which releases what was confirmed', () => {
    const order = harness.config.lines['order'];
    assert.ok(order, 'the line of the harness');
    const { methods, approve, order: url } = order;
    const config = { ...harness.config, lines: { order: { methods, approve, order: url } } };
    assert.throws(
      () => checkConfig(config),
      (error: unknown) => {
        assert.ok(error instanceof ConfigError, 'a ConfigError');
        assert.match(error.message, /lines\.order\.notify/);
        return true;
      },
    );
  });
});
