import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { AttemptState } from '../checkout/transitions.ts';
import { digestOf, isDigestOf, isSameBrowser } from '../checkout/relay.ts';
import { createSessionTokens } from '../checkout/session-token.ts';
import { checkConfig, type CheckoutConfig } from '../config.ts';
import { LaunchInstructionSchema, SessionSchema, type Session } from '../protocol/index.ts';
import { newAttemptId, post } from '../testing/buyer.ts';
import { exampleProvider } from '../testing/example.ts';
import { createCheckoutServer } from '../server.ts';
import { MERCHANT_KEY, startHarness, type Harness } from '../testing/harness.ts';
import { navigate, type Navigated } from '../testing/navigate.ts';
import { pressAtToss } from '../testing/toss-window.ts';
import { until } from '../testing/until.ts';

const AMOUNT = { value: 24_000, currency: 'KRW' };
/** What a shop's browser sends along, with names that only look like the two that are handed on. */
const jarOf = (jsession: string, member = 'a=b%3D'): string =>
  `theme=dark; xJSESSIONID=1; JSESSIONID=${jsession}; jsessionid=2; JSESSIONID2=3; member="${member}"`;
const namedOf = (jsession: string, member = 'a=b%3D'): string =>
  `JSESSIONID=${jsession}; member="${member}"`;

/** The shop's own points, confirmed on our own page. */
const points = exampleProvider({
  id: 'points',
  confirmsHere: true,
  prepare: ({ attemptId }, { callbackUrl }) =>
    Promise.resolve({
      outcome: 'prepared',
      instruction: { kind: 'none', url: callbackUrl('approve'), data: { attemptId } },
      providerState: {},
    }),
  readCallback: () => ({ kind: 'authenticated', authentication: {} }),
  approve: (_callback, { attemptId, amount }) =>
    Promise.resolve({ outcome: 'approved', transactionId: attemptId, amount }),
});

/** The server on the storefront's own origin; the line `plain` hands on nothing. */
function relaying(usual: CheckoutConfig): CheckoutConfig {
  const { order } = usual.lines;
  assert.ok(order, 'the usual line');
  return {
    ...usual,
    storefronts: [new URL(usual.publicUrl).origin],
    lines: { order: { ...order, relayCookies: ['JSESSIONID', 'member'] }, plain: order },
  };
}

let harness: Harness;
let orderId = '';
let orders = 0;

before(async () => {
  harness = await startHarness({
    withToss: true,
    withConfirm: true,
    channels: { points },
    configured: relaying,
  });
});
after(() => harness.stop());
beforeEach(() => {
  harness.simulator.reset();
  orders += 1;
  orderId = `C-${String(orders)}`;
  const body = { orderName: '청자 머그', amount: AMOUNT };
  harness.merchant.orders.set(orderId, { status: 200, body });
});

interface Opening {
  readonly line?: string;
  /** Of the shop's page. */
  readonly path?: string;
  readonly renews?: Session;
}

/** One person's browser, by the cookies that it has for the shop's origin. */
class Browser {
  cookie: string | undefined;

  constructor(cookie: string | undefined) {
    this.cookie = cookie;
  }

  get headers(): Record<string, string> {
    return this.cookie === undefined ? {} : { cookie: this.cookie };
  }

  async session({ line = 'order', path = '/', renews }: Opening = {}) {
    const response = await post(
      `${harness.url}/v1/sessions`,
      { v: 1, orderId, line, locale: 'ko', returnUrl: `${harness.url}${path}` },
      {
        origin: harness.url,
        ...this.headers,
        ...(renews ? { authorization: `Bearer ${renews.sessionToken}` } : {}),
      },
    );
    assert.equal(response.headers.get('set-cookie'), null);
    return SessionSchema.parse(await response.json());
  }

  open(address: string): Promise<Navigated> {
    return navigate(address, this.headers);
  }

  /** What the page of the none kind posts. */
  confirm(address: string, headers: Record<string, string> = {}, body: unknown = {}) {
    return fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: harness.url,
        'sec-fetch-site': 'same-origin',
        ...this.headers,
        ...headers,
      },
      body: JSON.stringify(body),
      redirect: 'manual',
    });
  }
}

