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
import { believe } from './ask.ts';
import { attend } from './attend.ts';
import type { Attempt } from './attempt.ts';
import { providerOf, type Checkout } from './checkout.ts';
import { leaseFor } from './deadlines.ts';
import type { RawRequest } from './envelope.ts';
import { faultOf, preparedRecordOf, queryProvider } from './provider-call.ts';

/**
 * Stage 3. Reads a callback that is already kept raw, moves the attempt, and starts the approval
 * without waiting for it. A success moves an attempt once, however often it comes; an end is looked
 * into again as long as the provider could not be asked about it.
 */
export async function receiveCallback(
  checkout: Checkout,
  attempt: Attempt,
  { kept, raw }: { readonly kept: KeptRequest; readonly raw: RawRequest },
): Promise<void> {
  const provider = providerOf(checkout, attempt);
  // Kept, and taken up again: the channel may be put back.
  if (!provider) return;
  const reading = read(provider, attempt, raw);
  const proof = await prove(checkout, provider, attempt, reading);
  const received = { reading, proof: proof?.outcome, kept, provider };
  const left =
    proof?.outcome === 'approved'
      ? await believe(checkout, attempt, proof)
      : (await advance(checkout, attempt.id, (at) => stepOf(at, received))).attempt;
  const isOpen = left.state === 'ready' && proof?.outcome === 'unknown';
  if (!isOpen) await checkout.store.settleRequest(kept.id);
  if (left.state === 'authenticated') checkout.background(attend(checkout, attempt.id));
}

const callbackOf = (raw: RawRequest): CallbackRequest => ({
  httpMethod: raw.httpMethod === 'POST' ? 'POST' : 'GET',
  leg: raw.leg,
  query: [...new URLSearchParams(raw.rawQuery)],
  contentType: raw.contentType,
  body: raw.body,
});

/** What comes of a request once it was held against the attempt. */
type Reading =
  | CallbackReading
  /** A success that speaks of other money or another order than ours. */
  | { readonly kind: 'contradicts'; readonly reason: string };

const rejected = (reason: string): Reading => ({ kind: 'rejected', reason });
const contradicts = (reason: string): Reading => ({ kind: 'contradicts', reason });

function read(provider: Provider, attempt: Attempt, raw: RawRequest): Reading {
  try {
    const record = preparedRecordOf(attempt);
    return checkClaims(provider.readCallback(callbackOf(raw), record), attempt);
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

/**
 * What the provider itself says, where a callback is not to be believed alone: that its window is
 * over, or that no money moved in it. One question at a time per attempt.
 */
async function prove(
  checkout: Checkout,
  { facts, query }: Provider,
  attempt: Attempt,
  { kind }: Reading,
): Promise<QueryAnswer | undefined> {
  const isEnd = kind === 'canceled' || kind === 'failed';
  if (isEnd && !facts.endsNeedQuery) return { outcome: 'canceled' };
  if (!isEnd && !(kind === 'contradicts' && facts.approvedAtCallback)) return undefined;
  const notNow: QueryAnswer = { outcome: 'unknown', reason: 'not asked now' };
  const { id, state } = attempt;
  const owner = randomUUID();
  if (state !== 'ready' || !query) return notNow;
  const leaseMs = leaseFor(checkout.config);
  if (!(await checkout.store.lease(id, owner, leaseMs, PROOF_GAP_MS))) return notNow;
  try {
    return await queryProvider(checkout, attempt);
  } finally {
    await checkout.store.release(id, owner);
  }
}

/** Whoever has the address can repeat himself; the provider is asked only so often. */
const PROOF_GAP_MS = 1000;

type Proof = QueryAnswer['outcome'] | undefined;

interface Received {
  readonly reading: Reading;
  readonly proof: Proof;
  /** Where it is kept, and when it came, which may be long before it is read. */
  readonly kept: KeptRequest;
  readonly provider: Provider;
}

function stepOf(attempt: Attempt, { reading, proof, kept, provider }: Received): Step | Remark {
  const fromOutside = true;
  if (attempt.state !== 'ready') return { remark: `late-callback-${reading.kind}`, fromOutside };
  switch (reading.kind) {
    case 'authenticated':
      return {
        transition: 'authenticated',
        progress: {
          authentication: reading.authentication,
          authenticatedAt: kept.receivedAt,
          callbackId: kept.id,
        },
      };
    // Anybody who has the address can send nonsense to it; the true callback may still come.
    case 'rejected':
      return { remark: 'callback-rejected', fromOutside, data: { reason: reading.reason } };
    case 'contradicts':
      if (mayStillPay(proof)) return { remark: 'contradiction-not-settled', fromOutside };
      return {
        transition: 'contradicted',
        progress: { stage: 'authenticate', code: 'CALLBACK_CONTRADICTS' },
        data: { reason: reading.reason },
      };
    case 'canceled':
      return proof === 'canceled'
        ? { transition: 'canceled', progress: { code: 'BUYER_CANCELED' } }
        : { remark: 'cancel-not-proven', fromOutside, data: { proof: proof ?? 'none' } };
    case 'failed':
      return failureStep(reading, proof, provider);
  }
}

/** Asked where money moves in the window: while it is open there, a lie must not end the attempt. */
const mayStillPay = (proof: Proof): boolean =>
  proof === 'unknown' ||
  proof === 'waiting' ||
  proof === 'not-found' ||
  proof === 'awaiting-deposit';

function failureStep(
  { providerCode, message }: Extract<CallbackReading, { kind: 'failed' }>,
  proof: Proof,
  { facts }: Provider,
): Step | Remark {
  const isOver = proof === 'declined' || proof === 'canceled';
  if (!isOver) {
    return { remark: 'failure-not-proven', fromOutside: true, data: { proof: proof ?? 'none' } };
  }
  const said = message === undefined ? {} : { message };
  return {
    // Where money can move without us, it may on a second try: such an end is looked at again.
    transition: facts.approvedAtCallback ? 'canceled' : 'authentication-failed',
    progress: { stage: 'authenticate', code: 'AUTHENTICATION_FAILED', providerCode, ...said },
    data: { providerCode },
  };
}
