import type { Provider, ProviderFacts } from '../providers/provider.ts';
import type { Attempt } from './attempt.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** For how long one worker has an attempt to itself. Longer than all its calls together may take. */
export const LEASE_MS = 90 * SECOND;
/** On top of a call's time-out, to write its answer down. */
const MARGIN_MS = 5 * SECOND;
/** After so long a doubt is not asked about any more: it is reversed, or a person looks. */
const DOUBT_GIVEN_UP_MS = HOUR;
const REVERSAL_GIVEN_UP_MS = 24 * HOUR;
/** A net cancel is sent so long before its window closes, that a second try still fits in. */
const NET_CANCEL_MARGIN_MS = 5 * MINUTE;
/** Banks report a deposit of the last minute a little later. */
const DEPOSIT_MARGIN_MS = 10 * MINUTE;
/** When an attempt that ended without money is looked at again, in case money moved after all. */
const TAILS_MS = [10 * MINUTE, HOUR, 24 * HOUR];
/** A look that nobody answered is repeated after that, less often with the age of the end. */
const REPEAT_MS = 10 * MINUTE;
/** A last look that nobody answers is repeated until then. */
const TAILS_END_MS = 30 * 24 * HOUR;
/** Where money can move without an approve of ours, the first look comes at once. */
const EARLY_TAIL_MS = 10 * SECOND;

/** The verbs and facts that a recovery depends on; `undefined` once the channel was taken out. */
export type Recoverable =
  Pick<Provider, 'facts' | 'query' | 'netCancel' | 'refund' | 'approve'> | undefined;

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
  /** Ask the provider what became of it. */
  | 'ask'
  /** The same call once more, because the provider repeats its first answer. */
  | 'replay'
  | 'reverse'
  /** Get the money given back, and see that it was. */
  | 'give-back'
  | 'review';

/** Decides from the record alone; the same on every server. */
export function dutyOf(attempt: Attempt, provider: Recoverable): Duty {
  switch (attempt.state) {
    case 'created':
    case 'ready':
      return attempt.readAt >= windowEnd(attempt, provider) ? 'expire' : 'rest';
    case 'authenticated':
      return 'approve';
    case 'approving':
      if (attempt.progress.askAgainAt === undefined) return 'doubt';
      return attempt.readAt < approveDeadline(attempt, provider) ? 'approve-again' : 'not-executed';
    case 'unknown':
      return doubtDuty(attempt, provider);
    case 'reversing':
      return ageOf(attempt) > REVERSAL_GIVEN_UP_MS ? 'review' : 'give-back';
    case 'awaiting-deposit':
      return provider?.query ? 'ask' : 'rest';
    case 'canceled':
    case 'expired':
    case 'reversed':
      // However late somebody comes to it: that a server was down for days is no reason not to look.
      return provider?.query ? 'ask' : 'rest';
    case 'approved':
    case 'declined':
    case 'rejected':
    case 'review':
      return 'rest';
  }
}

/** What a hint from outside (a webhook, a buyer who looks) is good for: to ask now. */
export function dutyOnHint(attempt: Attempt, provider: Recoverable): Duty {
  const { state } = attempt;
  if (provider?.query && mayHaveMoved(attempt, provider.facts)) return 'ask';
  return state === 'approving' || state === 'authenticated' ? 'rest' : dutyOf(attempt, provider);
}

function mayHaveMoved({ state, progress }: Attempt, facts: ProviderFacts): boolean {
  switch (state) {
    case 'ready':
    case 'authenticated':
      return facts.approvedAtCallback;
    case 'approved':
      return progress.deposit !== undefined;
    case 'canceled':
    case 'expired':
    case 'reversed':
      return true;
    default:
      return false;
  }
}

function doubtDuty(attempt: Attempt, provider: Recoverable): Duty {
  const isOld = ageOf(attempt) > DOUBT_GIVEN_UP_MS;
  if (attempt.readAt >= netCancelDue(attempt, provider)) return 'reverse';
  if (provider?.query && !isOld) return 'ask';
  if (mayReplay(attempt, provider) && !isOld) return 'replay';
  if (!provider?.netCancel) return 'review';
  return attempt.readAt >= quarantineEnd(attempt, provider.facts) ? 'reverse' : 'rest';
}

