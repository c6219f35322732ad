import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { SignJWT } from 'jose';
import { createSessionTokens } from '../checkout/session-token.ts';
import { checkConfig, type CheckoutConfig } from '../config.ts';
import { createOrderTicket, type OrderTicketClaims } from '../merchant/order-ticket.ts';
import { SessionSchema, type Session } from '../protocol/index.ts';
import { newAttemptId, post } from '../testing/buyer.ts';
import { startHarness, STOREFRONT, type Harness } from '../testing/harness.ts';
import { navigate } from '../testing/navigate.ts';
import { until } from '../testing/until.ts';

const AMOUNT = { value: 24_000, currency: 'KRW' };
const HOUR = 3_600_000;
const secretOf = () => randomBytes(32).toString('base64url');
const [young, old, foreign] = [secretOf(), secretOf(), secretOf()];

/** `order` asks its hook where no ticket comes; `sealed` takes tickets and nothing else. */
function withTickets(usual: CheckoutConfig): CheckoutConfig {
  const { order } = usual.lines;
  assert.ok(order, 'the usual line');
  return {
    ...usual,
    ticketSecrets: [young, old],
    lines: { order, sealed: { ...order, order: 'order-ticket' } },
  };
}

let harness: Harness;
let plain: Harness;
let orderId = '';
let orders = 0;

before(async () => {
  harness = await startHarness({ withToss: true, configured: withTickets });
  plain = await startHarness();
});
after(async () => {
  await harness.stop();
  await plain.stop();
});
beforeEach(() => {
  harness.simulator.reset();
  orders += 1;
  orderId = `T-${String(orders)}`;
});

const claimsOf = (more: Partial<OrderTicketClaims> = {}): OrderTicketClaims => ({
  line: 'sealed',
  orderId,
  orderName: '청자 머그',
  amount: AMOUNT,
  ...more,
});

const ticketOf = (
  more: Partial<OrderTicketClaims> = {},
  { secret = young, audience = harness.url, lifeMs = HOUR } = {},
): Promise<string> =>
  createOrderTicket(claimsOf(more), { secret, audience, lifeMs, now: harness.clock.now });

interface Asked {
  readonly body: Record<string, unknown>;
  readonly url?: string;
  readonly bearer?: Session;
}

const ask = ({ body, url = harness.url, bearer }: Asked): Promise<Response> =>
  post(
    `${url}/v1/sessions`,
    { v: 1, line: 'sealed', locale: 'ko', ...body },
    bearer ? { authorization: `Bearer ${bearer.sessionToken}` } : {},
  );

const problemOf = async (asked: Asked) => {
  const response = await ask(asked);
  const { code, fault, detail } = (await response.json()) as Record<string, unknown>;
  return { status: response.status, code, fault, detail };
};

const sessionBy = async (asked: Asked): Promise<Session> => {
  const response = await ask(asked);
  const body: unknown = await response.json();
  assert.equal(response.status, 201, JSON.stringify(body));
  return SessionSchema.parse(body);
};

const launch = ({ sessionToken }: Session, id: string, method = 'kakaopay') =>
  navigate(
    `${harness.url}/launch/${id}?${new URLSearchParams({
      session: sessionToken,
      method,
      presentation: 'popup',
      device: 'desktop',
      locale: 'ko',
    }).toString()}`,
  );

/** Authenticated at the provider, and approved as it will have it. */
async function pay(session: Session, state: 'approved' | 'unknown' = 'approved'): Promise<string> {
  const id = newAttemptId();
  assert.equal((await launch(session, id)).status, 200);
  const instruction = (await harness.store.find(id))?.progress.instruction;
  assert.ok(instruction?.kind === 'redirect', 'at Kakao Pay');
  await fetch(instruction.url);
  const decided = await fetch(instruction.url.replace(/\/(info|mInfo|aInfo)$/, '/decision'), {
    method: 'POST',
    body: new URLSearchParams({ decision: 'approve' }),
    redirect: 'manual',
  });
  await fetch(decided.headers.get('location') ?? assert.fail('no callback'), {
    redirect: 'manual',
  });
  await until(`${state} for ${id}`, async () => (await harness.store.find(id))?.state === state);
  return id;
}

