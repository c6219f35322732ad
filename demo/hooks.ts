import * as z from 'zod';

const AmountSchema = z.object({ value: z.int().nonnegative(), currency: z.string() });

/** Money in minor units of an ISO 4217 currency; a won has none. */
export type Amount = z.infer<typeof AmountSchema>;

/** What the companion server asks before it shows a checkout. Strange fields are left alone. */
export const OrderQuestionSchema = z.object({ orderId: z.string(), line: z.string() });

/** What the order hook answers. `url` is the order's page in the shop. */
export interface OrderAnswer {
  readonly orderName: string;
  readonly amount: Amount;
  readonly url: string;
}

/** What the companion server asks before it takes the money. */
export const ConfirmQuestionSchema = z.object({
  attemptId: z.string(),
  orderId: z.string(),
  line: z.string(),
  amount: AmountSchema,
});
export type ConfirmQuestion = z.infer<typeof ConfirmQuestionSchema>;

/** The merchant's word on it. */
export type ConfirmAnswer =
  { readonly outcome: 'confirmed' } | { readonly outcome: 'refused'; readonly reason: string };

/** The companion server's notice of a final state. `at` is in milliseconds since 1970. */
export const NoticeSchema = z.object({
  v: z.literal(1),
  type: z.string(),
  attemptId: z.string(),
  orderId: z.string(),
  line: z.string(),
  state: z.string(),
  amount: AmountSchema,
  method: z.string(),
  provider: z.string(),
  providerOrderId: z.string(),
  transactionId: z.optional(z.string()),
  code: z.optional(z.string()),
  at: z.int(),
});
export type Notice = z.infer<typeof NoticeSchema>;
