import type { NoticeRecord } from '../notices.ts';
import type { Order } from '../orders.ts';
import { won } from './catalog.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { page } from './layout.ts';
import { moment, STATES } from './words.ts';

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
        <p class="lead">결제한 주문을 열면 배송비와 교환, 수선을 따로 결제할 수 있어요.</p>
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
    <td data-label="주문한 때">${moment(order.createdAt)}</td>
    <td data-label="거래 번호"><code>${transactionOf(order)}</code></td>
    <td class="number" data-label="금액">${won(order.amount.value)}</td>
    <td data-label="상태"><span class="state">${stateOf(order, disputed)}</span></td>
  </tr>
`;

const transactionOf = (order: Order): string =>
  order.state === 'paid' ? (order.payment.transactionId ?? '–') : '–';

const stateOf = ({ state }: Order, disputed: boolean): string =>
  disputed ? '확인 필요' : STATES[state];

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
