import type { Amount, Method } from '../../server/protocol/index.ts';

/** What is told in the place of the methods, or in a band above them. */
export type Scene =
  | 'set-up-failed'
  | 'ticket-expired'
  | 'no-methods'
  | 'popup-blocked'
  | 'authenticating'
  | 'window-lost'
  | 'returning'
  | 'returning-unpaid'
  | 'confirming'
  | 'confirming-slow'
  | 'pending'
  | 'awaiting-deposit'
  | 'complete'
  | 'canceled'
  | 'expired'
  | 'failed'
  | 'failed-uncharged'
  | 'order-held'
  | 'order-refused'
  | 'reversed'
  | 'account-closed'
  | 'offline'
  | 'offline-live'
  | 'amount-changed';

/** A title, the sentences under it, and the words of its buttons in their order. */
export type Telling = readonly [title: string, text: string, ...actions: string[]];

/**
 * Every word of the widget in one language. `m` is the method as a sentence names it, `amount` is
 * formatted already, as is `price`; `dueAt` is when a deposit is due, in ms since 1970. The claim
 * that no money has left the buyer stands only in the scenes `failed*`, `order-refused`,
 * `account-closed`, `canceled` and `expired`, which only the server can say.
 */
export interface Words {
  /** Money as people of this language write it. */
  readonly amount: (amount: Amount) => string;
  /** Day, hour and minute in Korea, where the payment is made. `at` in ms since 1970. */
  readonly time: (at: number) => string;
  /** How a sentence names a method, known or not; for a wallet its own name is enough. */
  readonly nameOf: (method: Method | undefined) => string;

  readonly methods: string;
  readonly loading: string;
  readonly choose: string;
  /** What a press does, by presentation. */
  readonly popup: (m: string) => string;
  readonly redirect: (m: string) => string;
  readonly pay: (amount: string) => string;
  readonly payAgain: (amount: string) => string;
  readonly opening: string;
  readonly redirecting: (m: string) => string;
  /** A page that should be gone offers to go once more. */
  readonly stillHere: string;
  readonly offline: string;

  readonly scenes: Readonly<
    Record<Scene, (m: string, shop: string, price: string, dueAt: number) => Telling>
  >;
  /** Stands before the provider's own sentence. */
  readonly providerSays: (m: string) => string;
  readonly trace: string;
  readonly viewOrder: string;

  readonly paidWith: string;
  readonly orderNumber: string;
  readonly paidAt: string;

  /** `holdToCopy` where the browser does not let us copy. */
  readonly deposit: readonly [
    toTransfer: string,
    dueAt: string,
    depositor: string,
    holder: string,
    copyNumber: string,
    copy: string,
    copied: string,
    holdToCopy: string,
  ];
}
