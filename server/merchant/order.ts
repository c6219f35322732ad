import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Checkout } from '../checkout/checkout.ts';
import { AmountSchema, type ErrorCode } from '../protocol/index.ts';
import { callHook, readJson } from './hook.ts';

/** An order as its merchant tells of it, in answer to the hook or in a ticket. */
export const OrderFacts = z
  .object({
    // No control characters and no half ones: they take six bytes in a session token, and show nowhere.
    orderName: z
      .string()
      .min(1)
      .max(200)
      .transform((name) => name.replace(/[\p{Cc}\p{Cs}]/gu, ' ')),
    amount: AmountSchema,
    url: z
      .url({ protocol: /^https?$/, normalize: true })
      .max(500)
      .optional(),
    /** Part of the amount without VAT, in minor units. */
    taxFreeAmount: z.int().nonnegative().optional(),
    /** Method ids that may pay this order; all of the line when left out. */
    methods: z.array(z.string()).optional(),
  })
  .refine(({ amount }) => amount.value > 0, { path: ['amount'] })
  .refine(({ amount, taxFreeAmount = 0 }) => taxFreeAmount <= amount.value, {
    path: ['taxFreeAmount'],
  });
export type OrderFacts = z.infer<typeof OrderFacts>;

export type OrderReply =
  | { readonly kind: 'order'; readonly order: OrderFacts }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string };

interface OrderQuestion {
  readonly orderId: string;
  readonly line: string;
  /** Of the buyer's page, where the line hands them on. */
  readonly cookie: string | undefined;
}

/** Asks the merchant's backend what is to be paid. The page is never asked. */
export async function askOrder(
  checkout: Checkout,
  url: string,
  { cookie, ...asked }: OrderQuestion,
): Promise<OrderReply> {
  const reply = await callHook(checkout, {
    url,
    id: `order.${randomUUID()}`,
    body: JSON.stringify(asked),
    timeoutMs: 10_000,
    cookie,
  });
  if (reply.kind !== 'answered') return { kind: 'refused', code: 'ORDER_HOOK_FAILED' };
  if (reply.status === 404) return { kind: 'refused', code: 'ORDER_NOT_FOUND' };
  if (reply.status === 409) return notPayable(readJson(reply.body));
  if (reply.status !== 200) {
    return { kind: 'refused', code: 'ORDER_HOOK_FAILED', detail: `HTTP ${String(reply.status)}` };
  }
  return readOrder(readJson(reply.body));
}

/** The merchant's reason goes on to the page, for its developer; the buyer reads words of ours. */
function notPayable(answer: unknown): OrderReply {
  const read = z.object({ reason: z.string().max(200) }).safeParse(answer);
  const reason = read.success ? { detail: read.data.reason } : {};
  return { kind: 'refused', code: 'ORDER_NOT_PAYABLE', ...reason };
}

function readOrder(answer: unknown): OrderReply {
  const read = OrderFacts.safeParse(answer);
  if (!read.success) {
    const detail = read.error.issues.map(({ path }) => path.join('.') || 'body').join(', ');
    return { kind: 'refused', code: 'ORDER_HOOK_INVALID', detail };
  }
  return { kind: 'order', order: read.data };
}
