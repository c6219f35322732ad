import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import express from 'express';
import { Webhook } from 'standardwebhooks';
import type { ForwardEnvelope } from '../../server/backend.ts';
import { sendRequest } from '../../server/checkout/outbound.ts';
import {
  encodeEnvelope,
  ENVELOPE_HEADER,
  sha256Hex,
} from '../../server/merchant/forward-envelope.ts';
import type { PaymentRecord } from '../../server/providers/provider.ts';
import { movedClock } from '../../server/testing/moved-clock.ts';
import { newKeys } from '../keys.ts';
import { listen, probePorts } from '../listen.ts';
import type { Listening } from '../listen.ts';
import { OrderBook } from '../orders.ts';
import type { Line, Order } from '../orders.ts';
import { POINTS } from '../points.ts';
import { createSimulators, simulatedProviders, simulatorApp, withOwnMoney } from '../providers.ts';
import type { DemoProviders, Simulators } from '../providers.ts';
import { sayYesIn } from '../testing/window.ts';
import { createApproval } from './approval.ts';
import type { Approval } from './approval.ts';
import type { ApprovalFaultKind } from './faults.ts';
import { kakaoPayService } from './kakaopay.ts';

const CALLBACK_URL = 'https://pay.shop.example/callback';
const keys = newKeys();
const OTHER_SECRET = newKeys().hookSecret;
const clock = movedClock();
const book = new OrderBook(clock.now);

let simulators: Simulators;
let providers: DemoProviders;
let approval: Approval;
let backendUrl: string;
const servers: Listening[] = [];

before(async () => {
  const [simulator = 0, shop = 0] = await probePorts([0, 0]);
  const simulatorUrl = `http://127.0.0.1:${simulator}`;
  const shopUrl = `http://127.0.0.1:${shop}`;
  simulators = createSimulators({ shopUrl, simulatorUrl, payUrl: 'http://127.0.0.1:1' }, keys);
  simulators.tosspayments.sendWebhooksTo(undefined);
  const { points } = simulators;
  const own = { ...simulators, shopUrl, keys };
  providers = withOwnMoney(simulatedProviders(simulatorUrl, keys), own);
  const { hookSecret } = keys;
  approval = createApproval({ book, hookSecret, services: providers.services, now: clock.now });
  const shopApp = express().use('/points', points.router);
  servers.push(await listen(simulatorApp(simulators), { port: simulator }));
  servers.push(await listen(shopApp, { port: shop }));
  const backend = await listen(express().use('/approval', approval.router), { port: 0 });
  servers.push(backend);
  backendUrl = `http://127.0.0.1:${backend.port}`;
});

after(async () => {
  for (const server of servers) await server.close();
});

beforeEach(() => {
  const { kakaopay, kakaopayRepair, tosspayments, points } = simulators;
  for (const simulator of [kakaopay, kakaopayRepair, tosspayments, points]) simulator.reset();
  approval.faults.reset();
});

/** An order, and a callback of its provider that the companion server forwards. */
interface Payment {
  readonly order: Order;
  readonly envelope: ForwardEnvelope;
}

const METHODS: Readonly<Record<string, string>> = {
  card: 'card',
  account: 'virtual-account',
};

interface Wish {
  readonly line?: Line;
  readonly method?: string;
  readonly order?: Order;
}

/** From the order to the provider's callback, by the providers that the companion server has. */
async function authenticate(
  channel: string,
  { line = 'order', method = channel, order = placeOn(line) }: Wish = {},
): Promise<Payment> {
  const provider = providers.channels[channel] ?? assert.fail(`no channel ${channel}`);
  const attemptId = randomBytes(16).toString('base64url');
  const { orderId, orderName, amount } = order;
  const providerOrderId = `${orderId}-7f3k9q`;
  const record: PaymentRecord = {
    attemptId,
    orderId,
    line,
    orderName,
    amount,
    providerOrderId,
    method: METHODS[method] ?? method,
    buyerRef: 'somebody',
    taxFreeAmount: 0,
    device: 'desktop',
    locale: 'ko',
  };
  const prepared = await provider.prepare(record, {
    http: sendRequest,
    callbackUrl: (leg) => `${CALLBACK_URL}/${leg}`,
    now: clock.now,
  });
  assert.ok(prepared.outcome === 'prepared', prepared.outcome);
  const callback = new URL(await sayYesIn(prepared.instruction));
  const envelope: ForwardEnvelope = {
    id: `forward.${attemptId}`,
    ...{
      attemptId,
      orderId,
      providerOrderId,
      line,
      channel,
      provider: provider.id,
      method,
      amount,
    },
    providerState: prepared.providerState,
    httpMethod: 'GET',
    query: callback.search.slice(1),
    contentType: '',
    bodySha256: sha256Hex(new Uint8Array()),
    receivedAt: clock.now(),
  };
  return { order, envelope };
}

