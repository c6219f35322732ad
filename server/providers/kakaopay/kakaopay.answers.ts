import type { Approval, PreparedRecord, QueryAnswer } from '../provider.ts';
import type { OrderAnswer } from './kakaopay.schema.ts';

/** Failed inside, overloaded, in maintenance: `ready` may be asked again. */
export const BUSY_CODES = new Set([-1, -7, -10, -9798]);

/**
 * Refusals of `approve` after which no money can have moved, now or by an earlier try:
 * not authenticated, method not supported, expired, phone not registered, refused by the card or
 * wallet. All others are doubts: "already approved" (-702) and "wrong state" (-783) hide a success,
 * a used `pg_token` may answer like a wrong one (-708), and a key refused now (-401) says nothing
 * of a call made before it changed. `query` settles those.
 */
export const DECLINES = new Set([-701, -705, -723, -761, -780]);

/** `order` for a `tid` that Kakao Pay does not know. */
export const NO_SUCH_PAYMENT = -721;

type Standing = 'waiting' | 'authenticated' | 'approved' | 'canceled' | 'declined' | 'refunded';

/**
 * Kakao Pay's words for the state of a payment. One partly given back was approved in full first,
 * and that is what is asked for. `ISSUED_SID` belongs to subscriptions and stays a doubt.
 */
const STANDINGS: ReadonlyMap<string, Standing> = new Map([
  ['READY', 'waiting'],
  ['SEND_TMS', 'waiting'],
  ['OPEN_PAYMENT', 'waiting'],
  ['SELECT_METHOD', 'waiting'],
  ['ARS_WAITING', 'waiting'],
  ['AUTH_PASSWORD', 'authenticated'],
  ['SUCCESS_PAYMENT', 'approved'],
  ['PART_CANCEL_PAYMENT', 'approved'],
  ['CANCEL_PAYMENT', 'refunded'],
  ['QUIT_PAYMENT', 'canceled'],
  ['FAIL_AUTH_PASSWORD', 'declined'],
  ['FAIL_PAYMENT', 'declined'],
]);

/** What `order` says of the payment, held against ours. */
export function standing(record: PreparedRecord, tid: string, order: OrderAnswer): QueryAnswer {
  const found = STANDINGS.get(order.status);
  if (found === undefined) return unknown('order: undocumented status');
  if (found === 'approved') return approved(record, tid, order);
  if (!isOurs(record, tid, order)) return unknown('order: another payment was answered');
  return found === 'declined' ? declined(order.status) : { outcome: found };
}

/** An approval is believed only with its amount and for the payment that was asked about. */
export function approved(
  record: PreparedRecord,
  tid: string,
  answer: Omit<OrderAnswer, 'status'>,
): Extract<Approval, { outcome: 'approved' | 'unknown' }> {
  if (!isOurs(record, tid, answer)) return unknown('another payment was answered');
  if (answer.amount === undefined) return unknown('approved without an amount');
  return {
    outcome: 'approved',
    transactionId: tid,
    amount: { value: answer.amount.total, currency: 'KRW' },
    ...(answer.approved_at === undefined ? {} : { approvedAt: answer.approved_at }),
  };
}

const isOurs = (
  record: PreparedRecord,
  tid: string,
  answer: Pick<OrderAnswer, 'tid' | 'partner_order_id'>,
): boolean => answer.tid === tid && answer.partner_order_id === record.providerOrderId;

export const declined = (providerCode: string, message?: string) =>
  ({ outcome: 'declined', providerCode, ...(message === undefined ? {} : { message }) }) as const;

export const unknown = (reason: string) => ({ outcome: 'unknown', reason }) as const;
