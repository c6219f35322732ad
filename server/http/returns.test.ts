import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import express from 'express';
import { createLinks } from '../checkout/links.ts';
import { checkConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import {
  ResultStatusSchema,
  SessionSchema,
  type Presentation,
  type Session,
} from '../protocol/index.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { newAttemptId, newBuyer, post, type Buyer } from '../testing/buyer.ts';
import { startHarness, STOREFRONT, type Harness } from '../testing/harness.ts';
import { closed, listening } from '../testing/merchant.ts';
import { navigate } from '../testing/navigate.ts';
import { until } from '../testing/until.ts';
import { createCheckoutRouter } from './router.ts';

const MINUTE = 60_000;
const RETURN_URL = `${STOREFRONT}/cart?shop=%B0%A1&pay-checkout=old#pay`;
const OTHER_STOREFRONT = 'http://outlet.test';

let harness: Harness;
let orderId = '';
let orders = 0;

before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());
beforeEach(() => {
  harness.simulator.reset();
  orders += 1;
  orderId = `B-${String(orders)}`;
  costs(48_000);
});

const costs = (value: number): void => {
  const body = { orderName: '청자 머그 2개', amount: { value, currency: 'KRW' } };
  harness.merchant.orders.set(orderId, { status: 200, body });
};

const visitor = () => newBuyer(harness.url, orderId, newAttemptId(), 'kakaopay', RETURN_URL);

const settled = (buyer: Buyer, status: string) =>
  until(`${status} for ${buyer.attemptId}`, async () => (await buyer.view()).status === status);

async function authenticate(buyer: Buyer, presentation: Presentation): Promise<string> {
  const { html } = await buyer.launch(presentation);
  return buyer.decide(buyer.instructionUrl(html), 'approve');
}

/** From the click to the address of the result page, in the tab of the storefront. */
async function pay(buyer: Buyer): Promise<string> {
  const answer = await buyer.follow(await authenticate(buyer, 'redirect'));
  await settled(buyer, 'complete');
  return String(answer.headers.get('location'));
}

/** As its page does: says that it wants to leave, or only looks. */
const askResult = async (resultUrl: string, query = '?leave') => {
  const answer = await navigate(`${resultUrl}/status${query}`);
  return ResultStatusSchema.parse(JSON.parse(answer.body));
};

const codeIn = (url: string | undefined): string =>
  /[?&]pay-checkout=([\w-]+)/.exec(url ?? '')?.[1] ?? '';

const freshCode = async (resultUrl: string): Promise<string> =>
  codeIn((await askResult(resultUrl)).next);

const handIn = (code: unknown, headers: Record<string, string> = {}) =>
  post(`${harness.url}/v1/returns`, { v: 1, code }, headers);

const problemOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { code?: unknown }).code;

const returned = async (code: string): Promise<Session> =>
  SessionSchema.parse(await (await handIn(code)).json());

const withToken = ({ sessionToken }: Session, path: string, init: RequestInit = {}) =>
  fetch(`${harness.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${sessionToken}`, origin: STOREFRONT },
    redirect: 'manual',
  });

const launch = ({ sessionToken }: Session, attemptId: string, presentation = 'redirect') =>
  navigate(
    `${harness.url}/launch/${attemptId}?${new URLSearchParams({
      session: sessionToken,
      method: 'kakaopay',
      presentation,
      device: 'mobile',
      locale: 'en',
    }).toString()}`,
  );

