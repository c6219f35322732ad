import { balanceOf, usesEscrow } from './tosspayments-bodies.simulator.ts';
import { isProcessed, newTransactionKey } from './tosspayments-ledger.simulator.ts';
import type { TossPaymentsLedger } from './tosspayments-ledger.simulator.ts';
import { REFUND_BANKS } from './tosspayments-names.simulator.ts';
import type { RefundAccount, SimulatedPayment } from './tosspayments-records.simulator.ts';

/** What a cancel asks for. Amounts in won; without `cancelAmount` all that is left. */
export interface CancelRequest {
  readonly cancelReason: string;
  readonly cancelAmount?: number | undefined;
  readonly taxFreeAmount: number;
  readonly refundableAmount?: number | undefined;
  readonly refundReceiveAccount?:
    | { readonly bank: string; readonly accountNumber: string; readonly holderName: string }
    | undefined;
}

interface CancelDesk {
  readonly ledger: TossPaymentsLedger;
  readonly now: () => number;
  readonly mistake?: { readonly amount: number | undefined };
  /** In the console the merchant has settled where a deposit goes back to. */
  readonly isConsole?: true;
}

/** Cancels, or returns the code of what is wrong with that; then nothing has changed. */
export function cancelPayment(
  desk: CancelDesk,
  payment: SimulatedPayment,
  asked: CancelRequest,
): string | undefined {
  const objection =
    objectToState(payment, asked) ??
    objectToAmount(payment, asked, desk.isConsole) ??
    (desk.isConsole ? undefined : objectToRefundAccount(payment, asked));
  if (objection !== undefined) return objection;
  const left = balanceOf(payment);
  const { cancelAmount = left.balance } = asked;
  // Less unless told otherwise: more than was asked for may be more than there is.
  const amount = desk.mistake ? (desk.mistake.amount ?? cancelAmount - 1) : cancelAmount;
  const isWhole = amount === left.balance;
  const transactionKey = newTransactionKey();
  payment.cancels.push({
    transactionKey,
    at: desk.now(),
    amount,
    // The console gives back what is taxed first.
    taxFreeAmount: isWhole ? left.taxFree : taxFreePart(payment, asked, desk.isConsole),
    reason: asked.cancelReason,
    left: left.balance - amount,
    isRefund: payment.approvals > 0,
  });
  payment.lastTransactionKey = transactionKey;
  const account = refundAccountOf(asked);
  if (payment.account && account) payment.account.refundAccount = account;
  desk.ledger.change(payment, isWhole ? 'CANCELED' : 'PARTIAL_CANCELED');
  return undefined;
}

function taxFreePart(
  payment: SimulatedPayment,
  { cancelAmount = 0, taxFreeAmount }: CancelRequest,
  isConsole?: true,
): number {
  if (!isConsole) return taxFreeAmount;
  const { balance, taxFree } = balanceOf(payment);
  return Math.max(0, cancelAmount - (balance - taxFree));
}

function objectToState(payment: SimulatedPayment, asked: CancelRequest): string | undefined {
  const { status } = payment;
  if (status === 'CANCELED') return 'ALREADY_CANCELED_PAYMENT';
  if (!isProcessed(status)) return 'NOT_CANCELABLE_PAYMENT';
  const { balance } = balanceOf(payment);
  const isPart = (asked.cancelAmount ?? balance) < balance;
  if (isPart && status === 'WAITING_FOR_DEPOSIT') {
    return 'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT';
  }
  return isPart && usesEscrow(payment) ? 'NOT_ALLOWED_PARTIAL_REFUND' : undefined;
}

/** That amounts free of tax which do not fit are an INVALID_REFUND_AMOUNT is assumed. */
function objectToAmount(
  payment: SimulatedPayment,
  asked: CancelRequest,
  isConsole?: true,
): string | undefined {
  const { balance, taxFree } = balanceOf(payment);
  const { cancelAmount = balance, refundableAmount = balance } = asked;
  if (cancelAmount > balance) return 'NOT_CANCELABLE_AMOUNT';
  if (refundableAmount !== balance) return 'NOT_MATCHES_REFUNDABLE_AMOUNT';
  if (cancelAmount === balance || isConsole) return undefined;
  // Neither part may give back more than there is.
  const { taxFreeAmount } = asked;
  const isTooMuch = taxFreeAmount > taxFree || cancelAmount - taxFreeAmount > balance - taxFree;
  return isTooMuch || taxFreeAmount > cancelAmount ? 'INVALID_REFUND_AMOUNT' : undefined;
}

/** A deposit came from an account that Toss Payments does not know: the shop has to say where to. */
function objectToRefundAccount(
  { account, status }: SimulatedPayment,
  { refundReceiveAccount: asked }: CancelRequest,
): string | undefined {
  if (!account || status === 'WAITING_FOR_DEPOSIT') return undefined;
  if (!asked || !/^.{1,60}$/.test(asked.holderName.trim())) return 'INVALID_REFUND_ACCOUNT_INFO';
  if (!REFUND_BANKS.has(asked.bank)) return 'INVALID_BANK';
  return /^\d{1,20}$/.test(asked.accountNumber) ? undefined : 'INVALID_REFUND_ACCOUNT_NUMBER';
}

const refundAccountOf = ({
  refundReceiveAccount: asked,
}: CancelRequest): RefundAccount | undefined =>
  asked && {
    bankCode: asked.bank,
    accountNumber: asked.accountNumber,
    holderName: asked.holderName,
  };
