import { chooseMethod, type ForwardSettings } from '../config.ts';
import { askStatus, forwardCallback } from '../merchant/forward.ts';
import type {
  Approval,
  AuthenticatedCallback,
  Provider,
  QueryAnswer,
} from '../providers/provider.ts';
import type { Attempt } from './attempt.ts';
import { providerOf, type Checkout } from './checkout.ts';
import { contextOf, faultOf, preparedRecordOf, queryProvider } from './provider-call.ts';
import type { Recoverability } from './deadlines.ts';

/**
 * Who takes the money of an attempt: the provider, asked by us, or the merchant's backend, which
 * asks it by itself (`forward`). The rest of the checkout only knows that somebody can.
 */
export interface Approver extends Recoverability {
  /** @param sendBefore by the process's clock: a process that slept until then sends nothing */
  readonly approve?: (attempt: Attempt, sendBefore: number) => Promise<Approval>;
  readonly query?: (attempt: Attempt) => Promise<QueryAnswer>;
}

/**
 * `undefined` as long as nobody can be asked: its channel, or the way that its approval began, was
 * taken out of the configuration. An approval is carried on by whoever began it: what we asked a
 * provider for is not the backend's affair, and what the backend was told is not ours.
 */
export function approverOf(checkout: Checkout, attempt: Attempt): Approver | undefined {
  const provider = providerOf(checkout, attempt);
  if (!provider) return undefined;
  const settings = chooseMethod(checkout.config, attempt.line, attempt.method)?.approve;
  const mode = modeOf(attempt, settings?.mode);
  if (mode !== 'forward') return directly(checkout, provider);
  if (settings?.mode === 'forward') return byMerchant(checkout, provider, settings);
  // Nobody was told of it yet: it ends with its window, as long as its settings do not come back.
  const hasBegun = attempt.progress.approvingAt !== undefined;
  return hasBegun ? undefined : { byMerchant: true, facts: provider.facts };
}

type Mode = ForwardSettings['mode'] | 'direct' | undefined;

/** Whoever began; until then whoever is configured now; past its end whoever was at its beginning. */
function modeOf({ state, progress, snapshot }: Attempt, configured: Mode): Mode {
  if (progress.approvingAt !== undefined) return progress.approveMode;
  return MAY_BEGIN.has(state)
    ? (configured ?? snapshot.approveMode)
    : (snapshot.approveMode ?? configured);
}

const MAY_BEGIN: ReadonlySet<Attempt['state']> = new Set(['created', 'ready', 'authenticated']);

const directly = (checkout: Checkout, provider: Provider): Approver => ({
  facts: provider.facts,
  ...(provider.approve ? { approve: asking(checkout, provider.approve) } : {}),
  ...(provider.query ? { query: (attempt) => queryProvider(checkout, attempt) } : {}),
  ...(provider.netCancel ? { netCancel: provider.netCancel } : {}),
  ...(provider.refund ? { refund: provider.refund } : {}),
});

const asking =
  (
    checkout: Checkout,
    approve: NonNullable<Provider['approve']>,
  ): NonNullable<Approver['approve']> =>
  async (attempt, sendBefore) => {
    const callback = checkedCallback(attempt);
    if (!callback) return { outcome: 'unknown', reason: 'cannot be asked' };
    try {
      const record = preparedRecordOf(attempt);
      return await approve(callback, record, contextOf(checkout, attempt, sendBefore));
    } catch (error) {
      checkout.log.error({ attemptId: attempt.id, ...faultOf(error) }, 'approve failed');
      return { outcome: 'unknown', reason: 'INTERNAL' };
    }
  };

/** The brand. Only a callback that agreed with its attempt was ever stored as authentication. */
const checkedCallback = (attempt: Attempt): AuthenticatedCallback | undefined =>
  attempt.progress.authentication as AuthenticatedCallback | undefined;

/**
 * Verifiers refuse what was signed longer ago, counted in whole seconds: until then a request of ours
 * may be taken up.
 */
const SIGNATURE_LIFE_MS = 5 * 60_000 + 1000;

const byMerchant = (
  checkout: Checkout,
  { facts }: Provider,
  settings: ForwardSettings,
): Approver => ({
  byMerchant: true,
  facts: {
    authenticationWindow: facts.authenticationWindow,
    approveWindow: facts.approveWindow,
    approvedAtCallback: false,
    callTimeout: settings.timeoutMs,
    lateArrival: SIGNATURE_LIFE_MS,
    replaySafe: settings.idempotent,
  },
  approve: (attempt, sendBefore) => forwardCallback(checkout, attempt, { settings, sendBefore }),
  ...(settings.status === undefined
    ? {}
    : { query: (attempt) => askStatus(checkout, attempt, settings) }),
});
