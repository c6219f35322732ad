import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readOrderTicket } from '../server/merchant/order-ticket.ts';
import type { Notice } from './hooks.ts';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';
import { OrderBook } from './orders.ts';
import type { Order } from './orders.ts';
import { createShop } from './shop.ts';
import { html } from './shop/html.ts';

const PAY_URL = 'http://pay.localhost:4100';
const SHOP_URL = 'http://localhost:4000';
const TICKET_SECRET = Buffer.alloc(32, 9).toString('base64url');
const NOW = Date.UTC(2026, 10, 22, 3);
const MUGS = {
  productId: 'celadon-mug',
  orderName: '청자 머그 2개',
  amount: { value: 48_000, currency: 'KRW' },
  picks: { glaze: 'celadon', quantity: 2 },
};
const book = new OrderBook();
let money = { points: 100_000, credit: 50_000 };
let server: Listening;

before(async () => {
  const shop = createShop({
    book,
    hookSecret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    ticketSecret: TICKET_SECRET,
    shopUrl: SHOP_URL,
    payUrl: PAY_URL,
    now: () => NOW,
    money: () => money,
  });
  server = await listen(shop, { port: 0 });
});

after(() => server.close());

const at = (path: string) => `http://127.0.0.1:${server.port}${path}`;
const textOf = async (path: string) => (await fetch(at(path))).text();

