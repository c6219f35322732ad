import type { Locale } from '../../protocol/index.ts';
import { html, type Html } from './html.ts';
import { shopMark } from './icons.ts';
import { PAGE_STYLES } from './page.styles.ts';

interface DocumentHead {
  readonly locale: Locale;
  readonly title: string;
  /** What the browser is to fetch while it reads on. */
  readonly links?: readonly Html[];
  /** Classic scripts, each with its nonce. */
  readonly scripts?: readonly Html[];
}

/** Everything up to and with `<body>`; the body and its end are the caller's. */
export const documentHead = ({ locale, title, links, scripts }: DocumentHead): Html =>
  html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>${links}
<link rel="icon" href="data:,">
<style>${PAGE_STYLES}</style>
${scripts}</head><body>`;

export const documentEnd: Html = html`</body></html>`;

export const shopHeader = (name: string): Html => html`<p class="shop">${shopMark}${name}</p>`;
