import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, describe, it } from 'node:test';
import express from 'express';
import { sendRequest } from '../checkout/outbound.ts';
import type { LaunchInstruction } from '../protocol/index.ts';
import { providerContract } from '../providers/provider.contract.ts';
import type { BrowserRequest, FaultKind } from '../providers/provider.contract.ts';
import type {
  AuthenticatedCallback,
  CallbackRequest,
  PaymentRecord,
  PreparedRecord,
  Provider,
  ProviderContext,
} from '../providers/provider.ts';
import { closed, listening } from './merchant.ts';
import type { BankFaultRequest, TestBank, TestBankOptions } from './test-provider.bank.ts';
import { createTestBankSimulator } from './test-provider.simulator.ts';
import { createTestBank, testProvider, testProviderAt } from './test-provider.ts';
import type { TestProviderOptions, Turn } from './test-provider.ts';
import { BANK_WINDOWS, TEST_BANK_SECRET, VERBS } from './test-provider.wire.ts';

const START = Date.UTC(2026, 10, 22, 1, 10, 10);
const ORDER = 'A-1001-7f3k9q';
const RETURN_URL = 'https://pay.shop.example/callback/testbank/attempt/token/return';
const GIVEN_UP_SOON = 300;

let now = START;
beforeEach(() => {
  now = START;
});

const RECORD: PaymentRecord = {
  attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
  orderId: 'A-1001',
  line: 'order',
  providerOrderId: ORDER,
  method: 'card',
  buyerRef: 'b7f3k9q',
  orderName: '머그컵 외 1건',
  amount: { value: 15_000, currency: 'KRW' },
  taxFreeAmount: 0,
  device: 'desktop',
  locale: 'ko',
};
const PREPARED: PreparedRecord = { ...RECORD, providerState: {} };

const context: ProviderContext = {
  http: sendRequest,
  callbackUrl: (leg) => `https://pay.shop.example/callback/testbank/attempt/token/${leg}`,
  now: () => now,
};
/** For calls that are never answered. */
const impatient: ProviderContext = {
  ...context,
  http: (request) => sendRequest({ ...request, timeoutMs: GIVEN_UP_SOON }),
};

