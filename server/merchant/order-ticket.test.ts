import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { createOrderTicket, readOrderTicket, type OrderTicketClaims } from './order-ticket.ts';

const HOUR = 3_600_000;
const audience = 'https://pay.shop.example';
const [secret, other] = [randomBytes(32), randomBytes(32)].map((bytes) =>
  bytes.toString('base64url'),
) as [string, string];
const at = 1_800_000_000_000;
const claims: OrderTicketClaims = {
  line: 'order',
  orderId: 'A-1',
  orderName: '청자 머그',
  amount: { value: 48_000, currency: 'KRW' },
};

const create = (more: Partial<OrderTicketClaims> = {}, lifeMs?: number): Promise<string> =>
  createOrderTicket(
    { ...claims, ...more },
    { secret, audience, now: () => at, ...(lifeMs === undefined ? {} : { lifeMs }) },
  );
const read = (ticket: string, { secrets = [secret], now = at } = {}) =>
  readOrderTicket(ticket, { secrets, audience, now });

describe('an order ticket as it is made', () => {
  it('is a JWS for one server that says the order, an hour long', async () => {
    const ticket = await create();
    assert.deepEqual(decodeProtectedHeader(ticket), { alg: 'HS256', typ: 'pc-order+jwt' });
    const seconds = at / 1000;
    const times = { iat: seconds, exp: seconds + 3600 };
    assert.deepEqual(decodeJwt(ticket), { ...claims, ...times, aud: audience });
  });

  it('is read as it was made, with all that an order may have', async () => {
    const full = {
      ...claims,
      url: 'https://shop.example/orders/A-1',
      taxFreeAmount: 1000,
      methods: ['card'],
    };
    const ticket = await create(full);
    const seconds = at / 1000;
    assert.deepEqual(await read(ticket), {
      kind: 'ticket',
      claims: { ...full, iat: seconds, exp: seconds + 3600 },
    });
  });

  it('lives for more than nothing and a day at most', async () => {
    for (const lifeMs of [0, -1, 24 * HOUR + 1, NaN, Infinity]) {
      await assert.rejects(create({}, lifeMs), TypeError, String(lifeMs));
    }
    const ticket = await create({}, 24 * HOUR);
    assert.equal((await read(ticket, { now: at + 24 * HOUR })).kind, 'ticket');
    assert.equal((await read(ticket, { now: at + 24 * HOUR + 31_000 })).kind, 'expired');
  });

  it('is not made of what no order can be; the error names the field', async () => {
    const wrong: readonly [Partial<OrderTicketClaims>, RegExp][] = [
      [{ amount: { value: 0, currency: 'KRW' } }, /amount/],
      [{ amount: { value: 0.5, currency: 'KRW' } }, /amount\.value/],
      [{ orderId: '' }, /orderId/],
      [{ orderName: 'x'.repeat(201) }, /orderName/],
      [{ line: 'No Line' }, /line/],
      [{ url: 'ftp://shop.example/' }, /url/],
      [{ taxFreeAmount: 48_001 }, /taxFreeAmount/],
    ];
    for (const [more, field] of wrong) await assert.rejects(create(more), field);
  });

  it('is not made longer than the server takes it', async () => {
    const methods = Array.from({ length: 300 }, (_, index) => `method-${String(index)}`);
    await assert.rejects(create({ methods }), /4096/);
  });

  it('is not signed by a secret that can be guessed, and the error does not repeat it', async () => {
    const short = randomBytes(31).toString('base64url');
    await assert.rejects(
      createOrderTicket(claims, { secret: short, audience }),
      (error) => error instanceof TypeError && !error.message.includes(short),
    );
  });
});

describe('an order ticket as it is read', () => {
  it('is good by any of the secrets, whichever signed it', async () => {
    const ticket = await create();
    for (const secrets of [[secret], [other, secret], [secret, other]]) {
      assert.equal((await read(ticket, { secrets })).kind, 'ticket');
    }
    assert.equal((await read(ticket, { secrets: [other] })).kind, 'invalid');
    assert.deepEqual(await read(ticket, { secrets: [] }), {
      kind: 'invalid',
      reason: 'no ticketSecrets',
    });
  });

  it('tells why it is refused by the secret that signed it, not by the last one', async () => {
    const elsewhere = await createOrderTicket(claims, {
      secret,
      audience: 'https://pay.other.example',
      now: () => at,
    });
    assert.deepEqual(await read(elsewhere, { secrets: [secret, other] }), {
      kind: 'invalid',
      reason: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    });
  });

  it('allows for clocks that differ by half a minute', async () => {
    const ticket = await create();
    assert.equal((await read(ticket, { now: at - 29_000 })).kind, 'ticket');
    assert.equal((await read(ticket, { now: at - 61_000 })).kind, 'invalid');
    assert.equal((await read(ticket, { now: at + HOUR + 29_000 })).kind, 'ticket');
    assert.equal((await read(ticket, { now: at + HOUR + 31_000 })).kind, 'expired');
  });

  it('is called expired only when it was good once', async () => {
    const ticket = await createOrderTicket(claims, { secret: other, audience, now: () => at });
    assert.equal((await read(ticket, { now: at + 2 * HOUR })).kind, 'invalid');
  });
});