describe('a payment in the tab of the storefront', () => {
  it('goes back with a code to the very page it came from, and the code tells which it was', async () => {
    const buyer = await visitor();
    const resultUrl = await pay(buyer);
    const { status, next = '' } = await askResult(resultUrl);
    assert.equal(status, 'complete');
    const code = codeIn(next);
    assert.match(code, new RegExp(`^${buyer.attemptId}[\\w-]{22}$`));
    assert.equal(next, `${STOREFRONT}/cart?shop=%B0%A1&pay-checkout=${code}#pay`);

    const answer = await handIn(code);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-origin'), STOREFRONT);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const session = SessionSchema.parse(await answer.json());
    assert.deepEqual(session.order, buyer.session.order);
    assert.deepEqual(session.methods, buyer.session.methods);
    assert.deepEqual(session.shop, buyer.session.shop);
    assert.equal(session.attempt?.attemptId, buyer.attemptId);
    assert.equal(session.attempt.status, 'complete');
    assert.ok(session.expiresAt <= harness.clock.now(), 'past its life');
  });

  it('waits for its approval ten seconds and no longer', async () => {
    const buyer = await visitor();
    const callback = await authenticate(buyer, 'redirect');
    harness.simulator.fault({ on: 'approve', kind: 'drop-after-commit' });
    harness.simulator.fault({ on: 'order', kind: '500', times: 100 });
    const answer = await buyer.follow(callback);
    const resultUrl = String(answer.headers.get('location'));
    const isDoubt = async () => (await harness.store.find(buyer.attemptId))?.state === 'unknown';
    await until('a doubt', isDoubt);
    assert.deepEqual(await askResult(resultUrl), { v: 1, status: 'confirming' });
    harness.clock.pass(10_000);
    const { status, next } = await askResult(resultUrl);
    assert.equal(status, 'confirming');
    assert.equal((await returned(codeIn(next))).attempt?.status, 'confirming');
  });

  it('goes back with a code also when the buyer gave up or has not paid yet', async () => {
    const buyer = await visitor();
    const { html } = await buyer.launch('redirect');
    const result = /data-token="([^"]+)"/.exec(html)?.[1] ?? '';
    const outcome = await post(
      `${harness.url}/launch/${buyer.attemptId}/outcome`,
      { v: 1, launch: 1, kind: 'canceled', code: 'BUYER_CANCELED' },
      { authorization: `Bearer ${result}`, origin: harness.url },
    );
    const { next: resultUrl } = (await outcome.json()) as { next: string };
    const session = await returned(await freshCode(resultUrl));
    assert.equal(session.attempt?.status, 'canceled');
  });

  it('writes nothing for a page that only looks', async () => {
    const buyer = await visitor();
    const resultUrl = await pay(buyer);
    const before = (await harness.store.timeline(buyer.attemptId)).length;
    await navigate(resultUrl);
    assert.deepEqual(await askResult(resultUrl, ''), { v: 1, status: 'complete' });
    assert.equal((await harness.store.timeline(buyer.attemptId)).length, before);
  });

  it('gets a new code when its result page is loaded again after the first was used', async () => {
    const resultUrl = await pay(await visitor());
    const first = await freshCode(resultUrl);
    await returned(first);
    const second = await freshCode(resultUrl);
    assert.notEqual(second, first);
    assert.equal((await returned(second)).attempt?.status, 'complete');
  });
});

