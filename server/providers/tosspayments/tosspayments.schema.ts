import * as z from 'zod';

/** Toss Payments' addresses, for live and for test keys; the keys decide which it is. */
export const TOSSPAYMENTS_API = 'https://api.tosspayments.com';
export const TOSSPAYMENTS_SDK = 'https://js.tosspayments.com';

/**
 * The keys that Toss Payments prints in its documents: anybody has them, and payments made with
 * them are in no dashboard. Refused wherever others than this machine could be customers.
 */
export const DOCUMENTATION_KEYS = {
  clientKey: 'test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq',
  secretKey: 'test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R',
} as const;

/** What a shop sets for Toss Payments. */
export interface TossPaymentsOptions {
  /** API individual integration key for the browser, `test_ck_…` or `live_ck_…`. Public. */
  readonly clientKey: string;
  /** Its other half, `test_sk_…` or `live_sk_…`. Stays on the server. */
  readonly secretKey: string;
  /** Which SDK the payment window loads; `v1` is no longer developed by Toss Payments. */
  readonly sdk?: 'v2' | 'v1' | undefined;
  /** How many hours a buyer has to pay into an account that was issued. */
  readonly depositHours?: number | undefined;
  /** Plain http is accepted for this machine only, where a simulator may run. */
  readonly apiUrl?: string | undefined;
  /** Where the SDK comes from; as `apiUrl`. */
  readonly sdkUrl?: string | undefined;
  /** Origins that the SDK loads more scripts from. */
  readonly scriptOrigins?: readonly string[] | undefined;
  /** Origins that the SDK calls before it leaves our page. */
  readonly connectOrigins?: readonly string[] | undefined;
}

const LOOPBACK = /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));

const isSafeBase = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.search === '' && url.hash === '' && url.username === '' && isSafe(url);
};

const isSafeOrigin = (text: string): boolean => isSafeBase(text) && new URL(text).origin === text;

const BaseUrl = z
  .string()
  .refine(isSafeBase, 'must be an https address (http only for this machine)')
  .transform((text) => text.replace(/\/+$/, ''));
const Origins = z.array(z.string().refine(isSafeOrigin, 'must be https origins')).readonly();

const OptionsSchema = z
  .strictObject({
    clientKey: z
      .string()
      .regex(/^(test|live)_ck_[A-Za-z0-9_]{1,100}$/, 'must be test_ck_… or live_ck_…'),
    secretKey: z
      .string()
      .regex(/^(test|live)_sk_[A-Za-z0-9_]{1,100}$/, 'must be test_sk_… or live_sk_…'),
    sdk: z.enum(['v2', 'v1']).default('v2'),
    depositHours: z.int().min(1).max(2160).default(72),
    apiUrl: BaseUrl.default(TOSSPAYMENTS_API),
    sdkUrl: BaseUrl.default(TOSSPAYMENTS_SDK),
    scriptOrigins: Origins.optional(),
    connectOrigins: Origins.optional(),
  })
  .refine(({ clientKey, secretKey }) => clientKey.slice(0, 4) === secretKey.slice(0, 4), {
    path: ['secretKey'],
    message: 'must be of the same kind as clientKey, both test or both live',
  }) satisfies z.ZodType<unknown, TossPaymentsOptions>;

export type TossPaymentsConfig = z.output<typeof OptionsSchema>;

/** @throws Error that names each wrong option and repeats no value. */
export function parseOptions(options: TossPaymentsOptions): TossPaymentsConfig {
  const parsed = OptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ code, path, message }) =>
    // zod would repeat the name of an option that does not exist, and no more than that is wanted.
    code === 'unrecognized_keys' ? message : `${path.join('.')} ${message}`,
  );
  throw new Error(`tosspayments: ${wrong.join('; ')}`);
}

/** A whole number of won. The vendor's own samples send and some answers bring it as a text. */
const WonSchema = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number),
]);

// A new spelling of a date is no reason to doubt that money moved.
const optionalTime = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional()
  .catch(undefined);

// In another encoding than UTF-8 it would reach the buyer as rubble; then rather not at all.
const SentenceSchema = z
  .string()
  .regex(/^[^\uFFFD\p{Cc}]+$/u)
  .max(500);

/**
 * An issued account, `virtualAccount` of a Payment. `dueDate` is documented with a zone; Korea's is
 * taken where there is none, as in the webhooks.
 */
const VirtualAccountSchema = z.object({
  accountNumber: z.string().min(1),
  bankCode: z.string(),
  customerName: z.string().nullish(),
  depositorName: z.string().nullish(),
  dueDate: z.string().transform((text, ctx) => {
    const at = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}+09:00`);
    if (!Number.isNaN(at)) return at;
    ctx.addIssue({ code: 'custom', message: 'is no time' });
    return z.NEVER;
  }),
});
export type VirtualAccount = z.output<typeof VirtualAccountSchema>;

/** The Payment object (API version 2022-11-16) as far as it is looked at; fields are added freely. */
export const PaymentSchema = z.object({
  paymentKey: z.string().min(1).max(200),
  orderId: z.string(),
  status: z.string(),
  totalAmount: WonSchema,
  currency: z.string().default('KRW'),
  approvedAt: optionalTime,
  virtualAccount: VirtualAccountSchema.nullish(),
  cancels: z
    .array(z.object({ cancelAmount: WonSchema }))
    .nullish()
    .catch(undefined),
  failure: z
    .object({ code: z.string().max(100), message: SentenceSchema.optional().catch(undefined) })
    .nullish()
    .catch(undefined),
});
export type Payment = z.output<typeof PaymentSchema>;

/** A refusal; `message` is Toss Payments' sentence for the buyer. */
export const ErrorAnswerSchema = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/),
  message: SentenceSchema.optional().catch(undefined),
});

/** `message` of a failed callback, where it can be shown. */
export const sentenceIn = (text: string | undefined): string | undefined =>
  SentenceSchema.safeParse(text).data;

/** PAYMENT_STATUS_CHANGED carries the payment as `data`; DEPOSIT_CALLBACK is flat. */
export const WebhookSchema = z.union([
  z.object({ eventType: z.string(), data: z.object({ orderId: z.string() }) }),
  z.object({ secret: z.string(), status: z.string(), orderId: z.string() }),
]);
