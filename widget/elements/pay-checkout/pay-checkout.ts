import { ContextProvider } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { PaymentResult } from '../../../server/protocol/index.ts';
import { CheckoutController } from '../../checkout/checkout-controller.ts';
import { checkoutContext, type CheckoutState } from '../../checkout/context.ts';
import type { CheckoutHost } from '../../checkout/host.ts';
import { wordsOf } from '../../locales/locale.ts';
import { SCRIPT_SERVER } from '../../script-address.ts';
import { define } from '../define.ts';
import { CHOICE_MISSING } from '../pay-button/pay-button.ts';
import '../pay-method-list/pay-method-list.ts';
import { panelOf } from '../pay-status/panel.ts';
import '../pay-status/pay-status.ts';
import '../pay-summary/pay-summary.ts';
import { tokens } from '../tokens.styles.ts';
import { checkoutStyles } from './pay-checkout.styles.ts';
import { SheetKeeper } from './sheet-keeper.ts';
import { rememberRows, skeletonRows } from './skeleton-rows.ts';

/** What the element asks of its controller. */
export type CheckoutDriver = Pick<
  CheckoutController,
  'view' | 'result' | 'start' | 'cancel' | 'refresh' | 'reset'
>;

/** Goes back to its default when the attribute goes, and writes no attribute of itself. */
const withDefault = { useDefault: true } as const;
const integer = (value: string | null): number | undefined =>
  value === null ? undefined : Number(value);

/**
 * @summary Takes the payment of one order: shows what is paid and how it can be paid, opens the
 * payment window in the click, and tells the page how it ended. With parts inside
 * (`<pay-summary>`, `<pay-method-list>`, `<pay-button>`, `<pay-status>`) the page lays them out.
 *
 * @slot header - above the order
 * @slot footer - below the button
 * @slot empty - added where no payment method is available
 * @slot error - added where the payment methods could not be loaded
 * @slot complete - added to the receipt
 *
 * @fires checkout-ready - the methods are there
 * @fires method-change - the buyer chose a method
 * @fires payment-start - the button was pressed; `preventDefault()` stops it
 * @fires payment-window-blocked - the browser refused the window
 * @fires payment-state - anything changed
 * @fires payment-pending - the outcome is in doubt; nobody should pay again
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

  /** The merchant's order. */
  @property({ ...withDefault, attribute: 'order-id' }) orderId = '';
  /** Payment line, as the server is configured. */
  @property(withDefault) line = 'order';
  /** Id of the method that is chosen at first. */
  @property(withDefault) method = '';
  /** Ids of the methods to offer, separated by spaces; all that the server lists when empty. */
  @property(withDefault) methods = '';
  /** Ids of methods to leave out, separated by spaces. */
  @property({ ...withDefault, attribute: 'without-methods' }) withoutMethods = '';
  /** The amount the page believes, in minor units; another one stops before the window opens. */
  @property({ attribute: 'expected-amount', converter: integer }) expectedAmount:
    number | undefined;
  /** ISO 4217 code of `expected-amount`. */
  @property(withDefault) currency = 'KRW';
  /** How the payment window is shown. */
  @property(withDefault) presentation: 'auto' | 'popup' | 'redirect' = 'auto';
  /** Where a redirect comes back to; this page when empty. */
  @property({ ...withDefault, attribute: 'return-url' }) returnUrl = '';
  /** Language tag; the nearest `lang` when empty. */
  @property(withDefault) locale = '';
  /** `light` or `dark`; the buyer's own setting otherwise. */
  @property({ ...withDefault, reflect: true }) theme = 'auto';
  /** Shows everything and takes nothing. */
  @property({ type: Boolean }) disabled = false;

  #server = SCRIPT_SERVER;
  readonly #driver = this.createDriver();
  readonly #provider = new ContextProvider(this, {
    context: checkoutContext,
    initialValue: this.#driver.view,
  });
  readonly #keeper = new SheetKeeper(this);

  constructor() {
    super();
    this.addEventListener(CHOICE_MISSING, () => {
      this.#keeper.part('pay-method-list')?.focus();
    });
  }

  /** Base address of the companion server; where this script came from when not given. */
  @property()
  get server(): string {
    return this.#server;
  }
  set server(address: string | null) {
    this.#server = (address ?? SCRIPT_SERVER).replace(/\/+$/, '');
  }

  /** Where the checkout stands; reflected as an attribute. */
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
  async cancel(): Promise<void> {
    await this.#driver.cancel();
  }

  /** Asks the server how things stand. */
  async refresh(): Promise<void> {
    await this.#driver.refresh();
  }

  /** Back to the choice of a method, unless a payment is under way. */
  reset(): void {
    this.#driver.reset();
  }

  /** What this element draws from; tests put their own here. */
  protected createDriver(): CheckoutDriver {
    return new CheckoutController(this);
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    await this.#keeper.settled;
    return complete;
  }

  protected override willUpdate(): void {
    const { view } = this.#driver;
    this.#keeper.before(view.state);
    this.#provider.setValue(view);
    if (this.getAttribute('state') !== view.state) this.setAttribute('state', view.state);
  }

  protected override updated(): void {
    const { view } = this.#driver;
    if (view.methods.length) rememberRows(view.methods.length);
    this.#keeper.after(view.state);
  }

  protected override render(): TemplateResult {
    const { view } = this.#driver;
    if (this.querySelector('pay-summary, pay-method-list, pay-button, pay-status')) {
      return html`<slot></slot>`;
    }
    const isPanel = panelOf(view, wordsOf(view.locale))?.kind === 'panel';
    return html`<div part="base" lang=${view.locale}>
      <slot name="header"></slot>
      <pay-summary exportparts="summary, order-name, amount, progress"></pay-summary>
      <pay-status
        exportparts="status, notice, error, status-icon, status-title, status-text, trace, facts, fact, actions, action"
      >
        ${['empty', 'error', 'complete'].map(
          (name) => html`<slot name=${name} slot=${name}></slot>`,
        )}
      </pay-status>
      ${isPanel ? nothing : this.#drawChoice()}
      <slot name="footer"></slot>
    </div>`;
  }

  #drawChoice(): TemplateResult {
    return html`<pay-method-list
        exportparts="method-list, method, method-icon, method-label, method-note, method-control"
        rows=${skeletonRows(this.methods)}
      ></pay-method-list>
      <pay-button exportparts="button, button-label, spinner, hint"></pay-button>`;
  }
}

define('pay-checkout', PayCheckout);

declare global {
  interface HTMLElementTagNameMap {
    'pay-checkout': PayCheckout;
  }
}
