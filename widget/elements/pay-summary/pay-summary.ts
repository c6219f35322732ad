import { html, nothing, type TemplateResult } from 'lit';
import type { CheckoutState, CheckoutView } from '../../checkout/context.ts';
import type { Words } from '../../locales/words.ts';
import { CheckoutPart } from '../checkout-part.ts';
import { define } from '../define.ts';
import { partStyles, skeletonStyles } from '../part.styles.ts';
import { summaryStyles } from './pay-summary.styles.ts';

const MOVING: readonly CheckoutState[] = ['opening', 'authenticating', 'confirming'];
const SKELETON = html`<span class="skeleton"></span>`;

/** The unit is drawn smaller than the number where the language writes it behind. */
const drawAmount = (amount: string): TemplateResult | string =>
  amount.endsWith('원') ? html`${amount.slice(0, -1)}<small>원</small>` : amount;

/**
 * @summary What is being paid: the order's name and amount, in the same place in every state.
 *
 * @csspart summary - the block itself
 * @csspart order-name - name of the order
 * @csspart amount - amount of the order
 * @csspart progress - the line that moves while something is under way
 */
export class PaySummary extends CheckoutPart {
  static override styles = [partStyles, skeletonStyles, summaryStyles];

  protected override draw(view: CheckoutView, words: Words): unknown {
    const { order, state } = view;
    if (!order && state !== 'loading') return nothing;
    const busy = MOVING.includes(state);
    return html`<div part="summary" class=${order ? nothing : 'loading'}>
      <p part="order-name">${order ? order.orderName : SKELETON}</p>
      <p part="amount" dir="ltr">${order ? drawAmount(words.amount(order.amount)) : SKELETON}</p>
      ${busy ? html`<div part="progress" aria-hidden="true"></div>` : nothing}
    </div>`;
  }
}

define('pay-summary', PaySummary);

declare global {
  interface HTMLElementTagNameMap {
    'pay-summary': PaySummary;
  }
}
