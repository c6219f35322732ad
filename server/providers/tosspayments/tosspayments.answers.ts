import type { Deposit } from '../../protocol/index.ts';
import type { Approval, PreparedRecord, QueryAnswer, RefundOrder, Reversal } from '../provider.ts';
import type { TossAnswer } from './tosspayments.api.ts';
import { bankName } from './tosspayments.banks.ts';
import type { Payment, VirtualAccount } from './tosspayments.schema.ts';

/**
 * Refusals of `confirm` after which no money can have moved, now or by an earlier try with the same
 * idempotency key: the card, the account or the buyer was refused, or there is nothing to confirm
 * (any more). All others are doubts that a query settles: "already processed" and "duplicated order"
 * hide a success, `PROVIDER_ERROR` is said to pass, a refused key or request is ours to mend.
 */
const DECLINES = new Set([
  // HTTP 400
  'INVALID_REJECT_CARD',
  'INVALID_STOPPED_CARD',
  'INVALID_CARD_EXPIRATION',
  'INVALID_CARD_NUMBER',
  'INVALID_CARD_LOST_OR_STOLEN',
  'INVALID_CARD_INSTALLMENT_PLAN',
  'BELOW_MINIMUM_AMOUNT',
  'EXCEED_MAX_AMOUNT',
  'EXCEED_MAX_DAILY_PAYMENT_COUNT',
  'EXCEED_MAX_PAYMENT_AMOUNT',
  'EXCEED_MAX_CARD_INSTALLMENT_PLAN',
  'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT',
  'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT',
  'EXCEEDS_TRANSFER_AMOUNT_MAXIMUM',
  'NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT',
  'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN',
  'RESTRICTED_TRANSFER_ACCOUNT',
  'NOT_ALLOWED_POINT_USE',
  'NOT_FOUND_TERMINAL_ID',
  'INVALID_AUTHORIZE_AUTH',
  'MAINTAINED_METHOD',
  // HTTP 403
  'REJECT_CARD_COMPANY',
  'REJECT_CARD_PAYMENT',
  'REJECT_ACCOUNT_PAYMENT',
  'REJECT_TOSSPAY_INVALID_ACCOUNT',
  'EXCEED_MAX_AUTH_COUNT',
  'EXCEED_MAX_ONE_DAY_AMOUNT',
  'FDS_ERROR',
  'NOT_AVAILABLE_BANK',
  'INVALID_PASSWORD',
  // HTTP 404: the ten minutes are over, or the key belongs to another order
  'NOT_FOUND_PAYMENT_SESSION',
]);

/** Refusals of `cancel` that the same request would meet again. The others may end otherwise. */
const REFUSED_CANCELS = new Set([
  'INVALID_REFUND_ACCOUNT_INFO',
  'INVALID_REFUND_AMOUNT',
  'NOT_MATCHES_REFUNDABLE_AMOUNT',
  'REFUND_REJECTED',
  'NOT_CANCELABLE_AMOUNT',
  'NOT_CANCELABLE_PAYMENT',
  'NOT_ALLOWED_PARTIAL_REFUND',
  'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT',
  'EXCEED_MAX_REFUND_DUE',
  'NOT_FOUND_PAYMENT',
]);

/** An order id or payment key that Toss Payments does not know. */
const NO_SUCH_PAYMENT = 'NOT_FOUND_PAYMENT';

/** What `confirm` came to. */
export function readApproval(
  record: PreparedRecord,
  paymentKey: string,
  answer: TossAnswer,
): Approval {
  switch (answer.kind) {
    case 'ok':
      if (answer.payment.paymentKey !== paymentKey) return foreign('confirm');
      return confirmed(standing(record, answer.payment));
    case 'refused':
      return DECLINES.has(answer.code)
        ? declined(answer.code, answer.message)
        : unknown(`confirm: ${answer.code}`);
    case 'not-sent':
      return { outcome: 'not-sent', reason: answer.reason };
    case 'unclear':
      return unknown(answer.reason);
  }
}

/** HTTP 200 to a confirm means that it was carried out; any other end in it nobody documented. */
function confirmed(found: QueryAnswer): Approval {
  if (found.outcome === 'approved' || found.outcome === 'awaiting-deposit') return found;
  return found.outcome === 'unknown' ? found : unknown('confirm: undocumented status');
}

