import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createEnvelopes } from '../checkout/envelope.ts';
import { checkConfig } from '../config.ts';
import { startHarness, type Harness } from '../testing/harness.ts';
import {
  authenticate,
  newAttemptId,
  newBuyer,
  openSession,
  post,
  type Buyer,
} from '../testing/buyer.ts';
import { navigate } from '../testing/navigate.ts';
import { until } from '../testing/until.ts';

let harness: Harness;
let orderId = '';
let orders = 1000;

before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

beforeEach(() => {
  harness.simulator.reset();
  orders += 1;
  orderId = `A-${String(orders)}`;
  harness.merchant.orders.set(orderId, {
    status: 200,
    body: { orderName: '청자 머그 2개', amount: { value: 48000, currency: 'KRW' } },
  });
});

const settled = (buyer: Buyer, status: string) =>
  until(`${status} for ${buyer.attemptId}`, async () => {
    const view = await buyer.view();
    return view.status === status && view;
  });
const noticesOf = (buyer: Buyer) =>
  harness.merchant.notices.filter(({ notice }) => notice.attemptId === buyer.attemptId);
const approveCalls = () =>
  harness.simulator.ledger
    .calls()
    .filter(
      ({ path, body }) => path.endsWith('/approve') && JSON.stringify(body).includes(orderId),
    );
const stateOf = async (buyer: Buyer) => (await harness.store.find(buyer.attemptId))?.state;

describe('one whole payment by HTTP alone', () => {
  it('ends approved once in the ledger, the store, the notice and the status', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    assert.deepEqual(buyer.session.order.amount, { value: 48000, currency: 'KRW' });
    assert.deepEqual(buyer.session.methods, [
      { id: 'kakaopay', type: 'wallet', label: '카카오페이' },
    ]);

    const callback = await authenticate(buyer);
    assert.equal((await buyer.view()).status, 'open');
    const answer = await buyer.follow(callback);
    assert.equal(answer.status, 303);

    const view = await settled(buyer, 'complete');
    assert.equal(view.result?.amount.value, 48000);
    const [payment, ...others] = harness.simulator.ledger.payments();
    assert.deepEqual(others, []);
    assert.equal(payment?.status, 'SUCCESS_PAYMENT');
    assert.equal(payment.approvals, 1);
    assert.equal(payment.amount, 48000);
    assert.match(payment.partner_order_id, new RegExp(`^${orderId}-[a-z2-9]{6}$`));

    const stored = await harness.store.find(buyer.attemptId);
    assert.equal(stored?.state, 'approved');
    assert.equal(stored.holdsOrder, true);
    await until('the notice', () => noticesOf(buyer).length > 0);
    const [{ notice } = assert.fail('no notice')] = noticesOf(buyer);
    assert.equal(notice.state, 'approved');
    assert.equal(notice.orderId, orderId);
    assert.equal(notice.transactionId, stored.progress.transactionId);
    assert.deepEqual(notice.amount, { value: 48000, currency: 'KRW' });
  });

  it('writes every step to the timeline, without a gap', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    await buyer.follow(await authenticate(buyer));
    await settled(buyer, 'complete');
    const timeline = await harness.store.timeline(buyer.attemptId);
    assert.deepEqual(
      timeline.map(({ name, to }) => `${name} ${to}`),
      [
        'created created',
        'launched created',
        'prepared ready',
        'authenticated authenticated',
        'approval-started approving',
        'approved approved',
      ],
    );
    assert.deepEqual(
      timeline.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6],
    );
  });

  it('keeps the callback raw before it believes it', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    await buyer.follow(callback);
    const [kept] = await harness.store.requests(buyer.attemptId);
    assert.ok(kept);
    const raw = await createEnvelopes(checkConfig(harness.config)).open(kept);
    assert.equal(raw.httpMethod, 'GET');
    assert.equal(raw.leg, 'approve');
    assert.equal(raw.rawQuery, new URL(callback).search.slice(1));
    const token = new URL(callback).searchParams.get('pg_token') ?? '-';
    assert.equal(JSON.stringify(kept).includes(token), false);
  });
});

