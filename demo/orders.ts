import { randomInt } from 'node:crypto';
import type { Amount, Deposit, Notice } from './hooks.ts';
import { isEnd, NoticeFile } from './notices.ts';
import type { NoticeEffect, NoticeRecord } from './notices.ts';

/** How the shop was paid; made by a notice of the companion server, or by the shop's own approval. */
export interface Payment {
  readonly transactionId: string | undefined;
  readonly method: string;
  readonly attemptId: string;
  /** Milliseconds since 1970. */
  readonly paidAt: number;
}

/** Where the money of an order is awaited. */
export interface Account {
  readonly attemptId: string;
  /** What the buyer has to know of it, where the shop was told. */
  readonly deposit: Deposit | undefined;
  /** Since when. Milliseconds since 1970. */
  readonly since: number;
}

/** What is paid apart, as the companion server is configured. */
export const LINES = ['order', 'delivery-fee', 'exchange', 'repair'] as const;
export type Line = (typeof LINES)[number];

/** What comes after an order, and is paid on a line of its own. */
export type ExtraLine = Exclude<Line, 'order'>;

interface Extra {
  /** Ends the order's number. */
  readonly suffix: string;
  readonly name: string;
  readonly amount: Amount;
}

const won = (value: number): Amount => ({ value, currency: 'KRW' });

/** What the shop asks for beside an order, each at one price. */
export const EXTRAS: Readonly<Record<ExtraLine, Extra>> = {
  'delivery-fee': { suffix: 'fee', name: '배송비', amount: won(3_000) },
  exchange: { suffix: 'exchange', name: '교환', amount: won(6_000) },
  repair: { suffix: 'repair', name: '수선', amount: won(15_000) },
};

export const isExtraLine = (line: string): line is ExtraLine => Object.hasOwn(EXTRAS, line);

/** What the buyer chose of the product; the page shows it again when he comes back. */
export interface OrderPicks {
  readonly glaze: string;
  readonly quantity: number;
}

interface OrderFacts {
  readonly orderId: string;
  readonly line: Line;
  readonly productId: string;
  readonly orderName: string;
  readonly amount: Amount;
  readonly picks?: OrderPicks;
  /** Of an extra: the number of the order that it belongs to. */
  readonly parentId?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export type Order = OrderFacts &
  (
    | { readonly state: 'unpaid' }
    | { readonly state: 'awaiting-deposit'; readonly account: Account }
    | { readonly state: 'paid'; readonly payment: Payment }
  );

export interface NewOrder {
  readonly productId: string;
  readonly orderName: string;
  readonly amount: Amount;
  readonly picks?: OrderPicks;
}

/** The shop's own books. They know nothing of windows, pages or providers. */
export class OrderBook {
  readonly #orders = new Map<string, Order>();
  readonly #notices = new NoticeFile();
  /** Attempts that the shop took the money of by itself, and no notice has spoken of yet. */
  readonly #ahead = new Set<string>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  place(order: NewOrder): Order {
    return this.#place({ ...order, orderId: newOrderId(), line: 'order' });
  }

  /** The delivery of an order, paid apart; the same one when asked again. */
  placeFee(order: Order): Order {
    return this.placeExtra(order, 'delivery-fee');
  }

  /** Something beside an order, paid apart under a number of its own; the same when asked again. */
  placeExtra({ orderId: parentId, productId, orderName }: Order, line: ExtraLine): Order {
    const { suffix, name, amount } = EXTRAS[line];
    const orderId = `${parentId}-${suffix}`;
    const extra = { orderId, line, productId, orderName: `${orderName} ${name}`, amount, parentId };
    return this.find(orderId) ?? this.#place(extra);
  }

  /** The same where it was placed before. */
  findExtra({ orderId }: Order, line: ExtraLine): Order | undefined {
    return this.find(`${orderId}-${EXTRAS[line].suffix}`);
  }

  #place(facts: Omit<OrderFacts, 'createdAt'>): Order {
    const placed: Order = { ...facts, createdAt: this.#now(), state: 'unpaid' };
    this.#orders.set(placed.orderId, placed);
    return placed;
  }

  /** An order that is not paid yet costs something else from now on. */
  reprice(orderId: string, value: number): void {
    const order = this.find(orderId);
    if (order?.state !== 'unpaid') return;
    this.#orders.set(orderId, { ...order, amount: { ...order.amount, value } });
  }