function placeOn(line: Line): Order {
  const order = book.place({
    productId: 'celadon-mug',
    orderName: '청자 머그 2개',
    amount: { value: 48_000, currency: 'KRW' },
  });
  return line === 'order' ? order : book.placeExtra(order, line);
}

interface Sending {
  readonly secret?: string;
  readonly at?: number;
  readonly line?: string;
  /** What is sent in place of what was signed. */
  readonly query?: string;
  readonly method?: string;
  readonly id?: string;
}

interface Told {
  readonly status: number;
  readonly contentType: string;
  readonly json: unknown;
}

const signed = (id: string, payload: string, { secret = keys.hookSecret, at = Date.now() }) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, new Date(at), payload),
});

/** The provider's callback once more, as the companion server hands it on. */
function forward({ envelope }: Payment, sending: Sending = {}): Promise<Told> {
  const header = encodeEnvelope(envelope);
  const { line = envelope.line, query = envelope.query, method = envelope.httpMethod } = sending;
  return tell(`/approval/${line}?${query}`, method, {
    headers: { [ENVELOPE_HEADER]: header, ...signed(envelope.id, header, sending) },
  });
}

/** The question what became of it. */
function ask({ envelope }: Payment, sending: Sending = {}): Promise<Told> {
  const body = encodeEnvelope(envelope);
  const { line = envelope.line, id = `status.${envelope.id}` } = sending;
  const headers = { 'content-type': 'application/json', ...signed(id, body, sending) };
  return tell(`/approval/${line}/status`, 'POST', { headers, body });
}

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Without `fetch`, which adds headers of its own and follows redirects. */
function tell(path: string, method: string, { headers, body }: Request): Promise<Told> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${backendUrl}${path}`, { method, headers, agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const contentType = response.headers['content-type'] ?? '';
        const json: unknown = contentType.includes('json') ? JSON.parse(text) : text;
        resolve({ status: response.statusCode ?? 0, contentType, json });
      });
    });
    request.end(body);
  });
}

const approvalsAt = {
  kakaopay: () => simulators.kakaopay.ledger.calls('approve').length,
  'kakaopay-repair': () => simulators.kakaopayRepair.ledger.calls('approve').length,
  toss: () => simulators.tosspayments.ledger.calls('confirm').length,
  points: () =>
    simulators.points.ledger.authorizations().filter((made) => made.transactionId !== undefined)
      .length,
} as const;
type Channel = keyof typeof approvalsAt;

const allApprovals = (): number =>
  Object.values(approvalsAt).reduce((sum, count) => sum + count(), 0);

const stateOf = ({ order }: Payment) => book.find(order.orderId)?.state;

interface Way {
  readonly channel: Channel;
  readonly line: Line;
  readonly method: string;
}

const WAYS: readonly Way[] = [
  { channel: 'kakaopay', line: 'exchange', method: 'kakaopay' },
  { channel: 'kakaopay-repair', line: 'repair', method: 'kakaopay' },
  { channel: 'toss', line: 'order', method: 'card' },
  { channel: 'points', line: 'delivery-fee', method: 'house' },
];

describe('a forwarded callback', () => {
  for (const way of WAYS) {
    const { channel, line } = way;
    it(`takes the money by ${channel} for ${line}, once, with the shop’s own call`, async () => {
      const payment = await authenticate(channel, way);
      assert.equal(allApprovals(), 0, 'nobody took it before');
      const first = await forward(payment);
      const { transactionId, ...answer } = first.json as Record<string, unknown>;
      assert.equal(first.status, 200);
      assert.deepEqual(answer, { outcome: 'approved', amount: payment.order.amount });
      assert.equal(typeof transactionId, 'string');
      assert.equal(stateOf(payment), 'paid');
      assert.deepEqual(await forward(payment), first, 'again');
      assert.deepEqual((await ask(payment)).json, first.json, 'asked');
      assert.deepEqual([approvalsAt[channel](), allApprovals()], [1, 1]);
    });
  }

  it('that comes twice at once is carried out once, and both hear the same', async () => {
    const payment = await authenticate('kakaopay');
    const [one, other] = await Promise.all([forward(payment), forward(payment)]);
    assert.deepEqual(one, other);
    assert.equal((one.json as { outcome: string }).outcome, 'approved');
    assert.equal(simulators.kakaopay.ledger.calls().length, 2, 'a ready and an approve');
  });

  it('is refused with the provider’s own words, and asked for no more', async () => {
    const kakao = await authenticate('kakaopay');
    simulators.kakaopay.fault({ on: 'approve', kind: 'declined' });
    const toss = await authenticate('toss', { method: 'card' });
    simulators.tosspayments.fault({
      on: 'confirm',
      kind: 'declined',
      value: 'INVALID_STOPPED_CARD',
    });
    for (const [payment, code] of [
      [kakao, '-780'],
      [toss, 'INVALID_STOPPED_CARD'],
    ] as const) {
      const refused = await forward(payment);
      const { message, ...answer } = refused.json as { message: string };
      assert.deepEqual([refused.status, answer], [200, { outcome: 'declined', code }]);
      assert.notEqual(message, '', 'a sentence');
      assert.deepEqual(await forward(payment), refused);
      assert.deepEqual((await ask(payment)).json, refused.json);
      assert.equal(stateOf(payment), 'unpaid');
    }
    assert.equal(allApprovals(), 2);
  });

  it('frees the order for another payment when it was refused', async () => {
    const { order, ...first } = await authenticate('kakaopay');
    simulators.kakaopay.fault({ on: 'approve', kind: 'declined' });
    await forward({ order, ...first });
    const second = await authenticate('toss', { method: 'card', order });
    assert.equal(((await forward(second)).json as { outcome: string }).outcome, 'approved');
  });

  it('is refused without asking anybody where the shop’s own book is against it', async () => {
    const cases: [string, Payment][] = [];
    const repriced = await authenticate('kakaopay');
    book.reprice(repriced.order.orderId, 47_000);
    cases.push(['PRICE_CHANGED', repriced]);
    const unknown = await authenticate('kakaopay');
    cases.push(['ORDER_UNKNOWN', changed(unknown, { orderId: 'A-GONE' })]);
    const elsewhere = await authenticate('kakaopay');
    cases.push(['ORDER_UNKNOWN', changed(elsewhere, { line: 'exchange' })]);
    const paid = await authenticate('kakaopay');
    book.markPaid(paid.order.orderId, { transactionId: 'T0', method: 'card', attemptId: 'before' });
    cases.push(['ALREADY_PAID', paid]);
    cases.push(['CHANNEL_UNKNOWN', changed(await authenticate('kakaopay'), { channel: 'gone' })]);
    for (const [code, payment] of cases) {
      const refused = { outcome: 'declined', code, message: '' };
      assert.deepEqual((await forward(payment)).json, refused);
      assert.deepEqual((await ask(payment)).json, refused);
    }
    assert.equal(allApprovals(), 0);
  });

  it('is refused where the provider’s own parameters speak of something else', async () => {
    const cases = [
      ['kakaopay', 'pg_token=', 'token='],
      ['toss', 'paymentKey=', 'key='],
      ['toss', 'amount=48000', 'amount=48001'],
      ['toss', '-7f3k9q', '-another'],
      ['points', 'authorization=', 'nothing='],
      ['points', /authorization=.*/, 'authorization=unknown'],
    ] as const;
    for (const [channel, from, to] of cases) {
      const payment = await authenticate(
        channel,
        channel === 'toss'
          ? { method: 'card' }
          : {
              method: channel === 'points' ? 'house' : channel,
            },
      );
      const query = payment.envelope.query.replace(from, to);
      assert.notEqual(query, payment.envelope.query);
      const { json } = await forward(changed(payment, { query }));
      assert.equal((json as { outcome: string }).outcome, 'declined', `${channel} ${to}`);
    }
    assert.equal(allApprovals(), 0);
  });

  it('does not spend on one payment the points that were allowed for another', async () => {
    const mine = await authenticate('points', { method: 'house' });
    const other = await authenticate('points', { method: 'house' });
    const stolen = changed(mine, { query: other.envelope.query });
    assert.deepEqual((await forward(stolen)).json, {
      ...{ outcome: 'declined', code: 'AUTHORIZATION_UNKNOWN', message: '' },
    });
    assert.equal(simulators.points.ledger.balance, POINTS.balance);
  });

  it('tells the amount that was taken, and does not call another amount paid', async () => {
    const payment = await authenticate('kakaopay');
    simulators.kakaopay.fault({ on: 'approve', kind: 'amount', value: 47_000 });
    const { json } = await forward(payment);
    assert.deepEqual((json as { amount: unknown }).amount, { value: 47_000, currency: 'KRW' });
    assert.equal(stateOf(payment), 'unpaid');
    const second = await authenticate('toss', { method: 'card', order: payment.order });
    assert.deepEqual((await forward(second)).json, {
      ...{ outcome: 'declined', code: 'PAID_OTHERWISE', message: '' },
    });
  });
});

const changed = ({ order, envelope }: Payment, changes: Partial<ForwardEnvelope>): Payment => ({
  order,
  envelope: { ...envelope, ...changes },
});

describe('a provider that is silent', () => {
  const SILENT = [
    ['kakaopay', 'drop-after-commit'],
    ['kakaopay', '500-after-commit'],
    ['kakaopay', 'redirect-after-commit'],
    ['kakaopay', 'sent-twice'],
    ['kakaopay', 'other-order'],
    ['toss', 'drop-after-commit'],
    ['toss', '503-after-commit'],
    ['toss', 'html-after-commit'],
    ['toss', 'other-order'],
  ] as const;
  for (const [channel, kind] of SILENT) {
    it(`leaves a doubt (${kind} of ${channel}), which its query settles`, async () => {
      const payment = await authenticate(channel, {
        method: channel === 'toss' ? 'card' : channel,
      });
      if (channel === 'toss') simulators.tosspayments.fault({ on: 'confirm', kind });
      else simulators.kakaopay.fault({ on: 'approve', kind });
      assert.equal((await forward(payment)).status, 500);
      assert.equal(stateOf(payment), 'unpaid');
      const found = await ask(payment);
      assert.equal(found.status, 200);
      assert.equal((found.json as { outcome: string }).outcome, 'approved');
      assert.equal(stateOf(payment), 'paid');
      assert.deepEqual(await forward(payment), found);
      assert.equal(approvalsAt[channel](), 1, 'never asked for twice');
    });
  }

  it('is not believed to have refused where a machine in between repeats its words', async () => {
    const payment = await authenticate('kakaopay');
    const gateway = await listen(
      (_request, response) => {
        response.writeHead(503, { 'content-type': 'application/json' });
        response.end('{"error_code":-780}');
      },
      { port: 0 },
    );
    const apiUrl = `http://127.0.0.1:${gateway.port}`;
    const service = kakaoPayService({ secretKey: 'S', cid: 'TC0ONETIME', apiUrl });
    const request = { query: { pg_token: 'token' } } as unknown as express.Request;
    const word = await service.approve(request, payment.envelope);
    await gateway.close();
    assert.deepEqual(word, { outcome: 'unknown' });
  });

  it('is asked again by a forward that is repeated, not told to pay again', async () => {
    const payment = await authenticate('kakaopay');
    simulators.kakaopay.fault({ on: 'approve', kind: 'drop-after-commit' });
    assert.equal((await forward(payment)).status, 500);
    assert.equal((await forward(payment)).status, 200);
    assert.equal(approvalsAt.kakaopay(), 1);
  });

  it('leaves the doubt as long as it cannot be asked, and the order is not paid otherwise', async () => {
    const payment = await authenticate('kakaopay');
    simulators.kakaopay.fault({ on: 'approve', kind: 'drop-after-commit' });
    simulators.kakaopay.fault({ on: 'order', kind: '503', times: 2 });
    for (const told of [await forward(payment), await ask(payment), await ask(payment)]) {
      assert.equal(told.status, 500);
    }
    const second = await authenticate('toss', { method: 'card', order: payment.order });
    const { json } = await forward(second);
    assert.equal((json as { code: string }).code, 'PAID_OTHERWISE');
    assert.equal((await ask(payment)).status, 200);
  });

  it('has taken nothing, which is believed when no call can be under way, and then for ever', async () => {
    const payment = await authenticate('kakaopay');
    simulators.kakaopay.fault({ on: 'approve', kind: 'drop' });
    assert.equal((await forward(payment)).status, 500);
    assert.equal((await ask(payment)).status, 500, 'it may still arrive');
    clock.pass(60_000);
    assert.deepEqual((await ask(payment)).json, { outcome: 'none' });
    assert.deepEqual((await forward(payment)).json, {
      ...{ outcome: 'declined', code: 'TOO_LATE', message: '' },
    });
    assert.deepEqual((await ask(payment)).json, { outcome: 'none' });
    assert.equal(approvalsAt.kakaopay(), 1);
    const second = await authenticate('toss', { method: 'card', order: payment.order });
    assert.equal(((await forward(second)).json as { outcome: string }).outcome, 'approved');
  });
});