async function startSimulator(options: TestBankOptions = {}) {
  const bank = createTestBank({ now: () => now, ...options });
  const simulator = createTestBankSimulator(bank);
  const server = await listening(createServer(express().use('/bank', simulator.router)));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${String(port)}/bank`;
  return { bank, simulator, baseUrl, close: () => closed(server) };
}

/** Presses a button of the window page and comes back as a browser would, by GET or by a form. */
async function press(instruction: LaunchInstruction, decision: string): Promise<BrowserRequest> {
  assert.ok(instruction.kind === 'redirect');
  const page = await fetch(instruction.url);
  assert.equal(page.status, 200);
  assert.match(await page.text(), new RegExp(`value="${decision}"`));
  const answer = await fetch(new URL('decision', instruction.url), {
    method: 'POST',
    body: new URLSearchParams({ decision }),
    redirect: 'manual',
  });
  const location = answer.headers.get('location');
  if (location !== null) {
    return { httpMethod: 'GET', url: location, contentType: '', body: new Uint8Array() };
  }
  const html = await answer.text();
  const fields = [...html.matchAll(/name="(\w+)" value="([^"]*)"/g)];
  return {
    httpMethod: 'POST',
    url: /action="([^"]+)"/.exec(html)?.[1] ?? '',
    contentType: 'application/x-www-form-urlencoded',
    body: Buffer.from(
      new URLSearchParams(fields.map(([, name = '', value = '']) => [name, value])).toString(),
    ),
  };
}

const BANK_FAULTS: Readonly<Record<FaultKind, BankFaultRequest['kind']>> = {
  declined: 'declined',
  amount: 'amount',
  hang: 'hang',
  'hang-after-commit': 'hang-after-commit',
  drop: 'dropped',
  'drop-after-commit': 'dropped-after-commit',
  '500': 'error',
  '500-after-commit': 'error-after-commit',
  html: 'nonsense',
};

const holdToContract = (name: string, options: TestProviderOptions): Promise<void> =>
  providerContract(name, async () => {
    const { bank, baseUrl, close } = await startSimulator();
    const wrong = (changes: object) => () => testProviderAt({ baseUrl, ...changes });
    return {
      provider: testProviderAt({ baseUrl, ...options }),
      providerAt: (address) => testProviderAt({ baseUrl: address, ...options }),
      badOptions: {
        secret: wrong({ secret: '' }),
        baseUrl: wrong({ baseUrl: `https://${TEST_BANK_SECRET}.example` }),
        callbackMethod: wrong({ callbackMethod: 'PUT' }),
        without: wrong({ without: ['prepare'] }),
        facts: wrong({ facts: { replaysafe: true } as object }),
        colour: wrong({ colour: TEST_BANK_SECRET }),
      },
      secrets: [TEST_BANK_SECRET],
      decide: press,
      fault: (on, kind) => bank.fault({ on, kind: BANK_FAULTS[kind] } as BankFaultRequest),
      timesTaken: (id) => bank.payment(id)?.approvals ?? 0,
      timesGivenBack: (id) => bank.payment(id)?.reversals ?? 0,
      webhook: { about: (id) => bank.webhookAbout(id), signed: true },
      // Who cannot be asked cannot be held to what a query would see.
      ...(options.without?.includes('query')
        ? {}
        : {
            deposits: {
              method: 'virtual-account',
              decide: (instruction: LaunchInstruction) => press(instruction, 'deposit'),
              pay: (id: string) => assert.ok(bank.deposit(id)),
            },
          }),
      payInWindow: (instruction) => press(instruction, 'pay'),
      passTime: (ms) => {
        now += ms;
      },
      reset: () => {
        bank.reset();
        now = START;
      },
      close,
    };
  });

await holdToContract('the test provider', {});
await holdToContract('the test provider with other facts', {
  callbackMethod: 'POST',
  facts: { replaySafe: false, approvedAtCallback: true },
});
await holdToContract('the test provider with neither query nor replay', {
  without: ['query', 'netCancel', 'refund', 'readWebhook'],
  facts: { replaySafe: false },
});

/** The provider in process, with a payment that the buyer has not decided about yet. */
async function open(bankOptions: TestBankOptions = {}, options: TestProviderOptions = {}) {
  const bank = createTestBank({ now: () => now, ...bankOptions });
  const provider = testProvider(bank, options);
  const preparation = await provider.prepare(RECORD, context);
  assert.equal(preparation.outcome, 'prepared');
  return { bank, ...verbsOf(provider), provider };
}

/** The verbs without their context, and with what the callback brought. */
function verbsOf(provider: Provider, patience = context) {
  const { approve, query, netCancel, refund } = provider;
  assert.ok(approve && query && netCancel && refund);
  return {
    approve: (callback: BrowserRequest | undefined, record = PREPARED) =>
      approve(vouched(provider, callback), record, patience),
    query: () => query(PREPARED, patience),
    netCancel: () => netCancel(PREPARED, patience),
    refund: (key = 'refund-1', amount = RECORD.amount) =>
      refund({ transactionId: `T-${ORDER}`, amount, taxFreeAmount: 0, key }, PREPARED, patience),
  };
}

function vouched(provider: Provider, callback: BrowserRequest | undefined): AuthenticatedCallback {
  assert.ok(callback);
  const reading = provider.readCallback(callbackOf(callback), PREPARED);
  assert.ok(reading.kind === 'authenticated', JSON.stringify(reading));
  return reading.authentication as AuthenticatedCallback;
}

function callbackOf({ url, ...request }: BrowserRequest): CallbackRequest {
  const { pathname, searchParams } = new URL(url);
  return { ...request, leg: pathname.split('/').at(-1) ?? '', query: [...searchParams] };
}

