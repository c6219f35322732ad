import { presentationOf, traceIdOf, type Attempt } from '../../checkout/attempt.ts';
import type { Status } from '../../protocol/index.ts';
import { documentEnd, documentHead, shopHeader } from './document.ts';
import { amountMarkup, momentOf, PAGE_WORDS } from './format.ts';
import { html, Html, inlineScript } from './html.ts';
import { alertGlyph, backGlyph, checkGlyph, clockGlyph } from './icons.ts';
import type { PageWords, Said } from './words.ts';

export interface ResultPage {
  readonly attempt: Attempt;
  readonly status: Status;
  readonly shopName: string;
  readonly methodLabel: string;
  readonly nonce: string;
  /** The classic script that defines `<pay-result>`. */
  readonly script: string;
  readonly statusUrl: string;
}

/**
 * Where every attempt's window ends. It must make sense in a browser that never saw the shop. One
 * that goes on to the shop by itself shows meanwhile that the payment is being checked, so that block
 * is always there.
 */
export function resultPage(page: ResultPage): Html {
  const { attempt, status, shopName, methodLabel, nonce, script } = page;
  const { locale, storefront } = attempt.snapshot;
  const words = PAGE_WORDS[locale];
  const isWaiting = status === 'confirming';
  return html`${documentHead({
    locale,
    title: words.windowTitle(methodLabel, shopName),
    scripts: [inlineScript(nonce, new Html(script))],
  })}
    <pay-result
      state="${isWaiting ? 'waiting' : 'ended'}"
      data-attempt="${attempt.id}"
      data-opener-origin="${storefront}"
      data-status="${status}"
      data-status-url="${page.statusUrl}"
      data-presentation="${presentationOf(attempt)}"
    >
      <main class="page">
        <div class="page-main">
          ${shopHeader(shopName)} ${confirming(page, words)}
          ${isWaiting ? undefined : ended(page, words)}
        </div>
      </main></pay-result
    >
    ${documentEnd}`;
}

function confirming({ attempt }: ResultPage, words: PageWords): Html {
  const { locale, orderName } = attempt.snapshot;
  const { title, text } = words.confirming;
  return html`<div data-when="waiting">
      <div class="order">
        <p class="order-name">${orderName}</p>
        <p class="amount">${amountMarkup(attempt.amount, locale)}</p>
      </div>
      <div class="rule-box"><div class="rule" data-moving></div></div>
      <h1>${title}</h1>
      <p class="text">${text}</p>
    </div>
    <div class="actions" data-when="waiting">
      <button class="quiet" type="button" data-action="check">${words.checkNow}</button>
    </div>`;
}

function ended(page: ResultPage, words: PageWords): Html {
  const { attempt, status, shopName, methodLabel } = page;
  const { title, text } = saidOf(page, words);
  const { message } = attempt.progress;
  return html`<div class="ended" data-when="ended">
      ${iconOf(status)}
      <h1 tabindex="-1">${title}</h1>
      <p class="text">${text}</p>
      ${message === undefined ? undefined : html`<p class="said"><b>${words.providerSays(methodLabel)}</b>${message}</p>`}
      ${facts(page, words)}
    </div>
    <div class="actions" data-when="ended">
      ${status === 'pending' ? html`<button class="button primary" type="button" data-action="check">${words.checkNow}</button>` : undefined}
      <a
        class="button${status === 'pending' ? '' : ' primary'}"
        href="${attempt.snapshot.returnUrl}"
        >${words.backTo(shopName)}</a
      >
    </div>`;
}

function saidOf({ attempt, status, methodLabel }: ResultPage, words: PageWords): Said {
  switch (status) {
    case 'complete':
      return words.complete;
    case 'pending':
      return words.pending;
    case 'failed':
      return failedSaid(attempt, methodLabel, words);
    case 'canceled':
      return words.canceled;
    case 'expired':
      return words.expired;
    case 'open':
    case 'confirming':
      return words.open;
  }
}

/** Only a provider that refused is said to have refused, and only money that never moved not to have. */
function failedSaid({ state, progress }: Attempt, methodLabel: string, words: PageWords): Said {
  const { code } = progress;
  if (state === 'reversed' && code !== 'ACCOUNT_GIVEN_UP') return words.reversed;
  switch (code) {
    case 'ORDER_REFUSED':
      return words.orderRefused;
    case 'ORDER_HELD':
      return words.held;
    case 'PAYMENT_DECLINED':
    case 'AUTHENTICATION_FAILED':
    case 'PREPARE_DECLINED':
      return words.declined(methodLabel);
    default:
      return words.notPaid;
  }
}

function iconOf(status: Status): Html {
  switch (status) {
    case 'complete':
      return html`<div class="icon success">${checkGlyph}</div>`;
    case 'pending':
      return html`<div class="icon notice">${clockGlyph}</div>`;
    case 'failed':
      return html`<div class="icon danger">${alertGlyph}</div>`;
    default:
      return html`<div class="icon">${backGlyph}</div>`;
  }
}

/** Nothing personal: whoever holds the address may see it. */
function facts({ attempt, status, methodLabel }: ResultPage, words: PageWords): Html {
  const { locale } = attempt.snapshot;
  const { approvedAt } = attempt.progress;
  const rows: (readonly [string, Html])[] = [
    [words.facts.amount, amountMarkup(attempt.amount, locale)],
    [words.facts.method, html`${methodLabel}`],
    [words.facts.order, html`${attempt.orderId}`],
    status === 'complete' && approvedAt !== undefined
      ? [words.facts.at, html`${momentOf(approvedAt, locale)}`]
      : [words.facts.trace, html`${traceIdOf(attempt)}`],
  ];
  return html`<dl>
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
