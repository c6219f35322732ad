import type {
  Approval,
  AuthenticatedCallback,
  CallbackReading,
  CallbackRequest,
  PaymentRecord,
  Preparation,
  PreparedRecord,
  Provider,
  ProviderContext,
  WebhookReading,
  WebhookRequest,
} from '../provider.ts';
import { CALL_TIMEOUT, tossPaymentsApi } from './tosspayments.api.ts';
import type { TossPaymentsApi } from './tosspayments.api.ts';
import { declined, readApproval, readReversal, readStanding } from './tosspayments.answers.ts';
import { METHODS, methodOf } from './tosspayments.methods.ts';
import { sdkData } from './tosspayments.sdk.ts';
import {
  DOCUMENTATION_KEYS,
  TOSSPAYMENTS_SDK,
  WebhookSchema,
  parseOptions,
  sentenceIn,
} from './tosspayments.schema.ts';
import type { TossPaymentsConfig, TossPaymentsOptions } from './tosspayments.schema.ts';

export type { TossPaymentsOptions } from './tosspayments.schema.ts';

const MINUTE = 60_000;
const PATHS = { v2: 'v2/standard', v1: 'v1' } as const;

/**
 * What the SDK calls before it leaves our page. Not documented; shops that run it under a policy
 * had to allow these, and without `apigw` it ends in NETWORK_ERROR.
 */
const SDK_CALLS = ['js', 'api', 'apigw', 'apigw-sandbox', 'event', 'log'].map(
  (host) => `https://${host}.tosspayments.com`,
);

/**
 * Toss Payments by its SDK in our window: cards, transfers, virtual accounts and wallets.
 *
 * @throws Error that names the wrong option; its value is not repeated.
 */
export function tosspayments(options: TossPaymentsOptions): Provider {
  const config = parseOptions(options);
  const api = tossPaymentsApi(config);
  const sdk = { src: `${config.sdkUrl}/${PATHS[config.sdk]}`, global: 'TossPayments' };
  const sdkOrigin = new URL(config.sdkUrl).origin;
  const usualCalls = config.sdkUrl === TOSSPAYMENTS_SDK ? SDK_CALLS : [sdkOrigin];
  return {
    id: 'tosspayments',
    name: { ko: '토스페이먼츠', en: 'Toss Payments' },
    methods: METHODS,
    facts: {
      authenticationWindow: 30 * MINUTE,
      approveWindow: 10 * MINUTE,
      callTimeout: CALL_TIMEOUT,
      // The SDK also takes "=", which the API's own error text does not.
      orderId: { alphabet: /^[A-Za-z0-9_-]+$/, minLength: 6, maxLength: 64 },
      // Whoever closes the window leaves no trace that a query could find.
      endsNeedQuery: false,
      replaySafe: true,
      approvedAtCallback: false,
    },
    origins: {
      script: [sdkOrigin, ...(config.scriptOrigins ?? [])],
      connect: [...(config.connectOrigins ?? usualCalls)],
    },
    sdk,
    ...(isPrinted(config.secretKey)
      ? { onlyHere: 'uses the keys of the documentation, which anybody has' }
      : {}),
    prepare: (record, ctx) => Promise.resolve(prepare(config, sdk, record, ctx)),
    readCallback,
    approve: (callback, record, ctx) => approve(api, callback, record, ctx),
    query: async (record, ctx) => readStanding(record, await api.order(record, ctx)),
    refund: async (order, record, ctx) => readReversal(record, order, await api.cancel(order, ctx)),
    readWebhook,
  };
}

/** Printed in the documents, where anybody can read it. */
const isPrinted = (secretKey: string): boolean =>
  secretKey === DOCUMENTATION_KEYS.secretKey || secretKey.startsWith('test_sk_docs_');

