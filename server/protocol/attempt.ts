import * as z from 'zod/mini';
import { AttemptIdSchema } from './ids.ts';
import { AmountSchema } from './money.ts';

/** What a browser may know of an attempt. The server's own states are finer. */
export const StatusSchema = z.enum([
  'open',
  'confirming',
  'pending',
  'complete',
  'failed',
  'canceled',
  'expired',
]);
export type Status = z.infer<typeof StatusSchema>;

/** Where an attempt that failed had come to. */
export const StageSchema = z.enum(['prepare', 'launch', 'authenticate', 'confirm', 'approve']);
export type Stage = z.infer<typeof StageSchema>;

/** What is known of the payment; `message` is the provider's own sentence, shown unchanged. */
export const PaymentResultSchema = z.object({
  orderId: z.string(),
  line: z.string(),
  method: z.string(),
  provider: z.string(),
  amount: AmountSchema,
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  approvedAt: z.optional(z.int()),
  traceId: z.string(),
});
export type PaymentResult = z.infer<typeof PaymentResultSchema>;

/** Where the buyer is to send the money of a virtual account. `dueAt` in milliseconds since 1970. */
export const DepositSchema = z.object({
  bank: z.string(),
  accountNumber: z.string(),
  holder: z.string(),
  depositor: z.optional(z.string()),
  dueAt: z.int(),
});
export type Deposit = z.infer<typeof DepositSchema>;

/** The same for the page that shows it. `final`: it cannot be given up for another method. */
export const AccountSchema = z.extend(DepositSchema, { final: z.optional(z.literal(true)) });
export type Account = z.infer<typeof AccountSchema>;

/**
 * Answer of `GET /v1/attempts/:id`, and of a cancel. `seq` rises with every change of the attempt;
 * an answer with a lower one than was seen is old. `pollAfterMs` 0 means: no need to ask again.
 */
export const AttemptViewSchema = z.object({
  v: z.literal(1),
  attemptId: AttemptIdSchema,
  seq: z.int(),
  status: StatusSchema,
  stage: z.optional(StageSchema),
  awaiting: z.optional(z.literal('deposit')),
  deposit: z.optional(AccountSchema),
  result: z.optional(PaymentResultSchema),
  pollAfterMs: z.int(),
});
export type AttemptView = z.infer<typeof AttemptViewSchema>;

/**
 * Answer of `GET /result/:attempt/:token/status`. `next`, where the page may go by itself, only if
 * it asked with `leave`.
 */
export const ResultStatusSchema = z.object({
  v: z.literal(1),
  status: StatusSchema,
  awaiting: z.optional(z.literal('deposit')),
  next: z.optional(z.string()),
});
export type ResultStatus = z.infer<typeof ResultStatusSchema>;

/** `POST /launch/:attempt/outcome`: what ended inside the window without any provider request. */
export const LaunchOutcomeSchema = z.strictObject({
  v: z.literal(1),
  launch: z.int().check(z.positive()),
  kind: z.enum(['canceled', 'failed']),
  code: z.string().check(z.regex(/^[A-Z][A-Z0-9_]{0,63}$/)),
});
export type LaunchOutcome = z.infer<typeof LaunchOutcomeSchema>;
