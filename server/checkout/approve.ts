import { delay } from '../clock.ts';
import type { Approval } from '../providers/provider.ts';
import { advance, type Remark, type Step } from './advance.ts';
import { ask } from './ask.ts';
import type { Attempt } from './attempt.ts';
import { approverOf } from './approver.ts';
import type { Checkout } from './checkout.ts';
import { isConfirmed } from './confirm.ts';
import { approveDeadline } from './deadlines.ts';
import { faultOf } from './provider-call.ts';
import { mayReplay } from './recovery.ts';
import { notSentInTime, settleApproval } from './settle.ts';

const BETWEEN_TRIES_MS = 1000;

/** How often the answer is tried to be written down. Until then it is known here and nowhere else. */
const MOST_RECORDINGS = 60;

/**
 * Stage 4, for an attempt that is authenticated and leased: the merchant is asked where he wants to
 * be, then the provider, once. Every call has its intent written before and its answer after it.
 */
export async function approve(checkout: Checkout, attempt: Attempt): Promise<void> {
  const holder = await checkout.store.holder(attempt.line, attempt.orderId);
  if (holder && holder.id !== attempt.id) {
    await giveWay(checkout, attempt);
    return;
  }
  if (!(await isConfirmed(checkout, attempt))) return;
  const { outcome } = await askOnce(checkout, attempt, beginStep(checkout));
  if (outcome === 'order-held') await giveWay(checkout, attempt);
}

/** The same approval again: proven not to have left us, or repeated by its provider. */
export async function approveAgain(checkout: Checkout, attempt: Attempt): Promise<void> {
  await askOnce(checkout, attempt, (at) => againStep(checkout, at));
}

const beginStep =
  (checkout: Checkout) =>
  (at: Attempt): Step | undefined => {
    if (at.state !== 'authenticated') return undefined;
    const approver = approverOf(checkout, at);
    if (at.readAt >= approveDeadline(at, approver)) return deadlinePassed;
    // Its settings may be put back in time.
    if (approver?.byMerchant && !approver.approve) return undefined;
    const approveMode = approver?.byMerchant ? ({ approveMode: 'forward' } as const) : {};
    return {
      transition: 'approval-started',
      progress: { approvingAt: at.readAt, askedAt: at.readAt, ...approveMode },
    };
  };

const deadlinePassed: Step = {
  transition: 'approval-refused',
  progress: { stage: 'confirm', code: 'APPROVE_DEADLINE' },
};

function againStep(checkout: Checkout, at: Attempt): Step | Remark | undefined {
  const asked = { askedAt: at.readAt, askAgainAt: undefined, notFoundAt: undefined };
  const approver = approverOf(checkout, at);
  if (at.state === 'approving' && at.progress.askAgainAt !== undefined) {
    return at.readAt < approveDeadline(at, approver)
      ? { remark: 'approval-asked-again', progress: asked }
      : notSentInTime();
  }
  return at.state === 'unknown' && mayReplay(at, approver)
    ? { remark: 'approval-replayed', progress: asked }
    : undefined;
}

/** Whoever's compare-and-set goes through asks; nobody else does, and nobody during a stop. */
async function askOnce(
  checkout: Checkout,
  { id }: Attempt,
  intent: (at: Attempt) => Step | Remark | undefined,
) {
  if (checkout.isStopping()) return { outcome: 'unmoved' };
  const meantAt = checkout.clock.now();
  const { attempt, outcome } = await advance(checkout, id, intent);
  const isMine = outcome === 'moved' && isUnderWay(attempt);
  if (isMine) await record(checkout, id, await call(checkout, attempt, meantAt));
  return { outcome };
}

const isUnderWay = ({ state, progress }: Attempt): boolean =>
  (state === 'approving' || state === 'unknown') && progress.askAgainAt === undefined;

/** A store that fails for a moment must not cost us the answer. */
async function record(checkout: Checkout, id: string, approval: Approval): Promise<void> {
  for (let tries = 1; tries <= MOST_RECORDINGS; tries += 1) {
    try {
      await advance(checkout, id, (at) => settleApproval(at, approval, approverOf(checkout, at)));
      return;
    } catch (error) {
      checkout.log.error({ attemptId: id, tries, ...faultOf(error) }, 'answer not written yet');
      await delay(checkout.clock, BETWEEN_TRIES_MS);
    }
  }
}

/** @param meantAt when it was decided to ask, by the process's clock */
async function call(checkout: Checkout, attempt: Attempt, meantAt: number): Promise<Approval> {
  const approver = approverOf(checkout, attempt);
  if (!approver?.approve) return { outcome: 'unknown', reason: 'cannot be asked' };
  // Whoever slept since then must not send what others have given up by now.
  return approver.approve(attempt, meantAt + approver.facts.callTimeout);
}

/** Another attempt holds the order. Where money can move in the window, that is looked at first. */
async function giveWay(checkout: Checkout, attempt: Attempt): Promise<void> {
  const approver = approverOf(checkout, attempt);
  const mayBeApproved = approver?.facts.approvedAtCallback && approver.query;
  const asked = mayBeApproved ? await ask(checkout, attempt) : undefined;
  await advance(checkout, attempt.id, (at) => {
    if (at.state !== 'authenticated') return undefined;
    const progress = { stage: 'confirm', code: 'ORDER_HELD' } as const;
    if (!asked) return { transition: 'order-held', progress };
    if (asked.answer.outcome === 'unknown' && at.readAt < approveDeadline(at, approver)) {
      return undefined;
    }
    // Money may still move without us: such an end is looked at again.
    return { transition: 'approval-refused', progress };
  });
}
