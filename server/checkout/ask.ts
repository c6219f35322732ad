import type { QueryAnswer } from '../providers/provider.ts';
import { advance } from './advance.ts';
import type { Attempt } from './attempt.ts';
import { approverOf } from './approver.ts';
import type { Checkout } from './checkout.ts';
import { settleQuery } from './settle.ts';

export interface Asked {
  readonly answer: QueryAnswer;
  /** The attempt after the answer was believed. */
  readonly attempt: Attempt;
}

/** Asks whoever approves what became of an attempt, and believes it. */
export async function ask(checkout: Checkout, attempt: Attempt): Promise<Asked> {
  const answer = (await approverOf(checkout, attempt)?.query?.(attempt)) ?? CANNOT_BE_ASKED;
  return { answer, attempt: await believe(checkout, attempt, answer) };
}

const CANNOT_BE_ASKED: QueryAnswer = { outcome: 'unknown', reason: 'cannot be asked' };

/**
 * Moves an attempt by what was said of it, if by anything. What has not happened had not when it was
 * asked about: a process that slept over the answer must not end by it what was paid meanwhile.
 */
export async function believe(
  checkout: Checkout,
  { id, readAt: askedAt }: Attempt,
  answer: QueryAnswer,
): Promise<Attempt> {
  const { attempt, outcome } = await advance(checkout, id, (at) => {
    const approver = approverOf(checkout, at);
    const asOfThen = { ...at, readAt: Math.min(at.readAt, askedAt) };
    return approver && settleQuery(asOfThen, answer, approver);
  });
  return outcome === 'order-held' ? reverseInstead(checkout, attempt, answer) : attempt;
}

/** Approved in the window, but another attempt pays or has paid this order: the money goes back. */
async function reverseInstead(
  checkout: Checkout,
  attempt: Attempt,
  answer: QueryAnswer,
): Promise<Attempt> {
  if (answer.outcome !== 'approved') return attempt;
  const { transactionId, amount } = answer;
  const advanced = await advance(checkout, attempt.id, ({ state }) =>
    state === 'ready' || state === 'authenticated'
      ? {
          transition: 'reversal-started',
          progress: { code: 'ORDER_HELD', transactionId, approvedAmount: amount },
          data: { transactionId, amount: amount.value },
        }
      : undefined,
  );
  return advanced.attempt;
}