const addressOf = ({ sessionToken }: Session, id: string, method = 'kakaopay'): string =>
  `${harness.url}/launch/${id}?${new URLSearchParams({
    session: sessionToken,
    method,
    presentation: 'redirect',
    device: 'desktop',
    locale: 'ko',
  }).toString()}`;

/** The address that the window page writes into its own. */
const laterAddressOf = (id: string, { body }: Navigated): string => {
  const token = /data-token="([^"]+)"/.exec(body)?.[1] ?? assert.fail('no launch token');
  return `${harness.url}/launch/${id}?token=${token}`;
};

const instructionOf = async (id: string) =>
  LaunchInstructionSchema.parse((await harness.store.find(id))?.progress.instruction);

const callbackOf = async (id: string): Promise<string> => {
  const instruction = await instructionOf(id);
  return 'url' in instruction ? instruction.url : assert.fail(instruction.kind);
};

const reaches = (id: string, state: AttemptState) =>
  until(`${state} for ${id}`, async () => {
    const attempt = await harness.store.find(id);
    return attempt?.state === state && attempt;
  });

const cookiesAt = (hook: string): (string | undefined)[] =>
  harness.merchant.cookies
    .filter((heard) => heard.hook === hook && heard.orderId === orderId)
    .map(({ cookie }) => cookie);

/** The page of the simulator, with the buyer's yes; answers the callback address. */
async function approvedAtKakao(id: string): Promise<string> {
  const url = await callbackOf(id);
  await fetch(url);
  const decided = await fetch(url.replace(/\/(info|mInfo|aInfo)$/, '/decision'), {
    method: 'POST',
    body: new URLSearchParams({ decision: 'approve' }),
    redirect: 'manual',
  });
  return decided.headers.get('location') ?? assert.fail('no callback');
}

/** From the session to the open window of a buyer whom all is well with. */
async function begun(browser: Browser, method?: string) {
  const session = await browser.session();
  const id = newAttemptId();
  const page = await browser.open(addressOf(session, id, method));
  assert.equal(page.status, 200);
  return { session, id, page };
}

function assertForeign({ status, body }: Pick<Navigated, 'status' | 'body'>): void {
  assert.equal(status, 403);
  assert.match(body, /열 수 없는 주소예요/);
}

describe('the cookies of a buyer', () => {
  it('reach the hooks about him by their names and as they stand, and no other does', async () => {
    const { id } = await begun(new Browser(jarOf('AbC.node1')));
    assert.deepEqual(cookiesAt('order'), [namedOf('AbC.node1')]);
    const callback = await approvedAtKakao(id);
    assert.equal((await fetch(callback, { redirect: 'manual' })).status, 303, 'without a cookie');
    await reaches(id, 'approved');
    assert.deepEqual(cookiesAt('confirm'), [namedOf('AbC.node1')]);
    await until('the notice', () => cookiesAt('notify').length > 0);
    assert.deepEqual(cookiesAt('notify'), [undefined]);
  });

  it('may hold any bytes, and stand there twice', async () => {
    // The last byte is a blank to some; the two paths of one name come with the nearer one first.
    const values = 'JSESSIONID=near; JSESSIONID=far; member=\u00ea\u00b0\u0080\u00c3\u00a0';
    const { id } = await begun(new Browser(`a=1; ${values};  b=2`));
    assert.deepEqual(cookiesAt('order'), [values]);
    await fetch(await approvedAtKakao(id), { redirect: 'manual' });
    await reaches(id, 'approved');
    assert.deepEqual(cookiesAt('confirm'), [values]);
  });

  it('are the same in whatever order of names they come', async () => {
    const browser = new Browser('member=x; JSESSIONID=y');
    const session = await browser.session();
    browser.cookie = 'JSESSIONID=y; new=1; member=x';
    assert.equal((await browser.open(addressOf(session, newAttemptId()))).status, 200);
  });

  it('are not missed: who has none is let in without, and nothing is handed on', async () => {
    const { id } = await begun(new Browser('theme=dark'));
    await fetch(await approvedAtKakao(id), { redirect: 'manual' });
    await reaches(id, 'approved');
    assert.deepEqual([cookiesAt('order'), cookiesAt('confirm')], [[undefined], [undefined]]);
  });

  it('are not read on a line that hands on nothing', async () => {
    const browser = new Browser(jarOf('secret-of-plain'));
    const session = await browser.session({ line: 'plain' });
    const id = newAttemptId();
    assert.equal((await new Browser('JSESSIONID=x').open(addressOf(session, id))).status, 200);
    assert.deepEqual(cookiesAt('order'), [undefined]);
    assert.equal((await harness.store.find(id))?.progress.relayed, undefined);
  });

  it('stand nowhere in the open: not in the token, the row, the log or for the operator', async () => {
    const value = `S${randomBytes(12).toString('hex')}`;
    const { id, session, page } = await begun(new Browser(jarOf(value)));
    const row = await harness.store.find(id);
    assert.ok(row?.progress.relayed, 'sealed');
    await fetch(await approvedAtKakao(id), { redirect: 'manual' });
    await reaches(id, 'approved');
    const whole = await fetch(`${harness.url}/merchant/v1/attempts/${id}`, {
      headers: { authorization: `Bearer ${MERCHANT_KEY}` },
    });
    const tokens = createSessionTokens(checkConfig(harness.config), harness.clock.now);
    const claims = (await tokens.open(session.sessionToken))?.claims;
    assert.match(String(claims?.relayed), /^[\w-]{43}$/);
    const said = JSON.stringify([
      [claims, row, page, await whole.text(), await harness.store.timeline(id)],
      [harness.merchant.notices, harness.merchant.confirmAsked, harness.merchant.asked],
      harness.log,
    ]);
    assert.equal(said.includes(value), false);
    assert.doesNotMatch(JSON.stringify(harness.log), /JSESSIONID|relayed/);
    assert.equal(page.headers['set-cookie'], undefined);
  });
});

