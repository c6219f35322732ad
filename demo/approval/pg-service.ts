import type { Request } from 'express';
import type { ForwardAnswer } from '../../server/backend.ts';
import type { Forward } from '../hooks.ts';

/** What became of a payment, as far as a provider lets the shop know. */
export type Word =
  | ForwardAnswer
  /** Nothing was taken yet, and still may be. */
  | { readonly outcome: 'open' }
  /** No answer, or none that the provider documents. */
  | { readonly outcome: 'unknown' };

/** What is read of a request. */
export type Received = Pick<Request, 'query' | 'body'>;

/** One merchant code at one provider: how the shop takes money by it, and asks about it. */
export interface PgService {
  /**
   * Asks for the money. What the provider gave the buyer's browser is read from the request, as if
   * the provider had called this very server.
   */
  readonly approve: (request: Received, forward: Forward) => Promise<Word>;
  /** Asks what became of it. */
  readonly inquire: (forward: Forward) => Promise<Word>;
}

export const declined = (code: string, message = '') =>
  ({ outcome: 'declined', code, message }) as const;

export const UNKNOWN = { outcome: 'unknown' } as const;
export const OPEN = { outcome: 'open' } as const;
