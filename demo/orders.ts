import { randomInt } from 'node:crypto';
import type { Amount, Notice } from './hooks.ts';

/** How the shop was paid; only a notice of the companion server makes one. */
export interface Payment {
  readonly transactionId: string | undefined;
  readonly method: string;
  readonly attemptId: string;
  /** Milliseconds since 1970. */
  readonly paidAt: number;
}

interface OrderFacts {
  readonly orderId: string;
  readonly productId: string;
  readonly orderName: string;
  readonly amount: Amount;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export type Order = OrderFacts &
  ({ readonly state: 'unpaid' } | { readonly state: 'paid'; readonly payment: Payment });

/** What a notice did to the records. All but `paid` and `noted` are for a person to look at. */
export type NoticeEffect =
  | 'paid'
  /** A state in which no money was taken; nothing to do. */
  | 'noted'
  | 'order-unknown'
  | 'amount-differs'
  | 'already-paid';

export interface NoticeRecord {
  readonly webhookId: string;
  readonly notice: Notice;
  readonly effect: NoticeEffect;
  /** How often this notice arrived; it is delivered at least once. */
  deliveries: number;
}

export interface NewOrder {
  readonly productId: string;
  readonly orderName: string;
  readonly amount: Amount;
}

/** The shop's own books. They know nothing of windows, pages or providers. */
export class OrderBook {
  readonly #orders = new Map<string, Order>();
  readonly #notices = new Map<string, NoticeRecord>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  place(order: NewOrder): Order {
    const orderId = newOrderId();
    const placed: Order = { ...order, orderId, createdAt: this.#now(), state: 'unpaid' };
    this.#orders.set(orderId, placed);
    return placed;
  }

  find(orderId: string): Order | undefined {
    return this.#orders.get(orderId);
  }

  /** Newest first. */
  orders(): readonly Order[] {
    return [...this.#orders.values()].reverse();
  }

  /** In the order of their first arrival. */
  notices(): readonly NoticeRecord[] {
    return [...this.#notices.values()];
  }

  /** Takes a verified notice. The same `webhookId` again changes nothing but the count. */
  receive(webhookId: string, notice: Notice): NoticeRecord {
    const known = this.#notices.get(webhookId);
    if (known) {
      known.deliveries += 1;
      return known;
    }
    const record = { webhookId, notice, effect: this.#book(notice), deliveries: 1 };
    this.#notices.set(webhookId, record);
    return record;
  }

  #book(notice: Notice): NoticeEffect {
    const order = this.#orders.get(notice.orderId);
    if (!order) return 'order-unknown';
    if (notice.state !== 'approved') return 'noted';
    if (!samePrice(order.amount, notice.amount)) return 'amount-differs';
    if (order.state === 'paid') return 'already-paid';
    this.#orders.set(order.orderId, { ...order, state: 'paid', payment: paymentOf(notice) });
    return 'paid';
  }
}

export const samePrice = (a: Amount, b: Amount): boolean =>
  a.value === b.value && a.currency === b.currency;

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
