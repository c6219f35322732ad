import type { Provider, QueryAnswer, Reversal } from '../providers/provider.ts';
import type { EventData } from '../store/store.ts';
import { advance, type Remark, type Step } from './advance.ts';
import type { Attempt, ReversalWay } from './attempt.ts';
import { providerOf, type Checkout } from './checkout.ts';
import { isInNetCancelWindow } from './deadlines.ts';
import { contextOf, faultOf, preparedRecordOf, queryProvider } from './provider-call.ts';
import { isReversalGivenUp } from './recovery.ts';

/** For so long a query may still speak of an approval that the provider says it gave back. */
const ACCEPTED_MS = 10 * 60_000;

/**
 * One step towards `reversed`: looks what became of the steps before, and asks to give back where
 * nothing says that it was done. Called with the lease; comes again until the provider's query says
 * that nothing is left of the approval.
 */
export async function giveBack(checkout: Checkout, attempt: Attempt): Promise<void> {
  const provider = providerOf(checkout, attempt);
  const { looked, isAnswered } = await look(checkout, attempt);
  if (looked.state !== 'reversing' || checkout.isStopping()) return;
  if (isReversalGivenUp(looked) && looked.progress.reversalAskedAt !== undefined) {
    await review(checkout, looked, 'not given back in time');
    return;
  }
  if (isToBeAwaited(looked)) return;
  const way = wayOf(looked, provider);
  // What was asked for may have been done: a refund is not repeated without having looked.
  if (!isAnswered && way !== 'net-cancel') return;
  if (!provider || !way) {
    await review(checkout, looked, 'no way to give back');
    return;
  }
  const { attempt: asked, outcome } = await advance(checkout, looked.id, (at) =>
    at.state === 'reversing'
      ? {
          remark: 'reversal-asked',
          progress: { reversalAskedAt: at.readAt, reversalAcceptedAt: undefined },
          data: { way },
        }
      : undefined,
  );
  if (outcome !== 'moved') return;
  const reversal = await send(checkout, asked, provider, way);
  await advance(checkout, asked.id, (at) => reversalStep(at, reversal, way, provider));
}

/** A person has to look; what is known stays on the record. */
export async function review(checkout: Checkout, attempt: Attempt, reason: string): Promise<void> {
  const evidence =
    attempt.progress.approveMode === 'forward' ? await evidenceOf(checkout, attempt) : {};
  await advance(checkout, attempt.id, (at) =>
    isForPerson(at) ? { transition: 'review-opened', data: { reason, ...evidence } } : undefined,
  );
}

/** An account of ours is closed by its provider's word; of one that a backend issued that may never come. */
const isForPerson = ({ state, progress }: Attempt): boolean =>
  state === 'unknown' ||
  state === 'reversing' ||
  (state === 'awaiting-deposit' && progress.approveMode === 'forward');

/** What the provider itself says of money that the merchant's backend was to take. */
async function evidenceOf(checkout: Checkout, attempt: Attempt): Promise<EventData> {
  const answer = await queryProvider(checkout, attempt);
  const providerSays = answer.outcome;
  if (answer.outcome === 'unknown') return { providerSays, providerReason: answer.reason };
  if (!('transactionId' in answer)) return { providerSays };
  const { transactionId, amount } = answer;
  return { providerSays, transactionId, providerAmount: amount.value };
}

/** An unknown transaction can only be undone by our own order id; a known one is refunded. */
function wayOf(attempt: Attempt, provider: Provider | undefined): ReversalWay | undefined {
  const { transactionId, refusedWays = [] } = attempt.progress;
  const mayRefund = provider?.refund !== undefined && transactionId !== undefined;
  if (mayRefund && !refusedWays.includes('refund')) return 'refund';
  const mayNetCancel = isInNetCancelWindow(attempt, provider);
  return mayNetCancel && !refusedWays.includes('net-cancel') ? 'net-cancel' : undefined;
}

/** An accepted reversal is only waited for; a query that goes on denying it starts it anew. */
const isToBeAwaited = ({ readAt, progress }: Attempt): boolean =>
  progress.reversalAcceptedAt !== undefined && readAt < progress.reversalAcceptedAt + ACCEPTED_MS;

/** Asks what became of what was asked for before; the first time there is nothing to look for. */
async function look(checkout: Checkout, attempt: Attempt) {
  const provider = providerOf(checkout, attempt);
  const isFirst = attempt.progress.reversalAskedAt === undefined;
  if (!provider?.query || (isFirst && wayOf(attempt, provider))) {
    return { looked: attempt, isAnswered: true };
  }
  const answer = await queryProvider(checkout, attempt);
  const { attempt: looked } = await advance(checkout, attempt.id, (at) =>
    at.state === 'reversing' ? lookStep(at, answer) : undefined,
  );
  return { looked, isAnswered: answer.outcome !== 'unknown' };
}

function lookStep(at: Attempt, answer: QueryAnswer): Step | Remark | undefined {
  switch (answer.outcome) {
    case 'unknown':
      return undefined;
    case 'approved':
    case 'awaiting-deposit': {
      const { transactionId, amount } = answer;
      if (at.progress.transactionId !== undefined) return undefined;
      return { remark: 'approval-found', progress: { transactionId, approvedAmount: amount } };
    }
    // Ends of the provider's own: nothing is left, and nothing can follow.
    case 'refunded':
    case 'canceled':
    case 'declined':
      return { transition: 'reversed' };
    default:
      return at.progress.reversalAcceptedAt === undefined ? undefined : { transition: 'reversed' };
  }
}

async function send(
  checkout: Checkout,
  attempt: Attempt,
  provider: Provider,
  way: ReversalWay,
): Promise<Reversal> {
  const record = preparedRecordOf(attempt);
  const ctx = contextOf(checkout, attempt);
  const { transactionId = '', approvedAmount = attempt.amount } = attempt.progress;
  const taxFreeAmount = Math.min(record.taxFreeAmount, approvedAmount.value);
  const order = { transactionId, amount: approvedAmount, taxFreeAmount, key: `${attempt.id}.back` };
  const unable: Reversal = { outcome: 'unknown', reason: 'cannot be asked' };
  try {
    if (way === 'net-cancel') return (await provider.netCancel?.(record, ctx)) ?? unable;
    return (await provider.refund?.(order, record, ctx)) ?? unable;
  } catch (error) {
    checkout.log.error({ attemptId: attempt.id, ...faultOf(error) }, 'reversal failed');
    return { outcome: 'unknown', reason: 'INTERNAL' };
  }
}

function reversalStep(
  at: Attempt,
  reversal: Reversal,
  way: ReversalWay,
  provider: Provider,
): Step | Remark | undefined {
  if (at.state !== 'reversing') return { remark: 'late-answer', data: { way } };
  switch (reversal.outcome) {
    case 'reversed':
      return provider.query
        ? {
            remark: 'reversal-accepted',
            progress: { reversalAcceptedAt: at.readAt },
            data: { way },
          }
        : { transition: 'reversed', data: { way } };
    case 'refused': {
      const { providerCode } = reversal;
      const progress = { refusedWays: [...(at.progress.refusedWays ?? []), way] };
      return { remark: 'reversal-refused', progress, data: { way, providerCode } };
    }
    case 'unknown':
    case 'not-sent':
      return { remark: 'reversal-unanswered', data: { way, reason: reversal.reason } };
  }
}
