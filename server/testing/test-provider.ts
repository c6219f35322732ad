import * as z from 'zod';
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
  ProviderFacts,
  QueryAnswer,
  RefundOrder,
  Reversal,
  WebhookReading,
  WebhookRequest,
} from '../providers/provider.ts';
import type { BankReply, TestBank } from './test-provider.bank.ts';
import {
  BANK_WINDOWS,
  CALLBACK_FIELDS,
  PaymentSchema,
  PreparedSchema,
  RETURN_LEG,
  RefusalSchema,
  SIGNATURE_HEADER,
  TEST_BANK_SECRET,
  UNSENT_STATUS,
  WEBHOOK_ANSWER,
  WebhookSchema,
  callbackText,
  isSignedBy,
} from './test-provider.wire.ts';
import type { BankVerb, BankWindows, PaymentAnswer } from './test-provider.wire.ts';

export { createTestBank } from './test-provider.bank.ts';
export type { TestBank, TestBankOptions } from './test-provider.bank.ts';

const OPTIONAL_VERBS = ['approve', 'query', 'netCancel', 'refund', 'readWebhook'] as const;
/** A verb that a provider need not have. */
export type OptionalVerb = (typeof OPTIONAL_VERBS)[number];

/** What the provider of a test is like. JSON, except for the alphabet of order ids. */
export interface TestProviderOptions {
  /**
   * Facts that differ from the usual ones: replay is safe, ends are signed and believed, nothing is
   * taken in the window, a call is given up after ten seconds. With `replaySafe: false` no
   * idempotency key is sent. Facts of verbs it does not have are left out by themselves.
   */
  readonly facts?: Partial<ProviderFacts>;
  /** The verbs it does not have. */
  readonly without?: readonly OptionalVerb[];
  /** How the buyer comes back: by GET unless told. */
  readonly callbackMethod?: 'GET' | 'POST';
}

/** Where the simulator is. `baseUrl` is the address at which its router is mounted. */
export interface TestBankAddress extends TestProviderOptions {
  readonly baseUrl: string;
  readonly secret?: string;
}

/** Awaited on the way to the bank (`there`) and on the way back of each call. */
export type Turn = (way: 'there' | 'back', verb: BankVerb) => Promise<unknown>;

const FACTS = [
  'authenticationWindow',
  'approveWindow',
  'callTimeout',
  'orderId',
  'endsNeedQuery',
  'replaySafe',
  'netCancelWindow',
  'approvedAtCallback',
  'webhookAnswer',
] as const satisfies readonly (keyof ProviderFacts)[];

const CommonSchema = {
  facts: z.partialRecord(z.enum(FACTS), z.unknown()).optional(),
  without: z.array(z.enum(OPTIONAL_VERBS)).optional(),
  callbackMethod: z.enum(['GET', 'POST']).optional(),
};
const InProcessSchema = z.strictObject({
  ...CommonSchema,
  turn: z.custom<Turn>((value) => typeof value === 'function').optional(),
});
const AddressSchema = z.strictObject({
  ...CommonSchema,
  baseUrl: z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }),
  secret: z.string().min(1).optional(),
});

/**
 * The test provider with the bank called directly: no HTTP, no timers, the same every time. A call
 * takes a few microtasks to the bank and back, or as long as `turn` says, which lets a scheduler
 * order them. A call that hangs is given up at once; the test moves its clock.
 *
 * ```ts
 * const bank = createTestBank({ now: clock.now });
 * const provider = testProvider(bank, { without: ['query'], facts: { replaySafe: false } });
 * bank.fault({ on: 'approve', kind: 'dropped-after-commit' });
 * bank.authenticate(providerOrderId); // → the callback
 * bank.standing(providerOrderId); // → how often the money stands
 * ```
 *
 * @throws Error that names the wrong option.
 */
export function testProvider(
  bank: TestBank,
  options: TestProviderOptions & { readonly turn?: Turn } = {},
): Provider {
  checkOptions(InProcessSchema, options);
  const { turn = aFewTurns } = options;
  const reach = {
    line: bankLine(bank, turn),
    windowBase: 'http://testbank.localhost',
    secret: bank.secret,
  };
  return build(reach, factsOf(bank.windows, options), options);
}

/**
 * The test provider over real HTTP, through `ctx.http`, with a simulator
 * (`createTestBankSimulator`) in front of the bank. Its options can be handed to another process.
 *
 * @throws Error that names the wrong option; its value is not repeated.
 */
export function testProviderAt(options: TestBankAddress): Provider {
  checkOptions(AddressSchema, options);
  const { baseUrl, secret = TEST_BANK_SECRET } = options;
  const facts = factsOf(BANK_WINDOWS, options);
  const line = httpLine(baseUrl, secret, facts.callTimeout);
  return build({ line, windowBase: baseUrl, secret }, facts, options);
}

