import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkConfig, chooseMethod, ConfigError, type CheckoutConfig } from './config.ts';
import { kakaopay, tosspayments } from './providers/index.ts';
import { DOCUMENTATION_KEYS } from './providers/tosspayments/tosspayments.schema.ts';
import type { Provider } from './providers/provider.ts';
import { exampleProvider, withoutApprove } from './testing/example.ts';

const good: CheckoutConfig = {
  shop: { name: '온유도예' },
  publicUrl: 'https://pay.shop.example',
  storefronts: ['https://shop.example'],
  storeUrl: 'file:.data/pay.sqlite',
  secrets: [{ kid: 'a', secret: Buffer.alloc(32, 7).toString('base64url') }],
  hookSecret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  channels: { kakaopay: kakaopay({ secretKey: 'k'.repeat(20), cid: 'TC0ONETIME' }) },
  lines: {
    order: {
      methods: { kakaopay: { channel: 'kakaopay', method: 'kakaopay' } },
      order: 'https://shop.example/hooks/order',
      approve: { mode: 'direct' },
      notify: 'https://shop.example/hooks/payment',
    },
  },
};

const lineWith = (change: object): { readonly lines: object } => ({
  lines: { order: { ...good.lines['order'], ...change } },
});

const FORWARD = {
  mode: 'forward',
  url: 'https://shop.example/approval',
  status: 'https://shop.example/status',
} as const;

const house: Provider = {
  ...withoutApprove(exampleProvider({})),
  methods: { kakaopay: { type: 'house', label: { ko: '포인트', en: 'Points' } } },
};

