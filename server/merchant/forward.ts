import type { Attempt } from '../checkout/attempt.ts';
import type { Checkout } from '../checkout/checkout.ts';
import type { RawRequest } from '../checkout/envelope.ts';
import { faultOf } from '../checkout/provider-call.ts';
import { relayedCookies } from '../checkout/relay.ts';
import type { ForwardSettings } from '../config.ts';
import type { Deposit } from '../protocol/index.ts';
import type { Approval, QueryAnswer } from '../providers/provider.ts';
import { readForwardAnswer, readStatusAnswer } from './forward-answer.ts';
import {
  encodeEnvelope,
  ENVELOPE_HEADER,
  LONGEST_ENVELOPE,
  sha256Hex,
  type ForwardEnvelope,
} from './forward-envelope.ts';
import { callHook, readJson, signed } from './hook.ts';

/** To be asked again costs nothing. */
const STATUS_TIMEOUT_MS = 10_000;

interface Forwarding {
  readonly settings: ForwardSettings;
  /** By the process's clock: afterwards others have given this call up. */
  readonly sendBefore: number;
}

/**
 * Hands the provider's callback to the merchant's backend as it came, and waits for what it made of
 * it. Never throws. The one thing that is proven to have done nothing is a call that never left.
 */
export async function forwardCallback(
  checkout: Checkout,
  attempt: Attempt,
  { settings, sendBefore }: Forwarding,
): Promise<Approval> {
  const opened = await openCallback(checkout, attempt, settings);
  if ('reason' in opened) return { outcome: 'not-sent', reason: opened.reason };
  const { raw, envelope, cookie } = opened;
  const header = encodeEnvelope(envelope);
  if (header.length > LONGEST_ENVELOPE) {
    // Of a doubt it says nothing that this one cannot be sent.
    return attempt.state === 'unknown'
      ? { outcome: 'unknown', reason: 'ENVELOPE_TOO_LONG' }
      : { outcome: 'declined', providerCode: 'ENVELOPE_TOO_LONG' };
  }
  if (checkout.clock.now() >= sendBefore) {
    return { outcome: 'not-sent', reason: 'too late to be sent' };
  }
  const reply = await checkout.send({
    method: envelope.httpMethod,
    url: withoutQuery(settings.url),
    headers: {
      accept: 'application/json',
      ...(raw.contentType === '' ? {} : { 'content-type': raw.contentType }),
      [ENVELOPE_HEADER]: header,
      ...signed(checkout, envelope.id, header),
      ...(cookie === undefined ? {} : { cookie }),
    },
    exact: { query: envelope.query, body: raw.body },
    timeoutMs: settings.timeoutMs,
  });
  if (reply.kind === 'not-sent') return { outcome: 'not-sent', reason: reply.reason };
  if (reply.kind === 'no-answer') return { outcome: 'unknown', reason: reply.reason };
  const answer = readForwardAnswer(reply.status, readJson(reply.body), attempt.amount);
  return believable(checkout, attempt, answer);
}

/** Asks the merchant's backend what became of a forward. Never throws; a doubt for no answer. */
export async function askStatus(
  checkout: Checkout,
  attempt: Attempt,
  settings: ForwardSettings,
): Promise<QueryAnswer> {
  const opened = await openCallback(checkout, attempt, settings);
  if ('reason' in opened) return { outcome: 'unknown', reason: opened.reason };
  const reply = await callHook(checkout, {
    url: settings.status ?? '',
    id: `status.${opened.envelope.id}`,
    body: encodeEnvelope(opened.envelope),
    timeoutMs: STATUS_TIMEOUT_MS,
    cookie: opened.cookie,
  });
  if (reply.kind !== 'answered') return { outcome: 'unknown', reason: reply.reason };
  const answer = readStatusAnswer(reply.status, readJson(reply.body), attempt.amount);
  return believable(checkout, attempt, answer);
}