const order = (body: unknown, query = '') =>
  fetch(at(`/api/orders${query}`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const attributeOf = (page: string, name: string): string =>
  new RegExp(`<pay-checkout[^>]* ${name}="([^"]*)"`).exec(page.replace(/\s+/g, ' '))?.[1] ?? '';

/** What the companion server would read in a ticket, but for its times. */
async function ticketIn(ticket: string) {
  const asked = { secrets: [TICKET_SECRET], audience: PAY_URL, now: NOW };
  const read = await readOrderTicket(ticket, asked);
  if (read.kind !== 'ticket') return undefined;
  const { line, orderId, orderName, amount, url } = read.claims;
  return { line, orderId, orderName, amount, url };
}

/** Where the shop sends a browser, which it must do by 303. */
async function detourOf(path: string): Promise<URL> {
  const { status, headers } = await fetch(at(path), { redirect: 'manual' });
  assert.equal(status, 303, path);
  return new URL(headers.get('location') ?? '', at(path));
}

const orderIn = ({ searchParams }: URL): string => searchParams.get('order') ?? '';

const approvalOf = ({ orderId, line, amount }: Order): Notice => ({
  v: 1,
  type: 'payment.approved',
  attemptId: `attempt-of-${orderId}`,
  orderId,
  line,
  state: 'approved',
  amount,
  method: 'kakaopay',
  provider: 'kakaopay',
  providerOrderId: `${orderId}-7f3k9q`,
  transactionId: 'T0000001',
  seq: 6,
  at: 0,
});

const DUE = Date.UTC(2026, 10, 29, 14, 59);

const awaitedOf = (order: Order, dueAt = DUE): Notice => ({
  ...approvalOf(order),
  type: 'payment.awaiting-deposit',
  state: 'awaiting-deposit',
  seq: 5,
  deposit: {
    ...{ bank: 'KB국민은행', accountNumber: 'X7790123456789' },
    ...{ holder: '토스페이먼츠', depositor: '김온유', dueAt },
  },
});

const hintOn = (page: string): string =>
  /<p class="hint">([^<]*)</.exec(page)?.[1]?.replace(/\s+/g, ' ').trim() ?? '';

describe('the product page', () => {
  it('carries the tag with an order that the backend knows, and the script by a plain tag', async () => {
    const page = await textOf('/products/celadon-mug');
    const placed = book.find(attributeOf(page, 'order-id'));
    assert.equal(placed?.orderName, '청자 머그 1개');
    assert.deepEqual(placed.amount, { value: 24_000, currency: 'KRW' });
    assert.ok(
      page.includes(`<script type="module" src="${PAY_URL}/widget/pay-checkout.js">`),
      'the script',
    );
  });

  it('goes to an address with a new order in it, and keeps the rest of the query', async () => {
    const detour = await detourOf('/products/celadon-mug?iife&log=1');
    const next = await detourOf('/products/celadon-mug?iife&log=1');
    assert.notEqual(orderIn(detour), orderIn(next));
    assert.equal(detour.pathname, '/products/celadon-mug');
    assert.deepEqual([...detour.searchParams.keys()], ['iife', 'log', 'order']);
    assert.equal(book.find(orderIn(detour))?.productId, 'celadon-mug');
  });

  it('comes back to the same order, with what was picked in it', async () => {
    const response = await order({ productId: 'celadon-mug', glaze: 'ink', quantity: 3 });
    const { orderId } = (await response.json()) as { orderId: string };
    const page = await textOf(`/products/celadon-mug?order=${orderId}`);
    assert.equal(attributeOf(page, 'order-id'), orderId);
    assert.match(page, /value="ink"\s+checked/);
    assert.equal(page.match(/\schecked/g)?.length, 1);
    assert.match(page, /<output name="glazeName">먹색<\/output>/);
    assert.match(page, /<output name="quantity"[^>]*>3<\/output>/);
    assert.match(page, /data-drawing="mug"\s+data-glaze="ink"/);
  });

  it('is itself where a payment comes back to, without the code that came with the last one', async () => {
    const { pathname, search } = await detourOf('/products/celadon-mug?log=1');
    const returned = await textOf(`${pathname}${search}&pay-checkout=abc`);
    const expected = `${pathname}${search}`.replaceAll('&', '&amp;');
    assert.equal(attributeOf(returned, 'return-url'), expected);
  });

  it('takes a new order for one that is unknown, of another product or of another line', async () => {
    const plate = orderIn(await detourOf('/products/round-plate'));
    const mug = book.find(orderIn(await detourOf('/products/celadon-mug')));
    assert.ok(mug, 'an order of a mug');
    for (const given of ['A-GONE', '', plate, book.placeFee(mug).orderId]) {
      const taken = orderIn(await detourOf(`/products/celadon-mug?order=${given}`));
      assert.notEqual(taken, given);
      assert.equal(book.find(taken)?.productId, 'celadon-mug');
    }
    // The first of two is read, so that no address leads in circles.
    const twice = await detourOf(`/products/celadon-mug?order=A-GONE&order=${mug.orderId}`);
    assert.equal(twice.searchParams.getAll('order').length, 1);
  });

  it('locks the picks of an order that is paid, and says so without the element', async () => {
    const { orderId } = book.place(MUGS);
    const address = `/products/celadon-mug?order=${orderId}`;
    assert.doesNotMatch(await textOf(address), /data-order-state="paid"|주문 확인하기/);
    const placed = book.find(orderId);
    assert.ok(placed, 'the order');
    book.receive('paid-product', approvalOf(placed));
    const page = await textOf(address);
    assert.match(page, /data-order-state="paid"/);
    assert.equal(page.match(/name="glaze"[^>]*\sdisabled/g)?.length, 3);
    assert.ok(page.includes(`<a href="/thanks/${orderId}">주문 확인하기</a>`), 'the way on');
  });

  it('carries a ticket in place of the order’s number when asked with ?ticket', async () => {
    const { pathname, search, searchParams } = await detourOf('/products/celadon-mug?ticket');
    const page = await textOf(pathname + search);
    assert.equal(attributeOf(page, 'order-id'), '');
    assert.deepEqual(await ticketIn(attributeOf(page, 'order-ticket')), {
      line: 'order',
      orderId: searchParams.get('order'),
      orderName: '청자 머그 1개',
      amount: { value: 24_000, currency: 'KRW' },
      url: `${SHOP_URL}/thanks/${searchParams.get('order') ?? ''}`,
    });
  });

  it('uses the classic script when asked with ?iife', async () => {
    const page = await textOf('/products/celadon-mug?iife');
    assert.ok(page.includes(`<script defer src="${PAY_URL}/widget/pay-checkout.iife.js">`));
    assert.ok(!page.includes('/widget/pay-checkout.js'));
  });

  it('has an event log only with ?log', async () => {
    assert.match(await textOf('/products/celadon-mug?log'), /class="log"/);
    assert.doesNotMatch(await textOf('/products/celadon-mug'), /class="log"/);
  });

  it('counts two days to the delivery, in Korea', async () => {
    assert.match(await textOf('/products/celadon-mug'), /11월 24일 \(화\) 도착 예정/);
  });

  it('allows scripts and connections to itself and the companion server only', async () => {
    const { headers } = await fetch(at('/products/celadon-mug'));
    const policy = headers.get('content-security-policy') ?? '';
    assert.ok(policy.includes(`script-src 'self' ${PAY_URL};`));
    assert.ok(policy.includes(`connect-src 'self' ${PAY_URL};`));
    assert.ok(policy.includes("style-src 'self';"));
    assert.doesNotMatch(policy, /unsafe/);
  });
});

describe('ordering', () => {
  it('gives a ticket of the new order to who asks with ?ticket, and to nobody else', async () => {
    const picks = { productId: 'celadon-mug', glaze: 'ink', quantity: 2 };
    const ordered = async (query: string) =>
      (await (await order(picks, query)).json()) as { orderId: string; ticket?: string };
    const { orderId, ticket = '' } = await ordered('?ticket');
    const claims = await ticketIn(ticket);
    assert.deepEqual([claims?.orderId, claims?.amount.value], [orderId, 48_000]);
    assert.deepEqual(Object.keys(await ordered('')), ['orderId']);
  });

  it('makes an order of the picks at the shop’s own price', async () => {
    const response = await order({ productId: 'celadon-mug', glaze: 'ink', quantity: 2 });
    assert.equal(response.status, 201);
    const { orderId } = (await response.json()) as { orderId: string };
    const placed = book.find(orderId);
    assert.equal(placed?.orderName, '청자 머그 먹색 2개');
    assert.equal(placed.amount.value, 48_000);
  });

  const refused: readonly unknown[] = [
    { productId: 'celadon-mug', glaze: 'ink', quantity: 0 },
    { productId: 'celadon-mug', glaze: 'ink', quantity: 10 },
    { productId: 'celadon-mug', glaze: 'ink', quantity: 1.5 },
    { productId: 'celadon-mug', glaze: 'gold', quantity: 1 },
    { productId: 'gold-mug', glaze: 'ink', quantity: 1 },
    { productId: 'celadon-mug', glaze: 'ink', quantity: 1, price: 1 },
    {},
  ];
  for (const picks of refused) {
    it(`refuses the picks ${JSON.stringify(picks)}`, async () => {
      const orders = book.orders().length;
      assert.equal((await order(picks)).status, 400);
      assert.equal(book.orders().length, orders);
    });
  }
});

describe('the order pages', () => {
  it('tell what the books say, before and after the payment', async () => {
    const placed = book.place(MUGS);
    const { orderId } = placed;
    const row = new RegExp(`data-order="${orderId}" data-state="(\\w+)"`);
    assert.equal(row.exec(await textOf('/orders'))?.[1], 'unpaid');
    assert.match(await textOf(`/thanks/${orderId}`), /data-state="unpaid"/);
    book.receive('w1', approvalOf(placed));
    const orders = await textOf('/orders');
    assert.equal(row.exec(orders)?.[1], 'paid');
    assert.match(orders, /T0000001/);
    assert.match(await textOf(`/thanks/${orderId}`), /data-state="paid"[^]*48,000원/);
  });

  it('show the delivery fee beside its order, paid apart', async () => {
    const placed = book.place(MUGS);
    const fee = book.placeFee(placed);
    const rowOf = (page: string, { orderId }: Order) =>
      new RegExp(`data-order="${orderId}" data-state="(\\w+)"`).exec(page)?.[1];
    book.receive('fee', approvalOf(fee));
    const orders = await textOf('/orders');
    assert.deepEqual([rowOf(orders, placed), rowOf(orders, fee)], ['unpaid', 'paid']);
    assert.match(orders, /청자 머그 2개 배송비/);
    assert.match(await textOf(`/thanks/${fee.orderId}`), /3,000원/);
  });

  it('lead from an unpaid order back to the page that it came from', async () => {
    const { orderId } = book.place(MUGS);
    const [, link = ''] =
      /href="(\/products\/[^"]+)"/.exec(await textOf(`/thanks/${orderId}`)) ?? [];
    assert.equal(attributeOf(await textOf(link), 'order-id'), orderId);
  });

  it('offer what is paid beside a paid order, and beside no other', async () => {
    const placed = book.place(MUGS);
    const thanks = `/thanks/${placed.orderId}`;
    const linesOn = (page: string) =>
      [...page.matchAll(/data-line="([^"]+)" data-state="([^"]+)"/g)].map((row) => row.slice(1));
    assert.deepEqual(linesOn(await textOf(thanks)), []);
    book.receive('paid-main', approvalOf(placed));
    assert.deepEqual(linesOn(await textOf(thanks)), [
      ['delivery-fee', 'unpaid'],
      ['exchange', 'unpaid'],
      ['repair', 'unpaid'],
    ]);
    book.receive('paid-repair', approvalOf(book.placeExtra(placed, 'repair')));
    assert.match(await textOf(thanks), /data-line="repair" data-state="paid"[^]*결제 완료/);
    const repair = await textOf(`/thanks/${placed.orderId}-repair`);
    assert.deepEqual(linesOn(repair), [], 'nothing is paid beside a repair');
    assert.match(repair, /15,000원/);
    assert.ok(repair.includes(`href="${thanks}"`), 'the way to its order');
  });

  it('have an element for each extra, alone and two beside each other', async () => {
    const placed = book.place(MUGS);
    const { orderId } = placed;
    const tagsOn = async (what: string) =>
      [
        ...(await textOf(`/orders/${orderId}/${what}`))
          .replace(/\s+/g, ' ')
          .matchAll(/<pay-checkout order-id="([^"]+)" line="([^"]+)"/g),
      ].map((tag) => tag.slice(1));
    assert.equal((await detourOf(`/orders/${orderId}/repair`)).pathname, `/thanks/${orderId}`);
    assert.equal(book.findExtra(placed, 'repair'), undefined);
    book.receive('paid-before-extras', approvalOf(placed));
    assert.deepEqual(await tagsOn('extras'), [
      [`${orderId}-fee`, 'delivery-fee'],
      [`${orderId}-exchange`, 'exchange'],
    ]);
    for (const [line, suffix] of [
      ['delivery-fee', 'fee'],
      ['exchange', 'exchange'],
      ['repair', 'repair'],
    ] as const) {
      assert.deepEqual(await tagsOn(line), [[`${orderId}-${suffix}`, line]]);
    }
    const fee = book.placeFee(placed);
    book.receive('paid-fee', approvalOf(fee));
    assert.deepEqual(await tagsOn('delivery-fee'), [], 'it is paid');
    assert.deepEqual(await tagsOn('extras'), [[`${orderId}-exchange`, 'exchange']]);
    const came = await tagsOn('delivery-fee?pay-checkout=abc');
    assert.deepEqual(came, [[fee.orderId, 'delivery-fee']], 'its payment comes back');
    for (const path of [
      `/orders/${orderId}/order`,
      `/orders/${orderId}/constructor`,
      `/orders/${fee.orderId}/repair`,
      '/orders/A-GONE/repair',
    ]) {
      assert.equal((await fetch(at(path))).status, 404, path);
    }
  });

  it('lead from an unpaid extra back to the page that it came from', async () => {
    const placed = book.place(MUGS);
    const { orderId } = book.placeExtra(placed, 'exchange');
    const page = await textOf(`/thanks/${orderId}`);
    assert.ok(page.includes(`href="/orders/${placed.orderId}/exchange"`), 'the way back');
  });

  it('answer 404 for an order, a product or a page that does not exist', async () => {
    for (const path of ['/thanks/A-1', '/products/gold-mug', '/nowhere']) {
      assert.equal((await fetch(at(path))).status, 404, path);
    }
  });
});

