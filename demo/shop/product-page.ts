import type { Order } from '../orders.ts';
import { GLAZES, MAX_QUANTITY, PRODUCTS, won } from './catalog.ts';
import type { GlazeId, Picks, Product } from './catalog.ts';
import { drawing } from './drawings.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { page } from './layout.ts';
import { moneyHint } from './money-hint.ts';
import type { OwnMoney } from './money-hint.ts';

export interface ProductPageOptions {
  readonly product: Product;
  readonly picks: Picks;
  /** What these picks come to. */
  readonly order: Order;
  /** Given to the element in place of the order's number. */
  readonly ticket?: string;
  /** This very page with this order. */
  readonly returnUrl: string;
  /** Origin of the companion server, which the checkout's script comes from. */
  readonly payUrl: string;
  /** Which of the two published builds the page uses. */
  readonly build: 'module' | 'classic';
  readonly withLog: boolean;
  /** What the buyer has with the shop. */
  readonly money: OwnMoney | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** `/products/:id`: one piece, its picks, and the checkout. */
export const productPage = (options: ProductPageOptions): string =>
  page({
    title: options.product.name,
    scripts: scripts(options),
    main: html`
      <div class="product" data-product="${options.product.id}">
        ${gallery(options.product, options.picks)}
        <div class="buy">
          ${heading(options.product)} ${pickForm(options)}
          <pay-checkout
            ${orderAttribute(options)}
            method="kakaopay"
            return-url="${options.returnUrl}"
          ></pay-checkout>
          <p class="after" role="status">${after(options.order)}</p>
          ${moneyHint([options.order], options.money)}
          <noscript><p class="after">결제하려면 브라우저에서 JavaScript를 켜 주세요.</p></noscript>
        </div>
      </div>
      ${options.withLog ? html`<section class="log" aria-label="이벤트"><ol></ol></section>` : ''}
    `,
  });

const orderAttribute = ({ order, ticket }: ProductPageOptions): Markup =>
  ticket === undefined ? html`order-id="${order.orderId}"` : html`order-ticket="${ticket}"`;

const scripts = ({ payUrl, build }: ProductPageOptions): Markup => html`
  <script type="module" src="/assets/product.js"></script>
  ${
    build === 'module'
      ? html`<script type="module" src="${payUrl}/widget/pay-checkout.js"></script>`
      : html`<script defer src="${payUrl}/widget/pay-checkout.iife.js"></script>`
  }
`;

/** Told without any script, and to a browser whose element knows nothing of the payment. */
function after({ orderId, state }: Order): Markup | string {
  const link = (text: string) => html`<a href="/thanks/${orderId}">${text}</a>`;
  if (state === 'paid') return html`주문이 공방에 닿았어요. ${link('주문 확인하기')}`;
  return state === 'awaiting-deposit' ? html`입금을 기다려요. ${link('계좌 보기')}` : '';
}

const gallery = (product: Product, { glaze }: Picks): Markup => html`
  <div class="gallery">
    <div class="frame hero">${drawing(product.drawing, glaze)}</div>
    <ul class="others" aria-label="다른 그릇">
      ${PRODUCTS.filter((other) => other !== product).map(
        (other) => html`
          <li>
            <a class="frame" href="/products/${other.id}" aria-label="${other.name}">
              ${drawing(other.drawing, other.glaze)}
            </a>
          </li>
        `,
      )}
    </ul>
  </div>
`;

const heading = (product: Product): Markup => html`
  <p class="crumb">${product.kind}</p>
  <div class="heading">
    <h1>${product.name}</h1>
    <p class="price">${won(product.price)}</p>
  </div>
  <p class="lead">${product.lead}</p>
`;

const pickForm = ({ picks: { glaze, quantity }, order, now }: ProductPageOptions): Markup => html`
  <form class="picks" autocomplete="off" data-order-state="${order.state}">
    <div class="pick" role="radiogroup" aria-labelledby="glaze-name">
      <span id="glaze-name">유약</span>
      <div class="swatches">
        <output name="glazeName">${GLAZES[glaze]}</output>
        ${GLAZE_IDS.map((id) => swatch(id, id === glaze, order.state !== 'unpaid'))}
      </div>
    </div>
    <div class="pick" role="group" aria-labelledby="quantity-name">
      <span id="quantity-name">수량</span>
      <div class="stepper">
        <button type="button" data-step="-1" aria-label="하나 줄이기" disabled>−</button>
        <output name="quantity" data-max="${MAX_QUANTITY}">${quantity}</output>
        <button type="button" data-step="1" aria-label="하나 늘리기" disabled>+</button>
      </div>
    </div>
    <div class="pick">
      <span>배송</span>
      <span class="delivery">${arrival(now)} 도착 예정 · 무료</span>
    </div>
  </form>
`;

const GLAZE_IDS: readonly GlazeId[] = ['celadon', 'cream', 'ink'];

const swatch = (glaze: GlazeId, chosen: boolean, locked: boolean): Markup => html`
  <label class="swatch" data-glaze="${glaze}">
    <input
      type="radio"
      name="glaze"
      value="${glaze}"
      ${chosen ? html`checked` : ''}
      ${locked ? html`disabled` : ''}
    />
    <span class="unseen">${GLAZES[glaze]}</span>
  </label>
`;

const DAY_MS = 86_400_000;
const DAY = new Intl.DateTimeFormat('ko', {
  month: 'long',
  day: 'numeric',
  weekday: 'short',
  timeZone: 'Asia/Seoul',
});

/** Two days from now, as the buyer in Korea counts days. */
const arrival = (now: number): string => DAY.format(now + 2 * DAY_MS);