const LONGEST_DEPOSIT_MS = 366 * 24 * 3_600_000;

/** What is well said and cannot be so is a doubt. */
async function believable<T extends Approval | QueryAnswer>(
  checkout: Checkout,
  attempt: Attempt,
  answer: T,
): Promise<T | { readonly outcome: 'unknown'; readonly reason: string }> {
  if (answer.outcome === 'awaiting-deposit' && !canBeAwaited(attempt, answer.deposit)) {
    return { outcome: 'unknown', reason: 'dueAt is no time to come, in milliseconds' };
  }
  if (answer.outcome !== 'approved') return answer;
  try {
    const isTaken = await paysAnother(checkout, attempt, answer.transactionId);
    return isTaken ? { outcome: 'unknown', reason: 'pays another attempt already' } : answer;
  } catch (error) {
    checkout.log.error({ attemptId: attempt.id, ...faultOf(error) }, 'approval not compared');
    return { outcome: 'unknown', reason: 'INTERNAL' };
  }
}

/** Of an account that is known it may be said that it is over. */
function canBeAwaited({ readAt, progress }: Attempt, { dueAt }: Deposit): boolean {
  const isToCome = dueAt > readAt || progress.deposit !== undefined;
  return isToCome && dueAt - readAt < LONGEST_DEPOSIT_MS;
}

/** Approval code that looks an order up at the provider may find what was paid for another line. */
async function paysAnother(
  { store }: Checkout,
  { id, orderId, channel }: Attempt,
  transactionId: string,
): Promise<boolean> {
  const others = await store.findByOrder(orderId);
  return others.some(
    (other) =>
      other.id !== id &&
      other.state === 'approved' &&
      other.channel === channel &&
      other.progress.transactionId === transactionId,
  );
}

interface OpenedCallback {
  readonly raw: RawRequest;
  readonly envelope: ForwardEnvelope;
  /** Of the buyer, where the line hands them on. */
  readonly cookie: string | undefined;
}

/** The callback that was believed, as it is kept, and what we vouch for of it. */
async function openCallback(
  checkout: Checkout,
  attempt: Attempt,
  settings: ForwardSettings,
): Promise<OpenedCallback | { readonly reason: string }> {
  const { store, envelopes, log } = checkout;
  try {
    const requests = await store.requests(attempt.id);
    const kept = requests.find(({ id }) => id === attempt.progress.callbackId);
    if (!kept) return { reason: 'the callback is not kept any more' };
    const raw = await envelopes.open(kept);
    const envelope = envelopeOf(attempt, settings, { raw, receivedAt: kept.receivedAt });
    return { raw, envelope, cookie: await relayedCookies(checkout, attempt) };
  } catch (error) {
    log.error({ attemptId: attempt.id, ...faultOf(error) }, 'callback cannot be opened');
    return { reason: 'the callback cannot be opened' };
  }
}

const envelopeOf = (
  attempt: Attempt,
  settings: ForwardSettings,
  { raw, receivedAt }: { readonly raw: RawRequest; readonly receivedAt: number },
): ForwardEnvelope => ({
  id: `forward.${attempt.id}`,
  attemptId: attempt.id,
  orderId: attempt.orderId,
  providerOrderId: attempt.providerOrderId,
  line: attempt.line,
  channel: attempt.channel,
  provider: attempt.snapshot.provider,
  method: attempt.method,
  amount: attempt.amount,
  providerState: { ...attempt.progress.providerState },
  httpMethod: settings.method === 'POST' || raw.httpMethod === 'POST' ? 'POST' : 'GET',
  query: [queryOf(settings.url), raw.rawQuery].filter((part) => part !== '').join('&'),
  contentType: raw.contentType,
  bodySha256: sha256Hex(raw.body),
  receivedAt,
});

const queryOf = (url: string): string => new URL(url).search.slice(1);

function withoutQuery(text: string): string {
  const url = new URL(text);
  url.search = '';
  return url.href;
}
