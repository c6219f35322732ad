import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Method } from '../../../server/protocol/index.ts';
import type { CheckoutView } from '../../checkout/context.ts';
import type { Words } from '../../locales/words.ts';
import { CheckoutPart } from '../checkout-part.ts';
import { define } from '../define.ts';
import { glyph } from '../glyph.ts';
import { partStyles, skeletonStyles } from '../part.styles.ts';
import { fitsTwoColumns, markOf } from './marks.ts';
import { methodListStyles } from './pay-method-list.styles.ts';

const SKELETON = html`<span class="skeleton"></span>`;
const SKELETON_ROW = html`<div class="row">${SKELETON}${SKELETON}${SKELETON}</div>`;

/**
 * @summary The ways to pay, as one group of native radios. A single one needs no choice and is
 * drawn as a plain row; one that cannot be used stays readable, with its reason.
 *
 * @csspart method-list - the group
 * @csspart method - one row
 * @csspart method-icon - letter or drawing before the name
 * @csspart method-label - name of the method
 * @csspart method-note - a fact about it, or why it cannot be used
 * @csspart method-control - the radio
 */
export class PayMethodList extends CheckoutPart {
  static override styles = [partStyles, skeletonStyles, methodListStyles];

  /** Rows to keep free while the methods are not known. */
  @property({ type: Number }) rows = 4;

  /** Moves focus to the chosen method, else to the first that can be chosen. */
  override focus(options?: FocusOptions): void {
    const radio = (which: string): HTMLElement | null =>
      this.renderRoot.querySelector<HTMLElement>(`input:${which}`);
    (radio('checked') ?? radio('enabled'))?.focus(options);
  }

  protected override draw(view: CheckoutView, words: Words): unknown {
    const { methods } = view;
    const loading = view.state === 'loading' && !methods.length;
    if (!loading && !methods.length) return nothing;
    const reasons = methods.map((method, i) => (method.unavailable ? `l${i} n${i}` : ''));
    return html`<fieldset
      part="method-list"
      class=${fitsTwoColumns(methods) ? 'two' : nothing}
      aria-busy=${loading}
      aria-describedby=${reasons.join(' ').trim() || nothing}
    >
      <legend>${words.methods}</legend>
      ${
        loading
          ? Array.from({ length: this.rows }, () => SKELETON_ROW)
          : methods.map((method, i) => this.#drawRow(method, i, view))
      }
    </fieldset>`;
  }

  #drawRow(method: Method, i: number, view: CheckoutView): TemplateResult {
    const chosen = method.id === view.method?.id;
    const name = chosen ? 'row chosen' : 'row';
    const texts = this.#drawTexts(method, i, view);
    if (view.methods.length === 1 && !method.unavailable) {
      return html`<div part="method" class="row">${texts}</div>`;
    }
    return html`<label part="method" class=${name}>
      ${texts}
      <input
        part="method-control"
        type="radio"
        name="method"
        value=${method.id}
        aria-labelledby="l${i}"
        aria-describedby=${(method.unavailable ?? method.note) ? `n${i}` : nothing}
        .checked=${chosen}
        ?disabled=${view.disabled || method.unavailable !== undefined}
        @change=${() => {
          this.#choose(method, view);
        }}
      />
    </label>`;
  }

  #drawTexts(method: Method, i: number, view: CheckoutView): TemplateResult {
    const mark = markOf(method, view.methods);
    const note = method.unavailable ?? method.note;
    return html`<span part="method-icon" aria-hidden="true"
        >${'glyph' in mark ? glyph(mark.glyph) : mark.letters}</span
      ><span
        ><span part="method-label" id="l${i}">${method.label}</span>${
          note ? html`<small part="method-note" id="n${i}">${note}</small>` : nothing
        }</span
      >`;
  }

  /**
   * The browser has moved the radio already. If the choice was not taken it is moved back, but not
   * before the checkout had time to take it, so that a screen reader hears of no change twice.
   */
  #choose(method: Method, view: CheckoutView): void {
    view.actions.choose(method.id);
    requestAnimationFrame(() => {
      for (const radio of this.renderRoot.querySelectorAll('input')) {
        radio.checked = radio.value === this.view?.method?.id;
      }
    });
  }
}

define('pay-method-list', PayMethodList);

declare global {
  interface HTMLElementTagNameMap {
    'pay-method-list': PayMethodList;
  }
}
