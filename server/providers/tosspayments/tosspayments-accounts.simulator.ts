import { randomInt } from 'node:crypto';
import { newTransactionKey } from './tosspayments-ledger.simulator.ts';
import type { TossPaymentsLedger } from './tosspayments-ledger.simulator.ts';
import type { SimulatedAccount, SimulatedPayment } from './tosspayments-records.simulator.ts';
import { dueAtOf } from './tosspayments-times.simulator.ts';

/** As in Toss Payments' test system the number begins with X, so that nobody pays into it. */
export function issueAccount({ order, wishes }: SimulatedPayment, now: number): SimulatedAccount {
  const digits = String(randomInt(10 ** 12)).padStart(12, '0');
  return {
    accountNumber: `X${digits}`,
    bankCode: wishes?.bankCode ?? '06',
    depositorName: wishes?.depositorName ?? null,
    dueAt: dueAtOf(order.request.virtualAccount ?? {}, now),
  };
}

interface AccountDesk {
  readonly ledger: TossPaymentsLedger;
  readonly now: () => number;
}

/** Whether money can arrive: an overdue account stays WAITING_FOR_DEPOSIT and takes none. */
export const takesDeposit = ({ status, account }: SimulatedPayment, now: number): boolean =>
  status === 'WAITING_FOR_DEPOSIT' && account !== undefined && now < account.dueAt;

/** The whole amount arrives. `false`: no account of this order takes it. */
export function deposit({ ledger, now }: AccountDesk, orderId: string): boolean {
  const payment = ledger.ofOrder(orderId);
  if (!payment || !takesDeposit(payment, now())) return false;
  payment.approvals += 1;
  payment.approvedAt = now();
  payment.lastTransactionKey = newTransactionKey();
  ledger.change(payment, 'DONE');
  return true;
}

/**
 * The bank takes a deposit back, as after an error on the way: the buyer has to pay again. `false`:
 * there is none, or something of it was given back.
 */
export function withdrawDeposit({ ledger }: AccountDesk, orderId: string): boolean {
  const payment = ledger.ofOrder(orderId);
  if (!payment?.account || payment.status !== 'DONE') return false;
  payment.approvals -= 1;
  payment.approvedAt = null;
  payment.lastTransactionKey = newTransactionKey();
  ledger.change(payment, 'WAITING_FOR_DEPOSIT');
  return true;
}
