import { Webhook } from 'standardwebhooks';
import { verifyForward, verifyHook, type ForwardAnswer, type StatusAnswer } from '../backend.ts';
import { ENVELOPE_HEADER, type ForwardEnvelope } from '../merchant/forward-envelope.ts';
import type { HttpOutcome, HttpRequest } from '../providers/provider.ts';
import { SIGNATURE_LIFE_MS } from './history-record.ts';
import type { TestBank } from './test-provider.bank.ts';
import { PaymentSchema, type PaymentAnswer } from './test-provider.wire.ts';

/** What becomes of a forward. All but the first three approve as well, and lose or bend the answer. */
export const FORWARD_ANSWERS = [
  'approves',
  'declines',
  'dies-before',
  'dies-after',
  'other-amount',
  'nonsense',
  'no-id',
  'error',
  'late',
  'absent',
] as const;
export const STATUS_ANSWERS = ['knows', 'nothing', 'error', 'nonsense', 'absent'] as const;

const answered = (status: number, body: unknown = {}): HttpOutcome => ({
  kind: 'answered',
  status,
  body: Buffer.from(JSON.stringify(body)),
});
const NO_ANSWER: HttpOutcome = { kind: 'no-answer', reason: 'ECONNRESET' };
const NOT_SENT: HttpOutcome = { kind: 'not-sent', reason: 'ECONNREFUSED' };

/** A forward as the backend remembers it. */
interface Known {
  readonly envelope: ForwardEnvelope;
  readonly header: string;
  /** What the buyer brought from the bank. */
  readonly authKey: string;
  /** Being worked at. */
  isInHand: boolean;
  /** The bank was asked, and may have taken the money. */
  hasAsked: boolean;
  /** What came of it, said again whenever somebody asks. */
  answer: ForwardAnswer | undefined;
}

export interface HistoryBackendOptions {
  readonly hookSecret: string;
  readonly now: () => number;
  readonly after: (ms: number, work: () => void) => void;
  readonly bankOf: (channel: string) => TestBank;
  readonly violate: (what: string) => void;
}

/**
 * A merchant's backend that approves by itself at the banks. It is honest: what it says of a payment
 * is true of it, but for the answers that are bent on purpose, and what it is not sure of it does not
 * say. `seals`: it remembers that it said that nothing was done, and does nothing afterwards; without,
 * it only knows what it has heard of, and a signature's life is all that keeps it from a late forward.
 */
export class HistoryBackend {
  forward: (typeof FORWARD_ANSWERS)[number] = 'approves';
  status: (typeof STATUS_ANSWERS)[number] = 'knows';
  seals = true;
  /** How late the next forward that is carried out late will be. */
  lateness = 0;
  readonly #known = new Map<string, Known>();
  readonly #sealed = new Set<string>();
  readonly #webhook: Webhook;
  readonly #options: HistoryBackendOptions;

  constructor(options: HistoryBackendOptions) {
    this.#options = options;
    this.#webhook = new Webhook(options.hookSecret);
  }

  /** Whether a forward of this attempt has arrived, however it was answered. */
  hasHeardOf(attemptId: string): boolean {
    return this.#known.has(attemptId);
  }

  get isBusy(): boolean {
    return [...this.#known.values()].some(({ isInHand }) => isInHand);
  }

  /** From now on it works as it should; what it has in hand is carried out. */
  heal(): void {
    for (const known of this.#known.values()) this.#finish(known);
    Object.assign(this, { forward: 'approves', status: 'knows' });
  }

  /** @param repeats whether the line says that a forward may come again */
  answerForward(request: HttpRequest, repeats: boolean): HttpOutcome {
    const { forward } = this;
    if (forward === 'absent') return NOT_SENT;
    const known = this.#arrived(request, repeats);
    if (!known) return answered(401);
    if (forward === 'dies-before') return NO_ANSWER;
    if (forward === 'late' && !known.isInHand && known.answer === undefined) {
      known.isInHand = true;
      this.#options.after(this.lateness, () => {
        this.#finish(known);
      });
      return NO_ANSWER;
    }
    if (known.isInHand) return answered(409);
    if (forward === 'declines' && !known.hasAsked) known.answer ??= declined('SOLD_OUT');
    this.#work(known);
    return known.answer ? bent(known.answer, forward) : answered(502);
  }

  answerStatus(request: HttpRequest): HttpOutcome {
    switch (this.status) {
      case 'nothing':
        return NO_ANSWER;
      case 'absent':
        return NOT_SENT;
      case 'error':
        return answered(500, NONE);
      case 'nonsense':
        return answered(200, { outcome: 'perhaps' });
      case 'knows': {
        const { id, attemptId } = this.#asked(request);
        const said = this.#known.get(attemptId);
        const answer = said ? this.#truthOf(said) : NONE;
        if (!answer) return answered(503);
        if (answer.outcome === 'none' && this.seals) this.#sealed.add(id);
        return answered(200, answer);
      }
    }
  }