function checkOptions(schema: z.ZodType, options: unknown): void {
  const parsed = schema.safeParse(options);
  if (parsed.success) return;
  const wrong = parsed.error.issues.map(({ code, path, ...issue }) =>
    code === 'unrecognized_keys' && 'keys' in issue
      ? `does not know ${issue.keys.map((key) => [...path, key].join('.')).join(', ')}`
      : `${path.join('.')} is not valid`,
  );
  throw new Error(`testbank: ${wrong.join('; ')}`);
}

function factsOf(
  { authenticationWindow, approveWindow, netCancelWindow }: BankWindows,
  { facts = {}, without = [] }: TestProviderOptions,
): ProviderFacts {
  const all = {
    authenticationWindow,
    approveWindow,
    callTimeout: 10_000,
    orderId: { alphabet: /^[A-Za-z0-9_-]+$/, maxLength: 64 },
    endsNeedQuery: false,
    replaySafe: !without.includes('approve'),
    approvedAtCallback: false,
    netCancelWindow,
    webhookAnswer: WEBHOOK_ANSWER,
    ...facts,
  };
  const { netCancelWindow: window, webhookAnswer, ...rest } = all;
  return {
    ...rest,
    ...(without.includes('netCancel') ? {} : { netCancelWindow: window }),
    ...(without.includes('readWebhook') ? {} : { webhookAnswer }),
  };
}

// How the bank is reached.

/** What a call comes to, before anybody asks what it means. */
type Heard =
  | { readonly kind: 'answered'; readonly status: number; readonly json: unknown }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'no-answer'; readonly reason: string };
type Line = (verb: BankVerb, fields: object, ctx: ProviderContext) => Promise<Heard>;

interface Reach {
  readonly line: Line;
  /** The window pages stand under it. */
  readonly windowBase: string;
  readonly secret: string;
}

const aFewTurns: Turn = async () => {
  for (let turns = 0; turns < 3; turns += 1) await Promise.resolve();
};

const bankLine =
  (bank: TestBank, turn: Turn): Line =>
  async (verb, fields) => {
    await turn('there', verb);
    const reply = bank.call(verb, fields);
    await turn('back', verb);
    return heardOf(reply);
  };

function heardOf(reply: BankReply): Heard {
  switch (reply.kind) {
    case 'answered':
      return reply;
    case 'nonsense':
      return { kind: 'answered', status: 200, json: undefined };
    case 'unsent':
      return { kind: 'not-sent', reason: 'ECONNREFUSED' };
    case 'dropped':
      return { kind: 'no-answer', reason: 'UND_ERR_SOCKET' };
    case 'hang':
      return { kind: 'no-answer', reason: 'TIMEOUT' };
  }
}

const httpLine =
  (baseUrl: string, secret: string, timeoutMs: number): Line =>
  async (verb, fields, ctx) => {
    const outcome = await ctx.http({
      method: 'POST',
      url: `${baseUrl}/v1/${verb}`,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(fields),
      timeoutMs,
    });
    if (outcome.kind !== 'answered') return outcome;
    const { status, body } = outcome;
    return status === UNSENT_STATUS
      ? heardOf({ kind: 'unsent' })
      : { kind: 'answered', status, json: parseJson(body) };
  };

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** An answer as the documents of the bank know it. */
type Answer<T> =
  | { readonly kind: 'ok'; readonly body: T }
  | { readonly kind: 'refused'; readonly code: string; readonly message?: string }
  | { readonly kind: 'unclear'; readonly reason: string }
  | { readonly kind: 'not-sent'; readonly reason: string };

/** An answer about another order is as good as none. */
async function ask<T extends { readonly orderId: string }>(
  line: Line,
  verb: BankVerb,
  schema: z.ZodType<T>,
  fields: { readonly orderId: string },
  ctx: ProviderContext,
): Promise<Answer<T>> {
  const heard = await line(verb, fields, ctx);
  if (heard.kind === 'not-sent') return heard;
  if (heard.kind === 'no-answer') return unclear(`${verb}: ${heard.reason}`);
  const { status, json } = heard;
  if (status === 200) {
    const answer = schema.safeParse(json);
    const isOurs = answer.success && answer.data.orderId === fields.orderId;
    return isOurs ? { kind: 'ok', body: answer.data } : unclear(`${verb}: undocumented answer`);
  }
  const refusal = RefusalSchema.safeParse(json);
  const isRefusal = status >= 400 && status < 500 && refusal.success;
  if (!isRefusal) return unclear(`${verb}: HTTP ${status}`);
  const { code, message } = refusal.data;
  return { kind: 'refused', code, ...(message === undefined ? {} : { message }) };
}

const unclear = (reason: string) => ({ kind: 'unclear', reason }) as const;

// The provider.

