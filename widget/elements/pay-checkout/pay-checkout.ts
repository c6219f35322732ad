import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PaymentResult } from '../../../server/protocol/index.ts';
import { CheckoutController } from '../../checkout/checkout-controller.ts';
import type { CheckoutState } from '../../checkout/context.ts';
import type { CheckoutHost } from '../../checkout/host.ts';
import { SCRIPT_SERVER } from '../../script-address.ts';
import { define } from '../define.ts';
import '../pay-button/pay-button.ts';
import '../pay-method-list/pay-method-list.ts';
import '../pay-status/pay-status.ts';
import { placeOf, sceneOf } from '../pay-status/scene.ts';
import '../pay-summary/pay-summary.ts';
import { tokens } from '../tokens.styles.ts';
import { checkoutStyles } from './pay-checkout.styles.ts';
import { provideView } from './provide-view.ts';

/** What the element asks of its controller. */
export type CheckoutDriver = Pick<
  CheckoutController,
  'view' | 'result' | 'start' | 'cancel' | 'refresh' | 'reset'
>;

/** Goes back to its default when the attribute goes, and writes no attribute of itself. */
const text = (attribute: string | true = true) => ({ attribute, useDefault: true });

/**
 * @summary Takes the payment of one order: shows what is paid and how it can be paid, opens the
 * payment window in the click, and tells the page how it ended.
 *
 * @slot header - above the order
 * @slot footer - below the button
 *
 * @fires checkout-ready - the methods are there
 * @fires method-change - the buyer chose a method
 * @fires payment-start - the button was pressed; `preventDefault()` stops it
 * @fires payment-window-blocked - the browser refused the window
 * @fires payment-state - anything changed
 * @fires payment-pending - the outcome is in doubt, or a deposit is awaited; nobody should pay again
 * @fires payment-complete - paid; once per attempt and tab
 * @fires payment-cancel - canceled
 * @fires payment-fail - not paid
 * @fires checkout-error - trouble before there was an attempt
 *
 * @csspart base - the sheet; the parts of the elements inside are handed on
 *
 * @cssprop [--pay-checkout-color-accent=#16191d] - the shop's one colour, from which others follow
 * @cssprop --pay-checkout-color-on-accent - text on the accent; ink or white by itself
 * @cssprop --pay-checkout-color-surface - the sheet
 * @cssprop --pay-checkout-color-text - text
 * @cssprop --pay-checkout-color-line - hairlines
 * @cssprop --pay-checkout-color-danger - not paid
 * @cssprop --pay-checkout-color-notice - take care
 * @cssprop --pay-checkout-color-success - paid
 * @cssprop --pay-checkout-color-button - the button alone; who sets it owns the contrast
 * @cssprop --pay-checkout-color-on-button - text on the button
 * @cssprop [--pay-checkout-radius=14px] - corners of the sheet
 * @cssprop [--pay-checkout-radius-button=10px] - corners of the buttons
 * @cssprop [--pay-checkout-height-button=52px] - height of the buttons, never below 44px
 * @cssprop [--pay-checkout-space=4px] - the unit of all distances
 * @cssprop --pay-checkout-font - font family
 * @cssprop [--pay-checkout-font-size=max(16px, 1rem)] - base of all sizes
 */
export class PayCheckout extends LitElement implements CheckoutHost {
  static override styles = [tokens, checkoutStyles];

  static override properties = {
    server: text(),
    orderId: text('order-id'),
    orderTicket: text('order-ticket'),
    line: text(),
    method: text(),
    methods: text(),
    withoutMethods: text('without-methods'),
    returnUrl: text('return-url'),
    presentation: text(),
    locale: text(),
    theme: { ...text(), reflect: true },
    disabled: { type: Boolean },
  };

