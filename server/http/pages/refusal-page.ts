import type { ErrorCode, Locale } from '../../protocol/index.ts';
import { documentEnd, documentHead, shopHeader } from './document.ts';
import { PAGE_WORDS } from './format.ts';
import { html, type Html } from './html.ts';
import { backGlyph } from './icons.ts';

/** A page for a buyer who cannot be let in. Says what to do, and nothing about why in detail. */
export function refusalPage(code: ErrorCode, locale: Locale, shopName: string): Html {
  const { refusals } = PAGE_WORDS[locale];
  const { title, text } = refusals[code] ?? refusals.LINK_INVALID;
  return html`${documentHead({ locale, title: `${title} · ${shopName}` })}
    <main class="page">
      <div class="page-main ended">
        ${shopHeader(shopName)}
        <div class="icon">${backGlyph}</div>
        <h1>${title}</h1>
        <p class="text">${text}</p>
      </div>
    </main>
    ${documentEnd}`;
}
