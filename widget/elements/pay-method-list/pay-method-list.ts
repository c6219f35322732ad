import { html, nothing } from 'lit';
import type { Method } from '../../../server/protocol/index.ts';
import type { CheckoutView } from '../../checkout/context.ts';
import { isOpen } from '../../checkout/machine.ts';
import type { Words } from '../../locales/words.ts';
import { CheckoutPart } from '../checkout-part.ts';
import { define } from '../define.ts';
import { partStyles } from '../part.styles.ts';
import { methodListStyles } from './pay-method-list.styles.ts';

const BLANK_ROW = html`<div class="row"><span part="method-icon"></span><i></i></div>`;

/**
 * @summary The ways to pay, as one group of native radios. A single one needs no choice and is
 * drawn as a plain row; one that cannot be used stays readable, with its reason.
 *
 * @csspart method-list - the group
 * @csspart method - one row
 * @csspart method-icon - the letter before the name
 * @csspart method-label - name of the method
 * @csspart method-note - a fact about it, or why it cannot be used
 * @csspart method-control - the radio
 */
export class PayMethodList extends CheckoutPart {
  static override styles = [partStyles, methodListStyles];
  static override properties = { rows: { type: Number } };

  /** Rows to keep free while the methods are not known. */
  declare rows: number;

  /** Moves focus to the chosen method, else to the first that can be chosen. */
  override focus(): void {
    const radio = (which: string): HTMLElement | null =>
      this.renderRoot.querySelector<HTMLElement>(`input:${which}`);
    (radio('checked') ?? radio('enabled'))?.focus();
  }

  protected override draw(view: CheckoutView, words: Words): unknown {
    const { methods, state } = view;
    const isLoading = state === 'loading' && !methods.length;
    if (!isLoading && !methods.length) return nothing;
    return html`<fieldset part="method-list" aria-busy=${isLoading} ?inert=${isOpen(state)}>
      <legend>${words.methods}</legend>
      ${isLoading ? Array(this.rows).fill(BLANK_ROW) : methods.map((method, i) => drawRow(method, i, view))}
    </fieldset>`;
  }
}

function drawRow(method: Method, i: number, { methods, method: chosen, ...view }: CheckoutView) {
  const { id, label, unavailable } = method;
  const note = unavailable ?? method.note;
  const isChosen = id === chosen?.id;
  const row = html`<span part="method-icon" aria-hidden="true">${[...label][0]}</span>
    <span>
      <span part="method-label">${label}</span>
      ${note ? html`<small part="method-note" id="n${i}">${note}</small>` : nothing}
    </span>`;
  if (methods.length === 1 && !unavailable)
    return html`<div part="method" class="row">${row}</div>`;
  return html`<label part="method" class="row ${isChosen ? 'chosen' : ''}">
    ${row}
    <input
      part="method-control"
      type="radio"
      name="method"
      value=${id}
      aria-label=${label}
      aria-describedby=${note ? `n${i}` : nothing}
      .checked=${isChosen}
      ?disabled=${view.disabled || unavailable !== undefined}
      @change=${() => {
        view.actions.choose(id);
      }}
    />
  </label>`;
}

define('pay-method-list', PayMethodList);

declare global {
  interface HTMLElementTagNameMap {
    'pay-method-list': PayMethodList;
  }
}
