import type { Request } from 'express';
import type { ForwardAnswer, StatusAnswer } from '../../server/backend.ts';
import type { Forward } from '../hooks.ts';
import { samePrice } from '../orders.ts';
import type { OrderBook } from '../orders.ts';
import { declined, UNKNOWN } from './pg-service.ts';
import type { PgService, Word } from './pg-service.ts';

export interface ApprovalDeskOptions {
  readonly book: OrderBook;
  /** By the channel's name in the companion server's configuration. */
  readonly services: Readonly<Record<string, PgService>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is known of one forward. A real shop keeps this in its database, under a unique key. */
interface Entry {
  readonly forward: Forward;
  /** Whoever asks the provider now. */
  asking: Promise<Word>;
  /** What the provider last said that was no doubt. */
  said?: Word;
  /** Since when it is not known whether the provider took the money. */
  doubtSince?: number;
  /** An account was issued: whether it was paid into, only the provider knows. */
  hasAccount?: true;
}

/** Longer than a call to a provider can be on its way once it was given up. */
const DOUBT_ENDS_MS = 60_000;

const TOO_LATE = declined('TOO_LATE');

/**
 * Approves what is forwarded, each forward once, and remembers what came of it. `undefined` where
 * that is not known.
 */
export class ApprovalDesk {
  readonly #options: ApprovalDeskOptions;
  readonly #entries = new Map<string, Entry>();
  /** Of these the shop has said that it did nothing, so it never will. */
  readonly #closed = new Set<string>();

  constructor(options: ApprovalDeskOptions) {
    this.#options = options;
  }

  async approve(request: Request, forward: Forward): Promise<ForwardAnswer | undefined> {
    if (this.#closed.has(forward.id)) return TOO_LATE;
    const known = this.#entries.get(forward.id);
    const word = await (known ? this.#standing(known) : this.#first(request, forward));
    return this.#closed.has(forward.id) ? TOO_LATE : answerIn(word);
  }

  async status(forward: Forward): Promise<StatusAnswer | undefined> {
    const known = this.#entries.get(forward.id);
    if (!known) this.#closed.add(forward.id);
    const word = known && (await this.#standing(known));
    return this.#closed.has(forward.id) ? { outcome: 'none' } : word && answerIn(word);
  }

  #first(request: Request, forward: Forward): Promise<Word> {
    const service = this.#serviceFor(forward);
    const isService = 'approve' in service;
    const entry: Entry = {
      forward,
      asking: isService ? service.approve(request, forward) : Promise.resolve(service),
    };
    // Nothing was awaited yet: whoever comes meanwhile finds it, and waits for it.
    this.#entries.set(forward.id, entry);
    return this.#listen(entry);
  }

  /** The first answer again, or what the provider says now where that may be another. */
  async #standing(entry: Entry): Promise<Word> {
    const word = await entry.asking;
    const service = this.#options.services[entry.forward.channel];
    if (!service || (entry.doubtSince === undefined && !entry.hasAccount)) return word;
    entry.asking = service.inquire(entry.forward);
    return this.#listen(entry);
  }

  #listen(entry: Entry): Promise<Word> {
    entry.asking = entry.asking.catch(() => UNKNOWN).then((word) => this.#note(entry, word));
    return entry.asking;
  }

  #note(entry: Entry, word: Word): Word {
    const { forward } = entry;
    if (word.outcome === 'unknown' || word.outcome === 'open') {
      this.#doubt(entry, word);
      return word;
    }
    entry.said = word;
    delete entry.doubtSince;
    const { book } = this.#options;
    const { orderId, attemptId, method, amount } = forward;
    if (word.outcome === 'awaiting-deposit') {
      entry.hasAccount = true;
      book.awaitDeposit(orderId, { attemptId, deposit: word.deposit });
    } else if (word.outcome === 'declined') {
      book.closeAccount(orderId, attemptId);
    } else if (samePrice(word.amount, amount)) {
      book.markPaid(orderId, { transactionId: word.transactionId, method, attemptId });
    }
    return word;
  }

  /** It ends when the provider has taken nothing, and no call of ours can be on its way any more. */
  #doubt(entry: Entry, { outcome }: Word): void {
    if (entry.hasAccount) return;
    const { now } = this.#options;
    entry.doubtSince ??= now();
    const isOver = now() - entry.doubtSince >= DOUBT_ENDS_MS;
    if (outcome === 'open' && isOver) this.#closed.add(entry.forward.id);
  }

  /** Who is asked for the money, or what the shop itself has against that. */
  #serviceFor({ line, orderId, amount, channel }: Forward): PgService | ForwardAnswer {
    const order = this.#options.book.findOn(line, orderId);
    if (!order) return declined('ORDER_UNKNOWN');
    if (order.state === 'paid') return declined('ALREADY_PAID');
    if (!samePrice(order.amount, amount)) return declined('PRICE_CHANGED');
    const isTaken = [...this.#entries.values()].some(
      (other) => other.forward.orderId === orderId && this.#mayHaveTaken(other),
    );
    if (isTaken) return declined('PAID_OTHERWISE');
    return this.#options.services[channel] ?? declined('CHANNEL_UNKNOWN');
  }

  #mayHaveTaken({ forward, said }: Entry): boolean {
    return !this.#closed.has(forward.id) && (said === undefined || said.outcome === 'approved');
  }
}

/** Of a doubt, nothing. */
const answerIn = (word: Word): ForwardAnswer | undefined =>
  word.outcome === 'unknown' || word.outcome === 'open' ? undefined : word;
