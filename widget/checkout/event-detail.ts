import type { Amount, Method } from '../../server/protocol/index.ts';
import type { CheckoutState } from './context.ts';
import type { CheckoutEventDetail } from './events.ts';
import { canStart, type Snapshot } from './machine.ts';

/** The order, or the element where the order is not known. */
interface Subject {
  readonly orderId: string;
  readonly line: string;
  readonly amount?: Amount;
}

/**
 * What an event tells: the server's word on the attempt before what it was started with. A copy of
 * its own, which the page may keep; what is not known is left out.
 */
export function detailOf(
  state: CheckoutState,
  { orderId, line, amount }: Subject,
  method: Method | undefined,
  attempt?: Snapshot,
): CheckoutEventDetail {
  const detail = {
    orderId,
    line,
    amount,
    method: method?.id,
    ...attempt?.answer?.result,
    // For the receipt alone.
    approvedAt: undefined,
    state,
    attemptId: attempt?.attemptId,
    stage: attempt?.answer?.stage,
    recoverable: canStart(state),
    replayed: false,
  };
  return JSON.parse(JSON.stringify(detail)) as CheckoutEventDetail;
}
