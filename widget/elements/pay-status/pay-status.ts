import { html, nothing } from 'lit';
import type { Method, PaymentResult } from '../../../server/protocol/index.ts';
import type { CheckoutView } from '../../checkout/context.ts';
import type { Scene, Words } from '../../locales/words.ts';
import { CheckoutPart } from '../checkout-part.ts';
import { define } from '../define.ts';
import { glyph } from '../glyph.ts';
import { LOOKS, placeOf, sceneOf } from './scene.ts';

/** The order's page comes from the shop; an address that would run as script is not a link. */
const PAGE = /^(https?:\/)?\//i;
/** The first button is the one to press, except where there is nothing to be done but wait. */
const RANKS = ['primary', '', 'quiet'];

/**
 * @summary What is happening and what to do about it. Its two live regions are there, empty, from
 * the first render: one polite, and one that speaks up for a payment that failed.
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
  /** Moves focus to the title, which no Tab key reaches. */
  override focus(): void {
    this.renderRoot.querySelector('h3')?.focus();
  }

  protected override draw(view: CheckoutView, words: Words): unknown {
    const { methods, method: chosen, order, result, shopName = '' } = view;
    const method = methods.find(({ id }) => id === result?.method) ?? chosen;
    const name = words.nameOf(method);
    const scene = sceneOf(view);
    const place = scene && placeOf(scene);
    const isLoud = place === 'error';
    const price = order ? words.amount(order.amount) : '';
    const telling = scene ? words.scenes[scene](name, shopName, price) : [];
    const failure = isLoud || scene === 'reversed' ? result : undefined;
    const told = drawTexts(telling, failure, name, words);
    return html`<div part=${place ?? nothing} class=${scene ?? nothing}>
      ${scene && html`<span part="status-icon">${glyph(LOOKS[scene][0])}</span>`}
      <div>
        <div role="status">${isLoud ? nothing : told}</div>
        <div role="alert">${isLoud ? told : nothing}</div>
      </div>
      ${
        scene && place === 'status'
          ? [drawFacts(view, method, words), drawActions(view, scene, telling, words)]
          : nothing
      }
    </div>`;
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
  const { state, order, result } = view;
  if (!/^(confirming|pending|complete)$/.test(state)) return nothing;
  const facts = [
    [words.paidWith, method?.label],
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
  { state, order, actions }: CheckoutView,
  scene: Scene,
  [, , ...labels]: readonly string[],
  words: Words,
): unknown {
  const [, ...runs] = LOOKS[scene];
  const page = state === 'complete' && order?.url;
  if (!runs.length && !page) return nothing;
  return html`<div part="actions">
    ${runs.map(
      (run, i) =>
        html`<button
          part="action"
          class=${state === 'pending' ? nothing : RANKS[i]}
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
