import { html, LitElement } from 'lit';
import type { AttemptStore } from '../attempt-store.ts';
import { CheckoutController } from '../checkout-controller.ts';
import type { CheckoutEventName } from '../events.ts';
import type { CheckoutHost } from '../host.ts';
import { SERVER } from './fake-server.ts';

const EVENTS: readonly CheckoutEventName[] = [
  'checkout-ready',
  'method-change',
  'payment-start',
  'payment-window-blocked',
  'payment-state',
  'payment-pending',
  'payment-complete',
  'payment-cancel',
  'payment-fail',
  'checkout-error',
];

/** The smallest element that a controller can run. */
export class TestHost extends LitElement implements CheckoutHost {
  static store: AttemptStore | undefined;

  server = SERVER;
  orderId = 'A-1001';
  orderTicket = '';
  line = 'order';
  method = 'kakaopay';
  methods = '';
  withoutMethods = '';
  returnUrl = '';
  /** Test runners have no desktop. */
  presentation = 'popup';
  locale = 'ko';
  disabled = false;
  readonly heard: Event[] = [];
  readonly controller = new CheckoutController(this, TestHost.store);

  constructor() {
    super();
    for (const name of EVENTS) this.addEventListener(name, (event) => this.heard.push(event));
  }

  /** Names of the events so far, in order. */
  get names(): readonly string[] {
    return this.heard.map(({ type }) => type);
  }

  override render(): unknown {
    return html`${this.controller.view.state}`;
  }
}

customElements.define('test-checkout-host', TestHost);
