import * as z from 'zod';
import type { Attempt } from '../checkout/attempt.ts';
import { traceIdOf } from '../checkout/attempt.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { relayedCookies } from '../checkout/relay.ts';
import { callHook, readJson } from './hook.ts';

const TIMEOUT_MS = 10_000;
const LONGEST_REASON = 200;

/** What the `confirm` hook is asked with, before any money moves. */
export interface ConfirmQuestion {
  readonly v: 1;
  readonly attemptId: string;
  readonly orderId: string;
  readonly line: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly method: string;
  readonly channel: string;
  readonly provider: string;
  readonly providerOrderId: string;
  readonly traceId: string;
}

const reasonOf = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, LONGEST_REASON) : '';

const ConfirmAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('confirmed') }),
  // A no is a no, whatever stands beside it, or nothing.
  z.object({ outcome: z.literal('refused'), reason: z.unknown().optional().transform(reasonOf) }),
]);

export type ConfirmReply =
  | z.infer<typeof ConfirmAnswer>
  /** No answer, or none that was agreed on: asked again until the provider would not take it. */
  | { readonly outcome: 'unanswered'; readonly reason: string };

/**
 * Asks the merchant whether he still wants the money. `webhook-id` is the attempt's id, the same
 * for every repetition. Only an explicit yes or no counts.
 */
export async function askConfirm(
  checkout: Checkout,
  url: string,
  attempt: Attempt,
): Promise<ConfirmReply> {
  const reply = await callHook(checkout, {
    url,
    id: attempt.id,
    body: JSON.stringify(questionOf(attempt)),
    timeoutMs: TIMEOUT_MS,
    cookie: await relayedCookies(checkout, attempt),
  });
  if (reply.kind !== 'answered') return { outcome: 'unanswered', reason: reply.reason };
  const answer = ConfirmAnswer.safeParse(readJson(reply.body));
  if (reply.status === 200 && answer.success) return answer.data;
  return { outcome: 'unanswered', reason: `HTTP ${String(reply.status)}` };
}

const questionOf = (attempt: Attempt): ConfirmQuestion => ({
  v: 1,
  attemptId: attempt.id,
  orderId: attempt.orderId,
  line: attempt.line,
  amount: attempt.amount,
  method: attempt.method,
  channel: attempt.channel,
  provider: attempt.snapshot.provider,
  providerOrderId: attempt.providerOrderId,
  traceId: traceIdOf(attempt),
});
