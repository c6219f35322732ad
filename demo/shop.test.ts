import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';
import { OrderBook } from './orders.ts';
import { createShop } from './shop.ts';
import { html } from './shop/html.ts';

const PAY_URL = 'http://pay.localhost:4100';
const book = new OrderBook();
let server: Listening;

before(async () => {
  const shop = createShop({
    book,
    hookSecret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    shopUrl: 'http://localhost:4000',
    payUrl: PAY_URL,
    now: () => Date.UTC(2026, 10, 22, 3),
  });
  server = await listen(shop, { port: 0 });
});

after(() => server.close());

const at = (path: string) => `http://127.0.0.1:${server.port}${path}`;
const textOf = async (path: string) => (await fetch(at(path))).text();

const order = (body: unknown) =>
  fetch(at('/api/orders'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('the product page', () => {
  it('carries the tag with an order that the backend knows, and the script by a plain tag', async () => {
    const page = await textOf('/products/celadon-mug');
    const orderId = /<pay-checkout order-id="([^"]+)"><\/pay-checkout>/.exec(page)?.[1] ?? '';
    const placed = book.find(orderId);
    assert.equal(placed?.orderName, '청자 머그 1개');
    assert.deepEqual(placed.amount, { value: 24_000, currency: 'KRW' });
    assert.ok(page.includes(`<script type="module" src="${PAY_URL}/widget/pay-checkout.js">`));
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
    const { orderId } = book.place({
      productId: 'celadon-mug',
      orderName: '청자 머그 2개',
      amount: { value: 48_000, currency: 'KRW' },
    });
    const row = new RegExp(`data-order="${orderId}" data-state="(\\w+)"`);
    assert.equal(row.exec(await textOf('/orders'))?.[1], 'unpaid');
    assert.match(await textOf(`/thanks/${orderId}`), /data-state="unpaid"/);
    book.receive('w1', {
      v: 1,
      type: 'payment.approved',
      attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
      orderId,
      line: 'order',
      state: 'approved',
      amount: { value: 48_000, currency: 'KRW' },
      method: 'kakaopay',
      provider: 'kakaopay',
      providerOrderId: `${orderId}-7f3k9q`,
      transactionId: 'T0000001',
      at: 0,
    });
    const orders = await textOf('/orders');
    assert.equal(row.exec(orders)?.[1], 'paid');
    assert.match(orders, /T0000001/);
    assert.match(await textOf(`/thanks/${orderId}`), /data-state="paid"[^]*48,000원/);
  });

  it('answer 404 for an order, a product or a page that does not exist', async () => {
    for (const path of ['/thanks/A-1', '/products/gold-mug', '/nowhere']) {
      assert.equal((await fetch(at(path))).status, 404, path);
    }
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
