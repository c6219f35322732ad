import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import express from 'express';
import { startDemo } from './demo.ts';
import { linesOf } from './lines.ts';
import type { LineOptions } from './lines.ts';
import { listen, PortTakenError, probePorts } from './listen.ts';
import { sandboxProviders } from './providers.ts';

const MUGS = {
  productId: 'celadon-mug',
  orderName: '청자 머그 2개',
  amount: { value: 48_000, currency: 'KRW' },
} as const;

const FREE_PORTS = { shop: 0, pay: 0, simulator: 0 };

const start = (ports = FREE_PORTS) => startDemo({ ports, storeUrl: 'file::memory:', quiet: true });

/** Node resolves no `pay.localhost`; browsers do. */
const reachable = (url: string) => url.replace('//pay.localhost:', '//127.0.0.1:');

describe('the demo', () => {
  it('answers on four origins and frees its ports when stopped', async () => {
    const demo = await start();
    const { shopUrl, payUrl, simulatorUrl } = demo;
    const pages = [`${shopUrl}/`, `${payUrl}/healthz`, `${simulatorUrl}/kakaopay/control/ledger`];
    for (const page of pages) assert.equal((await fetch(reachable(page))).status, 200, page);
    // It speaks to nobody but the companion server.
    assert.equal((await fetch(`${demo.approval.url}/approval/order`)).status, 401);
    await demo.stop();
    const ports = [shopUrl, payUrl, simulatorUrl, demo.approval.url].map((url) =>
      Number(new URL(url).port),
    );
    assert.deepEqual(await probePorts(ports), ports);
  });

  it('opens a session for an order at the backend’s amount, for its own storefront', async () => {
    const demo = await start();
    const { orderId } = demo.backend.place(MUGS);
    const response = await fetch(reachable(`${demo.payUrl}/v1/sessions`), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: demo.shopUrl },
      body: JSON.stringify({ v: 1, orderId, line: 'order', locale: 'ko' }),
    });
    const session = (await response.json()) as { order: unknown };
    await demo.stop();
    assert.equal(response.status, 201);
    assert.deepEqual(session.order, {
      orderId,
      line: 'order',
      orderName: '청자 머그 2개',
      amount: { value: 48_000, currency: 'KRW' },
      url: `${demo.shopUrl}/thanks/${orderId}`,
    });
  });

  it('opens a session for the delivery fee on a line of its own', async () => {
    const demo = await start();
    const order = demo.backend.place(MUGS);
    const { orderId } = demo.backend.placeFee(order);
    const open = (line: string) =>
      fetch(reachable(`${demo.payUrl}/v1/sessions`), {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: demo.shopUrl },
        body: JSON.stringify({ v: 1, orderId, line, locale: 'ko' }),
      });
    const answers = [await open('delivery-fee'), await open('order')];
    await demo.stop();
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 404],
    );
  });

  it('shows pages that are given to it, without the headers of the shop', async () => {
    const demo = await startDemo({
      ports: FREE_PORTS,
      storeUrl: 'file::memory:',
      quiet: true,
      pages: ({ payUrl }, backend) =>
        express.Router().get('/more', (_request, response) => {
          response.json([payUrl, backend.orders().length]);
        }),
    });
    const response = await fetch(`${demo.shopUrl}/more`);
    const told = (await response.json()) as unknown;
    await demo.stop();
    assert.deepEqual(told, [demo.payUrl, 0]);
    assert.equal(response.headers.get('content-security-policy'), null);
  });

  it('names a taken port and leaves nothing running', async () => {
    const other = await listen((_request, response) => response.end(), { port: 0 });
    const [shop = 0, pay = 0] = await probePorts([0, 0]);
    await assert.rejects(
      () => start({ shop, pay, simulator: other.port }),
      (error) => error instanceof PortTakenError && error.port === other.port,
    );
    assert.deepEqual(await probePorts([shop, pay]), [shop, pay]);
    await other.close();
  });
});

const linesWith = (wanted: Partial<LineOptions>) =>
  linesOf({
    ...{
      shopUrl: 'http://shop.test',
      backendUrl: 'http://backend.test',
      channels: {},
      forward: [],
    },
    ...wanted,
  });

