import type { Attempt } from './attempt.ts';
import {
  ageOf,
  depositEnd,
  HOUR,
  MINUTE,
  netCancelDue,
  SECOND,
  windowEnd,
  type Recoverable,
} from './deadlines.ts';

/** On top of a call's time-out, to write its answer down. */
const MARGIN_MS = 5 * SECOND;
/** When an attempt that ended without money is looked at again, in case money moved after all. */
const TAILS_MS = [10 * MINUTE, HOUR, 24 * HOUR];
/** A look that nobody answered is repeated after that, less often with the age of the end. */
const REPEAT_MS = 10 * MINUTE;
/** A last look that nobody answers is repeated until then. */
const TAILS_END_MS = 30 * 24 * HOUR;
/** Where money can move without an approve of ours, the first look comes at once. */
const EARLY_TAIL_MS = 10 * SECOND;
/** How often somebody looks whether a channel that was taken out is back. */
const CHANNEL_PAUSE_MS = 10 * MINUTE;

/**
 * When the attempt has to be looked at next, seen from {@link Attempt.readAt}; `undefined` when
 * nothing is left to do.
 */
export function dueAt(attempt: Attempt, approver: Recoverable): number | undefined {
  const { state, readAt, progress } = attempt;
  if (!approver) return dueWithout(attempt);
  switch (state) {
    case 'created':
    case 'ready':
      return Math.max(windowEnd(attempt, approver), readAt + MINUTE);
    case 'authenticated':
      return readAt + (ageOf(attempt) < MINUTE ? 5 * SECOND : 15 * SECOND);
    case 'approving':
      return progress.askAgainAt ?? afterCall(attempt, approver);
    case 'unknown':
      return Math.min(readAt + doubtPause(attempt), netCancelDue(attempt, approver));
    case 'reversing':
      return readAt + reversalPause(attempt);
    case 'awaiting-deposit':
      // No webhook of the provider tells us what the merchant's backend learns by its own.
      if (approver.byMerchant) {
        return approver.query ? readAt + 10 * MINUTE : Math.max(readAt, depositEnd(attempt));
      }
      return Math.min(readAt + HOUR, Math.max(depositEnd(attempt), readAt + 10 * MINUTE));
    case 'canceled':
    case 'expired':
    case 'reversed':
      return approver.byMerchant ? undefined : nextTail(attempt, approver);
    case 'approved':
    case 'declined':
    case 'rejected':
    case 'review':
      return undefined;
  }
}

/** Everything that could still move waits for the channel; what has ended waits a month at most. */
function dueWithout(attempt: Attempt): number | undefined {
  const { state, readAt, channel } = attempt;
  const isFinal = ['approved', 'declined', 'rejected', 'review'].includes(state);
  const isLong = isEnded(attempt) && ageOf(attempt) >= TAILS_END_MS;
  return isFinal || isLong || channel === '' ? undefined : readAt + CHANNEL_PAUSE_MS;
}

const isEnded = ({ state }: Attempt): boolean =>
  state === 'canceled' || state === 'expired' || state === 'reversed';

const afterCall = ({ readAt, progress }: Attempt, approver: Recoverable): number =>
  (progress.askedAt ?? readAt) + (approver?.facts.callTimeout ?? MINUTE) + MARGIN_MS;

/** Ten seconds at most, so that a provider that is well again is believed within fifteen. */
function doubtPause(attempt: Attempt): number {
  const age = ageOf(attempt);
  if (age < 2 * SECOND) return 2 * SECOND;
  return age < 7 * SECOND ? 5 * SECOND : 10 * SECOND;
}

function reversalPause(attempt: Attempt): number {
  const { reversalAskedAt, reversalAcceptedAt } = attempt.progress;
  if (reversalAskedAt === undefined) return 0;
  const age = attempt.readAt - (reversalAcceptedAt ?? attempt.progress.since ?? attempt.readAt);
  if (age < 5 * SECOND) return 5 * SECOND;
  if (age < MINUTE) return 30 * SECOND;
  return age < 15 * MINUTE ? 2 * MINUTE : 10 * MINUTE;
}

/** In how many milliseconds a question that nobody answered is asked again, if ever. */
export function repeatIn(attempt: Attempt): number | undefined {
  if (!isEnded(attempt)) return REPEAT_MS;
  const age = ageOf(attempt);
  return age < TAILS_END_MS ? Math.max(REPEAT_MS, age / 8) : undefined;
}

/** Only where money can have moved: an approval was asked for, or needs no asking. */
function nextTail(attempt: Attempt, approver: Recoverable): number | undefined {
  const isEarly = approver?.facts.approvedAtCallback ?? false;
  if (!approver?.query || !(isEarly || attempt.progress.askedAt !== undefined)) return undefined;
  const since = attempt.progress.since ?? attempt.createdAt;
  const tails = (isEarly ? [EARLY_TAIL_MS, ...TAILS_MS] : TAILS_MS).map((ms) => since + ms);
  return tails.find((at) => at > attempt.readAt);
}