describe('The test bank repeats its first answer to a key', () => {
  it('takes the money once and says the same when an approve is replayed', async () => {
    const { bank, approve } = await open();
    const callback = bank.authenticate(ORDER);
    const first = await approve(callback);
    now += 1000;
    assert.deepEqual(await approve(callback), first);
    assert.equal(bank.payment(ORDER)?.approvals, 1);
  });

  it('also says the same when the money was given back since, and takes nothing', async () => {
    const { bank, approve, netCancel, query } = await open();
    const callback = bank.authenticate(ORDER);
    const first = await approve(callback);
    await netCancel();
    assert.deepEqual(await approve(callback), first);
    assert.equal(bank.standing(ORDER), 0);
    assert.equal((await query()).outcome, 'refunded');
  });

  it('does not remember a call that came to nothing', async () => {
    const { bank, approve } = await open();
    const callback = bank.authenticate(ORDER);
    bank.fault({ on: 'approve', kind: 'error' });
    assert.equal((await approve(callback)).outcome, 'unknown');
    assert.equal((await approve(callback)).outcome, 'approved');
  });

  it('refuses the key of one order for another', async () => {
    const { bank, approve, provider } = await open();
    await approve(bank.authenticate(ORDER));
    const other = { ...PREPARED, providerOrderId: 'B-1' };
    await provider.prepare(other, context);
    const approval = await approve(bank.authenticate('B-1'), other);
    assert.deepEqual(approval, { outcome: 'unknown', reason: 'approve: KEY_REUSED' });
    assert.equal(bank.standing('B-1'), 0);
  });

  it('sends no key where replay is not safe, and a second approve is a doubt', async () => {
    const { bank, approve } = await open({}, { facts: { replaySafe: false } });
    const callback = bank.authenticate(ORDER);
    await approve(callback);
    const again = await approve(callback);
    assert.deepEqual(again, { outcome: 'unknown', reason: 'approve: ALREADY_PROCESSED' });
    assert.equal(bank.standing(ORDER), 1);
  });

  it('shows a second approve as money taken twice where it is told to take twice', async () => {
    const { bank, approve } = await open({ takesTwice: true }, { facts: { replaySafe: false } });
    const callback = bank.authenticate(ORDER);
    await approve(callback);
    assert.equal((await approve(callback)).outcome, 'approved');
    assert.equal(bank.standing(ORDER), 2);
  });
});

describe('The test bank undoes an approval by net cancel', () => {
  it('needs no transaction id', async () => {
    const { bank, approve, netCancel, query } = await open();
    bank.fault({ on: 'approve', kind: 'dropped-after-commit' });
    assert.equal((await approve(bank.authenticate(ORDER))).outcome, 'unknown');
    assert.equal(bank.standing(ORDER), 1);
    assert.deepEqual(await netCancel(), { outcome: 'reversed' });
    assert.equal(bank.standing(ORDER), 0);
    assert.equal((await query()).outcome, 'refunded');
  });

  it('does so until its window is over', async () => {
    for (const [waited, outcome] of [
      [BANK_WINDOWS.netCancelWindow - 1, 'reversed'],
      [BANK_WINDOWS.netCancelWindow, 'refused'],
    ] as const) {
      const { bank, approve, netCancel } = await open();
      await approve(bank.authenticate(ORDER));
      now += waited;
      assert.equal((await netCancel()).outcome, outcome);
      assert.equal(bank.standing(ORDER), outcome === 'reversed' ? 0 : 1);
    }
  });

  it('refuses an approve that arrives after it', async () => {
    const { bank, approve, netCancel, query } = await open();
    const callback = bank.authenticate(ORDER);
    assert.deepEqual(await netCancel(), { outcome: 'reversed' });
    const approval = await approve(callback);
    assert.deepEqual(approval, { outcome: 'declined', providerCode: 'NET_CANCELED' });
    assert.equal((await query()).outcome, 'canceled');
  });

  it('refuses an approve that was on its way and is carried out after it', async () => {
    const { bank, approve, netCancel } = await open();
    bank.fault({ on: 'approve', kind: 'commit-later' });
    await approve(bank.authenticate(ORDER));
    await netCancel();
    assert.equal(bank.commitLate(), 1);
    assert.equal(bank.standing(ORDER), 0);
    assert.deepEqual(
      bank.calls('approve').map(({ outcome, late }) => [outcome, late]),
      [
        ['commit-later', false],
        ['NET_CANCELED', true],
      ],
    );
  });

  it('leaves a late approval for a query to find where it does not seal the order', async () => {
    const { bank, approve, netCancel, query } = await open({ sealsOnNetCancel: false });
    bank.fault({ on: 'approve', kind: 'commit-later' });
    await approve(bank.authenticate(ORDER));
    assert.deepEqual(await netCancel(), { outcome: 'reversed' });
    assert.equal((await query()).outcome, 'authenticated');
    bank.commitLate();
    assert.equal(bank.standing(ORDER), 1);
    assert.equal((await query()).outcome, 'approved');
  });
});

