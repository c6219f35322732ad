import type { ApiAnswer } from '../wire.simulator.ts';
import { error } from './tosspayments-codes.simulator.ts';

const FIFTEEN_DAYS = 15 * 24 * 3_600_000;

/** What one idempotency key is good for. The body is not part of it: another payment gets it too. */
export interface IdempotencyScope {
  readonly key: string;
  readonly secretKey: string;
  readonly method: string;
  readonly path: string;
}

interface FirstUse {
  readonly at: number;
  readonly answer: ApiAnswer;
  /** The first call has not been answered yet. */
  isRunning: boolean;
}

/** First answers by their idempotency keys, errors as well, for fifteen days. */
export class IdempotentAnswers {
  #uses = new Map<string, FirstUse>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The answer that is given again, or that it is not there yet. */
  find(scope: IdempotencyScope): ApiAnswer | undefined {
    const use = this.#uses.get(nameOf(scope));
    if (!use || this.#now() - use.at >= FIFTEEN_DAYS) return undefined;
    return use.isRunning ? error('IDEMPOTENT_REQUEST_PROCESSING') : use.answer;
  }

  keep(scope: IdempotencyScope, answer: ApiAnswer): void {
    this.#uses.set(nameOf(scope), { at: this.#now(), answer, isRunning: false });
  }

  /** Says whether the first call with this key still runs; without one there is nothing to say. */
  mark(scope: IdempotencyScope, isRunning: boolean): void {
    const use = this.#uses.get(nameOf(scope));
    if (use) use.isRunning = isRunning;
  }

  reset(): void {
    this.#uses.clear();
  }
}

const nameOf = ({ key, secretKey, method, path }: IdempotencyScope): string =>
  JSON.stringify([key, secretKey, method, path]);
