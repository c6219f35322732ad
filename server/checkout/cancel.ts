import type { AttemptId, LaunchOutcome } from '../protocol/index.ts';
import { advance, type Remark, type Step } from './advance.ts';
import type { Attempt } from './attempt.ts';
import { approverOf } from './approver.ts';
import { providerOf, type Checkout } from './checkout.ts';
import type { Recoverable } from './deadlines.ts';
import { lookAgain } from './look-again.ts';
import { newAttempt } from './new-attempt.ts';
import type { SessionClaims } from './session-token.ts';

interface Canceling {
  readonly id: AttemptId;
  readonly claims: SessionClaims;
}

/**
 * The buyer gives up, from the page of the shop. Before a callback that is the end; an account that
 * he will not pay into is closed. Too late for anything else: the attempt is answered as it is.
 * Canceled before its window arrived, it leaves a row that stands in the way of a launch that comes
 * late; it never began, so the merchant is not told.
 */
export async function cancel(
  checkout: Checkout,
  { id, claims }: Canceling,
): Promise<{ readonly attempt: Attempt; readonly isAccepted: boolean }> {
  const known = await checkout.store.find(id);
  if (!known) {
    const attempt = newAttempt({ id, claims, chosen: undefined, state: 'canceled' });
    await checkout.store.insert(attempt, { name: 'canceled', data: { by: 'buyer' } });
  } else if (known.state === 'awaiting-deposit') {
    // He may have paid into it a moment ago: then it is paid, and not given up.
    await lookAgain(checkout, known);
  }
  const { attempt, outcome } = await advance(checkout, id, (at) =>
    cancelStep(at, approverOf(checkout, at)),
  );
  return { attempt, isAccepted: outcome === 'moved' || attempt.state === 'canceled' };
}

function cancelStep({ state, progress, readAt }: Attempt, approver: Recoverable): Step | undefined {
  const data = { by: 'buyer' };
  if (state === 'awaiting-deposit') {
    // An account that the merchant's backend had issued is not ours to close, even if we approve now.
    if (approver?.byMerchant ?? progress.approveMode === 'forward') return undefined;
    // An overdue account closes by itself, and its provider may refuse to close it once more.
    if (readAt >= (progress.deposit?.dueAt ?? 0)) return undefined;
    return { transition: 'reversal-started', progress: { code: 'ACCOUNT_GIVEN_UP' }, data };
  }
  return state === 'created' || state === 'ready'
    ? { transition: 'canceled', progress: { code: 'BUYER_CANCELED' }, data }
    : undefined;
}

/**
 * What ended inside the payment window without any request of the provider's. `false` when a newer
 * window of the same attempt is open: that one has the word.
 */
export async function endInWindow(
  checkout: Checkout,
  id: AttemptId,
  outcome: LaunchOutcome,
): Promise<boolean> {
  const { attempt } = await advance(checkout, id, (at) => {
    // Of a channel that was taken out nothing is known, so the worst is taken for granted.
    const mayMoveAlone = providerOf(checkout, at)?.facts.approvedAtCallback ?? true;
    return outcomeStep(at, outcome, mayMoveAlone);
  });
  return outcome.launch >= attempt.progress.launches;
}

function outcomeStep(
  { state, progress }: Attempt,
  { launch, kind, code }: LaunchOutcome,
  mayMoveAlone: boolean,
): Step | Remark | undefined {
  const data = { windowCode: code };
  if (launch < progress.launches) {
    return { remark: 'outcome-of-replaced-window', fromOutside: true, data: { visit: launch } };
  }
  if (state === 'ready' && kind === 'failed') {
    const failed = { stage: 'launch', code: 'LAUNCH_FAILED' } as const;
    // Where money can move without us, it may after the buyer gave up: such an end is looked at again.
    return { transition: mayMoveAlone ? 'canceled' : 'launch-failed', progress: failed, data };
  }
  if (state !== 'created' && state !== 'ready') return undefined;
  return { transition: 'canceled', progress: { code: 'BUYER_CANCELED' }, data };
}