describe('the question what became of a forward', () => {
  it('is answered by none for one that never came, which is refused for ever', async () => {
    const payment = await authenticate('toss', { method: 'card' });
    assert.deepEqual((await ask(payment)).json, { outcome: 'none' });
    assert.deepEqual((await forward(payment)).json, {
      ...{ outcome: 'declined', code: 'TOO_LATE', message: '' },
    });
    assert.deepEqual((await ask(payment)).json, { outcome: 'none' });
    assert.equal(allApprovals(), 0);
  });

  it('waits for an approval that is under way', async () => {
    const payment = await authenticate('kakaopay');
    simulators.kakaopay.fault({ on: 'approve', kind: 'hold' });
    const forwarded = forward(payment);
    await simulators.kakaopay.held();
    const asked = ask(payment);
    // Its answer would be there by now if it did not wait.
    await ask(await authenticate('toss', { method: 'card' }));
    simulators.kakaopay.release();
    assert.deepEqual((await asked).json, (await forwarded).json);
    assert.equal(((await asked).json as { outcome: string }).outcome, 'approved');
  });

  it('is not mistaken for a forward, nor a forward for it', async () => {
    const payment = await authenticate('kakaopay');
    const { envelope } = payment;
    assert.equal((await ask(payment, { id: envelope.id })).status, 401);
    const body = encodeEnvelope(envelope);
    const question = await tell(`/approval/order?${envelope.query}`, 'GET', {
      headers: { [ENVELOPE_HEADER]: body, ...signed(`status.${envelope.id}`, body, {}) },
    });
    assert.equal(question.status, 401);
    assert.equal(((await forward(payment)).json as { outcome: string }).outcome, 'approved');
  });
});