const readWith = async ({ sessionToken }: Session, id: string) => {
  const authorization = `Bearer ${sessionToken}`;
  const response = await fetch(`${harness.url}/v1/attempts/${id}`, { headers: { authorization } });
  return { status: response.status, view: (await response.json()) as { status?: string } };
};

describe('an order ticket', () => {
  it('opens a session for what it says, and the merchant is not asked', async () => {
    const asked = harness.merchant.asked.length;
    const url = 'https://shop.example/orders/1';
    const session = await sessionBy({ body: { ticket: await ticketOf({ url }) } });
    assert.deepEqual(session.order, {
      orderId,
      line: 'sealed',
      orderName: '청자 머그',
      amount: AMOUNT,
      url,
    });
    assert.equal(session.attempt, undefined);
    const id = newAttemptId();
    assert.equal((await launch(session, id)).status, 200);
    const attempt = await harness.store.find(id);
    assert.deepEqual([attempt?.orderId, attempt?.amount], [orderId, AMOUNT]);
    assert.equal(harness.merchant.asked.length, asked);
  });

  it('opens as many sessions as one likes until it is over, on a line with a hook too', async () => {
    const ticket = await ticketOf({ line: 'order' });
    const first = await sessionBy({ body: { line: 'order', ticket } });
    harness.clock.pass(HOUR - 60_000);
    const second = await sessionBy({ body: { line: 'order', ticket } });
    assert.notEqual(first.sessionToken, second.sessionToken);
    harness.clock.pass(60_000 + 31_000);
    assert.deepEqual(await problemOf({ body: { line: 'order', ticket } }), {
      status: 401,
      code: 'ORDER_TICKET_EXPIRED',
      fault: 'buyer',
      detail: undefined,
    });
  });

  it('signed by an older secret that is still listed opens as well', async () => {
    const ticket = await ticketOf({}, { secret: old });
    assert.equal((await sessionBy({ body: { ticket } })).order.orderId, orderId);
  });

  it('narrows the methods as the hook does, to what the line has', async () => {
    const methods = ['tosspay', 'card', 'card', 'bitcoin', 'constructor', '__proto__'];
    const session = await sessionBy({ body: { ticket: await ticketOf({ methods }) } });
    assert.deepEqual(
      session.methods.map(({ id }) => id),
      ['card', 'tosspay'],
    );
    const id = newAttemptId();
    assert.equal((await launch(session, id, 'kakaopay')).status, 400);
    assert.equal(await harness.store.find(id), undefined);
  });

  it('is asked for on a line that takes nothing else', async () => {
    assert.deepEqual(await problemOf({ body: { orderId } }), {
      status: 400,
      code: 'ORDER_TICKET_REQUIRED',
      fault: 'integrator',
      detail: undefined,
    });
  });

  it('stands in no log, whether it is good or not', async () => {
    const [good, bad] = [await ticketOf(), await ticketOf({}, { secret: foreign })];
    await sessionBy({ body: { ticket: good } });
    assert.equal((await problemOf({ body: { ticket: bad } })).status, 401);
    const log = harness.log.join();
    for (const part of [...good.split('.').slice(1), ...bad.split('.').slice(1)]) {
      assert.equal(log.includes(part), false);
    }
    assert.match(log, /ORDER_TICKET_INVALID/);
  });
});

