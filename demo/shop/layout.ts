import { html } from './html.ts';
import type { Markup } from './html.ts';

export const SHOP_NAME = '온유도예';

export interface PageParts {
  readonly title: string;
  readonly main: Markup;
  /** Scripts of this page. */
  readonly scripts?: Markup;
}

/** The frame of every page of the shop. */
export const page = ({ title, main, scripts }: PageParts): string =>
  html`<!doctype html>
    <html lang="ko">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${SHOP_NAME}</title>
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/shop.css" />
        ${scripts ?? ''}
      </head>
      <body>
        <header class="top">
          <nav aria-label="${SHOP_NAME}">
            <ul>
              <li><a href="/">그릇</a></li>
              <li><a href="/#story">공방 이야기</a></li>
            </ul>
            <a class="name" href="/">${SHOP_NAME}</a>
            <ul>
              <li><a href="/orders">주문 내역</a></li>
            </ul>
          </nav>
        </header>
        <main>${main}</main>
        <footer class="bottom">
          <p>${SHOP_NAME}는 pay-checkout을 보여 주려고 지어낸 가게예요. 실제 돈은 오가지 않아요.</p>
        </footer>
      </body>
    </html> `.text;
