import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, describe, it } from 'node:test';
import express from 'express';
import { sendRequest } from '../../checkout/outbound.ts';
import type { LaunchInstruction } from '../../protocol/index.ts';
import { providerContract } from '../provider.contract.ts';
import type { BrowserRequest, BuyerDecision, FaultyStep } from '../provider.contract.ts';
import type {
  AuthenticatedCallback,
  CallbackRequest,
  HttpOutcome,
  PaymentRecord,
  PreparedRecord,
  ProviderContext,
  RefundOrder,
} from '../provider.ts';
import { CODES } from './kakaopay-codes.simulator.ts';
import { createKakaoPaySimulator, SIMULATOR_KEYS } from './kakaopay.simulator.ts';
import type { KakaoPaySimulatorOptions } from './kakaopay.simulator.ts';
import { kakaopay } from './kakaopay.ts';
import type { KakaoPayOptions } from './kakaopay.ts';

const START = Date.UTC(2026, 10, 22, 1, 10, 10);
const STEPS = {
  prepare: 'ready',
  approve: 'approve',
  query: 'order',
  refund: 'cancel',
} as const satisfies Partial<Record<FaultyStep, string>>;

let now = START;

async function startSimulator(options: KakaoPaySimulatorOptions = {}) {
  const simulator = createKakaoPaySimulator({ now: () => now, ...options });
  const app = express();
  app.use('/kakao', simulator.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/kakao`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { simulator, baseUrl, close };
}

const providerAt = (baseUrl: string, options: Partial<KakaoPayOptions> = {}) =>
  kakaopay({ ...SIMULATOR_KEYS, baseUrl, ...options });

/** Opens the window page and posts its form, as a browser would. */
async function decide(
  instruction: LaunchInstruction,
  decision: BuyerDecision,
): Promise<BrowserRequest> {
  assert.ok(instruction.kind === 'redirect');
  const page = await fetch(instruction.url);
  assert.equal(page.status, 200);
  await page.text();
  const answer = await fetch(new URL('decision', instruction.url), {
    method: 'POST',
    body: new URLSearchParams({ decision }),
    redirect: 'manual',
  });
  assert.equal(answer.status, 303);
  const url = answer.headers.get('location') ?? '';
  return { httpMethod: 'GET', url, contentType: '', body: new Uint8Array() };
}

await providerContract('kakaopay', async () => {
  const { simulator, baseUrl, close } = await startSimulator();
  const secret = SIMULATOR_KEYS.secretKey;
  const wrong = (options: Partial<KakaoPayOptions>) => () => providerAt(baseUrl, options);
  return {
    provider: providerAt(baseUrl),
    providerAt,
    badOptions: {
      secretKey: wrong({ secretKey: '' }),
      cid: wrong({ cid: `${secret} is not a cid` }),
      cidSecret: wrong({ cidSecret: 'CAPITALS' }),
      authorizationScheme: wrong({ authorizationScheme: 'KakaoAK' as 'SECRET_KEY' }),
      baseUrl: wrong({ baseUrl: 'http://open-api.kakaopay.com' }),
      authenticationWindowMinutes: wrong({ authenticationWindowMinutes: 0 }),
      secretkey: wrong({ ['secretkey' as 'secretKey']: secret }),
    },
    secrets: [secret],
    decide,
    fault: (step, kind) => {
      assert.ok(step !== 'netCancel', 'Kakao Pay has no net cancel');
      simulator.fault({ on: STEPS[step], kind });
    },
    timesTaken: (orderId) =>
      simulator.ledger
        .payments()
        .filter((payment) => payment.partner_order_id === orderId)
        .reduce((sum, payment) => sum + payment.approvals, 0),
    refundsParts: true,
    timesGivenBack: (orderId) =>
      simulator.ledger
        .payments()
        .filter((payment) => payment.partner_order_id === orderId)
        .reduce((sum, payment) => sum + payment.refunds, 0),
    passTime: (ms) => {
      now += ms;
    },
    reset: () => {
      simulator.reset();
      now = START;
    },
    close,
  };
});

it('cannot be held to the contract by a harness that lacks what a verb of it needs', async () => {
  const { simulator, baseUrl, close } = await startSimulator();
  let closed = false;
  const incomplete = providerContract('kakaopay', () =>
    Promise.resolve({
      provider: providerAt(baseUrl),
      providerAt,
      badOptions: {},
      secrets: [],
      decide,
      fault: () => assert.fail('nothing is to be tried'),
      timesTaken: () => 0,
      passTime: () => undefined,
      reset: simulator.reset,
      close: async () => {
        closed = true;
        await close();
      },
    }),
  );
  await assert.rejects(incomplete, /kakaopay cannot be held .+: refund needs timesGivenBack$/);
  assert.ok(closed);
});

const RECORD: PaymentRecord = {
  attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
  orderId: 'A-1001',
  line: 'order',
  providerOrderId: 'A-1001-7f3k9q',
  method: 'kakaopay',
  buyerRef: 'b7f3k9q',
  orderName: '머그컵 외 1건',
  amount: { value: 15_000, currency: 'KRW' },
  taxFreeAmount: 0,
  device: 'desktop',
  locale: 'ko',
};

const context = (changes: Partial<ProviderContext> = {}): ProviderContext => ({
  http: sendRequest,
  callbackUrl: (leg) => `https://pay.shop.example/callback/kakaopay/attempt/token/${leg}`,
  now: () => now,
  ...changes,
});

