import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import express from 'express';
import type { Express, Request } from 'express';
import { createCheckoutRouter, house, verifyForward, verifyHook } from '../../server/index.ts';
import type { CheckoutConfig, CheckoutRouter } from '../../server/index.ts';
import { createLogger } from '../../server/logger.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { until } from '../../server/testing/until.ts';
import { listen, probePorts } from '../listen.ts';
import type { Listening } from '../listen.ts';
import type { Buyer, Engine, Tab } from './engines/engine.ts';
import { startEngine } from './engines/start.ts';

/** A shop that keeps its buyers in sessions, with the companion server below its own origin. */
const hookSecret = `whsec_${randomBytes(32).toString('base64')}`;
const store = openSqliteStore({ path: ':memory:' });
const AMOUNT = { value: 24_000, currency: 'KRW' };

let shopUrl = '';
let engine: Engine;
let checkout: CheckoutRouter;
let shop: Listening;
/** The cookies that came with each call to the backend, by what was called. */
let heard: { readonly call: string; readonly cookie: string | undefined }[] = [];

before(async () => {
  const [port = 0] = await probePorts([0]);
  shopUrl = `http://localhost:${String(port)}`;
  checkout = createCheckoutRouter(configOf(), { store, logger: createLogger('silent') });
  shop = await listen(shopWith(checkout), { port });
  engine = await startEngine('chromium');
});
after(async () => {
  await engine.stop();
  await shop.close();
  await checkout.stop();
});

const configOf = (): CheckoutConfig => ({
  shop: { name: '온유도예' },
  publicUrl: `${shopUrl}/pay`,
  storefronts: [shopUrl],
  storeUrl: 'file::memory:',
  secrets: [{ kid: 'a', secret: randomBytes(32).toString('base64url') }],
  hookSecret,
  channels: { credit: house({ name: { ko: '온유 예치금', en: 'Onyu credit' } }) },
  lines: {
    order: {
      methods: { credit: { channel: 'credit' } },
      order: `${shopUrl}/backend/order`,
      approve: {
        mode: 'forward',
        url: `${shopUrl}/backend/approval`,
        status: `${shopUrl}/backend/status`,
      },
      relayCookies: ['JSESSIONID'],
    },
  },
});

function shopWith({ router }: CheckoutRouter): Express {
  const app = express().use('/pay', router);
  app.use('/backend', express.raw({ type: () => true }));
  app.post('/backend/order', (request, response) => {
    verifyHook(hookSecret, received('order', request));
    response.json({ orderName: '청자 머그', amount: AMOUNT });
  });
  app.all('/backend/approval', (request, response) => {
    const { id } = verifyForward(hookSecret, received('approval', request));
    response.json({ outcome: 'approved', transactionId: `T-${id}`, amount: AMOUNT });
  });
  app.get('/log-in/:name', ({ params }, response) => {
    response.cookie('JSESSIONID', params.name, { httpOnly: true, sameSite: 'lax' });
    response.cookie('theme', 'dark').send('안녕하세요');
  });
  app.get('/orders/:id', ({ params, query }, response) => {
    const presentation = query['by'] === 'popup' ? 'popup' : 'redirect';
    response.send(`<!doctype html><html lang="ko"><title>주문</title>
      <script type="module" src="/pay/widget/pay-checkout.js"></script>
      <pay-checkout order-id="${params.id}" presentation="${presentation}"></pay-checkout>`);
  });
  return app;
}

function received(call: string, { method, originalUrl: url, headers, body }: Request) {
  heard.push({ call, cookie: headers.cookie });
  return { method, url, headers, body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
}

/** Somebody who is logged in at the shop. */
async function loggedIn(name: string): Promise<Buyer> {
  const buyer = await engine.newBuyer();
  const tab = await buyer.open(`${shopUrl}/log-in/${name}`);
  await tab.close();
  return buyer;
}

async function checkoutOf(buyer: Buyer, orderId: string, by: 'popup' | 'redirect'): Promise<Tab> {
  const page = await buyer.open(`${shopUrl}/orders/${orderId}?by=${by}`);
  await page.waitFor('pay-checkout[state=idle]');
  return page;
}

const attemptsFor = (orderId: string) => store.findByOrder(orderId);

describe('A backend that keeps the buyer in a session', () => {
  for (const by of ['popup', 'redirect'] as const) {
    it(`hears who he is with every call about his payment by ${by}, and no other cookie.`, async () => {
      heard = [];
      const buyer = await loggedIn('alice');
      const page = await checkoutOf(buyer, `honest-${by}`, by);
      const pay = () => page.click({ button: '결제하기' });
      const window = by === 'popup' ? await buyer.opened(pay) : (await pay(), page);
      await window.click('[data-action=confirm]');
      await page.waitFor('pay-checkout[state=complete]');
      assert.ok(
        heard.some(({ call }) => call === 'approval'),
        'the backend was asked',
      );
      assert.deepEqual(new Set(heard.map(({ cookie }) => cookie)), new Set(['JSESSIONID=alice']));
      const [attempt] = await attemptsFor(`honest-${by}`);
      assert.deepEqual([attempt?.state, attempt?.progress.relayed], ['approved', undefined]);
      await buyer.close();
    });
  }
});

describe('A launch link that an attacker sends to a buyer who is logged in', () => {
  const REFUSED = '열 수 없는 주소예요';

  it('opens nothing with the attacker’s session, and the backend never hears of the victim.', async () => {
    heard = [];
    const attacker = await loggedIn('mallory');
    const page = await checkoutOf(attacker, 'his-order', 'redirect');
    const address = await page.evaluate(async () => {
      const body = { v: 1, orderId: 'his-order', line: 'order', locale: 'ko' };
      const answer = await fetch('/pay/v1/sessions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { sessionToken: session } = (await answer.json()) as { sessionToken: string };
      const way = { presentation: 'redirect', device: 'desktop', locale: 'ko' };
      const query = new URLSearchParams({ session, method: 'credit', ...way });
      return `${location.origin}/pay/launch/${'x'.repeat(22)}?${query.toString()}`;
    });
    const victim = await loggedIn('victim');
    const opened = await victim.open(address);
    await opened.waitFor({ text: REFUSED });
    assert.deepEqual(await attemptsFor('his-order'), [], 'nothing was begun');
    assert.deepEqual(new Set(heard.map(({ cookie }) => cookie)), new Set(['JSESSIONID=mallory']));
    // It is the cookie that stands in the way, and nothing else of the address.
    const own = await attacker.open(address);
    await own.waitFor('[data-action=confirm]');
    await victim.close();
    await attacker.close();
  });

  it('opens nothing as the address of a window that he has opened himself either.', async () => {
    heard = [];
    const attacker = await loggedIn('mallory');
    const page = await checkoutOf(attacker, 'his-other-order', 'redirect');
    await page.click({ button: '결제하기' });
    await page.waitFor('[data-action=confirm]');
    const address = await page.url();
    assert.match(address, /\?token=/);
    const victim = await loggedIn('victim');
    const opened = await victim.open(address);
    await opened.waitFor({ text: REFUSED });
    assert.equal(await opened.has('[data-action=confirm]'), false);
    assert.deepEqual(new Set(heard.map(({ cookie }) => cookie)), new Set(['JSESSIONID=mallory']));
    await until('the attempt as it was', async () => {
      const [attempt] = await attemptsFor('his-other-order');
      return attempt?.state === 'ready' && attempt.progress.launches === 1;
    });
    await victim.close();
    await attacker.close();
  });
});