describe('a ticket that is none of this merchant', () => {
  const encoded = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const jws = (header: object, sign: (input: string) => string, payload: object): string => {
    const input = `${encoded(header)}.${encoded(payload)}`;
    return `${input}.${sign(input)}`;
  };
  const payload = () => {
    const iat = Math.floor(harness.clock.now() / 1000);
    return { ...claimsOf(), aud: harness.url, iat, exp: iat + 3600 };
  };
  const hmac = (hash: string) => (input: string) =>
    createHmac(hash, Buffer.from(young, 'base64url')).update(input).digest('base64url');
  const typ = 'pc-order+jwt';
  const signed = (claims: object, key: Uint8Array | KeyObject, alg = 'HS256', type = typ) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg, typ: type }).sign(key);
  const key = () => Buffer.from(young, 'base64url');

  const altered = async (change: (claims: Record<string, unknown>) => object): Promise<string> => {
    const [header, body = '', signature] = (await ticketOf()).split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    return [header, encoded(change(claims)), signature].join('.');
  };

  const tickets: Readonly<Record<string, () => string | Promise<string>>> = {
    'with another amount': () =>
      altered((claims) => ({ ...claims, amount: { ...AMOUNT, value: 1 } })),
    'with another order': () => altered((claims) => ({ ...claims, orderId: 'T-0' })),
    'with a longer life': () =>
      altered((claims) => ({ ...claims, exp: Number(claims['exp']) + 1 })),
    'with another signature': async () =>
      `${(await ticketOf()).split('.').slice(0, 2).join('.')}.AAAA`,
    'without a signature': async () => `${(await ticketOf()).split('.').slice(0, 2).join('.')}.`,
    'signed by another secret': () => ticketOf({}, { secret: foreign }),
    'for another server': () => ticketOf({}, { audience: 'https://pay.other.example' }),
    'for no server': () => signed({ ...payload(), aud: undefined }, key()),
    'for another line': () => ticketOf({ line: 'order' }),
    'by the algorithm none': () => jws({ alg: 'none', typ }, () => '', payload()),
    'by HS512': () => jws({ alg: 'HS512', typ }, hmac('sha512'), payload()),
    'that says RS256 and is signed by the secret': () =>
      jws({ alg: 'RS256', typ }, hmac('sha256'), payload()),
    'by a key of RS256': () =>
      signed(payload(), generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'RS256'),
    'of another type': () => signed(payload(), key(), 'HS256', 'JWT'),
    'that never ends': () => signed({ ...payload(), exp: undefined }, key()),
    'that is of no time': () => signed({ ...payload(), iat: undefined }, key()),
    'of tomorrow': () => signed({ ...payload(), iat: payload().iat + 86_400 }, key()),
    'that is no JWS': () => 'x',
  };
  for (const [what, ticket] of Object.entries(tickets)) {
    it(`is refused ${what}`, async () => {
      const asked = harness.merchant.asked.length;
      const { status, code, fault } = await problemOf({ body: { ticket: await ticket() } });
      assert.deepEqual([status, code, fault], [401, 'ORDER_TICKET_INVALID', 'security']);
      assert.equal(harness.merchant.asked.length, asked);
    });
  }

  const noOrders: Readonly<Record<string, object>> = {
    amount: { amount: { value: 0, currency: 'KRW' } },
    'amount.value': { amount: { value: '24000', currency: 'KRW' } },
    orderName: { orderName: '' },
    orderId: { orderId: 'a\u0000' },
    url: { url: 'javascript:alert(1)' },
    taxFreeAmount: { taxFreeAmount: AMOUNT.value + 1 },
    line: { line: undefined },
  };
  for (const [field, claims] of Object.entries(noOrders)) {
    it(`is refused when what it says is no order, and the field is named: ${field}`, async () => {
      const ticket = await signed({ ...payload(), ...claims }, key());
      const { code, detail } = await problemOf({ body: { ticket } });
      assert.deepEqual([code, detail], ['ORDER_TICKET_INVALID', field]);
    });
  }

  it('is over a day after it was made, however long it says', async () => {
    const iat = Math.floor(harness.clock.now() / 1000);
    const ticket = await signed({ ...payload(), iat: iat - 86_500, exp: iat + 86_400 }, key());
    assert.equal((await problemOf({ body: { ticket } })).code, 'ORDER_TICKET_EXPIRED');
  });

  it('is refused where no secret is configured', async () => {
    const ticket = await ticketOf({ line: 'order' }, { audience: plain.url });
    const answer = await problemOf({ url: plain.url, body: { line: 'order', ticket } });
    assert.deepEqual(answer, {
      status: 401,
      code: 'ORDER_TICKET_INVALID',
      fault: 'security',
      detail: 'no ticketSecrets',
    });
  });

  it('is refused before it is looked at when it has five kilobytes', async () => {
    const ticket = await signed({ ...payload(), more: 'x'.repeat(3600) }, key());
    assert.ok(ticket.length > 5000, String(ticket.length));
    const { status, code, detail } = await problemOf({ body: { ticket } });
    assert.deepEqual([status, code, detail], [400, 'REQUEST_INVALID', 'ticket']);
  });

  it('does not stand beside an order id, and one of the two is needed', async () => {
    const both = await problemOf({ body: { orderId, ticket: await ticketOf() } });
    assert.equal(both.code, 'REQUEST_INVALID');
    const neither = await problemOf({ body: {} });
    assert.deepEqual([neither.code, neither.detail], ['REQUEST_INVALID', 'orderId']);
    const wrong = await problemOf({ body: { orderId: '', locale: 'fr' } });
    assert.deepEqual([wrong.code, wrong.detail], ['REQUEST_INVALID', 'locale, orderId']);
  });
});