const wholeOf = (transactionId: string, value = RECORD.amount.value): RefundOrder => ({
  transactionId,
  amount: { value, currency: 'KRW' },
  taxFreeAmount: 0,
  key: 'refund-1',
});

const get = (leg: string, query: readonly (readonly [string, string])[] = []): CallbackRequest => ({
  httpMethod: 'GET',
  leg,
  query,
  contentType: '',
  body: new Uint8Array(),
});

const token = (pgToken: string) => ({ pgToken }) as unknown as AuthenticatedCallback;

/** An approval or order answer, made up, so that shapes nobody has seen yet can be tried. */
const answering = (status: number, json: unknown) => (): Promise<HttpOutcome> =>
  Promise.resolve({
    kind: 'answered',
    status,
    body: new TextEncoder().encode(JSON.stringify(json)),
  });

/** A call that is given up when the signal says so, as a time-out would. */
const untilGivenUp =
  (signal: AbortSignal): ProviderContext['http'] =>
  (request) =>
    Promise.race([
      sendRequest(request),
      new Promise<HttpOutcome>((resolve) => {
        const giveUp = () => resolve({ kind: 'no-answer', reason: 'TIMEOUT' });
        signal.addEventListener('abort', giveUp, { once: true });
      }),
    ]);

/** The provider at a running simulator, and the steps that most tests begin with. */
function stageOf(baseUrl: string, options: Partial<KakaoPayOptions> = {}) {
  const provider = providerAt(baseUrl, options);
  const { approve, query, refund } = provider;
  assert.ok(approve && query && refund);

  const authenticate = async (changes: Partial<PaymentRecord> = {}) => {
    const order = { ...RECORD, ...changes };
    const preparation = await provider.prepare(order, context());
    assert.ok(preparation.outcome === 'prepared', JSON.stringify(preparation));
    const { url } = await decide(preparation.instruction, 'approve');
    const record: PreparedRecord = { ...order, providerState: preparation.providerState };
    return { record, callback: token(new URL(url).searchParams.get('pg_token') ?? '') };
  };

  const buy = async (changes: Partial<PaymentRecord> = {}) => {
    const { record, callback } = await authenticate(changes);
    const approval = await approve(callback, record, context());
    assert.ok(approval.outcome === 'approved', JSON.stringify(approval));
    return { record, order: wholeOf(approval.transactionId) };
  };

  return { provider, approve, query, refund, authenticate, buy };
}

