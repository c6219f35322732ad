import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import express from 'express';
import type { LaunchInstruction } from '../../protocol/index.ts';
import { pressAtToss } from '../../testing/toss-window.ts';
import { providerContract } from '../provider.contract.ts';
import type { BrowserRequest, BuyerDecision, FaultyStep } from '../provider.contract.ts';
import type {
  AuthenticatedCallback,
  CallbackRequest,
  HttpOutcome,
  HttpRequest,
  PaymentRecord,
  PreparedRecord,
  ProviderContext,
  RefundOrder,
  WebhookRequest,
} from '../provider.ts';
import { DOCUMENTATION_KEYS } from './tosspayments.schema.ts';
import { createTossPaymentsSimulator, SIMULATOR_KEYS } from './tosspayments.simulator.ts';
import { tosspayments } from './tosspayments.ts';
import type { TossPaymentsOptions } from './tosspayments.ts';

const START = Date.UTC(2026, 10, 22, 1, 10, 10);
const STEPS = {
  approve: 'confirm',
  query: 'query',
  refund: 'cancel',
} as const satisfies Partial<Record<FaultyStep, string>>;

const pressAt = async (
  instruction: LaunchInstruction,
  decision: BuyerDecision,
): Promise<BrowserRequest> => ({
  httpMethod: 'GET',
  url: await pressAtToss(instruction, decision),
  contentType: '',
  body: new Uint8Array(),
});

for (const sdk of ['v2', 'v1'] as const) {
  await providerContract(`tosspayments by SDK ${sdk}`, async () => {
    let now = START;
    const simulator = createTossPaymentsSimulator({ now: () => now });
    const server = createServer(express().use('/toss', simulator.router));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/toss`;
    const secret = SIMULATOR_KEYS.secretKey;
    const at = (apiUrl: string, options: Partial<TossPaymentsOptions> = {}) =>
      tosspayments({ ...SIMULATOR_KEYS, sdk, sdkUrl: base, apiUrl, ...options });
    const wrong = (options: Partial<TossPaymentsOptions>) => () => at(base, options);
    const paymentsOf = (orderId: string) =>
      simulator.ledger.payments().filter((payment) => payment.orderId === orderId);
    return {
      provider: at(base),
      providerAt: at,
      badOptions: {
        clientKey: wrong({ clientKey: secret }),
        secretKey: wrong({ secretKey: '' }),
        apiUrl: wrong({ apiUrl: `https://${secret}.example?x` }),
        sdkUrl: wrong({ sdkUrl: 'http://js.tosspayments.com' }),
        depositHours: wrong({ depositHours: 0 }),
      },
      secrets: [secret],
      preparesAlone: true,
      refundsParts: true,
      decide: pressAt,
      fault: (step, kind) => {
        assert.ok(step !== 'prepare' && step !== 'netCancel', step);
        simulator.fault({ on: STEPS[step], kind });
      },
      timesTaken: (id) => paymentsOf(id).reduce((sum, { approvals }) => sum + approvals, 0),
      timesGivenBack: (id) => paymentsOf(id).reduce((sum, { refunds }) => sum + refunds, 0),
      webhook: {
        about: (id) => {
          const { headers, body } = simulator.webhookAbout(id) ?? assert.fail('no such order');
          const contentType = headers['content-type'] ?? '';
          return { headers, query: [], contentType, body: new TextEncoder().encode(body) };
        },
        signed: false,
      },
      deposits: {
        method: 'virtual-account',
        decide: (instruction) => pressAt(instruction, 'approve'),
        pay: (id) => assert.ok(simulator.deposit(id), 'the account takes no money'),
      },
      passTime: (ms) => {
        now += ms;
      },
      reset: () => {
        simulator.reset();
        now = START;
      },
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  });
}

const KEYS = { clientKey: 'test_ck_shop', secretKey: 'test_sk_shop' };
const PAYMENT_KEY = 'tviva20261122101010Ab1C2';