function build(reach: Reach, facts: ProviderFacts, options: TestProviderOptions): Provider {
  const { line, secret } = reach;
  const { without = [], callbackMethod = 'GET' } = options;
  const verbs = {
    approve: (callback, record, ctx) =>
      approve(line, facts.replaySafe ? record.attemptId : undefined, callback, record, ctx),
    query: (record, ctx) => query(line, record, ctx),
    netCancel: (record, ctx) => netCancel(line, record, ctx),
    refund: (order, record, ctx) => refund(line, order, record, ctx),
    readWebhook: (request) => readWebhook(secret, request),
  } satisfies Pick<Provider, OptionalVerb>;
  const offered = Object.entries(verbs).filter(([name]) => !without.some((verb) => verb === name));
  return {
    id: 'testbank',
    name: { ko: '모의은행', en: 'Test Bank' },
    methods: {
      card: { type: 'card', label: { ko: '카드', en: 'Card' } },
      'virtual-account': {
        type: 'virtual-account',
        label: { ko: '가상계좌', en: 'Virtual account' },
      },
    },
    facts,
    origins: { script: [], connect: [] },
    prepare: (record, ctx) => prepare(reach, callbackMethod, record, ctx),
    readCallback: (request) => readCallback(secret, callbackMethod, request),
    ...(Object.fromEntries(offered) as Partial<typeof verbs>),
  };
}

async function prepare(
  { line, windowBase }: Reach,
  callbackMethod: 'GET' | 'POST',
  record: PaymentRecord,
  ctx: ProviderContext,
): Promise<Preparation> {
  const fields = {
    orderId: record.providerOrderId,
    orderName: record.orderName,
    amount: record.amount,
    returnUrl: ctx.callbackUrl(RETURN_LEG),
    callbackMethod,
  };
  const answer = await ask(line, 'prepare', PreparedSchema, fields, ctx);
  if (answer.kind === 'refused') return { outcome: 'declined', ...refusalOf(answer) };
  if (answer.kind !== 'ok') return { outcome: 'unanswered', reason: answer.reason };
  const instruction = { kind: 'redirect', url: `${windowBase}${answer.body.windowPath}` } as const;
  return { outcome: 'prepared', instruction, providerState: {} };
}

/** Refusals of `approve` after which no money can have moved, now or by an earlier try. */
const DECLINES = new Set([
  'CARD_REFUSED',
  'AUTHENTICATION_FAILED',
  'NOT_AUTHENTICATED',
  'CANCELED',
  'EXPIRED',
  'NET_CANCELED',
]);

