import type { Attempt } from './attempt.ts';
import {
  ageOf,
  approveDeadline,
  depositEnd,
  HOUR,
  netCancelDue,
  quarantineEnd,
  windowEnd,
  type Recoverable,
} from './deadlines.ts';

/** After so long a doubt is not asked about any more: it is reversed, or a person looks. */
const DOUBT_GIVEN_UP_MS = HOUR;
const REVERSAL_GIVEN_UP_MS = 24 * HOUR;
/** For so long a doubt waits for its channel to be put back into the configuration. */
const CHANNEL_GIVEN_UP_MS = 24 * HOUR;

/** What is to be done about an attempt whose time has come. */
export type Duty =
  | 'rest'
  | 'expire'
  /** Ask the merchant where he wants to be asked, then the provider. */
  | 'approve'
  /** The same call once more, since it is proven that none has left us. */
  | 'approve-again'
  | 'not-executed'
  | 'doubt'
  /** Ask whoever approves what became of it. */
  | 'ask'
  /** The same call once more, because its answer is the first one again. */
  | 'replay'
  | 'reverse'
  /** Get the money given back, and see that it was. */
  | 'give-back'
  | 'review';

/** Decides from the record alone; the same on every server. */
export function dutyOf(attempt: Attempt, approver: Recoverable): Duty {
  if (!approver) return dutyWithout(attempt);
  switch (attempt.state) {
    case 'created':
    case 'ready':
      return attempt.readAt >= windowEnd(attempt, approver) ? 'expire' : 'rest';
    case 'authenticated':
      return 'approve';
    case 'approving':
      if (attempt.progress.askAgainAt === undefined) return 'doubt';
      return attempt.readAt < approveDeadline(attempt, approver) ? 'approve-again' : 'not-executed';
    case 'unknown':
      return doubtDuty(attempt, approver);
    case 'reversing':
      return 'give-back';
    case 'awaiting-deposit':
      if (approver.query) return 'ask';
      // Nobody can tell whether it was paid into.
      return approver.byMerchant && attempt.readAt >= depositEnd(attempt) ? 'review' : 'rest';
    case 'canceled':
    case 'expired':
    case 'reversed':
      if (approver.byMerchant) return 'rest';
      // However late somebody comes to it: that a server was down for days is no reason not to look.
      return approver.query ? 'ask' : 'rest';
    case 'approved':
    case 'declined':
    case 'rejected':
    case 'review':
      return 'rest';
  }
}

/** The channel was taken out: nothing is decided until it is back, or a person looks. */
function dutyWithout(attempt: Attempt): Duty {
  if (ageOf(attempt) <= CHANNEL_GIVEN_UP_MS) return 'rest';
  if (isInDoubt(attempt) || isOverdueElsewhere(attempt)) return 'review';
  if (attempt.state !== 'approving') return 'rest';
  return attempt.progress.askAgainAt === undefined ? 'doubt' : 'not-executed';
}

/** An account that a backend had issued, and nobody is there to say what became of it. */
const isOverdueElsewhere = (attempt: Attempt): boolean =>
  attempt.state === 'awaiting-deposit' &&
  attempt.progress.approveMode === 'forward' &&
  attempt.readAt >= depositEnd(attempt);

const isInDoubt = ({ state }: Attempt): boolean => state === 'unknown' || state === 'reversing';

/** What a hint from outside (a webhook, a buyer who looks) is good for: to ask now. */
export function dutyOnHint(attempt: Attempt, approver: Recoverable): Duty {
  const { state } = attempt;
  if (approver?.query && mayHaveMoved(attempt, approver)) return 'ask';
  return state === 'approving' || state === 'authenticated' ? 'rest' : dutyOf(attempt, approver);
}

function mayHaveMoved(
  { state, progress }: Attempt,
  { facts, byMerchant }: NonNullable<Recoverable>,
): boolean {
  switch (state) {
    case 'ready':
    case 'authenticated':
      return facts.approvedAtCallback;
    case 'approved':
      return progress.deposit !== undefined;
    case 'canceled':
    case 'expired':
    case 'reversed':
      // Nothing that the backend may have done since could be undone by us.
      return byMerchant !== true;
    default:
      return false;
  }
}

/** However late somebody comes to it, he asks first: a server may have been down for days. */
function doubtDuty(attempt: Attempt, approver: Recoverable): Duty {
  if (approver?.query) return 'ask';
  if (isOtherAmount(attempt, approver)) return 'review';
  if (attempt.readAt >= netCancelDue(attempt, approver)) return 'reverse';
  if (mayReplay(attempt, approver)) return 'replay';
  if (!approver?.netCancel) return 'review';
  return attempt.readAt >= quarantineEnd(attempt, approver.facts) ? 'reverse' : 'rest';
}

/** What is left to do about a doubt that was asked about and did not end by it. */
export function dutyAfterAsking(
  attempt: Attempt,
  approver: Recoverable,
  isAnswered: boolean,
): Extract<Duty, 'rest' | 'reverse' | 'review'> {
  const isOpen = attempt.state === 'unknown' || attempt.state === 'awaiting-deposit';
  if (isOpen && isAnswered && isOtherAmount(attempt, approver)) return 'review';
  if (approver?.byMerchant && isSilentPastDue(attempt, isAnswered)) return 'review';
  if (attempt.state !== 'unknown') return 'rest';
  if (attempt.readAt >= netCancelDue(attempt, approver)) return 'reverse';
  if (isAnswered || ageOf(attempt) <= DOUBT_GIVEN_UP_MS) return 'rest';
  return approver?.netCancel ? 'reverse' : 'review';
}

/** An account that is over, of which its backend does not say whether it was paid into. */
const isSilentPastDue = (attempt: Attempt, isAnswered: boolean): boolean =>
  attempt.state === 'awaiting-deposit' &&
  !isAnswered &&
  attempt.readAt >= depositEnd(attempt) + DOUBT_GIVEN_UP_MS;

/** The backend says that it took another amount: asked once more, it would only say so again. */
const isOtherAmount = ({ progress }: Attempt, approver: Recoverable): boolean =>
  approver?.byMerchant === true && progress.code === 'AMOUNT_MISMATCH';

/** Whether a reversal that a query still does not confirm has gone on for too long. */
export const isReversalGivenUp = (attempt: Attempt): boolean =>
  ageOf(attempt) > REVERSAL_GIVEN_UP_MS;

/** Whether the very same approval may be asked for again. */
export const mayReplay = (attempt: Attempt, approver: Recoverable): boolean =>
  approver?.approve !== undefined &&
  approver.facts.replaySafe &&
  attempt.readAt < approveDeadline(attempt, approver);