describe('a callback that comes again', () => {
  it('gets the same answer and asks for approval once, also fifty at a time', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    const answers = await Promise.all(Array.from({ length: 50 }, () => buyer.follow(callback)));
    const places = new Set(answers.map(({ headers }) => headers.get('location')));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303]);
    assert.equal(places.size, 1);
    await settled(buyer, 'complete');
    assert.equal(approveCalls().length, 1);
    assert.equal((await harness.store.requests(buyer.attemptId))[0]?.times, 50);
  });

  it('is noted and nothing more when it comes after a cancel', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    assert.equal((await buyer.cancel()).status, 200);
    assert.equal((await buyer.follow(callback)).status, 303);
    assert.equal(await stateOf(buyer), 'canceled');
    assert.equal(approveCalls().length, 0);
    const names = (await harness.store.timeline(buyer.attemptId)).map(({ name }) => name);
    assert.ok(names.includes('late-callback-authenticated'));
  });

  it('is refused with a readable page under another token, channel or attempt', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = new URL(await authenticate(buyer));
    const [, , channel, id, token] = callback.pathname.split('/');
    const wrong = [
      `/callback/${String(channel)}/${String(id)}/${newAttemptId()}/approve`,
      `/callback/other/${String(id)}/${String(token)}/approve`,
      `/callback/${String(channel)}/${newAttemptId()}/${String(token)}/approve`,
    ];
    for (const path of wrong) {
      const answer = await buyer.follow(`${harness.url}${path}${callback.search}`);
      assert.equal(answer.status, 404);
      assert.match(await answer.text(), /열 수 없는 주소예요/);
    }
    const head = await fetch(callback, { method: 'HEAD', redirect: 'manual' });
    assert.equal(head.status, 404);
    assert.equal(await stateOf(buyer), 'ready');
  });
});

describe('the window that ends without money', () => {
  it('is canceled when the buyer cancels and the provider says so too', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const { html } = await buyer.launch();
    await buyer.follow(await buyer.decide(buyer.instructionUrl(html), 'cancel'));
    assert.equal((await buyer.view()).status, 'canceled');
    assert.equal(harness.simulator.ledger.payments()[0]?.status, 'QUIT_PAYMENT');
  });

  it('stays open when a cancel callback comes that the provider knows nothing of', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const { html } = await buyer.launch();
    buyer.instructionUrl(html);
    const approval = await buyer.decide(buyer.instructionUrl(html), 'approve');
    const forged = approval.replace(/\/approve\?.*/, '/cancel');
    assert.equal((await buyer.follow(forged)).status, 303);
    assert.equal(await stateOf(buyer), 'ready');
    await buyer.follow(approval);
    await settled(buyer, 'complete');
  });

  it('is failed at authentication when the provider fails it', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const { html } = await buyer.launch();
    await buyer.follow(await buyer.decide(buyer.instructionUrl(html), 'fail'));
    const view = await buyer.view();
    assert.equal(view.status, 'failed');
    assert.equal(view.stage, 'authenticate');
    assert.equal(view.result?.code, 'AUTHENTICATION_FAILED');
    await until('the notice', () => noticesOf(buyer).length > 0);
    assert.equal(noticesOf(buyer)[0]?.notice.state, 'declined');
  });

  it('takes nonsense at the callback address for nothing, and the true callback for true', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    const nonsense = [
      `${callback}&pg_token=another`,
      callback.replace(/\?.*/, ''),
      callback.replace('/approve', '/what'),
    ];
    for (const url of nonsense) assert.equal((await buyer.follow(url)).status, 303);
    await fetch(callback, { method: 'POST', body: 'a=b', redirect: 'manual' });
    assert.equal(await stateOf(buyer), 'ready');
    assert.equal(approveCalls().length, 0);
    await buyer.follow(callback);
    await settled(buyer, 'complete');
  });

  it('believes a cancel as soon as the provider can be asked, though it could not at first', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const { html } = await buyer.launch();
    const callback = await buyer.decide(buyer.instructionUrl(html), 'cancel');
    harness.simulator.fault({ on: 'order', kind: '500' });
    await buyer.follow(callback);
    assert.equal(await stateOf(buyer), 'ready');
    assert.equal((await harness.store.requests(buyer.attemptId))[0]?.settled, false);
    const asked = harness.simulator.ledger.calls('order').length;
    await buyer.follow(callback);
    assert.equal(harness.simulator.ledger.calls('order').length, asked, 'not twice in a second');
    harness.clock.pass(1000);
    await buyer.follow(callback);
    assert.equal(await stateOf(buyer), 'canceled');
    assert.equal((await harness.store.requests(buyer.attemptId))[0]?.settled, true);
  });

  it('may be canceled before it ever arrived, and a late launch finds it ended', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    assert.equal((await buyer.cancel()).status, 200);
    const late = await buyer.launch();
    assert.equal(late.status, 303);
    assert.equal(harness.simulator.ledger.calls().length, 0);
  });
});

