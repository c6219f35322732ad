import { html, trusted } from '../../shop/html.ts';
import type { Markup } from '../../shop/html.ts';
import { attributesIn } from './query.ts';
import type { PageQuery } from './query.ts';

/** What a page is drawn from. */
export interface PageFacts {
  readonly query: PageQuery;
  readonly payUrl: string;
  readonly shopUrl: string;
  /** The shop once more, under another site's name. */
  readonly otherSiteUrl: string;
  /** What the element pays, on the line of the query. */
  readonly orderId: string;
  /** Places the delivery of the same order, on a line of its own. */
  readonly placeFee: () => string;
  /** Places another order of the same line, for a page that goes over to it. */
  readonly placeOther: () => string;
}

/** One page, as far as it is its own. */
export interface PageParts {
  readonly title: string;
  /** What can be seen on it. */
  readonly lead: string;
  readonly main: Markup;
  /** Loaded after the checkout's own script. */
  readonly scripts?: Markup;
  /** A page of somebody else's, without the checkout's script. */
  readonly isForeign?: boolean;
}

/** Attributes of the element, by name. */
export const elementOf = (facts: PageFacts, orderId = facts.orderId, line = facts.query.line) => ({
  'order-id': orderId,
  line,
  ...attributesIn(facts.query),
});

/** The tag of the checkout. */
export const checkout = (attributes: Readonly<Record<string, string>>): Markup =>
  html`<pay-checkout ${attributeList(attributes)}></pay-checkout>`;

const attributeList = (attributes: Readonly<Record<string, string>>): readonly Markup[] =>
  Object.entries(attributes).map(([name, value]) => html`${trusted(name)}="${value}" `);

/** The script of one published build. */
export const buildScript = (payUrl: string, script: PageQuery['script']): Markup | string =>
  ({
    module: html`<script type="module" src="${payUrl}/widget/pay-checkout.js"></script>`,
    classic: html`<script defer src="${payUrl}/widget/pay-checkout.iife.js"></script>`,
    none: '',
  })[script];

/** A page's own module, from `public/`. */
export const ownScript = (name: string): Markup =>
  html`<script type="module" src="/e2e/assets/${name}.js"></script>`;

/** A button by its id, which a test presses. */
export const button = (id: string, text: string): Markup =>
  html`<button type="button" id="${id}">${text}</button>`;

/** The frame of every page. What it hears is noted from the first moment on. */
export const document = (
  { query, payUrl }: PageFacts,
  { title, lead, main, scripts, isForeign = false }: PageParts,
): string =>
  html`<!doctype html>
    <html lang="ko">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="/assets/icon.svg" />
        ${query.csp === 'strict' ? '' : html`<link rel="stylesheet" href="/assets/shop.css" />`}
        <script src="/e2e/assets/heard.js"></script>
        ${isForeign ? '' : buildScript(payUrl, query.script)} ${scripts ?? ''}
      </head>
      <body>
        <main class="sheet narrow">
          <h1>${title}</h1>
          <p class="lead">${lead}</p>
          ${main}
        </main>
      </body>
    </html> `.text;
