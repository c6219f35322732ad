import { html, nothing } from 'lit';
import type { CheckoutView } from '../../checkout/context.ts';
import type { Words } from '../../locales/words.ts';
import { CheckoutPart } from '../checkout-part.ts';
import { define } from '../define.ts';

const BLANK = html`<i></i>`;

/**
 * @summary What is being paid: the order's name and amount, in the same place in every state.
 *
 * @csspart summary - the block itself
 * @csspart order-name - name of the order
 * @csspart amount - amount of the order
 * @csspart progress - the line that moves while something is under way
 */
export class PaySummary extends CheckoutPart {
  protected override draw({ order, state, unpaid, offline }: CheckoutView, words: Words): unknown {
    if (!order && state !== 'loading') return nothing;
    // The unit is drawn smaller than the number where the language writes it behind.
    const [amount, unit] = order ? words.amount(order.amount).split(/(?=원)/) : [BLANK];
    return html`<div part="summary">
      <p part="order-name">${order ? order.orderName : BLANK}</p>
      <strong part="amount" dir="ltr">${amount}${unit && html`<span>${unit}</span>`}</strong>
      ${
        /^(opening|redirecting|authenticating|returning|confirming)$/.test(state) &&
        !unpaid &&
        !offline
          ? html`<div part="progress" aria-hidden="true"></div>`
          : nothing
      }
    </div>`;
  }
}

define('pay-summary', PaySummary);

declare global {
  interface HTMLElementTagNameMap {
    'pay-summary': PaySummary;
  }
}