describe('the cookies in the store', () => {
  const relayedOf = async (id: string) => (await harness.store.find(id))?.progress.relayed;

  it('are erased when the attempt is paid', async () => {
    const { id } = await begun(new Browser(jarOf('a')));
    assert.ok(await relayedOf(id), 'kept while the window is open');
    await fetch(await approvedAtKakao(id), { redirect: 'manual' });
    assert.equal((await reaches(id, 'approved')).progress.relayed, undefined);
  });

  it('are erased when the buyer gives up', async () => {
    const { id, session } = await begun(new Browser(jarOf('a')));
    const answer = await fetch(`${harness.url}/v1/attempts/${id}/cancel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.sessionToken}`, origin: harness.url },
    });
    assert.equal(answer.status, 200);
    assert.equal((await reaches(id, 'canceled')).progress.relayed, undefined);
  });

  it('are erased when the merchant refuses', async () => {
    harness.merchant.confirmations.set(orderId, { status: 200, body: { outcome: 'refused' } });
    const { id } = await begun(new Browser(jarOf('a')));
    await fetch(await approvedAtKakao(id), { redirect: 'manual' });
    assert.equal((await reaches(id, 'canceled')).progress.relayed, undefined);
  });

  it('are kept while the outcome is in doubt, and while a deposit is awaited', async () => {
    const doubtful = await begun(new Browser(jarOf('a')));
    harness.simulator.fault({ on: 'approve', kind: 'drop-after-commit' });
    harness.simulator.fault({ on: 'order', kind: '500', times: 3 });
    await fetch(await approvedAtKakao(doubtful.id), { redirect: 'manual' });
    assert.ok((await reaches(doubtful.id, 'unknown')).progress.relayed, 'in doubt');

    orderId = `${orderId}-deposit`;
    harness.merchant.orders.set(orderId, {
      status: 200,
      body: { orderName: '백자 접시', amount: AMOUNT },
    });
    const awaiting = await begun(new Browser(jarOf('a')), 'account');
    const callback = await pressAtToss(await instructionOf(awaiting.id), 'approve');
    await fetch(callback, { redirect: 'manual' });
    assert.ok((await reaches(awaiting.id, 'awaiting-deposit')).progress.relayed, 'awaited');
  });
});

