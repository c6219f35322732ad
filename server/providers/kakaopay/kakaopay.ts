import type { Device } from '../../protocol/index.ts';
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
  QueryAnswer,
  RefundOrder,
  Reversal,
} from '../provider.ts';
import { CALL_TIMEOUT, kakaoPayApi } from './kakaopay.api.ts';
import type { KakaoPayApi } from './kakaopay.api.ts';
import {
  BUSY_CODES,
  declined,
  readApproval,
  readReversal,
  readStanding,
} from './kakaopay.answers.ts';
import { KakaoPayStateSchema, parseOptions } from './kakaopay.schema.ts';
import type { KakaoPayConfig, KakaoPayOptions, ReadyAnswer } from './kakaopay.schema.ts';

export type { KakaoPayOptions } from './kakaopay.schema.ts';

const MINUTE = 60_000;
const LONGEST_URL = 255;
const LONGEST_NAME = 100;

/** Which of the three addresses of `ready` is for whom. */
const WINDOW_FOR: Readonly<Record<Device, keyof ReadyAnswer>> = {
  desktop: 'next_redirect_pc_url',
  mobile: 'next_redirect_mobile_url',
  'in-app': 'next_redirect_app_url',
};

/**
 * Kakao Pay, one-time payments of the online API (`open-api.kakaopay.com`).
 *
 * @throws Error that names the wrong option; its value is not repeated.
 */
export function kakaopay(options: KakaoPayOptions): Provider {
  const config = parseOptions(options);
  const api = kakaoPayApi(config);
  const authenticationWindow = config.authenticationWindowMinutes * MINUTE;
  return {
    id: 'kakaopay',
    name: { ko: '카카오페이', en: 'Kakao Pay' },
    methods: { kakaopay: { type: 'wallet', label: { ko: '카카오페이', en: 'Kakao Pay' } } },
    facts: {
      authenticationWindow,
      // Kakao names no limit of its own, but a payment ends with the window that `ready` opened.
      // Ten minutes outlast a restart of ours; a later approval is refused as expired (-723).
      approveWindow: Math.min(10 * MINUTE, authenticationWindow),
      callTimeout: CALL_TIMEOUT,
      // Only the length is documented; these characters also survive a dashboard's search.
      orderId: { alphabet: /^[A-Za-z0-9_-]+$/, maxLength: 100 },
      endsNeedQuery: true,
      // Kakao Pay takes no idempotency key; what is known of a second approval is that it is refused.
      replaySafe: false,
      approvedAtCallback: false,
    },
    origins: { script: [], connect: [] },
    prepare: (record, ctx) => prepare(config, api, record, ctx),
    readCallback,
    approve: (callback, record, ctx) => approve(api, callback, record, ctx),
    query: (record, ctx) => query(api, record, ctx),
    refund: (order, record, ctx) => refund(api, order, record, ctx),
  };
}

async function prepare(
  config: KakaoPayConfig,
  api: KakaoPayApi,
  record: PaymentRecord,
  ctx: ProviderContext,
): Promise<Preparation> {
  const urls = {
    approval_url: ctx.callbackUrl('approve'),
    cancel_url: ctx.callbackUrl('cancel'),
    fail_url: ctx.callbackUrl('fail'),
  };
  const tooLong = Object.entries(urls).find(([, url]) => url.length > LONGEST_URL);
  if (tooLong) return declined(`${tooLong[0]} is longer than ${LONGEST_URL} characters`);
  if (record.amount.currency !== 'KRW') return declined('Kakao Pay takes KRW only');

  const answer = await api.ready({ ...urls, ...orderFields(record) }, ctx);
  if (answer.kind === 'ok') return prepared(config, record, answer.body);
  if (answer.kind === 'refused') {
    return BUSY_CODES.has(answer.code)
      ? { outcome: 'unanswered', reason: `ready: ${answer.code}` }
      : declined(String(answer.code), answer.message);
  }
  return { outcome: 'unanswered', reason: answer.reason };
}

function orderFields(record: PaymentRecord) {
  return {
    partner_order_id: record.providerOrderId,
    partner_user_id: record.buyerRef,
    item_name: shorten(record.orderName),
    quantity: 1,
    total_amount: record.amount.value,
    tax_free_amount: record.taxFreeAmount,
  };
}

/** Never cut between the halves of a character. */
function shorten(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  return `${name.slice(0, LONGEST_NAME - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function prepared(config: KakaoPayConfig, record: PaymentRecord, body: ReadyAnswer): Preparation {
  const url = body[WINDOW_FOR[record.device]];
  // Kakao has changed the host of these pages before, so only the scheme is held to.
  if (config.baseUrl.startsWith('https:') && !url.startsWith('https:')) {
    return { outcome: 'unanswered', reason: 'ready: the address of the window is not https' };
  }
  return {
    outcome: 'prepared',
    instruction: { kind: 'redirect', url },
    providerState: { tid: body.tid, partner_user_id: record.buyerRef },
  };
}

/** Kakao adds only `pg_token` to the approval address, and nothing to the two others. */
function readCallback(request: CallbackRequest): CallbackReading {
  if (request.httpMethod !== 'GET') return rejected('Kakao Pay calls back by GET');
  if (request.leg === 'cancel') return { kind: 'canceled' };
  if (request.leg === 'fail') return { kind: 'failed', providerCode: 'FAIL_URL' };
  if (request.leg !== 'approve') return rejected('unknown address');
  const tokens = request.query.filter(([name]) => name === 'pg_token').map(([, value]) => value);
  const [pgToken] = tokens;
  if (tokens.length !== 1 || pgToken === undefined) return rejected('not exactly one pg_token');
  if (!/^[\x21-\x7e]{1,200}$/.test(pgToken)) return rejected('pg_token is not a token');
  return { kind: 'authenticated', authentication: { pgToken } };
}

async function approve(
  api: KakaoPayApi,
  callback: AuthenticatedCallback,
  record: PreparedRecord,
  ctx: ProviderContext,
): Promise<Approval> {
  const state = KakaoPayStateSchema.parse(record.providerState);
  const fields = {
    ...state,
    partner_order_id: record.providerOrderId,
    pg_token: callback['pgToken'] ?? '',
    total_amount: record.amount.value,
  };
  return readApproval(record, state.tid, await api.approve(fields, ctx));
}

async function query(
  api: KakaoPayApi,
  record: PreparedRecord,
  ctx: ProviderContext,
): Promise<QueryAnswer> {
  const { tid } = KakaoPayStateSchema.parse(record.providerState);
  return readStanding(record, tid, await api.order({ tid }, ctx));
}

/**
 * `cancel_available_amount` tells Kakao Pay what we believe can still be given back, and that is
 * the amount itself: the whole of it. Where the two differ, because a part was given back in the
 * console or more was taken than we know, nothing is given back and a person looks. It also makes
 * up for the missing idempotency key: after a refund nothing is left, so none can be made twice.
 */
async function refund(
  api: KakaoPayApi,
  order: RefundOrder,
  record: PreparedRecord,
  ctx: ProviderContext,
): Promise<Reversal> {
  const { transactionId: tid, amount, taxFreeAmount, isPart } = order;
  const fields = {
    tid,
    cancel_amount: amount.value,
    cancel_tax_free_amount: taxFreeAmount,
    // A lock against a second refund; with a part it is not known what is left.
    ...(isPart ? {} : { cancel_available_amount: amount.value }),
  };
  return readReversal(record, order, await api.cancel(fields, ctx));
}

const rejected = (reason: string) => ({ kind: 'rejected', reason }) as const;
