import {
  CheckoutErrorEvent,
  type CheckoutEventDetail,
  CheckoutReadyEvent,
  PaymentStateEvent,
} from './events.ts';
import type { SessionState } from './session.ts';

/**
 * What the page is told when the session has come to something. An order that was paid elsewhere is
 * shown as paid but is no news of this tab's, so it completes nothing here.
 */
export function sessionEvent(
  session: SessionState,
  detail: CheckoutEventDetail,
): Event | undefined {
  switch (session.kind) {
    case 'ready':
      return new CheckoutReadyEvent({ ...detail, amount: session.session.order.amount });
    case 'paid':
    case 'in-progress':
      return new PaymentStateEvent({ ...detail, replayed: true });
    case 'failed':
      return new CheckoutErrorEvent({
        ...detail,
        ...session.problem,
        recoverable: session.recoverable,
      });
    default:
      return undefined;
  }
}
