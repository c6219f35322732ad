import { ContextConsumer } from '@lit/context';
import { LitElement, type CSSResultGroup } from 'lit';
import { checkoutContext, type CheckoutView } from '../checkout/context.ts';
import { wordsOf } from '../locales/locale.ts';
import type { Words } from '../locales/words.ts';
import { partStyles } from './part.styles.ts';

/** A part of the sheet: draws what the nearest `<pay-checkout>` around it says, keeps nothing. */
export abstract class CheckoutPart extends LitElement {
  static override styles: CSSResultGroup = partStyles;

  readonly #context = new ContextConsumer(this, { context: checkoutContext, subscribe: true });

  /** What the surrounding `<pay-checkout>` shows now; `undefined` outside of one. */
  get view(): CheckoutView | undefined {
    return this.#context.value;
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
