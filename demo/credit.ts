import { randomBytes } from 'node:crypto';
import type { Amount } from './hooks.ts';

/** What the one buyer of the demo has paid in beforehand, in won. */
export const CREDIT = {
  name: { ko: '온유 예치금', en: 'Onyu credit' },
  balance: 50_000,
} as const;

/** Money that was spent, once and for good. */
export interface Spending {
  readonly transactionId: string;
  readonly attemptId: string;
  readonly orderId: string;
  readonly amount: Amount;
}

/** Money that buyers paid in beforehand. It needs no page: the payment window asks. */
export class CreditBook {
  #spent: Spending[] = [];

  get balance(): number {
    return CREDIT.balance - this.#spent.reduce((sum, { amount }) => sum + amount.value, 0);
  }

  /** The same for the same attempt; `undefined` where too little is left. */
  spend(wish: Omit<Spending, 'transactionId'>): Spending | undefined {
    const known = this.#spent.find(({ attemptId }) => attemptId === wish.attemptId);
    if (known) return known;
    if (wish.amount.value > this.balance) return undefined;
    const spending = { ...wish, transactionId: newTransactionId() };
    this.#spent.push(spending);
    return spending;
  }

  spent(): readonly Spending[] {
    return this.#spent;
  }

  reset(): void {
    this.#spent = [];
  }
}

/** Short enough to be read out, and to stand in one line on a phone. */
const newTransactionId = (): string => `C-${randomBytes(6).toString('hex')}`;