  /** Checked as merchants check it. `undefined` when it was signed too long ago. */
  #arrived(request: HttpRequest, repeats: boolean): Known | undefined {
    const { method, url, exact, headers } = request;
    const header = headers[ENVELOPE_HEADER] ?? '';
    const isInTime = this.#isInTime(request, header);
    const { query = '', body = new Uint8Array() } = exact ?? {};
    const came = {
      method,
      url: `${url}?${query}`,
      headers: this.#signedNow(request, header),
      body,
    };
    const envelope = verifyForward(this.#options.hookSecret, came);
    if (!isInTime) return undefined;
    const { attemptId } = envelope;
    const known = this.#known.get(attemptId);
    if (known && !repeats) this.#options.violate(`${attemptId} was forwarded twice`);
    if (known && known.header !== header) this.#options.violate(`${attemptId} became another`);
    const fields = method === 'GET' || body.length === 0 ? query : Buffer.from(body).toString();
    const authKey = new URLSearchParams(fields).get('authKey') ?? '';
    const found = known ?? { envelope, header, authKey, ...NEW };
    this.#known.set(attemptId, found);
    return found;
  }

  #asked(request: HttpRequest): ForwardEnvelope {
    const { body = '' } = request;
    const headers = this.#signedNow(request, body);
    return verifyHook(this.#options.hookSecret, { headers, body }) as ForwardEnvelope;
  }

  #isInTime({ headers }: HttpRequest, payload: string): boolean {
    const seconds = Number(headers['webhook-timestamp']);
    const id = headers['webhook-id'] ?? '';
    const signature = this.#webhook.sign(id, new Date(seconds * 1000), payload);
    if (signature !== headers['webhook-signature']) this.#options.violate(`${id} is not signed`);
    // In whole seconds, as the verifiers that merchants are given.
    return Math.floor(this.#options.now() / 1000) - seconds <= SIGNATURE_LIFE_MS / 1000;
  }

  /** The verifiers go by the real clock. */
  #signedNow({ headers }: HttpRequest, payload: string): HttpRequest['headers'] {
    const now = new Date();
    return {
      ...headers,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.#webhook.sign(headers['webhook-id'] ?? '', now, payload),
    };
  }

  #finish(known: Known): void {
    if (!known.isInHand) return;
    known.isInHand = false;
    this.#work(known);
  }

  /** Approves, unless something has come of it already, or must not any more. */
  #work(known: Known): void {
    if (known.answer) return;
    const truth = this.#truthOf(known);
    if (truth?.outcome !== 'none') known.answer = truth;
    else if (this.#sealed.has(known.envelope.id)) known.answer = declined('GIVEN_UP');
    else known.answer = this.#askBank(known);
  }

  #askBank(known: Known): ForwardAnswer | undefined {
    const { channel, providerOrderId: orderId, amount } = known.envelope;
    known.hasAsked = true;
    const { authKey } = known;
    const reply = this.#options.bankOf(channel).call('approve', { orderId, authKey, amount });
    if (reply.kind !== 'answered' || reply.status >= 500) return undefined;
    if (reply.status !== 200) return declined(String(reply.json['code']));
    return moneyOf(PaymentSchema.parse(reply.json));
  }

  /** What is true of it now, asked of the bank if need be; `undefined` while that is not sure. */
  #truthOf({ answer, envelope, hasAsked, isInHand }: Known): StatusAnswer | undefined {
    if (isInHand) return undefined;
    if (answer && answer.outcome !== 'awaiting-deposit') return answer;
    if (!hasAsked) return NONE;
    const bank = this.#options.bankOf(envelope.channel);
    const reply = bank.call('query', { orderId: envelope.providerOrderId });
    if (reply.kind !== 'answered' || reply.status >= 500) return undefined;
    // A bank may hide what was not approved.
    const payment = reply.status === 200 ? PaymentSchema.parse(reply.json) : undefined;
    const isWaiting = !payment || payment.status === 'ready' || payment.status === 'authenticated';
    // The call whose answer was lost may still be carried out: better to say nothing.
    if (isWaiting) return bank.lateCalls() > 0 ? undefined : NONE;
    return moneyOf(payment) ?? declined('CLOSED');
  }
}

const NEW = { isInHand: false, hasAsked: false, answer: undefined } as const;
const NONE = { outcome: 'none' } as const;

const declined = (code: string): ForwardAnswer => ({ outcome: 'declined', code, message: '' });

function moneyOf(payment: PaymentAnswer): ForwardAnswer | undefined {
  const { status, transactionId = '', amount, account } = payment;
  if (status === 'approved') return { outcome: 'approved', transactionId, amount };
  if (status !== 'awaiting-deposit' || !account) return undefined;
  return { outcome: 'awaiting-deposit', transactionId, deposit: account };
}

/** What is heard of a true answer. */
function bent(answer: ForwardAnswer, how: (typeof FORWARD_ANSWERS)[number]): HttpOutcome {
  switch (how) {
    case 'dies-after':
      return NO_ANSWER;
    case 'error':
      return answered(500, declined('INTERNAL'));
    case 'nonsense':
      return answered(200, { ...answer, outcome: 'perhaps' });
    case 'no-id':
      return answered(200, { ...answer, transactionId: undefined });
    case 'other-amount':
      return answered(200, { ...answer, amount: { value: 1, currency: 'KRW' } });
    default:
      return answered(200, answer);
  }
}