describe('the approval answer', () => {
  const faulty = async (kind: 'declined' | 'amount' | 'drop-after-commit' | '500' | 'html') => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    harness.simulator.fault({ on: 'approve', kind });
    await buyer.follow(callback);
    return buyer;
  };

  it('is a decline only where the provider says so', async () => {
    const buyer = await faulty('declined');
    const view = await settled(buyer, 'failed');
    assert.equal(view.result?.code, 'PAYMENT_DECLINED');
    assert.equal(view.stage, 'approve');
    assert.equal((await harness.store.find(buyer.attemptId))?.holdsOrder, false);
  });

  it('of another amount goes to reversing, is shown as confirming, and never as paid', async () => {
    const buyer = await faulty('amount');
    await until('reversing', async () => (await stateOf(buyer)) === 'reversing');
    const view = await buyer.view();
    assert.equal(view.status, 'confirming');
    assert.equal((await harness.store.find(buyer.attemptId))?.holdsOrder, true);
    assert.deepEqual(noticesOf(buyer), []);
  });

  for (const kind of ['drop-after-commit', '500', 'html'] as const) {
    it(`is a doubt, not a failure, when it is lost (${kind})`, async () => {
      const buyer = await faulty(kind);
      await until('unknown', async () => (await stateOf(buyer)) === 'unknown');
      assert.equal((await buyer.view()).status, 'confirming');
      assert.deepEqual(noticesOf(buyer), []);
      const again = await post(`${harness.url}/v1/sessions`, {
        v: 1,
        orderId,
        line: 'order',
        locale: 'ko',
      });
      assert.equal(again.status, 409);
      assert.equal(((await again.json()) as { code: string }).code, 'ORDER_IN_PROGRESS');
    });
  }
});

