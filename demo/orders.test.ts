import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Deposit, Notice } from './hooks.ts';
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
  seq: 1,
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

const DEPOSIT: Deposit = {
  bank: 'KB국민은행',
  accountNumber: 'X7790123456789',
  holder: '토스페이먼츠',
  dueAt: 90_000_000,
};

const ATTEMPT = 'AAAAAAAAAAAAAAAAAAAAAA';

describe('an order that waits for a deposit', () => {
  let book: OrderBook;
  let order: Order;
  let sent = 0;
  beforeEach(() => {
    book = new OrderBook(() => 500);
    order = place(book);
  });

  const state = () => book.find(order.orderId)?.state;
  const tell = (told: string, seq: number, changes: Partial<Notice> = {}) =>
    book.receive(`deposit-${(sent += 1)}`, noticeOf(order, { state: told, seq, ...changes }))
      .effect;
  const awaited = (seq: number, changes: Partial<Notice> = {}) =>
    tell('awaiting-deposit', seq, { deposit: DEPOSIT, ...changes });

  it('knows the account from the notice, costs what it costs, and is paid when the money came', () => {
    assert.equal(awaited(5), 'deposit-awaited');
    const waiting = book.find(order.orderId);
    assert.ok(waiting?.state === 'awaiting-deposit', 'it waits');
    const account = { attemptId: ATTEMPT, deposit: DEPOSIT, since: 1_000 };
    assert.deepEqual(waiting.account, account);
    book.reprice(order.orderId, 1);
    assert.equal(book.find(order.orderId)?.amount.value, 48_000);
    assert.equal(tell('approved', 6), 'paid');
    assert.equal(state(), 'paid');
  });

  for (const end of ['expired', 'reversed', 'canceled', 'declined']) {
    it(`can be paid anew when its account is over (${end}), and only by that account’s end`, () => {
      awaited(5);
      assert.equal(tell(end, 9, { attemptId: 'another' }), 'noted');
      assert.equal(tell('', 6), 'noted');
      assert.equal(state(), 'awaiting-deposit');
      assert.equal(tell(end, 7), 'account-over');
      assert.equal(state(), 'unpaid');
    });
  }

  it('is not brought back by a notice that comes late', () => {
    tell('approved', 6);
    assert.equal(awaited(5), 'noted');
    assert.equal(state(), 'paid');
    assert.equal(awaited(7), 'deposit-withdrawn', 'the bank took it back');
    assert.equal(state(), 'awaiting-deposit');
    assert.equal(tell('approved', 6), 'noted');
    assert.equal(tell('expired', 4), 'noted');
    assert.equal(state(), 'awaiting-deposit');
    tell('expired', 9);
    assert.equal(awaited(8), 'noted');
    assert.equal(tell('approved', 8), 'noted');
    assert.equal(state(), 'unpaid');
  });

  it('is not made of one that another attempt has paid', () => {
    tell('approved', 6);
    assert.equal(awaited(7, { attemptId: 'another' }), 'noted');
    assert.equal(state(), 'paid');
  });

  it('waits at the later of two accounts, whichever is heard of first', () => {
    awaited(5, { attemptId: 'second', at: 3_000 });
    assert.equal(awaited(5, { at: 2_000 }), 'noted');
    assert.equal(tell('reversed', 7), 'noted');
    assert.equal(state(), 'awaiting-deposit');
    assert.equal(awaited(5, { attemptId: 'third', at: 4_000 }), 'deposit-awaited');
    assert.equal(tell('reversed', 7, { attemptId: 'second' }), 'noted');
    assert.equal(tell('approved', 6, { attemptId: 'third' }), 'paid');
  });

  const own = (attemptId: string) =>
    book.awaitDeposit(order.orderId, { attemptId, deposit: DEPOSIT });
  const pay = (attemptId: string) => {
    book.markPaid(order.orderId, { attemptId, transactionId: 'T1', method: 'account' });
  };

  it('follows the shop’s own approval, which hears of the account before any notice', () => {
    own(ATTEMPT);
    const waiting = book.find(order.orderId);
    assert.ok(waiting?.state === 'awaiting-deposit', 'it waits');
    assert.deepEqual(waiting.account, { attemptId: ATTEMPT, deposit: DEPOSIT, since: 500 });
    pay(ATTEMPT);
    assert.equal(awaited(5), 'noted', 'the shop knows better');
    assert.equal(state(), 'paid');
    assert.equal(tell('approved', 6), 'noted');
    own('another');
    assert.equal(state(), 'paid', 'not its payment');
    own(ATTEMPT);
    assert.equal(state(), 'awaiting-deposit', 'the bank took it back');
    assert.equal(book.closeAccount(order.orderId, 'another'), false);
    assert.equal(book.closeAccount('A-GONE', ATTEMPT), false);
    assert.equal(book.closeAccount(order.orderId, ATTEMPT), true);
    assert.equal(state(), 'unpaid');
  });

  it('that the shop’s own approval had paid waits again by a notice, too', () => {
    own(ATTEMPT);
    pay(ATTEMPT);
    tell('approved', 6);
    assert.equal(awaited(7), 'deposit-withdrawn');
  });

  it('is over for the shop’s own approval when a notice said so, until money came', () => {
    own(ATTEMPT);
    assert.equal(tell('expired', 9), 'account-over');
    own(ATTEMPT);
    assert.equal(state(), 'unpaid');
    pay(ATTEMPT);
    assert.equal(state(), 'paid');
  });
});