const RECORD: PaymentRecord = {
  attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
  orderId: 'A-1001',
  line: 'order',
  providerOrderId: 'A-1001-7f3k9q',
  method: 'card',
  buyerRef: 'b7f3k9q',
  orderName: '머그컵 외 1건',
  amount: { value: 15_000, currency: 'KRW' },
  taxFreeAmount: 0,
  device: 'desktop',
  locale: 'ko',
};
const PREPARED: PreparedRecord = { ...RECORD, providerState: {} };
const CALLBACK = { paymentKey: PAYMENT_KEY } as unknown as AuthenticatedCallback;
const REFUND: RefundOrder = {
  transactionId: PAYMENT_KEY,
  amount: RECORD.amount,
  taxFreeAmount: 0,
  key: 'AAAAAAAAAAAAAAAAAAAAAA.back',
};

const context = (http: ProviderContext['http']): ProviderContext => ({
  http,
  callbackUrl: (leg) => `https://pay.shop.example/callback/toss/attempt/token/${leg}`,
  now: () => 0,
});
const nobody = context(() => assert.fail('somebody was asked'));

const told = (status: number, json: unknown): HttpOutcome => ({
  kind: 'answered',
  status,
  body: new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json)),
});
const answering = (status: number, json: unknown) =>
  context(() => Promise.resolve(told(status, json)));

const payment = (more: Record<string, unknown> = {}) => ({
  paymentKey: PAYMENT_KEY,
  orderId: RECORD.providerOrderId,
  status: 'DONE',
  totalAmount: 15_000,
  currency: 'KRW',
  approvedAt: '2026-11-22T10:10:41+09:00',
  virtualAccount: null,
  cancels: null,
  failure: null,
  ...more,
});
const ACCOUNT = {
  accountNumber: 'X7000000001',
  bankCode: '20',
  customerName: '김하늘',
  depositorName: '홍길동',
  dueDate: '2026-11-25T23:59:59+09:00',
};

const made = (options: Partial<TossPaymentsOptions> = {}) => {
  const provider = tosspayments({ ...KEYS, ...options });
  const { approve, query, refund, readWebhook } = provider;
  assert.ok(approve && query && refund && readWebhook, 'a verb is missing');
  return { provider, approve, query, refund, readWebhook };
};

async function dataOf(record: Partial<PaymentRecord>, options: Partial<TossPaymentsOptions> = {}) {
  const preparation = await made(options).provider.prepare({ ...RECORD, ...record }, nobody);
  assert.ok(preparation.outcome === 'prepared', JSON.stringify(preparation));
  assert.ok(preparation.instruction.kind === 'script', 'no script');
  return preparation.instruction.data;
}

const get = (leg: string, query: readonly (readonly [string, string])[]): CallbackRequest => ({
  httpMethod: 'GET',
  leg,
  query,
  contentType: '',
  body: new Uint8Array(),
});
const SUCCESS = [
  ['paymentKey', PAYMENT_KEY],
  ['orderId', RECORD.providerOrderId],
  ['amount', '15000'],
] as const;
const read = (request: CallbackRequest) => made().provider.readCallback(request, PREPARED);

