import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { SignatureError, verifyForward } from '../backend.ts';
import { SIMULATOR_KEYS as TOSS_KEYS } from '../providers/tosspayments/tosspayments.simulator.ts';
import type { Provider } from '../providers/provider.ts';
import type { ArrivedForward, BackendAnswer } from '../testing/approving-backend.ts';
import { authenticate, newAttemptId, newBuyer, type Buyer } from '../testing/buyer.ts';
import { exampleProvider, withoutApprove } from '../testing/example.ts';
import { startHarness, type Harness, type HarnessOptions } from '../testing/harness.ts';
import { approveAtKakao, kakaoShop } from '../testing/kakao-shop.ts';
import { pressAtToss } from '../testing/toss-window.ts';
import { until } from '../testing/until.ts';

const AMOUNT = { value: 48_000, currency: 'KRW' };

const harnesses: Harness[] = [];
after(async () => {
  for (const harness of harnesses) await harness.stop();
});

/** One shop for a `describe`, whose backend approves by itself. */
function shopOf(options: HarnessOptions) {
  let started: Promise<Harness> | undefined;
  return async (): Promise<Harness> => {
    started ??= startHarness(options);
    const harness = await started;
    if (!harnesses.includes(harness)) harnesses.push(harness);
    return harness;
  };
}

let orders = 7000;
function newOrder({ merchant }: Harness): string {
  orders += 1;
  const id = `F-${String(orders)}`;
  merchant.orders.set(id, { status: 200, body: { orderName: '청자 머그 2개', amount: AMOUNT } });
  return id;
}

const buyerAt = (harness: Harness, method = 'kakaopay'): Promise<Buyer> =>
  newBuyer(harness.url, newOrder(harness), newAttemptId(), method);

async function stored({ store }: Harness, { attemptId }: Buyer, state: string) {
  return until(`${state} for ${attemptId}`, async () => {
    const attempt = await store.find(attemptId);
    return attempt?.state === state && attempt;
  });
}

/** A doubt is asked about two seconds later. Signatures allow for clocks that differ by minutes. */
async function later(harness: Harness, { attemptId }: Buyer): Promise<void> {
  await until('a doubt', async () =>
    (await harness.store.timeline(attemptId)).some(({ to }) => to === 'unknown'),
  );
  harness.clock.pass(2500);
}

const forwardsOf = ({ backend }: Harness, { attemptId }: Buyer): readonly ArrivedForward[] =>
  backend.forwards.filter(({ envelope }) => envelope.attemptId === attemptId);

const callsOf = ({ simulator }: Harness, orderId: string, verb: string) =>
  simulator.ledger
    .calls()
    .filter(
      ({ path, body }) => path.endsWith(`/${verb}`) && JSON.stringify(body).includes(orderId),
    );