describe('The test bank carries out late what was on its way', () => {
  it('takes the money although the time for an approve is over by then', async () => {
    const { bank, approve, query } = await open();
    bank.fault({ on: 'approve', kind: 'commit-later' });
    await approve(bank.authenticate(ORDER));
    now += BANK_WINDOWS.approveWindow;
    assert.equal((await query()).outcome, 'authenticated');
    assert.deepEqual([bank.lateCalls(), bank.commitLate(), bank.lateCalls()], [1, 1, 0]);
    assert.equal((await query()).outcome, 'approved');
  });

  it('takes the money once when the same approve was repeated meanwhile', async () => {
    const { bank, approve } = await open();
    const callback = bank.authenticate(ORDER);
    bank.fault({ on: 'approve', kind: 'commit-later' });
    await approve(callback);
    await approve(callback);
    bank.commitLate();
    assert.equal(bank.payment(ORDER)?.approvals, 1);
  });

  it('carries out a late refund', async () => {
    const { bank, approve, refund } = await open();
    await approve(bank.authenticate(ORDER));
    bank.fault({ on: 'refund', kind: 'commit-later' });
    assert.equal((await refund()).outcome, 'unknown');
    assert.equal(bank.standing(ORDER), 1);
    bank.commitLate();
    assert.equal(bank.standing(ORDER), 0);
    assert.deepEqual(await refund(), { outcome: 'reversed' });
  });
});

describe('The test bank knows deposits', () => {
  const issue = async () => {
    const stage = await open();
    const approval = await stage.approve(
      stage.bank.authenticate(ORDER, { method: 'virtual-account' }),
    );
    assert.ok(approval.outcome === 'awaiting-deposit', approval.outcome);
    return { ...stage, approval };
  };

  it('is approved by the deposit, and awaits it again when it was withdrawn', async () => {
    const { bank, query, approval } = await issue();
    assert.equal(bank.standing(ORDER), 0);
    assert.ok(bank.deposit(ORDER));
    assert.equal((await query()).outcome, 'approved');
    assert.equal(bank.standing(ORDER), 1);
    assert.ok(bank.withdrawDeposit(ORDER));
    assert.deepEqual(await query(), approval);
    assert.equal(bank.standing(ORDER), 0);
    assert.ok(bank.deposit(ORDER));
    assert.equal(bank.standing(ORDER), 1);
  });

  it('has nothing to give back of a deposit that was withdrawn', async () => {
    const { bank, query, netCancel } = await issue();
    bank.deposit(ORDER);
    bank.withdrawDeposit(ORDER);
    assert.deepEqual(await netCancel(), { outcome: 'reversed' });
    assert.equal((await query()).outcome, 'canceled');
    assert.equal(bank.standing(ORDER), 0);
  });

  it('takes no deposit for an account that it has closed, which stays unpaid', async () => {
    const { bank, query, approval } = await issue();
    assert.ok(bank.letDepositExpire(ORDER));
    assert.equal(bank.deposit(ORDER), false);
    assert.equal(bank.payment(ORDER)?.status, 'expired');
    assert.deepEqual(await query(), approval);
  });

  it('gives up an account by refund and by net cancel, with nothing to give back', async () => {
    for (const verb of ['refund', 'netCancel'] as const) {
      const stage = await issue();
      assert.deepEqual(await stage[verb](), { outcome: 'reversed' });
      assert.equal(stage.bank.deposit(ORDER), false);
      assert.equal((await stage.query()).outcome, 'canceled');
      assert.equal(stage.bank.payment(ORDER)?.reversals, 0);
    }
  });

  it('withdraws no card payment', async () => {
    const { bank, approve } = await open();
    await approve(bank.authenticate(ORDER));
    assert.equal(bank.withdrawDeposit(ORDER), false);
    assert.equal(bank.standing(ORDER), 1);
  });
});

