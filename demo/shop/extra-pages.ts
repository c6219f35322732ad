import { EXTRAS, isExtraLine } from '../orders.ts';
import type { ExtraLine, Order } from '../orders.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { page } from './layout.ts';
import { moneyHint } from './money-hint.ts';
import type { OwnMoney } from './money-hint.ts';

export interface ExtrasPageOptions {
  /** What the extras belong to. */
  readonly order: Order;
  /** Each is paid by an element of its own. */
  readonly extras: readonly Order[];
  /** A payment comes back to the page, so that the element shows it although it is paid. */
  readonly isReturn: boolean;
  /** Origin of the companion server, which the checkout's script comes from. */
  readonly payUrl: string;
  /** What the buyer has with the shop. */
  readonly money: OwnMoney | undefined;
}

const ABOUT: Readonly<Record<ExtraLine, string>> = {
  'delivery-fee': '제주와 섬으로 보낼 때 더하는 배송비예요.',
  exchange: '다른 유약이나 그릇으로 바꿀 때 오가는 배송비예요.',
  repair: '이가 나가거나 금이 간 그릇을 옻으로 이어 드려요.',
};

/** `/orders/:orderId/:line` and `/orders/:orderId/extras`: what is paid beside an order, apart. */
export const extrasPage = ({ order, extras, isReturn, payUrl, money }: ExtrasPageOptions): string =>
  page({
    title: '따로 내는 돈',
    scripts: html`
      <script type="module" src="/assets/extras.js"></script>
      <script type="module" src="${payUrl}/widget/pay-checkout.js"></script>
    `,
    main: html`
      <div class="sheet ${extras.length > 1 ? '' : 'narrow'}">
        <h1>따로 내는 돈</h1>
        <p class="lead">
          ${order.orderName} · <a href="/thanks/${order.orderId}">처음 주문 보기</a>
        </p>
        <div class="beside">${extras.map((extra) => sectionOf(extra, isReturn))}</div>
        ${moneyHint(extras, money)}
        <noscript><p class="after">결제하려면 브라우저에서 JavaScript를 켜 주세요.</p></noscript>
      </div>
    `,
  });

/** Told without any script, and to a browser whose element knows nothing of the payment. */
function afterOf({ orderId, state }: Order): Markup | string {
  const link = (text: string) => html`<a href="/thanks/${orderId}">${text}</a>`;
  if (state === 'paid') return html`결제를 받았어요. ${link('확인하기')}`;
  return state === 'awaiting-deposit' ? html`입금을 기다려요. ${link('계좌 보기')}` : '';
}

const sectionOf = (extra: Order, isReturn: boolean): Markup =>
  isExtraLine(extra.line)
    ? html`
        <section id="${extra.line}" aria-labelledby="${extra.line}-title">
          <h2 id="${extra.line}-title">${EXTRAS[extra.line].name}</h2>
          <p>${ABOUT[extra.line]}</p>
          ${
            extra.state === 'paid' && !isReturn
              ? ''
              : html`<pay-checkout
                  order-id="${extra.orderId}"
                  line="${extra.line}"
                  method="kakaopay"
                ></pay-checkout>`
          }
          <p class="after" role="status">${afterOf(extra)}</p>
        </section>
      `
    : html``;