describe('a return code', () => {
  const refused = async (response: Response) => {
    assert.equal(response.status, 404);
    assert.equal(await problemOf(response), 'RETURN_CODE_INVALID');
  };

  it('is of use to the page of its own storefront only', async (t) => {
    const code = await freshCode(await pay(await visitor()));
    const stranger = await handIn(code, { origin: OTHER_STOREFRONT });
    assert.equal(await problemOf(stranger), 'ORIGIN_NOT_ALLOWED');

    const { config, clock, storePath: path } = harness;
    const store = openSqliteStore({ path, shared: true, clockOffset: clock.offset });
    const sibling = createCheckoutRouter(
      { ...config, storefronts: [STOREFRONT, OTHER_STOREFRONT] },
      { logger: createLogger('silent'), clock, store },
    );
    const server = await listening(createServer(express().use(sibling.router)));
    t.after(async () => {
      await closed(server);
      await sibling.stop();
    });
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/returns`;
    await refused(await post(url, { v: 1, code }, { origin: OTHER_STOREFRONT }));
    assert.equal((await post(url, { v: 1, code })).status, 200);
  });

  it('is void once a newer one was made', async () => {
    const resultUrl = await pay(await visitor());
    const [older, newer] = [await freshCode(resultUrl), await freshCode(resultUrl)];
    await refused(await handIn(older));
    assert.equal((await handIn(newer)).status, 200);
  });

  it('is void after ten minutes', async () => {
    const code = await freshCode(await pay(await visitor()));
    harness.clock.pass(10 * MINUTE);
    await refused(await handIn(code));
  });

  it('is answered again for a minute after it was used, and then no more', async () => {
    const code = await freshCode(await pay(await visitor()));
    await returned(code);
    harness.clock.pass(50_000);
    assert.equal((await handIn(code)).status, 200);
    harness.clock.pass(11_000);
    await refused(await handIn(code));
  });

  it('that nobody made is refused like any other, and names nothing', async () => {
    const buyer = await visitor();
    const code = await freshCode(await pay(buyer));
    const last = code.endsWith('A') ? 'B' : 'A';
    const forged = [
      code.slice(0, -1) + last,
      `${buyer.attemptId}${'A'.repeat(22)}`,
      `${newAttemptId()}${code.slice(22)}`,
      buyer.attemptId,
      `${code}A`,
      '',
      '가',
    ];
    for (const one of forged) await refused(await handIn(one));
    assert.equal((await handIn(code)).status, 200);
  });

  it('is asked for in one form', async () => {
    const bad = [undefined, 1, ['a'], 'x'.repeat(101)];
    for (const code of bad) assert.equal(await problemOf(await handIn(code)), 'REQUEST_INVALID');
    const more = await post(`${harness.url}/v1/returns`, { v: 1, code: '', amount: 1 });
    assert.equal(await problemOf(more), 'REQUEST_INVALID');
  });

  it('is never made for a popup, nor behind a result address that is damaged', async () => {
    const buyer = await visitor();
    const answer = await buyer.follow(await authenticate(buyer, 'popup'));
    await settled(buyer, 'complete');
    const resultUrl = String(answer.headers.get('location'));
    assert.equal((await askResult(resultUrl)).next, RETURN_URL);
    assert.equal((await harness.store.find(buyer.attemptId))?.progress.returnCode, undefined);
    assert.equal((await navigate(`${resultUrl}x/status?leave`)).status, 404);
  });

  it('is given no more when somebody asks for hundreds, and the way back is plain then', async () => {
    const resultUrl = await pay(await visitor());
    const plain = await until('the end of the codes', async () => {
      const { next } = await askResult(resultUrl);
      return codeIn(next) === 'old' && next;
    });
    assert.equal(plain, RETURN_URL);
  });
});

describe('the session that a code brings back', () => {
  /** Gone back to the shop without having paid. */
  async function unpaid() {
    const buyer = await visitor();
    await buyer.launch('redirect');
    const resultUrl = createLinks(checkConfig(harness.config)).result(buyer.attemptId);
    const session = await returned(await freshCode(resultUrl));
    assert.equal(session.attempt?.status, 'open');
    return { buyer, session };
  }

  it('reads its attempt and goes on with it', async () => {
    const { buyer, session } = await unpaid();
    assert.equal((await withToken(session, `/v1/attempts/${buyer.attemptId}`)).status, 200);
    const again = await launch(session, buyer.attemptId);
    assert.equal(again.status, 200);
    await buyer.follow(await buyer.decide(buyer.instructionUrl(again.body), 'approve'));
    await settled(buyer, 'complete');
  });

  it('cancels its attempt', async () => {
    const { buyer, session } = await unpaid();
    const path = `/v1/attempts/${buyer.attemptId}/cancel`;
    assert.equal((await withToken(session, path, { method: 'POST' })).status, 200);
    assert.equal((await buyer.view()).status, 'canceled');
  });

  it('starts no other attempt: the order was not asked for anew', async () => {
    const { session } = await unpaid();
    const id = newAttemptId();
    const page = await launch(session, id);
    assert.equal(page.status, 401);
    assert.match(page.body, /This payment has timed out/);
    assert.equal(await harness.store.find(id), undefined);
  });

  const renew = async (session: Session) => {
    const answer = await post(
      `${harness.url}/v1/sessions`,
      { v: 1, orderId, line: 'order', locale: 'ko', returnUrl: RETURN_URL },
      { authorization: `Bearer ${session.sessionToken}` },
    );
    return SessionSchema.parse(await answer.json());
  };

  it('is renewed as the same session, with the order as it costs now', async () => {
    const { buyer, session } = await unpaid();
    costs(52_000);
    const renewed = await renew(session);
    assert.equal(renewed.order.amount.value, 52_000);
    const read = await withToken(renewed, `/v1/attempts/${buyer.attemptId}`);
    assert.equal(read.status, 200);
    const other = newAttemptId();
    assert.equal((await launch(renewed, other)).status, 200);
    assert.equal((await harness.store.find(other))?.amount.value, 52_000);
  });

  it('is given its attempt on renewal when that holds the order, and still starts nothing', async () => {
    const buyer = await visitor();
    const session = await returned(await freshCode(await pay(buyer)));
    const asked = harness.merchant.asked.length;
    const renewed = await renew(session);
    assert.equal(renewed.attempt?.attemptId, buyer.attemptId);
    assert.equal(harness.merchant.asked.length, asked);
    assert.ok(renewed.expiresAt <= harness.clock.now(), 'past its life as before');
    assert.equal((await launch(renewed, newAttemptId())).status, 401);
  });
});

describe('a payment that goes on in another presentation', () => {
  const snapshotOf = async ({ attemptId }: Buyer) => {
    const { snapshot, progress } = (await harness.store.find(attemptId)) ?? assert.fail('no row');
    return { ...snapshot, latest: progress.presentation };
  };

  it('is known by the way it was opened last, and only that way has changed', async () => {
    const buyer = await visitor();
    await buyer.launch('popup');
    const begun = await snapshotOf(buyer);
    assert.equal(begun.latest, 'popup');
    const page = await launch(buyer.session, buyer.attemptId, 'redirect');
    assert.match(page.body, /data-presentation="redirect"/);
    assert.match(page.body, /<html lang="ko">/);
    assert.deepEqual(await snapshotOf(buyer), { ...begun, latest: 'redirect' });

    const token = /data-token="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const again = await navigate(
      `${harness.url}/launch/${buyer.attemptId}?token=${token}&presentation=popup`,
    );
    assert.match(again.body, /data-presentation="redirect"/);

    const answer = await buyer.follow(
      await buyer.decide(buyer.instructionUrl(page.body), 'approve'),
    );
    await settled(buyer, 'complete');
    const resultUrl = String(answer.headers.get('location'));
    assert.match((await navigate(resultUrl)).body, /data-presentation="redirect"/);
    assert.equal((await returned(await freshCode(resultUrl))).attempt?.status, 'complete');
  });

  it('may become a popup again, which takes no code back', async () => {
    const buyer = await visitor();
    await buyer.launch('redirect');
    const { html } = await buyer.launch('popup');
    assert.match(html, /data-presentation="popup"/);
    const answer = await buyer.follow(await buyer.decide(buyer.instructionUrl(html), 'approve'));
    await settled(buyer, 'complete');
    const { next } = await askResult(String(answer.headers.get('location')));
    assert.equal(next, RETURN_URL);
  });

  it('is not moved by another session', async () => {
    const buyer = await visitor();
    await buyer.launch('popup');
    const intruder = await newBuyer(harness.url, orderId, buyer.attemptId);
    assert.equal((await intruder.launch('redirect')).status, 404);
    assert.equal((await snapshotOf(buyer)).latest, 'popup');
  });
});

describe('the result page', () => {
  it('has what it shows on its way to the shop, and what can be read where it stays', async () => {
    const { body } = await navigate(await pay(await visitor()));
    assert.match(body, /state="ended"/);
    assert.match(body, /data-when="waiting"/);
    assert.match(body, /결제를 확인하고 있어요/);
    assert.match(body, /결제를 마쳤어요/);
    const plain = RETURN_URL.replaceAll('&', '&amp;');
    assert.ok(body.includes(`href="${plain}"`), 'the plain way back');
    assert.doesNotMatch(body, /pay-checkout=(?!old)/);
  });
});

describe('an attempt that never reached the server', () => {
  it('is over a minute after its session, so that nobody waits for it or has to cancel it', async () => {
    const buyer = await visitor();
    const at = { Authorization: `Bearer ${buyer.session.sessionToken}` };
    const url = `${harness.url}/v1/attempts/${buyer.attemptId}`;
    const read = async () => (await (await fetch(url, { headers: at })).json()) as object;
    harness.clock.pass(30 * MINUTE + 50_000);
    assert.deepEqual(((await read()) as { code?: string }).code, 'ATTEMPT_NOT_STARTED');
    assert.equal(await problemOf(await post(`${url}/cancel`, {}, at)), 'SESSION_EXPIRED');
    harness.clock.pass(11_000);
    const over = { v: 1, attemptId: buyer.attemptId, seq: 0, status: 'expired', pollAfterMs: 0 };
    assert.deepEqual(await read(), over);
    const canceled = await post(`${url}/cancel`, {}, at);
    assert.deepEqual([canceled.status, await canceled.json()], [200, over]);
    assert.equal((await buyer.launch('redirect')).status, 401, 'and no launch begins it');
    assert.deepEqual(await read(), over);
  });
});

describe('a launch that is refused', () => {
  it('shows a way back in the storefront’s own tab, and none in a popup', async () => {
    const paying = await visitor();
    const late = await visitor();
    await pay(paying);
    const [here, popup] = [await late.launch('redirect'), await late.launch('popup')];
    const link = /<a class="button primary" href="([^"]*)">/;
    assert.equal(link.exec(here.html)?.[1], RETURN_URL.replace('&', '&amp;'));
    assert.doesNotMatch(popup.html, link);
    assert.deepEqual([here.status, popup.status], [409, 409]);
  });
});