describe('The test bank gives money back', () => {
  it('says the same to the same key, and that nothing is left to another', async () => {
    const { bank, approve, refund } = await open();
    await approve(bank.authenticate(ORDER));
    for (const key of ['refund-1', 'refund-1', 'refund-2']) {
      assert.deepEqual(await refund(key), { outcome: 'reversed' });
    }
    assert.equal(bank.payment(ORDER)?.reversals, 1);
    assert.deepEqual(
      bank.calls('refund').map(({ outcome }) => outcome),
      ['ok', 'ok', 'ALREADY_REVERSED'],
    );
  });

  it('refuses another amount than was taken, and does not remember that by the key', async () => {
    const { bank, approve, refund } = await open();
    bank.fault({ on: 'approve', kind: 'amount', value: 150_000 });
    await approve(bank.authenticate(ORDER));
    assert.deepEqual(await refund(), { outcome: 'refused', providerCode: 'AMOUNT_DIFFERS' });
    assert.equal(bank.standing(ORDER), 1);
    const taken = { value: 150_000, currency: 'KRW' };
    assert.deepEqual(await refund('refund-1', taken), { outcome: 'reversed' });
  });

  it('gives back what the merchant refunds in the console, which a query sees', async () => {
    const { bank, approve, query } = await open();
    await approve(bank.authenticate(ORDER));
    assert.ok(bank.refundInConsole(ORDER));
    assert.equal(bank.refundInConsole(ORDER), false);
    assert.equal((await query()).outcome, 'refunded');
    assert.equal(bank.standing(ORDER), 0);
  });
});

describe('The window of the test bank', () => {
  it('takes the money in the window, which a query sees before any callback came', async () => {
    const { bank, query, approve } = await open({}, { facts: { approvedAtCallback: true } });
    const callback = bank.authenticateAndApprove(ORDER);
    const seen = await query();
    assert.equal(seen.outcome, 'approved');
    assert.deepEqual(await approve(callback), seen);
    assert.equal(bank.payment(ORDER)?.approvals, 1);
  });

  it('lets the buyer decide once', async () => {
    const { bank } = await open();
    assert.ok(bank.cancel(ORDER));
    const { authenticate, authenticateAndApprove, cancel, fail } = bank;
    for (const action of [authenticate, authenticateAndApprove, cancel, fail]) {
      assert.equal(action.call(bank, ORDER), undefined);
    }
    assert.equal(bank.payment(ORDER)?.status, 'canceled');
  });

  it('closes after its time, before and after the authentication', async () => {
    const { bank, query } = await open();
    now += BANK_WINDOWS.authenticationWindow;
    assert.equal(bank.authenticate(ORDER), undefined);
    assert.equal((await query()).outcome, 'canceled');
    const late = await open();
    const callback = late.bank.authenticate(ORDER);
    now += BANK_WINDOWS.approveWindow;
    const approval = await late.approve(callback);
    assert.deepEqual(approval, { outcome: 'declined', providerCode: 'EXPIRED' });
  });

  it('signs claims that differ from the order, for the core to compare', async () => {
    const { bank, provider } = await open();
    const amount = { value: 1, currency: 'KRW' };
    const callback = bank.authenticate(ORDER, { claims: { amount, providerOrderId: 'B-1' } });
    assert.ok(callback);
    const reading = provider.readCallback(callbackOf(callback), PREPARED);
    assert.ok(reading.kind === 'authenticated');
    assert.deepEqual(reading.claims, { amount, providerOrderId: 'B-1' });
  });

  it('has every parameter of its callback signed', async () => {
    const { bank, provider } = await open();
    const callback = bank.authenticate(ORDER);
    assert.ok(callback);
    const request = callbackOf(callback);
    assert.ok(request.query.length > 0);
    for (const [changed] of request.query) {
      const query = request.query.map(([name, value]) =>
        name === changed ? ([name, `${value}0`] as const) : ([name, value] as const),
      );
      assert.equal(provider.readCallback({ ...request, query }, PREPARED).kind, 'rejected');
    }
  });
});

