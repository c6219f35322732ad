import type { Provider, ProviderFacts } from '../providers/provider.ts';
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

/** The verbs and facts that a recovery depends on; `undefined` once the channel was taken out. */
export type Recoverable =
  Pick<Provider, 'facts' | 'query' | 'netCancel' | 'refund' | 'approve'> | undefined;

/** Longer than all calls together may take, whichever channel the attempt is of. */
export const leaseFor = (channels: Readonly<Record<string, Provider>>): number =>
  Math.max(
    LEASE_MS,
    ...Object.values(channels).map(({ facts }) => 2 * facts.callTimeout + LEASE_MARGIN_MS),
  );

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

/** From when on a doubt is undone rather than asked about once more. */
export function netCancelDue({ progress }: Attempt, provider: Recoverable): number {
  const window = provider?.netCancel && provider.facts.netCancelWindow;
  if (window === undefined) return Infinity;
  return (progress.askedAt ?? 0) + window - Math.min(NET_CANCEL_MARGIN_MS, window / 4);
}

/** For how long the buyer may still come back with a success, and the approval follow. */
export const windowOf = (provider: Recoverable): number =>
  provider ? provider.facts.authenticationWindow + provider.facts.approveWindow : HOUR;

/** From when on nothing more can come of a window. */
export const windowEnd = ({ createdAt }: Attempt, provider: Recoverable): number =>
  createdAt + windowOf(provider);

/** For how long it has been in its state. */
export const ageOf = ({ readAt, progress }: Attempt): number => readAt - (progress.since ?? readAt);
