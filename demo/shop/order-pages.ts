import { EXTRAS } from '../orders.ts';
import type { ExtraLine, Line, NoticeRecord, Order } from '../orders.ts';
import { won } from './catalog.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { page } from './layout.ts';

const TIME = new Intl.DateTimeFormat('ko', {
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Asia/Seoul',
});

/** `/orders`: the shop's own books. No page that a browser opens ever changes them. */
export const ordersPage = (orders: readonly Order[], notices: readonly NoticeRecord[]): string =>
  page({
    title: '주문 내역',
    main: html`
      <div class="sheet">
        <h1>주문 내역</h1>
        <p class="lead">
          가게 서버가 스스로 적은 기록이에요. 결제 서버가 서명해 보낸 알림이나 가게 서버가 한
          승인으로만 바뀌어요.
        </p>
        ${orders.length > 0 ? orderTable(orders, disputedOrders(notices)) : NO_ORDERS}
      </div>
    `,
  });

const NO_ORDERS = html`<p class="empty">아직 주문이 없어요. <a href="/">그릇 보러 가기</a></p>`;

/** Orders with a notice that a person should look at. */
const disputedOrders = (notices: readonly NoticeRecord[]): ReadonlySet<string> =>
  new Set(
    notices
      .filter(({ effect }) => effect === 'amount-differs' || effect === 'already-paid')
      .map(({ notice }) => notice.orderId),
  );

const orderTable = (orders: readonly Order[], disputed: ReadonlySet<string>): Markup => html`
  <table class="orders">
    <thead>
      <tr>
        <th scope="col">주문</th>
        <th scope="col">주문 번호</th>
        <th scope="col">주문한 때</th>
        <th scope="col">거래 번호</th>
        <th scope="col" class="number">금액</th>
        <th scope="col">상태</th>
      </tr>
    </thead>
    <tbody>
      ${orders.map((order) => orderRow(order, disputed.has(order.orderId)))}
    </tbody>
  </table>
`;

const orderRow = (order: Order, disputed: boolean): Markup => html`
  <tr data-order="${order.orderId}" data-state="${order.state}">
    <th scope="row"><a href="/thanks/${order.orderId}">${order.orderName}</a></th>
    <td data-label="주문 번호"><code>${order.orderId}</code></td>
    <td data-label="주문한 때">${TIME.format(order.createdAt)}</td>
    <td data-label="거래 번호"><code>${transactionOf(order)}</code></td>
    <td class="number" data-label="금액">${won(order.amount.value)}</td>
    <td data-label="상태"><span class="state">${stateOf(order, disputed)}</span></td>
  </tr>
`;

const transactionOf = (order: Order): string =>
  order.state === 'paid' ? (order.payment.transactionId ?? '–') : '–';

const stateOf = (order: Order, disputed: boolean): string => {
  if (disputed) return '확인 필요';
  return order.state === 'paid' ? '결제 완료' : '결제 전';
};

type PaidOrder = Extract<Order, { state: 'paid' }>;
/** What of an order's extras was asked for already. */
type FindExtra = (line: ExtraLine) => Order | undefined;

/** `/thanks/:orderId`: where an order stands, whatever the page before believed. */
export const thanksPage = (order: Order, findExtra: FindExtra): string =>
  order.state === 'paid' ? paidPage(order, findExtra) : unpaidPage(order);

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
          ['결제한 때', TIME.format(order.payment.paidAt)],
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
      ${(['delivery-fee', 'exchange', 'repair'] as const).map(
        (line) => html`
          <li data-line="${line}" data-state="${findExtra(line)?.state ?? 'unasked'}">
            <a href="/orders/${orderId}/${line}">${EXTRAS[line].name}</a>
            <span
              >${findExtra(line)?.state === 'paid' ? '결제 완료' : won(EXTRAS[line].amount.value)}</span
            >
          </li>
        `,
      )}
    </ul>
    <p class="links"><a href="/orders/${orderId}/extras">배송비와 교환을 한 번에 보기</a></p>
  </section>
`;

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

const facts = (rows: readonly (readonly [string, string])[]): Markup => html`
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

/** Any address the shop does not have. */
export const notFoundPage = (): string =>
  page({
    title: '없는 페이지',
    main: html`
      <div class="sheet narrow">
        <h1>찾는 페이지가 없어요</h1>
        <p class="lead">주소를 다시 확인하거나 처음부터 둘러봐 주세요.</p>
        <p class="links"><a href="/">그릇 보러 가기</a></p>
      </div>
    `,
  });
