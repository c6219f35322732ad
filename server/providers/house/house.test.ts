import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, describe, it } from 'node:test';
import express from 'express';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import type { LaunchInstruction } from '../../protocol/index.ts';
import { providerContract } from '../provider.contract.ts';
import type { BrowserRequest, BuyerDecision } from '../provider.contract.ts';
import type {
  CallbackReading,
  CallbackRequest,
  PaymentRecord,
  PreparedRecord,
  ProviderContext,
} from '../provider.ts';
import { createHouseSimulator } from './house.simulator.ts';
import { house } from './house.ts';
import type { HousePage } from './house.ts';

const NAME = { ko: '포인트', en: 'Points' } as const;
const SECRET = Buffer.alloc(32, 'points').toString('base64url');
const PAGE: HousePage = { url: 'https://shop.example/points', secret: SECRET };
const PIN = '1234';
const START = Date.UTC(2026, 10, 22, 1, 10, 10);
const SECONDS = Math.floor(START / 1000);

const RECORD: PaymentRecord = {
  attemptId: 'AAAAAAAAAAAAAAAAAAAAAA',
  orderId: 'A-1001',
  line: 'order',
  providerOrderId: 'A-1001-7f3k9q',
  method: 'house',
  buyerRef: 'b7f3k9q',
  orderName: '청자 머그 <i>',
  amount: { value: 24_000, currency: 'KRW' },
  taxFreeAmount: 0,
  device: 'desktop',
  locale: 'ko',
};
const PREPARED: PreparedRecord = { ...RECORD, providerState: {} };
const CALLBACK = 'https://pay.shop.example/callback/points/attempt/token';

let now = START;
const ctx: ProviderContext = {
  http: () => assert.fail('somebody was asked'),
  callbackUrl: (leg) => `${CALLBACK}/${leg}`,
  now: () => now,
};
beforeEach(() => {
  now = START;
});

/** The shop's page on a port of this machine. */
async function startPage(balance = 100_000) {
  let router = express.Router();
  const server = createServer(express().use('/points', (...args) => router(...args)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/points`;
  const options = { url, secret: SECRET, name: NAME.ko, pin: PIN, balance, now: () => now };
  const simulator = createHouseSimulator(options);
  router = simulator.router;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, simulator, close };
}

const addressIn = (instruction: LaunchInstruction): string => {
  assert.ok(instruction.kind === 'redirect', instruction.kind);
  return instruction.url;
};

/** Posts the page's form, as the browser that shows it would. */
async function send(address: string, form: Readonly<Record<string, string>>): Promise<Response> {
  const page = await (await fetch(address)).text();
  const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
  const [, payment = ''] = /name="payment" value="([^"]+)"/.exec(page) ?? [];
  return fetch(new URL(action, address), {
    method: 'POST',
    body: new URLSearchParams({ payment, ...form }),
    redirect: 'manual',
  });
}

async function decideOnPage(
  instruction: LaunchInstruction,
  decision: BuyerDecision,
): Promise<BrowserRequest> {
  const answer = await send(addressIn(instruction), { decision, pin: PIN });
  assert.equal(answer.status, 303);
  const url = answer.headers.get('location') ?? '';
  return { httpMethod: 'GET', url, contentType: '', body: new Uint8Array() };
}

const wrong = (options: Readonly<Record<string, unknown>>) => (): ReturnType<typeof house> =>
  house({ name: NAME, ...options });
const wrongPage = (page: Readonly<Record<string, unknown>>) =>
  wrong({ page: { ...PAGE, ...page } });

await providerContract('house with a page', async () => {
  const { url, simulator, close } = await startPage();
  return {
    provider: house({ name: NAME, page: { url, secret: SECRET } }),
    providerAt: (baseUrl) => house({ name: NAME, page: { url: baseUrl, secret: SECRET } }),
    badOptions: {
      name: wrong({ name: undefined }),
      'name.ko': wrong({ name: { ...NAME, ko: ' ' } }),
      'name.en': wrong({ name: { ...NAME, en: 'P'.repeat(41) } }),
      'page.url': wrongPage({ url: `http://shop.example/${SECRET}` }),
      'page.secret': wrongPage({ secret: `${SECRET} ` }),
      'page.windowMinutes': wrongPage({ windowMinutes: 0 }),
      secret: wrong({ secret: SECRET }),
    },
    secrets: [SECRET],
    decide: decideOnPage,
    decisions: ['approve', 'cancel'],
    handsOn: true,
    fault: () => assert.fail('it has no verb that calls anybody'),
    timesTaken: () => assert.fail('it takes nothing'),
    preparesAlone: true,
    passTime: (ms) => {
      now += ms;
    },
    reset: simulator.reset,
    close,
  };
});

