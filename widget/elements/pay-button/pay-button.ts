import { html, nothing } from 'lit';
import type { CheckoutView } from '../../checkout/context.ts';
import { isOpen } from '../../checkout/machine.ts';
import type { Words } from '../../locales/words.ts';
import { CheckoutPart } from '../checkout-part.ts';
import { define } from '../define.ts';

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
  override focus(): void {
    this.renderRoot.querySelector('button')?.focus();
  }

  protected override draw(view: CheckoutView, words: Words): unknown {
    const { order, method, state, offline, slow } = view;
    const isLeaving = state === 'redirecting';
    const busy = state === 'opening' || isLeaving;
    const label = words[state === 'failed' ? 'payAgain' : 'pay'](
      order ? words.amount(order.amount) : '',
    );
    const name = words.nameOf(method);
    const hint = method ? words[view.presentation](name) : words.choose;
    return html`<div class="zone">
      <button
        part="button"
        class="primary"
        type="button"
        aria-disabled=${!order || !method || view.disabled || offline}
        aria-busy=${busy}
        aria-label=${order ? nothing : label.trim()}
        aria-describedby="hint"
        @click=${this.#press}
      >
        ${busy ? html`<span part="spinner" aria-hidden="true"></span>` : nothing}
        <span part="button-label">
          ${isLeaving ? words.redirecting(name) : busy ? words.opening : order && label}
        </span>
      </button>
      <small part="hint" id="hint">
        ${offline ? words.offline : order ? hint : words.loading}
      </small>
      ${
        isLeaving && slow
          ? html`<button class="quiet" type="button" @click=${view.actions.reopen}>
              ${words.stillHere}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** Focus first: Safari gives none to a pressed button, and where it was must be known later. */
  #press(): void {
    const { view } = this;
    this.focus();
    if (!view?.order || view.disabled || view.offline || isOpen(view.state)) return;
    if (view.method) view.actions.pay();
    else (this.getRootNode() as ShadowRoot).querySelector('pay-method-list')?.focus();
  }
}

define('pay-button', PayButton);

declare global {
  interface HTMLElementTagNameMap {
    'pay-button': PayButton;
  }
}
