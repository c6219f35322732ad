import type { QueryAnswer } from '../providers/provider.ts';
import { advance } from './advance.ts';
import type { Attempt } from './attempt.ts';
import { providerOf, type Checkout } from './checkout.ts';
import { queryProvider } from './provider-call.ts';
import { settleQuery } from './settle.ts';

export interface Asked {
  readonly answer: QueryAnswer;
  /** The attempt after the answer was believed. */
  readonly attempt: Attempt;
}

/** Asks the provider what became of an attempt, and believes it. */
export async function ask(checkout: Checkout, attempt: Attempt): Promise<Asked> {
  const answer = await queryProvider(checkout, attempt);
  return { answer, attempt: await believe(checkout, attempt, answer) };
}

/** Moves an attempt by what its provider said of it, if by anything. */
export async function believe(
  checkout: Checkout,
  { id }: Attempt,
  answer: QueryAnswer,
): Promise<Attempt> {
  const { attempt, outcome } = await advance(checkout, id, (at) => {
    const provider = providerOf(checkout, at);
    return provider && settleQuery(at, answer, provider);
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
