import { sameAmount } from '../protocol/index.ts';
import { advance } from './advance.ts';
import type { Attempt } from './attempt.ts';
import type { Checkout } from './checkout.ts';
import type { Transition } from './transitions.ts';

/** What a person found out about an attempt that the machine gave up on. */
export interface Decision {
  readonly outcome: 'approved' | 'declined' | 'reversed';
  /** What it rests on, for whoever reads the timeline. */
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
}

const TRANSITIONS: Readonly<Record<Decision['outcome'], Transition>> = {
  approved: 'operator-approved',
  declined: 'operator-declined',
  reversed: 'operator-reversed',
};

export type Decided =
  | { readonly kind: 'decided'; readonly attempt: Attempt }
  /** It is not before a person any more, or never was. */
  | { readonly kind: 'not-in-review'; readonly attempt: Attempt }
  /** Another attempt of the same order is paid or being paid. */
  | { readonly kind: 'order-held' }
  /** The provider took another amount than the order's: that is not a payment of it. */
  | { readonly kind: 'other-amount' };

/** Ends a review by a person's word. Calls no provider: what is said has happened already. */
export async function decideReview(
  checkout: Checkout,
  id: string,
  { outcome, reason, by }: Decision,
): Promise<Decided> {
  const { attempt, outcome: advanced } = await advance(checkout, id, (at) =>
    at.state === 'review' && !(outcome === 'approved' && tookOther(at))
      ? {
          transition: TRANSITIONS[outcome],
          progress: outcome === 'approved' ? { approvedAt: at.readAt, code: undefined } : {},
          data: { reason, by },
        }
      : undefined,
  );
  if (advanced === 'order-held') return { kind: 'order-held' };
  if (attempt.state === 'review' && tookOther(attempt)) return { kind: 'other-amount' };
  return { kind: advanced === 'moved' ? 'decided' : 'not-in-review', attempt };
}

const tookOther = ({ amount, progress }: Attempt): boolean =>
  progress.approvedAmount !== undefined && !sameAmount(progress.approvedAmount, amount);
