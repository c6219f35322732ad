import type { Attempt } from '../checkout/attempt.ts';
import { traceIdOf } from '../checkout/attempt.ts';
import { awaitedDeposit } from '../checkout/status.ts';
import type { Deposit } from '../protocol/index.ts';

/**
 * What the merchant's backend is told of an attempt. `id` is the same for every delivery of one
 * notice, so a backend that keeps it never counts a payment twice.
 */
export interface PaymentNotice {
  readonly v: 1;
  readonly type: `payment.${string}`;
  readonly attemptId: string;
  readonly orderId: string;
  readonly line: string;
  readonly state: string;
  /** The order's amount; of `approved` also what the provider took. */
  readonly amount: { readonly value: number; readonly currency: string };
  readonly method: string;
  readonly channel: string;
  readonly provider: string;
  readonly providerOrderId: string;
  readonly transactionId?: string;
  readonly code?: string;
  /** Of `awaiting-deposit`: what the buyer has to know, and may ask the shop for. */
  readonly deposit?: Deposit;
  /** Rises within an attempt; an older one that comes late is old. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly traceId: string;
}

export function noticeOf(attempt: Attempt, at: number): string {
  const { transactionId, code } = attempt.progress;
  const deposit = awaitedDeposit(attempt);
  const notice: PaymentNotice = {
    v: 1,
    type: `payment.${attempt.state}`,
    attemptId: attempt.id,
    orderId: attempt.orderId,
    line: attempt.line,
    state: attempt.state,
    amount: attempt.amount,
    method: attempt.method,
    channel: attempt.channel,
    provider: attempt.snapshot.provider,
    providerOrderId: attempt.providerOrderId,
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(code === undefined ? {} : { code }),
    ...(deposit === undefined ? {} : { deposit }),
    seq: attempt.version,
    at,
    traceId: traceIdOf(attempt),
  };
  return JSON.stringify(notice);
}
