import { randomUUID } from 'node:crypto';
import { sameAmount } from '../protocol/index.ts';
import type {
  CallbackReading,
  CallbackRequest,
  Provider,
  QueryAnswer,
} from '../providers/provider.ts';
import type { KeptRequest } from '../store/store.ts';
import { advance, type Remark, type Step } from './advance.ts';
import { approve } from './approve.ts';
import type { Attempt } from './attempt.ts';
import { providerOf, type Checkout } from './checkout.ts';
import { contextOf, faultOf, preparedRecordOf } from './provider-call.ts';

type Proof = QueryAnswer['outcome'];

/**
 * Stage 3. Reads a callback that is already kept raw, moves the attempt, and starts the approval
 * without waiting for it. A success moves an attempt once, however often it comes; an end is looked
 * into again as long as the provider could not be asked about it.
 */
export async function receiveCallback(
  checkout: Checkout,
  attempt: Attempt,
  kept: KeptRequest,
): Promise<void> {
  const provider = providerOf(checkout, attempt);
  const reading = provider ? read(provider, attempt, kept) : rejected('channel is gone');
  const ended = reading.kind === 'canceled' || reading.kind === 'failed';
  const proof = provider && ended ? await proveEnd(checkout, provider, attempt) : undefined;
  const advanced = await advance(checkout, attempt.id, (at) =>
    stepOf(checkout, at, reading, proof),
  );
  const isOpen = advanced.attempt.state === 'ready' && proof === 'unknown';
  if (!isOpen) await checkout.store.settleRequest(kept.id);
  if (advanced.attempt.state === 'authenticated') {
    checkout.background(approve(checkout, attempt.id));
  }
}

/** Callbacks that a dead process left unread, or whose end the provider could not be asked about. */
export async function receiveLeftBehind(checkout: Checkout, before: number): Promise<void> {
  for (const kept of await checkout.store.claimRequests(before, 20)) {
    const attempt = await checkout.store.find(kept.attemptId);
    if (attempt) await receiveCallback(checkout, attempt, kept);
    else await checkout.store.settleRequest(kept.id);
  }
}

const callbackOf = (kept: KeptRequest): CallbackRequest => ({
  httpMethod: kept.httpMethod === 'POST' ? 'POST' : 'GET',
  leg: kept.leg,
  query: [...new URLSearchParams(kept.rawQuery)],
  contentType: kept.contentType,
  body: kept.body,
});

/** What comes of a request once it was held against the attempt. */
type Reading =
  | CallbackReading
  /** A success that speaks of other money or another order than ours. */
  | { readonly kind: 'contradicts'; readonly reason: string };

const rejected = (reason: string): Reading => ({ kind: 'rejected', reason });
const contradicts = (reason: string): Reading => ({ kind: 'contradicts', reason });

function read(provider: Provider, attempt: Attempt, kept: KeptRequest): Reading {
  try {
    const record = preparedRecordOf(attempt);
    return checkClaims(provider.readCallback(callbackOf(kept), record), attempt);
  } catch (error) {
    return rejected(faultOf(error).fault);
  }
}

/** Where a callback speaks of money or order, it must speak of ours. */
function checkClaims(reading: CallbackReading, attempt: Attempt): Reading {
  if (reading.kind !== 'authenticated' || !reading.claims) return reading;
  const { amount, providerOrderId } = reading.claims;
  if (amount && !sameAmount(amount, attempt.amount)) return contradicts('another amount');
  if (providerOrderId !== undefined && providerOrderId !== attempt.providerOrderId) {
    return contradicts('another order');
  }
  return reading;
}

/** Whether the provider itself says that its window is over. One question at a time per attempt. */
async function proveEnd(checkout: Checkout, provider: Provider, attempt: Attempt): Promise<Proof> {
  if (!provider.facts.endsNeedQuery) return 'canceled';
  const { id, state } = attempt;
  const owner = randomUUID();
  if (state !== 'ready' || !provider.query) return 'unknown';
  if (!(await checkout.store.lease(id, owner, provider.facts.callTimeout * 1.5))) return 'unknown';
  try {
    const record = preparedRecordOf(attempt);
    return (await provider.query(record, contextOf(checkout, attempt))).outcome;
  } catch (error) {
    checkout.log.error({ attemptId: id, ...faultOf(error) }, 'query failed');
    return 'unknown';
  } finally {
    await checkout.store.release(id, owner);
  }
}

function stepOf(
  checkout: Checkout,
  attempt: Attempt,
  reading: Reading,
  proof: Proof | undefined,
): Step | Remark {
  if (attempt.state !== 'ready') return { remark: `late-callback-${reading.kind}` };
  switch (reading.kind) {
    case 'authenticated':
      return {
        transition: 'authenticated',
        progress: {
          authentication: reading.authentication,
          authenticatedAt: checkout.clock.now(),
        },
      };
    // Anybody who has the address can send nonsense to it; the true callback may still come.
    case 'rejected':
      return { remark: 'callback-rejected', data: { reason: reading.reason } };
    case 'contradicts':
      return {
        transition: 'contradicted',
        progress: { stage: 'authenticate', code: 'CALLBACK_CONTRADICTS' },
        data: { reason: reading.reason },
      };
    case 'canceled':
      return proof === 'canceled'
        ? { transition: 'canceled', progress: { code: 'BUYER_CANCELED' } }
        : { remark: 'cancel-not-proven', data: { proof: proof ?? 'none' } };
    case 'failed':
      return failureStep(reading, proof);
  }
}

function failureStep(
  { providerCode, message }: Extract<CallbackReading, { kind: 'failed' }>,
  proof: Proof | undefined,
): Step | Remark {
  const isOver = proof === 'declined' || proof === 'canceled';
  if (!isOver) return { remark: 'failure-not-proven', data: { proof: proof ?? 'none' } };
  const said = message === undefined ? {} : { message };
  return {
    transition: 'authentication-failed',
    progress: { stage: 'authenticate', code: 'AUTHENTICATION_FAILED', providerCode, ...said },
    data: { providerCode },
  };
}
