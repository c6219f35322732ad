import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, describe, it } from 'node:test';
import express from 'express';
import { createKakaoPaySimulator, SIMULATOR_KEYS } from './kakaopay.simulator.ts';

const START = Date.UTC(2026, 10, 22, 1, 10, 10);
const MINUTE = 60_000;

describe('the Kakao Pay simulator', async () => {
  let now = START;
  const simulator = createKakaoPaySimulator({ now: () => now });
  const arrived: string[] = [];
  let onArrival = (): void => undefined;
  const app = express();
  app.use('/sim', simulator.router);
  app.get('/shop/:leg', (request, response) => {
    arrived.push(request.originalUrl);
    response.send('thanks');
    onArrival();
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${String(port)}`;
  // Node cannot resolve this name, browsers can: the simulator has to reach it all the same.
  const shop = `http://shop.localhost:${String(port)}/shop`;

  const post = (
    path: string,
    body: unknown,
    authorization = `SECRET_KEY ${SIMULATOR_KEYS.secretKey}`,
  ) =>
    fetch(`${origin}/sim${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const call = async (verb: string, body: Record<string, unknown>) => {
    const answer = await post(`/online/v1/payment/${verb}`, { cid: SIMULATOR_KEYS.cid, ...body });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  const order = {
    partner_order_id: 'A-1001',
    partner_user_id: 'b7f3k9q',
    item_name: '머그컵 <script>alert(1)</script>',
    quantity: '1',
    total_amount: '15000',
    tax_free_amount: '0',
    approval_url: `${shop}/approve?kept=1`,
    cancel_url: `${shop}/cancel`,
    fail_url: `${shop}/fail`,
  };
  const open = async (changes: Record<string, unknown> = {}) => {
    const { json } = await call('ready', { ...order, ...changes });
    return { tid: String(json['tid']), page: String(json['next_redirect_pc_url']) };
  };
  const press = async (page: string, decision: string) => {
    const answer = await fetch(new URL('decision', page), {
      method: 'POST',
      body: new URLSearchParams({ decision }),
      redirect: 'manual',
    });
    return { status: answer.status, location: answer.headers.get('location') };
  };
  const statusOf = async (tid: string) => (await call('order', { tid })).json['status'];

  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    simulator.reset();
    arrived.length = 0;
    now = START;
  });

  it('takes integers as strings, as in the official samples, and answers Korean time', async () => {
    const { status, json } = await call('ready', order);
    assert.equal(status, 200);
    assert.equal(json['created_at'], '2026-11-22T10:10:10');
    assert.equal(String(json['tid']).length, 20);
    assert.match(
      String(json['next_redirect_pc_url']),
      new RegExp(`^${origin}/sim/window/.+/info$`),
    );
  });

  it('refuses what the documents refuse, by the documented code', async () => {
    const long = `https://shop.example/${'x'.repeat(255)}`;
    for (const [changes, code] of [
      [{ approval_url: long }, -2],
      [{ total_amount: 1.5 }, -2],
      [{ total_amount: -1 }, -2],
      [{ total_amount: 'many' }, -2],
      [{ partner_user_id: '' }, -2],
      [{ item_name: '가'.repeat(101) }, -2],
      [{ cid: 'TC0OTHERCI' }, -731],
    ] as const) {
      const { status, json } = await call('ready', { ...order, ...changes });
      assert.deepEqual([status, json['error_code']], [400, code], JSON.stringify(changes));
    }
    assert.deepEqual(simulator.ledger.payments(), []);
  });

  it('refuses a wrong key, a wrong word and a body that is not JSON', async () => {
    const ready = '/online/v1/payment/ready';
    const wrongKey = await post(ready, order, 'SECRET_KEY wrong');
    const wrongWord = await post(ready, order, `KakaoAK ${SIMULATOR_KEYS.secretKey}`);
    const notJson = await post(ready, '{');
    assert.deepEqual([wrongKey.status, wrongWord.status, notJson.status], [401, 401, 400]);
    assert.deepEqual(simulator.ledger.payments(), []);
  });

  it('shows item and amount on its page, harmlessly, and moves the payment on', async () => {
    const { tid, page } = await open();
    assert.equal(await statusOf(tid), 'READY');
    const html = await (await fetch(page)).text();
    assert.match(html, /15,000<small>원/);
    assert.match(html, /SIMULATOR/);
    assert.ok(html.includes('머그컵 &lt;script&gt;'));
    assert.ok(!html.includes('<script>'));
    assert.equal(await statusOf(tid), 'OPEN_PAYMENT');
  });

  it('comes back with pg_token after paying, and with nothing after the other buttons', async () => {
    const paid = await open();
    const { status, location } = await press(paid.page, 'approve');
    assert.equal(status, 303);
    assert.match(location ?? '', /\/shop\/approve\?kept=1&pg_token=[0-9a-f]{20}$/);
    assert.equal(await statusOf(paid.tid), 'AUTH_PASSWORD');

    const left = await open();
    assert.equal((await press(left.page, 'cancel')).location, `${shop}/cancel`);
    assert.equal(await statusOf(left.tid), 'QUIT_PAYMENT');

    const broken = await open();
    assert.equal((await press(broken.page, 'fail')).location, `${shop}/fail`);
    assert.equal(await statusOf(broken.tid), 'FAIL_PAYMENT');
  });

  it('lets a buyer decide once: coming back shows how it ended', async () => {
    const { tid, page } = await open();
    await press(page, 'cancel');
    assert.equal((await press(page, 'approve')).status, 200);
    assert.match(await (await fetch(page)).text(), /취소한 결제입니다/);
    assert.equal(await statusOf(tid), 'QUIT_PAYMENT');
  });

  it('ends the window by itself after fifteen minutes', async () => {
    const { tid, page } = await open();
    now = START + 15 * MINUTE;
    const answer = await fetch(page, { redirect: 'manual' });
    assert.equal(answer.headers.get('location'), `${shop}/fail`);
    assert.equal(await statusOf(tid), 'FAIL_PAYMENT');
  });

  it('knows no other payments', async () => {
    assert.equal((await fetch(`${origin}/sim/window/T1/info`)).status, 404);
    assert.equal((await call('order', { tid: 'T1' })).json['error_code'], -721);
    const { json } = await call('approve', { ...order, tid: 'T1', pg_token: 't' });
    assert.equal(json['error_code'], -721);
  });

  it('calls the approval address again when it is told to', async () => {
    const { tid, page } = await open();
    await press(page, 'approve');
    const answer = await post('/control/callback', { tid });
    assert.deepEqual(await answer.json(), { status: 200 });
    assert.match(arrived.join(), /^\/shop\/approve\?kept=1&pg_token=[0-9a-f]{20}$/);
    assert.deepEqual(simulator.ledger.deliveries(), [{ at: START, tid, status: 200 }]);
  });

  it('repeats the callback by itself after the redirect under "duplicate-callback"', async () => {
    const { page } = await open();
    await post('/control/faults', { on: 'window', kind: 'duplicate-callback' });
    const arrival = new Promise<void>((resolve) => {
      onArrival = resolve;
    });
    const { location } = await press(page, 'approve');
    await arrival;
    assert.deepEqual(
      arrived.map((path) => `http://shop.localhost:${String(port)}${path}`),
      [location],
    );
  });

  it('cuts the opener of its page for as many views as it was told', async () => {
    const { page } = await open();
    await post('/control/faults', { on: 'window', kind: 'coop' });
    const policies = [];
    for (let view = 0; view < 2; view += 1) {
      policies.push((await fetch(page)).headers.get('cross-origin-opener-policy'));
    }
    assert.deepEqual(policies, ['same-origin', null]);
  });

  it('keeps a ledger without the keys, and forgets it on reset', async () => {
    const { tid } = await open({ cid_secret: 'hidden' });
    const text = await (await fetch(`${origin}/sim/control/ledger`)).text();
    assert.ok(!text.includes('hidden') && !text.includes(SIMULATOR_KEYS.secretKey));
    const { payments, calls } = JSON.parse(text) as Record<
      'payments' | 'calls',
      Record<string, unknown>[]
    >;
    assert.deepEqual(payments, [
      {
        tid,
        status: 'READY',
        partner_order_id: 'A-1001',
        amount: 15_000,
        approvedAmount: null,
        approvals: 0,
      },
    ]);
    assert.deepEqual(
      calls.map((each) => [each['path'], each['outcome']]),
      [['/online/v1/payment/ready', 'ok']],
    );
    await post('/control/reset', {});
    assert.deepEqual(simulator.ledger.payments(), []);
    assert.deepEqual(simulator.ledger.calls(), []);
  });

  it('refuses a fault that it does not know', async () => {
    const answer = await post('/control/faults', { on: 'approve', kind: 'explode' });
    assert.equal(answer.status, 400);
  });
});