describe('kakaopay against its simulator', async () => {
  const { simulator, baseUrl, close } = await startSimulator();
  const { provider, approve, query, authenticate } = stageOf(baseUrl);
  after(close);
  beforeEach(() => {
    simulator.reset();
    now = START;
  });

  const prepare = async (changes: Partial<PaymentRecord> = {}): Promise<PreparedRecord> => {
    const record = { ...RECORD, ...changes };
    const preparation = await provider.prepare(record, context());
    assert.ok(preparation.outcome === 'prepared', JSON.stringify(preparation));
    return { ...record, providerState: preparation.providerState };
  };

  it('sends each device to its own page', async () => {
    for (const [device, page] of [
      ['desktop', 'info'],
      ['mobile', 'mInfo'],
      ['in-app', 'aInfo'],
    ] as const) {
      const preparation = await provider.prepare({ ...RECORD, device }, context());
      assert.ok(preparation.outcome === 'prepared' && preparation.instruction.kind === 'redirect');
      assert.equal(new URL(preparation.instruction.url).pathname.split('/').at(-1), page);
    }
  });

  it('tells ready the order, the money and three addresses, and never sends the secret as a field', async () => {
    await prepare();
    const [call] = simulator.ledger.calls('ready');
    assert.deepEqual(call?.body, {
      cid: 'TC0ONETIME',
      approval_url: 'https://pay.shop.example/callback/kakaopay/attempt/token/approve',
      cancel_url: 'https://pay.shop.example/callback/kakaopay/attempt/token/cancel',
      fail_url: 'https://pay.shop.example/callback/kakaopay/attempt/token/fail',
      partner_order_id: 'A-1001-7f3k9q',
      partner_user_id: 'b7f3k9q',
      item_name: '머그컵 외 1건',
      quantity: 1,
      total_amount: 15_000,
      tax_free_amount: 0,
    });
  });

  it('keeps the transaction id and the buyer id under the names that Kakao gives them', async () => {
    const { providerState } = await prepare();
    assert.deepEqual(providerState, {
      tid: simulator.ledger.payments()[0]?.tid,
      partner_user_id: 'b7f3k9q',
    });
  });

  it('shortens a long name to 100 characters without cutting one in half', async () => {
    await prepare({ orderName: `${'가'.repeat(98)}🎁 세트` });
    const body = simulator.ledger.calls('ready')[0]?.body as { item_name: string };
    assert.equal(body.item_name, `${'가'.repeat(98)}…`);
  });

  it('refuses callback addresses that are too long for Kakao Pay before it calls', async () => {
    const callbackUrl = (leg: string) => `https://pay.shop.example/${'x'.repeat(240)}/${leg}`;
    const preparation = await provider.prepare(RECORD, context({ callbackUrl }));
    assert.deepEqual(preparation, {
      outcome: 'declined',
      providerCode: 'approval_url is longer than 255 characters',
    });
    assert.deepEqual(simulator.ledger.calls(), []);
  });

  it('refuses another currency than won before it calls', async () => {
    const amount = { value: 1500, currency: 'USD' };
    const preparation = await provider.prepare({ ...RECORD, amount }, context());
    assert.equal(preparation.outcome, 'declined');
    assert.deepEqual(simulator.ledger.calls(), []);
  });

  it('may try ready again when Kakao Pay is in maintenance', async () => {
    simulator.fault({ on: 'ready', kind: 'declined', value: -9798 });
    assert.equal((await provider.prepare(RECORD, context())).outcome, 'unanswered');
  });

  it('is declined by ready with a wrong key, whichever word stands before it', async () => {
    for (const authorizationScheme of ['SECRET_KEY', 'DEV_SECRET_KEY'] as const) {
      const good = providerAt(baseUrl, { authorizationScheme });
      assert.equal((await good.prepare(RECORD, context())).outcome, 'prepared');
      const bad = providerAt(baseUrl, { authorizationScheme, secretKey: 'another' });
      const preparation = await bad.prepare(RECORD, context());
      assert.deepEqual(preparation, { outcome: 'declined', providerCode: '-401' });
    }
  });

  it('passes the sentence of the card company on to the buyer', async () => {
    const { record, callback } = await authenticate();
    simulator.fault({ on: 'approve', kind: 'declined' });
    assert.deepEqual(await approve(callback, record, context()), {
      outcome: 'declined',
      providerCode: '-780',
      message: '한도를 초과했습니다.',
    });
  });

  it('reads moments without a zone as Korean time', async () => {
    const { record, callback } = await authenticate();
    now = START + 52_000;
    const approval = await approve(callback, record, context());
    assert.equal(approval.outcome === 'approved' && approval.approvedAt, START + 52_000);
  });

  it('is declined as expired when the approval comes after the window', async () => {
    const { record, callback } = await authenticate();
    now = START + provider.facts.authenticationWindow;
    const approval = await approve(callback, record, context());
    assert.deepEqual(approval, { outcome: 'declined', providerCode: '-723' });
  });

  it('is declined when the buyer called the approval address without authenticating', async () => {
    const approval = await approve(token('made-up'), await prepare(), context());
    assert.deepEqual(approval, { outcome: 'declined', providerCode: '-701' });
  });

  it('takes a token that Kakao Pay does not know for a doubt, and nothing is taken', async () => {
    const { record } = await authenticate();
    const approval = await approve(token('made-up'), record, context());
    assert.deepEqual(approval, { outcome: 'unknown', reason: 'approve: -708' });
    assert.equal(simulator.ledger.payments()[0]?.approvals, 0);
  });

  it('takes a second approval for a doubt that the query settles', async () => {
    const { record, callback } = await authenticate();
    await approve(callback, record, context());
    const again = await approve(callback, record, context());
    assert.deepEqual(again, { outcome: 'unknown', reason: 'approve: -702' });
    assert.equal((await query(record, context())).outcome, 'approved');
  });

  it('takes a key that was refused at the approval for a doubt', async () => {
    const { record, callback } = await authenticate();
    const approval = await providerAt(baseUrl, { secretKey: 'changed' }).approve?.(
      callback,
      record,
      context(),
    );
    assert.deepEqual(approval, { outcome: 'unknown', reason: 'approve: -401' });
  });

  it('is refused by the simulator when order, buyer or amount differ from ready', async () => {
    const { record, callback } = await authenticate();
    const providerState = { ...record.providerState, partner_user_id: 'someone' };
    for (const [changes, code] of [
      [{ providerOrderId: 'B-1' }, '-706'],
      [{ providerState }, '-707'],
      [{ amount: { value: 1, currency: 'KRW' } }, '-722'],
    ] as const) {
      const approval = await approve(callback, { ...record, ...changes }, context());
      assert.deepEqual(approval, { outcome: 'unknown', reason: `approve: ${code}` });
    }
    assert.equal(simulator.ledger.payments()[0]?.approvals, 0);
  });
});

