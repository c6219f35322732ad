import { backendBook, ledgersOf } from '../ledgers.ts';
import type { LedgerBooks } from '../ledgers.ts';
import type { EngineStage } from './stage.ts';

/** What three independent books say of one order. */
export interface Books extends LedgerBooks {
  /** The merchant's own. */
  readonly backend: string;
  /** Each attempt's state, the newest first. */
  readonly store: string;
}

/** Nobody was asked for money, and nobody says that it was paid. */
export const NOTHING_TAKEN = { approveCalls: 0, backend: 'unpaid' } as const;

export async function booksOf({ demo, store }: EngineStage, orderId: string): Promise<Books> {
  const attempts = await store.findByOrder(orderId);
  return {
    ...ledgersOf(demo, orderId),
    backend: backendBook(demo, orderId),
    store: attempts.map(({ state }) => state).join(', '),
  };
}