describe('tosspayments tells its SDK', () => {
  it('the order, the money and both addresses, for the same tab, without a secret', async () => {
    assert.deepEqual(await dataOf({}), {
      version: 'v2',
      clientKey: 'test_ck_shop',
      customerKey: '@@ANONYMOUS',
      request: {
        method: 'CARD',
        amount: { currency: 'KRW', value: 15_000 },
        orderId: 'A-1001-7f3k9q',
        orderName: '머그컵 외 1건',
        successUrl: 'https://pay.shop.example/callback/toss/attempt/token/success',
        failUrl: 'https://pay.shop.example/callback/toss/attempt/token/fail',
        windowTarget: 'self',
      },
    });
  });

  it('the wallet that the buyer chose, whose own window opens', async () => {
    const data = await dataOf({ method: 'tosspay', taxFreeAmount: 500 });
    const request = data['request'] as Record<string, unknown>;
    assert.equal(request['method'], 'CARD');
    assert.deepEqual(request['card'], { flowMode: 'DIRECT', easyPay: 'TOSSPAY' });
    assert.equal(request['taxFreeAmount'], 500);
  });

  it('how long an account is good for', async () => {
    const method = 'virtual-account';
    const request = (await dataOf({ method }, { depositHours: 24 }))['request'] as object;
    assert.deepEqual(Reflect.get(request, 'virtualAccount'), { validHours: 24 });
  });

  it('the same by the first SDK, where Toss Pay is a method of its own', async () => {
    const data = await dataOf({ method: 'tosspay' }, { sdk: 'v1' });
    assert.equal(data['version'], 'v1');
    assert.equal(data['method'], 'TOSSPAY');
    const { amount, card } = data['request'] as Record<string, unknown>;
    assert.deepEqual([amount, card], [15_000, undefined]);
    const wallet = await dataOf({ method: 'payco' }, { sdk: 'v1' });
    assert.equal(wallet['method'], 'CARD');
    const request = wallet['request'] as object;
    assert.deepEqual(
      [Reflect.get(request, 'flowMode'), Reflect.get(request, 'easyPay')],
      ['DIRECT', 'PAYCO'],
    );
  });

  it('a long name cut between characters, and nothing of what it does not take', async () => {
    const request = (await dataOf({ orderName: `${'가'.repeat(98)}😀끝` }))['request'] as object;
    assert.equal(Reflect.get(request, 'orderName'), `${'가'.repeat(98)}…`);
    const { prepare } = made().provider;
    for (const wrong of [{ amount: { value: 1, currency: 'USD' } }, { method: 'gift' }]) {
      assert.equal((await prepare({ ...RECORD, ...wrong }, nobody)).outcome, 'declined');
    }
  });

  it('from where it comes: either version, and what its window may reach', () => {
    const real = made().provider;
    assert.equal(real.sdk?.src, 'https://js.tosspayments.com/v2/standard');
    assert.equal(made({ sdk: 'v1' }).provider.sdk?.src, 'https://js.tosspayments.com/v1');
    assert.deepEqual(real.origins.script, ['https://js.tosspayments.com']);
    assert.ok(real.origins.connect.includes('https://apigw.tosspayments.com'), 'no apigw');
    const near = made({ sdkUrl: 'http://127.0.0.1:4200/tosspayments/' }).provider;
    assert.equal(near.sdk?.src, 'http://127.0.0.1:4200/tosspayments/v2/standard');
    assert.deepEqual(near.origins, {
      script: ['http://127.0.0.1:4200'],
      connect: ['http://127.0.0.1:4200'],
    });
    const more = { scriptOrigins: ['https://a.example'], connectOrigins: ['https://b.example'] };
    assert.deepEqual(made(more).provider.origins, {
      script: ['https://js.tosspayments.com', 'https://a.example'],
      connect: ['https://b.example'],
    });
  });
});

describe('tosspayments is set up', () => {
  it('with two keys of one kind, and names what is wrong without repeating it', () => {
    const wrong: readonly [Partial<TossPaymentsOptions>, RegExp][] = [
      [{ clientKey: 'test_gck_docs_widget' }, /^tosspayments: clientKey/],
      [{ secretKey: 'live_sk_other' }, /^tosspayments: secretKey must be of the same kind/],
      [{ apiUrl: 'http://api.tosspayments.com' }, /apiUrl/],
      [{ sdkUrl: 'https://js.example?x' }, /sdkUrl/],
      [{ depositHours: 2161 }, /depositHours/],
      [{ connectOrigins: ['https://a.example/path'] }, /connectOrigins/],
      [{ ['secret' as 'secretKey']: 'test_sk_typo' }, /"secret"/],
    ];
    for (const [options, message] of wrong) {
      assert.throws(
        () => tosspayments({ ...KEYS, ...options }),
        (error: Error) => {
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /sk_other|sk_typo|gck_docs/);
          return true;
        },
      );
    }
  });

  it('with the keys of the documentation only where nobody else can be a customer', () => {
    assert.equal(made().provider.onlyHere, undefined);
    const printed = {
      clientKey: 'test_ck_docs_x',
      secretKey: 'test_sk_docs_OaPz8L5KdmQXkzRz3y47BMw6',
    };
    for (const keys of [DOCUMENTATION_KEYS, printed]) {
      assert.match(tosspayments(keys).onlyHere ?? '', /documentation/);
    }
  });
});

