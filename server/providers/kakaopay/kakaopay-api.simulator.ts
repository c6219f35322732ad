import type * as z from 'zod';
import type { ApiAnswer } from '../wire.simulator.ts';
import {
  actionsOf,
  amountOf,
  availableOf,
  canceledOf,
  cardOf,
  describe,
  echo,
  koreanTime,
  money,
  selectedCardOf,
} from './kakaopay-bodies.simulator.ts';
import { error } from './kakaopay-codes.simulator.ts';
import { newId } from './kakaopay-ledger.simulator.ts';
import type { ApiVerb, KakaoPayLedger, SimulatedPayment } from './kakaopay-ledger.simulator.ts';
import {
  ApproveSchema,
  CancelSchema,
  OrderSchema,
  ReadySchema,
} from './kakaopay-limits.simulator.ts';
import type { ApproveRequest, CancelRequest } from './kakaopay-limits.simulator.ts';

/** What an API verb works with. */
export interface ApiDesk {
  readonly cid: string;
  readonly ledger: KakaoPayLedger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly authenticationWindow: number;
  /** Makes the address of the buyer's page. */
  readonly windowUrl: (tid: string, page: string) => string;
  /** Under the fault `amount`: what is taken, given back or told instead of the true amount. */
  readonly mistake?: { readonly amount: number | undefined };
}

/** One call: reads the body, does what it asks for, answers. */
export type ApiCall = (desk: ApiDesk, body: unknown) => ApiAnswer;

/** The four calls of a one-time payment. */
export const VERBS: Readonly<Record<ApiVerb, ApiCall>> = { ready, approve, order, cancel };

function ready(desk: ApiDesk, body: unknown): ApiAnswer {
  const parsed = ReadySchema.safeParse(body);
  if (!parsed.success) return badParameter(parsed.error);
  const asked = parsed.data;
  if (asked.tax_free_amount > asked.total_amount) return error(-722);
  const heard = { ...asked, total_amount: mistaken(desk, asked.total_amount) };
  const { tid, createdAt } = desk.ledger.open(heard, desk.now());
  const scheme = `kakaotalk://kakaopay/pg?url=${desk.windowUrl(tid, 'order')}`;
  return ok({
    tid,
    next_redirect_app_url: desk.windowUrl(tid, 'aInfo'),
    next_redirect_mobile_url: desk.windowUrl(tid, 'mInfo'),
    next_redirect_pc_url: desk.windowUrl(tid, 'info'),
    android_app_scheme: scheme,
    ios_app_scheme: scheme,
    created_at: koreanTime(createdAt),
  });
}

/** Takes the money of an authenticated payment, once. */
function approve(desk: ApiDesk, body: unknown): ApiAnswer {
  const parsed = ApproveSchema.safeParse(body);
  if (!parsed.success) return badParameter(parsed.error);
  const payment = desk.ledger.find(parsed.data.tid);
  if (!payment) return error(-721);
  const objection = objectToApproval(desk, payment, parsed.data);
  if (objection !== undefined) return error(objection);
  payment.status = 'SUCCESS_PAYMENT';
  payment.approvals += 1;
  payment.approvedAmount = mistaken(desk, payment.request.total_amount);
  payment.approvedAt = desk.now();
  payment.aid = newId('A');
  if (parsed.data.payload !== undefined) payment.payload = parsed.data.payload;
  const { aid, payload } = payment;
  return ok({ aid, ...describe(desk.cid, payment), ...cardOf(payment), ...echo(payload) });
}

/** The first thing that is wrong with an approval, as a code. */
function objectToApproval(
  desk: ApiDesk,
  { status, request, createdAt, pgToken }: SimulatedPayment,
  asked: ApproveRequest,
): number | undefined {
  if (MONEY_TAKEN.has(status)) return -702;
  if (isExpired(desk, createdAt)) return -723;
  if (isOpen(status)) return -701;
  if (status !== 'AUTH_PASSWORD') return -783;
  if (asked.partner_order_id !== request.partner_order_id) return -706;
  if (asked.partner_user_id !== request.partner_user_id) return -707;
  if (asked.pg_token !== pgToken) return -708;
  const total = asked.total_amount ?? request.total_amount;
  return total === request.total_amount ? undefined : -722;
}

/** Says what became of a payment. */
function order(desk: ApiDesk, body: unknown): ApiAnswer {
  const parsed = OrderSchema.safeParse(body);
  if (!parsed.success) return badParameter(parsed.error);
  const payment = desk.ledger.find(parsed.data.tid);
  if (!payment) return error(-721);
  const amount = amountOf(payment);
  return ok({
    ...describe(desk.cid, payment),
    status: payment.status,
    amount: { ...amount, total: mistaken(desk, amount.total) },
    canceled_amount: canceledOf(payment),
    cancel_available_amount: availableOf(payment),
    ...selectedCardOf(payment),
    payment_action_details: actionsOf(payment),
  });
}