describe('kakaopay gives money back', async () => {
  const { simulator, baseUrl, close } = await startSimulator();
  after(close);
  const { authenticate, buy, refund, query } = stageOf(baseUrl);
  beforeEach(() => {
    simulator.reset();
    now = START;
  });

  it('tells cancel the payment, the sum, and that this sum is all there is', async () => {
    const { record, order } = await buy({ taxFreeAmount: 4000 });
    const reversal = await refund({ ...order, taxFreeAmount: 4000 }, record, context());
    assert.deepEqual(reversal, { outcome: 'reversed' });
    assert.deepEqual(simulator.ledger.calls('cancel')[0]?.body, {
      cid: 'TC0ONETIME',
      tid: order.transactionId,
      cancel_amount: 15_000,
      cancel_tax_free_amount: 4000,
      cancel_available_amount: 15_000,
    });
    assert.deepEqual(Object.fromEntries(simulator.ledger.standingApprovals()), {
      [RECORD.providerOrderId]: 0,
    });
  });

  it('gives nothing back on its own where the merchant gave back a part already', async () => {
    const { record, order } = await buy();
    simulator.refund(order.transactionId, 5000);
    assert.equal((await query(record, context())).outcome, 'approved');
    // Neither the whole, of which too little is left, nor what is left, which is not the whole.
    for (const value of [15_000, 5000]) {
      const reversal = await refund(wholeOf(order.transactionId, value), record, context());
      assert.deepEqual(reversal, { outcome: 'refused', providerCode: '-710' });
    }
    assert.equal(simulator.ledger.payments()[0]?.refundedAmount, 5000);
  });

  it('finds out that the merchant gave all of it back in the console', async () => {
    const { record, order } = await buy();
    simulator.refund(order.transactionId);
    const reversal = await refund(order, record, context());
    assert.deepEqual(reversal, { outcome: 'unknown', reason: 'cancel: -785' });
    assert.deepEqual(await query(record, context()), { outcome: 'refunded' });
  });

  it('gives nothing back of a payment that was never approved', async () => {
    const { record } = await authenticate();
    const order = wholeOf(String(record.providerState['tid']));
    const reversal = await refund(order, record, context());
    assert.deepEqual(reversal, { outcome: 'unknown', reason: 'cancel: -784' });
    const stranger = await refund(wholeOf('T1'), record, context());
    assert.deepEqual(stranger, { outcome: 'refused', providerCode: '-721' });
  });

  it('takes a part that was given back for a doubt', async () => {
    const { record, order } = await buy();
    simulator.fault({ on: 'cancel', kind: 'amount', value: 14_999 });
    const reversal = await refund(order, record, context());
    assert.deepEqual(reversal, {
      outcome: 'unknown',
      reason: 'cancel: not all of it was given back',
    });
    assert.equal((await query(record, context())).outcome, 'approved');
  });

  it('gives the money back once when a lost refund is carried out after its repetition', async () => {
    const { record, order } = await buy();
    simulator.fault({ on: 'cancel', kind: 'commit-later' });
    assert.equal((await refund(order, record, context())).outcome, 'unknown');
    assert.equal((await query(record, context())).outcome, 'approved');
    assert.equal((await refund(order, record, context())).outcome, 'reversed');
    assert.deepEqual(simulator.commitLate(), ['error -785']);
    assert.equal(simulator.ledger.payments()[0]?.refunds, 1);
  });
});