describe('the launch address of an attacker in the browser of a victim', () => {
  const attacker = () => new Browser(jarOf('attacker', 'a'));
  const victim = () => new Browser(jarOf('victim', 'v'));

  const assertVictimUnseen = (): void => {
    const seen = harness.merchant.cookies.some(({ cookie }) => cookie?.includes('victim'));
    assert.equal(seen, false, 'the merchant never sees the cookie of the victim');
  };

  it('is refused and begins no attempt', async () => {
    const session = await attacker().session();
    const id = newAttemptId();
    assertForeign(await victim().open(addressOf(session, id)));
    assert.equal(await harness.store.find(id), undefined);
    assertVictimUnseen();
    assert.equal((await attacker().open(addressOf(session, id))).status, 200);
  });

  it('is refused when the attacker opened his session without any cookie', async () => {
    const session = await new Browser(undefined).session();
    const id = newAttemptId();
    assertForeign(await victim().open(addressOf(session, id)));
    assert.equal(await harness.store.find(id), undefined);
  });

  it('is refused when it is one of an attempt that he began himself, by session and by token', async () => {
    const { id, session, page } = await begun(attacker());
    const before = await harness.store.find(id);
    assertForeign(await victim().open(addressOf(session, id)));
    assertForeign(await victim().open(laterAddressOf(id, page)));
    assertForeign(await new Browser(undefined).open(laterAddressOf(id, page)));
    assert.deepEqual({ ...(await harness.store.find(id)), readAt: before?.readAt }, before);
    assertVictimUnseen();
    assert.equal((await attacker().open(laterAddressOf(id, page))).status, 200);
  });

  it('shows the victim no page that the attacker came from', async () => {
    const session = await attacker().session({ path: '/log-out?now=1' });
    const { body } = await victim().open(addressOf(session, newAttemptId()));
    assert.match(body, new RegExp(`href="${harness.url}/"`));
  });

  it('tells how an attempt ended, when all cookies are forgotten', async () => {
    const { id, page } = await begun(attacker());
    await fetch(await approvedAtKakao(id), { redirect: 'manual' });
    await reaches(id, 'approved');
    assert.equal((await victim().open(laterAddressOf(id, page))).status, 303);
    assertVictimUnseen();
  });
});

describe('a buyer who logs in after the page was opened', () => {
  it('is refused at the launch, and let in with a session of the new cookie', async () => {
    const browser = new Browser(jarOf('before'));
    const session = await browser.session();
    browser.cookie = jarOf('after');
    const id = newAttemptId();
    assertForeign(await browser.open(addressOf(session, id)));
    assert.equal(await harness.store.find(id), undefined);
    const renewed = await browser.session({ renews: session });
    assert.equal((await browser.open(addressOf(renewed, id))).status, 200);
    assert.deepEqual(cookiesAt('order'), [namedOf('before'), namedOf('after')]);
  });

  it('does not go on with an attempt of before, even by the renewed session', async () => {
    const browser = new Browser(jarOf('before'));
    const { id, session } = await begun(browser);
    browser.cookie = jarOf('after');
    const renewed = await browser.session({ renews: session });
    assertForeign(await browser.open(addressOf(renewed, id)));
  });
});