/** Gives money back, in whole or in parts. */
function cancel(desk: ApiDesk, body: unknown): ApiAnswer {
  const parsed = CancelSchema.safeParse(body);
  if (!parsed.success) return badParameter(parsed.error);
  const asked = parsed.data;
  const payment = desk.ledger.find(asked.tid);
  if (!payment) return error(-721);
  const objection = objectToCancel(payment, asked);
  if (objection !== undefined) return error(objection);
  // Less unless told otherwise: more than was asked for may be more than there is.
  const total = mistaken(desk, asked.cancel_amount, asked.cancel_amount - 1);
  const isWhole = total === availableOf(payment).total;
  const back = isWhole
    ? availableOf(payment)
    : money(total, asked.cancel_tax_free_amount, asked.cancel_vat_amount);
  const aid = newId('A');
  payment.refunds.push({ aid, at: desk.now(), money: back, ...echo(asked.payload) });
  payment.status = isWhole ? 'CANCEL_PAYMENT' : 'PART_CANCEL_PAYMENT';
  return ok({
    aid,
    ...describe(desk.cid, payment),
    status: payment.status,
    approved_cancel_amount: back,
    canceled_amount: canceledOf(payment),
    cancel_available_amount: availableOf(payment),
    ...echo(asked.payload),
  });
}

/**
 * The first thing that is wrong with a cancel, as a code. Which code Kakao has for which of these
 * is assumed, and so is that a wrong `cancel_available_amount` is refused like too large an amount.
 */
function objectToCancel(payment: SimulatedPayment, asked: CancelRequest): number | undefined {
  if (payment.status === 'CANCEL_PAYMENT') return -785;
  if (!MONEY_TAKEN.has(payment.status)) return -784;
  const left = availableOf(payment);
  const { cancel_amount: amount, cancel_tax_free_amount: taxFree } = asked;
  if (amount > left.total) return -710;
  if ((asked.cancel_available_amount ?? left.total) !== left.total) return -710;
  // Neither part may give back more than there is, nor leave more free of tax than money at all.
  const taxed = left.total - left.tax_free;
  if (taxFree > left.tax_free || amount - taxFree > taxed || taxFree > amount) return -722;
  return left.green_deposit > 0 && amount < left.total ? -781 : undefined;
}

/** Gives back in the merchant's console: all that is left unless told how much. */
export function refundInConsole(desk: ApiDesk, tid: string, amount?: number): ApiAnswer {
  const payment = desk.ledger.find(tid);
  if (!payment) return error(-721);
  const left = availableOf(payment);
  // One won where nothing is left, so that the refusal tells why nothing is.
  const total = amount ?? Math.max(1, left.total);
  // What is taxed goes first.
  const taxFree = Math.max(0, Math.min(left.tax_free, total - (left.total - left.tax_free)));
  return cancel(desk, { tid, cancel_amount: total, cancel_tax_free_amount: taxFree });
}

/**
 * Refuses without having looked. `-780` at the approval is the card company's or wallet's no, which
 * ends the payment; no other code moves it.
 */
export function decline(desk: ApiDesk, verb: ApiVerb, body: unknown, forced?: number): ApiAnswer {
  const code = forced ?? USUAL_REFUSAL[verb];
  if (verb === 'approve' && code === -780) {
    const payment = desk.ledger.find(ApproveSchema.safeParse(body).data?.tid ?? '');
    if (payment?.status === 'AUTH_PASSWORD') payment.status = 'FAIL_PAYMENT';
  }
  return error(code);
}

const USUAL_REFUSAL: Readonly<Record<ApiVerb, number>> = {
  ready: -731,
  approve: -780,
  order: -721,
  cancel: -710,
};

/** Whether the buyer's time for the window is over; Kakao then ends the payment by itself. */
export function isExpired(desk: Pick<ApiDesk, 'now' | 'authenticationWindow'>, at: number) {
  return desk.now() - at >= desk.authenticationWindow;
}

/** Whether the buyer has still to decide. */
export const isOpen = (status: SimulatedPayment['status']): boolean => OPEN.has(status);

const OPEN: ReadonlySet<string> = new Set([
  'READY',
  'SEND_TMS',
  'OPEN_PAYMENT',
  'SELECT_METHOD',
  'ARS_WAITING',
]);

const MONEY_TAKEN: ReadonlySet<string> = new Set([
  'SUCCESS_PAYMENT',
  'PART_CANCEL_PAYMENT',
  'CANCEL_PAYMENT',
]);

const mistaken = ({ mistake }: ApiDesk, amount: number, usual = amount + 1): number =>
  mistake === undefined ? amount : (mistake.amount ?? usual);

const ok = (json: ApiAnswer['json']): ApiAnswer => ({ status: 200, json });

const badParameter = (problem: z.ZodError): ApiAnswer =>
  error(-2, problem.issues.map((issue) => issue.path.join('.')).join(', '));