describe('kakaopay with a merchant secret', async () => {
  const { baseUrl, close } = await startSimulator({ cidSecret: 'abc123' });
  after(close);

  it('sends it with every call, and is refused without it', async () => {
    const without = await providerAt(baseUrl).prepare(RECORD, context());
    assert.deepEqual(without, { outcome: 'declined', providerCode: '-733' });
    const { buy, refund, query } = stageOf(baseUrl, { cidSecret: 'abc123' });
    const { record, order } = await buy();
    assert.equal((await query(record, context())).outcome, 'approved');
    assert.equal((await refund(order, record, context())).outcome, 'reversed');
  });
});

/** Failures of the line and of machines in between that the shared contract does not play. */
const LOST = [
  'cut',
  'truncated',
  'empty',
  'redirect',
  '4xx',
  '429',
  '502-html',
  '503',
  '504',
] as const;

describe('kakaopay and the line to Kakao Pay', async () => {
  const { simulator, baseUrl, close } = await startSimulator();
  after(close);
  const { provider, authenticate, buy, approve, query, refund } = stageOf(baseUrl);
  beforeEach(() => {
    simulator.reset();
    now = START;
  });
  const payment = () => simulator.ledger.payments()[0];
  const seen = async (record: PreparedRecord) => (await query(record, context())).outcome;

  for (const kind of LOST) {
    it(`can prepare again when ready met "${kind}"`, async () => {
      for (const played of [kind, `${kind}-after-commit`] as const) {
        simulator.fault({ on: 'ready', kind: played });
        assert.equal((await provider.prepare(RECORD, context())).outcome, 'unanswered', played);
        assert.equal((await provider.prepare(RECORD, context())).outcome, 'prepared', played);
      }
    });

    it(`doubts an approval that met "${kind}", and the query tells`, async () => {
      for (const [played, outcome, approvals] of [
        [kind, 'authenticated', 0],
        [`${kind}-after-commit`, 'approved', 1],
      ] as const) {
        simulator.reset();
        const { record, callback } = await authenticate();
        simulator.fault({ on: 'approve', kind: played });
        assert.equal((await approve(callback, record, context())).outcome, 'unknown', played);
        assert.equal(await seen(record), outcome);
        assert.equal(payment()?.approvals, approvals);
        assert.equal(simulator.ledger.calls('approve').length, 1);
      }
    });

    it(`doubts a refund that met "${kind}", and the query tells`, async () => {
      for (const [played, outcome, refunds] of [
        [kind, 'approved', 0],
        [`${kind}-after-commit`, 'refunded', 1],
      ] as const) {
        simulator.reset();
        const { record, order } = await buy();
        simulator.fault({ on: 'cancel', kind: played });
        assert.equal((await refund(order, record, context())).outcome, 'unknown', played);
        assert.equal(await seen(record), outcome);
        assert.equal(payment()?.refunds, refunds);
        assert.equal(simulator.ledger.calls('cancel').length, 1);
      }
    });

    it(`does not know when the query met "${kind}", and may ask again`, async () => {
      const { record } = await buy();
      simulator.fault({ on: 'order', kind });
      assert.equal(await seen(record), 'unknown');
      assert.equal(await seen(record), 'approved');
    });
  }

  for (const kind of ['content-type', 'charset'] as const) {
    it(`believes true answers all the same under "${kind}"`, async () => {
      for (const on of ['ready', 'approve', 'order', 'cancel'] as const) {
        simulator.fault({ on, kind });
      }
      const { record, order } = await buy();
      assert.equal(await seen(record), 'approved');
      assert.equal((await refund(order, record, context())).outcome, 'reversed');
      assert.equal(await seen(record), 'refunded');
    });
  }

  it('believes no answer about another order, and the query tells', async () => {
    const { record, callback } = await authenticate();
    simulator.fault({ on: 'approve', kind: 'other-order' });
    assert.equal((await approve(callback, record, context())).outcome, 'unknown');
    simulator.fault({ on: 'order', kind: 'other-order' });
    assert.equal(await seen(record), 'unknown');
    assert.equal(await seen(record), 'approved');
    simulator.fault({ on: 'cancel', kind: 'other-order' });
    const order = wholeOf(String(record.providerState['tid']));
    assert.deepEqual(await refund(order, record, context()), {
      outcome: 'unknown',
      reason: 'cancel: another payment was answered',
    });
    assert.equal(await seen(record), 'refunded');
  });

  it('doubts "already done" when its call was sent twice, and the query tells', async () => {
    const { record, callback } = await authenticate();
    simulator.fault({ on: 'approve', kind: 'sent-twice' });
    const approval = await approve(callback, record, context());
    assert.deepEqual(approval, { outcome: 'unknown', reason: 'approve: -702' });
    assert.equal(await seen(record), 'approved');
    simulator.fault({ on: 'cancel', kind: 'sent-twice' });
    const order = wholeOf(String(record.providerState['tid']));
    const reversal = await refund(order, record, context());
    assert.deepEqual(reversal, { outcome: 'unknown', reason: 'cancel: -785' });
    assert.equal(await seen(record), 'refunded');
    assert.deepEqual([payment()?.approvals, payment()?.refunds], [1, 1]);
  });

  it('reports an amount that is one won more or less, at the approval and in the query', async () => {
    for (const value of [14_999, 15_001]) {
      simulator.reset();
      const { record, callback } = await authenticate();
      simulator.fault({ on: 'approve', kind: 'amount', value });
      const approval = await approve(callback, record, context());
      assert.ok(approval.outcome === 'approved');
      assert.equal(approval.amount.value, value);
      assert.deepEqual(await query(record, context()), approval);
      // What was really taken is what can be given back.
      const order = wholeOf(approval.transactionId, value);
      assert.equal((await refund(order, record, context())).outcome, 'reversed');
    }
  });

  it('gives up an answer that is too slow, and finds what it said', async () => {
    const { record, callback } = await authenticate();
    simulator.fault({ on: 'approve', kind: 'hold' });
    const gaveUp = new AbortController();
    const answered = approve(callback, record, context({ http: untilGivenUp(gaveUp.signal) }));
    await simulator.held();
    gaveUp.abort();
    assert.equal((await answered).outcome, 'unknown');
    assert.equal(simulator.release(), 1);
    assert.equal(await seen(record), 'approved');
  });

  it('sees an approval that was carried out long after it was given up', async () => {
    const { record, callback } = await authenticate();
    simulator.fault({ on: 'approve', kind: 'commit-later' });
    assert.equal((await approve(callback, record, context())).outcome, 'unknown');
    assert.equal(await seen(record), 'authenticated');
    assert.deepEqual(simulator.commitLate(), ['ok']);
    assert.equal(await seen(record), 'approved');
  });

  it('finds a payment again that was not found once', async () => {
    const { record } = await buy();
    simulator.fault({ on: 'order', kind: 'declined', value: -721 });
    assert.equal(await seen(record), 'not-found');
    assert.equal(await seen(record), 'approved');
  });

  it('gives every code of the table the meaning that its README tells, at every verb', async () => {
    const busy = new Set([-1, -7, -10, -9798]);
    const declines = new Set([-701, -705, -723, -761, -780]);
    const refusals = new Set([-2, -703, -704, -710, -721, -722, -724, -725]);
    const bought = await buy();
    const { record, callback } = await authenticate();
    for (const value of [...CODES, -99_999]) {
      for (const on of ['ready', 'approve', 'order', 'cancel'] as const) {
        simulator.fault({ on, kind: 'declined', value });
      }
      const outcomes = [
        (await provider.prepare(RECORD, context())).outcome,
        (await approve(callback, record, context())).outcome,
        await seen(record),
        (await refund(bought.order, bought.record, context())).outcome,
      ];
      const expected = [
        busy.has(value) ? 'unanswered' : 'declined',
        declines.has(value) ? 'declined' : 'unknown',
        value === -721 ? 'not-found' : 'unknown',
        refusals.has(value) ? 'refused' : 'unknown',
      ];
      assert.deepEqual(outcomes, expected, String(value));
    }
    assert.deepEqual(
      simulator.ledger.payments().map(({ approvals, refunds }) => [approvals, refunds]),
      [
        [1, 0],
        [0, 0],
      ],
    );
  });

  it('follows the payment through every state that Kakao Pay names on the way', async () => {
    const { record } = await authenticate();
    const tid = String(record.providerState['tid']);
    for (const [status, outcome] of [
      ['SEND_TMS', 'waiting'],
      ['SELECT_METHOD', 'waiting'],
      ['ARS_WAITING', 'waiting'],
      ['AUTH_PASSWORD', 'authenticated'],
      ['FAIL_AUTH_PASSWORD', 'declined'],
      ['ISSUED_SID', 'unknown'],
    ] as const) {
      assert.ok(simulator.move(tid, status));
      assert.equal(await seen(record), outcome, status);
    }
  });

  it('is declined as expired after the window, and nothing is taken', async () => {
    const { record, callback } = await authenticate();
    now = START + provider.facts.authenticationWindow;
    const approval = await approve(callback, record, context());
    assert.deepEqual(approval, { outcome: 'declined', providerCode: '-723' });
    assert.equal(payment()?.approvals, 0);
  });
});