describe('a ticket for an order that is paid, or being paid', () => {
  it('shows its attempt to a page that did not begin it, which can start nothing', async () => {
    const ticket = await ticketOf();
    const id = await pay(await sessionBy({ body: { ticket } }));
    const other = await sessionBy({ body: { ticket } });
    assert.deepEqual([other.attempt?.attemptId, other.attempt?.status], [id, 'complete']);
    assert.deepEqual(other.order.amount, AMOUNT);
    assert.equal((await readWith(other, id)).view.status, 'complete');
    assert.ok(other.expiresAt <= harness.clock.now(), 'past its life from the start');
    const next = newAttemptId();
    assert.equal((await launch(other, next)).status, 401);
    assert.equal(await harness.store.find(next), undefined);
  });

  it('is answered so by a second ticket for the same amount, and on renewal', async () => {
    const id = await pay(await sessionBy({ body: { ticket: await ticketOf() } }));
    const other = await sessionBy({ body: { ticket: await ticketOf({ orderName: '머그' }) } });
    const renewed = await sessionBy({ body: { ticket: await ticketOf() }, bearer: other });
    for (const session of [other, renewed]) {
      assert.equal(session.attempt?.attemptId, id);
      assert.ok(session.expiresAt <= harness.clock.now(), 'still starts nothing');
    }
  });

  it('is as good as none when it says another amount', async () => {
    const ticket = await ticketOf();
    await pay(await sessionBy({ body: { ticket } }));
    const cheaper = await ticketOf({ amount: { ...AMOUNT, value: 1000 } });
    const foreignMoney = await ticketOf({ amount: { ...AMOUNT, currency: 'USD' } });
    for (const wrong of [cheaper, foreignMoney]) {
      const { status, code } = await problemOf({ body: { ticket: wrong } });
      assert.deepEqual([status, code], [409, 'ORDER_ALREADY_PAID']);
    }
  });

  it('shows a doubt as a doubt, and another amount that the order is in progress', async () => {
    const ticket = await ticketOf();
    harness.simulator.fault({ on: 'approve', kind: 'drop-after-commit' });
    harness.simulator.fault({ on: 'order', kind: '500', times: 3 });
    const id = await pay(await sessionBy({ body: { ticket } }), 'unknown');
    const other = await sessionBy({ body: { ticket } });
    assert.equal(other.attempt?.attemptId, id);
    assert.match(other.attempt.status, /^(confirming|pending)$/);
    const wrong = await ticketOf({ amount: { ...AMOUNT, value: 1000 } });
    assert.equal((await problemOf({ body: { ticket: wrong } })).code, 'ORDER_IN_PROGRESS');
  });

  it('says nothing to who has the order id alone', async () => {
    const ticket = await ticketOf({ line: 'order' });
    await pay(await sessionBy({ body: { line: 'order', ticket } }));
    const { code } = await problemOf({ body: { line: 'order', orderId } });
    assert.equal(code, 'ORDER_ALREADY_PAID');
  });
});

