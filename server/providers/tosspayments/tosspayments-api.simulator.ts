import * as z from 'zod';
import type { ApiAnswer } from '../wire.simulator.ts';
import { issueAccount } from './tosspayments-accounts.simulator.ts';
import { paymentBody } from './tosspayments-bodies.simulator.ts';
import type { BodyDesk } from './tosspayments-bodies.simulator.ts';
import { cancelPayment } from './tosspayments-cancel.simulator.ts';
import { ENDS_PAYMENT, error, failure } from './tosspayments-codes.simulator.ts';
import { amountOf, isProcessed, newTransactionKey } from './tosspayments-ledger.simulator.ts';
import type { TossPaymentsLedger } from './tosspayments-ledger.simulator.ts';
import type { ApiVerb, SimulatedPayment } from './tosspayments-records.simulator.ts';

/** What an API verb works with. */
export interface ApiDesk extends BodyDesk {
  readonly ledger: TossPaymentsLedger;
  /** Under the fault `amount`: what is taken, given back or told instead of the true amount. */
  readonly mistake?: { readonly amount: number | undefined };
}

/** What a call says: the parts of its path, and its body. */
export interface Asked {
  readonly params: { readonly paymentKey?: string; readonly orderId?: string };
  readonly body: unknown;
}

/** One call: reads what it says, does what it asks for, answers. */
export type ApiCall = (desk: ApiDesk, asked: Asked) => ApiAnswer;

/** The calls of a one-time payment. */
export const VERBS: Readonly<Record<ApiVerb, ApiCall>> = { confirm, query, cancel };

/** The vendor's own sample passes the amount on as the text that the callback had. */
const WonSchema = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number),
]);

const ConfirmSchema = z.object({
  paymentKey: z.string().min(1).max(200),
  orderId: z.string().min(6).max(64),
  amount: WonSchema.pipe(z.int().positive()),
});
type ConfirmRequest = z.output<typeof ConfirmSchema>;

/** Takes the money of an authenticated payment, or issues its account, once. */
function confirm(desk: ApiDesk, { body }: Asked): ApiAnswer {
  const parsed = ConfirmSchema.safeParse(body);
  if (!parsed.success) return badRequest(parsed.error);
  const payment = desk.ledger.find(parsed.data.paymentKey);
  if (!payment) return error('NOT_FOUND_PAYMENT');
  const objection = objectToConfirm(desk, payment, parsed.data);
  if (objection !== undefined) return error(objection);
  payment.lastTransactionKey = newTransactionKey();
  if (desk.mistake) payment.approvedAmount = desk.mistake.amount ?? amountOf(payment) + 1;
  if (payment.order.request.method === 'VIRTUAL_ACCOUNT') {
    payment.account = issueAccount(payment, desk.now());
    desk.ledger.change(payment, 'WAITING_FOR_DEPOSIT');
  } else {
    payment.approvals += 1;
    payment.approvedAt = desk.now();
    desk.ledger.change(payment, 'DONE');
  }
  return about(desk, payment);
}

/**
 * The first thing that is wrong with a confirm, as a code. That a payment whose buyer has not
 * authenticated himself has no session yet, and that an aborted one is "processed", is assumed.
 */
function objectToConfirm(
  { ledger }: ApiDesk,
  payment: SimulatedPayment,
  asked: ConfirmRequest,
): string | undefined {
  const { status, order } = payment;
  if (asked.orderId !== order.request.orderId) return 'NOT_FOUND_PAYMENT_SESSION';
  if (status === 'ABORTED' || isProcessed(status)) return 'ALREADY_PROCESSED_PAYMENT';
  if (status !== 'IN_PROGRESS') return 'NOT_FOUND_PAYMENT_SESSION';
  const other = ledger.ofOrder(asked.orderId);
  if (other && other !== payment && isProcessed(other.status)) return 'DUPLICATED_ORDER_ID';
  // No source tells the code of another amount; this one says nothing that would be wrong.
  return asked.amount === order.request.amount.value ? undefined : 'INVALID_REQUEST';
}

/** Says what became of a payment, by its key or by its order id. */
function query({ mistake, ...desk }: ApiDesk, { params }: Asked): ApiAnswer {
  const { paymentKey, orderId } = params;
  const payment =
    paymentKey === undefined ? desk.ledger.ofOrder(orderId ?? '') : desk.ledger.find(paymentKey);
  if (!payment) return error('NOT_FOUND_PAYMENT');
  const toldAmount = mistake && (mistake.amount ?? amountOf(payment) + 1);
  return about(toldAmount === undefined ? desk : { ...desk, toldAmount }, payment);
}

const CancelSchema = z.object({
  cancelReason: z.string().min(1).max(200),
  cancelAmount: WonSchema.pipe(z.int().positive()).optional(),
  taxFreeAmount: WonSchema.pipe(z.int().nonnegative()).default(0),
  /** What the shop believes to be left: an optimistic lock. */
  refundableAmount: WonSchema.optional(),
  refundReceiveAccount: z
    .object({ bank: z.string(), accountNumber: z.string(), holderName: z.string() })
    .optional(),
});

/** Gives money back, in whole or in parts, or closes an account that nobody paid into. */
function cancel(desk: ApiDesk, { params, body }: Asked): ApiAnswer {
  const parsed = CancelSchema.safeParse(body);
  if (!parsed.success) return badRequest(parsed.error);
  const payment = desk.ledger.find(params.paymentKey ?? '');
  if (!payment) return error('NOT_FOUND_PAYMENT');
  const objection = cancelPayment(desk, payment, parsed.data);
  return objection === undefined ? about(desk, payment) : error(objection);
}

/** Gives back in the merchant's console: all that is left unless told how much. */
export function refundInConsole(desk: ApiDesk, paymentKey: string, amount?: number): ApiAnswer {
  const payment = desk.ledger.find(paymentKey);
  if (!payment) return error('NOT_FOUND_PAYMENT');
  const asked = {
    cancelReason: '상점 관리자에서 취소',
    taxFreeAmount: 0,
    ...(amount === undefined ? {} : { cancelAmount: amount }),
  };
  const objection = cancelPayment({ ...desk, isConsole: true }, payment, asked);
  return objection === undefined ? about(desk, payment) : error(objection);
}

/**
 * Refuses without having looked. Where the card, the account or the buyer is what was refused, an
 * authenticated payment ends by it; no other code moves it.
 */
export function decline(desk: ApiDesk, verb: ApiVerb, asked: Asked, forced?: string): ApiAnswer {
  const code = forced ?? USUAL_REFUSAL[verb];
  if (verb === 'confirm' && ENDS_PAYMENT.has(code)) {
    const payment = desk.ledger.find(ConfirmSchema.safeParse(asked.body).data?.paymentKey ?? '');
    if (payment?.status === 'IN_PROGRESS') desk.ledger.change(payment, 'ABORTED', failure(code));
  }
  return error(code);
}

const USUAL_REFUSAL: Readonly<Record<ApiVerb, string>> = {
  confirm: 'REJECT_CARD_COMPANY',
  query: 'NOT_FOUND_PAYMENT',
  cancel: 'NOT_CANCELABLE_PAYMENT',
};

const about = (desk: BodyDesk, payment: SimulatedPayment): ApiAnswer => ({
  status: 200,
  json: paymentBody(desk, payment),
});

const badRequest = (problem: z.ZodError): ApiAnswer =>
  error('INVALID_REQUEST', problem.issues.map(({ path }) => path.join('.')).join(', '));
