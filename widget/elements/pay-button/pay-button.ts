import { html, nothing } from 'lit';
import type { CheckoutView } from '../../checkout/context.ts';
import type { Words } from '../../locales/words.ts';
import { CheckoutPart } from '../checkout-part.ts';
import { define } from '../define.ts';
import { partStyles } from '../part.styles.ts';
import { buttonStyles } from './pay-button.styles.ts';

/**
 * Asks the surrounding `<pay-checkout>` to bring the buyer to the method list. Internal: what a
 * press without a choice leads to.
 */
export const CHOICE_MISSING = 'pay-button-choice-missing';

/**
 * @summary The one thing to do: a button that says the amount, and a line that says what the press
 * will do, a new window included. It never loses focus by being disabled.
 *
 * @csspart button - the button
 * @csspart button-label - its words
 * @csspart spinner - turns while the payment window is being opened
 * @csspart hint - the line below
 */
export class PayButton extends CheckoutPart {
  static override styles = [partStyles, buttonStyles];

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('button')?.focus(options);
  }

  protected override draw(view: CheckoutView, words: Words): unknown {
    const busy = view.state === 'opening';
    const ready = !busy && !view.disabled && view.order && view.method;
    return html`<div class="zone">
      <button
        part="button"
        class="primary"
        type="button"
        aria-disabled=${!ready}
        aria-busy=${busy}
        aria-label=${view.order ? nothing : words.payWithoutAmount}
        aria-describedby="hint"
        @click=${this.#press}
      >
        ${busy ? html`<span part="spinner" aria-hidden="true"></span>` : nothing}
        <span part="button-label">${labelOf(view, words)}</span>
      </button>
      <p part="hint" id="hint">${hintOf(view, words)}</p>
    </div>`;
  }

  /** Focus first: Safari gives none to a pressed button, and where it was must be known later. */
  #press(): void {
    const { view } = this;
    this.focus();
    if (!view?.order || view.disabled || view.state === 'opening') return;
    if (view.method) view.actions.pay();
    else this.dispatchEvent(new Event(CHOICE_MISSING, { bubbles: true, composed: true }));
  }
}

function labelOf(view: CheckoutView, words: Words): string {
  if (!view.order) return '';
  if (view.state === 'opening') return words.opening;
  const amount = words.amount(view.order.amount);
  return view.state === 'failed' ? words.payAgain(amount) : words.pay(amount);
}

function hintOf(view: CheckoutView, words: Words): string {
  if (!view.order) return words.loading;
  const { method } = view;
  if (!method) return words.choose;
  const name = words.methodName(method.label, method.type === 'wallet');
  return view.presentation === 'popup' ? words.hintPopup(name) : words.hintRedirect(name);
}

define('pay-button', PayButton);

declare global {
  interface HTMLElementTagNameMap {
    'pay-button': PayButton;
  }
}
