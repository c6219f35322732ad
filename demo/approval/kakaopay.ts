import * as z from 'zod';
import { callPg } from './pg-call.ts';
import type { PgReply } from './pg-call.ts';
import { declined, OPEN, UNKNOWN } from './pg-service.ts';
import type { PgService, Word } from './pg-service.ts';

/** One of the shop's merchant codes at Kakao Pay. */
export interface KakaoPayAccount {
  readonly secretKey: string;
  readonly cid: string;
  /** Kakao Pay's own when left out. */
  readonly apiUrl?: string;
}

const ApprovedSchema = z.object({
  tid: z.string(),
  partner_order_id: z.string(),
  amount: z.object({ total: z.int() }),
});
const OrderSchema = z.object({
  tid: z.string(),
  partner_order_id: z.string(),
  status: z.string(),
  amount: z.object({ total: z.int() }).optional(),
});
const RefusedSchema = z.object({
  error_code: z.int(),
  extras: z.object({ method_result_message: z.string().optional() }).optional(),
});
type Refused = z.output<typeof RefusedSchema>;

const QuerySchema = z.object({ pg_token: z.string() });
const StateSchema = z.object({ tid: z.string(), partner_user_id: z.string() });

/** No money has moved or will: not authenticated, no such way to pay, too late, refused. */
const NO_CODES: ReadonlySet<number> = new Set([-701, -705, -723, -761, -780]);
const NO_SUCH_PAYMENT = -721;
const TAKEN: ReadonlySet<string> = new Set(['SUCCESS_PAYMENT', 'PART_CANCEL_PAYMENT']);
const ENDED: ReadonlySet<string> = new Set([
  'QUIT_PAYMENT',
  'FAIL_AUTH_PASSWORD',
  'FAIL_PAYMENT',
  'CANCEL_PAYMENT',
]);

const KAKAOPAY_API = 'https://open-api.kakaopay.com';

export function kakaoPayService(account: KakaoPayAccount): PgService {
  const { secretKey, cid, apiUrl = KAKAOPAY_API } = account;
  const call = <Body>(
    verb: string,
    ok: z.ZodType<Body>,
    fields: Readonly<Record<string, unknown>>,
  ) =>
    callPg(
      {
        url: `${apiUrl}/online/v1/payment/${verb}`,
        headers: { authorization: `SECRET_KEY ${secretKey}` },
        body: { cid, ...fields },
      },
      { ok, refused: RefusedSchema },
    );
  return {
    approve: async (request, forward) => {
      const query = QuerySchema.safeParse(request.query);
      if (!query.success) return declined('NO_PG_TOKEN');
      const { providerOrderId: partner_order_id, amount } = forward;
      const { tid, partner_user_id } = StateSchema.parse(forward.providerState);
      const { pg_token } = query.data;
      const total_amount = amount.value;
      const meant = { tid, partner_order_id };
      // The payload is for the shop's own books, and comes back with every word about the payment.
      const fields = { ...meant, partner_user_id, pg_token, total_amount, payload: forward.id };
      return readApproval(meant, await call('approve', ApprovedSchema, fields));
    },
    inquire: async ({ providerOrderId: partner_order_id, providerState }) => {
      const { tid } = StateSchema.parse(providerState);
      const reply = await call('order', OrderSchema, { tid });
      return readOrder({ tid, partner_order_id }, reply);
    },
  };
}

/** Which payment of Kakao Pay is meant. */
interface Meant {
  readonly tid: string;
  readonly partner_order_id: string;
}

function readApproval(
  meant: Meant,
  reply: PgReply<z.output<typeof ApprovedSchema>, Refused>,
): Word {
  if (reply.kind === 'ok') return isIt(meant, reply.body) ? approved(reply.body) : UNKNOWN;
  if (reply.kind === 'silent') return UNKNOWN;
  const { error_code, extras } = reply.refusal;
  // "Already approved" and the like hide a success.
  if (!NO_CODES.has(error_code)) return UNKNOWN;
  return declined(String(error_code), extras?.method_result_message);
}

function readOrder(meant: Meant, reply: PgReply<z.output<typeof OrderSchema>, Refused>): Word {
  if (reply.kind === 'silent') return UNKNOWN;
  if (reply.kind === 'refused') {
    return reply.refusal.error_code === NO_SUCH_PAYMENT ? OPEN : UNKNOWN;
  }
  const { amount, status, ...payment } = reply.body;
  if (!isIt(meant, payment)) return UNKNOWN;
  if (ENDED.has(status)) return declined(status);
  if (!TAKEN.has(status)) return OPEN;
  return amount ? approved({ ...payment, amount }) : UNKNOWN;
}

const isIt = (meant: Meant, told: Meant): boolean =>
  meant.tid === told.tid && meant.partner_order_id === told.partner_order_id;

/** With the amount that was taken, whatever was asked for. */
const approved = ({ tid, amount }: z.output<typeof ApprovedSchema>): Word => ({
  outcome: 'approved',
  transactionId: tid,
  amount: { value: amount.total, currency: 'KRW' },
});