describe('kakaopay states its facts', () => {
  it('has no key against a second approval, and moves no money without one', () => {
    const { facts, netCancel, readWebhook } = kakaopay(SIMULATOR_KEYS);
    assert.deepEqual([facts.replaySafe, facts.approvedAtCallback], [false, false]);
    assert.deepEqual([netCancel, readWebhook], [undefined, undefined]);
  });

  it('wants cancel and failure believed only after a query', () => {
    assert.equal(kakaopay(SIMULATOR_KEYS).facts.endsNeedQuery, true);
  });

  it('keeps the time for the approval inside a window that a shop made shorter', () => {
    const { facts } = kakaopay({ ...SIMULATOR_KEYS, authenticationWindowMinutes: 5 });
    assert.equal(facts.authenticationWindow, 300_000);
    assert.equal(facts.approveWindow, 300_000);
  });
});

describe('kakaopay reads callbacks', () => {
  const { readCallback } = kakaopay(SIMULATOR_KEYS);
  const record = { ...RECORD, providerState: { tid: 'T1', partner_user_id: 'b' } };

  it('accepts one pg_token among parameters that in-app browsers add', () => {
    const request = get('approve', [
      ['utm_source', 'x'],
      ['pg_token', '0123456789abcdef0123'],
    ]);
    assert.deepEqual(readCallback(request, record), {
      kind: 'authenticated',
      authentication: { pgToken: '0123456789abcdef0123' },
    });
  });

  it('rejects a token that is missing, empty, doubled, too long or not a token', () => {
    for (const values of [[], [''], ['a', 'a'], ['a'.repeat(201)], ['a b'], ['가'], ['a\n']]) {
      const pairs = values.map((value) => ['pg_token', value] as const);
      assert.equal(readCallback(get('approve', pairs), record).kind, 'rejected', values.join());
    }
  });

  it('rejects a POST, at whichever address', () => {
    for (const leg of ['approve', 'cancel', 'fail']) {
      const request = { ...get(leg, [['pg_token', 'a']]), httpMethod: 'POST' as const };
      assert.equal(readCallback(request, record).kind, 'rejected');
    }
  });
});

