import * as z from 'zod';

/** Kakao Pay's address for live and for test keys; the keys decide which it is. */
export const KAKAOPAY_API = 'https://open-api.kakaopay.com';

/** What a shop sets for Kakao Pay. */
export interface KakaoPayOptions {
  /** Secret key of the application in the Kakao Pay developer console. Stays on the server. */
  readonly secretKey: string;
  /** Merchant code, ten characters; `TC0ONETIME` with a key for tests. */
  readonly cid: string;
  /** Only where Kakao Pay issued one: up to 24 digits and small letters. */
  readonly cidSecret?: string | undefined;
  /**
   * Word before the key in `Authorization`. Kakao's documents say `SECRET_KEY` for every key;
   * some shops were told to send `DEV_SECRET_KEY` with a key for tests.
   */
  readonly authorizationScheme?: 'SECRET_KEY' | 'DEV_SECRET_KEY' | undefined;
  /** Plain http is accepted for this machine only, where a simulator may run. */
  readonly baseUrl?: string | undefined;
  /** Minutes the buyer has from `ready`. No official text gives the number; 15 is what shops see. */
  readonly authenticationWindowMinutes?: number | undefined;
}

const LOOPBACK = /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;

const isSafeBase = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.search !== '' || url.hash !== '' || url.username !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
};

const KakaoPayOptionsSchema = z.strictObject({
  secretKey: z.string().regex(/^[\x21-\x7e]+$/, 'must be the key, without spaces'),
  cid: z.string().regex(/^[A-Za-z0-9]{10}$/, 'must have ten letters or digits'),
  cidSecret: z
    .string()
    .regex(/^[0-9a-z]{1,24}$/, 'must have up to 24 digits or small letters')
    .optional(),
  authorizationScheme: z.enum(['SECRET_KEY', 'DEV_SECRET_KEY']).default('SECRET_KEY'),
  baseUrl: z
    .string()
    .refine(isSafeBase, 'must be an https address (http only for this machine)')
    .transform((text) => text.replace(/\/+$/, ''))
    .default(KAKAOPAY_API),
  authenticationWindowMinutes: z.number().min(1).max(60).default(15),
}) satisfies z.ZodType<unknown, KakaoPayOptions>;

export type KakaoPayConfig = z.output<typeof KakaoPayOptionsSchema>;

/** @throws Error that names each wrong option and repeats no value. */
export function parseOptions(options: KakaoPayOptions): KakaoPayConfig {
  const parsed = KakaoPayOptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new Error(`kakaopay: ${wrong.join('; ')}`);
}

/** What prepare keeps: Kakao's own words, because a forwarding backend reads them too. */
export const KakaoPayStateSchema = z.object({
  tid: z.string().min(1),
  partner_user_id: z.string().min(1),
});

/** A moment without zone, `2026-11-22T10:10:10`, which is Korea's. */
const KoreanTimeSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
  .transform((text) => Date.parse(`${text}+09:00`))
  .pipe(z.int());

// A new spelling of a date is no reason to doubt that money moved.
const optionalTime = KoreanTimeSchema.optional().catch(undefined);

const AmountSchema = z.object({ total: z.int().nonnegative() });

/** Answer of `POST /online/v1/payment/ready`. The app schemes in it are for Kakao's own use. */
export const ReadyAnswerSchema = z.object({
  tid: z.string().min(1),
  next_redirect_pc_url: z.url({ protocol: /^https?$/ }),
  next_redirect_mobile_url: z.url({ protocol: /^https?$/ }),
  next_redirect_app_url: z.url({ protocol: /^https?$/ }),
});
export type ReadyAnswer = z.output<typeof ReadyAnswerSchema>;

/** Answer of `POST /online/v1/payment/approve`. `amount.total` is before points and discounts. */
export const ApproveAnswerSchema = z.object({
  tid: z.string(),
  partner_order_id: z.string(),
  amount: AmountSchema,
  approved_at: optionalTime,
});
export type ApproveAnswer = z.output<typeof ApproveAnswerSchema>;

/** Answer of `POST /online/v1/payment/order`. */
export const OrderAnswerSchema = z.object({
  tid: z.string(),
  partner_order_id: z.string(),
  status: z.string(),
  amount: AmountSchema.optional(),
  approved_at: optionalTime,
});
export type OrderAnswer = z.output<typeof OrderAnswerSchema>;

/**
 * Answer of `POST /online/v1/payment/cancel`; `status` says whether anything is left,
 * `approved_cancel_amount` is what went back by this very call.
 */
export const CancelAnswerSchema = z.object({
  tid: z.string(),
  partner_order_id: z.string(),
  status: z.string(),
  approved_cancel_amount: AmountSchema.optional(),
});
export type CancelAnswer = z.output<typeof CancelAnswerSchema>;

// In another encoding than UTF-8 it would reach the buyer as rubble; then rather not at all.
const SentenceSchema = z
  .string()
  .regex(/^[^\uFFFD]+$/)
  .max(500);

/** A refusal; `method_result_message` is the card company's or wallet's sentence for the buyer. */
export const ErrorAnswerSchema = z.object({
  error_code: z.int(),
  extras: z
    .object({ method_result_message: SentenceSchema.optional() })
    .optional()
    .catch(undefined),
});