describe('the pages of an order that waits for a deposit', () => {
  it('say so everywhere, and where to pay into by when', async () => {
    const placed = book.place(MUGS);
    book.receive('await-parent', approvalOf(placed));
    const repair = book.placeExtra(placed, 'repair');
    book.receive('await-repair', awaitedOf(repair));
    const thanks = await textOf(`/thanks/${repair.orderId}`);
    const facts = [...thanks.matchAll(/<dt>([^<]+)<\/dt>\s*<dd>([^<]+)<\/dd>/g)];
    assert.deepEqual(
      facts.map((row) => row.slice(1)),
      [
        ['주문', '청자 머그 2개 수선'],
        ['입금할 금액', '15,000원'],
        ['은행', 'KB국민은행'],
        ['계좌번호', 'X7790123456789'],
        ['예금주', '토스페이먼츠'],
        ['입금자 이름', '김온유'],
        ['입금 기한', '11월 29일 23:59'],
        ['주문 번호', repair.orderId],
      ],
    );
    assert.match(thanks, /data-state="awaiting-deposit"/);
    assert.doesNotMatch(thanks, /알림을 아직 받지 못했어요|다시 결제하지/);
    const orders = await textOf('/orders');
    const row = new RegExp(
      `data-order="${repair.orderId}" data-state="awaiting-deposit"[^]*?</tr>`,
    );
    assert.match(row.exec(orders)?.[0] ?? '', /입금 대기/);
    const parent = await textOf(`/thanks/${placed.orderId}`);
    assert.match(parent, /data-line="repair" data-state="awaiting-deposit"[^]*?입금 대기/);
    const page = await textOf(`/orders/${placed.orderId}/repair`);
    assert.equal(attributeOf(page, 'order-id'), repair.orderId);
    assert.ok(page.includes(`<a href="/thanks/${repair.orderId}">계좌 보기</a>`), 'the account');
  });

  it('are those of a paid or an unpaid order again when it is over', async () => {
    const [paid, expired] = [book.place(MUGS), book.place(MUGS)];
    for (const placed of [paid, expired]) book.receive(placed.orderId, awaitedOf(placed));
    book.receive('deposit-came', approvalOf(paid));
    book.receive('deposit-missed', { ...awaitedOf(expired), state: 'expired', seq: 9 });
    assert.match(await textOf(`/thanks/${paid.orderId}`), /data-state="paid"/);
    assert.match(await textOf(`/thanks/${expired.orderId}`), /data-state="unpaid"/);
  });

  it('warn of an account that is overdue', async () => {
    const placed = book.place(MUGS);
    book.receive('overdue', awaitedOf(placed, NOW));
    assert.match(await textOf(`/thanks/${placed.orderId}`), /이 계좌로 보내지 마세요/);
  });

  it('lock the picks, and lead to the account without the element', async () => {
    const placed = book.place(MUGS);
    book.receive('await-mugs', awaitedOf(placed));
    const page = await textOf(`/products/celadon-mug?order=${placed.orderId}`);
    assert.match(page, /data-order-state="awaiting-deposit"/);
    assert.equal(page.match(/name="glaze"[^>]*\sdisabled/g)?.length, 3);
    assert.ok(page.includes(`<a href="/thanks/${placed.orderId}">계좌 보기</a>`), 'the account');
  });
});

