import type { Failure } from './tosspayments-codes.simulator.ts';
import type { WindowRequest } from './tosspayments-order.simulator.ts';

/** Toss Payments' own words for where a payment stands. */
export type TossStatus =
  | 'READY'
  | 'IN_PROGRESS'
  | 'WAITING_FOR_DEPOSIT'
  | 'DONE'
  | 'CANCELED'
  | 'PARTIAL_CANCELED'
  | 'ABORTED'
  | 'EXPIRED';

/** The calls of the API; a query comes by payment key or by order id. */
export type ApiVerb = 'confirm' | 'query' | 'cancel';

/** What the SDK opened the window with. */
export interface WindowOrder {
  readonly target: 'self' | 'iframe';
  /** Of the page that the SDK runs in; the only one that is told how it ended. */
  readonly origin: string;
  readonly request: WindowRequest;
}

/** Where a deposit's money goes back to. */
export interface RefundAccount {
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly holderName: string;
}

/** An account that was issued for one payment. */
export interface SimulatedAccount {
  readonly accountNumber: string;
  readonly bankCode: string;
  readonly depositorName: string | null;
  readonly dueAt: number;
  refundAccount?: RefundAccount;
}

/** One cancel. `isRefund`: money went back; an account that nobody paid into is only closed. */
export interface SimulatedCancel {
  readonly transactionKey: string;
  readonly at: number;
  readonly amount: number;
  readonly taxFreeAmount: number;
  readonly reason: string;
  readonly left: number;
  readonly isRefund: boolean;
}

/** A payment as the simulator keeps it. Times in milliseconds since 1970, amounts in won. */
export interface SimulatedPayment {
  readonly paymentKey: string;
  /** Comes with the account of a deposit and with each webhook about it. */
  readonly secret: string;
  readonly order: WindowOrder;
  readonly openedAt: number;
  readonly cancels: SimulatedCancel[];
  status: TossStatus;
  /** The buyer has decided, or was too late. */
  isLeft?: true;
  authenticatedAt?: number;
  /** What the buyer chose in the window, for an account. */
  wishes?: { readonly bankCode: string; readonly depositorName: string | null };
  /** How often money was taken: 0 or 1, and anything else is a bug of the simulator. */
  approvals: number;
  /** What was taken; differs from the request after the fault `amount`. */
  approvedAmount?: number;
  approvedAt: number | null;
  lastTransactionKey: string | null;
  account?: SimulatedAccount;
  failure: Failure | null;
}

/** A payment as tests read it. */
export interface LedgerPayment {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly status: TossStatus;
  readonly amount: number;
  readonly approvedAmount: number | null;
  /** Money taken: at the confirm, or at the deposit; a withdrawn deposit was none. */
  readonly approvals: number;
  /** How often money was given back, in parts or in whole, and how much in sum. */
  readonly refunds: number;
  readonly refundedAmount: number;
}

/**
 * One call of the API, without the key. `outcome` is `ok`, `error <code>` or the fault's name;
 * `late …` for one that was carried out long after its caller had given up.
 */
export interface LedgerCall {
  readonly at: number;
  readonly verb: ApiVerb;
  readonly path: string;
  readonly body: unknown;
  readonly idempotencyKey?: string;
  /** The first answer to this idempotency key was given again. */
  readonly replayed?: true;
  readonly outcome: string;
}

/** The two kinds of webhooks that tell of payments. */
export const WEBHOOK_KINDS = ['PAYMENT_STATUS_CHANGED', 'DEPOSIT_CALLBACK'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/** One request that the simulator made itself; `answer` is the HTTP status. */
export type LedgerDelivery =
  | {
      readonly at: number;
      /** The success address, as a reloaded browser would ask for it. */
      readonly kind: 'callback';
      readonly orderId: string;
      readonly answer: number | 'no answer';
    }
  | {
      readonly at: number;
      readonly kind: WebhookKind;
      readonly orderId: string;
      /** What it told of the payment. */
      readonly status: TossStatus;
      /** The same for every repetition. */
      readonly id: string;
      readonly retried: number;
      readonly answer: number | 'no answer';
    };