describe('kakaopay judges answers that the simulator does not give', () => {
  const { approve, query, prepare, refund } = kakaopay(SIMULATOR_KEYS);
  assert.ok(approve && query && refund);
  const record = { ...RECORD, providerState: { tid: 'T1', partner_user_id: 'b7f3k9q' } };
  const success = {
    tid: 'T1',
    partner_order_id: RECORD.providerOrderId,
    amount: { total: 15_000 },
    approved_at: '2026-11-22T10:11:02',
  };
  const approveWith = (status: number, json: unknown) =>
    approve(token('t'), record, context({ http: answering(status, json) }));
  const queryWith = (json: unknown, status = 200) =>
    query(record, context({ http: answering(status, json) }));

  it('believes an approval that carries fields nobody documented yet', async () => {
    const approval = await approveWith(200, { ...success, aid: 'A1', something_new: { a: 1 } });
    assert.deepEqual(approval, {
      outcome: 'approved',
      transactionId: 'T1',
      amount: { value: 15_000, currency: 'KRW' },
      approvedAt: Date.UTC(2026, 10, 22, 1, 11, 2),
    });
  });

  it('does not doubt an approval for the spelling of its date', async () => {
    const approval = await approveWith(200, { ...success, approved_at: '22.11.2026' });
    assert.equal(approval.outcome, 'approved');
  });

  it('doubts an approval of another payment, another order, or without a usable amount', async () => {
    for (const changes of [
      { tid: 'T2' },
      { partner_order_id: 'B-1' },
      { amount: undefined },
      { amount: { total: '15000' } },
      { amount: { total: 1.5 } },
      { amount: { total: -1 } },
    ]) {
      const approval = await approveWith(200, { ...success, ...changes });
      assert.equal(approval.outcome, 'unknown', JSON.stringify(changes));
    }
  });

  it('declines only on documented refusals that took no money, and only by HTTP 4xx', async () => {
    for (const code of [-701, -705, -723, -761, -780]) {
      const json = { error_code: code, error_message: 'no' };
      assert.equal((await approveWith(400, json)).outcome, 'declined', String(code));
      assert.equal((await approveWith(500, json)).outcome, 'unknown', String(code));
      assert.equal((await approveWith(200, json)).outcome, 'unknown', String(code));
    }
    for (const code of [-1, -2, -7, -10, -9798, -401, -702, -708, -721, -722, -783, -99999]) {
      const approval = await approveWith(400, { error_code: code, error_message: 'no' });
      assert.equal(approval.outcome, 'unknown', String(code));
    }
  });

  it('never repeats in a reason what an undocumented answer said', async () => {
    const approval = await approveWith(200, { tid: 'T1', amount: { total: 'top secret' } });
    assert.deepEqual(approval, {
      outcome: 'unknown',
      reason: 'approve: undocumented answer at partner_order_id, amount.total',
    });
  });

  it('knows all thirteen statuses of an order and takes no other for one of them', async () => {
    const statuses = {
      READY: 'waiting',
      SEND_TMS: 'waiting',
      OPEN_PAYMENT: 'waiting',
      SELECT_METHOD: 'waiting',
      ARS_WAITING: 'waiting',
      AUTH_PASSWORD: 'authenticated',
      ISSUED_SID: 'unknown',
      SUCCESS_PAYMENT: 'approved',
      PART_CANCEL_PAYMENT: 'approved',
      CANCEL_PAYMENT: 'refunded',
      FAIL_AUTH_PASSWORD: 'declined',
      QUIT_PAYMENT: 'canceled',
      FAIL_PAYMENT: 'declined',
      SOMETHING_NEW: 'unknown',
      toString: 'unknown',
    };
    for (const [status, outcome] of Object.entries(statuses)) {
      assert.equal((await queryWith({ ...success, status })).outcome, outcome, status);
    }
  });

  it('doubts every status of another payment', async () => {
    for (const status of ['READY', 'AUTH_PASSWORD', 'SUCCESS_PAYMENT', 'QUIT_PAYMENT']) {
      const answer = await queryWith({ ...success, status, tid: 'T2' });
      assert.equal(answer.outcome, 'unknown', status);
    }
  });

  it('finds nothing only when Kakao Pay says that there is no such payment', async () => {
    assert.equal((await queryWith({ error_code: -721 }, 400)).outcome, 'not-found');
    assert.equal((await queryWith({ error_code: -721 }, 500)).outcome, 'unknown');
    assert.equal((await queryWith({}, 404)).outcome, 'unknown');
  });

  it('believes a refund only of this payment, in whole, and by HTTP 200', async () => {
    const canceled = { ...success, status: 'CANCEL_PAYMENT' };
    const refundWith = async (status: number, json: unknown) =>
      (await refund(wholeOf('T1'), record, context({ http: answering(status, json) }))).outcome;
    assert.equal(await refundWith(200, { ...canceled, something_new: 1 }), 'reversed');
    for (const changes of [
      { status: 'PART_CANCEL_PAYMENT' },
      { status: 'SUCCESS_PAYMENT' },
      { status: 'SOMETHING_NEW' },
      { status: undefined },
      { tid: 'T2' },
      { partner_order_id: 'B-1' },
    ]) {
      const outcome = await refundWith(200, { ...canceled, ...changes });
      assert.equal(outcome, 'unknown', JSON.stringify(changes));
    }
    for (const status of [201, 202, 204, 302, 400, 404, 500]) {
      assert.equal(await refundWith(status, canceled), 'unknown', String(status));
    }
    assert.equal(await refundWith(400, { error_code: -710 }), 'refused');
    assert.equal(await refundWith(500, { error_code: -710 }), 'unknown');
    assert.equal(await refundWith(200, { error_code: -710 }), 'unknown');
  });

  it('shows the buyer no sentence that came in another encoding', async () => {
    const refusal = (sentence: string) => ({
      error_code: -780,
      extras: { method_result_message: sentence },
    });
    const declined = { outcome: 'declined', providerCode: '-780' };
    assert.deepEqual(await approveWith(400, refusal('한도 초과')), {
      ...declined,
      message: '한도 초과',
    });
    assert.deepEqual(await approveWith(400, refusal('\uFFFD\uFFFD')), declined);
  });

  it('may try ready again when a busy code comes as an ordinary refusal', async () => {
    for (const code of [-1, -7, -10, -9798]) {
      const http = answering(400, { error_code: code });
      assert.equal((await prepare(RECORD, context({ http }))).outcome, 'unanswered');
    }
  });

  it('sends nobody to a window without https', async () => {
    const json = {
      tid: 'T1',
      next_redirect_pc_url: 'http://online-payment.kakaopay.com/x',
      next_redirect_mobile_url: 'http://online-payment.kakaopay.com/x',
      next_redirect_app_url: 'http://online-payment.kakaopay.com/x',
    };
    const preparation = await prepare(RECORD, context({ http: answering(200, json) }));
    assert.equal(preparation.outcome, 'unanswered');
  });
});
