import type { HttpOutcome, HttpRequest } from '../providers/provider.ts';
import type { HistoryBackend } from './history-backend.ts';
import type { HistoryRecord } from './history-record.ts';

export const HOOKS = {
  order: 'http://shop.localhost/order',
  confirm: 'http://shop.localhost/confirm',
  notify: 'http://shop.localhost/notify',
  /** Approvals are forwarded to it, with a query of its own; where it ends so, they may be repeated. */
  approval: 'http://shop.localhost/approval?pgType=TESTBANK',
  approvalAgain: 'http://shop.localhost/approval/again',
  status: 'http://shop.localhost/status',
} as const;

export const CONFIRM_ANSWERS = [
  'yes',
  'no',
  'nothing',
  'error',
  'nonsense',
  'unreachable',
] as const;
export const NOTIFY_ANSWERS = ['up', 'down', 'lost', 'error'] as const;

const answered = (status: number, body: unknown = {}): HttpOutcome => ({
  kind: 'answered',
  status,
  body: Buffer.from(JSON.stringify(body)),
});
const NO_ANSWER: HttpOutcome = { kind: 'no-answer', reason: 'TIMEOUT' };

/** The merchant's backend: answers as it is told, and holds what it is told against the record. */
export class HistoryMerchant {
  confirm: (typeof CONFIRM_ANSWERS)[number] = 'yes';
  notify: (typeof NOTIFY_ANSWERS)[number] = 'up';
  /** Attempts whose money the merchant has said he wants. */
  readonly confirmed = new Set<string>();
  /** Notices by their id, each with the text it came with first. */
  readonly received = new Map<string, string>();
  readonly backend: HistoryBackend;
  readonly #record: HistoryRecord;
  readonly #violate: (what: string) => void;

  constructor(record: HistoryRecord, backend: HistoryBackend, violate: (what: string) => void) {
    this.#record = record;
    this.backend = backend;
    this.#violate = violate;
  }

  answer(request: HttpRequest): HttpOutcome {
    const { url, headers, body = '' } = request;
    if (url === HOOKS.status) return this.backend.answerStatus(request);
    if (request.exact) {
      return this.backend.answerForward(request, url === HOOKS.approvalAgain);
    }
    if (url === HOOKS.confirm) {
      if (this.confirm === 'yes') this.confirmed.add(headers['webhook-id'] ?? '');
      return this.#confirmation();
    }
    if (this.notify === 'down') return NO_ANSWER;
    this.#receive(headers['webhook-id'] ?? '', body);
    if (this.notify === 'lost') return NO_ANSWER;
    return answered(this.notify === 'error' ? 500 : 204);
  }

  #confirmation(): HttpOutcome {
    switch (this.confirm) {
      case 'yes':
        return answered(200, { outcome: 'confirmed' });
      case 'no':
        return answered(200, { outcome: 'refused', reason: 'sold out' });
      case 'nothing':
        return NO_ANSWER;
      case 'error':
        return answered(503);
      case 'nonsense':
        return answered(200, { outcome: 'perhaps' });
      case 'unreachable':
        return { kind: 'not-sent', reason: 'ECONNREFUSED' };
    }
  }

  /** I8: under a stable id, of a state that is durable, in the order of the attempt. */
  #receive(id: string, payload: string): void {
    const notice = this.#record.notices.get(id);
    if (!notice) {
      this.#violate(`I8: the notice ${id} came before its state was durable`);
      return;
    }
    const { attemptId, seq } = notice;
    if (notice.payload !== payload) this.#violate(`I8: the notice ${id} says something else`);
    const isNew = !this.received.has(id);
    const skipped = this.#record
      .noticesOf(attemptId)
      .filter((older) => older.seq < seq && !this.received.has(older.id));
    if (isNew && skipped.length > 0) this.#violate(`I8: ${id} came before ${skipped[0]?.id ?? ''}`);
    this.received.set(id, payload);
  }
}