describe('what is told of the shop’s own money', () => {
  const POINTS_LEFT = '미리 넣어 둔 온유 적립금이 52,000원 남아 있어요. 비밀번호는 1234예요.';
  const CREDIT_LEFT = '온유 예치금은 47,000원 남아 있어요.';

  it('is what is left of what the line offers', async () => {
    money = { points: 52_000, credit: 47_000 };
    const placed = book.place(MUGS);
    const { orderId } = placed;
    assert.equal(hintOn(await textOf(`/products/celadon-mug?order=${orderId}`)), POINTS_LEFT);
    book.receive('paid-for-hints', approvalOf(placed));
    const both = `${POINTS_LEFT} ${CREDIT_LEFT}`;
    for (const [what, hint] of [
      ['repair', POINTS_LEFT],
      ['exchange', both],
      ['delivery-fee', both],
      ['extras', both],
    ] as const) {
      assert.equal(hintOn(await textOf(`/orders/${orderId}/${what}`)), hint, what);
    }
  });

  it('is nothing where nothing can be paid any more', async () => {
    const placed = book.place(MUGS);
    const { orderId } = placed;
    const product = `/products/celadon-mug?order=${orderId}`;
    book.receive('hint-awaited', awaitedOf(placed));
    assert.equal(hintOn(await textOf(product)), '');
    book.receive('hint-paid', approvalOf(placed));
    assert.equal(hintOn(await textOf(product)), '');
    book.receive('hint-fee', approvalOf(book.placeFee(placed)));
    assert.notEqual(hintOn(await textOf(`/orders/${orderId}/extras`)), '', 'the exchange');
    assert.equal(hintOn(await textOf(`/orders/${orderId}/delivery-fee`)), '');
    book.receive('hint-exchange', awaitedOf(book.placeExtra(placed, 'exchange')));
    assert.equal(hintOn(await textOf(`/orders/${orderId}/extras`)), '');
  });
});

describe('what can be paid apart', () => {
  it('is told of on the front page and above the orders', async () => {
    assert.match(await textOf('/'), /배송비와 교환, 수선[^]*?<a href="\/orders">주문 내역<\/a>/);
    assert.match(await textOf('/orders'), /배송비와 교환, 수선을 따로/);
  });
});

describe('a page’s text', () => {
  it('is escaped unless it is markup', () => {
    const text = `<b title="x">'&`;
    const escaped = '&lt;b title=&quot;x&quot;&gt;&#39;&amp;';
    assert.equal(html`<p title="${text}">${text}</p>`.text, `<p title="${escaped}">${escaped}</p>`);
    const item = html`<li>${1}</li>`;
    assert.equal(
      html`<ul>
        ${[item, item]}
      </ul>`.text.replace(/\s/g, ''),
      '<ul><li>1</li><li>1</li></ul>',
    );
  });
});
