import type {
  Account,
  AttemptId,
  AttemptView,
  Deposit,
  PaymentResult,
  Status,
} from '../protocol/index.ts';
import { traceIdOf, type Attempt } from './attempt.ts';
import type { SessionClaims } from './session-token.ts';
import type { AttemptState } from './transitions.ts';

/** For so long after approval was asked for, a doubt is shown as still being confirmed. */
const CONFIRMING_MS = 30_000;

const STATUSES: Readonly<Record<AttemptState, Status>> = {
  created: 'open',
  ready: 'open',
  authenticated: 'confirming',
  approving: 'confirming',
  reversing: 'confirming',
  unknown: 'pending',
  review: 'pending',
  'awaiting-deposit': 'pending',
  approved: 'complete',
  declined: 'failed',
  rejected: 'failed',
  reversed: 'failed',
  canceled: 'canceled',
  expired: 'expired',
};

/** Ends that are stored as canceled but were not the buyer's doing. */
const NOT_THE_BUYER = new Set([
  'ORDER_REFUSED',
  'APPROVE_DEADLINE',
  'NOT_EXECUTED',
  'LAUNCH_FAILED',
  'AUTHENTICATION_FAILED',
  'ORDER_HELD',
]);

/** What a browser may know: coarser than the state, never better than the truth. */
export function statusOf(attempt: Attempt): Status {
  const { approvingAt, code } = attempt.progress;
  const young = attempt.readAt < (approvingAt ?? 0) + CONFIRMING_MS;
  if (attempt.state === 'unknown' && young) return 'confirming';
  if (attempt.state === 'canceled' && NOT_THE_BUYER.has(code ?? '')) return 'failed';
  return STATUSES[attempt.state];
}

/** 0: nothing more will come. */
const POLL_AFTER_MS: Readonly<Record<Status, number>> = {
  open: 2000,
  confirming: 300,
  pending: 2000,
  complete: 0,
  failed: 0,
  canceled: 0,
  expired: 0,
};

const DEPOSIT_POLL_MS = 15_000;

/** The account that money is awaited on, while it is. */
export const awaitedDeposit = ({ state, progress }: Attempt): Deposit | undefined =>
  state === 'awaiting-deposit' ? progress.deposit : undefined;

export function viewOf(attempt: Attempt): AttemptView {
  const status = statusOf(attempt);
  const { stage } = attempt.progress;
  const deposit = awaitedDeposit(attempt);
  return {
    v: 1,
    attemptId: attempt.id,
    seq: attempt.version,
    status,
    ...(stage === undefined || status !== 'failed' ? {} : { stage }),
    ...(deposit ? { awaiting: 'deposit', deposit: accountOf(attempt, deposit) } : {}),
    result: resultOf(attempt),
    // A deposit takes hours: the buyer's page asks when he looks at it again.
    pollAfterMs: deposit ? DEPOSIT_POLL_MS : POLL_AFTER_MS[status],
  };
}

/** What the merchant's backend had issued is not ours to close. */
const accountOf = ({ progress }: Attempt, deposit: Deposit): Account =>
  progress.approveMode === 'forward' ? { ...deposit, final: true } : deposit;

function resultOf(attempt: Attempt): PaymentResult {
  const { code, message, approvedAt } = attempt.progress;
  return {
    orderId: attempt.orderId,
    line: attempt.line,
    method: attempt.method,
    provider: attempt.snapshot.provider,
    amount: attempt.amount,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(approvedAt === undefined || attempt.state !== 'approved' ? {} : { approvedAt }),
    traceId: traceIdOf(attempt),
  };
}

/** An attempt that never began, and cannot any more: no launch of its session is let in. */
export const neverBegun = (attemptId: AttemptId): AttemptView => ({
  v: 1,
  attemptId,
  seq: 0,
  status: 'expired',
  pollAfterMs: 0,
});

/** An attempt that never began, because another one of the same order pays or has paid. */
export const heldElsewhere = (
  attemptId: AttemptId,
  { line, order }: SessionClaims,
): AttemptView => ({
  v: 1,
  attemptId,
  seq: 0,
  status: 'failed',
  stage: 'launch',
  result: {
    orderId: order.orderId,
    line,
    method: '',
    provider: '',
    amount: order.amount,
    code: 'ORDER_HELD',
    traceId: '',
  },
  pollAfterMs: 0,
});