describe('a virtual account', () => {
  it('is told with its bank and deadline, and asked about again until it is paid into', async () => {
    const payment = await authenticate('toss', { line: 'exchange', method: 'account' });
    const { json } = await forward(payment);
    const { deposit, outcome } = json as { deposit: Record<string, unknown>; outcome: string };
    assert.equal(outcome, 'awaiting-deposit');
    assert.equal(deposit['bank'], 'KB국민은행');
    assert.match(String(deposit['accountNumber']), /^X\d{12}$/);
    assert.ok(Number(deposit['dueAt']) > clock.now(), 'a deadline to come');
    assert.deepEqual((await ask(payment)).json, json);
    const order = book.find(payment.order.orderId);
    assert.ok(order?.state === 'awaiting-deposit', 'the order waits');
    assert.equal(order.account.attemptId, payment.envelope.attemptId);
    assert.deepEqual(order.account.deposit, deposit);

    assert.ok(simulators.tosspayments.deposit(payment.envelope.providerOrderId), 'a deposit');
    assert.equal(((await ask(payment)).json as { outcome: string }).outcome, 'approved');
    assert.equal(stateOf(payment), 'paid');

    assert.ok(simulators.tosspayments.withdrawDeposit(payment.envelope.providerOrderId), 'back');
    assert.deepEqual((await ask(payment)).json, json);
    assert.equal(stateOf(payment), 'awaiting-deposit');
    assert.equal(approvalsAt.toss(), 1);
  });

  it('is not said to be waiting while the provider cannot be asked', async () => {
    const payment = await authenticate('toss', { line: 'exchange', method: 'account' });
    await forward(payment);
    simulators.tosspayments.deposit(payment.envelope.providerOrderId);
    simulators.tosspayments.fault({ on: 'query', kind: 'drop' });
    assert.equal((await ask(payment)).status, 500);
    assert.equal(((await ask(payment)).json as { outcome: string }).outcome, 'approved');
  });

  it('that was closed at the provider is over', async () => {
    const payment = await authenticate('toss', { line: 'exchange', method: 'account' });
    const { transactionId } = (await forward(payment)).json as { transactionId: string };
    assert.equal(simulators.tosspayments.refund(transactionId).status, 200);
    assert.deepEqual((await ask(payment)).json, {
      ...{ outcome: 'declined', code: 'CANCELED', message: '' },
    });
    assert.equal(stateOf(payment), 'unpaid');
  });
});