const methodsOf = (wanted: Partial<LineOptions>) =>
  Object.fromEntries(
    Object.entries(linesWith(wanted)).map(([line, { methods }]) => [line, Object.keys(methods)]),
  );

const modesOf = (wanted: Partial<LineOptions> = {}) =>
  Object.entries(linesWith(wanted)).map(([line, { approve }]) => `${line} ${approve.mode}`);

describe('the demo’s lines', () => {
  it('are approved by the companion server or by the shop’s backend, as is wished for', () => {
    const usual = ['order direct', 'delivery-fee direct', 'exchange forward', 'repair forward'];
    assert.deepEqual(modesOf(), usual);
    const [, ...others] = usual;
    assert.deepEqual(modesOf({ forward: ['order'] }), ['order forward', ...others]);
    const all = modesOf({ forward: 'all' });
    assert.deepEqual(
      all.map((mode) => mode.split(' ')[1]),
      ['forward', 'forward', 'forward', 'forward'],
    );
  });

  it('have addresses of their own, and points that only the backend can spend', async () => {
    const demo = await start();
    const { lines } = demo.config;
    await demo.stop();
    const addresses = Object.values(lines).flatMap(({ order, notify, approve }) => [
      ...[order, notify],
      ...(approve.mode === 'direct' ? [approve.confirm] : [approve.url, approve.status]),
    ]);
    assert.equal(new Set(addresses).size, 14);
    for (const [line, { methods }] of Object.entries(lines)) {
      const { approve } = methods['points'] ?? {};
      assert.ok(approve?.mode === 'forward', line);
      assert.equal(approve.url, `${demo.approval.url}/approval/${line}`);
    }
    assert.equal(lines['repair']?.methods['kakaopay']?.channel, 'kakaopay-repair');
    assert.equal(lines['exchange']?.methods['kakaopay']?.channel, 'kakaopay');
  });
});

describe('the demo at the providers’ own test systems', () => {
  it('offers Toss Payments to anybody, and says what Kakao Pay is missing', () => {
    const { channels, services, notes } = sandboxProviders({});
    assert.deepEqual([Object.keys(channels), Object.keys(services)], [['toss'], ['toss']]);
    const methods = methodsOf({ channels });
    assert.deepEqual(methods['order'], ['card', 'tosspay', 'transfer', 'account']);
    assert.deepEqual(methods['repair'], ['card', 'account']);
    assert.match(notes.join(' '), /keys of its documents.*KAKAOPAY_SECRET_KEY is missing/);
    const own = sandboxProviders({ KAKAOPAY_SECRET_KEY: 'DEV0123456789' });
    assert.deepEqual(Object.keys(own.channels), ['kakaopay', 'kakaopay-repair', 'toss']);
    assert.deepEqual(Object.keys(own.services), Object.keys(own.channels));
  });

  it('takes no keys of real payments, and no half of a pair', () => {
    const keys = { TOSS_CLIENT_KEY: 'test_ck_own', TOSS_SECRET_KEY: 'test_sk_own' };
    assert.match(sandboxProviders(keys).notes.join(' '), /your keys/);
    for (const wrong of [
      { TOSS_CLIENT_KEY: 'live_ck_own', TOSS_SECRET_KEY: 'live_sk_own' },
      { TOSS_CLIENT_KEY: 'test_ck_own' },
      { TOSS_SECRET_KEY: 'test_sk_own' },
      { KAKAOPAY_SECRET_KEY: 'PRD0123456789', KAKAOPAY_CID: 'C123456789' },
    ]) {
      assert.throws(() => sandboxProviders(wrong), /belong together|must be of the test system/);
    }
  });

  it('starts there with everything else its own', async () => {
    const sandbox = { env: {} };
    const demo = await startDemo({
      ports: FREE_PORTS,
      storeUrl: 'file::memory:',
      quiet: true,
      sandbox,
    });
    const toss = demo.config.channels['toss'];
    await demo.stop();
    assert.equal(toss?.sdk?.src, 'https://js.tosspayments.com/v2/standard');
    assert.equal(demo.notes.length, 2);
    assert.ok(demo.config.lines['order']?.methods['points'], 'the shop’s own points');
  });
});
