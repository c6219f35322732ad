import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Notice } from './hooks.ts';
import { OrderBook } from './orders.ts';
import type { Order } from './orders.ts';

const won = (value: number) => ({ value, currency: 'KRW' });

const place = (book: OrderBook): Order =>
  book.place({ productId: 'celadon-mug', orderName: '청자 머그 2개', amount: won(48_000) });

const noticeOf = (order: Order, changes: Partial<Notice> = {}): Notice => ({
  v: 1,
  type: 'payment.approved',
  attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
  orderId: order.orderId,
  line: 'order',
  state: 'approved',
  amount: order.amount,
  method: 'kakaopay',
  provider: 'kakaopay',
  providerOrderId: `${order.orderId}-7f3k9q`,
  transactionId: 'T1',
  at: 1_000,
  ...changes,
});

describe('the shop’s books', () => {
  it('start an order unpaid and list the newest first', () => {
    const book = new OrderBook(() => 5);
    const first = place(book);
    const second = place(book);
    assert.equal(first.state, 'unpaid');
    assert.equal(first.createdAt, 5);
    assert.deepEqual(
      book.orders().map((order) => order.orderId),
      [second.orderId, first.orderId],
    );
  });

  it('give each of ten thousand orders another number', () => {
    const book = new OrderBook();
    const numbers = new Set(Array.from({ length: 10_000 }, () => place(book).orderId));
    assert.equal(numbers.size, 10_000);
    for (const number of numbers) assert.match(number, /^A-[2-9A-Z]{10}$/);
  });

  it('mark an order paid when an approval of its amount is noticed', () => {
    const book = new OrderBook();
    const order = place(book);
    assert.equal(book.receive('w1', noticeOf(order)).effect, 'paid');
    const paid = book.find(order.orderId);
    assert.ok(paid?.state === 'paid');
    assert.deepEqual(paid.payment, {
      transactionId: 'T1',
      method: 'kakaopay',
      attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
      paidAt: 1_000,
    });
  });

  it('take the same notice twice and act on it once', () => {
    const book = new OrderBook();
    const order = place(book);
    book.receive('w1', noticeOf(order));
    book.receive('w1', noticeOf(order, { transactionId: 'T2' }));
    const [record, ...others] = book.notices();
    assert.equal(others.length, 0);
    assert.equal(record?.deliveries, 2);
    const paid = book.find(order.orderId);
    assert.ok(paid?.state === 'paid');
    assert.equal(paid.payment.transactionId, 'T1');
  });

  for (const state of ['declined', 'canceled', 'expired', 'rejected', 'Approved', '']) {
    it(`leave an order unpaid on a notice of the state “${state}”`, () => {
      const book = new OrderBook();
      const order = place(book);
      assert.equal(book.receive('w1', noticeOf(order, { state })).effect, 'noted');
      assert.equal(book.find(order.orderId)?.state, 'unpaid');
    });
  }

  for (const amount of [won(1), won(0), won(48_001), { value: 48_000, currency: 'USD' }]) {
    it(`leave an order unpaid when ${amount.value} ${amount.currency} was approved`, () => {
      const book = new OrderBook();
      const order = place(book);
      assert.equal(book.receive('w1', noticeOf(order, { amount })).effect, 'amount-differs');
      assert.equal(book.find(order.orderId)?.state, 'unpaid');
    });
  }

  it('take a payment back when the bank takes back the deposit, and only its own', () => {
    const book = new OrderBook();
    const order = place(book);
    book.receive('w1', noticeOf(order));
    const other = { state: 'awaiting-deposit', attemptId: 'another' };
    assert.equal(book.receive('w2', noticeOf(order, other)).effect, 'noted');
    assert.equal(book.find(order.orderId)?.state, 'paid');
    const withdrawn = noticeOf(order, { state: 'awaiting-deposit' });
    assert.equal(book.receive('w3', withdrawn).effect, 'deposit-withdrawn');
    assert.equal(book.find(order.orderId)?.state, 'unpaid');
    assert.equal(book.receive('w4', noticeOf(order)).effect, 'paid');
  });

  it('keep the first payment when a second approval of the order is noticed', () => {
    const book = new OrderBook();
    const order = place(book);
    book.receive('w1', noticeOf(order));
    const { effect } = book.receive('w2', noticeOf(order, { transactionId: 'T2' }));
    assert.equal(effect, 'already-paid');
    const paid = book.find(order.orderId);
    assert.ok(paid?.state === 'paid');
    assert.equal(paid.payment.transactionId, 'T1');
  });

  it('keep the delivery fee of an order apart from it, and place it once', () => {
    const book = new OrderBook();
    const order = place(book);
    const fee = book.placeFee(order);
    assert.deepEqual(book.placeFee(order), fee);
    assert.deepEqual([fee.orderId, fee.line], [`${order.orderId}-fee`, 'delivery-fee']);
    assert.deepEqual(fee.amount, won(3_000));
    assert.equal(book.orders().length, 2);
    assert.equal(book.receive('w1', noticeOf(fee, { line: 'delivery-fee' })).effect, 'paid');
    assert.equal(book.placeFee(order).state, 'paid');
    assert.equal(book.find(order.orderId)?.state, 'unpaid');
  });

  it('know each extra of an order by a number, a name and a price of its own', () => {
    const book = new OrderBook();
    const order = place(book);
    const extras = (['delivery-fee', 'exchange', 'repair'] as const).map((line) => {
      assert.equal(book.findExtra(order, line), undefined);
      const extra = book.placeExtra(order, line);
      assert.equal(book.findExtra(order, line), extra);
      assert.equal(book.placeExtra(order, line), extra);
      return [extra.orderId, extra.orderName, extra.amount.value, extra.parentId];
    });
    const { orderId } = order;
    assert.deepEqual(extras, [
      [`${orderId}-fee`, '청자 머그 2개 배송비', 3_000, orderId],
      [`${orderId}-exchange`, '청자 머그 2개 교환', 6_000, orderId],
      [`${orderId}-repair`, '청자 머그 2개 수선', 15_000, orderId],
    ]);
  });

  it('know of a payment that the shop took by itself, and find nothing new in its notice', () => {
    const book = new OrderBook(() => 7);
    const order = place(book);
    const { attemptId, transactionId, method } = noticeOf(order);
    book.markPaid(order.orderId, { attemptId, transactionId, method });
    const paid = book.find(order.orderId);
    assert.ok(paid?.state === 'paid', 'it is paid before any notice');
    assert.deepEqual(paid.payment, { attemptId, transactionId, method, paidAt: 7 });
    assert.equal(book.receive('w1', noticeOf(order)).effect, 'noted');
    const other = noticeOf(order, { attemptId: 'another' });
    assert.equal(book.receive('w2', other).effect, 'already-paid');
    book.markPaid(order.orderId, { attemptId: 'another', transactionId: 'T9', method });
    assert.deepEqual(book.find(order.orderId), paid);
  });

  it('take back their own payment by the attempt that made it, and by no other', () => {
    const book = new OrderBook();
    const order = place(book);
    book.markPaid(order.orderId, { attemptId: 'one', transactionId: 'T1', method: 'account' });
    assert.equal(book.takeBack(order.orderId, 'another'), false);
    assert.equal(book.takeBack('A-GONE', 'one'), false);
    assert.equal(book.find(order.orderId)?.state, 'paid');
    assert.equal(book.takeBack(order.orderId, 'one'), true);
    assert.equal(book.find(order.orderId)?.state, 'unpaid');
  });

  it('take no notice of one line for the other', () => {
    const book = new OrderBook();
    const order = place(book);
    const fee = book.placeFee(order);
    const wrong = [
      noticeOf(order, { line: 'delivery-fee' }),
      noticeOf(fee),
      noticeOf(order, { line: '' }),
    ];
    for (const [at, notice] of wrong.entries()) {
      assert.equal(book.receive(`w${at}`, notice).effect, 'order-unknown');
    }
    assert.deepEqual(
      book.orders().map(({ state }) => state),
      ['unpaid', 'unpaid'],
    );
  });

  it('keep a notice of an order they do not know', () => {
    const book = new OrderBook();
    const order = place(new OrderBook());
    assert.equal(book.receive('w1', noticeOf(order)).effect, 'order-unknown');
    assert.equal(book.notices().length, 1);
    assert.equal(book.orders().length, 0);
  });
});