describe('tosspayments reads a callback', () => {
  it('as authenticated with the money and the order that it speaks of', () => {
    assert.deepEqual(read(get('success', [...SUCCESS, ['paymentType', 'NORMAL']])), {
      kind: 'authenticated',
      authentication: { paymentKey: PAYMENT_KEY },
      claims: { amount: { value: 15_000, currency: 'KRW' }, providerOrderId: 'A-1001-7f3k9q' },
    });
    const tampered = read(get('success', [SUCCESS[0], SUCCESS[1], ['amount', '100']]));
    assert.ok(tampered.kind === 'authenticated', tampered.kind);
    assert.equal(tampered.claims?.amount?.value, 100, 'the core compares it');
  });

  it('as nothing to believe in where a parameter is missing, doubled or not what it should be', () => {
    for (const name of ['paymentKey', 'orderId', 'amount']) {
      const others = SUCCESS.filter(([known]) => known !== name);
      const values = ['', ' ', '15000.0', '1e4', '-15000', '+15000', '015000', '１５０００'];
      const doubled = SUCCESS.find(([known]) => known === name) ?? assert.fail(name);
      const wrong = [others, [...SUCCESS, doubled]];
      if (name === 'amount') {
        for (const value of values) wrong.push([...others, ['amount', value] as never]);
      }
      for (const query of wrong) {
        assert.equal(read(get('success', query)).kind, 'rejected', JSON.stringify(query));
      }
    }
    assert.equal(
      read(get('success', [['paymentKey', '../../x'], ...SUCCESS.slice(1)])).kind,
      'rejected',
    );
    assert.equal(read(get('elsewhere', SUCCESS)).kind, 'rejected');
    assert.equal(read({ ...get('success', SUCCESS), httpMethod: 'POST' }).kind, 'rejected');
  });

  it('as canceled where the buyer gave up, with an order id or without', () => {
    assert.deepEqual(
      read(
        get('fail', [
          ['code', 'PAY_PROCESS_CANCELED'],
          ['message', '취소'],
        ]),
      ),
      {
        kind: 'canceled',
      },
    );
    const withOrder = [['code', 'PAY_PROCESS_CANCELED'], SUCCESS[1]] as const;
    assert.deepEqual(read(get('fail', withOrder)), { kind: 'canceled' });
  });

  it('as failed with the code and the sentence, whole in Korean', () => {
    const message = '한도를 초과한 카드입니다. (3,000원)';
    assert.deepEqual(
      read(
        get('fail', [
          ['code', 'REJECT_CARD_COMPANY'],
          ['message', message],
        ]),
      ),
      {
        kind: 'failed',
        providerCode: 'REJECT_CARD_COMPANY',
        message,
      },
    );
    const rubble = read(
      get('fail', [
        ['code', 'PAY_PROCESS_ABORTED'],
        ['message', '\uFFFD\uFFFD'],
      ]),
    );
    assert.deepEqual(rubble, { kind: 'failed', providerCode: 'PAY_PROCESS_ABORTED' });
  });

  it('as nothing where a failure is another order’s, or says nothing', () => {
    for (const query of [
      [
        ['code', 'PAY_PROCESS_CANCELED'],
        ['orderId', 'B-1'],
      ],
      [['code', 'PAY_PROCESS_CANCELED'], SUCCESS[1], ['orderId', 'B-1']],
      [],
      [
        ['code', 'A'],
        ['code', 'B'],
      ],
      [['code', '<script>']],
    ] as const) {
      assert.equal(read(get('fail', query)).kind, 'rejected', JSON.stringify(query));
    }
  });
});

