import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, describe, it } from 'node:test';
import express from 'express';
import * as z from 'zod';
import { CODES } from './kakaopay-codes.simulator.ts';
import type { FaultRequest } from './kakaopay-faults.simulator.ts';
import { createKakaoPaySimulator, SIMULATOR_KEYS } from './kakaopay.simulator.ts';

const START = Date.UTC(2026, 10, 22, 1, 10, 10);
const MINUTE = 60_000;
const VERBS = ['ready', 'approve', 'order', 'cancel'] as const;

/** An answer of the API as tests read it: names as Kakao gives them, and no more types than that. */
type Json = Readonly<Record<string, unknown>>;

/** What an approval that arrives in whole has at least. */
const AidSchema = z.object({ aid: z.string() });

/** An amount as every answer takes it apart. */
const won = (total: number, taxFree: number, vat: number, greenDeposit = 0) => ({
  total,
  tax_free: taxFree,
  vat,
  point: 0,
  discount: 0,
  green_deposit: greenDeposit,
});

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
    mount = '/sim',
  ) =>
    fetch(`${origin}${mount}${path}`, {
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
  const codeOf = async (verb: string, body: Record<string, unknown>) =>
    (await call(verb, body)).json['error_code'] ?? 'ok';
  /** A payment whose buyer has authenticated himself, with all that approve is to be told. */
  const authenticate = async (changes: Record<string, unknown> = {}) => {
    const { tid, page } = await open(changes);
    const { location } = await press(page, 'approve');
    const pg_token = new URL(location ?? '').searchParams.get('pg_token') ?? '';
    const { partner_order_id, partner_user_id } = { ...order, ...changes };
    return { tid, pg_token, partner_order_id, partner_user_id };
  };
  const pay = async (changes: Record<string, unknown> = {}) => {
    const request = await authenticate(changes);
    assert.equal(await codeOf('approve', request), 'ok');
    return request;
  };
  const cancel = (tid: string, amount: unknown, changes: Record<string, unknown> = {}) =>
    call('cancel', { tid, cancel_amount: amount, cancel_tax_free_amount: 0, ...changes });
  const only = () => {
    const [payment, ...others] = simulator.ledger.payments();
    assert.ok(payment && others.length === 0);
    return payment;
  };

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
      [{ item_name: '' }, -2],
      [{ item_code: 'x'.repeat(101) }, -2],
      [{ partner_order_id: 'x'.repeat(101) }, -2],
      [{ partner_user_id: 'x'.repeat(101) }, -2],
      [{ cancel_url: long }, -2],
      [{ fail_url: 'kakaotalk://back' }, -2],
      [{ quantity: 'one' }, -2],
      [{ tax_free_amount: undefined }, -2],
      [{ vat_amount: -1 }, -2],
      [{ available_cards: ['VISA'] }, -2],
      [{ payment_method_type: 'POINT' }, -2],
      [{ install_month: 13 }, -2],
      [{ use_share_installment: 'yes' }, -2],
      [{ custom_json: { nested: {} } }, -2],
      [{ cid: 'SHORT' }, -2],
      [{ cid_secret: 'CAPITALS' }, -2],
      [{ tax_free_amount: 15_001 }, -722],
      [{ cid: 'TC0OTHERCI' }, -731],
    ] as const) {
      const { status, json } = await call('ready', { ...order, ...changes });
      assert.deepEqual([status, json['error_code']], [400, code], JSON.stringify(changes));
    }
    assert.deepEqual(simulator.ledger.payments(), []);
  });

  it('takes everything at its documented length', async () => {
    const hundred = 'x'.repeat(100);
    const address = `https://shop.example/${'x'.repeat(255 - 'https://shop.example/'.length)}`;
    const longest = {
      partner_order_id: hundred,
      partner_user_id: hundred,
      item_name: '가'.repeat(100),
      item_code: hundred,
      approval_url: address,
      cancel_url: address,
      fail_url: address,
      available_cards: ['SHINHAN', 'WOORIONLY'],
      install_month: '12',
      use_share_installment: 'N',
      custom_json: { return_custom_url: 'shop://back' },
      cid_secret: '0a'.repeat(12),
    };
    assert.equal(await codeOf('ready', { ...order, ...longest }), 'ok');
  });

  it('asks for the cid_secret of a merchant who has one', async () => {
    const strict = createKakaoPaySimulator({ cidSecret: 'abc123' });
    app.use('/strict', strict.router);
    const ready = async (changes: Record<string, unknown>) => {
      const body = { cid: SIMULATOR_KEYS.cid, ...order, ...changes };
      const answer = await post('/online/v1/payment/ready', body, undefined, '/strict');
      return ((await answer.json()) as Json)['error_code'] ?? 'ok';
    };
    assert.equal(await ready({}), -733);
    assert.equal(await ready({ cid_secret: 'abc124' }), -733);
    assert.equal(await ready({ cid_secret: 'abc123' }), 'ok');
  });

  it('refuses a wrong key, a wrong word and a body that is not JSON', async () => {
    const ready = '/online/v1/payment/ready';
    const wrongKey = await post(ready, order, 'SECRET_KEY wrong');
    const wrongWord = await post(ready, order, `KakaoAK ${SIMULATOR_KEYS.secretKey}`);
    const notJson = await post(ready, '{');
    assert.deepEqual([wrongKey.status, wrongWord.status, notJson.status], [401, 401, 400]);
    const { secretKey, cid } = SIMULATOR_KEYS;
    for (const word of ['SECRET_KEY', 'DEV_SECRET_KEY']) {
      const known = await post(ready, { cid, ...order }, `${word} ${secretKey}`);
      assert.equal(known.status, 200, word);
    }
    assert.equal(simulator.ledger.payments().length, 2);
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

  it('takes no decision and no approval after the window is over', async () => {
    const late = await open();
    const request = await authenticate();
    now = START + 15 * MINUTE - 1;
    assert.equal((await fetch(late.page)).status, 200);
    now += 1;
    assert.equal((await press(late.page, 'approve')).location, `${shop}/fail`);
    assert.equal(await statusOf(late.tid), 'FAIL_PAYMENT');
    assert.equal(await codeOf('approve', request), -723);
    // Nothing is documented of what a refused approval leaves behind, so it changes nothing.
    assert.equal(await statusOf(request.tid), 'AUTH_PASSWORD');
  });

  it('keeps the time of the window that it was given', async () => {
    const quick = createKakaoPaySimulator({ now: () => now, authenticationWindowMinutes: 1 });
    app.use('/quick', quick.router);
    const body = { cid: SIMULATOR_KEYS.cid, ...order };
    const answer = await post('/online/v1/payment/ready', body, undefined, '/quick');
    const page = String(((await answer.json()) as Json)['next_redirect_mobile_url']);
    now = START + MINUTE;
    const gone = await fetch(page, { redirect: 'manual' });
    assert.equal(gone.headers.get('location'), `${shop}/fail`);
  });

  it('knows no other payments', async () => {
    assert.equal((await fetch(`${origin}/sim/window/T1/info`)).status, 404);
    assert.equal((await call('order', { tid: 'T1' })).json['error_code'], -721);
    const { json } = await call('approve', { ...order, tid: 'T1', pg_token: 't' });
    assert.equal(json['error_code'], -721);
    assert.equal((await cancel('T1', 1)).json['error_code'], -721);
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

  it('isolates its page by exactly the policies that it was told', async () => {
    const { page } = await open();
    for (const [policy, coep] of [
      ['same-origin-allow-popups', undefined],
      ['noopener-allow-popups', 'credentialless'],
      ['same-origin', 'require-corp'],
    ] as const) {
      await post('/control/faults', { on: 'window', kind: 'coop', policy, coep });
      const { headers } = await fetch(page);
      assert.deepEqual(
        [
          headers.get('cross-origin-opener-policy'),
          headers.get('cross-origin-embedder-policy') ?? undefined,
        ],
        [policy, coep],
      );
    }
    const strange = { on: 'window', kind: 'coop', policy: 'unsafe' };
    assert.equal((await post('/control/faults', strange)).status, 400);
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
        refunds: 0,
        refundedAmount: 0,
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

  it('approves once, and says who paid, how and how much', async () => {
    const request = await authenticate({
      payment_method_type: 'CARD',
      install_month: 3,
      tax_free_amount: 4000,
    });
    const { status, json } = await call('approve', { ...request, payload: '메모' });
    assert.equal(status, 200);
    assert.match(String(json['aid']), /^A[0-9a-f]{19}$/);
    const { bin, install_month } = json['card_info'] as Json;
    assert.deepEqual([bin, install_month], ['620000', '03']);
    assert.deepEqual(json['amount'], won(15_000, 4000, 1000));
    assert.deepEqual(
      [json['payload'], json['payment_method_type'], json['approved_at']],
      ['메모', 'CARD', '2026-11-22T10:10:10'],
    );
    assert.equal(await codeOf('approve', request), -702);
    assert.equal(only().approvals, 1);
  });

  it('refuses an approval that is not what ready and the callback said', async () => {
    const request = await authenticate();
    for (const [changes, code] of [
      [{ partner_order_id: 'B-1' }, -706],
      [{ partner_user_id: 'someone' }, -707],
      [{ pg_token: 'guessed' }, -708],
      [{ total_amount: 14_999 }, -722],
      [{ total_amount: '15001' }, -722],
      [{ payload: 'x'.repeat(201) }, -2],
      [{ pg_token: '' }, -2],
      [{ partner_order_id: undefined }, -2],
    ] as const) {
      assert.equal(
        await codeOf('approve', { ...request, ...changes }),
        code,
        JSON.stringify(changes),
      );
    }
    assert.equal(only().approvals, 0);
    const total_amount = '15000';
    assert.equal(await codeOf('approve', { ...request, total_amount }), 'ok');
  });

  it('may be brought to every state on the way, and approves in one of them only', async () => {
    const request = await authenticate();
    const expected = {
      READY: -701,
      SEND_TMS: -701,
      OPEN_PAYMENT: -701,
      SELECT_METHOD: -701,
      ARS_WAITING: -701,
      ISSUED_SID: -783,
      FAIL_AUTH_PASSWORD: -783,
      QUIT_PAYMENT: -783,
      FAIL_PAYMENT: -783,
      AUTH_PASSWORD: 'ok',
    };
    for (const [status, code] of Object.entries(expected)) {
      const moved = await post('/control/status', { tid: request.tid, status });
      assert.equal(moved.status, 204);
      assert.equal(await statusOf(request.tid), status);
      assert.equal(await codeOf('approve', request), code, status);
    }
    const status = 'QUIT_PAYMENT';
    assert.equal((await post('/control/status', { tid: request.tid, status })).status, 409);
    assert.equal((await post('/control/status', { tid: 'T1', status })).status, 409);
    assert.equal((await post('/control/status', { tid: 'T1', status: 'PAID' })).status, 400);
    assert.equal(only().status, 'SUCCESS_PAYMENT');
  });

  it('keeps the window open on the way, and does not send the buyer back in it', async () => {
    const { tid, page } = await open();
    for (const [status, shown] of [
      ['SEND_TMS', 'OPEN_PAYMENT'],
      ['SELECT_METHOD', 'SELECT_METHOD'],
      ['ARS_WAITING', 'ARS_WAITING'],
    ] as const) {
      simulator.move(tid, status);
      assert.match(await (await fetch(page)).text(), /data-decision="approve"/);
      assert.equal(await statusOf(tid), shown);
    }
    simulator.move(tid, 'FAIL_AUTH_PASSWORD');
    assert.match(await (await fetch(page)).text(), /비밀번호 확인에 실패한 결제입니다/);
  });

  it('gives back a part, then the rest, and accounts for every won', async () => {
    const { tid } = await pay({ tax_free_amount: 4000 });
    now = START + MINUTE;
    const part = await cancel(tid, '5000', {
      cancel_tax_free_amount: '4000',
      cancel_available_amount: '15000',
      payload: 'part',
    });
    assert.equal(part.status, 200);
    assert.equal(part.json['status'], 'PART_CANCEL_PAYMENT');
    assert.equal(part.json['payload'], 'part');
    assert.equal(part.json['canceled_at'], '2026-11-22T10:11:10');
    assert.deepEqual(part.json['amount'], won(15_000, 4000, 1000));
    assert.deepEqual(part.json['approved_cancel_amount'], won(5000, 4000, 91));
    assert.deepEqual(part.json['canceled_amount'], won(5000, 4000, 91));
    assert.deepEqual(part.json['cancel_available_amount'], won(10_000, 0, 909));

    const rest = await cancel(tid, 10_000, { cancel_available_amount: 10_000 });
    assert.equal(rest.json['status'], 'CANCEL_PAYMENT');
    assert.deepEqual(rest.json['approved_cancel_amount'], won(10_000, 0, 909));
    assert.deepEqual(rest.json['canceled_amount'], won(15_000, 4000, 1000));
    assert.deepEqual(rest.json['cancel_available_amount'], won(0, 0, 0));

    const { json } = await call('order', { tid });
    assert.equal(json['status'], 'CANCEL_PAYMENT');
    assert.deepEqual(json['canceled_amount'], won(15_000, 4000, 1000));
    const actions = json['payment_action_details'] as readonly Json[];
    assert.deepEqual(
      actions.map((each) => [each['payment_action_type'], each['amount'], each['payload']]),
      [
        ['PAYMENT', 15_000, undefined],
        ['CANCEL', 5000, 'part'],
        ['CANCEL', 10_000, undefined],
      ],
    );
    assert.equal(new Set(actions.map((each) => each['aid'])).size, 3);
    assert.deepEqual([only().refunds, only().refundedAmount], [2, 15_000]);
  });

  it('refuses to give back what is not there, and gives nothing back then', async () => {
    const { tid } = await pay({ tax_free_amount: 4000 });
    for (const [amount, changes, code] of [
      [15_001, {}, -710],
      [15_000, { cancel_tax_free_amount: 4000, cancel_available_amount: 14_999 }, -710],
      [0, {}, -2],
      [-1, {}, -2],
      [1.5, {}, -2],
      ['much', {}, -2],
      [5000, { cancel_tax_free_amount: undefined }, -2],
      [5000, { cancel_tax_free_amount: 4001 }, -722],
      [3000, { cancel_tax_free_amount: 4000 }, -722],
      [15_000, { cancel_tax_free_amount: 0 }, -722],
      [5000, { payload: 'x'.repeat(201) }, -2],
    ] as const) {
      const { json } = await cancel(tid, amount, changes);
      assert.equal(json['error_code'], code, JSON.stringify([amount, changes]));
    }
    assert.equal(only().refunds, 0);
    assert.equal(await statusOf(tid), 'SUCCESS_PAYMENT');
  });

  it('gives nothing back before an approval, and nothing twice', async () => {
    const { tid } = await open();
    assert.equal((await cancel(tid, 15_000)).json['error_code'], -784);
    const paid = await pay();
    assert.equal((await cancel(paid.tid, 15_000)).status, 200);
    assert.equal((await cancel(paid.tid, 15_000)).json['error_code'], -785);
    assert.equal(await codeOf('approve', paid), -702);
  });

  it('gives a payment with a cup deposit back in whole only', async () => {
    const { tid } = await pay({ green_deposit: 300 });
    assert.equal((await cancel(tid, 5000)).json['error_code'], -781);
    const { json } = await cancel(tid, 15_000);
    assert.deepEqual(json['canceled_amount'], won(15_000, 0, 1364, 300));
  });

  it('lets the merchant give money back in the console, in part and in whole', async () => {
    const { tid } = await pay({ tax_free_amount: 4000 });
    const refund = async (body: Json) => {
      const answer = await post('/control/refund', body, 'no key');
      return { status: answer.status, json: (await answer.json()) as Json };
    };
    assert.equal((await refund({ tid, amount: 15_001 })).json['error_code'], -710);
    assert.equal((await refund({ tid, amount: 12_000 })).json['status'], 'PART_CANCEL_PAYMENT');
    assert.equal(await statusOf(tid), 'PART_CANCEL_PAYMENT');
    assert.deepEqual((await refund({ tid })).json['canceled_amount'], won(15_000, 4000, 1000));
    assert.equal(await statusOf(tid), 'CANCEL_PAYMENT');
    assert.equal((await refund({ tid })).json['error_code'], -785);
    assert.equal((await refund({ tid: 'T1' })).json['error_code'], -721);
    assert.equal((await refund({})).status, 400);
    assert.equal(only().refunds, 2);
  });

  it('counts the approvals that stand for each order', async () => {
    await open({ partner_order_id: 'never-paid' });
    await pay({ partner_order_id: 'paid-twice' });
    await pay({ partner_order_id: 'paid-twice' });
    const part = await pay({ partner_order_id: 'given-back-in-part' });
    await cancel(part.tid, 5000);
    const whole = await pay({ partner_order_id: 'given-back' });
    await cancel(whole.tid, 15_000);
    const standing = { 'paid-twice': 2, 'given-back-in-part': 1, 'given-back': 0 };
    assert.deepEqual(Object.fromEntries(simulator.ledger.standingApprovals()), standing);
    const told = (await (await fetch(`${origin}/sim/control/ledger`)).json()) as Json;
    assert.deepEqual(told['standingApprovals'], standing);
  });

  it('refuses any call by any code of the table, and by any other', async () => {
    const assumed: Readonly<Record<number, number>> = {
      [-401]: 401,
      [-10]: 429,
      [-1]: 500,
      [-7]: 503,
      [-9798]: 503,
    };
    for (const on of VERBS) {
      for (const value of [...CODES, -99_999]) {
        simulator.fault({ on, kind: 'declined', value });
        const { status, json } = await call(on, {});
        const what = `${on} ${String(value)}`;
        assert.deepEqual([status, json['error_code']], [assumed[value] ?? 400, value], what);
        assert.match(String(json['error_message']), /\S/);
        assert.equal('extras' in json, value === -780, what);
      }
    }
    assert.deepEqual(simulator.ledger.payments(), []);
  });

  it('ends a payment by the refusal of card or wallet, and by no other refusal', async () => {
    const request = await authenticate();
    for (const [value, status] of [
      [-705, 'AUTH_PASSWORD'],
      [-780, 'FAIL_PAYMENT'],
    ] as const) {
      simulator.fault({ on: 'approve', kind: 'declined', value });
      assert.equal(await codeOf('approve', request), value);
      assert.equal(await statusOf(request.tid), status);
    }
  });

  /** What arrives of an approval under a fault, as far as anything does. */
  const approveUnder = async (kind: FaultRequest['kind']) => {
    const request = await authenticate({ item_name: '청자 머그' });
    await post('/control/faults', { on: 'approve', kind });
    const answer = await fetch(`${origin}/sim/online/v1/payment/approve`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `SECRET_KEY ${SIMULATOR_KEYS.secretKey}`,
      },
      body: JSON.stringify({ cid: SIMULATOR_KEYS.cid, ...request }),
      redirect: 'manual',
    });
    const body = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', body, request };
  };

  for (const [kind, status, type] of [
    ['truncated', 200, /json/],
    ['empty', 200, /plain/],
    ['redirect', 307, /plain|^$/],
    ['html', 200, /html/],
    ['4xx', 422, /plain/],
    ['429', 429, /plain/],
    ['500', 500, /json/],
    ['502-html', 502, /html/],
    ['503', 503, /plain/],
    ['504', 504, /plain/],
  ] as const) {
    it(`plays "${kind}" without carrying out the call, and after it`, async () => {
      for (const [played, approvals] of [
        [kind, 0],
        [`${kind}-after-commit`, 1],
      ] as const) {
        simulator.reset();
        const arrived = await approveUnder(played);
        assert.equal(arrived.status, status);
        assert.match(arrived.type, type);
        assert.throws(() => AidSchema.parse(JSON.parse(arrived.body.toString())));
        assert.equal(only().approvals, approvals);
        assert.equal(simulator.ledger.calls('approve')[0]?.outcome, played);
      }
    });
  }

  it('breaks the connection before the headers, or in the middle of the body', async () => {
    for (const [kind, approvals] of [
      ['drop', 0],
      ['drop-after-commit', 1],
      ['cut', 0],
      ['cut-after-commit', 1],
    ] as const) {
      simulator.reset();
      await assert.rejects(approveUnder(kind), TypeError, kind);
      assert.equal(only().approvals, approvals);
    }
  });

  it('sends headers before it breaks off under "cut"', async () => {
    simulator.fault({ on: 'ready', kind: 'cut' });
    const answer = await post('/online/v1/payment/ready', { cid: SIMULATOR_KEYS.cid, ...order });
    assert.equal(answer.status, 200);
    await assert.rejects(answer.text(), TypeError);
  });

  it('shows in its ledger who followed a redirect', async () => {
    simulator.fault({ on: 'ready', kind: 'redirect' });
    assert.equal(await codeOf('ready', order), 'ok');
    assert.deepEqual(
      simulator.ledger.calls().map((each) => each.outcome),
      ['redirect', 'ok'],
    );
  });

  it('answers truly under a wrong content type, and in EUC-KR', async () => {
    const mislabeled = await approveUnder('content-type');
    assert.match(mislabeled.type, /html/);
    assert.ok(AidSchema.parse(JSON.parse(mislabeled.body.toString())));

    const korean = await approveUnder('charset');
    assert.match(korean.type, /charset=euc-kr/);
    assert.ok(!korean.body.toString('utf8').includes('청자 머그'));
    const second = JSON.parse(new TextDecoder('euc-kr').decode(korean.body)) as Json;
    assert.equal(second['item_name'], '청자 머그');
  });

  it('answers about somebody else under "other-order", having done what it was asked', async () => {
    const { body, request } = await approveUnder('other-order');
    const { tid, partner_order_id } = JSON.parse(body.toString()) as Json;
    assert.notEqual(tid, request.tid);
    assert.notEqual(partner_order_id, request.partner_order_id);
    assert.equal(only().approvals, 1);
  });

  it('passes on the second answer under "sent-twice", and does nothing twice', async () => {
    const request = await authenticate();
    simulator.fault({ on: 'approve', kind: 'sent-twice' });
    assert.equal(await codeOf('approve', request), -702);
    simulator.fault({ on: 'cancel', kind: 'sent-twice' });
    assert.equal((await cancel(request.tid, 15_000)).json['error_code'], -785);
    assert.deepEqual([only().approvals, only().refunds], [1, 1]);
  });

  it('mistakes an amount, by one won or for the one it is told', async () => {
    for (const [value, amount] of [
      [undefined, 15_001],
      [14_999, 14_999],
    ] as const) {
      simulator.reset();
      const request = await authenticate();
      simulator.fault({ on: 'approve', kind: 'amount', ...(value === undefined ? {} : { value }) });
      const { json } = await call('approve', request);
      assert.equal((json['amount'] as Json)['total'], amount);
      assert.equal(only().approvedAmount, amount);
    }
    simulator.fault({ on: 'cancel', kind: 'amount' });
    assert.equal((await cancel(only().tid, 14_999)).json['status'], 'PART_CANCEL_PAYMENT');
    assert.equal(only().refundedAmount, 14_998);

    simulator.fault({ on: 'ready', kind: 'amount' });
    const request = await authenticate();
    assert.equal(await codeOf('approve', { ...request, total_amount: 15_000 }), -722);
  });

  it('holds an answer until it is released, having done what it was asked', async () => {
    const request = await authenticate();
    simulator.fault({ on: 'approve', kind: 'hold' });
    const waiting = call('approve', request);
    await simulator.held();
    assert.equal(await statusOf(request.tid), 'SUCCESS_PAYMENT');
    const released = await post('/control/release', {});
    assert.deepEqual(await released.json(), { released: 1 });
    assert.equal((await waiting).json['tid'], request.tid);
    assert.equal(simulator.release(), 0);
  });

  it('cuts off who is held when it is reset', async () => {
    simulator.fault({ on: 'ready', kind: 'hold' });
    const waiting = call('ready', order);
    await simulator.held();
    simulator.reset();
    await assert.rejects(waiting, TypeError);
    assert.equal(simulator.release(), 0);
  });

  it('drops a call and carries it out when it is told to', async () => {
    const request = await authenticate();
    simulator.fault({ on: 'approve', kind: 'commit-later' });
    await assert.rejects(call('approve', request), TypeError);
    assert.equal(await statusOf(request.tid), 'AUTH_PASSWORD');
    const late = await post('/control/commit-late', {});
    assert.deepEqual(await late.json(), { outcomes: ['ok'] });
    assert.equal(only().approvals, 1);
    assert.deepEqual(
      simulator.ledger.calls('approve').map((each) => each.outcome),
      ['commit-later', 'late ok'],
    );
    assert.deepEqual(simulator.commitLate(), []);
  });

  it('forgets on reset what it was to carry out late', async () => {
    simulator.fault({ on: 'ready', kind: 'commit-later' });
    await assert.rejects(call('ready', order), TypeError);
    simulator.reset();
    assert.deepEqual(simulator.commitLate(), []);
    assert.deepEqual(simulator.ledger.payments(), []);
  });

  it('refuses a fault that it does not know', async () => {
    const answer = await post('/control/faults', { on: 'approve', kind: 'explode' });
    assert.equal(answer.status, 400);
  });
});