/** Sends a request line and a body that no library has touched. */
const sendRaw = (
  url: string,
  { method, headers = {}, body }: { method: string; headers?: object; body?: Buffer },
): Promise<number> =>
  new Promise((resolve, reject) => {
    const { origin } = new URL(url);
    const path = url.slice(origin.length);
    const sent = httpRequest(origin, { method, path, headers: { ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.end(body);
  });

/** `상품명=달항아리&금액=1000&상품명=머그` in EUC-KR, in an order of nobody's liking. */
const EUC_KR = Buffer.from(
  'bbf3c7b0b8ed3db4dec7d7bec6b8ae26b1ddbed73d3130303026bbf3c7b0b8ed3db8d3b1d7',
  'hex',
);
const FORM = 'application/x-www-form-urlencoded; charset=euc-kr';

/** Calls back by POST, as card companies do. Has no approve: a backend must. */
const formProvider: Provider = {
  ...withoutApprove(
    exampleProvider({
      prepare: (_record, ctx) =>
        Promise.resolve({
          outcome: 'prepared',
          instruction: { kind: 'redirect', url: ctx.callbackUrl('done') },
          providerState: { token: '비밀 값' },
        }),
      readCallback: ({ httpMethod }) =>
        httpMethod === 'POST'
          ? { kind: 'authenticated', authentication: {} }
          : { kind: 'rejected', reason: 'by POST only' },
    }),
  ),
  id: 'form',
};

describe('a forwarded callback', () => {
  const shop = shopOf({ forward: {}, channels: { form: formProvider } });

  it('arrives by GET to the byte, in its own escapes and order, and its envelope is signed', async () => {
    const harness = await shop();
    harness.backend.approve = kakaoShop(harness).approve;
    const buyer = await buyerAt(harness);
    const callback = await authenticate(buyer);
    const odd = `b=%c7%D1&a=1&a=+2&&x='"|{}~&b&=&%zz&^[]`;
    const query = `${odd}&${callback.split('?')[1] ?? ''}`;
    const address = `${callback.split('?')[0] ?? ''}?${query}`;
    assert.equal(await sendRaw(address, { method: 'GET' }), 303);
    await stored(harness, buyer, 'approved');
    const [forward, ...more] = forwardsOf(harness, buyer);
    assert.equal(more.length, 0);
    assert.equal(forward?.query, query);
    assert.equal(forward.method, 'GET');
    assert.equal(forward.body.length, 0);
    const { envelope, headers } = forward;
    assert.equal(envelope.query, query);
    assert.equal(envelope.bodySha256, createHash('sha256').digest('hex'));
    const said = new Webhook(harness.config.hookSecret).verify(
      String(headers['pay-checkout-envelope']),
      headers as Record<string, string>,
    );
    assert.deepEqual(said, envelope);
    assert.deepEqual(harness.backend.refused, []);
  });

  it('arrives by POST with its body of EUC-KR to the byte, and the envelope’s hash is that of the body', async () => {
    const harness = await shop();
    harness.backend.approve = ({ envelope: { attemptId, amount } }) => ({
      json: { outcome: 'approved', transactionId: `t-${attemptId}`, amount },
    });
    const buyer = await buyerAt(harness, 'form');
    const { html } = await buyer.launch();
    const address = `${buyer.instructionUrl(html)}?%B1%DD=1&b=2`;
    const headers = { 'content-type': FORM, 'content-length': EUC_KR.byteLength };
    assert.equal(await sendRaw(address, { method: 'POST', headers, body: EUC_KR }), 303);
    await stored(harness, buyer, 'approved');
    const [forward] = forwardsOf(harness, buyer);
    assert.ok(forward, 'nothing was forwarded');
    assert.equal(forward.method, 'POST');
    assert.equal(forward.query, '%B1%DD=1&b=2');
    assert.equal(forward.headers['content-type'], FORM);
    assert.ok(forward.body.equals(EUC_KR), 'the body is another');
    const { bodySha256, contentType, httpMethod, providerState, provider } = forward.envelope;
    assert.equal(bodySha256, createHash('sha256').update(EUC_KR).digest('hex'));
    assert.deepEqual([contentType, httpMethod, provider], [FORM, 'POST', 'form']);
    assert.deepEqual(providerState, { token: '비밀 값' }, 'what is not ASCII survives a header');
    assert.match(String(forward.headers['pay-checkout-envelope']), /^[\x20-\x7e]+$/);
  });

  it('is refused by the verifier when query, body, method, type, amount or order is another', async () => {
    const harness = await shop();
    harness.backend.approve = () => 'dead';
    harness.backend.status = () => ({ json: { outcome: 'declined', code: 'X', message: '' } });
    const buyer = await buyerAt(harness, 'form');
    const { html } = await buyer.launch();
    const headers = { 'content-type': FORM, 'content-length': EUC_KR.byteLength };
    const address = `${buyer.instructionUrl(html)}?a=1`;
    await sendRaw(address, { method: 'POST', headers, body: EUC_KR });
    const forward = await until('a forward', () => forwardsOf(harness, buyer)[0]);
    const { hookSecret } = harness.config;
    const came = {
      method: 'POST',
      url: `/approval?${forward.query}`,
      headers: forward.headers,
      body: forward.body,
    };
    assert.equal(verifyForward(hookSecret, came).orderId, forward.envelope.orderId);
    const header = String(forward.headers['pay-checkout-envelope']);
    const withHeader = (from: string, to: string) => {
      assert.ok(header.includes(from), `the envelope says nothing of ${from}`);
      const changed = header.replace(from, to);
      return { ...came, headers: { ...came.headers, 'pay-checkout-envelope': changed } };
    };
    const other = Buffer.from(EUC_KR);
    other[0] = 0xbc;
    const forged = {
      query: { ...came, url: '/approval?a=2' },
      'no query': { ...came, url: '/approval' },
      body: { ...came, body: other },
      'no body': { ...came, body: Buffer.alloc(0) },
      method: { ...came, method: 'GET' },
      type: { ...came, headers: { ...came.headers, 'content-type': 'text/plain' } },
      amount: withHeader('48000', '1'),
      order: withHeader(forward.envelope.orderId, 'F-1'),
      id: { ...came, headers: { ...came.headers, 'webhook-id': 'forward.other' } },
      'no envelope': { ...came, headers: { ...came.headers, 'pay-checkout-envelope': undefined } },
    };
    for (const [what, request] of Object.entries(forged)) {
      assert.throws(() => verifyForward(hookSecret, request), SignatureError, what);
    }
    const foreign = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    assert.throws(() => verifyForward(foreign, came), SignatureError, 'another secret');
    assert.equal(
      verifyForward([foreign, hookSecret], came).line,
      'order',
      'one of several secrets',
    );
  });

  it('is approved once, by the backend’s own call, however often the callback comes', async () => {
    const harness = await shop();
    harness.backend.approve = kakaoShop(harness).approve;
    const buyer = await buyerAt(harness);
    const callback = await authenticate(buyer);
    const answers = await Promise.all([1, 2, 3].map(() => buyer.follow(callback)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([303]));
    const attempt = await stored(harness, buyer, 'approved');
    assert.equal(forwardsOf(harness, buyer).length, 1);
    assert.equal(callsOf(harness, attempt.orderId, 'approve').length, 1);
    const payment = harness.simulator.ledger.payments().at(-1);
    assert.deepEqual([payment?.status, payment?.approvals], ['SUCCESS_PAYMENT', 1]);
    assert.equal(attempt.progress.transactionId, payment?.tid);
    await until('the notice', () =>
      harness.merchant.notices.some(({ notice }) => notice.attemptId === buyer.attemptId),
    );
    assert.equal((await buyer.view()).status, 'complete');
  });
});

describe('an answer of the backend', () => {
  const shop = shopOf({ forward: {} });

  it('that declines ends the payment, and the buyer hears its sentence', async () => {
    const harness = await shop();
    harness.backend.approve = () => ({
      json: { outcome: 'declined', code: 'SOLD_OUT', message: '방금 다 팔렸어요.' },
    });
    const buyer = await buyerAt(harness);
    await buyer.follow(await authenticate(buyer));
    const { progress } = await stored(harness, buyer, 'declined');
    assert.deepEqual([progress.providerCode, progress.stage], ['SOLD_OUT', 'approve']);
    assert.equal((await buyer.view()).result?.message, '방금 다 팔렸어요.');
    assert.equal(harness.backend.asked.length, 0, 'a clear answer needs no question');
  });

  const DOUBTS: Readonly<Record<string, (forward: ArrivedForward) => BackendAnswer>> = {
    'is a page': () => ({ html: '<p>approved</p>' }),
    'has no transaction id': ({ envelope: { amount } }) => ({
      json: { outcome: 'approved', amount },
    }),
    'has an empty transaction id': ({ envelope: { amount } }) => ({
      json: { outcome: 'approved', transactionId: '', amount },
    }),
    'says what nobody agreed on': () => ({ json: { result: 'OK' } }),
    'comes with 500': ({ envelope: { amount } }) => ({
      status: 500,
      json: { outcome: 'approved', transactionId: 't', amount },
    }),
    'comes with 201': ({ envelope: { amount } }) => ({
      status: 201,
      json: { outcome: 'declined', code: 'X', message: '', amount },
    }),
    'leads elsewhere': () => ({ redirect: 'http://127.0.0.1:9/approved' }),
    'says none, which only status may': () => ({ json: { outcome: 'none' } }),
    'never comes, since the backend dies': () => 'dead',
  };
  for (const [what, said] of Object.entries(DOUBTS)) {
    it(`that ${what} is a doubt, which status ends after it was approved`, async () => {
      const harness = await shop();
      const { approve, status } = kakaoShop(harness);
      harness.backend.approve = async (forward) => {
        await approve(forward);
        return said(forward);
      };
      harness.backend.status = status;
      const buyer = await buyerAt(harness);
      await buyer.follow(await authenticate(buyer));
      await later(harness, buyer);
      const attempt = await stored(harness, buyer, 'approved');
      const timeline = (await harness.store.timeline(attempt.id)).map(({ to }) => to);
      assert.ok(timeline.includes('unknown'), 'it was never in doubt');
      assert.equal(forwardsOf(harness, buyer).length, 1, 'a doubt is asked about, not repeated');
      assert.equal(callsOf(harness, attempt.orderId, 'approve').length, 1);
      assert.equal(callsOf(harness, String(attempt.progress.transactionId), 'cancel').length, 0);
      const asked = harness.backend.asked.find(({ attemptId }) => attemptId === attempt.id);
      assert.deepEqual(asked, forwardsOf(harness, buyer)[0]?.envelope, 'asked with the envelope');
    });
  }

  it('with another amount goes before a person, with what the provider says of it', async () => {
    const harness = await shop();
    const other = { value: 4800, currency: 'KRW' };
    const lies: BackendAnswer = {
      json: { outcome: 'approved', transactionId: 'T-other', amount: other },
    };
    harness.backend.approve = async (forward) => {
      await approveAtKakao(harness, forward);
      return lies;
    };
    harness.backend.status = () => lies;
    const buyer = await buyerAt(harness);
    await buyer.follow(await authenticate(buyer));
    await later(harness, buyer);
    const { progress, holdsOrder } = await stored(harness, buyer, 'review');
    assert.deepEqual([progress.code, progress.approvedAmount], ['AMOUNT_MISMATCH', other]);
    assert.ok(holdsOrder, 'nobody else may pay this order meanwhile');
    const opened = (await harness.store.timeline(buyer.attemptId)).at(-1);
    assert.equal(opened?.name, 'review-opened');
    assert.deepEqual(
      [opened.data['providerSays'], opened.data['providerAmount']],
      ['approved', 48_000],
    );
    assert.equal(harness.simulator.ledger.payments().at(-1)?.status, 'SUCCESS_PAYMENT');
    assert.equal((await buyer.view()).status, 'pending');
  });
});

describe('a backend that is killed between its approval and its answer, and has no status', () => {
  const shop = shopOf({ forward: { withoutStatus: true, idempotent: true } });

  it('leaves the payment before a person, with the provider’s word, and nobody gives it back', async () => {
    const harness = await shop();
    const { approve } = kakaoShop(harness);
    harness.backend.approve = async (forward): Promise<BackendAnswer> => {
      await approve(forward);
      return 'dead';
    };
    const buyer = await buyerAt(harness);
    await buyer.follow(await authenticate(buyer));
    const attempt = await until('a review', async () => {
      harness.clock.pass(5000);
      const found = await harness.store.find(buyer.attemptId);
      return found?.state === 'review' && found;
    });
    const forwards = forwardsOf(harness, buyer);
    assert.ok(forwards.length > 3, 'it was forwarded again as long as Kakao Pay took approvals');
    assert.equal(new Set(forwards.map(({ envelope }) => envelope.id)).size, 1);
    const opened = (await harness.store.timeline(attempt.id)).find(({ to }) => to === 'review');
    assert.deepEqual(
      [opened?.data['providerSays'], opened?.data['providerAmount']],
      ['approved', AMOUNT.value],
    );
    assert.equal(callsOf(harness, attempt.orderId, 'approve').length, 1);
    assert.equal(harness.simulator.ledger.calls('cancel').length, 0);
    assert.equal(harness.simulator.ledger.payments().at(-1)?.status, 'SUCCESS_PAYMENT');
    assert.ok(attempt.holdsOrder, 'and nobody else may pay the order meanwhile');
  });
});

describe('a backend that is not there', () => {
  const shop = shopOf({ forward: {} });

  it('is tried again as long as nothing has left us, and then approves once', async () => {
    const harness = await shop();
    harness.backend.approve = kakaoShop(harness).approve;
    const buyer = await buyerAt(harness);
    const callback = await authenticate(buyer);
    await harness.backend.shut();
    await buyer.follow(callback);
    await until('a try that did not leave', async () =>
      (await harness.store.timeline(buyer.attemptId)).some(
        ({ name }) => name === 'approval-not-sent',
      ),
    );
    assert.equal((await stored(harness, buyer, 'approving')).holdsOrder, true);
    await harness.backend.open();
    const attempt = await stored(harness, buyer, 'approved');
    assert.equal(callsOf(harness, attempt.orderId, 'approve').length, 1);
    assert.equal(harness.backend.asked.length, 0);
  });
});

describe('a forward with settings of its own', () => {
  it('goes by POST, with a query of its own before the provider’s, and the provider knows the merchant’s order id', async () => {
    const shop = shopOf({
      forward: { method: 'POST', urlQuery: '?pgType=KAKAO', providerOrderId: 'merchant' },
    });
    const harness = await shop();
    harness.backend.approve = kakaoShop(harness).approve;
    const orderId = newOrder(harness);
    const first = await newBuyer(harness.url, orderId);
    await first.launch();
    await first.cancel();
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    await buyer.follow(callback);
    const attempt = await stored(harness, buyer, 'approved');
    const [forward] = forwardsOf(harness, buyer);
    assert.deepEqual(
      [forward?.method, forward?.query, forward?.body.length],
      ['POST', `pgType=KAKAO&${callback.split('?')[1] ?? ''}`, 0],
    );
    assert.equal(attempt.providerOrderId, orderId);
    assert.equal(forward?.envelope.providerOrderId, orderId);
    assert.equal(harness.simulator.ledger.payments().at(-1)?.partner_order_id, orderId);
    const [one, two] = await Promise.all([first.view(), buyer.view()]);
    assert.notEqual(one.result?.traceId, two.result?.traceId, 'each attempt has its own number');
  });

  it('is refused at the launch where the provider takes no such order id, and nothing is begun', async () => {
    const shop = shopOf({ forward: { providerOrderId: 'merchant' } });
    const harness = await shop();
    for (const orderId of ['F 1', '주문-1']) {
      const order = { orderName: '청자 머그', amount: AMOUNT };
      harness.merchant.orders.set(orderId, { status: 200, body: order });
    }
    for (const orderId of ['F 1', '주문-1']) {
      const buyer = await newBuyer(harness.url, orderId);
      assert.equal((await buyer.launch()).status, 409);
      assert.equal(await harness.store.find(buyer.attemptId), undefined);
    }
    assert.equal(harness.simulator.ledger.payments().length, 0);
  });

  it('works for Toss Payments, whose callback says all that its approval needs', async () => {
    const shop = shopOf({ forward: {}, withToss: true });
    const harness = await shop();
    const orderId = newOrder(harness);
    harness.backend.approve = async ({ query }) => {
      const { paymentKey, orderId: id, amount } = Object.fromEntries(new URLSearchParams(query));
      const { url, authorization } = tossApi(harness);
      const response = await fetch(`${url}/v1/payments/confirm`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ paymentKey, orderId: id, amount: Number(amount) }),
      });
      const paid = (await response.json()) as { paymentKey: string; totalAmount: number };
      const taken = { value: paid.totalAmount, currency: 'KRW' };
      return { json: { outcome: 'approved', transactionId: paid.paymentKey, amount: taken } };
    };
    const buyer = await newBuyer(harness.url, orderId, newAttemptId(), 'card');
    const { html } = await buyer.launch();
    await buyer.follow(await pressAtToss(buyer.instruction(html), 'approve'));
    await stored(harness, buyer, 'approved');
    assert.equal(harness.toss.ledger.calls('confirm').length, 1);
    assert.deepEqual(
      harness.toss.ledger.payments().map(({ status, approvals }) => [status, approvals]),
      [['DONE', 1]],
    );
  });
});

function tossApi({ kakaopay: { baseUrl = '' } }: Harness) {
  const url = `${new URL(baseUrl).origin}/toss`;
  const key = Buffer.from(`${TOSS_KEYS.secretKey}:`).toString('base64');
  return { url, authorization: `Basic ${key}` };
}
