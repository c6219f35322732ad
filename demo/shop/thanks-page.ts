import { EXTRAS } from '../orders.ts';
import type { ExtraLine, Line, Order } from '../orders.ts';
import { won } from './catalog.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { page } from './layout.ts';
import { moment, STATES } from './words.ts';

type PaidOrder = Extract<Order, { state: 'paid' }>;
type AwaitingOrder = Extract<Order, { state: 'awaiting-deposit' }>;

/** What of an order's extras was asked for already. */
type FindExtra = (line: ExtraLine) => Order | undefined;

interface ThanksPageOptions {
  readonly findExtra: FindExtra;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** `/thanks/:orderId`: where an order stands, whatever the page before believed. */
export function thanksPage(order: Order, { findExtra, now }: ThanksPageOptions): string {
  if (order.state === 'paid') return paidPage(order, findExtra);
  return order.state === 'awaiting-deposit' ? awaitingPage(order, now) : unpaidPage(order);
}

const RECEIVED: Readonly<Record<Line, string>> = {
  order: '주문을 받았어요. 가마에서 꺼낸 순서대로 싸서 보낼게요.',
  'delivery-fee': '배송비를 받았어요. 주문한 그릇과 함께 챙길게요.',
  exchange: '교환을 받았어요. 보내 주신 그릇이 공방에 닿으면 새 그릇을 보낼게요.',
  repair: '수선을 맡았어요. 그릇이 공방에 닿으면 고치는 데 보름쯤 걸려요.',
};

const paidPage = (order: PaidOrder, findExtra: FindExtra): string =>
  page({
    title: order.line === 'order' ? '주문을 받았어요' : '결제를 받았어요',
    main: html`
      <div class="sheet narrow" data-state="paid">
        <h1>고맙습니다</h1>
        <p class="lead">${RECEIVED[order.line]}</p>
        ${facts([
          ['주문', order.orderName],
          ['결제한 금액', won(order.amount.value)],
          ['결제한 때', moment(order.payment.paidAt)],
          ['주문 번호', order.orderId],
          ['거래 번호', order.payment.transactionId ?? '–'],
        ])}
        <p class="links">
          ${
            order.parentId === undefined
              ? html`<a href="/orders">주문 내역 보기</a>`
              : html`<a href="/thanks/${order.parentId}">처음 주문 보기</a>`
          }
          <a href="/">계속 둘러보기</a>
        </p>
        ${order.line === 'order' ? extrasOf(order, findExtra) : ''}
      </div>
    `,
  });

/** What can be paid beside it, each apart. */
const extrasOf = ({ orderId }: PaidOrder, findExtra: FindExtra): Markup => html`
  <section class="extras" aria-labelledby="extras-title">
    <h2 id="extras-title">주문과 따로 내는 돈</h2>
    <ul>
      ${(['delivery-fee', 'exchange', 'repair'] as const).map((line) =>
        extraRow({ orderId, line, state: findExtra(line)?.state }),
      )}
    </ul>
    <p class="links"><a href="/orders/${orderId}/extras">배송비와 교환을 한 번에 보기</a></p>
  </section>
`;

interface ExtraRow {
  readonly orderId: string;
  readonly line: ExtraLine;
  readonly state: Order['state'] | undefined;
}

/** Its price as long as it can be paid. */
const extraRow = ({ orderId, line, state = 'unpaid' }: ExtraRow): Markup => html`
  <li data-line="${line}" data-state="${state}">
    <a href="/orders/${orderId}/${line}">${EXTRAS[line].name}</a>
    <span>${state === 'unpaid' ? won(EXTRAS[line].amount.value) : STATES[state]}</span>
  </li>
`;

const AWAITING = {
  title: '입금을 기다려요',
  lead: '아래 계좌로 입금해 주세요. 입금이 확인되면 이 페이지에서 볼 수 있어요.',
};

/** Nobody should pay into it now; a deposit may have come in time and not be known yet. */
const OVERDUE = {
  title: '입금 기한이 지났어요',
  lead: '아직 입금하지 않았다면 이 계좌로 보내지 마세요. 입금했다면 곧 확인해 드릴게요.',
};

function awaitingPage(order: AwaitingOrder, now: number): string {
  const { deposit } = order.account;
  const { title, lead } = deposit && deposit.dueAt <= now ? OVERDUE : AWAITING;
  return page({
    title,
    main: html`
      <div class="sheet narrow" data-state="awaiting-deposit">
        <h1>${title}</h1>
        <p class="lead">${lead}</p>
        ${facts([
          ['주문', order.orderName],
          ['입금할 금액', won(order.amount.value)],
          ...accountFacts(order),
          ['주문 번호', order.orderId],
        ])}
        <p class="links">
          <a href="/thanks/${order.orderId}">입금 확인하기</a>
          ${wayBack(order)}
        </p>
      </div>
    `,
  });
}

type Fact = readonly [name: string, value: string];

function accountFacts({ account: { deposit } }: AwaitingOrder): readonly Fact[] {
  if (!deposit) return [];
  const { bank, accountNumber, holder, depositor, dueAt } = deposit;
  const named: readonly Fact[] = depositor === undefined ? [] : [['입금자 이름', depositor]];
  return [
    ['은행', bank],
    ['계좌번호', accountNumber],
    ['예금주', holder],
    ...named,
    ['입금 기한', moment(dueAt)],
  ];
}

const unpaidPage = (order: Order): string =>
  page({
    title: '결제 확인 중',
    main: html`
      <div class="sheet narrow" data-state="unpaid">
        <h1>결제 알림을 아직 받지 못했어요</h1>
        <p class="lead">결제를 마쳤다면 다시 결제하지 말고 잠시 뒤에 확인해 주세요.</p>
        ${facts([
          ['주문', order.orderName],
          ['금액', won(order.amount.value)],
          ['주문 번호', order.orderId],
        ])}
        <p class="links">
          <a href="/thanks/${order.orderId}">다시 확인하기</a>
          ${wayBack(order)}
        </p>
      </div>
    `,
  });

/** To the page that it can be paid on. */
const wayBack = ({ orderId, line, productId, parentId }: Order): Markup =>
  parentId === undefined
    ? html`<a href="/products/${productId}?order=${orderId}">상품으로 돌아가기</a>`
    : html`<a href="/orders/${parentId}/${line}">결제로 돌아가기</a>`;

const facts = (rows: readonly Fact[]): Markup => html`
  <dl class="facts">
    ${rows.map(
      ([name, value]) => html`
        <div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>
      `,
    )}
  </dl>
`;