describe('tosspayments approves', () => {
  it('with the key, the order and the frozen amount, by the attempt’s idempotency key', async () => {
    const asked: HttpRequest[] = [];
    const ctx = context((request) => {
      asked.push(request);
      return Promise.resolve(told(200, payment()));
    });
    assert.deepEqual(await made().approve(CALLBACK, PREPARED, ctx), {
      outcome: 'approved',
      transactionId: PAYMENT_KEY,
      amount: { value: 15_000, currency: 'KRW' },
      approvedAt: Date.UTC(2026, 10, 22, 1, 10, 41),
    });
    assert.deepEqual(asked, [
      {
        method: 'POST',
        url: 'https://api.tosspayments.com/v1/payments/confirm',
        headers: {
          authorization: `Basic ${Buffer.from('test_sk_shop:').toString('base64')}`,
          'content-type': 'application/json',
          'idempotency-key': RECORD.attemptId,
        },
        body: JSON.stringify({
          paymentKey: PAYMENT_KEY,
          orderId: 'A-1001-7f3k9q',
          amount: 15_000,
        }),
        timeoutMs: 30_000,
      },
    ]);
  });

  it('an account, with all that is told of it, the bank by its name', async () => {
    const issued = payment({
      status: 'WAITING_FOR_DEPOSIT',
      approvedAt: null,
      virtualAccount: ACCOUNT,
      secret: 'ps_x',
    });
    const approval = await made().approve(CALLBACK, PREPARED, answering(200, issued));
    assert.deepEqual(approval, {
      outcome: 'awaiting-deposit',
      transactionId: PAYMENT_KEY,
      amount: RECORD.amount,
      deposit: {
        bank: '우리은행',
        accountNumber: 'X7000000001',
        holder: '토스페이먼츠',
        depositor: '홍길동',
        dueAt: Date.UTC(2026, 10, 25, 14, 59, 59),
      },
    });
    const plain = {
      ...ACCOUNT,
      bankCode: 'ZZ',
      customerName: null,
      depositorName: ' ',
      dueDate: '2026-11-25T23:59:59',
    };
    const other = payment({ status: 'WAITING_FOR_DEPOSIT', virtualAccount: plain });
    const again = await made().approve(CALLBACK, PREPARED, answering(200, other));
    assert.ok(again.outcome === 'awaiting-deposit', again.outcome);
    assert.deepEqual(again.deposit, {
      bank: '은행 코드 ZZ',
      accountNumber: 'X7000000001',
      holder: '토스페이먼츠',
      dueAt: Date.UTC(2026, 10, 25, 14, 59, 59),
    });
  });

  it('and calls a documented refusal declined, with the sentence', async () => {
    const message = '카드 한도를 넘었습니다.';
    for (const code of [
      'REJECT_CARD_PAYMENT',
      'NOT_FOUND_PAYMENT_SESSION',
      'INVALID_STOPPED_CARD',
    ]) {
      const ctx = answering(code.startsWith('NOT') ? 404 : 403, { code, message });
      const approval = await made().approve(CALLBACK, PREPARED, ctx);
      assert.deepEqual(approval, { outcome: 'declined', providerCode: code, message });
    }
  });

  it('and knows nothing after any other answer, of which no word is passed on', async () => {
    const secret = '4330123412341234';
    const answers: readonly [number, unknown][] = [
      [400, { code: 'ALREADY_PROCESSED_PAYMENT', message: secret }],
      [400, { code: 'DUPLICATED_ORDER_ID', message: secret }],
      [400, { code: 'PROVIDER_ERROR', message: secret }],
      [400, { code: 'CODE_OF_TOMORROW', message: secret }],
      [400, { code: secret, message: secret }],
      [401, { code: 'UNAUTHORIZED_KEY', message: secret }],
      [403, { code: 'FORBIDDEN_REQUEST', message: secret }],
      [409, { code: 'IDEMPOTENT_REQUEST_PROCESSING', message: secret }],
      [500, { code: 'REJECT_CARD_PAYMENT', message: secret }],
      [503, `<html>${secret}</html>`],
      [200, secret],
      [200, payment({ status: secret })],
      [200, payment({ status: 'IN_PROGRESS' })],
      [200, payment({ totalAmount: secret.repeat(2) })],
      [200, payment({ orderId: secret })],
      [200, payment({ paymentKey: secret })],
      [200, payment({ status: 'WAITING_FOR_DEPOSIT' })],
      [200, payment({ status: 'CANCELED' })],
      [302, ''],
    ];
    for (const [status, json] of answers) {
      const approval = await made().approve(CALLBACK, PREPARED, answering(status, json));
      assert.equal(approval.outcome, 'unknown', JSON.stringify([status, json]));
      assert.ok(!JSON.stringify(approval).includes(secret), JSON.stringify(approval));
    }
  });

  it('and believes that money moved though a date is spelled in a new way', async () => {
    const odd = payment({ approvedAt: 'yesterday', cancels: 'none', failure: 7, added: [1] });
    const approval = await made().approve(CALLBACK, PREPARED, answering(200, odd));
    assert.equal(approval.outcome, 'approved');
    assert.ok(!('approvedAt' in approval), 'a date was made up');
  });
});

