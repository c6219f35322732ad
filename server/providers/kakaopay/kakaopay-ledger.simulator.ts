import { randomBytes } from 'node:crypto';

/** Kakao Pay's own words for where a payment stands; those the simulator can reach. */
export type KakaoPayStatus =
  'READY' | 'OPEN_PAYMENT' | 'AUTH_PASSWORD' | 'SUCCESS_PAYMENT' | 'QUIT_PAYMENT' | 'FAIL_PAYMENT';

/** What `ready` was given. */
export interface ReadyRequest {
  readonly partner_order_id: string;
  readonly partner_user_id: string;
  readonly item_name: string;
  readonly quantity: number;
  readonly total_amount: number;
  readonly tax_free_amount: number;
  readonly approval_url: string;
  readonly cancel_url: string;
  readonly fail_url: string;
}

/** A payment as the simulator keeps it. Times in milliseconds since 1970, amounts in won. */
export interface SimulatedPayment {
  readonly tid: string;
  readonly request: ReadyRequest;
  readonly createdAt: number;
  readonly pgToken: string;
  status: KakaoPayStatus;
  /** How often money was taken: 0 or 1, and anything else is a bug of the simulator. */
  approvals: number;
  /** What was taken; differs from the request after the fault `amount`. */
  approvedAmount?: number;
  approvedAt?: number;
  aid?: string;
}

/** A payment as tests read it. */
export interface LedgerPayment {
  readonly tid: string;
  readonly status: KakaoPayStatus;
  readonly partner_order_id: string;
  readonly amount: number;
  readonly approvedAmount: number | null;
  readonly approvals: number;
}

/** One call of the API, without the keys. `outcome` is `ok`, `error <code>` or the fault's name. */
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
    }));
  }

  /** Calls in the order they were answered, or given up; `verb` narrows them to one. */
  calls(verb?: 'ready' | 'approve' | 'order'): readonly LedgerCall[] {
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
      // Random, so that a simulator that was started again never repeats an id.
      tid: `T${randomBytes(10).toString('hex').slice(1)}`,
      pgToken: randomBytes(10).toString('hex'),
      request,
      createdAt: now,
      status: 'READY',
      approvals: 0,
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
