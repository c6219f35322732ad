import * as z from 'zod';

// Kakao's own samples send numbers as JSON strings too.
const IntSchema = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,12}$/)
    .transform(Number),
]);
const CountSchema = IntSchema.pipe(z.int().nonnegative());
const TextSchema = z.string().min(1).max(100);
const UrlSchema = z.url({ protocol: /^https?$/ }).max(255);
const TidSchema = z.string().min(1);
const PayloadSchema = z.string().max(200).optional();

const CARDS = [
  'SHINHAN',
  'KB',
  'HYUNDAI',
  'LOTTE',
  'SAMSUNG',
  'NH',
  'BC',
  'HANA',
  'CITI',
  'KAKAOBANK',
  'KAKAOPAY',
  'WOORIONLY',
] as const;

/** What every call says of the merchant. */
export const MerchantSchema = z.object({
  cid: z.string().length(10),
  cid_secret: z
    .string()
    .regex(/^[0-9a-z]{1,24}$/)
    .optional(),
});

export const ReadySchema = z.object({
  partner_order_id: TextSchema,
  partner_user_id: TextSchema,
  item_name: TextSchema,
  item_code: z.string().max(100).optional(),
  quantity: CountSchema,
  total_amount: CountSchema,
  tax_free_amount: CountSchema,
  vat_amount: CountSchema.optional(),
  green_deposit: CountSchema.optional(),
  approval_url: UrlSchema,
  cancel_url: UrlSchema,
  fail_url: UrlSchema,
  available_cards: z.array(z.enum(CARDS)).optional(),
  payment_method_type: z.enum(['CARD', 'MONEY']).optional(),
  install_month: IntSchema.pipe(z.int().min(0).max(12)).optional(),
  use_share_installment: z.enum(['Y', 'N']).optional(),
  custom_json: z.record(z.string(), z.string()).optional(),
  redirect_scheme_url: z.string().optional(),
});
export type ReadyRequest = z.output<typeof ReadySchema>;

export const ApproveSchema = z.object({
  tid: TidSchema,
  partner_order_id: TextSchema,
  partner_user_id: TextSchema,
  pg_token: z.string().min(1),
  payload: PayloadSchema,
  total_amount: CountSchema.optional(),
});
export type ApproveRequest = z.output<typeof ApproveSchema>;

export const OrderSchema = z.object({ tid: TidSchema });

export const CancelSchema = z.object({
  tid: TidSchema,
  cancel_amount: IntSchema.pipe(z.int().positive()),
  cancel_tax_free_amount: CountSchema,
  cancel_vat_amount: CountSchema.optional(),
  /** What can still be given back, this request included: an optimistic lock. */
  cancel_available_amount: CountSchema.optional(),
  payload: PayloadSchema,
});
export type CancelRequest = z.output<typeof CancelSchema>;
