import type { Notice } from './hooks.ts';

/**
 * What a notice did to the records. `order-unknown`, `amount-differs`, `already-paid` and
 * `deposit-withdrawn` are for a person to look at.
 */
export type NoticeEffect =
  | 'paid'
  /** Nothing to do: no money was taken, the shop knows already, or the notice is old. */
  | 'noted'
  /** An account was issued: the order waits for its money. */
  | 'deposit-awaited'
  /** The bank took a deposit back: the order waits for its money again. */
  | 'deposit-withdrawn'
  /** Nothing came into the account, and nothing may any more: the order can be paid anew. */
  | 'account-over'
  | 'order-unknown'
  | 'amount-differs'
  | 'already-paid';

export interface NoticeRecord {
  readonly webhookId: string;
  readonly notice: Notice;
  readonly effect: NoticeEffect;
  /** How often this notice arrived; it is delivered at least once. */
  deliveries: number;
}

/** States that no account comes back from. */
const ENDS: ReadonlySet<string> = new Set([
  'declined',
  'rejected',
  'canceled',
  'expired',
  'reversed',
]);

/** Whether the attempt is over, and nothing was paid. */
export const isEnd = ({ state }: Notice): boolean => ENDS.has(state);

/** Every notice that came, once. */
export class NoticeFile {
  readonly #records = new Map<string, NoticeRecord>();

  /** In the order of their first arrival. */
  all(): readonly NoticeRecord[] {
    return [...this.#records.values()];
  }

  /** Keeps a notice with what `book` does on it, which is asked only for a new one. */
  take(webhookId: string, notice: Notice, book: () => NoticeEffect): NoticeRecord {
    const known = this.#records.get(webhookId);
    if (known) {
      known.deliveries += 1;
      return known;
    }
    const record = { webhookId, notice, effect: book(), deliveries: 1 };
    this.#records.set(webhookId, record);
    return record;
  }

  /** Whether a later word on the same attempt came before this one. */
  isOld({ attemptId, seq }: Notice): boolean {
    return this.#of(attemptId).some((notice) => notice.seq > seq);
  }

  hasEnded(attemptId: string): boolean {
    return this.#of(attemptId).some(isEnd);
  }

  #of(attemptId: string): readonly Notice[] {
    return this.all().flatMap(({ notice }) => (notice.attemptId === attemptId ? [notice] : []));
  }
}