await providerContract('house without a page', () =>
  Promise.resolve({
    provider: house({ name: NAME }),
    providerAt: () => house({ name: NAME }),
    badOptions: { name: wrong({ name: NAME.ko }), pages: wrong({ pages: SECRET }) },
    secrets: [SECRET],
    decide: (instruction) => {
      assert.ok(instruction.kind === 'none', instruction.kind);
      const body = new TextEncoder().encode(JSON.stringify(instruction.data));
      const { url } = instruction;
      return Promise.resolve({ httpMethod: 'POST', url, contentType: 'application/json', body });
    },
    decisions: ['approve'],
    fault: () => assert.fail('it has no verb that calls anybody'),
    timesTaken: () => assert.fail('it takes nothing'),
    preparesAlone: true,
    passTime: (ms) => {
      now += ms;
    },
    reset: () => undefined,
    close: () => Promise.resolve(),
  }),
);

describe('the options of house', () => {
  for (const url of [
    'http://shop.example/points',
    'javascript:alert(1)',
    'points',
    'https://user@shop.example/points',
    'https://shop.example/points#here',
    'https://shop.example/points#',
    'https://shop.example/points?payment=1',
    `https://shop.example/${'p'.repeat(500)}`,
  ]) {
    it(`do not take ${url.slice(0, 50)} for a page, and do not repeat it`, () => {
      assert.throws(wrongPage({ url }), (error: Error) => {
        assert.match(error.message, /^house: page\.url /);
        assert.ok(!error.message.includes(url), 'the value is repeated');
        return true;
      });
    });
  }

  for (const url of ['http://localhost:3000/points', 'http://shop.localhost/p', PAGE.url]) {
    it(`take ${url} for a page`, () => {
      assert.equal(house({ name: NAME, page: { url, secret: SECRET } }).id, 'house');
    });
  }

  it('want a secret of 32 bytes in base64url', () => {
    for (const secret of [
      randomBytes(31).toString('base64url'),
      `${Buffer.alloc(31, 255).toString('base64')}+/==`,
      'not a secret of anybody, with blanks in it, however long',
      '',
    ]) {
      assert.throws(wrongPage({ secret }), /^Error: house: page\.secret must be at least 32 bytes/);
    }
    assert.doesNotThrow(wrongPage({ secret: randomBytes(64).toString('base64url') }));
  });

  it('want whole minutes from one to an hour', () => {
    for (const windowMinutes of [0, 61, 1.5, '15']) {
      assert.throws(wrongPage({ windowMinutes }), /page\.windowMinutes/);
    }
    const provider = house({ name: NAME, page: { ...PAGE, windowMinutes: 60 } });
    assert.equal(provider.facts.authenticationWindow, 3_600_000);
  });

  it('name it in both languages, in its method too', () => {
    const { name, methods } = house({ name: NAME });
    assert.deepEqual(name, NAME);
    assert.deepEqual(methods, { house: { type: 'house', label: NAME } });
  });
});