/** Nobody is asked: the SDK makes the payment known when the window opens. */
function prepare(
  config: TossPaymentsConfig,
  sdk: NonNullable<Provider['sdk']>,
  record: PaymentRecord,
  ctx: ProviderContext,
): Preparation {
  const method = methodOf(record.method);
  if (!method) return declined('no such method');
  if (record.amount.currency !== 'KRW') return declined('Toss Payments takes KRW only');
  const urls = { successUrl: ctx.callbackUrl('success'), failUrl: ctx.callbackUrl('fail') };
  const data = sdkData(config, method, { record, urls });
  return {
    outcome: 'prepared',
    instruction: { kind: 'script', ...sdk, data },
    providerState: {},
  };
}

/** `successUrl` and `failUrl` of the SDK, by GET. Nothing in them is signed. */
function readCallback(request: CallbackRequest, record: PreparedRecord): CallbackReading {
  if (request.httpMethod !== 'GET') return rejected('Toss Payments calls back by GET');
  if (request.leg === 'success') return readSuccess(request);
  return request.leg === 'fail' ? readFailure(request, record) : rejected('unknown address');
}

/** `paymentKey`, `orderId` and `amount`; others, as `paymentType`, may follow. */
function readSuccess(request: CallbackRequest): CallbackReading {
  const paymentKey = single(request, 'paymentKey');
  const orderId = single(request, 'orderId');
  const amount = single(request, 'amount');
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(paymentKey ?? '')) return rejected('no paymentKey');
  if (orderId === undefined) return rejected('not exactly one orderId');
  if (!/^(0|[1-9]\d{0,11})$/.test(amount ?? '')) return rejected('amount is no whole number');
  return {
    kind: 'authenticated',
    authentication: { paymentKey: paymentKey ?? '' },
    claims: {
      amount: { value: Number(amount), currency: 'KRW' },
      providerOrderId: orderId,
    },
  };
}

/** `code`, `message` and mostly `orderId`: a buyer who gave up may come without it. */
function readFailure(request: CallbackRequest, record: PreparedRecord): CallbackReading {
  const orders = request.query.filter(([name]) => name === 'orderId');
  if (orders.some(([, orderId]) => orderId !== record.providerOrderId)) {
    return rejected('another order');
  }
  const code = single(request, 'code');
  if (code === 'PAY_PROCESS_CANCELED' || code === 'USER_CANCEL') return { kind: 'canceled' };
  if (code === undefined || !/^[A-Z][A-Z0-9_]{0,99}$/.test(code)) return rejected('no code');
  const message = sentenceIn(single(request, 'message'));
  return {
    kind: 'failed',
    providerCode: code,
    ...(message === undefined ? {} : { message }),
  };
}

/** A parameter that came exactly once. */
function single({ query }: CallbackRequest, wanted: string): string | undefined {
  const values = query.filter(([name]) => name === wanted);
  return values.length === 1 ? values[0]?.[1] : undefined;
}

/**
 * One attempt confirms one payment key, so the attempt's id is the idempotency key: each try gets
 * the first answer. The same key would be dangerous for another payment, which would get it too.
 */
async function approve(
  api: TossPaymentsApi,
  callback: AuthenticatedCallback,
  record: PreparedRecord,
  ctx: ProviderContext,
): Promise<Approval> {
  const { providerOrderId: orderId, amount, attemptId: idempotencyKey } = record;
  const paymentKey = callback['paymentKey'] ?? '';
  const confirmation = { paymentKey, orderId, amount: amount.value, idempotencyKey };
  return readApproval(record, paymentKey, await api.confirm(confirmation, ctx));
}

/**
 * Not signed. The `secret` of a deposit is not compared: a webhook only makes us ask, and the answer
 * comes from Toss Payments itself.
 */
function readWebhook({ body }: WebhookRequest): WebhookReading {
  const read = WebhookSchema.safeParse(parseJson(body));
  if (!read.success) return rejected('neither PAYMENT_STATUS_CHANGED nor DEPOSIT_CALLBACK');
  const { orderId } = 'data' in read.data ? read.data.data : read.data;
  return { kind: 'about', providerOrderId: orderId };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

const rejected = (reason: string) => ({ kind: 'rejected', reason }) as const;
