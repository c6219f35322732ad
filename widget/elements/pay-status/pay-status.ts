import { html, nothing } from 'lit';
import type { Account, Method, PaymentResult } from '../../../server/protocol/index.ts';
import type { CheckoutView } from '../../checkout/context.ts';
import { alarm } from '../../checkout/timers.ts';
import type { Scene, Words } from '../../locales/words.ts';
import { CheckoutPart } from '../checkout-part.ts';
import { define } from '../define.ts';
import { glyph } from '../glyph.ts';
import { partStyles } from '../part.styles.ts';
import { statusStyles } from './pay-status.styles.ts';
import { LOOKS, placeOf, sceneOf } from './scene.ts';

/** The order's page comes from the shop; an address that would run as script is not a link. */
const PAGE = /^(https?:\/)?\//i;
const TOLD_FOR = 2_000;
/** The first button is the one to press, except where there is nothing to be done but wait. */
const RANKS = ['primary', '', 'quiet'];

/**
 * @summary What is happening and what to do about it. Its two live regions are there, empty, from
 * the first render: one polite, and one that speaks up for a payment that failed. A third one in
 * the box of an account tells what became of a press on its copy button.
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
 * @csspart account - the box of the account to pay into
 * @csspart account-bank - its bank and holder
 * @csspart account-number - its number
 * @csspart copy - copies the number
 * @csspart actions - the list of actions
 * @csspart action - one of them
 */
export class PayStatus extends CheckoutPart {
  static override styles = [partStyles, statusStyles];

  /** What is told of the last press on the copy button. */
  #told = '';
  readonly #calm = alarm(() => this.#tell(''));

  /** Moves focus to the title, which no Tab key reaches. */
  override focus(): void {
    this.renderRoot.querySelector('h3')?.focus();
  }

  protected override draw(view: CheckoutView, words: Words): unknown {
    const { state, methods, method: chosen, order, result, deposit, shopName = '' } = view;
    const method = methods.find(({ id }) => id === result?.method) ?? chosen;
    const name = words.nameOf(method);
    const scene = sceneOf(view);
    const place = scene && placeOf(scene);
    const isLoud = place === 'error';
    const price = order ? words.amount(order.amount) : '';
    const telling = scene ? words.scenes[scene](name, shopName, price, deposit?.dueAt ?? 0) : [];
    const failure = isLoud || scene === 'reversed' ? result : undefined;
    const told = drawTexts(telling, failure, name, words);
    return html`<div part=${place ?? nothing} class="${scene} ${state}">
      ${scene && html`<span part="status-icon">${glyph(LOOKS[scene][0])}</span>`}
      <div>
        <div role="status">${isLoud ? nothing : told}</div>
        <div role="alert">${isLoud ? told : nothing}</div>
      </div>
      ${
        scene && place === 'status'
          ? [
              deposit && this.#drawAccount(deposit, words.deposit),
              drawFacts(view, method, words),
              drawActions(view, scene, telling, words),
            ]
          : nothing
      }
    </div>`;
  }

  /** The number in groups of four, as it is read; it is copied without the gaps. */
  #drawAccount({ bank, holder, accountNumber }: Account, words: Words['deposit']): unknown {
    const [, , , holderIs, copyNumber, copy, copied] = words;
    const isCopied = this.#told === copied;
    const digits = accountNumber.replace(/\W/g, '');
    return html`<div part="account">
      <p part="account-bank">${bank} · ${holderIs} ${holder}</p>
      <b part="account-number" dir="ltr">${digits.replace(/.{4}\B/g, '$& ')}</b>
      <button
        part="copy"
        type="button"
        @click=${() => void this.#copy(digits, words)}
        aria-label=${isCopied ? copied : copyNumber}
      >
        ${isCopied ? [glyph('check'), copied] : copy}
      </button>
      <output>${this.#told}</output>
    </div>`;
  }

  async #copy(digits: string, [, , , , , , copied, holdToCopy]: Words['deposit']): Promise<void> {
    try {
      await navigator.clipboard.writeText(digits);
      this.#tell(copied);
      this.#calm(TOLD_FOR);
    } catch {
      // Refused, or not there at all in a page that is not secure.
      this.#tell(holdToCopy);
      const number = this.renderRoot.querySelector('b');
      if (number) getSelection()?.selectAllChildren(number);
    }
  }

  #tell(text: string): void {
    this.#told = text;
    this.#calm(undefined);
    this.requestUpdate();
  }
}

function drawTexts(
  [title, text]: readonly string[],
  failure: PaymentResult | undefined,
  name: string,
  words: Words,
): unknown {
  if (!title) return nothing;
  const { message, traceId } = failure ?? {};
  return html`<h3 part="status-title" tabindex="-1">${title}</h3>
    ${text && html`<p part="status-text">${text}</p>`}
    ${message && html`<p part="status-text">${words.providerSays(name)}: ${message}</p>`}
    ${traceId && html`<small part="trace">${words.trace} ${traceId}</small>`}`;
}

/** Only where the payment is on its way or done. */
function drawFacts(view: CheckoutView, method: Method | undefined, words: Words): unknown {
  const { state, order, result, deposit } = view;
  if (!/^(confirming|pending|complete)$/.test(state)) return nothing;
  const [toTransfer, dueAt, depositor] = words.deposit;
  const facts = [
    [toTransfer, deposit && result && words.amount(result.amount)],
    [dueAt, deposit && words.time(deposit.dueAt)],
    [depositor, deposit?.depositor],
    [words.paidWith, !deposit && method?.label],
    [words.orderNumber, (order ?? result)?.orderId],
    [words.paidAt, result?.approvedAt && words.time(result.approvedAt)],
  ].filter(([, value]) => value);
  return html`<dl part="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div part="fact">
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function drawActions(
  { state, order, deposit, actions }: CheckoutView,
  scene: Scene,
  [, , ...labels]: readonly string[],
  words: Words,
): unknown {
  const [, ...looks] = LOOKS[scene];
  const runs = deposit?.final ? looks.slice(0, 1) : looks;
  const page = state === 'complete' && order?.url;
  if (!runs.length && !page) return nothing;
  return html`<div part="actions">
    ${runs.map(
      (run, i) =>
        html`<button
          part="action"
          class=${deposit && i ? 'quiet' : state === 'pending' ? nothing : RANKS[i]}
          type="button"
          @click=${(event: Event) => {
            (event.currentTarget as HTMLElement).focus();
            actions[run]();
          }}
        >
          ${labels[i]}
        </button>`,
    )}
    ${page && PAGE.test(page) ? html`<a part="action" href=${page}>${words.viewOrder}</a>` : nothing}
  </div>`;
}

define('pay-status', PayStatus);

declare global {
  interface HTMLElementTagNameMap {
    'pay-status': PayStatus;
  }
}
