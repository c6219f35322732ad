import { chooseMethod } from '../config.ts';
import { askConfirm, type ConfirmReply } from '../merchant/confirm.ts';
import { advance, type Remark, type Step } from './advance.ts';
import type { Attempt } from './attempt.ts';
import { approverOf } from './approver.ts';
import type { Checkout } from './checkout.ts';
import { approveDeadline } from './deadlines.ts';

/**
 * Whether the merchant wants the money of an authenticated attempt. He is asked as often as it
 * takes until the provider would not approve any more; his yes is remembered, his no ends it.
 */
export async function isConfirmed(checkout: Checkout, attempt: Attempt): Promise<boolean> {
  const url = confirmUrlOf(checkout, attempt);
  const isInTime = attempt.readAt < approveDeadline(attempt, approverOf(checkout, attempt));
  if (url === undefined || attempt.progress.confirmedAt !== undefined || !isInTime) return true;
  const { attempt: asked } = await advance(checkout, attempt.id, (at) =>
    at.state === 'authenticated' && at.progress.confirmAskedAt === undefined
      ? { remark: 'confirm-asked', progress: { confirmAskedAt: at.readAt } }
      : undefined,
  );
  if (asked.state !== 'authenticated') return false;
  const reply = await askConfirm(checkout, url, asked);
  if (reply.outcome === 'unanswered') {
    checkout.log.warn({ attemptId: asked.id, reason: reply.reason }, 'confirm not answered');
  }
  const { attempt: told } = await advance(checkout, attempt.id, (at) => stepOf(at, reply));
  return told.state === 'authenticated' && told.progress.confirmedAt !== undefined;
}

/** A backend that approves by itself needs no asking. */
function confirmUrlOf(checkout: Checkout, attempt: Attempt): string | undefined {
  if (approverOf(checkout, attempt)?.byMerchant) return undefined;
  const { config } = checkout;
  const { line, method } = attempt;
  const approve = chooseMethod(config, line, method)?.approve ?? config.lines[line]?.approve;
  return approve?.mode === 'direct' ? approve.confirm : undefined;
}

function stepOf(at: Attempt, reply: ConfirmReply): Step | Remark | undefined {
  if (at.state !== 'authenticated' || reply.outcome === 'unanswered') return undefined;
  return reply.outcome === 'confirmed'
    ? { remark: 'confirmed', progress: { confirmedAt: at.readAt } }
    : {
        transition: 'approval-refused',
        progress: { stage: 'confirm', code: 'ORDER_REFUSED' },
        data: { reason: reply.reason },
      };
}