describe('tosspayments is asked', () => {
  it('by our own order id, by GET, and without an idempotency key', async () => {
    const ctx = context(({ method, url, headers }) => {
      assert.deepEqual(
        [method, url, 'idempotency-key' in headers],
        ['GET', 'https://api.tosspayments.com/v1/payments/orders/A-1001-7f3k9q', false],
      );
      return Promise.resolve(told(404, { code: 'NOT_FOUND_PAYMENT', message: '없음' }));
    });
    assert.deepEqual(await made().query(PREPARED, ctx), { outcome: 'not-found' });
  });

  it('by the payment key, once one was authenticated, and by no other', async () => {
    const record = { ...PREPARED, authentication: { paymentKey: PAYMENT_KEY } };
    const ctx = (paymentKey: string, status: string) =>
      context(({ url }) => {
        assert.equal(url, `https://api.tosspayments.com/v1/payments/${PAYMENT_KEY}`);
        return Promise.resolve(told(200, payment({ paymentKey, status })));
      });
    const { query } = made();
    assert.equal((await query(record, ctx(PAYMENT_KEY, 'DONE'))).outcome, 'approved');
    // A second window of the same order, which came to nothing.
    assert.equal((await query(record, ctx('another', 'ABORTED'))).outcome, 'unknown');
  });

  it('and each of its states has one meaning', async () => {
    const account = { virtualAccount: ACCOUNT };
    const table: readonly [Record<string, unknown>, string][] = [
      [{ status: 'READY' }, 'waiting'],
      [{ status: 'IN_PROGRESS' }, 'authenticated'],
      [{ status: 'DONE' }, 'approved'],
      [{ status: 'PARTIAL_CANCELED' }, 'approved'],
      [{ status: 'WAITING_FOR_DEPOSIT', ...account }, 'awaiting-deposit'],
      [{ status: 'CANCELED' }, 'refunded'],
      [{ status: 'ABORTED', failure: { code: 'REJECT_CARD_COMPANY', message: '' } }, 'declined'],
      [{ status: 'EXPIRED' }, 'declined'],
      [{ status: 'EXPIRED', ...account }, 'waiting'],
      [{ status: 'TOMORROW' }, 'unknown'],
      [{ orderId: 'B-1' }, 'unknown'],
    ];
    for (const [more, outcome] of table) {
      const answer = await made().query(PREPARED, answering(200, payment(more)));
      assert.equal(answer.outcome, outcome, JSON.stringify(more));
    }
    const refused = answering(401, { code: 'UNAUTHORIZED_KEY', message: '' });
    assert.deepEqual(await made().query(PREPARED, refused), {
      outcome: 'unknown',
      reason: 'order: UNAUTHORIZED_KEY',
    });
  });
});

