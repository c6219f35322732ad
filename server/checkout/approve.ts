import { delay } from '../clock.ts';
import type { Approval, AuthenticatedCallback } from '../providers/provider.ts';
import { advance, type Remark, type Step } from './advance.ts';
import { ask } from './ask.ts';
import type { Attempt } from './attempt.ts';
import { providerOf, type Checkout } from './checkout.ts';
import { isConfirmed } from './confirm.ts';
import { approveDeadline } from './deadlines.ts';
import { contextOf, faultOf, preparedRecordOf } from './provider-call.ts';
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
    return at.readAt < approveDeadline(at, providerOf(checkout, at))
      ? {
          transition: 'approval-started',
          progress: { approvingAt: at.readAt, askedAt: at.readAt },
        }
      : deadlinePassed;
  };

const deadlinePassed: Step = {
  transition: 'approval-refused',
  progress: { stage: 'confirm', code: 'APPROVE_DEADLINE' },
};

function againStep(checkout: Checkout, at: Attempt): Step | Remark | undefined {
  const asked = { askedAt: at.readAt, askAgainAt: undefined, notFoundAt: undefined };
  const provider = providerOf(checkout, at);
  if (at.state === 'approving' && at.progress.askAgainAt !== undefined) {
    return at.readAt < approveDeadline(at, provider)
      ? { remark: 'approval-asked-again', progress: asked }
      : notSentInTime();
  }
  return at.state === 'unknown' && mayReplay(at, provider)
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
      await advance(checkout, id, (at) => settleApproval(at, approval, providerOf(checkout, at)));
      return;
    } catch (error) {
      checkout.log.error({ attemptId: id, tries, ...faultOf(error) }, 'answer not written yet');
      await delay(checkout.clock, BETWEEN_TRIES_MS);
    }
  }
}

/** @param meantAt when it was decided to ask, by the process's clock */
async function call(checkout: Checkout, attempt: Attempt, meantAt: number): Promise<Approval> {
  const provider = providerOf(checkout, attempt);
  const callback = checkedCallback(attempt);
  if (!provider?.approve || !callback) return { outcome: 'unknown', reason: 'cannot be asked' };
  // Whoever slept since then must not send what others have given up by now.
  const sendBefore = meantAt + provider.facts.callTimeout;
  try {
    const record = preparedRecordOf(attempt);
    return await provider.approve(callback, record, contextOf(checkout, attempt, sendBefore));
  } catch (error) {
    checkout.log.error({ attemptId: attempt.id, ...faultOf(error) }, 'approve failed');
    return { outcome: 'unknown', reason: 'INTERNAL' };
  }
}

/** The brand. Only a callback that agreed with its attempt was ever stored as authentication. */
const checkedCallback = (attempt: Attempt): AuthenticatedCallback | undefined =>
  attempt.progress.authentication as AuthenticatedCallback | undefined;

/** Another attempt holds the order. Where money can move in the window, that is looked at first. */
async function giveWay(checkout: Checkout, attempt: Attempt): Promise<void> {
  const provider = providerOf(checkout, attempt);
  const mayBeApproved = provider?.facts.approvedAtCallback && provider.query;
  const asked = mayBeApproved ? await ask(checkout, attempt) : undefined;
  await advance(checkout, attempt.id, (at) => {
    if (at.state !== 'authenticated') return undefined;
    const progress = { stage: 'confirm', code: 'ORDER_HELD' } as const;
    if (!asked) return { transition: 'order-held', progress };
    if (asked.answer.outcome === 'unknown' && at.readAt < approveDeadline(at, provider)) {
      return undefined;
    }
    // Money may still move without us: such an end is looked at again.
    return { transition: 'approval-refused', progress };
  });
}
