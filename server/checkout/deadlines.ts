import type { CheckedConfig } from '../config.ts';
import type { ProviderFacts } from '../providers/provider.ts';
import type { Attempt } from './attempt.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** For how long one worker has an attempt to itself, at least. */
export const LEASE_MS = 90 * SECOND;
/** The merchant's answer, and writing down, beside two calls to the provider. */
const LEASE_MARGIN_MS = 30 * SECOND;
/** A net cancel is sent so long before its window closes, that a second try still fits in. */
const NET_CANCEL_MARGIN_MS = 5 * MINUTE;
/** Banks report a deposit of the last minute a little later. */
const DEPOSIT_MARGIN_MS = 10 * MINUTE;

export interface RecoveryFacts extends Omit<
  ProviderFacts,
  'orderId' | 'endsNeedQuery' | 'webhookAnswer'
> {
  /** For how long after its time-out a call may still be taken up; a lease where left out. */
  readonly lateArrival?: number;
}

/** What a recovery depends on: facts, and the verbs that are there. */
export interface Recoverability {
  readonly facts: RecoveryFacts;
  readonly approve?: unknown;
  readonly query?: unknown;
  readonly netCancel?: unknown;
  readonly refund?: unknown;
  /** The merchant's backend approves. Only it ends a doubt, and we never give anything back. */
  readonly byMerchant?: true;
}
/** `undefined` as long as nobody can be asked. */
export type Recoverable = Recoverability | undefined;

/** The longest that a call about an attempt may take. */
export const longestCall = ({
  channels,
  lines,
}: Pick<CheckedConfig, 'channels' | 'lines'>): number =>
  Math.max(
    0,
    ...Object.values(channels).map(({ facts }) => facts.callTimeout),
    ...Object.values(lines)
      .flatMap(({ approve, methods }) => [
        approve,
        ...Object.values(methods).map((of) => of.approve),
      ])
      .map((approve) => (approve?.mode === 'forward' ? approve.timeoutMs : 0)),
  );

/** Longer than all calls together may take, whichever channel the attempt is of. */
export const leaseFor = (config: Pick<CheckedConfig, 'channels' | 'lines'>): number =>
  Math.max(LEASE_MS, 2 * longestCall(config) + LEASE_MARGIN_MS);

/** Until when an approval may be asked for. */
export const approveDeadline = ({ progress }: Attempt, approver: Recoverable): number =>
  (progress.authenticatedAt ?? 0) + (approver?.facts.approveWindow ?? 0);

/** Before that moment "there is no approval" may still turn out wrong: a call may be under way. */
export const quarantineEnd = (
  { progress }: Attempt,
  { callTimeout, lateArrival = LEASE_MS }: Pick<RecoveryFacts, 'callTimeout' | 'lateArrival'>,
): number => (progress.askedAt ?? 0) + callTimeout + lateArrival;

/** When an account that nobody paid into is over. */
export const depositEnd = ({ progress }: Attempt): number =>
  (progress.deposit?.dueAt ?? 0) + DEPOSIT_MARGIN_MS;

/** Whether a net cancel would still be taken. */
export const isInNetCancelWindow = (attempt: Attempt, approver: Recoverable): boolean =>
  approver?.netCancel !== undefined &&
  attempt.readAt < (attempt.progress.askedAt ?? 0) + (approver.facts.netCancelWindow ?? 0);

/** From when on a doubt is undone rather than asked about once more. */
export function netCancelDue({ progress }: Attempt, approver: Recoverable): number {
  const window = approver?.facts.netCancelWindow;
  if (approver?.netCancel === undefined || window === undefined) return Infinity;
  return (progress.askedAt ?? 0) + window - Math.min(NET_CANCEL_MARGIN_MS, window / 4);
}

/** For how long the buyer may still come back with a success, and the approval follow. */
export const windowOf = (approver: Recoverable): number =>
  approver ? approver.facts.authenticationWindow + approver.facts.approveWindow : HOUR;

/** From when on nothing more can come of a window. */
export const windowEnd = ({ createdAt }: Attempt, approver: Recoverable): number =>
  createdAt + windowOf(approver);

/** For how long it has been in its state. */
export const ageOf = ({ readAt, progress }: Attempt): number => readAt - (progress.since ?? readAt);