describe('a payment that is confirmed on our own page', () => {
  const begunBy = async (browser: Browser) => {
    const { id } = await begun(browser, 'points');
    return { id, address: await callbackOf(id) };
  };

  async function assertRefused(id: string, response: Response): Promise<void> {
    assertForeign({ status: response.status, body: await response.text() });
    assert.equal((await harness.store.find(id))?.state, 'ready');
    assert.deepEqual(await harness.store.requests(id), [], 'nothing is kept');
  }

  it('goes on with the confirmation of the very page, as often as it comes', async () => {
    const browser = new Browser(jarOf('a'));
    const { id, address } = await begunBy(browser);
    assert.equal((await browser.confirm(address)).status, 303);
    await reaches(id, 'approved');
    assert.deepEqual(cookiesAt('confirm'), [namedOf('a')]);
    assert.equal((await browser.confirm(address)).status, 303);
  });

  it('is not confirmed for an attacker by the browser of a victim', async () => {
    const { id, address } = await begunBy(new Browser(jarOf('attacker')));
    const victim = new Browser(jarOf('victim'));
    await assertRefused(id, await victim.confirm(address));
    await assertRefused(id, await new Browser(undefined).confirm(address));
    const elsewhere = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    await assertRefused(id, await victim.confirm(address, elsewhere));
    assert.deepEqual(cookiesAt('confirm'), []);
  });

  it('is not confirmed by a page elsewhere, in whatever way it makes the browser send it', async () => {
    const browser = new Browser(jarOf('a'));
    const { id, address } = await begunBy(browser);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${harness.url}.evil.example` },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
    ]) {
      await assertRefused(id, await browser.confirm(address, headers));
    }
    const { status, body } = await browser.open(address);
    await assertRefused(id, new Response(body, { status }));
    const form = {
      method: 'POST',
      headers: browser.headers,
      body: new URLSearchParams({ a: '1' }),
    };
    await assertRefused(id, await fetch(address, form));
  });

  it('asks for our own origin on a line without cookies too, and for no cookie there', async () => {
    const browser = new Browser(undefined);
    const session = await browser.session({ line: 'plain' });
    const id = newAttemptId();
    await browser.open(addressOf(session, id, 'points'));
    const address = await callbackOf(id);
    await assertRefused(id, await browser.confirm(address, { origin: 'https://evil.example' }));
    assert.equal((await new Browser('JSESSIONID=x').confirm(address)).status, 303);
    await reaches(id, 'approved');
  });
});

describe('cookies across origins', () => {
  it('are asked for by no answer of ours', async () => {
    const answer = await post(
      `${harness.url}/v1/sessions`,
      { v: 1, orderId, line: 'order', locale: 'ko' },
      { origin: harness.url },
    );
    assert.equal(answer.headers.get('access-control-allow-origin'), harness.url);
    assert.equal(answer.headers.get('access-control-allow-credentials'), null);
  });

  const refusedAt = /lines\.order\.relayCookies: only where .* share one origin/;

  it('are never handed on: such a configuration does not start', async () => {
    const { port } = new URL(harness.url);
    for (const origin of ['http://shop.test', `http://localhost:${port}`]) {
      const wrong = { ...harness.config, storefronts: [harness.url, origin] };
      assert.throws(() => checkConfig(wrong), refusedAt, origin);
    }
    const wrong = { ...harness.config, storefronts: ['http://shop.test'] };
    await assert.rejects(createCheckoutServer(wrong, { port: 0 }), refusedAt);
  });

  it('have names that are names', () => {
    const { order } = harness.config.lines;
    assert.ok(order, 'the line');
    for (const name of ['', 'a b', 'a=b', 'a;b', 'a,b', '가']) {
      const lines = { order: { ...order, relayCookies: [name] } };
      assert.throws(() => checkConfig({ ...harness.config, lines }), /is no cookie name/, name);
    }
  });
});

describe('an attempt of before its line handed on cookies', () => {
  it("is nobody's to go on with while it is open, and shows how it ended afterwards", async () => {
    const browser = new Browser(jarOf('a'));
    const session = await browser.session({ line: 'plain' });
    const id = newAttemptId();
    await browser.open(addressOf(session, id));
    const { order } = harness.config.lines;
    assert.ok(order, 'the line');
    const config = checkConfig({ ...harness.config, lines: { plain: order } });
    const attempt = (await harness.store.find(id)) ?? assert.fail('no row');
    assert.equal(await isSameBrowser({ config }, attempt, browser.cookie), false);
    await fetch(await approvedAtKakao(id), { redirect: 'manual' });
    const approved = await reaches(id, 'approved');
    assert.equal(await isSameBrowser({ config }, approved, browser.cookie), true);
  });
});

describe('the mark of cookies in a session', () => {
  const key = (kid: string) => ({ kid, secret: randomBytes(32).toString('base64url') });
  const [old, young] = [key('old'), key('young')];

  it('outlives a rotation while its key is in the ring, and is of those cookies alone', () => {
    const digest = digestOf({ secrets: [old] }, 'JSESSIONID=a');
    assert.equal(isDigestOf({ secrets: [young, old] }, digest, 'JSESSIONID=a'), true);
    assert.equal(isDigestOf({ secrets: [young] }, digest, 'JSESSIONID=a'), false);
    assert.equal(isDigestOf({ secrets: [young, old] }, digest, 'JSESSIONID=b'), false);
    assert.equal(isDigestOf({ secrets: [young, old] }, digest, ''), false);
    assert.equal(isDigestOf({ secrets: [old] }, undefined, ''), false);
  });
});