describe('The test bank hides what is not approved where it is told to', () => {
  it('finds a payment only from the approval on', async () => {
    const { bank, query, approve } = await open({ hidesUnapproved: true });
    assert.equal((await query()).outcome, 'not-found');
    const callback = bank.authenticate(ORDER);
    assert.equal((await query()).outcome, 'not-found');
    await approve(callback);
    assert.equal((await query()).outcome, 'approved');
  });
});

describe('The test provider is what its options say', () => {
  it('leaves out the verbs that it does not have, and their facts', () => {
    const without = ['approve', 'query', 'netCancel', 'refund', 'readWebhook'] as const;
    const provider = testProvider(createTestBank(), { without });
    for (const verb of without) assert.equal(verb in provider, false, verb);
    const { netCancelWindow, webhookAnswer, replaySafe } = provider.facts;
    assert.deepEqual([netCancelWindow, webhookAnswer, replaySafe], [undefined, undefined, false]);
  });

  it('has all of them otherwise, and the windows of its bank', () => {
    const windows = { approveWindow: 60_000, netCancelWindow: 120_000 };
    const { facts, ...provider } = testProvider(createTestBank({ windows }));
    assert.ok(provider.approve && provider.query && provider.netCancel && provider.refund);
    assert.deepEqual(facts.webhookAnswer, { contentType: 'text/plain', body: 'OK' });
    assert.equal(facts.approveWindow, 60_000);
    assert.equal(facts.netCancelWindow, 120_000);
  });

  it('lets the test order its calls, on the way there and on the way back', async () => {
    const bank = createTestBank({ now: () => now });
    const seen: string[] = [];
    const turn: Turn = (way, verb) => {
      seen.push(`${verb} ${way}, ${String(bank.calls().length)} calls`);
      return Promise.resolve();
    };
    await testProvider(bank, { turn }).prepare(RECORD, context);
    assert.deepEqual(seen, ['prepare there, 0 calls', 'prepare back, 1 calls']);
  });
});