describe('one order, two attempts', () => {
  it('refuses the second before any approve call when the first was paid', async () => {
    const [first, second] = [
      await newBuyer(harness.url, orderId),
      await newBuyer(harness.url, orderId),
    ];
    const late = await authenticate(second);
    await first.follow(await authenticate(first));
    await settled(first, 'complete');
    await second.follow(late);
    const view = await settled(second, 'failed');
    assert.equal(view.result?.code, 'ORDER_HELD');
    assert.equal(approveCalls().length, 1);
    const third = await navigate(
      `${harness.url}/launch/${newAttemptId()}?session=${second.session.sessionToken}&method=kakaopay&presentation=popup&device=desktop&locale=ko`,
    );
    assert.equal(third.status, 409);
    assert.match(third.body, /이미 결제한 주문이에요/);
  });

  it('approves one of twenty that come back at the same moment', async () => {
    const buyers = await Promise.all(
      Array.from({ length: 20 }, () => newBuyer(harness.url, orderId)),
    );
    const callbacks = await Promise.all(buyers.map(authenticate));
    await Promise.all(buyers.map((buyer, at) => buyer.follow(callbacks[at] ?? '')));
    await until('all settled', async () => {
      const states = await Promise.all(buyers.map(stateOf));
      return states.every((state) => state === 'approved' || state === 'rejected');
    });
    const approved = harness.simulator.ledger.payments().filter(({ approvals }) => approvals > 0);
    assert.equal(approved.length, 1);
    assert.equal(approveCalls().length, 1);
  });

  it('tells anyone else that a paid order is paid, without details', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    await buyer.follow(await authenticate(buyer));
    await settled(buyer, 'complete');
    const body = { v: 1, orderId, line: 'order', locale: 'ko' };
    const stranger = await post(`${harness.url}/v1/sessions`, body);
    assert.equal(stranger.status, 409);
    const problem = (await stranger.json()) as Record<string, unknown>;
    assert.equal(problem['code'], 'ORDER_ALREADY_PAID');
    assert.equal(JSON.stringify(problem).includes(buyer.attemptId), false);
    const owner = await post(`${harness.url}/v1/sessions`, body, {
      authorization: `Bearer ${buyer.session.sessionToken}`,
    });
    assert.equal(owner.status, 201);
    const renewed = (await owner.json()) as { attempt?: { status: string } };
    assert.equal(renewed.attempt?.status, 'complete');
  });
});

describe('the prepare that has trouble', () => {
  it('is asked once however many windows come', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const pages = await Promise.all(Array.from({ length: 5 }, () => buyer.launch()));
    const urls = new Set(pages.map(({ html }) => buyer.instructionUrl(html)));
    assert.equal(urls.size, 1);
    assert.equal(harness.simulator.ledger.calls().length, 1);
  });

  it('may be tried again twice, then the attempt is declined', async () => {
    harness.simulator.fault({ on: 'ready', kind: '500', times: 3 });
    const buyer = await newBuyer(harness.url, orderId);
    assert.match((await buyer.launch()).html, /payWindow\.fail\(\)/);
    assert.match((await buyer.launch()).html, /payWindow\.fail\(\)/);
    assert.equal((await buyer.view()).status, 'open');
    assert.match((await buyer.launch()).html, /location\.replace/);
    const view = await buyer.view();
    assert.equal(view.status, 'failed');
    assert.equal(view.stage, 'prepare');
    assert.equal(view.result?.code, 'PREPARE_UNANSWERED');
  });

  it('goes on where it was when the next try is answered', async () => {
    harness.simulator.fault({ on: 'ready', kind: 'drop' });
    const buyer = await newBuyer(harness.url, orderId);
    assert.match((await buyer.launch()).html, /payWindow\.fail\(\)/);
    await buyer.follow(await authenticate(buyer));
    await settled(buyer, 'complete');
  });
});

describe('a cancel of an attempt that never began', () => {
  const cancelOf = (buyer: Buyer, id: string) =>
    post(
      `${harness.url}/v1/attempts/${id}/cancel`,
      {},
      { authorization: `Bearer ${buyer.session.sessionToken}` },
    );

  it('writes nothing once the order is paid or being paid, and nobody hears of it', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    await buyer.follow(await authenticate(buyer));
    await settled(buyer, 'complete');
    const invented = newAttemptId();
    const answer = await cancelOf(buyer, invented);
    assert.equal(answer.status, 409);
    assert.equal(await harness.store.find(invented), undefined);
    assert.equal((await harness.store.findByOrder(orderId)).length, 1);
  });

  it('stands in the way of a late launch, and is no news for the merchant', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    assert.equal((await buyer.cancel()).status, 200);
    assert.equal(await stateOf(buyer), 'canceled');
    assert.deepEqual(await harness.store.notices(buyer.attemptId), []);
  });
});

