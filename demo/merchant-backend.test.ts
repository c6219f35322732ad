import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import express from 'express';
import { Webhook } from 'standardwebhooks';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';
import { createMerchantBackend } from './merchant-backend.ts';
import { OrderBook } from './orders.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const SHOP_URL = 'http://localhost:4000';

const book = new OrderBook();
let server: Listening;

before(async () => {
  const app = express();
  app.use('/hooks', createMerchantBackend({ book, hookSecret: SECRET, shopUrl: SHOP_URL }));
  server = await listen(app, { port: 0 });
});

after(() => server.close());

interface Sending {
  readonly id?: string;
  readonly secret?: string;
  readonly at?: Date;
  readonly tamper?: (body: string) => string;
  readonly line?: string;
}

const lineIn = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'line' in value ? String(value.line) : 'order';

/** Signed and sent as the companion server does, to the line it is about unless told. */
async function send(path: string, value: unknown, sending: Sending = {}) {
  const { id = crypto.randomUUID(), secret = SECRET, at = new Date(), tamper } = sending;
  const { line = lineIn(value) } = sending;
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  const response = await fetch(`http://127.0.0.1:${server.port}/hooks/${line}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
    body: tamper ? tamper(body) : body,
  });
  return { status: response.status, json: (await response.json()) as unknown };
}

const placeOrder = () =>
  book.place({
    productId: 'celadon-mug',
    orderName: '청자 머그 2개',
    amount: { value: 48_000, currency: 'KRW' },
  });

const approval = (orderId: string, value = 48_000) => ({
  v: 1,
  type: 'payment.approved',
  attemptId: `attempt-of-${orderId}`,
  orderId,
  line: 'order',
  state: 'approved',
  amount: { value, currency: 'KRW' },
  method: 'kakaopay',
  provider: 'kakaopay',
  providerOrderId: `${orderId}-7f3k9q`,
  transactionId: 'T1',
  seq: 7,
  at: Date.now(),
});

describe('the confirm hook', () => {
  const question = (orderId: string, value = 48_000) => ({
    v: 1,
    attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
    orderId,
    line: 'order',
    amount: { value, currency: 'KRW' },
  });

  it('confirms an order that is still to be paid, at its price', async () => {
    const { orderId } = placeOrder();
    const { status, json } = await send('/confirm', question(orderId));
    assert.deepEqual([status, json], [200, { outcome: 'confirmed' }]);
  });

  it('refuses an order that is unknown, paid, or had another price', async () => {
    const { orderId } = placeOrder();
    const paid = placeOrder();
    await send('/payment', approval(paid.orderId));
    for (const [asked, reason] of [
      [question('A-UNKNOWN'), /no such order/],
      [question(paid.orderId), /already paid/],
      [question(orderId, 47_999), /price has changed/],
      [{ ...question(orderId), line: 'repair' }, /no such order/],
    ] as const) {
      const { status, json } = await send('/confirm', asked);
      const answer = json as { outcome: string; reason: string };
      assert.deepEqual([status, answer.outcome], [200, 'refused']);
      assert.match(answer.reason, reason);
    }
  });

  it('confirms a delivery fee on its own line only', async () => {
    const { orderId } = book.placeFee(placeOrder());
    const ask = (line: string) => send('/confirm', { ...question(orderId, 3_000), line });
    assert.deepEqual((await ask('delivery-fee')).json, { outcome: 'confirmed' });
    assert.deepEqual((await ask('order')).json, {
      outcome: 'refused',
      reason: 'There is no such order.',
    });
  });

  it('answers nobody who has not signed', async () => {
    const { orderId } = placeOrder();
    const answer = await send('/confirm', question(orderId), { secret: OTHER_SECRET });
    assert.equal(answer.status, 401);
  });
});

describe('the order hook', () => {
  it('tells name, amount and page of an order', async () => {
    const { orderId } = placeOrder();
    assert.deepEqual(await send('/order', { orderId, line: 'order' }), {
      status: 200,
      json: {
        orderName: '청자 머그 2개',
        amount: { value: 48_000, currency: 'KRW' },
        url: `${SHOP_URL}/thanks/${orderId}`,
      },
    });
  });

  it('answers 404 for an order or a line that it does not know', async () => {
    const { orderId } = placeOrder();
    assert.equal((await send('/order', { orderId: 'A-1', line: 'order' })).status, 404);
    assert.equal((await send('/order', { orderId, line: 'delivery-fee' })).status, 404);
  });

  it('answers for the delivery fee on its own line only', async () => {
    const order = placeOrder();
    const { orderId, orderName } = book.placeFee(order);
    assert.deepEqual(await send('/order', { orderId, line: 'delivery-fee' }), {
      status: 200,
      json: {
        orderName,
        amount: { value: 3_000, currency: 'KRW' },
        url: `${SHOP_URL}/thanks/${orderId}`,
      },
    });
    assert.equal((await send('/order', { orderId, line: 'order' })).status, 404);
    await send('/payment', approval(order.orderId));
    assert.equal((await send('/order', { orderId, line: 'delivery-fee' })).status, 200);
  });

  it('answers 409 with a reason once the order is paid', async () => {
    const { orderId } = placeOrder();
    await send('/payment', approval(orderId));
    assert.deepEqual(await send('/order', { orderId, line: 'order' }), {
      status: 409,
      json: { reason: 'The order is already paid.' },
    });
  });

  it('answers 400 when the question has no order id or is not JSON', async () => {
    assert.equal((await send('/order', { line: 'order' })).status, 400);
    assert.equal((await send('/order', 'order=A-1')).status, 400);
  });

  it('answers for each extra on its own line only', async () => {
    for (const [line, value] of [
      ['exchange', 6_000],
      ['repair', 15_000],
    ] as const) {
      const { orderId } = book.placeExtra(placeOrder(), line);
      const { json } = await send('/order', { orderId, line });
      assert.deepEqual((json as { amount: unknown }).amount, { value, currency: 'KRW' });
      assert.equal((await send('/order', { orderId, line: 'order' })).status, 404);
    }
  });
});

describe('the payment hook', () => {
  it('marks the order paid', async () => {
    const { orderId } = placeOrder();
    assert.deepEqual(await send('/payment', approval(orderId)), {
      status: 200,
      json: { effect: 'paid' },
    });
    assert.equal(book.find(orderId)?.state, 'paid');
  });

  it('lets the order wait for a deposit, with the account to pay into', async () => {
    const { orderId } = placeOrder();
    const deposit = {
      ...{ bank: 'KB국민은행', accountNumber: 'X7790123456789', holder: '토스페이먼츠' },
      dueAt: Date.now() + 86_400_000,
    };
    const waiting = { ...approval(orderId), state: 'awaiting-deposit', seq: 5, deposit };
    const nonsense = { ...waiting, deposit: { ...deposit, dueAt: 'tomorrow' } };
    assert.equal((await send('/payment', nonsense)).status, 400);
    assert.equal(book.find(orderId)?.state, 'unpaid');
    assert.deepEqual(await send('/payment', waiting), {
      status: 200,
      json: { effect: 'deposit-awaited' },
    });
    const order = book.find(orderId);
    assert.ok(order?.state === 'awaiting-deposit', 'it waits');
    assert.deepEqual(order.account.deposit, deposit);
    assert.equal((await send('/order', { orderId, line: 'order' })).status, 200);
    assert.deepEqual((await send('/payment', approval(orderId))).json, { effect: 'paid' });
  });

  it('refuses a notice that does not say how new it is', async () => {
    const { seq, ...unordered } = approval(placeOrder().orderId);
    assert.equal(seq, 7);
    assert.equal((await send('/payment', unordered)).status, 400);
  });

  it('accepts the same notice again', async () => {
    const { orderId } = placeOrder();
    const id = crypto.randomUUID();
    await send('/payment', approval(orderId), { id });
    assert.equal((await send('/payment', approval(orderId), { id })).status, 200);
    const deliveries = book.notices().find((record) => record.webhookId === id)?.deliveries;
    assert.equal(deliveries, 2);
  });

  it('refuses what is meant for another line, at each of its addresses', async () => {
    const order = placeOrder();
    const { orderId } = order;
    const asked = { ...approval(orderId), attemptId: 'AAAAAAAAAAAAAAAAAAAAAA' };
    for (const path of ['/order', '/confirm', '/payment']) {
      assert.equal((await send(path, asked, { line: 'repair' })).status, 400, path);
    }
    assert.equal(book.find(orderId)?.state, 'unpaid');
  });

  it('does not take a payment of an unknown order for delivered', async () => {
    assert.equal((await send('/payment', approval('A-GONE'))).status, 404);
  });

  const forgeries: readonly (readonly [string, Sending])[] = [
    ['signed with another secret', { secret: OTHER_SECRET }],
    ['changed on the way', { tamper: (body) => body.replace('48000', '48001') }],
    ['signed ten minutes ago', { at: new Date(Date.now() - 600_000) }],
    ['signed ten minutes from now', { at: new Date(Date.now() + 600_000) }],
  ];
  for (const [how, sending] of forgeries) {
    it(`refuses a notice ${how}`, async () => {
      const { orderId } = placeOrder();
      const kept = book.notices().length;
      assert.equal((await send('/payment', approval(orderId), sending)).status, 401);
      assert.equal(book.find(orderId)?.state, 'unpaid');
      assert.equal(book.notices().length, kept);
    });
  }

  it('refuses a notice without a signature or without a body', async () => {
    const url = `http://127.0.0.1:${server.port}/hooks/order/payment`;
    const unsigned = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(approval(placeOrder().orderId)),
    });
    assert.equal(unsigned.status, 401);
    assert.equal((await fetch(url, { method: 'POST' })).status, 401);
  });
});