  /** Base address of the companion server; where this script came from when not given. */
  declare server: string;
  /** The merchant's order. */
  declare orderId: string;
  /** The order and its price, signed by the merchant's backend; goes before {@link orderId}. */
  declare orderTicket: string;
  /** Payment line, as the server is configured. */
  declare line: string;
  /** Id of the method that is chosen at first. */
  declare method: string;
  /** Ids of the methods to offer, separated by spaces; all that the server lists when empty. */
  declare methods: string;
  /** Ids of methods to leave out, separated by spaces. */
  declare withoutMethods: string;
  /** Where a redirect comes back to; this page when empty. */
  declare returnUrl: string;
  /** `popup` or `redirect`; what suits the browser when `auto`. */
  declare presentation: string;
  /** Language tag; the nearest `lang` when empty. */
  declare locale: string;
  /** `light` or `dark`; the buyer's own setting otherwise. */
  declare theme: string;
  /** Shows everything and takes nothing. */
  declare disabled: boolean;

  readonly #driver = this.createDriver();
  readonly #provide = provideView(this, () => this.#driver.view);
  /** The part that held the buyer's focus before the state changed. */
  #focused: Element | null = null;

  constructor() {
    super();
    this.server = SCRIPT_SERVER;
    this.orderId = this.orderTicket = this.method = this.methods = this.withoutMethods = '';
    this.returnUrl = this.locale = '';
    this.line = 'order';
    this.theme = this.presentation = 'auto';
    this.disabled = false;
  }

  /**
   * Where the checkout stands; reflected as an attribute, which says `awaiting-deposit` of a
   * `pending` that waits for the buyer's transfer.
   */
  get state(): CheckoutState {
    return this.#driver.view.state;
  }

  /** What the server said of the payment, as far as it did. */
  get result(): PaymentResult | undefined {
    return this.#driver.result;
  }

  /** Presses the button. Call it from a click: browsers open windows in no other task. */
  start(): boolean {
    return this.#driver.start();
  }

  /** Asks the server to cancel; the state tells whether it did. */
  cancel(): Promise<void> {
    return this.#driver.cancel();
  }

  /** Asks the server how things stand. */
  refresh(): Promise<void> {
    return this.#driver.refresh();
  }

  /** Back to the choice of a method, unless a payment is under way. */
  reset(): void {
    this.#driver.reset();
  }

  /** What this element draws from; tests put their own here. */
  protected createDriver(): CheckoutDriver {
    return new CheckoutController(this);
  }

  protected override willUpdate(): void {
    // Before the controller's own turn, which reads it.
    this.server = this.server && new URL(this.server, document.baseURI).href.replace(/\/+$/, '');
    const { view } = this.#driver;
    this.#provide(view);
    this.toggleAttribute('offline', view.offline);
    const state = view.deposit ? 'awaiting-deposit' : view.state;
    if (this.getAttribute('state') === state) return;
    this.#focused = (this.renderRoot as ShadowRoot).activeElement;
    this.setAttribute('state', state);
  }

  protected override updated(): void {
    if (this.#focused) void this.#keepFocus(this.#focused);
    this.#focused = null;
  }

  protected override render(): TemplateResult {
    const { view } = this.#driver;
    const scene = sceneOf(view);
    const isPanel = scene && placeOf(scene) === 'status';
    return html`<div part="base" lang=${view.locale}>
      <slot name="header"></slot>
      <pay-summary></pay-summary>
      <pay-status></pay-status>
      ${
        isPanel
          ? nothing
          : html`<pay-method-list
                .rows=${this.methods.match(/\S+/g)?.length ?? 3}
              ></pay-method-list>
              <pay-button></pay-button>`
      }
      <slot name="footer"></slot>
    </div>`;
  }

  /**
   * The buyer's focus goes to the title that tells what happened, or back to the button after a
   * cancel, so that a press meant for one state never lands on a button of the next. A part that
   * is still there without any title keeps it, and focus elsewhere is never taken.
   */
  async #keepFocus(held: Element): Promise<void> {
    const part = (tag: 'pay-button' | 'pay-status') => this.renderRoot.querySelector(tag);
    await part('pay-button')?.updateComplete;
    await part('pay-status')?.updateComplete;
    if (this.state === 'canceled') part('pay-button')?.focus();
    else if (!held.isConnected || held.localName === 'pay-status') part('pay-status')?.focus();
  }
}

define('pay-checkout', PayCheckout);

declare global {
  interface HTMLElementTagNameMap {
    'pay-checkout': PayCheckout;
  }
}
