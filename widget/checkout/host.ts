import type { ReactiveControllerHost } from 'lit';

/** The public properties of `<pay-checkout>` that the controller reads; see the element's docs. */
export interface CheckoutHost extends ReactiveControllerHost, HTMLElement {
  /** Base address of the companion server, without a slash at the end; `''` when not given. */
  readonly server: string;
  readonly orderId: string;
  /** Names the order instead of {@link orderId}; `''` for none. */
  readonly orderTicket: string;
  readonly line: string;
  /** Preselected method id; `''` for none. */
  readonly method: string;
  /** Ids separated by spaces; `''` for all. */
  readonly methods: string;
  readonly withoutMethods: string;
  readonly returnUrl: string;
  /** `popup` or `redirect`; anything else leaves it to us. */
  readonly presentation: string;
  readonly locale: string;
  readonly disabled: boolean;
}