/** What the payment of an order id has come to. */
export function readStanding(record: PreparedRecord, answer: TossAnswer): QueryAnswer {
  if (answer.kind === 'ok') return standing(record, answer.payment);
  if (answer.kind !== 'refused') return unknown(answer.reason);
  return answer.code === NO_SUCH_PAYMENT
    ? { outcome: 'not-found' }
    : unknown(`order: ${answer.code}`);
}

/** What `cancel` of this very payment came to: done when all that was asked for went back. */
export function readReversal(
  record: PreparedRecord,
  order: RefundOrder,
  answer: TossAnswer,
): Reversal {
  switch (answer.kind) {
    case 'ok':
      return reversalIn(record, order, answer.payment);
    case 'refused':
      return REFUSED_CANCELS.has(answer.code)
        ? { outcome: 'refused', ...refusal(answer.code, answer.message) }
        : unknown(`cancel: ${answer.code}`);
    case 'not-sent':
      return { outcome: 'not-sent', reason: answer.reason };
    case 'unclear':
      return unknown(answer.reason);
  }
}

function reversalIn(record: PreparedRecord, order: RefundOrder, payment: Payment): Reversal {
  const isOurs = payment.orderId === record.providerOrderId;
  if (!isOurs || payment.paymentKey !== order.transactionId) return foreign('cancel');
  if (payment.status === 'CANCELED') return { outcome: 'reversed' };
  const last = payment.cancels?.at(-1)?.cancelAmount;
  return order.isPart && payment.status === 'PARTIAL_CANCELED' && last === order.amount.value
    ? { outcome: 'reversed' }
    : unknown('cancel: not all of it was given back');
}

/** The payment's state, held against ours. One partly given back was approved in full first. */
function standing(record: PreparedRecord, payment: Payment): QueryAnswer {
  const authenticated = record.authentication?.['paymentKey'] ?? payment.paymentKey;
  const isOurs = payment.orderId === record.providerOrderId;
  if (!isOurs || payment.paymentKey !== authenticated) return foreign('order');
  switch (payment.status) {
    case 'READY':
      return { outcome: 'waiting' };
    case 'IN_PROGRESS':
      return { outcome: 'authenticated' };
    case 'DONE':
    case 'PARTIAL_CANCELED':
      return approved(payment);
    case 'WAITING_FOR_DEPOSIT':
      return payment.virtualAccount ? issued(payment, payment.virtualAccount) : noAccount();
    case 'CANCELED':
      return { outcome: 'refunded' };
    case 'ABORTED':
      return declined(payment.failure?.code ?? payment.status, payment.failure?.message);
    case 'EXPIRED':
      // Nobody can pay into an account that is overdue; the core's own clock ends such a payment.
      return payment.virtualAccount ? { outcome: 'waiting' } : declined(payment.status);
    default:
      return unknown('order: undocumented status');
  }
}

const amountOf = ({ totalAmount, currency }: Payment) => ({ value: totalAmount, currency });

const approved = (payment: Payment) =>
  ({
    outcome: 'approved',
    transactionId: payment.paymentKey,
    amount: amountOf(payment),
    ...(payment.approvedAt === undefined ? {} : { approvedAt: payment.approvedAt }),
  }) as const;

const issued = (payment: Payment, account: VirtualAccount) =>
  ({
    outcome: 'awaiting-deposit',
    transactionId: payment.paymentKey,
    amount: amountOf(payment),
    deposit: depositOf(account),
  }) as const;

/** No field names the holder that a bank shows the payer: the accounts are Toss Payments' own. */
const HOLDER = '토스페이먼츠';

/** `customerName` is the buyer the account was issued to, whose name the deposit then carries. */
const depositOf = (account: VirtualAccount): Deposit => ({
  bank: bankName(account.bankCode),
  accountNumber: account.accountNumber,
  holder: HOLDER,
  ...depositorIn(account),
  dueAt: account.dueDate,
});

function depositorIn(account: VirtualAccount): Pick<Deposit, 'depositor'> {
  const names = [account.depositorName, account.customerName];
  const depositor = names.map((name) => name?.trim() ?? '').find((name) => name !== '');
  return depositor === undefined ? {} : { depositor };
}

const noAccount = () => unknown('awaits a deposit, but names no account');
const foreign = (verb: string) => unknown(`${verb}: another payment was answered`);

const refusal = (providerCode: string, message?: string) => ({
  providerCode,
  ...(message === undefined ? {} : { message }),
});

export const declined = (providerCode: string, message?: string) =>
  ({ outcome: 'declined', ...refusal(providerCode, message) }) as const;

const unknown = (reason: string) => ({ outcome: 'unknown', reason }) as const;
