import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { checkConfig, type CheckoutConfig } from '../config.ts';
import { createLinks, withReturnCode } from './links.ts';
import { createSessionTokens, SESSION_LIFE_MS, type SessionClaims } from './session-token.ts';

const key = (kid: string) => ({ kid, secret: randomBytes(32).toString('base64url') });
const [old, young] = [key('old'), key('young')];

const configWith = (secrets: CheckoutConfig['secrets'], publicUrl = 'https://pay.shop.example') =>
  checkConfig({
    shop: { name: 'shop' },
    publicUrl,
    storefronts: ['https://shop.example'],
    storeUrl: 'file::memory:',
    secrets,
    hookSecret: `whsec_${randomBytes(32).toString('base64')}`,
    channels: {},
    lines: {},
  });

const claims: SessionClaims = {
  sid: 'sid',
  line: 'order',
  storefront: 'https://shop.example',
  returnUrl: 'https://shop.example/cart',
  locale: 'ko',
  order: {
    orderId: 'A-1',
    orderName: '청자 머그',
    amount: { value: 48000, currency: 'KRW' },
    taxFreeAmount: 0,
  },
};

describe('a session token', () => {
  let now = 1_800_000_000_000;
  const tokens = createSessionTokens(configWith([young]), () => now);

  it('gives back what was sealed, and tells when its life is over', async () => {
    const { token, expiresAt } = await tokens.seal(claims);
    assert.equal(expiresAt, now + SESSION_LIFE_MS);
    assert.deepEqual(await tokens.open(token), { claims, expired: false, expiresAt });
    now += SESSION_LIFE_MS;
    assert.deepEqual(await tokens.open(token), { claims, expired: true, expiresAt });
    now += 8 * 24 * 3600 * 1000;
    assert.equal(await tokens.open(token), undefined);
  });

  it('can be sealed for an order that was not asked for anew: it reads and starts nothing', async () => {
    const { token, expiresAt } = await tokens.seal(claims, { expired: true });
    assert.equal(expiresAt, now);
    assert.deepEqual(await tokens.open(token), { claims, expired: true, expiresAt });
    now += 6 * 24 * 3600 * 1000;
    assert.deepEqual(await tokens.open(token), { claims, expired: true, expiresAt });
  });

  it('shows nothing of the order to who holds it', async () => {
    const { token } = await tokens.seal(claims);
    const readable = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    assert.equal(readable.join().includes('A-1'), false);
    assert.equal(readable.join().includes('48000'), false);
  });

  it('is nothing once a letter of it was changed, or when it is no token at all', async () => {
    const { token } = await tokens.seal(claims);
    const at = token.length - 10;
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    for (const text of [changed, '', 'x', 'a.b.c', `${token}.`, 'e30..x.y.z']) {
      assert.equal(await tokens.open(text), undefined, text);
    }
  });

  it('outlives a rotation while its key is in the ring, and dies with it', async () => {
    const { token } = await createSessionTokens(configWith([old]), () => now).seal(claims);
    const both = createSessionTokens(configWith([young, old]), () => now);
    assert.ok(await both.open(token));
    assert.equal(await tokens.open(token), undefined);
  });

  it('of another server opens nothing here', async () => {
    const elsewhere = createSessionTokens(
      configWith([young], 'https://pay.other.example'),
      () => now,
    );
    assert.equal(await tokens.open((await elsewhere.seal(claims)).token), undefined);
  });
});

describe('the token of a link', () => {
  const links = createLinks(configWith([young, old]));
  const [id, other] = [
    randomBytes(16).toString('base64url'),
    randomBytes(16).toString('base64url'),
  ];

  it('opens its own door for its own attempt and no other', () => {
    const token = links.launchToken(id);
    assert.equal(links.holds('launch', id, token), true);
    assert.equal(links.holds('launch', other, token), false);
    assert.equal(links.holds('callback', id, token), false);
    assert.equal(links.holds('result', id, token), false);
  });

  it('is refused in any other shape', () => {
    for (const token of [undefined, '', null, 1, ['x'], links.launchToken(id).slice(1)]) {
      assert.equal(links.holds('launch', id, token), false);
    }
  });

  it('has 128 bits and stands in addresses under the public URL only', () => {
    const url = new URL(links.callback('kakaopay', id, 'approve'));
    assert.equal(url.origin, 'https://pay.shop.example');
    assert.equal(Buffer.from(url.pathname.split('/')[4] ?? '', 'base64url').length, 16);
  });

  it('made with an older key of the ring still opens', () => {
    const before = createLinks(configWith([old]));
    assert.equal(links.holds('result', id, before.result(id).split('/').at(-1)), true);
  });
});

describe('the address that a redirect goes back to', () => {
  const cases = [
    ['https://shop.example/cart', 'https://shop.example/cart?pay-checkout=CODE'],
    ['https://shop.example/?a=1&b=2', 'https://shop.example/?a=1&b=2&pay-checkout=CODE'],
    ['https://shop.example/#/cart', 'https://shop.example/?pay-checkout=CODE#/cart'],
    [
      'https://shop.example/?pay-checkout=OLD&a=1#x',
      'https://shop.example/?a=1&pay-checkout=CODE#x',
    ],
    ['https://shop.example/?a=1&pay-checkout', 'https://shop.example/?a=1&pay-checkout=CODE'],
    [
      'https://shop.example/?my-pay-checkout=1',
      'https://shop.example/?my-pay-checkout=1&pay-checkout=CODE',
    ],
    // EUC-KR, which is not UTF-8, and spaces in either spelling.
    [
      'https://shop.example/?q=%B0%A1+b%20c',
      'https://shop.example/?q=%B0%A1+b%20c&pay-checkout=CODE',
    ],
  ] as const;
  for (const [before, after] of cases) {
    it(`carries one code and keeps the rest of ${before}`, () => {
      assert.equal(withReturnCode(before, 'CODE'), after);
    });
  }
});