describe('the launch of a page', () => {
  const launchAt = async (
    page: Partial<HousePage> = {},
    record: Partial<PaymentRecord> = {},
  ): Promise<string> => {
    const { prepare } = house({ name: NAME, page: { ...PAGE, ...page } });
    const preparation = await prepare({ ...RECORD, ...record }, ctx);
    assert.ok(preparation.outcome === 'prepared', JSON.stringify(preparation));
    return addressIn(preparation.instruction);
  };
  const paymentIn = (address: string): string => new URL(address).searchParams.get('payment') ?? '';
  const key = Buffer.from(SECRET, 'base64url');

  it('is signed, and says all that the page has to know', async () => {
    const payment = paymentIn(await launchAt());
    assert.deepEqual(decodeProtectedHeader(payment), { alg: 'HS256', typ: 'pc-house+jwt' });
    const { payload } = await jwtVerify(payment, key, {
      algorithms: ['HS256'],
      typ: 'pc-house+jwt',
      audience: PAGE.url,
      currentDate: new Date(START),
    });
    assert.deepEqual(payload, {
      aud: PAGE.url,
      iat: SECONDS,
      exp: SECONDS + 900,
      v: 1,
      attemptId: RECORD.attemptId,
      orderId: 'A-1001',
      line: 'order',
      orderName: '청자 머그 <i>',
      amount: { value: 24_000, currency: 'KRW' },
      locale: 'ko',
      device: 'desktop',
      approveUrl: `${CALLBACK}/approve`,
      cancelUrl: `${CALLBACK}/cancel`,
    });
  });

  it('is good for as long as the shop said', async () => {
    const payment = paymentIn(await launchAt({ windowMinutes: 5 }));
    const at = (seconds: number) =>
      jwtVerify(payment, key, { currentDate: new Date((SECONDS + seconds) * 1000) });
    assert.equal((await at(299)).payload.exp, SECONDS + 300);
    await assert.rejects(at(300), /exp/);
  });

  it('is added to a query of the page, which stays as it is', async () => {
    const plain = await launchAt();
    assert.ok(plain.startsWith('https://shop.example/points?payment=ey'), plain);
    const url = 'https://shop.example/p?shop=%EC%98%A8&x';
    const added = await launchAt({ url });
    assert.ok(added.startsWith(`${url}&payment=ey`), added);
  });

  it('takes the longest of orders, and declines what no address can hold', async () => {
    const long = { orderId: '주'.repeat(100), orderName: '청'.repeat(200) };
    const url = `https://shop.example/${'p'.repeat(470)}`;
    assert.ok((await launchAt({ url }, long)).length <= 4096, 'too long for an instruction');
    const { prepare } = house({ name: NAME, page: PAGE });
    const far = { ...ctx, callbackUrl: (leg: string) => `${CALLBACK}/${'x'.repeat(2000)}/${leg}` };
    const expected = { outcome: 'declined', providerCode: 'LAUNCH_TOO_LONG' };
    assert.deepEqual(await prepare(RECORD, far), expected);
  });
});

describe('the callback of a page', () => {
  const { readCallback } = house({ name: NAME, page: PAGE });
  const empty: CallbackRequest = {
    httpMethod: 'GET',
    leg: 'approve',
    query: [],
    contentType: '',
    body: new Uint8Array(),
  };

  it('is handed on whatever it carries, by either method, and nothing of it is believed', () => {
    for (const part of [
      {},
      { query: [['authorization', 'x']] as const },
      {
        query: [
          ['amount', '1'],
          ['amount', '2'],
        ] as const,
      },
      { httpMethod: 'POST' as const, contentType: 'text/plain', body: Buffer.from([0xb0, 0xa1]) },
    ]) {
      const reading = readCallback({ ...empty, ...part }, PREPARED);
      assert.deepEqual(reading, { kind: 'authenticated', authentication: {} });
    }
  });

  it('is the end of it at the other address, by either method', () => {
    for (const httpMethod of ['GET', 'POST'] as const) {
      const request = { ...empty, leg: 'cancel', httpMethod };
      assert.deepEqual(readCallback(request, PREPARED), { kind: 'canceled' });
    }
  });
});

