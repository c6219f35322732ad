import type { ErrorCode, Locale } from '../../protocol/index.ts';
import { documentEnd, documentHead, shopHeader } from './document.ts';
import { PAGE_WORDS } from './format.ts';
import { html, type Html } from './html.ts';
import { backGlyph } from './icons.ts';

interface RefusalPage {
  readonly code: ErrorCode;
  readonly locale: Locale;
  readonly shopName: string;
  /** Where the buyer can go back to in this tab. */
  readonly returnUrl: string | undefined;
}

/** A page for a buyer who cannot be let in. Says what to do, and nothing about why in detail. */
export function refusalPage({ code, locale, shopName, returnUrl }: RefusalPage): Html {
  const { refusals, backTo } = PAGE_WORDS[locale];
  const { title, text } = refusals[code] ?? refusals.LINK_INVALID;
  return html`${documentHead({ locale, title: `${title} · ${shopName}` })}
    <main class="page">
      <div class="page-main ended">
        ${shopHeader(shopName)}
        <div class="icon">${backGlyph}</div>
        <h1>${title}</h1>
        <p class="text">${text}</p>
        ${returnUrl === undefined ? undefined : html`<div class="actions"><a class="button primary" href="${returnUrl}">${backTo(shopName)}</a></div>`}
      </div>
    </main>
    ${documentEnd}`;
}
