import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { AmountSchema, DepositSchema } from '../protocol/index.ts';

/** What the test bank and the test provider say to each other. Nobody else needs this file. */

/** The key that both take unless told otherwise; it also signs callbacks and webhooks. */
export const TEST_BANK_SECRET = 'TESTBANK0SECRET0KEY';
export const SIGNATURE_HEADER = 'testbank-signature';
export const WEBHOOK_ANSWER = { contentType: 'text/plain', body: 'OK' } as const;
export const RETURN_LEG = 'return';

/**
 * A refused connection cannot be ordered from the other side of it. Over HTTP the simulator answers
 * with this status instead, and the test provider takes it for a call that never left.
 */
export const UNSENT_STATUS = 599;

const MINUTE = 60_000;

/** The bank's own limits, in milliseconds. */
export const BANK_WINDOWS = {
  /** From prepare, for the buyer in the window. */
  authenticationWindow: 30 * MINUTE,
  /** From the authentication, for an approve. */
  approveWindow: 10 * MINUTE,
  /** From when the bank carried the approve out, for a net cancel. */
  netCancelWindow: 60 * MINUTE,
  /** From when an account was issued, for the deposit. */
  depositWindow: 3 * 24 * 60 * MINUTE,
} as const;
export type BankWindows = Readonly<Record<keyof typeof BANK_WINDOWS, number>>;

/** The verbs that call the bank, by the names of the contract. */
export const VERBS = ['prepare', 'approve', 'query', 'netCancel', 'refund'] as const;
export type BankVerb = (typeof VERBS)[number];

export const METHODS = ['card', 'virtual-account'] as const;
export type BankMethod = (typeof METHODS)[number];

const STATUSES = [
  'ready',
  'authenticated',
  'approved',
  'awaiting-deposit',
  'declined',
  'canceled',
  'expired',
  'refunded',
  'net-canceled',
] as const;
export type BankStatus = (typeof STATUSES)[number];

const TextSchema = z.string().min(1);

export const PrepareSchema = z.strictObject({
  orderId: TextSchema,
  orderName: z.string(),
  amount: AmountSchema,
  returnUrl: z.url({ protocol: /^https?$/ }),
  callbackMethod: z.enum(['GET', 'POST']),
});
export const ApproveSchema = z.strictObject({
  orderId: TextSchema,
  authKey: TextSchema,
  amount: AmountSchema,
  idempotencyKey: TextSchema.optional(),
});
export const OrderSchema = z.strictObject({ orderId: TextSchema });
export const RefundSchema = z.strictObject({
  orderId: TextSchema,
  transactionId: TextSchema,
  amount: AmountSchema,
  idempotencyKey: TextSchema,
});

/** Answer of `prepare`. The path stands under wherever the bank is reached. */
export const PreparedSchema = z.object({ orderId: z.string(), windowPath: TextSchema });
/** Answer of the four other verbs: the payment as it stands. */
export const PaymentSchema = z.object({
  orderId: z.string(),
  status: z.enum(STATUSES),
  amount: AmountSchema,
  transactionId: TextSchema.optional(),
  /** Present if money was taken, also when it was given back since. */
  approvedAt: z.int().optional(),
  account: z.optional(DepositSchema),
  code: TextSchema.optional(),
  message: TextSchema.optional(),
});
export type PaymentAnswer = z.output<typeof PaymentSchema>;
/** Every answer that is not HTTP 200. */
export const RefusalSchema = z.object({ code: TextSchema, message: TextSchema.optional() });
export const WebhookSchema = z.object({
  orderId: TextSchema,
  status: z.enum(STATUSES),
  at: z.int(),
});

/** The parameters of a callback, all of them always present, in the order they are signed. */
export const CALLBACK_FIELDS = [
  'result',
  'orderId',
  'amount',
  'currency',
  'authKey',
  'code',
] as const;
export type CallbackFields = Readonly<Record<(typeof CALLBACK_FIELDS)[number], string>>;

/** What the signature of a callback is made over. */
export const callbackText = (fields: CallbackFields): string =>
  new URLSearchParams(CALLBACK_FIELDS.map((name) => [name, fields[name]])).toString();

/** HMAC-SHA256 in hex. */
export const signatureOf = (secret: string, signed: string | Uint8Array): string =>
  createHmac('sha256', secret).update(signed).digest('hex');

/** Compared in constant time. */
export function isSignedBy(secret: string, signed: string | Uint8Array, signature: string) {
  const [right, given] = [Buffer.from(signatureOf(secret, signed)), Buffer.from(signature)];
  return right.length === given.length && timingSafeEqual(right, given);
}
