import { randomBytes } from 'node:crypto';
import { sameAmount } from '../../protocol/index.ts';
import type { Amount } from '../../protocol/index.ts';
import type { LaunchClaims } from './house.schema.ts';

/** A yes of the buyer's. It is worth something once, for what he said yes to. */
export interface Authorization {
  readonly id: string;
  readonly attemptId: string;
  readonly orderId: string;
  readonly line: string;
  readonly amount: Amount;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Of the booking, once it was spent. */
  readonly transactionId?: string;
}

export type HouseApproval =
  | { readonly outcome: 'approved'; readonly transactionId: string; readonly amount: Amount }
  | { readonly outcome: 'declined'; readonly code: Refusal; readonly message: string };

type Refusal = keyof typeof REFUSALS;

const REFUSALS = {
  AUTHORIZATION_UNKNOWN: '확인되지 않은 결제예요.',
  AUTHORIZATION_EXPIRED: '결제 시간이 지났어요. 처음부터 다시 결제해 주세요.',
  AUTHORIZATION_SPENT: '이미 쓴 결제예요.',
  AMOUNT_DIFFERS: '결제 금액이 달라졌어요. 처음부터 다시 결제해 주세요.',
  BALANCE_TOO_LOW: '잔액이 모자라요.',
} as const;

/** How long an authorization may be spent: as long as the provider says. */
const AUTHORIZATION_LIFE = 10 * 60_000;

export interface HouseAccount {
  /** At the beginning, in won. */
  readonly balance: number;
  readonly now: () => number;
}

/** The books of a shop's points: what was authorized, what was spent, what is left. */
export class HouseLedger {
  readonly #account: HouseAccount;
  readonly #authorizations = new Map<string, Authorization>();

  constructor(account: HouseAccount) {
    this.#account = account;
  }

  /** What is left, in won. */
  get balance(): number {
    const spent = this.authorizations()
      .filter(({ transactionId }) => transactionId !== undefined)
      .reduce((sum, { amount }) => sum + amount.value, 0);
    return this.#account.balance - spent;
  }

  authorizations(): readonly Authorization[] {
    return [...this.#authorizations.values()];
  }

  /** For a backend, which has to see whose it is before it spends it. */
  find(id: string): Authorization | undefined {
    return this.#authorizations.get(id);
  }

  /** One for each attempt, however often the buyer's form comes. */
  authorize({ attemptId, orderId, line, amount }: LaunchClaims): Authorization {
    const known = this.authorizations().find((made) => made.attemptId === attemptId);
    if (known) return known;
    const id = randomBytes(16).toString('base64url');
    const at = this.#account.now();
    const made = { id, attemptId, orderId, line, amount, at };
    this.#authorizations.set(id, made);
    return made;
  }

  spend(id: string, amount: Amount): HouseApproval {
    const known = this.#authorizations.get(id);
    const refused = this.#refusalOf(known, amount);
    if (!known || refused) return declined(refused ?? 'AUTHORIZATION_UNKNOWN');
    const transactionId = randomBytes(12).toString('base64url');
    this.#authorizations.set(id, { ...known, transactionId });
    return { outcome: 'approved', transactionId, amount: known.amount };
  }

  #refusalOf(known: Authorization | undefined, amount: Amount): Refusal | undefined {
    if (!known) return 'AUTHORIZATION_UNKNOWN';
    if (known.transactionId !== undefined) return 'AUTHORIZATION_SPENT';
    if (this.#account.now() > known.at + AUTHORIZATION_LIFE) return 'AUTHORIZATION_EXPIRED';
    if (!sameAmount(known.amount, amount)) return 'AMOUNT_DIFFERS';
    return this.balance < amount.value ? 'BALANCE_TOO_LOW' : undefined;
  }

  reset(): void {
    this.#authorizations.clear();
  }
}

const declined = (code: Refusal): HouseApproval => ({
  outcome: 'declined',
  code,
  message: REFUSALS[code],
});