describe('The webhooks of the test bank', async () => {
  const { bank, simulator, baseUrl, close } = await startSimulator();
  const provider = testProviderAt({ baseUrl });
  const { approve } = verbsOf(provider);
  const received: string[] = [];
  let answer = { status: 200, body: 'OK' };
  const app = express().use(express.raw({ type: () => true }));
  app.post('/webhook/testbank', (request, response) => {
    const reading = provider.readWebhook?.({
      headers: request.headers as Record<string, string>,
      query: [],
      contentType: request.get('content-type') ?? '',
      body: request.body as Buffer,
    });
    received.push(reading?.kind === 'about' ? reading.providerOrderId : 'rejected');
    response.status(answer.status).send(answer.body);
  });
  const server = await listening(createServer(app));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/webhook/testbank`;
  after(async () => {
    await close();
    await closed(server);
  });
  beforeEach(() => {
    bank.reset();
    received.length = 0;
    answer = { status: 200, body: 'OK' };
  });

  const pay = async () => {
    await provider.prepare(RECORD, context);
    await approve(bank.authenticate(ORDER));
  };

  it('arrive as they were signed, once', async () => {
    await pay();
    assert.deepEqual(await simulator.deliverWebhooks(url), { delivered: 1, failed: 0 });
    assert.deepEqual(await simulator.deliverWebhooks(url), { delivered: 0, failed: 0 });
    assert.deepEqual(received, [ORDER]);
  });

  it('come again until they are answered as documented', async () => {
    await pay();
    for (answer of [
      { status: 500, body: 'OK' },
      { status: 200, body: 'fine' },
    ]) {
      assert.deepEqual(await simulator.deliverWebhooks(url), { delivered: 0, failed: 1 });
    }
    answer = { status: 200, body: 'OK' };
    assert.deepEqual(await simulator.deliverWebhooks(url), { delivered: 1, failed: 0 });
    assert.deepEqual(received, [ORDER, ORDER, ORDER]);
    assert.equal(bank.webhooks()[0]?.tries, 3);
  });

  it('come again although they were received, where the test wants that', async () => {
    await pay();
    await simulator.deliverWebhooks(url);
    assert.deepEqual(await simulator.deliverWebhooks(url, { again: true }), {
      delivered: 1,
      failed: 0,
    });
    assert.deepEqual(received, [ORDER, ORDER]);
  });

  it('tell of every move of the money', async () => {
    await provider.prepare(RECORD, context);
    await approve(bank.authenticate(ORDER, { method: 'virtual-account' }));
    bank.deposit(ORDER);
    bank.withdrawDeposit(ORDER);
    bank.deposit(ORDER);
    bank.refundInConsole(ORDER);
    assert.deepEqual(
      bank.webhooks().map(({ status }) => status),
      ['awaiting-deposit', 'approved', 'awaiting-deposit', 'approved', 'refunded'],
    );
  });

  it('are rejected when they are forged', async () => {
    await pay();
    const { readWebhook } = provider;
    const { body, headers, ...request } = bank.webhookAbout(ORDER);
    const strange = createTestBank({ now: () => now, secret: 'another' });
    await testProvider(strange).prepare(RECORD, context);
    const signature = 'testbank-signature';
    for (const forged of [
      strange.webhookAbout(ORDER),
      { ...request, body, headers: {} },
      { ...request, body, headers: { ...headers, [signature]: '' } },
      { ...request, body, headers: { ...headers, [signature]: 'é'.repeat(32) } },
      { ...request, body: Buffer.concat([body, Buffer.from(' ')]), headers },
    ]) {
      assert.equal(readWebhook?.(forged).kind, 'rejected');
    }
    const about = { kind: 'about', providerOrderId: ORDER };
    assert.deepEqual(readWebhook?.({ ...request, body, headers }), about);
  });
});

describe('The control routes of the simulator', async () => {
  const { bank, baseUrl, close } = await startSimulator();
  const provider = testProviderAt({ baseUrl });
  const { approve, query } = verbsOf(provider);
  after(close);
  beforeEach(() => bank.reset());

  const control = async (path: string, body: object) => {
    const response = await fetch(`${baseUrl}/control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      json: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  };

  it('do what the bank does', async () => {
    await provider.prepare(RECORD, context);
    const fault = { on: 'approve', kind: 'commit-later' };
    assert.equal((await control('faults', fault)).status, 200);
    const action = { orderId: ORDER, action: 'authenticate', method: 'virtual-account' };
    const { json } = await control('buyer', action);
    const callback = json as { url: string; httpMethod: 'GET'; contentType: string };
    assert.ok(callback.url.startsWith(RETURN_URL));
    assert.equal((await approve({ ...callback, body: new Uint8Array() })).outcome, 'unknown');
    assert.deepEqual(await control('commit-late', {}), { status: 200, json: { executed: 1 } });
    assert.equal((await query()).outcome, 'awaiting-deposit');
    const deposit = { orderId: ORDER, action: 'deposit' };
    assert.deepEqual(await control('deposits', deposit), { status: 200, json: true });
    assert.equal((await control('deposits', deposit)).status, 409);
    assert.equal((await query()).outcome, 'approved');
    assert.equal((await control('refund', { orderId: ORDER })).status, 200);
    assert.equal((await query()).outcome, 'refunded');
    assert.equal((await control('reset', {})).status, 200);
    assert.equal((await query()).outcome, 'not-found');
  });

  it('show the ledger and refuse what does not exist', async () => {
    await provider.prepare(RECORD, context);
    const ledger = (await (await fetch(`${baseUrl}/control/ledger`)).json()) as unknown;
    assert.deepEqual(ledger, {
      payments: bank.payments(),
      calls: [{ verb: 'prepare', providerOrderId: ORDER, at: START, outcome: 'ok', late: false }],
      webhooks: [],
    });
    assert.equal((await control('faults', { on: 'query', kind: 'commit-later' })).status, 400);
    assert.equal((await control('buyer', { orderId: ORDER, action: 'steal' })).status, 400);
  });
});

