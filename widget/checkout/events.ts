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

abstract class CheckoutEvent extends Event {
  readonly detail: CheckoutEventDetail;

  constructor(name: CheckoutEventName, detail: CheckoutEventDetail, cancelable = false) {
    super(name, { bubbles: true, composed: true, cancelable });
    this.detail = detail;
  }
}

/** The methods are there and the button can be pressed. */
export class CheckoutReadyEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('checkout-ready', detail);
  }
}

/** The buyer chose a method. */
export class MethodChangeEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('method-change', detail);
  }
}

/**
 * The button was pressed and the window is about to open. `preventDefault()` stops it; decide
 * without waiting, because browsers open a window only within the click.
 */
export class PaymentStartEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('payment-start', detail, true);
  }
}

/** The browser opened no window. `preventDefault()` leaves the explaining to the page. */
export class PaymentWindowBlockedEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('payment-window-blocked', detail, true);
  }
}

/** The payment's state changed. */
export class PaymentStateEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('payment-state', detail);
  }
}

/** The outcome is in doubt and will be found out; nobody should pay again. */
export class PaymentPendingEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('payment-pending', detail);
  }
}

/** Paid, said by the server. Once per attempt and tab; on `document` if the element has left. */
export class PaymentCompleteEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('payment-complete', detail);
  }
}

/** The buyer canceled; nothing was charged. */
export class PaymentCancelEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('payment-cancel', detail);
  }
}

/** The payment ended without money moving: failed (`stage` says where) or its time ran out. */
export class PaymentFailEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('payment-fail', detail);
  }
}

/** Setting up or reaching the server went wrong; no payment was touched by it. */
export class CheckoutErrorEvent extends CheckoutEvent {
  constructor(detail: CheckoutEventDetail) {
    super('checkout-error', detail);
  }
}

/** Events that tell of an attempt. */
export const PAYMENT_EVENTS = {
  'payment-state': PaymentStateEvent,
  'payment-pending': PaymentPendingEvent,
  'payment-complete': PaymentCompleteEvent,
  'payment-cancel': PaymentCancelEvent,
  'payment-fail': PaymentFailEvent,
} as const;

export type PaymentEventName = keyof typeof PAYMENT_EVENTS;

export interface CheckoutEventMap {
  'checkout-ready': CheckoutReadyEvent;
  'method-change': MethodChangeEvent;
  'payment-start': PaymentStartEvent;
  'payment-window-blocked': PaymentWindowBlockedEvent;
  'payment-state': PaymentStateEvent;
  'payment-pending': PaymentPendingEvent;
  'payment-complete': PaymentCompleteEvent;
  'payment-cancel': PaymentCancelEvent;
  'payment-fail': PaymentFailEvent;
  'checkout-error': CheckoutErrorEvent;
}

export type CheckoutEventName = keyof CheckoutEventMap;

declare global {
  interface HTMLElementEventMap extends CheckoutEventMap {}
  interface DocumentEventMap extends CheckoutEventMap {}
}