describe('the notice', () => {
  it('is not taken for delivered when the answer is not 2xx', async () => {
    harness.merchant.refusing.add(orderId);
    const buyer = await newBuyer(harness.url, orderId);
    await buyer.launch();
    await buyer.cancel();
    const refused = (line: string) =>
      line.includes('notice not taken') && line.includes(buyer.attemptId);
    await until('the refusal', () => harness.log.some(refused));
    assert.deepEqual(noticesOf(buyer), []);
    const [waiting] = await harness.store.notices(buyer.attemptId);
    assert.deepEqual([waiting?.tries, waiting?.deliveredAt], [1, undefined]);
  });

  it('is taken for delivered whatever stands in a 2xx answer, however long', async () => {
    harness.merchant.talking.add(orderId);
    const buyer = await newBuyer(harness.url, orderId);
    await buyer.launch();
    await buyer.cancel();
    const [notice] = await until('the delivery', async () => {
      const notices = await harness.store.notices(buyer.attemptId);
      return notices[0]?.deliveredAt !== undefined && notices;
    });
    assert.equal(notice?.tries, 1);
  });

  it('is sent once under an id of its own when the merchant takes it', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const { html } = await buyer.launch();
    buyer.instructionUrl(html);
    await buyer.cancel();
    await until('the notice', () => noticesOf(buyer).length > 0);
    assert.equal(noticesOf(buyer).length, 1);
    assert.equal(noticesOf(buyer)[0]?.id, `${buyer.attemptId}.4`);
  });
});

describe('a session', () => {
  it('learns that its order is being paid elsewhere, though no window of its own was let in', async () => {
    const [payer, other] = [
      await newBuyer(harness.url, orderId),
      await newBuyer(harness.url, orderId),
    ];
    await payer.follow(await authenticate(payer));
    await settled(payer, 'complete');
    assert.equal((await other.launch()).status, 409);
    const view = await other.view();
    assert.deepEqual([view.status, view.result?.code], ['failed', 'ORDER_HELD']);
  });

  it('is refused by name: unknown order, unpayable order, broken hook, wrong line', async () => {
    harness.merchant.orders.set('gone', { status: 409, body: { reason: 'paid' } });
    harness.merchant.orders.set('broken', { status: 200, body: { orderName: 'x', amount: 1 } });
    harness.merchant.orders.set('down', { status: 500, body: {} });
    const codeOf = async (body: Record<string, unknown>) => {
      const answer = await post(`${harness.url}/v1/sessions`, {
        v: 1,
        line: 'order',
        locale: 'ko',
        ...body,
      });
      return ((await answer.json()) as { code: string }).code;
    };
    assert.equal(await codeOf({ orderId: 'nobody' }), 'ORDER_NOT_FOUND');
    assert.equal(await codeOf({ orderId: 'gone' }), 'ORDER_NOT_PAYABLE');
    assert.equal(await codeOf({ orderId: 'broken' }), 'ORDER_HOOK_INVALID');
    assert.equal(await codeOf({ orderId: 'down' }), 'ORDER_HOOK_FAILED');
    assert.equal(await codeOf({ orderId, line: 'repair' }), 'LINE_UNKNOWN');
    assert.equal(await codeOf({ orderId, line: 'constructor' }), 'LINE_UNKNOWN');
    assert.equal(await codeOf({ orderId, amount: 1 }), 'REQUEST_INVALID');
    assert.equal(
      await codeOf({ orderId, returnUrl: 'https://evil.example/' }),
      'RETURN_URL_NOT_ALLOWED',
    );
  });

  it('opens nothing that belongs to another session', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    await buyer.launch();
    const other = await openSession(harness.url, orderId);
    const answer = await fetch(`${harness.url}/v1/attempts/${buyer.attemptId}`, {
      headers: { authorization: `Bearer ${other.sessionToken}` },
    });
    assert.equal(answer.status, 403);
    const none = await fetch(`${harness.url}/v1/attempts/${buyer.attemptId}`);
    assert.equal(none.status, 401);
    const intruder = await newBuyer(harness.url, orderId, buyer.attemptId);
    const page = await intruder.launch();
    assert.equal(page.status, 404);
    assert.equal(page.html.includes('payWindow.perform'), false);
  });
});