const ALWAYS = ['unsent', 'dropped', 'hang', 'error', 'nonsense', 'declined'] as const;
const COMMITTING = [
  'dropped-after-commit',
  'hang-after-commit',
  'error-after-commit',
  'commit-later',
] as const;
const EVERY_FAULT: readonly BankFaultRequest[] = [
  ...VERBS.flatMap((on) => ALWAYS.map((kind) => ({ on, kind }))),
  ...(['prepare', 'approve', 'netCancel', 'refund'] as const).flatMap((on) =>
    COMMITTING.map((kind) => ({ on, kind })),
  ),
  { on: 'approve', kind: 'amount' },
  { on: 'query', kind: 'amount', value: 1 },
];

/** One history with every verb in it, most of them asked twice, and one fault: all that was said. */
async function history(provider: Provider, bank: TestBank, fault: BankFaultRequest) {
  bank.reset();
  bank.fault(fault);
  const patience = fault.kind.startsWith('hang') ? impatient : context;
  const verbs = verbsOf(provider, patience);
  const said: object[] = [];
  for (const asked of [1, 2]) {
    const { outcome } = await provider.prepare(RECORD, patience);
    said.push({ asked, outcome });
  }
  const callback = bank.authenticate(ORDER);
  if (callback) said.push(await verbs.approve(callback), await verbs.query());
  bank.commitLate();
  if (callback) said.push(await verbs.approve(callback), await verbs.query());
  const amount = bank.payment(ORDER)?.approvedAmount;
  const first = fault.on === 'netCancel' ? verbs.netCancel : () => verbs.refund('refund-1', amount);
  said.push(await first(), await verbs.query());
  bank.commitLate();
  said.push(await first(), await verbs.netCancel(), await verbs.query());
  return {
    // How a lost connection is called is the line's own affair.
    said: said.map((answer) => ({ ...answer, reason: undefined })),
    payments: bank.payments(),
    calls: bank.calls(),
    webhooks: bank.webhooks(),
  };
}

describe('The two ways to the test bank', async () => {
  const { bank: farBank, baseUrl, close } = await startSimulator();
  const far = testProviderAt({ baseUrl });
  after(close);

  it('state the same facts', () => {
    const near = testProvider(createTestBank());
    assert.deepEqual(near.facts, far.facts);
    assert.deepEqual(near.methods, far.methods);
  });

  for (const fault of EVERY_FAULT) {
    it(`agree when ${fault.on} meets "${fault.kind}"`, async () => {
      const nearBank = createTestBank({ now: () => now });
      const near = await history(testProvider(nearBank), nearBank, fault);
      assert.deepEqual(await history(far, farBank, fault), near);
      assert.ok(
        near.calls.some(({ verb, outcome }) => verb === fault.on && outcome !== 'ok') ||
          fault.kind === 'amount',
      );
    });
  }
});
