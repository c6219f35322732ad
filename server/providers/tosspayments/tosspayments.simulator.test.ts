import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, describe, it } from 'node:test';
import express from 'express';
import * as z from 'zod';
import { CODES } from './tosspayments-codes.simulator.ts';
import type { FaultRequest } from './tosspayments-faults.simulator.ts';
import {
  createTossPaymentsSimulator,
  SIMULATOR_KEYS,
  SIMULATOR_WIDGET_KEYS,
} from './tosspayments.simulator.ts';

const START = Date.UTC(2026, 10, 22, 1, 10, 10);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const VERBS = ['confirm', 'query', 'cancel'] as const;

/** An answer of the API as tests read it: names as Toss Payments gives them, and no more types. */
type Json = Readonly<Record<string, unknown>>;

/** What an answer about a payment that arrives in whole has at least. */
const PaymentSchema = z.object({ paymentKey: z.string() });

/** A webhook as the shop's server got it. */
interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Json;
}

describe('the Toss Payments simulator', async () => {
  let now = START;
  const simulator = createTossPaymentsSimulator({ now: () => now });
  const arrived: string[] = [];
  const received: Received[] = [];
  let hookStatus = 200;
  let onArrival = (): void => undefined;
  const app = express();
  app.use('/sim', simulator.router);
  app.post('/shop/hook', express.json(), (request, response) => {
    received.push({ headers: request.headers, body: request.body as Json });
    response.status(hookStatus).end();
  });
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
  const shopOrigin = `http://shop.localhost:${String(port)}`;
  const shop = `${shopOrigin}/shop`;
  const hook = `${shop}/hook`;

  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const rightKey = basic(`${SIMULATOR_KEYS.secretKey}:`);
  const post = (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
    mount = '/sim',
  ) =>
    fetch(`${origin}${mount}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: rightKey, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    });
  const read = async (answer: Response) => ({
    status: answer.status,
    json: (await answer.json()) as Json,
  });
  const get = async (path: string, headers: Record<string, string> = {}, mount = '/sim') =>
    read(
      await fetch(`${origin}${mount}/v1/payments/${path}`, {
        headers: { authorization: rightKey, ...headers },
      }),
    );

  const order = {
    method: 'CARD',
    amount: { currency: 'KRW', value: 15_000 },
    orderId: 'A-1001-7f3k9q',
    orderName: '머그컵 <script>alert(1)</script>',
    successUrl: `${shop}/success?kept=1`,
    failUrl: `${shop}/fail`,
  };
  type Changes = Readonly<Record<string, unknown>>;
  const form = {
    sdk: 'v2',
    clientKey: SIMULATOR_KEYS.clientKey,
    customerKey: '@@ANONYMOUS',
    target: 'self',
    origin: shopOrigin,
  };
  /** What the SDK sends, with the request or another one, and with other fields of the form. */
  const submit = (changes: Changes = {}, fields: Record<string, string> = {}, mount = '/sim') =>
    fetch(`${origin}${mount}/window/payments`, {
      method: 'POST',
      body: new URLSearchParams({
        ...form,
        request: JSON.stringify({ ...order, ...changes }),
        ...fields,
      }),
      redirect: 'manual',
    });
  const open = async (changes: Changes = {}, fields: Record<string, string> = {}) => {
    const answer = await submit(changes, fields);
    assert.equal(answer.status, 303, await answer.text());
    return pageOf(answer);
  };
  const pageOf = (answer: Response) => {
    const page = new URL(answer.headers.get('location') ?? '', answer.url).href;
    return { page, paymentKey: page.split('/').at(-2) ?? '' };
  };
  const press = async (page: string, decision: string, fields: Record<string, string> = {}) => {
    const answer = await fetch(new URL('decision', page), {
      method: 'POST',
      body: new URLSearchParams({ decision, ...fields }),
      redirect: 'manual',
    });
    const location = answer.headers.get('location');
    return { status: answer.status, location, text: await answer.text() };
  };
  const queryOf = (location: string | null) => [...new URL(location ?? '').searchParams];

  /** A payment whose buyer has authenticated himself, with all that confirm is to be told. */
  const authenticate = async (changes: Changes = {}, choice: Record<string, string> = {}) => {
    const { page, paymentKey } = await open(changes);
    await press(page, 'approve', choice);
    const { orderId, amount } = { ...order, ...changes };
    return { paymentKey, orderId, amount: amount.value };
  };
  const confirm = async (body: unknown, headers: Record<string, string> = {}) =>
    read(await post('/v1/payments/confirm', body, headers));
  const pay = async (changes: Changes = {}) => {
    const request = await authenticate(changes);
    assert.equal((await confirm(request)).status, 200);
    return request;
  };
  const cancel = async (
    paymentKey: string,
    body: Changes = {},
    headers: Record<string, string> = {},
  ) =>
    read(
      await post(`/v1/payments/${paymentKey}/cancel`, { cancelReason: '반품', ...body }, headers),
    );
  const statusOf = async (paymentKey: string) => (await get(paymentKey)).json['status'];
  const account = (changes: Changes = {}) => ({ method: 'VIRTUAL_ACCOUNT', ...changes });
  const issue = async (changes: Changes = {}, choice: Record<string, string> = {}) => {
    const request = await authenticate(account(changes), choice);
    return { ...request, json: (await confirm(request)).json };
  };
  const only = () => {
    const [payment, ...others] = simulator.ledger.payments();
    assert.ok(payment && others.length === 0, 'not exactly one payment');
    return payment;
  };
  const told = ({ status, json }: { status: number; json: Json }) => [status, json['code']];

  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    simulator.reset();
    simulator.sendWebhooksTo(undefined);
    arrived.length = 0;
    received.length = 0;
    hookStatus = 200;
    now = START;
  });

  describe('lets its API be called', () => {
    it('by its secret key and a colon alone', async () => {
      const request = await authenticate();
      for (const [authorization, status, code] of [
        ['', 401, 'UNAUTHORIZED_KEY'],
        [`Bearer ${SIMULATOR_KEYS.secretKey}`, 401, 'UNAUTHORIZED_KEY'],
        [basic(SIMULATOR_KEYS.secretKey), 401, 'UNAUTHORIZED_KEY'],
        [basic('test_sk_of_somebody_else:'), 401, 'UNAUTHORIZED_KEY'],
        [basic(`${SIMULATOR_KEYS.clientKey}:`), 400, 'INVALID_API_KEY'],
      ] as const) {
        for (const answer of [
          await confirm(request, { authorization }),
          await cancel(request.paymentKey, {}, { authorization }),
          await get(request.paymentKey, { authorization }),
          await get(`orders/${request.orderId}`, { authorization }),
        ]) {
          assert.deepEqual(told(answer), [status, code], authorization);
        }
      }
      assert.equal(only().status, 'IN_PROGRESS');
      assert.equal((await confirm(request)).status, 200);
    });

    it('with a trace id on every answer, and an error for a body that is not JSON', async () => {
      const broken = await post('/v1/payments/confirm', '{');
      assert.match(broken.headers.get('x-tosspayments-trace-id') ?? '', /^[0-9a-f]{32}$/);
      assert.deepEqual(told(await read(broken)), [400, 'INVALID_REQUEST']);
      const unknown = await fetch(`${origin}/sim/v1/payments/none`);
      assert.match(unknown.headers.get('x-tosspayments-trace-id') ?? '', /^[0-9a-f]{32}$/);
    });

    it('and says the code that a test asks for, before it looks at anything', async () => {
      for (const [code, status] of CODES) {
        const headers = { 'tosspayments-test-code': code };
        const answer = await confirm({}, headers);
        assert.deepEqual(told(answer), [status, code]);
        assert.match(String(answer.json['message']), /[가-힣]/);
        assert.deepEqual(told(await get('none', headers)), [status, code]);
      }
      const request = await authenticate();
      const headers = { 'tosspayments-test-code': 'REJECT_CARD_PAYMENT', 'idempotency-key': 'k' };
      assert.deepEqual(told(await confirm(request, headers)), [403, 'REJECT_CARD_PAYMENT']);
      assert.equal(await statusOf(request.paymentKey), 'IN_PROGRESS');
      const strange = { 'tosspayments-test-code': 'NO_SUCH_CODE' };
      assert.deepEqual(told(await confirm(request, strange)), [400, 'INVALID_TEST_CODE']);
      const again = { 'idempotency-key': 'k' };
      assert.equal((await confirm(request, again)).status, 200, 'a forced error was kept');
    });

    it('and pays no heed to a test code where the key is a live one', async () => {
      const keys = { clientKey: 'live_ck_x', secretKey: 'live_sk_x' };
      app.use('/live', createTossPaymentsSimulator(keys).router);
      const headers = {
        authorization: basic('live_sk_x:'),
        'tosspayments-test-code': 'REJECT_CARD_PAYMENT',
      };
      assert.deepEqual(told(await get('none', headers, '/live')), [404, 'NOT_FOUND_PAYMENT']);
    });

    it('with the HTTP statuses that were documented', () => {
      const statuses = new Map([
        ['ALREADY_PROCESSED_PAYMENT', 400],
        ['PROVIDER_ERROR', 400],
        ['UNAUTHORIZED_KEY', 401],
        ['REJECT_CARD_COMPANY', 403],
        ['INVALID_PASSWORD', 403],
        ['NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT', 403],
        ['NOT_FOUND_PAYMENT_SESSION', 404],
        ['IDEMPOTENT_REQUEST_PROCESSING', 409],
        ['FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING', 500],
        ['UNKNOWN_ERROR', 500],
      ]);
      for (const [code, status] of statuses) assert.equal(CODES.get(code), status, code);
      assert.deepEqual([...new Set(CODES.values())], [400, 401, 403, 404, 409, 500]);
    });
  });

  describe('opens its window', () => {
    it('behind a form of the SDK, at an address that can be loaded again', async () => {
      const { page, paymentKey } = await open();
      assert.match(page, new RegExp(`^${origin}/sim/window/payments/tsim20261122101010.+/info$`));
      for (let view = 0; view < 2; view += 1) {
        const answer = await fetch(page);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.get('cache-control'), 'no-store');
        const html = await answer.text();
        assert.match(html, /SIMULATOR/);
        assert.match(html, /15,000<small>원/);
        assert.ok(html.includes('머그컵 &lt;script&gt;'), 'the name is not there');
        assert.ok(!html.includes('<script>'), 'the name is a script');
      }
      assert.equal(await statusOf(paymentKey), 'READY');
      assert.equal(simulator.ledger.payments().length, 1);
    });

    it('with the buttons of every method, named by what they do', async () => {
      const wallet = { card: { flowMode: 'DIRECT', easyPay: 'TOSSPAY' } };
      for (const [changes, title, label] of [
        [{}, '카드 결제', '결제 실패(한도)'],
        [wallet, '토스페이 결제', '결제 실패(한도)'],
        [{ method: 'TRANSFER' }, '계좌이체 결제', '결제 실패'],
        [account(), '가상계좌 결제', '결제 실패'],
        [{ method: 'MOBILE_PHONE' }, '휴대폰 결제', '결제 실패'],
      ] as const) {
        const html = await (await fetch((await open(changes)).page)).text();
        assert.ok(html.includes(`<h1>${title} (모의)</h1>`), title);
        assert.ok(html.includes(`data-decision="fail">${label}</button>`), title);
        for (const decision of ['approve', 'cancel', 'close']) {
          assert.ok(html.includes(`data-decision="${decision}"`), `${title} ${decision}`);
        }
        assert.equal(html.includes('name="bank"'), title === '가상계좌 결제');
      }
    });

    const wrong: readonly (readonly [Changes, string])[] = [
      [{ method: 'BARTER' }, 'NOT_SUPPORTED_METHOD'],
      [{ amount: undefined }, 'REQUIRED_AMOUNT'],
      [{ amount: { currency: 'USD', value: 10 } }, 'INVALID_CURRENCY'],
      [{ amount: { currency: 'KRW', value: 0 } }, 'BELOW_ZERO_AMOUNT'],
      [{ amount: { currency: 'KRW', value: 1.5 } }, 'INVALID_REQUEST'],
      [{ amount: { currency: 'KRW', value: '15000' } }, 'INVALID_REQUEST'],
      [{ amount: { currency: 'KRW', value: 99 } }, 'BELOW_MINIMUM_AMOUNT'],
      [account({ amount: { currency: 'KRW', value: 199 } }), 'BELOW_MINIMUM_AMOUNT'],
      [
        { method: 'TRANSFER', amount: { currency: 'KRW', value: 10_000_001 } },
        'EXCEEDS_TRANSFER_AMOUNT_MAXIMUM',
      ],
      [{ orderId: 'A-100' }, 'INVALID_ORDER_ID'],
      [{ orderId: 'A'.repeat(65) }, 'INVALID_ORDER_ID'],
      [{ orderId: 'A-1001-주문' }, 'INVALID_ORDER_ID'],
      [{ orderName: '' }, 'INVALID_ORDER_NAME'],
      [{ orderName: '가'.repeat(101) }, 'INVALID_ORDER_NAME'],
      [{ customerEmail: 'nobody' }, 'INVALID_EMAIL'],
      [{ customerName: '가'.repeat(101) }, 'INVALID_REQUEST'],
      [{ customerMobilePhone: '010-0000-0000' }, 'INVALID_REQUEST'],
      [{ taxFreeAmount: 15_001 }, 'INVALID_REQUEST'],
      [{ taxFreeAmount: -1 }, 'INVALID_REQUEST'],
      [{ metadata: { 'a[0]': 'b' } }, 'INVALID_REQUEST'],
      [{ metadata: { a: 1 } }, 'INVALID_REQUEST'],
      [{ metadata: { a: '', b: '', c: '', d: '', e: '', f: '' } }, 'INVALID_REQUEST'],
      [{ card: { flowMode: 'DIRECT' } }, 'INVALID_FLOW_MODE_PARAMETERS'],
      [{ card: { flowMode: 'DIRECT', easyPay: 'BARTER' } }, 'INVALID_EASY_PAY'],
      [
        { card: { cardInstallmentPlan: 3, maxCardInstallmentPlan: 6 } },
        'INVALID_CARD_INSTALLMENT_PLANS_WITH_MAX_AND_SINGLE',
      ],
      [
        account({ virtualAccount: { validHours: 24, dueDate: '2026-11-25T00:00:00' } }),
        'INVALID_VALID_HOURS_WITH_DUE_DATE_AND_SINGLE',
      ],
      [account({ virtualAccount: { validHours: 2161 } }), 'EXCEED_MAX_VALID_HOURS'],
      [account({ virtualAccount: { dueDate: '2026-11-22T10:10:10' } }), 'INVALID_DATE'],
      [account({ virtualAccount: { dueDate: '2026-99-22T10:10:10' } }), 'INVALID_DATE'],
      [account({ virtualAccount: { dueDate: 'tomorrow' } }), 'INVALID_DATE'],
      [account({ virtualAccount: { dueDate: '2027-02-21T10:10:10' } }), 'EXCEED_MAX_DUE_DATE'],
      [{ successUrl: undefined }, 'INVALID_SUCCESS_URL'],
      [{ successUrl: '/success' }, 'INCORRECT_SUCCESS_URL_FORMAT'],
    ];

    it('to no request that is wrong, and tells the shop at failUrl what is', async () => {
      for (const [changes, code] of wrong) {
        const answer = await submit(changes);
        const what = JSON.stringify(changes);
        assert.equal(answer.status, 303, what);
        const location = answer.headers.get('location') ?? '';
        assert.ok(location.startsWith(`${shop}/fail?`), what);
        const [first, message, last] = queryOf(location);
        assert.deepEqual(first, ['code', code], what);
        assert.match(message?.[1] ?? '', /[가-힣]/);
        assert.deepEqual(last, ['orderId', changes['orderId'] ?? order.orderId]);
      }
      assert.deepEqual(simulator.ledger.payments(), []);
    });

    it('to no other key and no guessable customer', async () => {
      for (const [fields, code] of [
        [{ clientKey: 'test_ck_of_somebody_else' }, 'INVALID_CLIENT_KEY'],
        [{ clientKey: SIMULATOR_KEYS.secretKey }, 'INVALID_CLIENT_KEY'],
        [{ customerKey: '1' }, 'INVALID_CUSTOMER_KEY'],
        [{ customerKey: 'x'.repeat(51) }, 'INVALID_CUSTOMER_KEY'],
      ] as const) {
        const location = (await submit({}, fields)).headers.get('location');
        assert.deepEqual(queryOf(location)[0], ['code', code]);
      }
      await open({}, { customerKey: '' });
      await open({}, { clientKey: SIMULATOR_WIDGET_KEYS.widgetClientKey });
    });

    it('to nobody, by a page of its own, where there is no address to tell the shop at', async () => {
      for (const [changes, fields, shown] of [
        [{ failUrl: undefined }, {}, 'INCORRECT_FAIL_URL_FORMAT'],
        [{ failUrl: 'javascript:alert(1)' }, {}, 'INCORRECT_FAIL_URL_FORMAT'],
        [{}, { request: '{' }, 'INVALID_SUCCESS_URL'],
        [{}, { origin: 'https://shop.example/path' }, 'INVALID_REQUEST'],
        [{}, { origin: 'null' }, 'INVALID_REQUEST'],
        [{}, { target: 'popup' }, 'INVALID_REQUEST'],
        [{}, { sdk: 'v3' }, 'INVALID_REQUEST'],
      ] as const) {
        const answer = await submit(changes, fields);
        assert.equal(answer.status, 400, shown);
        assert.ok((await answer.text()).includes(shown), shown);
      }
      assert.deepEqual(simulator.ledger.payments(), []);
    });

    it('for all that is as long as it may be', async () => {
      await open({
        orderId: 'Az09-_'.padEnd(64, 'x'),
        orderName: '가'.repeat(100),
        customerName: '가'.repeat(100),
        customerMobilePhone: '0'.repeat(15),
        taxFreeAmount: 15_000,
        metadata: { a: 'x'.repeat(2000), b: '', c: '', d: '', e: '' },
        card: { flowMode: 'DIRECT', cardCompany: 'SHINHAN', cardInstallmentPlan: 12 },
      });
      await open(account({ virtualAccount: { validHours: 2160 } }));
      await open(account({ virtualAccount: { dueDate: '2027-02-20T10:10:10' } }));
    });
  });

  describe('comes back from its window', () => {
    it('authenticated, with key, order and amount behind the query that the shop gave', async () => {
      const { page, paymentKey } = await open();
      const { status, location } = await press(page, 'approve');
      assert.equal(status, 303);
      const amount = `orderId=${order.orderId}&amount=15000`;
      assert.equal(location, `${shop}/success?kept=1&paymentKey=${paymentKey}&${amount}`);
      assert.deepEqual([only().status, only().approvals], ['IN_PROGRESS', 0]);
    });

    it('to an address whose query is empty, ends in & or is followed by an anchor', async () => {
      for (const [successUrl, before, behind] of [
        [`${shop}/success`, `${shop}/success?paymentKey=`, '15000'],
        [`${shop}/success?a=1&`, `${shop}/success?a=1&paymentKey=`, '15000'],
        [`${shop}/success?a=1#b`, `${shop}/success?a=1&paymentKey=`, '15000#b'],
      ] as const) {
        const { location } = await press((await open({ successUrl })).page, 'approve');
        assert.ok(location?.startsWith(before) && location.endsWith(behind), location ?? '');
      }
    });

    it('canceled, without a change of the payment until its time is over', async () => {
      const { page, paymentKey } = await open();
      const { location } = await press(page, 'cancel');
      const [code, message, orderId] = queryOf(location);
      assert.deepEqual(
        [code, orderId],
        [
          ['code', 'PAY_PROCESS_CANCELED'],
          ['orderId', order.orderId],
        ],
      );
      assert.match(message?.[1] ?? '', /[가-힣]/);
      assert.equal(await statusOf(paymentKey), 'READY');
      now += 30 * MINUTE;
      assert.equal(await statusOf(paymentKey), 'EXPIRED');
    });

    it('refused, by the word of the card company or of the window', async () => {
      for (const [changes, expected] of [
        [{}, 'REJECT_CARD_COMPANY'],
        [{ card: { flowMode: 'DIRECT', easyPay: 'PAYCO' } }, 'REJECT_CARD_COMPANY'],
        [{ method: 'TRANSFER' }, 'PAY_PROCESS_ABORTED'],
        [{ method: 'MOBILE_PHONE' }, 'PAY_PROCESS_ABORTED'],
      ] as const) {
        const { page, paymentKey } = await open(changes);
        const { location } = await press(page, 'fail');
        assert.ok(location?.startsWith(`${shop}/fail?code=${expected}&message=`), location ?? '');
        const { json } = await get(paymentKey);
        assert.deepEqual(
          [json['status'], (json['failure'] as Json)['code']],
          ['ABORTED', expected],
        );
      }
    });

    it('once: a buyer who comes back sees how it ended', async () => {
      const { page, paymentKey } = await open();
      await press(page, 'cancel');
      for (const decision of ['approve', 'fail', 'cancel', 'close', 'nonsense']) {
        const again = await press(page, decision);
        assert.deepEqual([again.status, again.location], [200, null], decision);
        assert.match(again.text, /취소한 결제입니다/);
      }
      assert.match(await (await fetch(page)).text(), /취소한 결제입니다/);
      assert.equal(await statusOf(paymentKey), 'READY');
      const paid = await pay();
      const receipt = String(((await get(paid.paymentKey)).json['receipt'] as Json)['url']);
      assert.match(await (await fetch(receipt)).text(), /결제가 끝났습니다/);
      assert.equal((await fetch(`${origin}/sim/window/payments/none/info`)).status, 404);
      assert.equal((await press(`${origin}/sim/window/payments/none/info`, 'approve')).status, 404);
    });

    it('not at all without a decision, or by closing a tab', async () => {
      const { page, paymentKey } = await open();
      for (const decision of ['', 'nonsense', 'close']) {
        const answer = await press(page, decision);
        assert.equal(answer.status, 200, decision);
        assert.match(answer.text, /data-decision="approve"/);
      }
      assert.equal(await statusOf(paymentKey), 'READY');
    });

    it('aborted, after its thirty minutes', async () => {
      const { page, paymentKey } = await open();
      now = START + 30 * MINUTE - 1;
      assert.equal((await fetch(page)).status, 200);
      now += 1;
      const late = await press(page, 'approve');
      assert.ok(late.location?.startsWith(`${shop}/fail?code=PAY_PROCESS_ABORTED`), 'no address');
      assert.equal(await statusOf(paymentKey), 'EXPIRED');
      assert.match(await (await fetch(page)).text(), /시간이 지난 결제입니다/);
    });

    it('in a frame by a word to the very page that the SDK runs in', async () => {
      const frame = { target: 'iframe' };
      const addresses = { successUrl: undefined, failUrl: undefined };
      for (const [decision, expected] of [
        ['approve', 'success'],
        ['cancel', 'cancel'],
        ['close', 'cancel'],
        ['fail', 'fail'],
      ] as const) {
        const { page, paymentKey } = await open(addresses, frame);
        const { status, text } = await press(page, decision);
        assert.equal(status, 200);
        const posted = /parent\.postMessage\((.+), "(.+)"\)/.exec(text);
        assert.equal(posted?.[2], shopOrigin);
        const message = JSON.parse(posted[1] ?? '') as Json;
        const base = { source: 'tosspayments-simulator', kind: expected };
        const { orderId, amount } = order;
        const { message: sentence, ...words } = message;
        assert.deepEqual(words, {
          ...base,
          ...(expected === 'success' ? { paymentKey, orderId, amount } : {}),
          ...(expected === 'fail' ? { code: 'REJECT_CARD_COMPANY', orderId } : {}),
        });
        assert.equal(sentence === undefined, expected !== 'fail');
      }
    });

    it('in a frame with what is wrong with the request, and with no script of the shop', async () => {
      const answer = await submit({ orderId: '</script><script>' }, { target: 'iframe' });
      assert.equal(answer.status, 200);
      const html = await answer.text();
      assert.match(html, /"code":"INVALID_ORDER_ID"/);
      assert.equal(html.split('</script>').length, 2, 'the order id ended the script');
    });

    it('to the shop again when it is told to, and by itself under "duplicate-callback"', async () => {
      const { page, paymentKey } = await open();
      await press(page, 'approve');
      const answer = await post('/control/callback', { paymentKey });
      assert.deepEqual(await answer.json(), { status: 200 });
      const { orderId } = order;
      const called = { kind: 'callback', orderId, answer: 200 };
      assert.deepEqual(simulator.ledger.deliveries(), [{ at: START, ...called }]);
      assert.equal((await post('/control/callback', { paymentKey: 'none' })).status, 404);

      arrived.length = 0;
      await post('/control/faults', { on: 'window', kind: 'duplicate-callback' });
      const arrival = new Promise<void>((resolve) => {
        onArrival = resolve;
      });
      const { location } = await press((await open()).page, 'approve');
      await arrival;
      assert.deepEqual(
        arrived.map((path) => shopOrigin + path),
        [location],
      );
    });

    it('having cut its opener as often and by the very policies that it was told', async () => {
      const { page } = await open();
      await post('/control/faults', { on: 'window', kind: 'coop' });
      const policies = [];
      for (let view = 0; view < 2; view += 1) {
        policies.push((await fetch(page)).headers.get('cross-origin-opener-policy'));
      }
      assert.deepEqual(policies, ['same-origin', null]);
      for (const [policy, coep] of [
        ['same-origin-allow-popups', undefined],
        ['noopener-allow-popups', 'credentialless'],
        ['same-origin', 'require-corp'],
      ] as const) {
        await post('/control/faults', { on: 'window', kind: 'coop', policy, coep });
        const { headers } = await fetch(page);
        assert.equal(headers.get('cross-origin-opener-policy'), policy);
        assert.equal(headers.get('cross-origin-embedder-policy') ?? undefined, coep);
      }
      const strange = { on: 'window', kind: 'coop', policy: 'unsafe' };
      assert.equal((await post('/control/faults', strange)).status, 400);
    });
  });

  describe('confirms', () => {
    it('once, and answers with the whole payment', async () => {
      const metadata = { sid: 's1' };
      const { page, paymentKey } = await open({
        taxFreeAmount: 4000,
        metadata,
        card: { cardInstallmentPlan: 3 },
      });
      now = START + MINUTE;
      await press(page, 'approve');
      now = START + 2 * MINUTE;
      const request = { paymentKey, orderId: order.orderId, amount: '15000' };
      const { status, json } = await confirm(request);
      assert.equal(status, 200);
      const { lastTransactionKey, card, ...rest } = json;
      assert.match(String(lastTransactionKey), /^[0-9A-F]{32}$/);
      assert.deepEqual(
        [(card as Json)['amount'], (card as Json)['installmentPlanMonths']],
        [15_000, 3],
      );
      assert.deepEqual(rest, {
        version: '2022-11-16',
        mId: 'simulator',
        paymentKey,
        type: 'NORMAL',
        orderId: order.orderId,
        orderName: order.orderName,
        currency: 'KRW',
        country: 'KR',
        method: '카드',
        status: 'DONE',
        totalAmount: 15_000,
        balanceAmount: 15_000,
        suppliedAmount: 10_000,
        vat: 1000,
        taxFreeAmount: 4000,
        taxExemptionAmount: 0,
        requestedAt: '2026-11-22T10:10:10+09:00',
        approvedAt: '2026-11-22T10:12:10+09:00',
        useEscrow: false,
        cultureExpense: false,
        isPartialCancelable: true,
        easyPay: null,
        virtualAccount: null,
        transfer: null,
        mobilePhone: null,
        secret: null,
        cancels: null,
        cashReceipt: null,
        cashReceipts: null,
        discount: null,
        giftCertificate: null,
        metadata,
        failure: null,
        receipt: { url: page },
        checkout: { url: page },
      });
      assert.deepEqual(await get(paymentKey), { status, json });
      assert.deepEqual(await get(`orders/${order.orderId}`), { status, json });
      assert.deepEqual(told(await confirm(request)), [400, 'ALREADY_PROCESSED_PAYMENT']);
      assert.equal(only().approvals, 1);
    });

    it('each method in its own words', async () => {
      const wallet = { card: { flowMode: 'DIRECT', easyPay: 'NAVERPAY' } };
      for (const [changes, method, part] of [
        [wallet, '간편결제', { easyPay: { provider: '네이버페이', amount: 0, discountAmount: 0 } }],
        [{ method: 'TRANSFER' }, '계좌이체', { card: null }],
        [{ method: 'MOBILE_PHONE' }, '휴대폰', { transfer: null }],
      ] as const) {
        const { paymentKey } = await pay(changes);
        const { json } = await get(paymentKey);
        assert.equal(json['method'], method);
        for (const [name, value] of Object.entries(part)) assert.deepEqual(json[name], value);
        simulator.reset();
      }
      const { paymentKey } = await open();
      const { json } = await get(paymentKey);
      assert.deepEqual(
        ['method', 'card', 'approvedAt', 'receipt', 'lastTransactionKey'].map((name) => json[name]),
        [null, null, null, null, null],
      );
    });

    it('nothing that differs from what the buyer saw', async () => {
      const request = await authenticate();
      for (const [changes, status, code] of [
        [{ paymentKey: 'none' }, 404, 'NOT_FOUND_PAYMENT'],
        [{ orderId: 'B-1001' }, 404, 'NOT_FOUND_PAYMENT_SESSION'],
        [{ amount: 14_999 }, 400, 'INVALID_REQUEST'],
        [{ amount: '15001' }, 400, 'INVALID_REQUEST'],
        [{ amount: 0 }, 400, 'INVALID_REQUEST'],
        [{ amount: 15_000.5 }, 400, 'INVALID_REQUEST'],
        [{ amount: 'much' }, 400, 'INVALID_REQUEST'],
        [{ amount: undefined }, 400, 'INVALID_REQUEST'],
        [{ orderId: 'short' }, 400, 'INVALID_REQUEST'],
        [{ paymentKey: 'x'.repeat(201) }, 400, 'INVALID_REQUEST'],
      ] as const) {
        const answer = await confirm({ ...request, ...changes });
        assert.deepEqual(told(answer), [status, code], JSON.stringify(changes));
      }
      assert.deepEqual([only().status, only().approvals], ['IN_PROGRESS', 0]);
      assert.equal((await confirm(request)).status, 200);
    });

    it('nothing before the buyer authenticated himself, and nothing that was refused', async () => {
      const { page, paymentKey } = await open();
      const request = { paymentKey, orderId: order.orderId, amount: 15_000 };
      assert.deepEqual(told(await confirm(request)), [404, 'NOT_FOUND_PAYMENT_SESSION']);
      await press(page, 'fail');
      assert.deepEqual(told(await confirm(request)), [400, 'ALREADY_PROCESSED_PAYMENT']);
      assert.deepEqual([only().status, only().approvals], ['ABORTED', 0]);
    });

    it('nothing ten minutes after the authentication', async () => {
      const request = await authenticate();
      now = START + 10 * MINUTE - 1;
      assert.equal(await statusOf(request.paymentKey), 'IN_PROGRESS');
      now += 1;
      assert.deepEqual(told(await confirm(request)), [404, 'NOT_FOUND_PAYMENT_SESSION']);
      const { json } = await get(request.paymentKey);
      assert.equal(json['status'], 'EXPIRED');
      assert.equal((json['failure'] as Json)['code'], 'NOT_FOUND_PAYMENT_SESSION');
      assert.equal(only().approvals, 0);
      const paid = await pay({ orderId: 'B-1001' });
      now += DAY;
      assert.equal(await statusOf(paid.paymentKey), 'DONE', 'money that was taken expires not');
    });

    it('within the times that it was given', async () => {
      const quick = createTossPaymentsSimulator({
        now: () => now,
        authenticationWindowMinutes: 2,
        confirmWindowMinutes: 1,
      });
      app.use('/quick', quick.router);
      await submit({}, {}, '/quick');
      const { page } = pageOf(await submit({}, {}, '/quick'));
      await press(page, 'approve');
      const statuses = () => quick.ledger.payments().map(({ status }) => status);
      now = START + MINUTE;
      assert.deepEqual(statuses(), ['READY', 'EXPIRED']);
      now = START + 2 * MINUTE;
      assert.deepEqual(statuses(), ['EXPIRED', 'EXPIRED']);
    });

    it('one of several windows for one order', async () => {
      const [first, second] = [await authenticate(), await authenticate()];
      assert.equal((await get(`orders/${order.orderId}`)).json['paymentKey'], second.paymentKey);
      assert.equal((await confirm(first)).status, 200);
      assert.deepEqual(told(await confirm(second)), [400, 'DUPLICATED_ORDER_ID']);
      assert.equal((await get(`orders/${order.orderId}`)).json['paymentKey'], first.paymentKey);
      await cancel(first.paymentKey);
      assert.deepEqual(told(await confirm(second)), [400, 'DUPLICATED_ORDER_ID']);
    });

    it('with the key of its widgets too', async () => {
      const request = await authenticate();
      const authorization = basic(`${SIMULATOR_WIDGET_KEYS.widgetSecretKey}:`);
      assert.equal((await confirm(request, { authorization })).status, 200);
    });
  });

  it('knows no other payments', async () => {
    assert.deepEqual(told(await get('none')), [404, 'NOT_FOUND_PAYMENT']);
    assert.deepEqual(told(await get('orders/none')), [404, 'NOT_FOUND_PAYMENT']);
    assert.deepEqual(told(await cancel('none')), [404, 'NOT_FOUND_PAYMENT']);
  });

  describe('gives back', () => {
    it('a part, then the rest, and accounts for every won', async () => {
      const { paymentKey } = await pay({ taxFreeAmount: 4000 });
      now = START + MINUTE;
      const part = await cancel(paymentKey, {
        cancelAmount: '5000',
        taxFreeAmount: 4000,
        refundableAmount: 15_000,
        cancelReason: '한 개 반품',
      });
      assert.equal(part.status, 200);
      assert.equal(part.json['status'], 'PARTIAL_CANCELED');
      const [first] = part.json['cancels'] as readonly Json[];
      assert.deepEqual(first, {
        cancelAmount: 5000,
        cancelReason: '한 개 반품',
        taxFreeAmount: 4000,
        taxExemptionAmount: 0,
        refundableAmount: 10_000,
        cardDiscountAmount: 0,
        transferDiscountAmount: 0,
        easyPayDiscountAmount: 0,
        canceledAt: '2026-11-22T10:11:10+09:00',
        transactionKey: part.json['lastTransactionKey'],
        receiptKey: null,
        cancelStatus: 'DONE',
        cancelRequestId: null,
      });
      const sums = ({ json }: { json: Json }) =>
        ['totalAmount', 'balanceAmount', 'suppliedAmount', 'vat', 'taxFreeAmount'].map(
          (name) => json[name],
        );
      assert.deepEqual(sums(part), [15_000, 10_000, 9091, 909, 0]);

      const rest = await cancel(paymentKey, { refundableAmount: 10_000 });
      assert.equal(rest.json['status'], 'CANCELED');
      assert.deepEqual(sums(rest), [15_000, 0, 0, 0, 0]);
      const cancels = rest.json['cancels'] as readonly Json[];
      assert.deepEqual(
        cancels.map((each) => [each['cancelAmount'], each['refundableAmount']]),
        [
          [5000, 10_000],
          [10_000, 0],
        ],
      );
      assert.equal(new Set(cancels.map((each) => each['transactionKey'])).size, 2);
      assert.deepEqual([only().refunds, only().refundedAmount], [2, 15_000]);
    });

    it('not what is not there, and nothing then', async () => {
      const { paymentKey } = await pay({ taxFreeAmount: 4000 });
      for (const [body, status, code] of [
        [{ cancelAmount: 15_001 }, 403, 'NOT_CANCELABLE_AMOUNT'],
        [{ refundableAmount: 14_999 }, 400, 'NOT_MATCHES_REFUNDABLE_AMOUNT'],
        [{ cancelAmount: 5000, taxFreeAmount: 4001 }, 400, 'INVALID_REFUND_AMOUNT'],
        [{ cancelAmount: 3000, taxFreeAmount: 4000 }, 400, 'INVALID_REFUND_AMOUNT'],
        [{ cancelAmount: 11_001 }, 400, 'INVALID_REFUND_AMOUNT'],
        [{ cancelAmount: 0 }, 400, 'INVALID_REQUEST'],
        [{ cancelAmount: -1 }, 400, 'INVALID_REQUEST'],
        [{ cancelAmount: 1.5 }, 400, 'INVALID_REQUEST'],
        [{ cancelReason: '' }, 400, 'INVALID_REQUEST'],
        [{ cancelReason: undefined }, 400, 'INVALID_REQUEST'],
        [{ cancelReason: '가'.repeat(201) }, 400, 'INVALID_REQUEST'],
      ] as const) {
        const answer = await cancel(paymentKey, body);
        assert.deepEqual(told(answer), [status, code], JSON.stringify(body));
      }
      assert.deepEqual([only().refunds, only().status], [0, 'DONE']);
    });

    it('nothing before money was taken, and nothing twice', async () => {
      const { page, paymentKey } = await open();
      assert.deepEqual(told(await cancel(paymentKey)), [403, 'NOT_CANCELABLE_PAYMENT']);
      await press(page, 'approve');
      assert.deepEqual(told(await cancel(paymentKey)), [403, 'NOT_CANCELABLE_PAYMENT']);
      const paid = await pay({ orderId: 'B-1001' });
      assert.equal((await cancel(paid.paymentKey)).status, 200);
      assert.deepEqual(told(await cancel(paid.paymentKey)), [400, 'ALREADY_CANCELED_PAYMENT']);
      assert.deepEqual(told(await confirm(paid)), [400, 'ALREADY_PROCESSED_PAYMENT']);
    });

    it('a payment in escrow in whole only', async () => {
      const { paymentKey } = await pay({ method: 'TRANSFER', transfer: { useEscrow: true } });
      const { json } = await get(paymentKey);
      assert.deepEqual([json['useEscrow'], json['isPartialCancelable']], [true, false]);
      const part = await cancel(paymentKey, { cancelAmount: 5000 });
      assert.deepEqual(told(part), [403, 'NOT_ALLOWED_PARTIAL_REFUND']);
      assert.equal((await cancel(paymentKey)).status, 200);
    });

    it('in the console of the merchant too, what is taxed first', async () => {
      const { paymentKey } = await pay({ taxFreeAmount: 4000 });
      const refund = async (body: Json) => read(await post('/control/refund', body));
      const much = await refund({ paymentKey, amount: 15_001 });
      assert.deepEqual(told(much), [403, 'NOT_CANCELABLE_AMOUNT']);
      const part = await refund({ paymentKey, amount: 12_000 });
      assert.deepEqual(
        [part.json['status'], part.json['taxFreeAmount']],
        ['PARTIAL_CANCELED', 3000],
      );
      assert.equal((await refund({ paymentKey })).json['status'], 'CANCELED');
      assert.deepEqual(told(await refund({ paymentKey })), [400, 'ALREADY_CANCELED_PAYMENT']);
      assert.deepEqual(told(await refund({ paymentKey: 'none' })), [404, 'NOT_FOUND_PAYMENT']);
      assert.equal((await post('/control/refund', {})).status, 400);
      assert.deepEqual([only().refunds, only().refundedAmount], [2, 15_000]);
    });
  });

  describe('repeats its first answer to an idempotency key', () => {
    const key = { 'idempotency-key': 'confirm-1' };

    it('whether it was a yes or a no', async () => {
      const request = await authenticate();
      const refused = await confirm({ ...request, amount: 1 }, key);
      assert.deepEqual(told(refused), [400, 'INVALID_REQUEST']);
      assert.deepEqual(await confirm(request, key), refused);
      const other = { 'idempotency-key': 'confirm-2' };
      const first = await confirm(request, other);
      assert.equal(first.status, 200);
      assert.deepEqual(await confirm(request, other), first);
      assert.equal(only().approvals, 1);
      assert.deepEqual(
        simulator.ledger
          .calls()
          .map(({ idempotencyKey, outcome, replayed }) => [idempotencyKey, outcome, replayed]),
        [
          ['confirm-1', 'error INVALID_REQUEST', undefined],
          ['confirm-1', 'error INVALID_REQUEST', true],
          ['confirm-2', 'ok', undefined],
          ['confirm-2', 'ok', true],
        ],
      );
    });

    it('even where another payment is asked for, which makes a shared key dangerous', async () => {
      const [mine, other] = [await authenticate(), await authenticate({ orderId: 'B-1001' })];
      const first = await confirm(mine, key);
      assert.deepEqual(await confirm(other, key), first);
      assert.equal(await statusOf(other.paymentKey), 'IN_PROGRESS');
    });

    it('only of the same key, path and method', async () => {
      const request = await authenticate();
      await confirm(request, key);
      const authorization = basic(`${SIMULATOR_WIDGET_KEYS.widgetSecretKey}:`);
      const elsewhere = await confirm(request, { ...key, authorization });
      assert.deepEqual(told(elsewhere), [400, 'ALREADY_PROCESSED_PAYMENT']);
      assert.equal((await cancel(request.paymentKey, {}, key)).json['status'], 'CANCELED');
      assert.equal((await get(request.paymentKey, key)).json['status'], 'CANCELED');
    });

    it('for a refund, which is then made once', async () => {
      const { paymentKey } = await pay();
      const first = await cancel(paymentKey, { cancelAmount: 5000 }, key);
      assert.deepEqual(await cancel(paymentKey, { cancelAmount: 5000 }, key), first);
      assert.deepEqual([only().refunds, only().refundedAmount], [1, 5000]);
    });

    it('for fifteen days', async () => {
      const { paymentKey } = await pay();
      await cancel(paymentKey, { cancelAmount: 5000 }, key);
      now = START + 15 * DAY - 1;
      await cancel(paymentKey, { cancelAmount: 5000 }, key);
      assert.equal(only().refunds, 1);
      now += 1;
      await cancel(paymentKey, { cancelAmount: 5000 }, key);
      assert.equal(only().refunds, 2);
    });

    it('of three hundred letters at most, and not on a query', async () => {
      const request = await authenticate();
      const long = { 'idempotency-key': 'x'.repeat(301) };
      assert.deepEqual(told(await confirm(request, long)), [400, 'INVALID_IDEMPOTENCY_KEY']);
      assert.equal((await get(request.paymentKey, long)).status, 200);
      assert.equal(only().approvals, 0);
      assert.equal((await confirm(request, { 'idempotency-key': 'x'.repeat(300) })).status, 200);
    });

    it('but says that the first one runs while it does', async () => {
      const request = await authenticate();
      simulator.fault({ on: 'confirm', kind: 'hold' });
      const waiting = confirm(request, key);
      await simulator.held();
      const meanwhile = await confirm(request, key);
      assert.deepEqual(told(meanwhile), [409, 'IDEMPOTENT_REQUEST_PROCESSING']);
      simulator.release();
      const first = await waiting;
      assert.equal(first.status, 200);
      assert.deepEqual(await confirm(request, key), first);
      assert.equal(only().approvals, 1);
    });

    it('behind a lost answer, and none where the call was lost', async () => {
      const request = await authenticate();
      simulator.fault({ on: 'confirm', kind: '500' });
      assert.equal((await confirm(request, key)).status, 500);
      simulator.fault({ on: 'confirm', kind: 'drop-after-commit' });
      await assert.rejects(confirm(request, key), TypeError);
      assert.equal((await confirm(request, key)).json['status'], 'DONE');
      assert.equal(only().approvals, 1);
    });

    it('until it is reset', async () => {
      await confirm(await authenticate(), key);
      await post('/control/reset', {});
      assert.equal((await confirm(await authenticate(), key)).json['status'], 'DONE');
      assert.equal(only().approvals, 1);
    });
  });

  describe('issues an account', () => {
    it('that takes no money yet, with all that the buyer has to know', async () => {
      const choice = { bank: '88', depositor: ' 홍길동 ' };
      const changes = { customerName: '김온유', virtualAccount: { validHours: 24 } };
      const { json } = await issue(changes, choice);
      assert.equal(json['status'], 'WAITING_FOR_DEPOSIT');
      assert.deepEqual([json['method'], json['approvedAt']], ['가상계좌', null]);
      assert.match(String(json['secret']), /^ps_.{1,47}$/);
      const { accountNumber, ...rest } = json['virtualAccount'] as Json;
      assert.match(String(accountNumber), /^X\d{12}$/);
      assert.deepEqual(rest, {
        accountType: '일반',
        bankCode: '88',
        customerName: '김온유',
        depositorName: '홍길동',
        dueDate: '2026-11-23T10:10:10+09:00',
        refundStatus: 'NONE',
        expired: false,
        settlementStatus: 'INCOMPLETED',
        refundReceiveAccount: null,
      });
      assert.deepEqual([only().status, only().approvals], ['WAITING_FOR_DEPOSIT', 0]);
      assert.equal(simulator.ledger.standingApprovals().size, 0);
    });

    it('for as long as the shop wants, a week without a wish', async () => {
      const dueDates = [];
      for (const virtualAccount of [undefined, { dueDate: '2026-11-30T23:59:59' }]) {
        const { json } = await issue({ virtualAccount });
        dueDates.push((json['virtualAccount'] as Json)['dueDate']);
        simulator.reset();
      }
      assert.deepEqual(dueDates, ['2026-11-29T10:10:10+09:00', '2026-11-30T23:59:59+09:00']);
    });

    it('at the first bank and in nobody’s name where the buyer chose neither', async () => {
      const { json } = await issue({}, { bank: '99' });
      const { bankCode, depositorName, customerName } = json['virtualAccount'] as Json;
      assert.deepEqual([bankCode, depositorName, customerName], ['06', null, null]);
    });

    it('that is paid into, withdrawn from and paid into again, in code and over HTTP', async () => {
      const { orderId, paymentKey } = await issue();
      now = START + HOUR;
      assert.equal(simulator.deposit(orderId), true);
      const { json } = await get(paymentKey);
      assert.deepEqual([json['status'], json['approvedAt']], ['DONE', '2026-11-22T11:10:10+09:00']);
      assert.deepEqual([only().approvals, only().approvedAmount], [1, 15_000]);
      assert.equal(simulator.deposit(orderId), false, 'an account takes its money once');
      assert.equal((await post('/control/deposit', { orderId })).status, 409);

      assert.equal((await post('/control/withdraw', { orderId })).status, 204);
      assert.deepEqual([only().status, only().approvals], ['WAITING_FOR_DEPOSIT', 0]);
      assert.equal((await get(paymentKey)).json['approvedAt'], null);
      assert.equal(simulator.withdrawDeposit(orderId), false);
      assert.equal((await post('/control/deposit', { orderId })).status, 204);
      assert.deepEqual([only().status, only().approvals], ['DONE', 1]);
      assert.deepEqual(Object.fromEntries(simulator.ledger.standingApprovals()), { [orderId]: 1 });
    });

    it('of which no other payment is one', async () => {
      const { orderId } = await pay();
      assert.equal(simulator.deposit(orderId), false);
      assert.equal(simulator.withdrawDeposit(orderId), false);
      assert.equal(simulator.deposit('none'), false);
      assert.equal(simulator.withdrawDeposit('none'), false);
    });

    it('that closes when it is due: it goes on waiting, and takes nothing', async () => {
      const { orderId, paymentKey } = await issue({ virtualAccount: { validHours: 1 } });
      now = START + HOUR;
      assert.equal(simulator.deposit(orderId), false);
      const { json } = await get(paymentKey);
      assert.equal(json['status'], 'WAITING_FOR_DEPOSIT');
      assert.equal((json['virtualAccount'] as Json)['expired'], true);
      assert.equal(only().approvals, 0);
    });

    it('on a page of the buyer’s bank, where he pays and gets his money back', async () => {
      const { orderId } = await issue();
      const page = `${origin}/sim/window/accounts/${orderId}`;
      const shown = await (await fetch(page)).text();
      assert.match(shown, /국민은행/);
      assert.match(shown, /X\d{12}/);
      assert.match(shown, /2026-11-29 10:10/);
      const action = /action="([^"]+)"/.exec(shown)?.[1] ?? '';
      const choose = async (decision: string) => {
        const body = new URLSearchParams({ decision });
        const answer = await fetch(new URL(action, page), { method: 'POST', body });
        assert.equal(answer.url, page);
        return answer.text();
      };
      assert.match(shown, /data-decision="deposit"/);
      assert.match(await choose('deposit'), /data-decision="withdraw"/);
      assert.equal(only().status, 'DONE');
      assert.match(await choose('withdraw'), /data-decision="deposit"/);
      assert.equal(only().status, 'WAITING_FOR_DEPOSIT');
      now = START + 7 * DAY;
      const late = await (await fetch(page)).text();
      assert.match(late, /입금 기한이 지난 계좌입니다/);
      assert.ok(!late.includes('data-decision'), 'a closed account has a button');
      assert.equal((await fetch(`${origin}/sim/window/accounts/none`)).status, 404);
    });

    it('that is given up in whole only, and without any money going back', async () => {
      const { orderId, paymentKey } = await issue();
      const part = await cancel(paymentKey, { cancelAmount: 5000 });
      assert.deepEqual(told(part), [403, 'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT']);
      assert.equal((await cancel(paymentKey)).json['status'], 'CANCELED');
      assert.deepEqual([only().refunds, only().refundedAmount], [0, 0]);
      assert.equal(simulator.deposit(orderId), false);
    });

    it('whose money goes back to the account that the shop names', async () => {
      const { orderId, paymentKey } = await issue();
      simulator.deposit(orderId);
      const right = { bank: '20', accountNumber: '1002000000001', holderName: '홍길동' };
      for (const [refundReceiveAccount, code] of [
        [undefined, 'INVALID_REFUND_ACCOUNT_INFO'],
        [{ ...right, holderName: ' ' }, 'INVALID_REFUND_ACCOUNT_INFO'],
        [{ ...right, bank: '99' }, 'INVALID_BANK'],
        [{ ...right, accountNumber: '1002-000' }, 'INVALID_REFUND_ACCOUNT_NUMBER'],
        [{ ...right, accountNumber: '1'.repeat(21) }, 'INVALID_REFUND_ACCOUNT_NUMBER'],
      ] as const) {
        assert.deepEqual(told(await cancel(paymentKey, { refundReceiveAccount })), [400, code]);
      }
      assert.equal(only().refunds, 0);
      const part = await cancel(paymentKey, { cancelAmount: 5000, refundReceiveAccount: right });
      assert.equal(part.json['status'], 'PARTIAL_CANCELED');
      const { refundStatus, refundReceiveAccount } = part.json['virtualAccount'] as Json;
      const { holderName, accountNumber } = right;
      assert.deepEqual(
        [refundStatus, refundReceiveAccount],
        ['COMPLETED', { bankCode: '20', accountNumber, holderName }],
      );
      assert.equal(simulator.withdrawDeposit(orderId), false);
      assert.equal(simulator.refund(paymentKey).json['status'], 'CANCELED');
      assert.deepEqual([only().refunds, only().refundedAmount], [2, 15_000]);
    });
  });

  describe('tells the shop’s server', () => {
    const kinds = () => received.map(({ body }) => body['eventType'] ?? 'DEPOSIT_CALLBACK');
    const statuses = () =>
      received.map(({ body }) => body['status'] ?? (body['data'] as Json)['status']);

    it('what became of a payment, with the three headers and the whole of it', async () => {
      simulator.sendWebhooksTo(hook);
      const { paymentKey } = await pay();
      await simulator.delivered();
      const [webhook, ...others] = received;
      assert.ok(webhook && others.length === 0, 'not exactly one webhook');
      assert.deepEqual(webhook.body, {
        eventType: 'PAYMENT_STATUS_CHANGED',
        createdAt: '2026-11-22T10:10:10.000000',
        data: (await get(paymentKey)).json,
      });
      const { headers } = webhook;
      assert.equal(headers['tosspayments-webhook-transmission-time'], '2026-11-22T10:10:10+09:00');
      assert.equal(headers['tosspayments-webhook-transmission-retried-count'], '0');
      const id = String(headers['tosspayments-webhook-transmission-id']);
      assert.match(id, /^whtrans_[a-z0-9]{26}$/);
      assert.equal(headers['tosspayments-webhook-signature'], undefined);
      assert.match(String(headers['content-type']), /^application\/json/);
      const { orderId } = order;
      const kind = 'PAYMENT_STATUS_CHANGED';
      assert.deepEqual(simulator.ledger.deliveries(), [
        { at: START, kind, orderId, status: 'DONE', id, retried: 0, answer: 200 },
      ]);
    });

    it('each end of a payment, and nothing on the way there', async () => {
      simulator.sendWebhooksTo(hook);
      const { page } = await open({ orderId: 'A-expired' });
      await press(page, 'cancel');
      await press((await open({ orderId: 'A-aborted' })).page, 'fail');
      const { paymentKey } = await pay();
      await cancel(paymentKey, { cancelAmount: 5000 });
      await cancel(paymentKey);
      await simulator.delivered();
      assert.deepEqual([...statuses()].sort(), ['ABORTED', 'CANCELED', 'DONE', 'PARTIAL_CANCELED']);
      now = START + 30 * MINUTE;
      assert.equal(await simulator.retryWebhooks(), 0);
      assert.equal(statuses().at(-1), 'EXPIRED');
      assert.equal(received.length, 5);
    });

    it('of an account twice, once by the secret that came with it', async () => {
      simulator.sendWebhooksTo(hook);
      const { orderId, json } = await issue();
      await simulator.delivered();
      simulator.deposit(orderId);
      await simulator.delivered();
      simulator.withdrawDeposit(orderId);
      await simulator.delivered();
      const callbacks = received.filter(({ body }) => body['eventType'] === undefined);
      assert.deepEqual(
        callbacks.map(({ body }) => body['status']),
        ['WAITING_FOR_DEPOSIT', 'DONE', 'WAITING_FOR_DEPOSIT'],
      );
      assert.equal(received.length, 6);
      const [first] = callbacks;
      assert.deepEqual(first?.body, {
        createdAt: '2026-11-22T10:10:10.000000',
        secret: json['secret'],
        status: 'WAITING_FOR_DEPOSIT',
        transactionKey: json['lastTransactionKey'],
        orderId,
      });
      const keys = callbacks.map(({ body }) => body['transactionKey']);
      assert.equal(new Set(keys).size, 3);
    });

    it('nothing when an account becomes overdue', async () => {
      const { orderId } = await issue({ virtualAccount: { validHours: 1 } });
      simulator.sendWebhooksTo(hook);
      now = START + 2 * HOUR;
      assert.equal(await simulator.retryWebhooks(), 0);
      assert.equal(simulator.deposit(orderId), false);
      await simulator.delivered();
      assert.deepEqual(received, []);
    });

    for (const [registered, expected] of [
      ['PAYMENT_STATUS_CHANGED', ['PAYMENT_STATUS_CHANGED', 'PAYMENT_STATUS_CHANGED']],
      ['DEPOSIT_CALLBACK', ['DEPOSIT_CALLBACK']],
    ] as const) {
      it(`only of the kind that is registered, as ${registered}`, async () => {
        const choosy = createTossPaymentsSimulator({
          now: () => now,
          webhookUrl: hook,
          webhookKinds: [registered],
        });
        app.use(`/choosy-${registered}`, choosy.router);
        const mount = `/choosy-${registered}`;
        for (const method of ['CARD', 'VIRTUAL_ACCOUNT']) {
          const changes = { method, orderId: `A-${method}` };
          const { page, paymentKey } = pageOf(await submit(changes, {}, mount));
          await press(page, 'approve');
          const body = { paymentKey, orderId: changes.orderId, amount: 15_000 };
          await post('/v1/payments/confirm', body, {}, mount);
          await choosy.delivered();
        }
        assert.deepEqual(kinds(), expected);
      });
    }

    it('again after 1, 4, 16, 64, 256, 1024 and 4096 minutes, and never more', async () => {
      hookStatus = 500;
      simulator.sendWebhooksTo(hook);
      await pay();
      await simulator.delivered();
      for (const [retried, minutes] of [1, 4, 16, 64, 256, 1024, 4096].entries()) {
        now += minutes * MINUTE - 1;
        assert.equal(await simulator.retryWebhooks(), 0, `before ${minutes}`);
        now += 1;
        assert.equal(await simulator.retryWebhooks(), 1, `after ${minutes}`);
        const { headers } = received.at(-1) ?? assert.fail('nothing came');
        const count = headers['tosspayments-webhook-transmission-retried-count'];
        assert.equal(count, String(retried + 1));
      }
      now += 30 * DAY;
      assert.equal(await simulator.retryWebhooks(), 0);
      assert.equal(received.length, 8);
      const ids = received.map(({ headers }) => headers['tosspayments-webhook-transmission-id']);
      assert.equal(new Set(ids).size, 1);
      assert.equal(new Set(received.map(({ body }) => JSON.stringify(body))).size, 1);
      assert.deepEqual(
        simulator.ledger.deliveries().map(({ answer }) => answer),
        Array.from({ length: 8 }, () => 500),
      );
    });

    it('until it says 200, and where nobody listens at first', async () => {
      const closed = createServer();
      await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
      const { port: free } = closed.address() as AddressInfo;
      await new Promise((resolve) => closed.close(resolve));
      simulator.sendWebhooksTo(`http://127.0.0.1:${String(free)}/hook`);
      await pay();
      await simulator.delivered();
      assert.deepEqual(
        simulator.ledger.deliveries().map(({ answer }) => answer),
        ['no answer'],
      );
      simulator.reset();
      assert.equal((await post('/control/webhooks', { url: hook })).status, 204);
      hookStatus = 204;
      await pay();
      await simulator.delivered();
      hookStatus = 200;
      now += MINUTE;
      assert.deepEqual(await (await post('/control/retry-webhooks', {})).json(), { sent: 1 });
      now += 4 * MINUTE;
      assert.equal(await simulator.retryWebhooks(), 0);
      assert.deepEqual(
        simulator.ledger.deliveries().map(({ answer }) => answer),
        [204, 200],
      );
    });

    it('nothing at an address that it was not given, or by another word than an address', async () => {
      await pay();
      await simulator.delivered();
      assert.deepEqual(simulator.ledger.deliveries(), []);
      assert.equal((await post('/control/webhooks', { url: 'mailto:shop' })).status, 400);
      simulator.sendWebhooksTo(hook);
      assert.equal((await post('/control/webhooks', {})).status, 204);
      await pay({ orderId: 'B-1001' });
      await simulator.delivered();
      assert.deepEqual(received, []);
    });

    it('nothing any more of what it has forgotten', async () => {
      hookStatus = 500;
      simulator.sendWebhooksTo(hook);
      await pay();
      await simulator.delivered();
      simulator.reset();
      now += MINUTE;
      assert.equal(await simulator.retryWebhooks(), 0);
      assert.deepEqual(simulator.ledger.deliveries(), []);
    });

    it('and a test what it would tell of an order as it stands', async () => {
      const { orderId } = await authenticate();
      const webhook = simulator.webhookAbout(orderId);
      const body = JSON.parse(webhook?.body ?? '') as { data: Json };
      assert.deepEqual([body.data['orderId'], body.data['status']], [orderId, 'IN_PROGRESS']);
      assert.equal(webhook?.headers['tosspayments-webhook-transmission-retried-count'], '0');
      assert.equal(simulator.webhookAbout('none'), undefined);
      assert.deepEqual(simulator.ledger.deliveries(), []);
    });
  });

  it('keeps a ledger without the keys, and forgets it on reset', async () => {
    const { paymentKey, orderId, amount } = await pay();
    const answer = await fetch(`${origin}/sim/control/ledger`);
    const text = await answer.text();
    assert.ok(!text.includes(SIMULATOR_KEYS.secretKey), 'a key is in it');
    assert.ok(!text.includes(rightKey), 'a key is in it');
    assert.deepEqual(JSON.parse(text), {
      payments: [
        {
          paymentKey,
          orderId,
          status: 'DONE',
          amount: 15_000,
          approvedAmount: 15_000,
          approvals: 1,
          refunds: 0,
          refundedAmount: 0,
        },
      ],
      standingApprovals: { [orderId]: 1 },
      calls: [
        {
          at: START,
          verb: 'confirm',
          path: '/v1/payments/confirm',
          body: { paymentKey, orderId, amount },
          outcome: 'ok',
        },
      ],
      deliveries: [],
    });
    await post('/control/reset', {});
    assert.deepEqual(simulator.ledger.payments(), []);
    assert.deepEqual(simulator.ledger.calls(), []);
  });

  it('counts the approvals that stand for each order', async () => {
    await open({ orderId: 'never-paid' });
    await pay({ orderId: 'paid-once' });
    const part = await pay({ orderId: 'given-back-in-part' });
    await cancel(part.paymentKey, { cancelAmount: 5000 });
    const whole = await pay({ orderId: 'given-back' });
    await cancel(whole.paymentKey);
    await issue({ orderId: 'waits-for-deposit' });
    assert.deepEqual(Object.fromEntries(simulator.ledger.standingApprovals()), {
      'paid-once': 1,
      'given-back-in-part': 1,
      'given-back': 0,
    });
  });

  it('writes the addresses in its answers as it is mounted, or as it is told', async () => {
    const told = createTossPaymentsSimulator({ baseUrl: 'https://sim.example/toss' });
    app.use('/told', told.router);
    for (const [mount, base] of [
      ['/sim', `${origin}/sim`],
      ['/told', 'https://sim.example/toss'],
    ] as const) {
      const { paymentKey } = pageOf(await submit({}, {}, mount));
      const { json } = await get(paymentKey, {}, mount);
      assert.deepEqual(json['checkout'], { url: `${base}/window/payments/${paymentKey}/info` });
    }
  });

  it('refuses any call by any code, and ends a payment only where a card was refused', async () => {
    for (const on of VERBS) {
      for (const [value, status] of [...CODES, ['CODE_OF_TOMORROW', 400] as const]) {
        simulator.fault({ on, kind: 'declined', value });
        const answer =
          on === 'query'
            ? await get('none')
            : on === 'cancel'
              ? await cancel('none')
              : await confirm({});
        assert.deepEqual(told(answer), [status, value], on);
      }
    }
    const request = await authenticate();
    for (const [value, status] of [
      ['PROVIDER_ERROR', 'IN_PROGRESS'],
      ['REJECT_CARD_PAYMENT', 'ABORTED'],
    ] as const) {
      simulator.fault({ on: 'confirm', kind: 'declined', value });
      assert.equal((await confirm(request)).json['code'], value);
      assert.equal(await statusOf(request.paymentKey), status);
    }
    const paid = await pay({ orderId: 'B-1001' });
    simulator.fault({ on: 'confirm', kind: 'declined' });
    assert.equal((await confirm(paid)).json['code'], 'REJECT_CARD_COMPANY');
    assert.equal(await statusOf(paid.paymentKey), 'DONE', 'what was paid cannot be refused');
  });

  /** What arrives of a confirm under a fault, as far as anything does. */
  const confirmUnder = async (kind: FaultRequest['kind']) => {
    const request = await authenticate({ orderName: '청자 머그' });
    await post('/control/faults', { on: 'confirm', kind });
    const answer = await post('/v1/payments/confirm', request);
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
        const arrived = await confirmUnder(played);
        assert.equal(arrived.status, status);
        assert.match(arrived.type, type);
        assert.throws(() => PaymentSchema.parse(JSON.parse(arrived.body.toString())));
        assert.equal(only().approvals, approvals);
        assert.equal(simulator.ledger.calls('confirm')[0]?.outcome, played);
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
      await assert.rejects(confirmUnder(kind), TypeError, kind);
      assert.equal(only().approvals, approvals);
    }
  });

  it('answers truly under a wrong content type, and in EUC-KR', async () => {
    const mislabeled = await confirmUnder('content-type');
    assert.match(mislabeled.type, /html/);
    assert.ok(PaymentSchema.parse(JSON.parse(mislabeled.body.toString())), 'no payment in it');
    simulator.reset();
    const korean = await confirmUnder('charset');
    assert.match(korean.type, /charset=euc-kr/);
    assert.ok(!korean.body.toString('utf8').includes('청자 머그'), 'it is UTF-8');
    const json = JSON.parse(new TextDecoder('euc-kr').decode(korean.body)) as Json;
    assert.equal(json['orderName'], '청자 머그');
  });

  it('answers about somebody else under "other-order", having done what it was asked', async () => {
    const { body, request } = await confirmUnder('other-order');
    const { paymentKey, orderId } = JSON.parse(body.toString()) as Json;
    assert.notEqual(paymentKey, request.paymentKey);
    assert.notEqual(orderId, request.orderId);
    assert.equal(only().approvals, 1);
  });

  it('passes on the second answer under "sent-twice", and does nothing twice', async () => {
    const request = await authenticate();
    simulator.fault({ on: 'confirm', kind: 'sent-twice' });
    assert.deepEqual(told(await confirm(request)), [400, 'ALREADY_PROCESSED_PAYMENT']);
    simulator.fault({ on: 'cancel', kind: 'sent-twice' });
    const key = { 'idempotency-key': 'k' };
    assert.equal((await cancel(request.paymentKey, {}, key)).json['status'], 'CANCELED');
    assert.deepEqual([only().approvals, only().refunds], [1, 1]);
  });

  it('mistakes an amount, by one won or for the one it is told', async () => {
    for (const [value, amount] of [
      [undefined, 15_001],
      [14_999, 14_999],
    ] as const) {
      simulator.reset();
      const request = await authenticate();
      simulator.fault({ on: 'confirm', kind: 'amount', ...(value === undefined ? {} : { value }) });
      assert.equal((await confirm(request)).json['totalAmount'], amount);
      assert.equal(only().approvedAmount, amount);
      assert.equal((await get(request.paymentKey)).json['totalAmount'], amount);
    }
    simulator.fault({ on: 'query', kind: 'amount', value: 1 });
    assert.equal((await get(only().paymentKey)).json['totalAmount'], 1);
    assert.equal((await get(only().paymentKey)).json['totalAmount'], 14_999);
    simulator.fault({ on: 'cancel', kind: 'amount' });
    assert.equal((await cancel(only().paymentKey)).json['status'], 'PARTIAL_CANCELED');
    assert.equal(only().refundedAmount, 14_998);
  });

  it('holds an answer until it is released, having done what it was asked', async () => {
    const request = await authenticate();
    simulator.fault({ on: 'confirm', kind: 'hold' });
    const waiting = confirm(request);
    await simulator.held();
    assert.equal(await statusOf(request.paymentKey), 'DONE');
    const released = await post('/control/release', {});
    assert.deepEqual(await released.json(), { released: 1 });
    assert.equal((await waiting).json['paymentKey'], request.paymentKey);
    assert.equal(simulator.release(), 0);
  });

  it('cuts off who is held when it is reset', async () => {
    const request = await authenticate();
    simulator.fault({ on: 'confirm', kind: 'hold' });
    const waiting = confirm(request);
    await simulator.held();
    simulator.reset();
    await assert.rejects(waiting, TypeError);
    assert.equal(simulator.release(), 0);
  });

  it('drops a call and carries it out when it is told to, once for one idempotency key', async () => {
    const request = await authenticate();
    const key = { 'idempotency-key': 'k' };
    simulator.fault({ on: 'confirm', kind: 'commit-later' });
    await assert.rejects(confirm(request, key), TypeError);
    assert.equal(await statusOf(request.paymentKey), 'IN_PROGRESS');
    const late = await post('/control/commit-late', {});
    assert.deepEqual(await late.json(), { outcomes: ['ok'] });
    assert.equal((await confirm(request, key)).json['status'], 'DONE');
    assert.equal(only().approvals, 1);
    assert.deepEqual(
      simulator.ledger.calls('confirm').map(({ outcome, replayed }) => [outcome, replayed]),
      [
        ['commit-later', undefined],
        ['late ok', undefined],
        ['ok', true],
      ],
    );
    assert.deepEqual(simulator.commitLate(), []);
  });

  it('forgets on reset what it was to carry out late', async () => {
    const request = await authenticate();
    simulator.fault({ on: 'confirm', kind: 'commit-later' });
    await assert.rejects(confirm(request), TypeError);
    simulator.reset();
    assert.deepEqual(simulator.commitLate(), []);
    assert.deepEqual(simulator.ledger.payments(), []);
  });

  it('serves the scripts of its SDKs, and fails to as often as it is told', async () => {
    for (const path of ['/v2/standard', '/v1', '/v1/payment']) {
      await post('/control/faults', { on: 'sdk', kind: '503' });
      assert.equal((await fetch(`${origin}/sim${path}`)).status, 503);
      const script = await fetch(`${origin}/sim${path}`);
      assert.match(script.headers.get('content-type') ?? '', /^text\/javascript/);
      assert.match(await script.text(), /TossPayments/);
    }
  });

  it('refuses a fault that it does not know', async () => {
    for (const fault of [
      { on: 'confirm', kind: 'explode' },
      { on: 'approve', kind: 'drop' },
      { on: 'sdk', kind: 'hold' },
      { on: 'confirm', kind: 'declined', value: 5 },
      { on: 'confirm', kind: 'declined', value: 'words' },
      { on: 'confirm', kind: 'amount', value: 'REJECT_CARD_COMPANY' },
      { on: 'confirm', kind: 'drop', value: 5 },
      { on: 'confirm', kind: 'drop', times: 0 },
    ]) {
      assert.equal((await post('/control/faults', fault)).status, 400, JSON.stringify(fault));
    }
  });
});
