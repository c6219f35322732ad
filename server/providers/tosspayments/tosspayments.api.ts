import { Buffer } from 'node:buffer';
import type {
  HttpOutcome,
  HttpRequest,
  PreparedRecord,
  ProviderContext,
  RefundOrder,
} from '../provider.ts';
import { ErrorAnswerSchema, PaymentSchema } from './tosspayments.schema.ts';
import type { Payment, TossPaymentsConfig } from './tosspayments.schema.ts';

/** After how long a call is given up, in milliseconds. */
export const CALL_TIMEOUT = 30_000;

/** What a call came to; what it means for the payment is the caller's to say. */
export type TossAnswer =
  | { readonly kind: 'ok'; readonly payment: Payment }
  /** HTTP 4xx with Toss Payments' error body. */
  | { readonly kind: 'refused'; readonly code: string; readonly message?: string }
  /** No answer, or one nobody documented. `reason` never quotes the answer. */
  | { readonly kind: 'unclear'; readonly reason: string }
  | { readonly kind: 'not-sent'; readonly reason: string };

interface Call {
  readonly verb: string;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string;
}

interface Confirmation {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
  readonly idempotencyKey: string;
}

/**
 * The calls of the core API. Each answers with the whole payment. No `Accept-Language` is ever
 * sent: it would translate fields, not only messages.
 */
export function tossPaymentsApi({ apiUrl, secretKey }: TossPaymentsConfig) {
  // The colon belongs to the encoded text: a user name without a password.
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;

  const call = async (asked: Call, ctx: ProviderContext): Promise<TossAnswer> =>
    readAnswer(asked.verb, await ctx.http(requestOf(asked)));

  const requestOf = ({ path, body, idempotencyKey }: Call): HttpRequest => ({
    method: body ? 'POST' : 'GET',
    url: `${apiUrl}/v1/payments/${path}`,
    headers: {
      authorization,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    timeoutMs: CALL_TIMEOUT,
  });

  return {
    confirm: ({ idempotencyKey, ...body }: Confirmation, ctx: ProviderContext) =>
      call({ verb: 'confirm', path: 'confirm', body, idempotencyKey }, ctx),
    /** By its payment key, once that is known: a window opened twice leaves two under one order. */
    order: ({ providerOrderId, authentication }: PreparedRecord, ctx: ProviderContext) => {
      const paymentKey = authentication?.['paymentKey'];
      const path =
        paymentKey === undefined
          ? `orders/${encodeURIComponent(providerOrderId)}`
          : encodeURIComponent(paymentKey);
      return call({ verb: 'order', path }, ctx);
    },
    cancel: (order: RefundOrder, ctx: ProviderContext) =>
      call(
        {
          verb: 'cancel',
          path: `${encodeURIComponent(order.transactionId)}/cancel`,
          body: cancelOf(order),
          idempotencyKey: order.key,
        },
        ctx,
      ),
  };
}
export type TossPaymentsApi = ReturnType<typeof tossPaymentsApi>;

/** Without `cancelAmount` all that is left goes back; an unpaid account takes no other cancel. */
const cancelOf = ({ amount, taxFreeAmount, isPart, account }: RefundOrder) => ({
  cancelReason: 'Canceled by the shop',
  ...(isPart ? { cancelAmount: amount.value, taxFreeAmount } : {}),
  ...(account
    ? {
        refundReceiveAccount: {
          bank: account.bank,
          accountNumber: account.accountNumber,
          holderName: account.holder,
        },
      }
    : {}),
});

function readAnswer(verb: string, outcome: HttpOutcome): TossAnswer {
  if (outcome.kind === 'not-sent') return outcome;
  if (outcome.kind === 'no-answer') return unclear(`${verb}: ${outcome.reason}`);
  const { status } = outcome;
  const json = parseJson(outcome.body);
  if (status === 200) {
    const answer = PaymentSchema.safeParse(json);
    if (answer.success) return { kind: 'ok', payment: answer.data };
    const paths = answer.error.issues.map(({ path }) => path.join('.') || 'the whole');
    return unclear(`${verb}: undocumented answer at ${paths.join(', ')}`);
  }
  const error = ErrorAnswerSchema.safeParse(json);
  // Every 5xx of theirs may hide a payment that was made.
  if (status < 400 || status >= 500 || !error.success) return unclear(`${verb}: HTTP ${status}`);
  const { code, message } = error.data;
  return { kind: 'refused', code, ...(message === undefined ? {} : { message }) };
}

const unclear = (reason: string) => ({ kind: 'unclear', reason }) as const;

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