describe('whoever is not the companion server', () => {
  const forgeries: readonly (readonly [string, Sending])[] = [
    ['signed with another secret', { secret: OTHER_SECRET }],
    ['signed six minutes ago', { at: Date.now() - 360_000 }],
    ['with another query', { query: 'pg_token=stolen' }],
    ['by another method', { method: 'POST' }],
    ['sent to another line', { line: 'repair' }],
    ['sent to a line that does not exist', { line: 'nowhere' }],
  ];
  for (const [how, sending] of forgeries) {
    it(`is turned away with a forward ${how}, and nothing is done or remembered`, async () => {
      const payment = await authenticate('kakaopay');
      assert.equal((await forward(payment, sending)).status, 401);
      assert.equal(allApprovals(), 0);
      assert.equal(((await forward(payment)).json as { outcome: string }).outcome, 'approved');
    });
  }

  it('is told nothing, and closes nothing', async () => {
    const payment = await authenticate('kakaopay');
    for (const sending of [
      { secret: OTHER_SECRET },
      { at: Date.now() - 360_000 },
      { line: 'repair' },
    ]) {
      assert.equal((await ask(payment, sending)).status, 401);
    }
    const id = 'status.1';
    const body = '{"id":"1"}';
    const headers = { 'content-type': 'application/json', ...signed(id, body, {}) };
    assert.equal((await tell('/approval/order/status', 'POST', { headers, body })).status, 400);
    assert.equal(((await forward(payment)).json as { outcome: string }).outcome, 'approved');
  });
});