/** Whether the very same approval may be asked for again. */
export const mayReplay = (attempt: Attempt, provider: Recoverable): boolean =>
  provider?.approve !== undefined &&
  provider.facts.replaySafe &&
  attempt.readAt < approveDeadline(attempt, provider);

/** Until when the provider takes an approval. */
export const approveDeadline = ({ progress }: Attempt, provider: Recoverable): number =>
  (progress.authenticatedAt ?? 0) + (provider?.facts.approveWindow ?? 0);

/** Before that moment "there is no approval" may still turn out wrong: a call may be under way. */
export const quarantineEnd = ({ progress }: Attempt, { callTimeout }: ProviderFacts): number =>
  (progress.askedAt ?? 0) + callTimeout + LEASE_MS;

/** When an account that nobody paid into is over. */
export const depositEnd = ({ progress }: Attempt): number =>
  (progress.deposit?.dueAt ?? 0) + DEPOSIT_MARGIN_MS;

/** Whether a net cancel would still be taken. */
export const isInNetCancelWindow = (attempt: Attempt, provider: Recoverable): boolean =>
  provider?.netCancel !== undefined &&
  attempt.readAt < (attempt.progress.askedAt ?? 0) + (provider.facts.netCancelWindow ?? 0);

function netCancelDue({ progress }: Attempt, provider: Recoverable): number {
  const window = provider?.netCancel && provider.facts.netCancelWindow;
  if (window === undefined) return Infinity;
  return (progress.askedAt ?? 0) + window - Math.min(NET_CANCEL_MARGIN_MS, window / 4);
}

/** For how long the buyer may still come back with a success, and the approval follow. */
export const windowOf = (provider: Recoverable): number =>
  provider ? provider.facts.authenticationWindow + provider.facts.approveWindow : HOUR;

const windowEnd = ({ createdAt }: Attempt, provider: Recoverable): number =>
  createdAt + windowOf(provider);

const ageOf = ({ readAt, progress }: Attempt): number => readAt - (progress.since ?? readAt);

/**
 * When the attempt has to be looked at next, seen from {@link Attempt.readAt}; `undefined` when
 * nothing is left to do.
 */
export function dueAt(attempt: Attempt, provider: Recoverable): number | undefined {
  const { state, readAt, progress } = attempt;
  switch (state) {
    case 'created':
    case 'ready':
      return Math.max(windowEnd(attempt, provider), readAt + MINUTE);
    case 'authenticated':
      return readAt + (ageOf(attempt) < MINUTE ? 5 * SECOND : 15 * SECOND);
    case 'approving':
      return progress.askAgainAt ?? afterCall(attempt, provider);
    case 'unknown':
      return Math.min(readAt + doubtPause(attempt), netCancelDue(attempt, provider));
    case 'reversing':
      return readAt + reversalPause(attempt);
    case 'awaiting-deposit':
      return Math.min(readAt + HOUR, Math.max(depositEnd(attempt), readAt + 10 * MINUTE));
    case 'canceled':
    case 'expired':
    case 'reversed':
      return nextTail(attempt, provider);
    case 'approved':
    case 'declined':
    case 'rejected':
    case 'review':
      return undefined;
  }
}

const afterCall = ({ readAt, progress }: Attempt, provider: Recoverable): number =>
  (progress.askedAt ?? readAt) + (provider?.facts.callTimeout ?? MINUTE) + MARGIN_MS;

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
  const { state } = attempt;
  const isEnded = state === 'canceled' || state === 'expired' || state === 'reversed';
  if (!isEnded) return REPEAT_MS;
  const age = ageOf(attempt);
  return age < TAILS_END_MS ? Math.max(REPEAT_MS, age / 8) : undefined;
}

/** Only where money can have moved: an approval was asked for, or needs no asking. */
function nextTail(attempt: Attempt, provider: Recoverable): number | undefined {
  const isEarly = provider?.facts.approvedAtCallback ?? false;
  if (!provider?.query || !(isEarly || attempt.progress.askedAt !== undefined)) return undefined;
  const since = attempt.progress.since ?? attempt.createdAt;
  const tails = (isEarly ? [EARLY_TAIL_MS, ...TAILS_MS] : TAILS_MS).map((ms) => since + ms);
  return tails.find((at) => at > attempt.readAt);
}
