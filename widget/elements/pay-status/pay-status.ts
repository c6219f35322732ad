import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CheckoutView } from '../../checkout/context.ts';
import { wordsOf } from '../../locales/locale.ts';
import type { Words } from '../../locales/words.ts';
import { CheckoutPart } from '../checkout-part.ts';
import { define } from '../define.ts';
import { glyph } from '../glyph.ts';
import { partStyles } from '../part.styles.ts';
import { panelOf, type Action, type Panel } from './panel.ts';
import { statusStyles } from './pay-status.styles.ts';

/** The order's page comes from the shop; an address that would run as script is not a link. */
const isPage = (url: string): boolean => /^(https?:\/\/|\/)/i.test(url);

const PARTS = { panel: 'status', notice: 'notice', error: 'error' } as const;

/**
 * @summary What is happening and what to do about it. Its two live regions are there, empty, from
 * the first render: one polite, and one that speaks up for a payment that failed.
 *
 * @slot empty - added where no payment method is available
 * @slot error - added where the payment methods could not be loaded
 * @slot complete - added to the receipt
 *
 * @csspart status - the panel in the place of the methods
 * @csspart notice - a quiet band above the methods
 * @csspart error - the band of a failed payment
 * @csspart status-icon - the drawing
 * @csspart status-title - the title, which receives focus after the buyer's own action
 * @csspart status-text - the sentences under it
 * @csspart trace - the number to ask the shop about
 * @csspart facts - the list of facts
 * @csspart fact - one of them
 * @csspart actions - the list of actions
 * @csspart action - one of them
 */
export class PayStatus extends CheckoutPart {
  static override styles = [partStyles, statusStyles];

  /** Moves focus to the title, which no Tab key reaches. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('h3')?.focus(options);
  }

  /** A press meant for a button of one state must never land on a button of the next. */
  protected override updated(changes: PropertyValues<this>): void {
    const { activeElement } = this.renderRoot as ShadowRoot;
    const moved = changes.has('view') && changes.get('view')?.state !== this.view?.state;
    if (moved && activeElement?.matches('button, a')) this.focus();
  }

  override render(): unknown {
    return this.view ? super.render() : this.#drawBoth(undefined);
  }

  protected override draw(view: CheckoutView, words: Words): unknown {
    return this.#drawBoth(panelOf(view, words));
  }

  #drawBoth(panel: Panel | undefined): TemplateResult {
    const loud = panel?.kind === 'error';
    return html`${this.#drawPanel('status', loud ? undefined : panel)}
    ${this.#drawPanel('alert', loud ? panel : undefined)}`;
  }

  #drawPanel(role: 'status' | 'alert', panel: Panel | undefined): TemplateResult {
    return html`<div part=${panel ? PARTS[panel.kind] : nothing} class=${panel?.kind ?? nothing}>
      ${
        panel
          ? html`<span part="status-icon" class=${panel.tone ?? ''}>${glyph(panel.icon)}</span>`
          : nothing
      }
      <div role=${role} class="words">${panel && this.#drawWords(panel)}</div>
      ${panel && this.#drawRest(panel)}
    </div>`;
  }

  #drawWords({ words: [title, text], message, trace }: Panel): TemplateResult {
    return html`<h3 part="status-title" tabindex="-1">${title}</h3>
      ${text ? html`<p part="status-text">${text}</p>` : nothing}
      ${message ? html`<p part="status-text">${message}</p>` : nothing}
      ${trace ? html`<p part="trace">${trace}</p>` : nothing}`;
  }

  #drawRest({ facts = [], slot, actions = [] }: Panel): unknown {
    return html`${
      facts.length
        ? html`<dl part="facts">
            ${facts.map(
              ([name, value]) =>
                html`<div part="fact">
                  <dt>${name}</dt>
                  <dd>${value}</dd>
                </div>`,
            )}
          </dl>`
        : nothing
    }
    ${slot ? html`<slot name=${slot}></slot>` : nothing} ${this.#drawActions(actions)}`;
  }

  #drawActions(actions: readonly Action[]): unknown {
    const { view } = this;
    const link = view?.state === 'complete' ? this.#drawLink(view) : nothing;
    if (!actions.length && link === nothing) return nothing;
    const buttons = actions.map(
      ({ label, run, rank }) =>
        html`<button
          part="action"
          class=${rank ?? nothing}
          type="button"
          @click=${(event: Event) => {
            (event.currentTarget as HTMLElement).focus();
            this.view?.actions[run]();
          }}
        >
          ${label}
        </button>`,
    );
    return html`<div part="actions">${buttons}${link}</div>`;
  }

  #drawLink({ order, locale }: CheckoutView): unknown {
    if (!order?.url || !isPage(order.url)) return nothing;
    return html`<a part="action" href=${order.url}>${wordsOf(locale).viewOrder}</a>`;
  }
}

define('pay-status', PayStatus);

declare global {
  interface HTMLElementTagNameMap {
    'pay-status': PayStatus;
  }
}
