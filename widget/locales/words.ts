import type { Amount } from '../../server/protocol/index.ts';

/** A title and the sentences under it. */
export type Pair = readonly [title: string, text: string];

/**
 * Every word of the widget in one language. `m` is the method as a sentence names it, `amount` is
 * formatted already. The claim that no money has left the buyer stands only in `failed*`,
 * `canceled` and `expired`, which only the server can say.
 */
export interface Words {
  /** Money as people of this language write it. */
  readonly amount: (amount: Amount) => string;
  /** Day and time in Korea, where the payment is made. `at` in milliseconds since 1970. */
  readonly dateTime: (at: number) => string;
  /** Time of day in Korea, to the second. */
  readonly time: (at: number) => string;
  /** Stands in a sentence for a method whose name is not known. */
  readonly anyMethod: string;
  /** How a sentence names a method; for a wallet its own name is enough. */
  readonly methodName: (label: string, isWallet: boolean) => string;

  readonly methods: string;
  readonly loading: string;
  readonly choose: string;
  readonly hintPopup: (m: string) => string;
  readonly hintRedirect: (m: string) => string;
  readonly pay: (amount: string) => string;
  readonly payAgain: (amount: string) => string;
  readonly payWithoutAmount: string;
  readonly opening: string;

  readonly amountChanged: (amount: string) => Pair;
  readonly setUpFailed: Pair;
  readonly noMethods: Pair;
  readonly blocked: Pair;
  readonly authenticating: (m: string) => Pair;
  readonly windowLost: Pair;
  readonly confirming: Pair;
  readonly confirmingSlow: Pair;
  readonly pending: Pair;
  readonly complete: (shop: string) => Pair;
  readonly canceled: Pair;
  readonly expired: Pair;
  readonly failedTitle: string;
  readonly failedDeclined: (m: string) => string;
  readonly failedToLoad: (m: string) => string;
  readonly failedUncharged: string;
  readonly failedReversed: string;
  readonly orderHeld: Pair;
  readonly providerSays: (m: string) => string;
  readonly trace: string;

  readonly reload: string;
  readonly openWindow: string;
  readonly showWindow: string;
  readonly openAgain: string;
  readonly cancel: string;
  readonly checkResult: string;
  readonly checkNow: string;
  readonly startAgain: string;
  readonly viewOrder: string;

  readonly factMethod: string;
  readonly factOrder: string;
  readonly factPaidAt: string;
  readonly factAskedAt: string;
}
