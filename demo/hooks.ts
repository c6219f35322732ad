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

const DepositSchema = z.object({
  bank: z.string(),
  accountNumber: z.string(),
  holder: z.string(),
  depositor: z.optional(z.string()),
  /** Milliseconds since 1970. */
  dueAt: z.int(),
});

/** The account that a buyer has to pay into. */
export type Deposit = z.infer<typeof DepositSchema>;

/**
 * The companion server's notice of a final state, or of an account that waits for its deposit. `at`
 * is in milliseconds since 1970.
 */
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
  /** Of `awaiting-deposit`. */
  deposit: z.optional(DepositSchema),
  /** Rises within an attempt. */
  seq: z.int(),
  at: z.int(),
});
export type Notice = z.infer<typeof NoticeSchema>;

/**
 * What the companion server vouches for with a callback that it forwards, and asks `status` with, as
 * far as the shop makes use of it.
 */
export const ForwardSchema = z.object({
  /** The same for every repetition. */
  id: z.string(),
  attemptId: z.string(),
  orderId: z.string(),
  /** What the provider knows the order by. */
  providerOrderId: z.string(),
  line: z.string(),
  channel: z.string(),
  method: z.string(),
  amount: AmountSchema,
  providerState: z.record(z.string(), z.string()),
  /** The provider's own query, as it stood. */
  query: z.string(),
});
export type Forward = z.infer<typeof ForwardSchema>;