describe('the confirmation in our own window', () => {
  const provider = house({ name: NAME });
  const SAID = { v: 1, attemptId: RECORD.attemptId, orderId: 'A-1001', amount: RECORD.amount };

  const confirm = (text: string, part: Partial<CallbackRequest> = {}): CallbackReading =>
    provider.readCallback(
      {
        httpMethod: 'POST',
        leg: 'approve',
        query: [],
        contentType: 'application/json',
        body: Buffer.from(text),
        ...part,
      },
      PREPARED,
    );
  const kindOf = (said: object, part?: Partial<CallbackRequest>): CallbackReading['kind'] =>
    confirm(JSON.stringify(said), part).kind;

  it('asks for exactly what is then read', async () => {
    assert.deepEqual(await provider.prepare(RECORD, ctx), {
      outcome: 'prepared',
      instruction: { kind: 'none', url: `${CALLBACK}/approve`, data: SAID },
      providerState: {},
    });
    assert.deepEqual(confirm(JSON.stringify(SAID)), {
      kind: 'authenticated',
      authentication: {},
      claims: { amount: RECORD.amount },
    });
  });

  it('claims the amount that it speaks of, for the core to compare', () => {
    for (const amount of [
      { value: 1, currency: 'KRW' },
      { value: 24_000, currency: 'USD' },
    ]) {
      const reading = confirm(JSON.stringify({ ...SAID, amount }));
      assert.ok(reading.kind === 'authenticated', reading.kind);
      assert.deepEqual(reading.claims, { amount });
    }
  });

  for (const [altered, said] of Object.entries({
    version: { ...SAID, v: 2 },
    attempt: { ...SAID, attemptId: 'BBBBBBBBBBBBBBBBBBBBBB' },
    order: { ...SAID, orderId: 'A-1002' },
    'amount that is a text': { ...SAID, amount: { value: '24000', currency: 'KRW' } },
    'amount below nothing': { ...SAID, amount: { value: -1, currency: 'KRW' } },
    currency: { ...SAID, amount: { value: 24_000, currency: 'won' } },
    'amount with more in it': { ...SAID, amount: { ...RECORD.amount, tax: 0 } },
    'number of fields': { ...SAID, more: 1 },
    'order of fields': Object.fromEntries(Object.entries(SAID).reverse()),
  })) {
    it(`is put aside where it has another ${altered}`, () => {
      assert.equal(kindOf(said), 'rejected');
    });
  }

  for (const missing of ['v', 'attemptId', 'orderId', 'amount'] as const) {
    it(`is put aside where it has no ${missing}`, () => {
      assert.equal(kindOf({ ...SAID, [missing]: undefined }), 'rejected');
    });
  }

  it('is put aside in any other spelling, which a backend might read otherwise', () => {
    const text = JSON.stringify(SAID);
    for (const other of [
      ` ${text}`,
      `${text}\n`,
      `\uFEFF${text}`,
      JSON.stringify(SAID, undefined, 2),
      text.replace('"v":1', '"v":1,"orderId":"A-9999"'),
      text.replace('24000', '24000.0'),
      text.replace('A-1001', '\\u0041-1001'),
    ]) {
      assert.equal(confirm(other).kind, 'rejected', other);
    }
    assert.equal(confirm(text).kind, 'authenticated');
  });

  it('is put aside by GET, as a form, with a query, and at another address', () => {
    assert.equal(kindOf(SAID, { httpMethod: 'GET' }), 'rejected');
    for (const contentType of [
      '',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'text/plain; application/json',
    ]) {
      assert.equal(kindOf(SAID, { contentType }), 'rejected', contentType);
    }
    assert.equal(kindOf(SAID, { contentType: 'application/json; charset=utf-8' }), 'authenticated');
    assert.equal(kindOf(SAID, { query: [['a', 'b']] }), 'rejected');
    for (const leg of ['cancel', '']) assert.equal(kindOf(SAID, { leg }), 'rejected');
  });
});

