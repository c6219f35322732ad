import { randomBytes } from 'node:crypto';
import { send } from '../outgoing.simulator.ts';
import type {
  LedgerDelivery,
  SimulatedPayment,
  TossStatus,
  WebhookKind,
} from './tosspayments-records.simulator.ts';
import { unzoned, zoned } from './tosspayments-times.simulator.ts';

const MINUTE = 60_000;
/** Minutes from one failed delivery to the next. */
const WAITS = [1, 4, 16, 64, 256, 1024, 4096] as const;
/** How long a receiver may take. Not documented for certain. */
const PATIENCE = 10_000;

/** Statuses that are told of. READY and IN_PROGRESS are not. */
const TOLD: ReadonlySet<TossStatus> = new Set([
  'WAITING_FOR_DEPOSIT',
  'DONE',
  'CANCELED',
  'PARTIAL_CANCELED',
  'ABORTED',
  'EXPIRED',
]);

/** A request to the shop's server. It is not signed: that is for payouts and sellers only. */
export interface Webhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A webhook that was not taken yet. */
interface Pending {
  readonly id: string;
  readonly kind: WebhookKind;
  readonly orderId: string;
  readonly status: TossStatus;
  readonly body: string;
  readonly url: URL;
  retried: number;
  /** When it may be sent again; unset while it is on its way. */
  dueAt?: number;
}

export interface WebhookDesk {
  readonly now: () => number;
  /** Which of the two the shop has registered. */
  readonly kinds: readonly WebhookKind[];
  readonly bodyOf: (payment: SimulatedPayment) => object;
  readonly note: (delivery: LedgerDelivery) => void;
}

/** Tells the shop's server what became of its payments, over HTTP, until it says 200. */
export class TossPaymentsWebhooks {
  readonly #desk: WebhookDesk;
  #url: URL | undefined;
  #pending = new Set<Pending>();
  #onTheWay = new Set<Promise<void>>();

  constructor(desk: WebhookDesk) {
    this.#desk = desk;
  }

  /** Where webhooks about changes from now on go; `undefined` sends none. */
  sendTo(url: string | undefined): void {
    this.#url = url === undefined ? undefined : new URL(url);
  }

  /** Sends what is to be told of a payment as it stands now; both kinds about an account. */
  announce(payment: SimulatedPayment): void {
    if (!this.#url || !TOLD.has(payment.status)) return;
    const kinds = payment.account ? this.#desk.kinds : this.#desk.kinds.filter(isGeneral);
    for (const kind of kinds) {
      const webhook: Pending = {
        id: newId(),
        kind,
        orderId: payment.order.request.orderId,
        status: payment.status,
        body: this.#bodyOf(kind, payment),
        url: this.#url,
        retried: 0,
      };
      this.#pending.add(webhook);
      this.#send(webhook);
    }
  }

  /** Sends again what is due by now; resolves when all of it has been answered. */
  async retry(): Promise<number> {
    await this.delivered();
    const due = [...this.#pending].filter(
      ({ dueAt }) => dueAt !== undefined && dueAt <= this.#desk.now(),
    );
    for (const webhook of due) {
      webhook.retried += 1;
      this.#send(webhook);
    }
    await this.delivered();
    return due.length;
  }

  /** Resolves when no webhook is on its way any more. */
  async delivered(): Promise<void> {
    while (this.#onTheWay.size > 0) await Promise.all(this.#onTheWay);
  }

  /** The request that PAYMENT_STATUS_CHANGED would be for this payment now. */
  compose(payment: SimulatedPayment): Webhook {
    const body = this.#bodyOf('PAYMENT_STATUS_CHANGED', payment);
    return { headers: this.#headersOf({ id: newId(), retried: 0 }), body };
  }

  reset(): void {
    this.#pending.clear();
  }

  #send(webhook: Pending): void {
    delete webhook.dueAt;
    const sending = this.#deliver(webhook).finally(() => this.#onTheWay.delete(sending));
    this.#onTheWay.add(sending);
  }

  async #deliver(webhook: Pending): Promise<void> {
    const { id, kind, orderId, status, body, url, retried } = webhook;
    const at = this.#desk.now();
    const answer = await send(url, {
      post: { headers: this.#headersOf(webhook), body },
      patience: PATIENCE,
    });
    // Forgotten meanwhile by a reset.
    if (!this.#pending.has(webhook)) return;
    this.#desk.note({ at, kind, orderId, status, id, retried, answer });
    const wait = WAITS[retried];
    if (answer === 200 || wait === undefined) this.#pending.delete(webhook);
    else webhook.dueAt = at + wait * MINUTE;
  }

  #headersOf({ id, retried }: Pick<Pending, 'id' | 'retried'>): Webhook['headers'] {
    return {
      'content-type': 'application/json',
      'tosspayments-webhook-transmission-time': zoned(this.#desk.now()),
      'tosspayments-webhook-transmission-retried-count': String(retried),
      'tosspayments-webhook-transmission-id': id,
    };
  }

  #bodyOf(kind: WebhookKind, payment: SimulatedPayment): string {
    const createdAt = unzoned(this.#desk.now());
    if (kind === 'PAYMENT_STATUS_CHANGED') {
      return JSON.stringify({ eventType: kind, createdAt, data: this.#desk.bodyOf(payment) });
    }
    const { secret, status, lastTransactionKey: transactionKey, order } = payment;
    return JSON.stringify({
      createdAt,
      secret,
      status,
      transactionKey,
      orderId: order.request.orderId,
    });
  }
}

const isGeneral = (kind: WebhookKind): boolean => kind === 'PAYMENT_STATUS_CHANGED';

const newId = (): string => `whtrans_${randomBytes(13).toString('hex')}`;
