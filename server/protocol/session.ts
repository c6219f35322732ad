import * as z from 'zod/mini';
import { AttemptViewSchema } from './attempt.ts';
import { LocaleSchema } from './ids.ts';
import { AmountSchema } from './money.ts';

/** No control characters and no half characters: they do not survive every store and provider. */
export const OrderIdSchema = z.string().check(z.maxLength(100), z.regex(/^[^\p{Cc}\p{Cs}]+$/u));
export const LineSchema = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/));

const sessionRequest = {
  v: z.literal(1),
  line: LineSchema,
  returnUrl: z.optional(z.string().check(z.maxLength(4000))),
  locale: LocaleSchema,
};

/**
 * `POST /v1/sessions`: what the widget asks with. The amount is never part of it: it comes from the
 * merchant's backend, or stands in the ticket that the backend signed.
 */
export const SessionRequestSchema = z.union([
  z.strictObject({ ...sessionRequest, orderId: OrderIdSchema }),
  z.strictObject({
    ...sessionRequest,
    ticket: z.string().check(z.minLength(1), z.maxLength(4096)),
  }),
]);
export type SessionRequest = z.infer<typeof SessionRequestSchema>;

export const MethodTypeSchema = z.enum([
  'wallet',
  'card',
  'transfer',
  'virtual-account',
  'phone',
  'house',
]);
export type MethodType = z.infer<typeof MethodTypeSchema>;

/** One way to pay, in the buyer's language. `unavailable` is the reason it cannot be chosen. */
export const MethodSchema = z.object({
  id: z.string(),
  type: MethodTypeSchema,
  label: z.string(),
  note: z.optional(z.string()),
  unavailable: z.optional(z.string()),
});
export type Method = z.infer<typeof MethodSchema>;

/** The order as the merchant's backend told it. `url` is the page of the order in the shop. */
export const OrderSchema = z.object({
  orderId: OrderIdSchema,
  line: LineSchema,
  orderName: z.string(),
  amount: AmountSchema,
  url: z.optional(z.string()),
});
export type Order = z.infer<typeof OrderSchema>;

/** `POST /v1/returns`: the code that a redirect came back with. */
export const ReturnRequestSchema = z.strictObject({
  v: z.literal(1),
  code: z.string().check(z.maxLength(100)),
});
export type ReturnRequest = z.infer<typeof ReturnRequestSchema>;

/**
 * Answer of `POST /v1/sessions` and `POST /v1/returns`. `expiresAt` is in milliseconds since 1970.
 * `attempt` is there when the bearer's own attempt holds the order, or any where he has its ticket,
 * and always after a return.
 */
export const SessionSchema = z.object({
  v: z.literal(1),
  sessionToken: z.string(),
  expiresAt: z.int(),
  shop: z.object({ name: z.string() }),
  order: OrderSchema,
  methods: z.array(MethodSchema),
  attempt: z.optional(AttemptViewSchema),
});
export type Session = z.infer<typeof SessionSchema>;