describe('the simulated page of the shop', async () => {
  const shop = await startPage();
  beforeEach(shop.simulator.reset);
  after(shop.close);
  const provider = house({ name: NAME, page: { url: shop.url, secret: SECRET } });

  const open = async (record: Partial<PaymentRecord> = {}): Promise<string> => {
    const preparation = await provider.prepare({ ...RECORD, ...record }, ctx);
    assert.ok(preparation.outcome === 'prepared');
    return addressIn(preparation.instruction);
  };
  const authorize = async (record: Partial<PaymentRecord> = {}): Promise<string> => {
    const answer = await send(await open(record), { decision: 'approve', pin: PIN });
    const next = new URL(answer.headers.get('location') ?? '');
    assert.equal(next.pathname, '/callback/points/attempt/token/approve');
    return next.searchParams.get('authorization') ?? '';
  };

  it('shows the order and its amount, escaped, and keeps its address to itself', async () => {
    const answer = await fetch(await open());
    const page = await answer.text();
    for (const text of [
      '청자 머그 &lt;i&gt;',
      '24,000<small>원',
      'A-1001',
      '100,000원',
      '76,000원',
    ]) {
      assert.ok(page.includes(text), text);
    }
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('opens for nobody who has no launch of ours that is still good', async () => {
    const address = await open();
    const payment = new URL(address).searchParams.get('payment') ?? '';
    const claims = (
      await jwtVerify(payment, Buffer.from(SECRET, 'base64url'), {
        currentDate: new Date(now),
      })
    ).payload;
    const forge = (secret: string, typ: string, more: object = {}): Promise<string> =>
      new SignJWT({ ...claims, ...more })
        .setProtectedHeader({ alg: 'HS256', typ })
        .sign(Buffer.from(secret, 'base64url'));
    const [head = '', body = '', mac = ''] = payment.split('.');
    const cheaper = Buffer.from(
      JSON.stringify({ ...claims, amount: { value: 1, currency: 'KRW' } }),
    ).toString('base64url');
    const none = Buffer.from('{"alg":"none","typ":"pc-house+jwt"}').toString('base64url');
    for (const forged of [
      '',
      `${head}.${cheaper}.${mac}`,
      `${none}.${body}.`,
      await forge(randomBytes(32).toString('base64url'), 'pc-house+jwt'),
      await forge(SECRET, 'pc-order+jwt'),
      await forge(SECRET, 'pc-house+jwt', { aud: PAGE.url }),
      await forge(SECRET, 'pc-house+jwt', { exp: undefined }),
    ]) {
      const answer = await fetch(`${shop.url}?payment=${forged}`);
      assert.equal(answer.status, 400, forged);
      const posted = await fetch(`${shop.url}/decision`, {
        method: 'POST',
        body: new URLSearchParams({ payment: forged, decision: 'approve', pin: PIN }),
        redirect: 'manual',
      });
      assert.equal(posted.status, 400, forged);
    }
    now += 15 * 60_000 - 1000;
    assert.equal((await fetch(address)).status, 200);
    now += 1000;
    assert.equal((await fetch(address)).status, 400);
    assert.deepEqual(shop.simulator.ledger.authorizations(), []);
  });

  it('gives three tries to find the PIN, also when it is opened again', async () => {
    const attempt = { decision: 'approve', pin: '0000' };
    const first = await send(await open(), attempt);
    assert.equal(first.status, 200);
    assert.match(await first.text(), /비밀번호가 맞지 않아요\. 2번 더/);
    await send(await open(), attempt);
    assert.match(await (await send(await open(), attempt)).text(), /세 번 잘못/);
    const late = await send(await open(), { decision: 'approve', pin: PIN });
    assert.equal(late.status, 200);
    assert.match(await late.text(), /세 번 잘못/);
    assert.deepEqual(shop.simulator.ledger.authorizations(), []);
    const canceled = await send(await open(), { decision: 'cancel' });
    assert.equal(canceled.headers.get('location'), `${CALLBACK}/cancel`);
    assert.equal(
      (await send(await open({ attemptId: 'B' }), { ...attempt, pin: PIN })).status,
      303,
    );
  });

  it('authorizes an attempt once, and the backend spends it once', async () => {
    const id = await authorize();
    assert.equal(await authorize(), id);
    const { approve, ledger } = shop.simulator;
    const found = ledger.find(id);
    assert.deepEqual(
      [found?.attemptId, found?.orderId, found?.amount],
      [RECORD.attemptId, RECORD.orderId, RECORD.amount],
    );
    const approval = approve(id, RECORD.amount);
    assert.ok(approval.outcome === 'approved', JSON.stringify(approval));
    assert.equal(ledger.find(id)?.transactionId, approval.transactionId);
    assert.equal(ledger.balance, 76_000);
    const again = approve(id, RECORD.amount);
    assert.ok(again.outcome === 'declined' && again.code === 'AUTHORIZATION_SPENT');
    assert.equal(ledger.balance, 76_000);
  });

  it('spends nothing for another amount, too late, unknown, or more than there is', async () => {
    const { approve, ledger } = shop.simulator;
    const codeOf = (id: string, amount = RECORD.amount): string => {
      const approval = approve(id, amount);
      return approval.outcome === 'declined' ? approval.code : approval.outcome;
    };
    assert.equal(codeOf('nobody'), 'AUTHORIZATION_UNKNOWN');
    const id = await authorize();
    assert.equal(codeOf(id, { value: 1, currency: 'KRW' }), 'AMOUNT_DIFFERS');
    const all = { value: 90_000, currency: 'KRW' } as const;
    const most = await authorize({ attemptId: 'B', amount: all });
    assert.equal(codeOf(most, all), 'approved');
    assert.equal(codeOf(id), 'BALANCE_TOO_LOW');
    now += 10 * 60_000 + 1;
    assert.equal(codeOf(id), 'AUTHORIZATION_EXPIRED');
    assert.equal(ledger.balance, 10_000);
  });

  it('says when there is not enough, and asks for no PIN', async () => {
    const dear = { amount: { value: 100_001, currency: 'KRW' } };
    const page = await (await fetch(await open(dear))).text();
    assert.match(page, /잔액이 모자라요/);
    assert.ok(!page.includes('name="pin"'), 'a PIN is asked for');
    const answer = await send(await open(dear), { decision: 'approve', pin: PIN });
    assert.equal(answer.status, 200);
    assert.deepEqual(shop.simulator.ledger.authorizations(), []);
  });
});
