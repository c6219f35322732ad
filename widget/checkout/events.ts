import type { Amount, AttemptId, Stage } from '../../server/protocol/index.ts';
import type { CheckoutState } from './context.ts';

/** What every event of the checkout carries, each field as far as it is known. */
export interface CheckoutEventDetail {
  readonly orderId: string;
  readonly line: string;
  readonly state: CheckoutState;
  readonly attemptId?: AttemptId;
  /** Method id, as the server lists it. */
  readonly method?: string;
  readonly provider?: string;
  readonly amount?: Amount;
  /** From the table in `docs/errors.md`. */
  readonly code?: string;
  /** For the developer, or the provider's own sentence. Not meant to be shown as it is. */
  readonly message?: string;
  /** How far a failed payment had come. */
  readonly stage?: Stage;
  /** Whether the buyer can go on here: by trying again, or by another method. */
  readonly recoverable: boolean;
  /** This tab was told before; nothing new has happened. */
  readonly replayed: boolean;
  /** For support: the server's log knows it. */
  readonly traceId?: string;
}

/** What all events of the checkout are made by. */
export type CheckoutEventClass = new (detail: CheckoutEventDetail) => CheckoutEvent;

const named = (name: CheckoutEventName, cancelable = false): CheckoutEventClass =>
  class extends CustomEvent<CheckoutEventDetail> {
    constructor(detail: CheckoutEventDetail) {
      super(name, { bubbles: true, composed: true, cancelable, detail });
    }
  };

/** The methods are there and the button can be pressed. */
export const CheckoutReadyEvent = named('checkout-ready');

/** The buyer chose a method. */
export const MethodChangeEvent = named('method-change');

/**
 * The button was pressed and the window is about to open. `preventDefault()` stops it; decide
 * without waiting, because browsers open a window only within the click.
 */
export const PaymentStartEvent = named('payment-start', true);

/** The browser opened no window. `preventDefault()` leaves the explaining to the page. */
export const PaymentWindowBlockedEvent = named('payment-window-blocked', true);

/** The payment's state changed. */
export const PaymentStateEvent = named('payment-state');

/** The outcome is in doubt and will be found out; nobody should pay again. */
export const PaymentPendingEvent = named('payment-pending');

/** Paid, said by the server. Once per attempt and tab; on `document` if the element has left. */
export const PaymentCompleteEvent = named('payment-complete');

/** The buyer canceled; nothing was charged. */
export const PaymentCancelEvent = named('payment-cancel');

/** The payment ended without money moving: failed (`stage` says where) or its time ran out. */
export const PaymentFailEvent = named('payment-fail');

/** Setting up or reaching the server went wrong; no payment was touched by it. */
export const CheckoutErrorEvent = named('checkout-error');

/** What is told of a state beside `payment-state`. */
export const OWN_EVENT: Partial<Record<CheckoutState, CheckoutEventClass>> = {
  pending: PaymentPendingEvent,
  complete: PaymentCompleteEvent,
  failed: PaymentFailEvent,
  expired: PaymentFailEvent,
  canceled: PaymentCancelEvent,
};

/** An event of the checkout, as a listener gets it. */
export type CheckoutEvent = CustomEvent<CheckoutEventDetail>;

export type CheckoutEventName =
  | 'checkout-ready'
  | 'method-change'
  | 'payment-start'
  | 'payment-window-blocked'
  | 'payment-state'
  | 'payment-pending'
  | 'payment-complete'
  | 'payment-cancel'
  | 'payment-fail'
  | 'checkout-error';

export type CheckoutEventMap = Readonly<Record<CheckoutEventName, CheckoutEvent>>;

declare global {
  interface HTMLElementEventMap extends CheckoutEventMap {}
  interface DocumentEventMap extends CheckoutEventMap {}
}
