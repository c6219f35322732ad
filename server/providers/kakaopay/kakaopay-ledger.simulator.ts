import { randomBytes } from 'node:crypto';
import type { ReadyRequest } from './kakaopay-limits.simulator.ts';

/** Kakao Pay's own words for where a payment stands. */
export type KakaoPayStatus =
  | 'READY'
  | 'SEND_TMS'
  | 'OPEN_PAYMENT'
  | 'SELECT_METHOD'
  | 'ARS_WAITING'
  | 'AUTH_PASSWORD'
  | 'ISSUED_SID'
  | 'SUCCESS_PAYMENT'
  | 'PART_CANCEL_PAYMENT'
  | 'CANCEL_PAYMENT'
  | 'FAIL_AUTH_PASSWORD'
  | 'QUIT_PAYMENT'
  | 'FAIL_PAYMENT';

/** The calls of the API. */
export type ApiVerb = 'ready' | 'approve' | 'order' | 'cancel';

/** An amount as Kakao Pay takes it apart, in won. */
export interface Money {
  readonly total: number;
  readonly tax_free: number;
  readonly vat: number;
  readonly point: number;
  readonly discount: number;
  readonly green_deposit: number;
}

/** Money that was given back. */
export interface SimulatedRefund {
  readonly aid: string;
  readonly at: number;
  readonly money: Money;
  readonly payload?: string;
}

/** A payment as the simulator keeps it. Times in milliseconds since 1970, amounts in won. */
export interface SimulatedPayment {
  readonly tid: string;
  readonly request: ReadyRequest;
  readonly createdAt: number;
  readonly pgToken: string;
  readonly refunds: SimulatedRefund[];
  status: KakaoPayStatus;
  /** How often money was taken: 0 or 1, and anything else is a bug of the simulator. */
  approvals: number;
  /** What was taken; differs from the request after the fault `amount`. */
  approvedAmount?: number;
  approvedAt?: number;
  aid?: string;
  payload?: string;
}

/** A payment as tests read it. */
export interface LedgerPayment {
  readonly tid: string;
  readonly status: KakaoPayStatus;
  readonly partner_order_id: string;
  readonly amount: number;
  readonly approvedAmount: number | null;
  readonly approvals: number;
  /** How often money was given back, in parts or in whole, and how much in sum. */
  readonly refunds: number;
  readonly refundedAmount: number;
}

/**
 * One call of the API, without the keys. `outcome` is `ok`, `error <code>` or the fault's name;
 * `late …` for one that was carried out long after its caller had given up.
 */
export interface LedgerCall {
  readonly at: number;
  readonly path: string;
  readonly body: unknown;
  readonly outcome: string;
}

/** One request of an approval address that the simulator made itself; `status` once answered. */
export interface LedgerDelivery {
  readonly at: number;
  readonly tid: string;
  readonly status: number | 'no answer';
}

/** Everything that happened at the simulated Kakao Pay: the oracle of tests. */
export class KakaoPayLedger {
  #payments = new Map<string, SimulatedPayment>();
  #calls: LedgerCall[] = [];
  #deliveries: LedgerDelivery[] = [];

  payments(): readonly LedgerPayment[] {
    return [...this.#payments.values()].map((payment) => ({
      tid: payment.tid,
      status: payment.status,
      partner_order_id: payment.request.partner_order_id,
      amount: payment.request.total_amount,
      approvedAmount: payment.approvedAmount ?? null,
      approvals: payment.approvals,
      refunds: payment.refunds.length,
      refundedAmount: refundedAmount(payment),
    }));
  }

  /**
   * By `partner_order_id`: how many approvals stand, which is made and not wholly given back. An
   * order that never had one is not in it; more than one means that a buyer paid twice.
   */
  standingApprovals(): ReadonlyMap<string, number> {
    const standing = new Map<string, number>();
    for (const { partner_order_id: id, approvals, status } of this.payments()) {
      if (approvals === 0) continue;
      const left = status === 'CANCEL_PAYMENT' ? approvals - 1 : approvals;
      standing.set(id, (standing.get(id) ?? 0) + left);
    }
    return standing;
  }

  /** Calls in the order they were answered, or given up; `verb` narrows them to one. */
  calls(verb?: ApiVerb): readonly LedgerCall[] {
    return this.#calls.filter((call) => verb === undefined || call.path.endsWith(`/${verb}`));
  }

  deliveries(): readonly LedgerDelivery[] {
    return [...this.#deliveries];
  }

  find(tid: string): SimulatedPayment | undefined {
    return this.#payments.get(tid);
  }

  open(request: ReadyRequest, now: number): SimulatedPayment {
    const payment: SimulatedPayment = {
      tid: newId('T'),
      pgToken: randomBytes(10).toString('hex'),
      request,
      createdAt: now,
      status: 'READY',
      approvals: 0,
      refunds: [],
    };
    this.#payments.set(payment.tid, payment);
    return payment;
  }

  noteCall(call: LedgerCall): void {
    this.#calls.push(call);
  }

  noteDelivery(delivery: LedgerDelivery): void {
    this.#deliveries.push(delivery);
  }

  reset(): void {
    this.#payments.clear();
    this.#calls = [];
    this.#deliveries = [];
  }
}

/** Twenty characters; random, so that a simulator that was started again never repeats one. */
export const newId = (letter: 'T' | 'A'): string =>
  `${letter}${randomBytes(10).toString('hex').slice(1)}`;

const refundedAmount = ({ refunds }: SimulatedPayment): number =>
  refunds.reduce((sum, { money }) => sum + money.total, 0);
