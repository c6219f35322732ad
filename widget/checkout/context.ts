import { createContext } from '@lit/context';
import type {
  Account,
  Locale,
  Method,
  Order,
  PaymentResult,
  Presentation,
} from '../../server/protocol/index.ts';

/** The reflected `state` of the element, and the only thing that decides what is drawn. */
export type CheckoutState =
  | 'idle'
  | 'loading'
  | 'opening'
  | 'popup-blocked'
  | 'redirecting'
  | 'authenticating'
  | 'window-lost'
  | 'returning'
  | 'confirming'
  | 'pending'
  | 'complete'
  | 'failed'
  | 'canceled'
  | 'expired';

/** What went wrong before there was an attempt, or beside it. */
export interface CheckoutProblem {
  readonly code: string;
  readonly message: string;
  readonly traceId?: string;
}

/** What the buyer can ask for by a press. All are safe to call at any time; a wrong time is a no-op. */
export interface CheckoutActions {
  readonly choose: (methodId: string) => void;
  /** Opens the payment window in the same task. Call it from a click, nowhere else. */
  readonly pay: () => void;
  /** Brings the payment window to the front. */
  readonly showWindow: () => void;
  /** Opens the same attempt's window again, or leaves for it. Call it from a click. */
  readonly reopen: () => void;
  /** Goes on with the same attempt in this tab. */
  readonly continueHere: () => void;
  /** Asks the server now. */
  readonly check: () => void;
  /** Gives the payment up, or the account that a deposit is awaited on. */
  readonly cancel: () => void;
  /** Loads the session again after a set-up failure, or the page where no other can come of it. */
  readonly reload: () => void;
}

/** Everything the parts draw from. Replaced, never changed in place. */
export interface CheckoutView {
  readonly state: CheckoutState;
  readonly locale: Locale;
  readonly shopName?: string | undefined;
  readonly order?: Order | undefined;
  readonly methods: readonly Method[];
  /** The chosen one, in `methods`. */
  readonly method?: Method | undefined;
  readonly disabled: boolean;
  /** Set when the session could not be had. */
  readonly problem?: CheckoutProblem | undefined;
  /** What the server said of the attempt, as far as it did. */
  readonly result?: PaymentResult | undefined;
  /** Where the buyer is to send the money, while `pending` means that it is awaited. */
  readonly deposit?: Account | undefined;
  /** How a payment would be shown, or is. */
  readonly presentation: Presentation;
  /** In its state for so long that other words are due: calmer ones, or a way on. */
  readonly slow: boolean;
  /** Back on the page with nothing paid: the buyer decides how to go on. */
  readonly unpaid: boolean;
  /** No network. A note over the state, which stays. */
  readonly offline: boolean;
  /** The order costs another amount than the buyer was shown first. */
  readonly amountChanged: boolean;
  readonly actions: CheckoutActions;
}

/** How `<pay-checkout>` hands its view to the parts inside it. */
export const checkoutContext = createContext<CheckoutView>(Symbol.for('pay-checkout/view'));