const messageOf = (config: unknown): string => {
  try {
    checkConfig(config);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return assert.fail('it was taken');
};

describe('the configuration', () => {
  it('is taken when it is right', () => {
    assert.equal(checkConfig(good).shop.name, '온유도예');
  });

  it('is taken with the keys of a documentation on this machine', () => {
    for (const publicUrl of ['http://localhost:4100', 'http://pay.localhost', 'http://127.0.0.1']) {
      const channels = { ...good.channels, toss: tosspayments(DOCUMENTATION_KEYS) };
      assert.equal(checkConfig({ ...good, publicUrl, channels }).publicUrl, publicUrl);
    }
  });

  const wrong: readonly (readonly [string, object, RegExp])[] = [
    [
      'a provider that takes money in its window and cannot be asked',
      { channels: { ...good.channels, blind: exampleProvider({}, { approvedAtCallback: true }) } },
      /channels\.blind: takes money in its window/,
    ],
    [
      'keys of a documentation where others could pay',
      { channels: { ...good.channels, toss: tosspayments(DOCUMENTATION_KEYS) } },
      /channels\.toss: uses the keys of the documentation.+: only for a publicUrl of this machine/,
    ],
    ['a merchant key that is short', { merchantKeys: ['short'] }, /merchantKeys\.0: must have 32/],
    [
      'a confirm hook without a notify hook',
      {
        lines: {
          order: {
            methods: good.lines['order']?.methods,
            order: 'https://shop.example/hooks/order',
            approve: { mode: 'direct', confirm: 'https://shop.example/hooks/confirm' },
          },
        },
      },
      /lines\.order\.notify: is needed where confirm is set/,
    ],
    [
      'a hook secret that is no base64',
      { hookSecret: `whsec_${'='.repeat(32)}` },
      /hookSecret: must be whsec_/,
    ],
    ['a slash at the end', { publicUrl: 'https://pay.shop.example/' }, /publicUrl: must not end/],
    ['no address', { publicUrl: 'pay.shop.example' }, /publicUrl/],
    [
      'a storefront with a path',
      { storefronts: ['https://shop.example/kr'] },
      /storefronts\.0: is no origin/,
    ],
    ['a storefront that is no address', { storefronts: ['shop'] }, /storefronts\.0/],
    ['no storefront', { storefronts: [] }, /storefronts/],
    [
      'a short secret',
      { secrets: [{ kid: 'a', secret: 'abc' }] },
      /secrets\.0\.secret: must be 32 bytes/,
    ],
    ['no hook secret', { hookSecret: undefined }, /hookSecret/],
    ['a store of a kind unknown', { storeUrl: 'mysql://x' }, /storeUrl/],
    [
      'a channel that is no provider',
      { channels: { kakaopay: {} } },
      /channels\.kakaopay: is no provider/,
    ],
    ['a key nobody knows', { shopp: {} }, /shopp/],
    [
      'a forward that nobody could end a doubt of',
      lineWith({ approve: { mode: 'forward', url: 'https://shop.example/approval' } }),
      /lines\.order\.approve\.status: is needed unless the backend is idempotent/,
    ],
    [
      'the same of one method',
      lineWith({
        methods: {
          kakaopay: {
            channel: 'kakaopay',
            approve: { mode: 'forward', url: 'https://shop.example/approval' },
          },
        },
      }),
      /lines\.order\.methods\.kakaopay\.approve\.status: is needed/,
    ],
    [
      'a provider that cannot approve, without a forward',
      { channels: { kakaopay: house } },
      /lines\.order\.methods\.kakaopay: example cannot approve: use mode forward/,
    ],
    [
      'a forward of what moves in the provider’s window',
      {
        channels: {
          kakaopay: exampleProvider(
            { query: () => assert.fail('not asked here') },
            { approvedAtCallback: true },
          ),
        },
        ...lineWith({ methods: { kakaopay: { channel: 'kakaopay' } }, approve: FORWARD }),
      },
      /kakaopay: example takes money in its window: nothing is left to forward/,
    ],
    [
      'a forward of accounts that nobody could ask about',
      {
        channels: { toss: tosspayments({ clientKey: 'test_ck_a', secretKey: 'test_sk_a' }) },
        ...lineWith({
          methods: { account: { channel: 'toss', method: 'virtual-account' } },
          approve: { mode: 'forward', url: FORWARD.url, idempotent: true },
        }),
      },
      /lines\.order\.methods\.account: issues accounts, so its forward needs a status/,
    ],
    [
      'a forward to a part of a page',
      lineWith({ approve: { ...FORWARD, url: 'https://shop.example/approval#top' } }),
      /lines\.order\.approve\.url: must have no fragment/,
    ],
    [
      'an order that only tickets open, without a secret for them',
      lineWith({ order: 'order-ticket' }),
      /lines\.order\.order: order-ticket needs ticketSecrets/,
    ],
    [
      'an address with a password in it',
      lineWith({ order: 'https://user:secret@shop.example/order' }),
      /lines\.order\.order/,
    ],
    ['a short ticket secret', { ticketSecrets: ['YWJj'] }, /ticketSecrets\.0: must be at least 32/],
    [
      'cookies of another origin’s buyers',
      lineWith({ relayCookies: ['JSESSIONID'] }),
      /lines\.order\.relayCookies: only where publicUrl and every storefront share one origin/,
    ],
    [
      'a cookie’s name with a value',
      lineWith({ relayCookies: ['JSESSIONID=1'] }),
      /lines\.order\.relayCookies\.0: is no cookie name/,
    ],
  ];
  for (const [title, change, expected] of wrong) {
    it(`is refused by the name of the key: ${title}`, () => {
      assert.match(messageOf({ ...good, ...change }), expected);
    });
  }

  it('is refused when a method names a channel or a provider method that is not there', () => {
    const withMethod = (method: object) => ({
      ...good,
      lines: { order: { ...good.lines['order'], methods: { kakaopay: method } } },
    });
    assert.match(
      messageOf(withMethod({ channel: 'nope' })),
      /lines\.order\.methods\.kakaopay: names a channel/,
    );
    assert.match(
      messageOf(withMethod({ channel: 'kakaopay', method: 'card' })),
      /has no method card/,
    );
  });

  it('lets a method be approved otherwise than its line, and completes what is left out', () => {
    const methods = {
      kakaopay: { channel: 'kakaopay', approve: FORWARD },
      wallet: { channel: 'kakaopay' },
    };
    const config = checkConfig({ ...good, ...lineWith({ methods }) });
    assert.deepEqual(chooseMethod(config, 'order', 'kakaopay')?.approve, {
      ...FORWARD,
      method: 'same',
      idempotent: false,
      timeoutMs: 75_000,
    });
    assert.deepEqual(chooseMethod(config, 'order', 'wallet')?.approve, { mode: 'direct' });
  });

  it('takes relayed cookies and a provider that cannot approve where they fit', () => {
    const channels = { kakaopay: house };
    const line = lineWith({ relayCookies: ['JSESSIONID'], approve: FORWARD });
    const publicUrl = 'https://shop.example/pay';
    assert.equal(checkConfig({ ...good, ...line, channels, publicUrl }).publicUrl, publicUrl);
  });

  it('names every wrong key at once', () => {
    const message = messageOf({ ...good, publicUrl: 1, storefronts: 1 });
    assert.match(message, /publicUrl/);
    assert.match(message, /storefronts/);
  });

  it('gives a method its provider, and nothing for names that only JavaScript knows', () => {
    const config = checkConfig(good);
    assert.equal(chooseMethod(config, 'order', 'kakaopay')?.provider.id, 'kakaopay');
    assert.equal(chooseMethod(config, 'order', 'toString'), undefined);
    assert.equal(chooseMethod(config, '__proto__', 'kakaopay'), undefined);
  });
});
