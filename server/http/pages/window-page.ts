import { presentationOf, type Attempt } from '../../checkout/attempt.ts';
import type { LaunchInstruction } from '../../protocol/index.ts';
import { documentEnd, documentHead, shopHeader } from './document.ts';
import { amountMarkup, amountText, PAGE_WORDS } from './format.ts';
import { html, Html, inlineScript, scriptLiteral } from './html.ts';
import type { PageWords, Said } from './words.ts';

export interface WindowPage {
  readonly attempt: Attempt;
  /** How often this attempt's window was opened, this time included. */
  readonly launch: number;
  readonly shopName: string;
  readonly methodLabel: string;
  readonly methodName: string;
  readonly nonce: string;
  /** The classic script that defines `<pay-window>`. */
  readonly script: string;
  /** Of a provider with an SDK: its address, and the classic script that will call it. */
  readonly sdk?: { readonly src: string; readonly launcher: string };
  /** There is no provider's page: the buyer is asked in this one. */
  readonly confirmsHere: boolean;
  readonly token: string;
  readonly outcomeUrl: string;
}

/**
 * The first chunk: all that a buyer needs to see, sent before the provider is asked. It ends inside
 * the body, so that the instruction can follow in a chunk of its own. The sheet shows the blocks of
 * the element's state, so that the script need not wait for them to have come.
 */
export function windowPageStart(page: WindowPage): Html {
  const { attempt, shopName, methodLabel, methodName, confirmsHere } = page;
  const { locale, orderName } = attempt.snapshot;
  const words = PAGE_WORDS[locale];
  const isPopup = presentationOf(attempt) === 'popup';
  const { replaced, returned } = words;
  const moving = confirmsHere ? words.paying : words.moving(methodName);
  const failed = confirmsHere ? words.notAnswered : words.failed(methodName);
  return html`${documentHead({
    locale,
    title: words.windowTitle(methodLabel, shopName),
    links: preloadsOf(page),
    scripts: scriptsOf(page),
  })}
<pay-window state="moving"${attributesOf(page)}>
<main class="page"><div class="page-main">
${shopHeader(shopName)}
<div class="order"><p class="order-name">${orderName}</p><p class="amount">${amountMarkup(attempt.amount, locale)}</p></div>
<div data-when="moving"><div class="rule-box"><div class="rule" data-moving></div></div>${say({ ...moving, ...(isPopup ? {} : { text: words.oneMoment }) })}
<noscript><p class="said">${words.noScript}</p></noscript></div>
<div data-when="failed" role="alert"><div class="rule-box"><div class="rule"></div></div>${say(failed)}</div>
${confirmsHere ? html`<div data-when="confirm" role="status"><div class="rule-box"><div class="rule"></div></div>${say(words.confirm(methodLabel))}</div>` : undefined}
<div data-when="replaced"><div class="rule-box"><div class="rule"></div></div>${say(replaced)}</div>
<div data-when="returned"><div class="rule-box"><div class="rule"></div></div>${say(returned(methodName))}</div>
<div class="actions">${actions(page, words, isPopup)}</div></div></main></pay-window>
`;
}

/**
 * The SDK is fetched while the provider is asked. The tag that runs it later is bare, and so is this:
 * with `crossorigin` on one of them it would be fetched twice.
 */
const preloadsOf = ({ nonce, sdk }: WindowPage): readonly Html[] =>
  sdk ? [html`<link rel="preload" as="script" href="${sdk.src}" nonce="${nonce}">`] : [];

/** Inline, so that a click costs one request; the element first, which says hello. */
const scriptsOf = ({ nonce, script, sdk }: WindowPage): readonly Html[] =>
  [script, ...(sdk ? [sdk.launcher] : [])].map((code) => inlineScript(nonce, new Html(code)));

/** In the storefront's own tab there is nothing to close. */
function actions(page: WindowPage, words: PageWords, isPopup: boolean): Html {
  const { shopName, confirmsHere } = page;
  const back = isPopup ? words.closeAndGoBack : words.backTo(shopName);
  const end = isPopup ? words.closeWindow : back;
  return html`${confirmsHere ? confirmation(page, words, back) : undefined}
<button class="button" type="button" data-action="retry" data-when="moving" data-late>${words.goOn}</button>
<button class="quiet" type="button" data-action="close" data-when="moving">${back}</button>
<button class="button primary" type="button" data-action="retry" data-when="failed">${words.retry}</button>
<button class="button" type="button" data-action="close" data-when="failed">${back}</button>
<button class="button" type="button" data-action="close" data-when="replaced">${end}</button>
<button class="button primary" type="button" data-action="retry" data-when="returned">${words.goOn}</button>
<button class="button" type="button" data-action="close" data-when="returned">${back}</button>
`;
}

const confirmation = ({ attempt }: WindowPage, words: PageWords, back: string): Html => html`
<button class="button primary" type="button" data-action="confirm" data-when="confirm">${words.pay(amountText(attempt.amount, attempt.snapshot.locale))}</button>
<button class="quiet" type="button" data-action="close" data-when="confirm">${back}</button>`;

function attributesOf({ attempt, launch, token, outcomeUrl }: WindowPage): readonly Html[] {
  const { storefront, returnUrl } = attempt.snapshot;
  const data = {
    attempt: attempt.id,
    launch,
    'opener-origin': storefront,
    token,
    'outcome-url': outcomeUrl,
    presentation: presentationOf(attempt),
    'shop-url': returnUrl,
  };
  return Object.entries(data).map(([name, value]) => html` data-${name}="${value}"`);
}

const say = ({ title, text }: Said): Html => html`<h1>${title}</h1><p class="text">${text}</p>`;

/** The last chunk, when the provider can be reached. */
export const windowPagePerform = (nonce: string, instruction: LaunchInstruction): Html =>
  lastScript(nonce, html`payWindow.perform(${scriptLiteral(instruction)})`);

/** The last chunk, when it did not answer: the page says so and offers to try again. */
export const windowPageFail = (nonce: string): Html => lastScript(nonce, html`payWindow.fail()`);

/** The last chunk, when the attempt ended meanwhile: the result page tells how. */
export const windowPageLeave = (nonce: string, resultUrl: string): Html =>
  lastScript(nonce, html`location.replace(${scriptLiteral(resultUrl)})`);

const lastScript = (nonce: string, source: Html): Html =>
  html`${inlineScript(nonce, source)}${documentEnd}`;
