import type { Approval, PreparedRecord, QueryAnswer, RefundOrder, Reversal } from '../provider.ts';
import type { KakaoAnswer } from './kakaopay.api.ts';
import type { ApproveAnswer, CancelAnswer, OrderAnswer } from './kakaopay.schema.ts';

/** Failed inside, overloaded, in maintenance: `ready` may be asked again. */
export const BUSY_CODES = new Set([-1, -7, -10, -9798]);

/**
 * Refusals of `approve` after which no money can have moved, now or by an earlier try:
 * not authenticated, method not supported, expired, phone not registered, refused by the card or
 * wallet. All others are doubts: "already approved" (-702) and "wrong state" (-783) hide a success,
 * a used `pg_token` may answer like a wrong one (-708), and a key refused now (-401) says nothing
 * of a call made before it changed. `query` settles those.
 */
const DECLINES = new Set([-701, -705, -723, -761, -780]);

/**
 * Refusals of `cancel` that the same request would meet again, whoever mends what: a field or a sum
 * that Kakao Pay does not take (-2, -703, -704, -722, -724, -725), more than is left (-710), no such
 * payment (-721). -710 may well be the answer to a refund that an earlier try has made; it is no
 * less final, and the query that follows tells the two apart.
 *
 * The others stay doubts, since another try may end otherwise. "Cancel failed" (-781) does not say
 * for how long, "wrong state" (-784) and "already canceled" (-785) may hide a success or a call
 * that is still under way, and a refused key, merchant code or address (-401, -730…-733, -798, -799,
 * -803) is mended by the operator.
 */
const REFUSED_CANCELS = new Set([-2, -703, -704, -710, -721, -722, -724, -725]);

/** `order` for a `tid` that Kakao Pay does not know. */
const NO_SUCH_PAYMENT = -721;

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

/** What `approve` came to. */
export function readApproval(
  record: PreparedRecord,
  tid: string,
  answer: KakaoAnswer<ApproveAnswer>,
): Approval {
  switch (answer.kind) {
    case 'ok':
      return approved(record, tid, answer.body);
    case 'refused':
      return DECLINES.has(answer.code)
        ? declined(String(answer.code), answer.message)
        : unknown(`approve: ${answer.code}`);
    case 'not-sent':
      return { outcome: 'not-sent', reason: answer.reason };
    case 'unclear':
      return unknown(answer.reason);
  }
}

/** What `order` says of the payment. */
export function readStanding(
  record: PreparedRecord,
  tid: string,
  answer: KakaoAnswer<OrderAnswer>,
): QueryAnswer {
  if (answer.kind === 'ok') return standing(record, tid, answer.body);
  if (answer.kind !== 'refused') return unknown(answer.reason);
  return answer.code === NO_SUCH_PAYMENT
    ? { outcome: 'not-found' }
    : unknown(`order: ${answer.code}`);
}

/** What `cancel` of this very payment came to: done when all that was asked for went back. */
export function readReversal(
  record: PreparedRecord,
  { transactionId: tid, amount }: RefundOrder,
  answer: KakaoAnswer<CancelAnswer>,
): Reversal {
  switch (answer.kind) {
    case 'ok':
      if (!isOurs(record, tid, answer.body)) return unknown('cancel: another payment was answered');
      return answer.body.status === 'CANCEL_PAYMENT' ||
        answer.body.approved_cancel_amount?.total === amount.value
        ? { outcome: 'reversed' }
        : unknown('cancel: not all of it was given back');
    case 'refused':
      return REFUSED_CANCELS.has(answer.code)
        ? { outcome: 'refused', ...refusal(String(answer.code), answer.message) }
        : unknown(`cancel: ${answer.code}`);
    case 'not-sent':
      return { outcome: 'not-sent', reason: answer.reason };
    case 'unclear':
      return unknown(answer.reason);
  }
}

/** The payment's state, held against ours. */
function standing(record: PreparedRecord, tid: string, order: OrderAnswer): QueryAnswer {
  const found = STANDINGS.get(order.status);
  if (found === undefined) return unknown('order: undocumented status');
  if (found === 'approved') return approved(record, tid, order);
  if (!isOurs(record, tid, order)) return unknown('order: another payment was answered');
  return found === 'declined' ? declined(order.status) : { outcome: found };
}

/** An approval is believed only with its amount and for the payment that was asked about. */
function approved(
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

const refusal = (providerCode: string, message?: string) => ({
  providerCode,
  ...(message === undefined ? {} : { message }),
});

export const declined = (providerCode: string, message?: string) =>
  ({ outcome: 'declined', ...refusal(providerCode, message) }) as const;

const unknown = (reason: string) => ({ outcome: 'unknown', reason }) as const;