  /** Whatever its line. */
  find(orderId: string): Order | undefined {
    return this.#orders.get(orderId);
  }

  /** Only what this line may be paid for. */
  findOn(line: string, orderId: string): Order | undefined {
    const order = this.find(orderId);
    return order?.line === line ? order : undefined;
  }

  /** Newest first. */
  orders(): readonly Order[] {
    return [...this.#orders.values()].reverse();
  }

  /** In the order of their first arrival. */
  notices(): readonly NoticeRecord[] {
    return this.#notices.all();
  }

  /** Takes a verified notice. The same `webhookId` again changes nothing but the count. */
  receive(webhookId: string, notice: Notice): NoticeRecord {
    return this.#notices.take(webhookId, notice, () => this.#book(notice));
  }

  /** The shop's own approval took the money of an order. */
  markPaid(orderId: string, payment: Omit<Payment, 'paidAt'>): void {
    const order = this.find(orderId);
    if (!order || order.state === 'paid') return;
    this.#ahead.add(payment.attemptId);
    const paid = { ...payment, paidAt: this.#now() };
    this.#orders.set(orderId, { ...order, state: 'paid', payment: paid });
  }

  /** The shop's own approval had an account issued, or hears that the bank took its deposit back. */
  awaitDeposit(orderId: string, account: Omit<Account, 'since'>): void {
    const order = this.find(orderId);
    if (!order || this.#notices.hasEnded(account.attemptId)) return;
    this.#ahead.delete(account.attemptId);
    this.#await(order, { ...account, since: this.#now() });
  }

  /** Nothing is to be paid into this attempt's account any more. */
  closeAccount(orderId: string, attemptId: string): boolean {
    const order = this.find(orderId);
    if (order?.state !== 'awaiting-deposit' || order.account.attemptId !== attemptId) return false;
    this.#orders.set(orderId, { ...order, state: 'unpaid' });
    return true;
  }

  #await(order: Order, account: Account): NoticeEffect {
    if (!mayAwait(order, account)) return 'noted';
    this.#orders.set(order.orderId, { ...order, state: 'awaiting-deposit', account });
    return order.state === 'paid' ? 'deposit-withdrawn' : 'deposit-awaited';
  }

  #book(notice: Notice): NoticeEffect {
    const order = this.findOn(notice.line, notice.orderId);
    if (!order) return 'order-unknown';
    if (this.#notices.isOld(notice)) return 'noted';
    const { attemptId, deposit, at: since } = notice;
    if (notice.state === 'awaiting-deposit') {
      // The deposit that it waits for was heard of before it.
      if (this.#ahead.has(attemptId)) return 'noted';
      return this.#await(order, { attemptId, deposit, since });
    }
    if (isEnd(notice) && this.closeAccount(order.orderId, attemptId)) return 'account-over';
    if (notice.state !== 'approved') return 'noted';
    this.#ahead.delete(attemptId);
    if (!samePrice(order.amount, notice.amount)) return 'amount-differs';
    if (order.state === 'paid') return isTold(order, notice) ? 'noted' : 'already-paid';
    this.#orders.set(order.orderId, { ...order, state: 'paid', payment: paymentOf(notice) });
    return 'paid';
  }
}

export const samePrice = (a: Amount, b: Amount): boolean =>
  a.value === b.value && a.currency === b.currency;

type PaidOrder = Extract<Order, { state: 'paid' }>;

/** What was paid otherwise does not wait, and of two accounts the later one counts. */
function mayAwait(order: Order, { attemptId, since }: Account): boolean {
  if (order.state === 'unpaid') return true;
  if (order.state === 'paid') return order.payment.attemptId === attemptId;
  return order.account.attemptId === attemptId || order.account.since <= since;
}

/** Of the very payment that the shop made by itself. */
const isTold = ({ payment }: PaidOrder, { attemptId, transactionId }: Notice): boolean =>
  payment.attemptId === attemptId && payment.transactionId === transactionId;

const paymentOf = (notice: Notice): Payment => ({
  transactionId: notice.transactionId,
  method: notice.method,
  attemptId: notice.attemptId,
  paidAt: notice.at,
});

// Letters and digits that nobody mistakes for one another when reading an order number aloud.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten random places (49 bits): an order number opens the order's page, so it must not be guessed. */
const newOrderId = (): string =>
  'A-' + Array.from({ length: 10 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
