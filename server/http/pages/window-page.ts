import type { Attempt } from '../../checkout/attempt.ts';
import type { LaunchInstruction } from '../../protocol/index.ts';
import { documentEnd, documentHead, shopHeader } from './document.ts';
import { amountMarkup, PAGE_WORDS } from './format.ts';
import { html, Html, inlineScript, scriptLiteral } from './html.ts';
import type { Said } from './words.ts';

export interface WindowPage {
  readonly attempt: Attempt;
  /** How often this attempt's window was opened, this time included. */
  readonly launch: number;
  readonly shopName: string;
  readonly methodLabel: string;
  readonly nonce: string;
  /** The classic script that defines `<pay-window>`. */
  readonly script: string;
  readonly token: string;
  readonly outcomeUrl: string;
}

/**
 * The first chunk: all that a buyer needs to see, sent before the provider is asked. It ends inside
 * the body, so that the instruction can follow in a chunk of its own.
 */
export function windowPageStart(page: WindowPage): Html {
  const { attempt, shopName, methodLabel, nonce, script } = page;
  const { locale, orderName } = attempt.snapshot;
  const words = PAGE_WORDS[locale];
  return html`${documentHead({
    locale,
    title: words.windowTitle(methodLabel, shopName),
    scripts: [inlineScript(nonce, new Html(script))],
  })}
${windowTag(page)}
<main class="page"><div class="page-main">
${shopHeader(shopName)}
<div class="order"><p class="order-name">${orderName}</p><p class="amount">${amountMarkup(attempt.amount, locale)}</p></div>
<div data-when="moving"><div class="rule-box"><div class="rule" data-moving></div></div>${sayBlock(words.moving(methodLabel))}
<noscript><p class="said">${words.noScript}</p></noscript></div>
<div data-when="failed" role="alert" hidden><div class="rule"></div>${sayBlock(words.failed(methodLabel))}</div>
<div data-when="replaced" hidden><div class="rule"></div>${sayBlock(words.replaced)}</div>
<div class="actions">
<button class="quiet" type="button" data-action="close" data-when="moving">${words.closeAndGoBack}</button>
<button class="button primary" type="button" data-action="retry" data-when="failed" hidden>${words.retry}</button>
<button class="button" type="button" data-action="close" data-when="failed" hidden>${words.closeAndGoBack}</button>
<button class="button" type="button" data-action="close" data-when="replaced" hidden>${words.closeWindow}</button>
</div></div></main></pay-window>
`;
}

const windowTag = ({ attempt, launch, token, outcomeUrl }: WindowPage): Html =>
  html`<pay-window
    data-attempt="${attempt.id}"
    data-launch="${launch}"
    data-opener-origin="${attempt.snapshot.storefront}"
    data-token="${token}"
    data-outcome-url="${outcomeUrl}"
    data-presentation="${attempt.snapshot.presentation}"
    data-shop-url="${attempt.snapshot.returnUrl}"
  ></pay-window>`;

const sayBlock = ({ title, text }: Said): Html =>
  html`<h1>${title}</h1>
    <p class="text">${text}</p>`;

/** The last chunk, when the provider can be reached. */
export const windowPagePerform = (nonce: string, instruction: LaunchInstruction): Html =>
  html`${inlineScript(nonce, html`payWindow.perform(${scriptLiteral(instruction)})`)}${documentEnd}`;

/** The last chunk, when it did not answer: the page says so and offers to try again. */
export const windowPageFail = (nonce: string): Html =>
  html`${inlineScript(nonce, html`payWindow.fail()`)}${documentEnd}`;

/** The last chunk, when the attempt ended meanwhile: the result page tells how. */
export const windowPageLeave = (nonce: string, resultUrl: string): Html =>
  html`${inlineScript(nonce, html`location.replace(${scriptLiteral(resultUrl)})`)}${documentEnd}`;
