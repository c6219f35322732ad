import { consume } from '@lit/context';
import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { checkoutContext, type CheckoutView } from '../checkout/context.ts';
import { wordsOf } from '../locales/locale.ts';
import type { Words } from '../locales/words.ts';

/** A part of the sheet: draws what the nearest `<pay-checkout>` around it says, keeps nothing. */
export abstract class CheckoutPart extends LitElement {
  /** What the surrounding `<pay-checkout>` shows now; `undefined` outside of one. */
  @consume({ context: checkoutContext, subscribe: true })
  @property({ attribute: false })
  view: CheckoutView | undefined;

  override render(): unknown {
    return this.view && this.draw(this.view, wordsOf(this.view.locale));
  }

  protected abstract draw(view: CheckoutView, words: Words): unknown;
}
