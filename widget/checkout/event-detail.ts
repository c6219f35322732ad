import type { PaymentResult } from '../../server/protocol/index.ts';
import type { CheckoutView } from './context.ts';
import type { CheckoutEventDetail } from './events.ts';
import type { CheckoutHost } from './host.ts';
import type { Launch } from './launch.ts';
import { canStart, type Snapshot } from './machine.ts';

/** What an event can say of the attempt: the server's word first, then what it was started with. */
export function attemptDetail(
  { state, attemptId, answer }: Snapshot,
  launch: Launch | undefined,
): CheckoutEventDetail {
  return {
    orderId: launch?.order.orderId ?? '',
    line: launch?.order.line ?? '',
    state,
    ...(attemptId && { attemptId }),
    ...(launch && { method: launch.method.id, amount: launch.order.amount }),
    ...(answer?.stage && { stage: answer.stage }),
    ...(answer?.result && resultDetail(answer.result)),
    recoverable: canStart(state),
    replayed: false,
  };
}

/** What an event can say where no attempt is concerned. */
export function viewDetail(
  { orderId, line }: CheckoutHost,
  { state, method, order }: CheckoutView,
): CheckoutEventDetail {
  return {
    orderId,
    line,
    state,
    ...(method && { method: method.id }),
    ...(order && { amount: order.amount }),
    recoverable: canStart(state),
    replayed: false,
  };
}

const resultDetail = ({ method, provider, amount, code, message, traceId }: PaymentResult) => ({
  method,
  provider,
  amount,
  traceId,
  ...(code && { code }),
  ...(message && { message }),
});
