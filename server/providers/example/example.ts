import type {
  Approval,
  CallbackReading,
  CallbackRequest,
  HttpRequest,
  PaymentRecord,
  Preparation,
  PreparedRecord,
  Provider,
  ProviderContext,
  QueryAnswer,
} from '../provider.ts';
import { ErrorSchema, PaymentSchema, parseOptions } from './example.schema.ts';
import type { ExampleOptions, Payment } from './example.schema.ts';

const MINUTE = 60_000;
const CALL_TIMEOUT = 10_000;

/** Refusals after which no money can have moved. Whatever is not listed here is unknown. */
const DECLINES = new Set(['CARD_REFUSED', 'OVER']);

/**
 * Example Pay, which does not exist: the least that a provider is made of. Kept as a fixture that
 * the contract holds, and as what "Add a provider" builds.
 *
 * @throws Error that names the wrong option; its value is not repeated.
 */
export function example(options: ExampleOptions): Provider {
  const call = callsOf(parseOptions(options));
  return {
    id: 'example',
    name: { ko: '보기페이', en: 'Example Pay' },
    methods: { wallet: { type: 'wallet', label: { ko: '보기페이', en: 'Example Pay' } } },
    facts: {
      authenticationWindow: 15 * MINUTE,
      approveWindow: 10 * MINUTE,
      callTimeout: CALL_TIMEOUT,
      orderId: { alphabet: /^[A-Za-z0-9_-]+$/, maxLength: 64 },
      endsNeedQuery: false,
      replaySafe: false,
      approvedAtCallback: false,
    },
    origins: { script: [], connect: [] },
    prepare: async (record, ctx) =>
      preparationOf(await call('payments', orderOf(record, ctx), ctx)),
    readCallback,
    approve: async (callback, record, ctx) => {
      const body = { amount: record.amount.value };
      return standingOf(record, await call(`payments/${idOf(callback)}/approve`, body, ctx));
    },
    query: async (record, ctx) =>
      queryOf(record, await call(`payments/${idOf(record.providerState)}`, undefined, ctx)),
  };
}

const idOf = (kept: Readonly<Record<string, string>>): string =>
  encodeURIComponent(kept['id'] ?? '');

const orderOf = (record: PaymentRecord, ctx: ProviderContext) => ({
  orderId: record.providerOrderId,
  amount: record.amount.value,
  name: record.orderName,
  returnUrl: ctx.callbackUrl('return'),
});

type Answer =
  | { readonly kind: 'ok'; readonly payment: Payment }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unclear'; readonly reason: string }
  | { readonly kind: 'not-sent'; readonly reason: string };

/** By POST where there is a body, by GET otherwise. */
function callsOf({ baseUrl, secretKey }: ExampleOptions) {
  return async (path: string, body: object | undefined, ctx: ProviderContext): Promise<Answer> => {
    const request: HttpRequest = {
      method: body ? 'POST' : 'GET',
      url: `${baseUrl}/${path}`,
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      timeoutMs: CALL_TIMEOUT,
    };
    const outcome = await ctx.http(request);
    if (outcome.kind === 'not-sent') return outcome;
    if (outcome.kind === 'no-answer') return { kind: 'unclear', reason: outcome.reason };
    const json = parseJson(outcome.body);
    const payment = PaymentSchema.safeParse(json);
    if (outcome.status === 200 && payment.success) return { kind: 'ok', payment: payment.data };
    const error = ErrorSchema.safeParse(json);
    const isRefusal = outcome.status >= 400 && outcome.status < 500 && error.success;
    return isRefusal
      ? { kind: 'refused', ...error.data }
      : { kind: 'unclear', reason: `HTTP ${String(outcome.status)}` };
  };
}

function preparationOf(answer: Answer): Preparation {
  if (answer.kind === 'refused') return declined(answer);
  if (answer.kind !== 'ok') return { outcome: 'unanswered', reason: answer.reason };
  const { id, url } = answer.payment;
  return {
    outcome: 'prepared',
    instruction: { kind: 'redirect', url },
    providerState: { id },
  };
}

/** GET with `id`, and `result` `ok`, `canceled` or `failed`. */
function readCallback(
  { httpMethod, leg, query }: CallbackRequest,
  { providerState }: PreparedRecord,
): CallbackReading {
  const values = new Map(query);
  const isWhole = httpMethod === 'GET' && leg === 'return' && values.size === query.length;
  const id = values.get('id');
  if (!isWhole || id === undefined || id !== providerState['id']) {
    return { kind: 'rejected', reason: 'not the callback of this payment' };
  }
  switch (values.get('result')) {
    case 'ok':
      return { kind: 'authenticated', authentication: { id } };
    case 'canceled':
      return { kind: 'canceled' };
    case 'failed':
      return { kind: 'failed', providerCode: 'FAILED' };
    default:
      return { kind: 'rejected', reason: 'undocumented result' };
  }
}

function queryOf(record: PreparedRecord, answer: Answer): QueryAnswer {
  if (answer.kind === 'refused' && answer.code === 'NO_SUCH_PAYMENT') {
    return { outcome: 'not-found' };
  }
  const status = answer.kind === 'ok' ? answer.payment.status : '';
  if (status === 'open') return { outcome: 'waiting' };
  if (status === 'authenticated' || status === 'canceled') return { outcome: status };
  const standing = standingOf(record, answer);
  return standing.outcome === 'not-sent' ? unknown(standing.reason) : standing;
}

function standingOf(record: PreparedRecord, answer: Answer): Approval {
  switch (answer.kind) {
    case 'ok':
      return approvalIn(record, answer.payment);
    case 'refused':
      return DECLINES.has(answer.code) ? declined(answer) : unknown(answer.code);
    case 'not-sent':
      return { outcome: 'not-sent', reason: answer.reason };
    case 'unclear':
      return unknown(answer.reason);
  }
}

/** Believed only for the payment that was asked about. */
function approvalIn(record: PreparedRecord, { id, orderId, amount, status }: Payment): Approval {
  const isOurs = id === record.providerState['id'] && orderId === record.providerOrderId;
  if (!isOurs) return unknown('another payment was answered');
  if (status === 'failed') return declined({ code: 'CARD_REFUSED' });
  return status === 'approved'
    ? { outcome: 'approved', transactionId: id, amount: { value: amount, currency: 'KRW' } }
    : unknown('undocumented status');
}

const declined = ({ code, message }: { readonly code: string; readonly message?: string }) =>
  ({
    outcome: 'declined',
    providerCode: code,
    ...(message === undefined ? {} : { message }),
  }) as const;

const unknown = (reason: string) => ({ outcome: 'unknown', reason }) as const;

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
