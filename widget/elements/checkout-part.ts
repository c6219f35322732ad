import { type ContextCallback, ContextEvent } from '@lit/context';
import { LitElement, type CSSResultGroup } from 'lit';
import { checkoutContext, type CheckoutView } from '../checkout/context.ts';
import { wordsOf } from '../locales/locale.ts';
import type { Words } from '../locales/words.ts';
import { partStyles } from './part.styles.ts';

/**
 * A part of the sheet: draws what the nearest `<pay-checkout>` around it says, keeps nothing. It asks
 * by the context protocol; the library's own consumer, for contexts and hosts of every kind, would
 * be 0.2 KB more of the script.
 */
export abstract class CheckoutPart extends LitElement {
  static override styles: CSSResultGroup = partStyles;

  #view: CheckoutView | undefined;
  /** Ends the telling of further views. */
  #leave: (() => void) | undefined;
  readonly #take: ContextCallback<CheckoutView> = (view, leave) => {
    this.#view = view;
    this.#leave = leave;
    this.requestUpdate();
  };

  /** What the surrounding `<pay-checkout>` shows now; `undefined` outside of one. */
  get view(): CheckoutView | undefined {
    return this.#view;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.dispatchEvent(new ContextEvent(checkoutContext, this, this.#take, true));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
  }

  override render(): unknown {
    return this.view && this.draw(this.view, wordsOf(this.view.locale));
  }

  /** Hands its parts on, so that the page reaches them through the sheet around. */
  protected override updated(): void {
    const parts = [...this.renderRoot.querySelectorAll('[part]')].map(({ part }) => part);
    this.setAttribute('exportparts', parts.join());
  }

  protected abstract draw(view: CheckoutView, words: Words): unknown;
}