async function approve(
  line: Line,
  idempotencyKey: string | undefined,
  callback: AuthenticatedCallback,
  record: PreparedRecord,
  ctx: ProviderContext,
): Promise<Approval> {
  const fields = {
    orderId: record.providerOrderId,
    authKey: callback['authKey'] ?? '',
    amount: record.amount,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  const answer = await ask(line, 'approve', PaymentSchema, fields, ctx);
  if (answer.kind === 'unclear') return unknown(answer.reason);
  if (answer.kind === 'not-sent') return notSent(answer);
  if (answer.kind === 'refused') {
    return DECLINES.has(answer.code)
      ? { outcome: 'declined', ...refusalOf(answer) }
      : unknown(`approve: ${answer.code}`);
  }
  return approvalOf(answer.body) ?? unknown(`approve: ${answer.body.status}`);
}

async function query(
  line: Line,
  { providerOrderId }: PreparedRecord,
  ctx: ProviderContext,
): Promise<QueryAnswer> {
  const answer = await ask(line, 'query', PaymentSchema, { orderId: providerOrderId }, ctx);
  if (answer.kind === 'ok') return standing(answer.body);
  if (answer.kind !== 'refused') return unknown(answer.reason);
  return answer.code === 'NOT_FOUND' ? { outcome: 'not-found' } : unknown(`query: ${answer.code}`);
}

function standing(payment: PaymentAnswer): QueryAnswer {
  switch (payment.status) {
    case 'ready':
      return { outcome: 'waiting' };
    case 'authenticated':
    case 'canceled':
    case 'refunded':
      return { outcome: payment.status };
    case 'approved':
    case 'awaiting-deposit':
      return approvalOf(payment) ?? unknown('query: undocumented answer');
    case 'declined':
      return {
        outcome: 'declined',
        ...refusalOf({ code: payment.code ?? 'DECLINED', message: payment.message }),
      };
    case 'net-canceled':
      return { outcome: payment.approvedAt === undefined ? 'canceled' : 'refunded' };
    case 'expired':
      // The contract has no word for a closed account but an unpaid one, whose time is over.
      return issuedOf(payment) ?? { outcome: 'canceled' };
  }
}

/** An approval is believed only with all that belongs to one. */
function approvalOf(payment: PaymentAnswer) {
  if (payment.status === 'awaiting-deposit') return issuedOf(payment);
  const { status, transactionId, approvedAt, amount } = payment;
  if (status !== 'approved' || transactionId === undefined) return undefined;
  return {
    outcome: 'approved',
    transactionId,
    amount,
    ...(approvedAt === undefined ? {} : { approvedAt }),
  } as const;
}

function issuedOf({ transactionId, account, amount }: PaymentAnswer) {
  if (transactionId === undefined || account === undefined) return undefined;
  return { outcome: 'awaiting-deposit', transactionId, amount, deposit: account } as const;
}

/** Documented refusals of a net cancel or a refund, which another try would only repeat. */
const REVERSAL_REFUSALS = new Set([
  'REFUSED',
  'NOT_FOUND',
  'NOT_APPROVED',
  'NET_CANCEL_TOO_LATE',
  'WRONG_TRANSACTION',
  'AMOUNT_DIFFERS',
]);

async function netCancel(
  line: Line,
  { providerOrderId }: PreparedRecord,
  ctx: ProviderContext,
): Promise<Reversal> {
  const fields = { orderId: providerOrderId };
  return reversalOf('netCancel', await ask(line, 'netCancel', PaymentSchema, fields, ctx));
}

async function refund(
  line: Line,
  { transactionId, amount, key }: RefundOrder,
  { providerOrderId }: PreparedRecord,
  ctx: ProviderContext,
): Promise<Reversal> {
  const fields = { orderId: providerOrderId, transactionId, amount, idempotencyKey: key };
  return reversalOf('refund', await ask(line, 'refund', PaymentSchema, fields, ctx));
}

function reversalOf(verb: BankVerb, answer: Answer<PaymentAnswer>): Reversal {
  if (answer.kind === 'unclear') return unknown(answer.reason);
  if (answer.kind === 'not-sent') return notSent(answer);
  if (answer.kind === 'ok') {
    const isLeft = answer.body.status === 'approved' || answer.body.status === 'awaiting-deposit';
    return isLeft ? unknown(`${verb}: ${answer.body.status}`) : { outcome: 'reversed' };
  }
  if (answer.code === 'ALREADY_REVERSED') return { outcome: 'reversed' };
  return REVERSAL_REFUSALS.has(answer.code)
    ? { outcome: 'refused', ...refusalOf(answer) }
    : unknown(`${verb}: ${answer.code}`);
}

function readCallback(
  secret: string,
  callbackMethod: 'GET' | 'POST',
  { httpMethod, leg, query: parameters, body }: CallbackRequest,
): CallbackReading {
  if (leg !== RETURN_LEG) return rejected('unknown address');
  if (httpMethod !== callbackMethod) return rejected(`the bank calls back by ${callbackMethod}`);
  const given =
    httpMethod === 'GET' ? parameters : [...new URLSearchParams(new TextDecoder().decode(body))];
  const one = (wanted: string): string | undefined => {
    const values = given.filter(([name]) => name === wanted);
    return values.length === 1 ? values[0]?.[1] : undefined;
  };
  const found = CALLBACK_FIELDS.map((name) => [name, one(name)] as const);
  const signature = one('signature');
  if (signature === undefined || found.some(([, value]) => value === undefined)) {
    return rejected('not exactly one of each parameter');
  }
  const fields = Object.fromEntries(found) as Parameters<typeof callbackText>[0];
  if (!isSignedBy(secret, callbackText(fields), signature)) return rejected('signature is wrong');
  if (fields.result === 'canceled') return { kind: 'canceled' };
  if (fields.result === 'failed') return { kind: 'failed', providerCode: fields.code };
  if (fields.result !== 'authenticated') return rejected('undocumented result');
  const amount = { value: Number(fields.amount), currency: fields.currency };
  return {
    kind: 'authenticated',
    authentication: { authKey: fields.authKey },
    claims: { amount, providerOrderId: fields.orderId },
  };
}

function readWebhook(secret: string, { headers, body }: WebhookRequest): WebhookReading {
  if (!isSignedBy(secret, body, headers[SIGNATURE_HEADER] ?? '')) {
    return rejected('signature is wrong');
  }
  const webhook = WebhookSchema.safeParse(parseJson(body));
  return webhook.success
    ? { kind: 'about', providerOrderId: webhook.data.orderId }
    : rejected('undocumented webhook');
}

const refusalOf = ({ code, message }: { code: string; message?: string | undefined }) => ({
  providerCode: code,
  ...(message === undefined ? {} : { message }),
});

const unknown = (reason: string) => ({ outcome: 'unknown', reason }) as const;
const notSent = ({ reason }: { reason: string }) => ({ outcome: 'not-sent', reason }) as const;
const rejected = (reason: string) => ({ kind: 'rejected', reason }) as const;