describe('the backend’s faults', () => {
  const broken = async (fault: ApprovalFaultKind) => {
    const payment = await authenticate('kakaopay');
    approval.faults.add({ on: 'approval', kind: fault });
    return { payment, told: await forward(payment).catch((error: unknown) => ({ error })) };
  };
  const lostIn = (told: Told | { readonly error: unknown }): string =>
    'error' in told ? String(told.error) : 'answered';
  const CONNECTION_LOST = /ECONNRESET|socket hang up/;

  it('are over after one request, unless more are wished for', async () => {
    approval.faults.add({ on: 'status', kind: '500', times: 2 });
    const { payment } = await broken('dies');
    const tellings = [await ask(payment), await ask(payment), await ask(payment)];
    assert.deepEqual(
      tellings.map(({ status }) => status),
      [500, 500, 200],
    );
    approval.faults.add({ on: 'status', kind: 'down', times: Infinity });
    for (let turn = 0; turn < 3; turn += 1) await assert.rejects(ask(payment), CONNECTION_LOST);
    approval.faults.reset();
    assert.equal((await ask(payment)).status, 200);
  });

  it('let it go down before anything is done', async () => {
    const { payment, told } = await broken('down');
    assert.match(lostIn(told), CONNECTION_LOST);
    assert.equal(allApprovals(), 0);
    assert.deepEqual((await ask(payment)).json, { outcome: 'none' });
  });

  it('let it die between approval and answer', async () => {
    const { payment, told } = await broken('dies');
    assert.match(lostIn(told), CONNECTION_LOST);
    assert.equal(stateOf(payment), 'paid');
    assert.equal(((await ask(payment)).json as { outcome: string }).outcome, 'approved');
    assert.equal(allApprovals(), 1);
  });

  it('let it approve and answer nonsense', async () => {
    const nonsense = {
      '500': { status: 500, contentType: /json/, json: /.*/ },
      html: { status: 200, contentType: /html/, json: /점검 중/ },
      redirect: { status: 303, contentType: /.*/, json: /.*/ },
      'other-amount': { status: 200, contentType: /json/, json: /"value":48001/ },
      'no-transaction': { status: 200, contentType: /json/, json: /^(?!.*transactionId)/ },
    } as const;
    for (const kind of Object.keys(nonsense) as (keyof typeof nonsense)[]) {
      const { payment, told } = await broken(kind);
      assert.ok('status' in told, `${kind}: an answer`);
      assert.equal(told.status, nonsense[kind].status, kind);
      assert.match(told.contentType, nonsense[kind].contentType, kind);
      assert.match(JSON.stringify(told.json), nonsense[kind].json, kind);
      assert.equal(stateOf(payment), 'paid', kind);
      assert.equal(((await ask(payment)).json as { outcome: string }).outcome, 'approved', kind);
    }
  });
});
