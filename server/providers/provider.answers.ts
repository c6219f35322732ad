import type { Amount, Deposit, LaunchInstruction } from '../protocol/index.ts';

/** What a provider keeps between its steps; JSON, stored with the attempt, never sent to a browser. */
export type ProviderState = Readonly<Record<string, string>>;

/** Why a provider said no: its own code for the operator, its own sentence for the buyer. */
export interface Refusal {
  readonly providerCode: string;
  readonly message?: string;
}

export type Preparation =
  | {
      readonly outcome: 'prepared';
      readonly instruction: LaunchInstruction;
      readonly providerState: ProviderState;
    }
  | ({ readonly outcome: 'declined' } & Refusal)
  /** No answer, or one nobody documented. Nothing can have moved: it may be tried again. */
  | { readonly outcome: 'unanswered'; readonly reason: string };

export type Approval =
  | {
      readonly outcome: 'approved';
      readonly transactionId: string;
      /** What the provider says it took. Compared with the record by the core. */
      readonly amount: Amount;
      /** Milliseconds since 1970. */
      readonly approvedAt?: number;
    }
  /** An account was issued for this amount; the money comes later, or never. */
  | {
      readonly outcome: 'awaiting-deposit';
      readonly transactionId: string;
      readonly amount: Amount;
      readonly deposit: Deposit;
    }
  /** A refusal from the provider's documented list, and only that. */
  | ({ readonly outcome: 'declined' } & Refusal)
  /** Everything else: time-outs, 5xx, "already processed", codes nobody documented. */
  | { readonly outcome: 'unknown'; readonly reason: string }
  /** Provably never reached the provider. */
  | { readonly outcome: 'not-sent'; readonly reason: string };

export type QueryAnswer =
  | Exclude<Approval, { outcome: 'not-sent' }>
  /** The buyer is still in the window, or left it open. */
  | { readonly outcome: 'waiting' }
  /** The buyer is done, approval was not asked for. */
  | { readonly outcome: 'authenticated' }
  /** The buyer gave up in the window; it is over. */
  | { readonly outcome: 'canceled' }
  /** Approved once, given back since. */
  | { readonly outcome: 'refunded' }
  | { readonly outcome: 'not-found' };

/** Where money goes back to that did not come from a card or wallet. `bank` is the provider's code. */
export interface RefundAccount {
  readonly bank: string;
  readonly accountNumber: string;
  readonly holder: string;
}

/** What is to be given back. */
export interface RefundOrder {
  /** Of the approval. */
  readonly transactionId: string;
  readonly amount: Amount;
  /** Set where something is left of the approval afterwards. */
  readonly isPart?: true;
  /** Part of it without VAT, in minor units. */
  readonly taxFreeAmount: number;
  /** The same for every repetition of one refund; the idempotency key where there is one. */
  readonly key: string;
  /** Needed for a deposit that was received. */
  readonly account?: RefundAccount;
}

/** What became of a net cancel or a refund. */
export type Reversal =
  /** The provider says that it gave back what it was asked to: all of the approval, mostly. */
  | { readonly outcome: 'reversed' }
  /** A documented no, which another try would only repeat. */
  | ({ readonly outcome: 'refused' } & Refusal)
  /** It may have been carried out. */
  | { readonly outcome: 'unknown'; readonly reason: string }
  | { readonly outcome: 'not-sent'; readonly reason: string };
