import { presentationOf, traceIdOf, type Attempt } from '../../checkout/attempt.ts';
import { awaitedDeposit } from '../../checkout/status.ts';
import type { Deposit, Status } from '../../protocol/index.ts';
import { documentEnd, documentHead, shopHeader } from './document.ts';
import { amountMarkup, inGroups, lastDayOf, momentOf, PAGE_WORDS } from './format.ts';
import { html, Html, inlineScript } from './html.ts';
import { alertGlyph, backGlyph, checkGlyph, clockGlyph } from './icons.ts';
import type { PageWords, Said } from './words.ts';

export interface ResultPage {
  readonly attempt: Attempt;
  readonly status: Status;
  readonly shopName: string;
  readonly methodLabel: string;
  readonly methodName: string;
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
      data-awaiting="${awaitedDeposit(attempt) ? 'deposit' : ''}"
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
  const { attempt, status, shopName, methodName } = page;
  const { title, text } = saidOf(page, words);
  const { message } = attempt.progress;
  const deposit = awaitedDeposit(attempt);
  // An account that waits has nothing to be checked: it is here to be paid into.
  const canCheck = status === 'pending' && !deposit;
  return html`<div class="ended" data-when="ended">
      ${iconOf(page)}
      <h1 tabindex="-1">${title}</h1>
      <p class="text">${text}</p>
      ${message === undefined ? undefined : html`<p class="said"><b>${words.providerSays(methodName)}</b>${message}</p>`}
      ${deposit && account(deposit, words)} ${facts(page, words)}
    </div>
    <div class="actions" data-when="ended">
      ${canCheck ? html`<button class="button primary" type="button" data-action="check">${words.checkNow}</button>` : undefined}
      <a
        class="button${canCheck ? '' : ' primary'}"
        href="${attempt.snapshot.returnUrl}"
        >${words.backTo(shopName)}</a
      >
    </div>`;
}

function saidOf({ attempt, status, methodName }: ResultPage, words: PageWords): Said {
  switch (status) {
    case 'complete':
      return words.complete;
    case 'pending':
      return pendingSaid(attempt, words);
    case 'failed':
      return failedSaid(attempt, methodName, words);
    case 'canceled':
      return words.canceled;
    case 'expired':
      return words.expired;
    case 'open':
    case 'confirming':
      return words.open;
  }
}

function pendingSaid(attempt: Attempt, words: PageWords): Said {
  const deposit = awaitedDeposit(attempt);
  if (!deposit) return words.pending;
  return words.awaitingDeposit(lastDayOf(deposit.dueAt, attempt.snapshot.locale));
}

const isGivenUp = ({ state, progress }: Attempt): boolean =>
  state === 'reversed' && progress.code === 'ACCOUNT_GIVEN_UP';

/** Only a provider that refused is said to have refused, and only money that never moved not to have. */
function failedSaid(attempt: Attempt, methodName: string, words: PageWords): Said {
  if (isGivenUp(attempt)) return words.accountClosed;
  if (attempt.state === 'reversed') return words.reversed;
  switch (attempt.progress.code) {
    case 'ORDER_REFUSED':
      return words.orderRefused;
    case 'ORDER_HELD':
      return words.held;
    case 'PAYMENT_DECLINED':
    case 'AUTHENTICATION_FAILED':
    case 'PREPARE_DECLINED':
      return words.declined(methodName);
    default:
      return words.notPaid;
  }
}

function iconOf({ attempt, status }: ResultPage): Html {
  switch (isGivenUp(attempt) ? 'canceled' : status) {
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

/** Everything that a transfer needs can be read here, also where no shop and no script is. */
const account = ({ bank, accountNumber, holder }: Deposit, words: PageWords): Html =>
  html`<div class="account">
    <p>${bank} · ${words.accountHolder(holder)}</p>
    <b dir="ltr">${inGroups(accountNumber)}</b>
  </div>`;

type Row = readonly [name: string, value: Html];

function facts(page: ResultPage, words: PageWords): Html {
  const deposit = awaitedDeposit(page.attempt);
  const rows = deposit ? transferRows(page, deposit, words) : paymentRows(page, words);
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

/** Nothing personal: whoever holds the address may see it. */
function paymentRows({ attempt, status, methodLabel }: ResultPage, words: PageWords): Row[] {
  const { locale } = attempt.snapshot;
  const { approvedAt } = attempt.progress;
  return [
    [words.facts.amount, amountMarkup(attempt.amount, locale)],
    [words.facts.method, html`${methodLabel}`],
    [words.facts.order, html`${attempt.orderId}`],
    status === 'complete' && approvedAt !== undefined
      ? [words.facts.at, html`${momentOf(approvedAt, locale)}`]
      : [words.facts.trace, html`${traceIdOf(attempt)}`],
  ];
}

/** Whoever has the address can read it, so nobody's name is among it. */
function transferRows({ attempt }: ResultPage, deposit: Deposit, words: PageWords): Row[] {
  const { locale } = attempt.snapshot;
  return [
    [words.facts.toTransfer, amountMarkup(attempt.amount, locale)],
    [words.facts.dueAt, html`${momentOf(deposit.dueAt, locale)}`],
    [words.facts.order, html`${attempt.orderId}`],
  ];
}