describe('tosspayments gives back', () => {
  const bodies = async (order: RefundOrder) => {
    const sent: HttpRequest[] = [];
    await made().refund(
      order,
      PREPARED,
      context((request) => {
        sent.push(request);
        return Promise.resolve({ kind: 'no-answer', reason: 'x' });
      }),
    );
    const [{ url, headers, body = '' } = assert.fail('nothing was sent')] = sent;
    return { url, key: headers['idempotency-key'], body: JSON.parse(body) as unknown };
  };

  it('the whole without an amount, a part with it, each under its own key', async () => {
    const url = `https://api.tosspayments.com/v1/payments/${PAYMENT_KEY}/cancel`;
    const cancelReason = 'Canceled by the shop';
    assert.deepEqual(await bodies(REFUND), { url, key: REFUND.key, body: { cancelReason } });
    const part = { ...REFUND, amount: { value: 5000, currency: 'KRW' }, isPart: true, key: 'p1' };
    assert.deepEqual(await bodies({ ...part, isPart: true }), {
      url,
      key: 'p1',
      body: { cancelReason, cancelAmount: 5000, taxFreeAmount: 0 },
    });
  });

  it('a deposit to the account that is named', async () => {
    const account = { bank: '20', accountNumber: '1002000000001', holder: '홍길동' };
    const { body } = await bodies({ ...REFUND, account });
    assert.deepEqual(Reflect.get(body as object, 'refundReceiveAccount'), {
      bank: '20',
      accountNumber: '1002000000001',
      holderName: '홍길동',
    });
  });

  it('and is done only when this very payment says so', async () => {
    const { refund } = made();
    const canceled = payment({ status: 'CANCELED' });
    const done = { outcome: 'reversed' };
    assert.deepEqual(await refund(REFUND, PREPARED, answering(200, canceled)), done);
    const partly = payment({ status: 'PARTIAL_CANCELED', cancels: [{ cancelAmount: 5000 }] });
    const part: RefundOrder = { ...REFUND, amount: { value: 5000, currency: 'KRW' }, isPart: true };
    assert.deepEqual(await refund(part, PREPARED, answering(200, partly)), done);
    for (const [order, doubtful] of [
      [REFUND, partly],
      [REFUND, payment()],
      [REFUND, payment({ status: 'CANCELED', orderId: 'B-1' })],
      [REFUND, payment({ status: 'CANCELED', paymentKey: 'other' })],
      [{ ...part, amount: { value: 6000, currency: 'KRW' } }, partly],
    ] as const) {
      const reversal = await refund(order, PREPARED, answering(200, doubtful));
      assert.equal(reversal.outcome, 'unknown', JSON.stringify(doubtful));
    }
  });

  it('not, where another try would only be refused again, and perhaps, where it might not', async () => {
    for (const [status, code, outcome] of [
      [400, 'INVALID_REFUND_ACCOUNT_INFO', 'refused'],
      [403, 'NOT_CANCELABLE_PAYMENT', 'refused'],
      [400, 'ALREADY_CANCELED_PAYMENT', 'unknown'],
      [403, 'FORBIDDEN_CONSECUTIVE_REQUEST', 'unknown'],
      [500, 'FAILED_REFUND_PROCESS', 'unknown'],
      [409, 'IDEMPOTENT_REQUEST_PROCESSING', 'unknown'],
    ] as const) {
      const reversal = await made().refund(REFUND, PREPARED, answering(status, { code }));
      assert.equal(reversal.outcome, outcome, code);
    }
  });
});

describe('tosspayments reads a webhook', () => {
  const webhook = (json: unknown): WebhookRequest => ({
    headers: {},
    query: [],
    contentType: 'application/json',
    body: new TextEncoder().encode(JSON.stringify(json)),
  });

  it('for whom it is about, by either kind', () => {
    const { readWebhook } = made();
    const about = { kind: 'about', providerOrderId: 'A-1' };
    const changed = {
      eventType: 'PAYMENT_STATUS_CHANGED',
      createdAt: '2026-11-22T11:00:00.000000',
      data: payment({ orderId: 'A-1' }),
    };
    assert.deepEqual(readWebhook(webhook(changed)), about);
    const deposit = {
      createdAt: '2026-11-22T11:00:00.000000',
      secret: 'ps_x',
      status: 'DONE',
      transactionKey: 'T',
      orderId: 'A-1',
    };
    assert.deepEqual(readWebhook(webhook(deposit)), about);
  });

  it('and rejects what is neither', () => {
    for (const json of [{}, [], 'A-1', { orderId: 'A-1' }, { eventType: 'X', data: null }]) {
      assert.equal(made().readWebhook(webhook(json)).kind, 'rejected', JSON.stringify(json));
    }
  });
});
