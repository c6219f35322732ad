import { randomBytes } from 'node:crypto';
import { failure } from './tosspayments-codes.simulator.ts';
import type { Failure } from './tosspayments-codes.simulator.ts';
import { stampOf } from './tosspayments-times.simulator.ts';
import type {
  ApiVerb,
  LedgerCall,
  LedgerDelivery,
  LedgerPayment,
  SimulatedPayment,
  TossStatus,
  WindowOrder,
} from './tosspayments-records.simulator.ts';

const MINUTE = 60_000;

/** How the ledger tells the time. Times in milliseconds. */
export interface LedgerClock {
  /** Since 1970. */
  readonly now: () => number;
  /** From the window's opening to the buyer's authentication. */
  readonly authenticationWindow?: number;
  /** From the authentication to the confirm. */
  readonly confirmWindow?: number;
}

/** Everything that happened at the simulated Toss Payments: the oracle of tests. */
export class TossPaymentsLedger {
  #payments = new Map<string, SimulatedPayment>();
  #calls: LedgerCall[] = [];
  #deliveries: LedgerDelivery[] = [];
  readonly #clock: Required<LedgerClock>;
  readonly #onChange: (payment: SimulatedPayment) => void;

  /** @param onChange told of every change of a payment's status, once it is made */
  constructor(clock: LedgerClock, onChange: (payment: SimulatedPayment) => void) {
    this.#clock = { authenticationWindow: 30 * MINUTE, confirmWindow: 10 * MINUTE, ...clock };
    this.#onChange = onChange;
  }

  payments(): readonly LedgerPayment[] {
    return this.#all().map((payment) => ({
      paymentKey: payment.paymentKey,
      orderId: payment.order.request.orderId,
      status: payment.status,
      amount: payment.order.request.amount.value,
      approvedAmount: payment.approvals === 0 ? null : amountOf(payment),
      approvals: payment.approvals,
      refunds: payment.cancels.filter(({ isRefund }) => isRefund).length,
      refundedAmount: refundedAmount(payment),
    }));
  }

  /**
   * By order id: how many approvals stand, which is made and not wholly given back. An order that
   * never had one is not in it; more than one means that a buyer paid twice.
   */
  standingApprovals(): ReadonlyMap<string, number> {
    const standing = new Map<string, number>();
    for (const { orderId, approvals, status } of this.payments()) {
      if (approvals === 0) continue;
      const left = status === 'CANCELED' ? approvals - 1 : approvals;
      standing.set(orderId, (standing.get(orderId) ?? 0) + left);
    }
    return standing;
  }

  /** Calls in the order they were answered, or given up; `verb` narrows them to one. */
  calls(verb?: ApiVerb): readonly LedgerCall[] {
    return this.#calls.filter((call) => verb === undefined || call.verb === verb);
  }

  /** Requests that the simulator made itself, in the order they were answered. */
  deliveries(): readonly LedgerDelivery[] {
    return [...this.#deliveries];
  }

  find(paymentKey: string): SimulatedPayment | undefined {
    return this.#all().find((payment) => payment.paymentKey === paymentKey);
  }

  /** Of several windows for one order: that which was confirmed, else the last one. */
  ofOrder(orderId: string): SimulatedPayment | undefined {
    const all = this.#all().filter(({ order }) => order.request.orderId === orderId);
    return all.find(({ status }) => isProcessed(status)) ?? all.at(-1);
  }

  open(order: WindowOrder): SimulatedPayment {
    const openedAt = this.#clock.now();
    const payment: SimulatedPayment = {
      paymentKey: `tsim${stampOf(openedAt)}${randomBytes(5).toString('hex')}`,
      secret: `ps_${randomBytes(16).toString('hex')}`,
      order,
      openedAt,
      status: 'READY',
      approvals: 0,
      approvedAt: null,
      lastTransactionKey: null,
      failure: null,
      cancels: [],
    };
    this.#payments.set(payment.paymentKey, payment);
    return payment;
  }

  change(payment: SimulatedPayment, status: TossStatus, reason?: Failure): void {
    payment.status = status;
    if (reason) payment.failure = reason;
    this.#onChange(payment);
  }

  /** Ends what is overdue. The ledger does so itself whenever a payment is looked for. */
  expire(): void {
    this.#all();
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

  #all(): readonly SimulatedPayment[] {
    const all = [...this.#payments.values()];
    for (const payment of all)
      if (this.#isOverdue(payment)) this.change(payment, 'EXPIRED', EXPIRY);
    return all;
  }

  #isOverdue({ status, openedAt, authenticatedAt = openedAt }: SimulatedPayment): boolean {
    const { now, authenticationWindow, confirmWindow } = this.#clock;
    if (status === 'READY') return now() - openedAt >= authenticationWindow;
    return status === 'IN_PROGRESS' && now() - authenticatedAt >= confirmWindow;
  }
}

/** `failure` is filled for expired payments; that it has the code of a late confirm is assumed. */
const EXPIRY = failure('NOT_FOUND_PAYMENT_SESSION');

/** Whether a confirm was carried out for it, whatever came after. */
export const isProcessed = (status: TossStatus): boolean => PROCESSED.has(status);

const PROCESSED: ReadonlySet<TossStatus> = new Set([
  'WAITING_FOR_DEPOSIT',
  'DONE',
  'PARTIAL_CANCELED',
  'CANCELED',
]);

/** What was to be paid, or was taken. */
export const amountOf = ({ order, approvedAmount }: SimulatedPayment): number =>
  approvedAmount ?? order.request.amount.value;

const refundedAmount = ({ cancels }: SimulatedPayment): number =>
  cancels.reduce((sum, { isRefund, amount }) => (isRefund ? sum + amount : sum), 0);

/** Thirty-two digits, as Toss Payments' own; random, so that none is ever repeated. */
export const newTransactionKey = (): string => randomBytes(16).toString('hex').toUpperCase();