describe('a session that is renewed with a ticket', () => {
  const tokens = () => createSessionTokens(checkConfig(harness.config), harness.clock.now);
  const sidOf = async ({ sessionToken }: Session) =>
    (await tokens().open(sessionToken))?.claims.sid ?? assert.fail('no session');

  it('stays the same session of the same order, at what the new ticket says', async () => {
    const session = await sessionBy({ body: { ticket: await ticketOf() } });
    const id = newAttemptId();
    await launch(session, id);
    const dearer = await ticketOf({ amount: { ...AMOUNT, value: 30_000 } });
    const renewed = await sessionBy({ body: { ticket: dearer }, bearer: session });
    assert.equal(await sidOf(renewed), await sidOf(session));
    assert.equal(renewed.order.amount.value, 30_000);
    assert.equal((await readWith(renewed, id)).view.status, 'open');
  });

  it('is another one for another order or line, and for who brings no session', async () => {
    const ticket = await ticketOf();
    const session = await sessionBy({ body: { ticket } });
    const others = [
      await sessionBy({ body: { ticket } }),
      await sessionBy({
        body: { ticket: await ticketOf({ orderId: `${orderId}-2` }) },
        bearer: session,
      }),
      await sessionBy({
        body: { line: 'order', ticket: await ticketOf({ line: 'order' }) },
        bearer: session,
      }),
    ];
    for (const other of others) assert.notEqual(await sidOf(other), await sidOf(session));
  });

  it('goes on with its own attempt when that holds the order', async () => {
    const session = await sessionBy({ body: { ticket: await ticketOf() } });
    const id = await pay(session);
    const renewed = await sessionBy({ body: { ticket: await ticketOf() }, bearer: session });
    assert.equal(renewed.attempt?.attemptId, id);
    assert.ok(renewed.expiresAt > harness.clock.now(), 'as alive as it was');
  });
});

describe('the token of a session', () => {
  const longest = (): Partial<OrderTicketClaims> => ({
    orderId: `${orderId}${'가'.repeat(100 - orderId.length)}`,
    orderName: '가'.repeat(200),
    url: `https://shop.example/${'x'.repeat(479)}`,
    taxFreeAmount: AMOUNT.value,
    methods: ['kakaopay', 'card', 'account', 'tosspay'],
  });

  it('has at most 4 KB for the longest ticket there is, and opens a window', async () => {
    const returnUrl = `${STOREFRONT}/${'x'.repeat(680)}`;
    const session = await sessionBy({ body: { ticket: await ticketOf(longest()), returnUrl } });
    assert.ok(session.sessionToken.length <= 4096, String(session.sessionToken.length));
    assert.equal((await launch(session, newAttemptId())).status, 200);
  });

  it('does not grow with methods that a ticket names again and again', async () => {
    const methods = Array.from({ length: 150 }, () => 'kakaopay');
    const session = await sessionBy({ body: { ticket: await ticketOf({ methods }) } });
    assert.ok(session.sessionToken.length < 1000, String(session.sessionToken.length));
  });

  it('has no room for letters that cannot be seen, of a ticket or of the hook', async () => {
    const orderName = `a${'\u0001'.repeat(198)}\ud800`;
    const ticket = await ticketOf({ ...longest(), orderName });
    const byTicket = await sessionBy({ body: { ticket } });
    harness.merchant.orders.set(orderId, { status: 200, body: { orderName, amount: AMOUNT } });
    const byHook = await sessionBy({ body: { line: 'order', orderId } });
    for (const { order, sessionToken } of [byTicket, byHook]) {
      assert.equal(order.orderName, `a${' '.repeat(199)}`);
      assert.ok(sessionToken.length <= 4096, String(sessionToken.length));
    }
  });
});
