import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import express from 'express';
import helmet from 'helmet';
import { createLogger } from '../logger.ts';
import { PAGE_STYLES } from './pages/page.styles.ts';
import { authenticate, newAttemptId, newBuyer, openSession, post } from '../testing/buyer.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { freePort } from '../testing/free-port.ts';
import { startHarness, STOREFRONT, type Harness } from '../testing/harness.ts';
import { closed, listening } from '../testing/merchant.ts';
import { navigate } from '../testing/navigate.ts';
import { until } from '../testing/until.ts';
import { createCheckoutRouter } from './router.ts';

let harness: Harness;
let orderId = '';
let orders = 0;

before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());
const newOrder = (): void => {
  orders += 1;
  orderId = `R-${String(orders)}`;
  harness.merchant.orders.set(orderId, {
    status: 200,
    body: { orderName: '청자 머그', amount: { value: 24000, currency: 'KRW' } },
  });
};
beforeEach(() => {
  harness.simulator.reset();
  newOrder();
});

const launchUrl = (session: string, id = newAttemptId(), more: Record<string, string> = {}) =>
  `${harness.url}/launch/${id}?${new URLSearchParams({
    session,
    method: 'kakaopay',
    presentation: 'popup',
    device: 'desktop',
    locale: 'ko',
    ...more,
  }).toString()}`;

const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { code?: unknown }).code;

describe('the pages of a payment', () => {
  const pages = async (url = harness.url) => {
    const buyer = await newBuyer(url, orderId);
    const window = await navigate(launchUrl(buyer.session.sessionToken, buyer.attemptId));
    const callback = await navigate(await authenticate(buyer));
    const result = await navigate(String(callback.headers['location']));
    return { window, callback, result };
  };

  it('carry no opener policy, no cookie, and are never cached', async () => {
    for (const [name, page] of Object.entries(await pages())) {
      assert.equal(page.headers['cross-origin-opener-policy'], undefined, name);
      assert.equal(page.headers['cross-origin-embedder-policy'], undefined, name);
      assert.equal(page.headers['set-cookie'], undefined, name);
      assert.match(String(page.headers['cache-control']), /no-store/, name);
    }
  });

  it('let only scripts with their own nonce run, and cannot be framed', async () => {
    const { window, result } = await pages();
    for (const page of [window, result]) {
      const policy = String(page.headers['content-security-policy']);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
      assert.ok(nonce);
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.match(policy, /base-uri 'none'/);
      assert.doesNotMatch(policy, /form-action|unsafe-eval|script-src[^;]*unsafe-inline/);
      const scripts = page.body.match(/<script[^>]*>/g) ?? [];
      assert.deepEqual([...new Set(scripts)], [`<script nonce="${nonce}">`]);
    }
    newOrder();
    const other = await pages();
    assert.notEqual(
      other.window.headers['content-security-policy'],
      window.headers['content-security-policy'],
    );
  });

  it('keep the address of a payment out of the referrer', async () => {
    const { window, callback, result } = await pages();
    assert.equal(window.headers['referrer-policy'], 'strict-origin');
    assert.equal(callback.headers['referrer-policy'], 'no-referrer');
    assert.equal(result.headers['referrer-policy'], 'no-referrer');
  });

  it('show what a merchant wrote as text and never as markup', async () => {
    const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&`;
    harness.merchant.orders.set(orderId, {
      status: 200,
      body: { orderName: evil, amount: { value: 1, currency: 'KRW' } },
    });
    const { window, result } = await pages();
    for (const page of [window, result]) {
      assert.equal(page.body.includes('<img'), false);
      assert.equal(page.body.includes('<script>alert'), false);
    }
    assert.match(window.body, /&lt;img src=x onerror=alert\(2\)&gt;&quot;&#39;&amp;/);
  });

  it('reach the buyer before the provider has answered', async () => {
    const { sessionToken } = await openSession(harness.url, orderId);
    harness.simulator.fault({ on: 'ready', kind: '500' });
    const page = await navigate(launchUrl(sessionToken));
    assert.match(page.firstChunk, /청자 머그/);
    assert.ok(Buffer.byteLength(page.firstChunk) >= 512);
    assert.doesNotMatch(page.firstChunk, /payWindow\.fail/);
    assert.match(page.body, /payWindow\.fail\(\)/);
    assert.match(String(page.headers['content-type']), /charset=utf-8/);
    assert.equal(page.headers['x-accel-buffering'], 'no');
  });

  it('carry no opener policy behind the helmet of a host either, whatever they answer', async (t) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${String(port)}/pay`;
    const checkout = createCheckoutRouter(
      { ...harness.config, publicUrl: url, storeUrl: 'file::memory:' },
      { logger: createLogger('silent') },
    );
    const app = express()
      .use(helmet({ crossOriginEmbedderPolicy: true }))
      .use('/pay', checkout.router);
    const server = createServer(app).listen(port, '127.0.0.1');
    t.after(async () => {
      await closed(server);
      await checkout.stop();
    });
    await once(server, 'listening');
    const buyer = await newBuyer(url, orderId);
    const { sessionToken } = buyer.session;
    const opened = `${url}/launch/${buyer.attemptId}?session=${sessionToken}&method=kakaopay&presentation=popup&device=desktop&locale=ko`;
    const launched = await navigate(opened);
    const callback = await navigate(
      await buyer.decide(buyer.instructionUrl(launched.body), 'approve'),
    );
    const answers = {
      launched,
      callback,
      result: await navigate(String(callback.headers['location'])),
      status: await navigate(`${String(callback.headers['location'])}/status`),
      past: await navigate(opened),
      refused: await navigate(`${url}/launch/${newAttemptId()}`),
      forged: await navigate(`${url}/result/${buyer.attemptId}/x`),
      nowhere: await navigate(`${url}/nowhere`),
    };
    const statuses = Object.values(answers).map(({ status }) => status);
    assert.deepEqual(statuses, [200, 303, 200, 200, 303, 404, 404, 404]);
    for (const [name, { headers }] of Object.entries(answers)) {
      assert.equal(headers['cross-origin-opener-policy'], undefined, name);
      assert.equal(headers['cross-origin-embedder-policy'], undefined, name);
    }
    assert.doesNotMatch(String(launched.headers['content-security-policy']), /form-action/);
  });
});

describe('the blocks of a page', () => {
  /** The states that the sheet has a rule for, and what it leaves to be seen in each. */
  const ruled = new Map(
    [...PAGE_STYLES.text.matchAll(/\[state=(\w+)\] \[data-when\]:not\(\[data-when=(\w+)\]\)/g)].map(
      ([, state = '', block = '']) => [state, block],
    ),
  );
  const blocksOf = (html: string): string[] => [
    ...new Set([...html.matchAll(/data-when="(\w+)"/g)].map(([, name = '']) => name)),
  ];
  const stateOf = (html: string) => /<pay-\w+\s+state="(\w+)"/.exec(html)?.[1];

  it('are shown in the state of their name alone, from the first byte and without a script', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const { html } = await buyer.launch();
    assert.deepEqual(blocksOf(html), ['moving', 'failed', 'replaced', 'returned']);
    assert.equal(stateOf(html), 'moving');
    const answer = await buyer.follow(await buyer.decide(buyer.instructionUrl(html), 'cancel'));
    const result = await navigate(String(answer.headers.get('location')));
    assert.deepEqual(blocksOf(result.body), ['waiting', 'ended']);
    assert.equal(stateOf(result.body), 'ended');
    const blocks = [...blocksOf(html), ...blocksOf(result.body)];
    // The page that asks the buyer to confirm has one more: pages/window-page.test.ts.
    assert.deepEqual(
      [...ruled].filter(([state]) => state !== 'confirm'),
      blocks.map((name) => [name, name]),
    );
  });

  it('speak of a window to close only where there is one', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const popup = (await buyer.launch('popup')).html;
    assert.match(popup, /창을 닫지 말고 잠시만/);
    assert.equal(popup.match(/>닫고 돌아가기</g)?.length, 3);
    const tab = (await buyer.launch('redirect')).html;
    assert.match(tab, /<p class="text">잠시만 기다려 주세요.<\/p>/);
    assert.equal(tab.match(/>온유도예로 돌아가기</g)?.length, 4);
    assert.doesNotMatch(tab, />(닫고|창 닫기)/);
    assert.match(tab, /카카오페이에서 하던 결제를 이어서/);
  });
});

describe('the launch', () => {
  it('refuses a prefetch, a frame and a script, and prepares nothing for them', async () => {
    const { sessionToken } = await openSession(harness.url, orderId);
    const id = newAttemptId();
    const asked = [
      { 'sec-purpose': 'prefetch;prerender' },
      { purpose: 'prefetch' },
      { 'sec-fetch-dest': 'iframe' },
      { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    ];
    for (const headers of asked) {
      assert.equal((await navigate(launchUrl(sessionToken, id), headers)).status, 403);
    }
    assert.equal(await harness.store.find(id), undefined);
    assert.equal(harness.simulator.ledger.calls().length, 0);
  });

  it('answers a wrong link with a page a buyer can read', async () => {
    const { sessionToken } = await openSession(harness.url, orderId);
    const wrong = [
      launchUrl('nonsense'),
      launchUrl(sessionToken, 'short'),
      launchUrl(sessionToken, newAttemptId(), { presentation: 'iframe' }),
      `${harness.url}/launch/${newAttemptId()}`,
      `${harness.url}/launch/${newAttemptId()}?token=AAAAAAAAAAAAAAAAAAAAAA`,
      `${harness.url}/launch/${newAttemptId()}?token=a&token=b`,
    ];
    for (const url of wrong) {
      const page = await navigate(url);
      assert.equal(page.status, 404, url);
      assert.match(page.body, /열 수 없는 주소예요/);
    }
  });

  it('does not offer a method that the order or the line does not have', async () => {
    const { sessionToken } = await openSession(harness.url, orderId);
    const page = await navigate(launchUrl(sessionToken, newAttemptId(), { method: 'card' }));
    assert.equal(page.status, 400);
    harness.merchant.orders.set(orderId, {
      status: 200,
      body: { orderName: 'x', amount: { value: 1, currency: 'KRW' }, methods: [] },
    });
    const bare = await openSession(harness.url, orderId);
    assert.deepEqual(bare.methods, []);
    assert.equal((await navigate(launchUrl(bare.sessionToken))).status, 400);
  });

  it('lets the page come back by its own token, without the session', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const { html } = await buyer.launch();
    const token = /data-token="([^"]+)"/.exec(html)?.[1] ?? '';
    const again = await navigate(`${harness.url}/launch/${buyer.attemptId}?token=${token}`);
    assert.equal(again.status, 200);
    assert.equal(buyer.instructionUrl(again.body), buyer.instructionUrl(html));
    assert.match(again.body, /data-launch="2"/);
    assert.equal(again.body.includes(buyer.session.sessionToken), false);
  });
});

describe('the outcome of a window', () => {
  const opened = async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const { html } = await buyer.launch();
    const token = /data-token="([^"]+)"/.exec(html)?.[1] ?? '';
    const say = (body: unknown, headers: Record<string, string> = {}) =>
      post(`${harness.url}/launch/${buyer.attemptId}/outcome`, body, {
        authorization: `Bearer ${token}`,
        origin: harness.url,
        ...headers,
      });
    return { buyer, say };
  };

  it('cancels or fails an attempt that no callback has come for', async () => {
    const canceled = await opened();
    const answer = await canceled.say({
      v: 1,
      launch: 1,
      kind: 'canceled',
      code: 'BUYER_CANCELED',
    });
    assert.equal(answer.status, 200);
    assert.equal((await canceled.buyer.view()).status, 'canceled');

    const failed = await opened();
    await failed.say({ v: 1, launch: 1, kind: 'failed', code: 'SCRIPT_NOT_LOADED' });
    const view = await failed.buyer.view();
    assert.deepEqual(
      [view.status, view.stage, view.result?.code],
      ['failed', 'launch', 'LAUNCH_FAILED'],
    );
  });

  it('of a window that was opened anew is noted and moves nothing', async () => {
    const { buyer, say } = await opened();
    await buyer.launch();
    const answer = await say({ v: 1, launch: 1, kind: 'canceled', code: 'BUYER_CANCELED' });
    assert.equal(answer.status, 409);
    assert.equal(await codeOf(answer), 'WINDOW_REPLACED');
    assert.equal((await buyer.view()).status, 'open');
  });

  it('is refused from elsewhere, with another token, or in another shape', async () => {
    const { buyer, say } = await opened();
    const good = { v: 1, launch: 1, kind: 'canceled', code: 'BUYER_CANCELED' };
    assert.equal(await codeOf(await say(good, { origin: STOREFRONT })), 'ORIGIN_NOT_ALLOWED');
    assert.equal(await codeOf(await say(good, { authorization: 'Bearer x' })), 'LINK_INVALID');
    assert.equal(await codeOf(await say({ ...good, kind: 'approved' })), 'REQUEST_INVALID');
    assert.equal(await codeOf(await say({ ...good, amount: 1 })), 'REQUEST_INVALID');
    assert.equal((await buyer.view()).status, 'open');
  });
});

describe('the interface for storefronts', () => {
  const body = () => ({ v: 1, orderId, line: 'order', locale: 'ko' });

  it('is open to the configured origin exactly, without credentials', async () => {
    const preflight = await fetch(`${harness.url}/v1/sessions`, {
      method: 'OPTIONS',
      headers: { origin: STOREFRONT, 'access-control-request-method': 'POST' },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), STOREFRONT);
    assert.equal(preflight.headers.get('access-control-allow-credentials'), null);
    assert.match(preflight.headers.get('vary') ?? '', /Origin/);
  });

  it('turns every other origin away', async () => {
    const others = [
      'null',
      'http://shop.test.evil.example',
      'https://shop.test',
      'http://SHOP.test',
      '',
    ];
    for (const origin of others) {
      const answer = await post(`${harness.url}/v1/sessions`, body(), { origin });
      assert.equal(await codeOf(answer), 'ORIGIN_NOT_ALLOWED', origin);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    }
    assert.equal(
      harness.merchant.asked.some((asked) => (asked as { orderId: string }).orderId === orderId),
      false,
    );
  });

  it('takes JSON and nothing else, in a modest size', async () => {
    const send = (contentType: string, text: string) =>
      fetch(`${harness.url}/v1/sessions`, {
        method: 'POST',
        headers: { origin: STOREFRONT, 'content-type': contentType },
        body: text,
      });
    const text = JSON.stringify(body());
    assert.equal(await codeOf(await send('text/plain', text)), 'CONTENT_TYPE_UNSUPPORTED');
    assert.equal(
      await codeOf(await send('application/x-www-form-urlencoded', text)),
      'CONTENT_TYPE_UNSUPPORTED',
    );
    assert.equal(await codeOf(await send('application/json', '{')), 'REQUEST_INVALID');
    assert.equal(await codeOf(await send('application/json', '[]')), 'REQUEST_INVALID');
    assert.equal(
      await codeOf(await send('application/json', `"${'x'.repeat(20_000)}"`)),
      'BODY_TOO_LARGE',
    );
  });

  it('refuses what cannot be decoded, and calls nothing of it a fault of its own', async () => {
    const headers = { origin: STOREFRONT, 'content-type': 'application/json' };
    const zipped = await fetch(`${harness.url}/v1/sessions`, {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'zip' },
      body: 'x',
    });
    assert.equal(await codeOf(zipped), 'CONTENT_TYPE_UNSUPPORTED');
    const path = await navigate(`${harness.url}/launch/%E0%A4%A`);
    assert.equal(path.status, 400);
    assert.equal(harness.log.join('').includes('request failed'), false);
  });

  it('answers problems as RFC 9457 describes, with a trace number and no stack', async () => {
    const answer = await fetch(`${harness.url}/nowhere`);
    assert.equal(answer.status, 404);
    assert.match(answer.headers.get('content-type') ?? '', /application\/problem\+json/);
    const problem = (await answer.json()) as Record<string, unknown>;
    assert.deepEqual(
      [problem['code'], problem['fault'], problem['status']],
      ['ROUTE_NOT_FOUND', 'integrator', 404],
    );
    assert.match(String(problem['traceId']), /^[0-9A-F]{8}$/);
  });

  it('says so when a host has parsed the body before', async () => {
    const checkout = createCheckoutRouter(
      { ...harness.config, storeUrl: 'file::memory:' },
      { logger: createLogger('silent') },
    );
    const server = await listening(createServer(express().use(express.json(), checkout.router)));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const answer = await post(`${url}/v1/sessions`, body());
    assert.equal(answer.status, 500);
    assert.equal(await codeOf(answer), 'BODY_ALREADY_PARSED');
    await closed(server);
    await checkout.stop();
  });
});

describe('a fault of ours', () => {
  it('is a page for a buyer and a problem for a program, and neither tells what it was', async () => {
    const store = openSqliteStore({ path: ':memory:' });
    const checkout = createCheckoutRouter(
      { ...harness.config, storeUrl: 'file::memory:' },
      {
        logger: createLogger('silent'),
        store: { ...store, find: () => Promise.reject(new Error('CANARY')) },
      },
    );
    const server = await listening(createServer(express().use(checkout.router)));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const buyer = await newBuyer(harness.url, orderId);
    const callback = (await authenticate(buyer)).replace(harness.url, url);
    const page = await navigate(callback, { accept: 'text/html,*/*;q=0.8' });
    assert.equal(page.status, 500);
    assert.match(page.body, /다시 결제하지 말고/);
    const problem = await navigate(callback, { accept: 'application/json' });
    assert.match(problem.body, /"code":"INTERNAL"/);
    assert.equal((page.body + problem.body).includes('CANARY'), false);
    await closed(server);
    await checkout.stop();
  });
});

describe('the widget files', () => {
  it('may be loaded as modules from any storefront', async () => {
    const answer = await fetch(`${harness.url}/widget/pay-checkout.js`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /javascript/);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal((await fetch(`${harness.url}/widget/../../package.json`)).status, 404);
  });
});

describe('the log', () => {
  it('knows the trace id of every problem that was answered', async () => {
    const answer = await fetch(`${harness.url}/nowhere/else`);
    const { traceId } = (await answer.json()) as { traceId: string };
    const line = await until('the line', () => harness.log.find((one) => one.includes(traceId)));
    assert.match(line, /"code":"ROUTE_NOT_FOUND"/);
    assert.equal(line.includes('/nowhere'), false);
  });

  it('has a line for every step of a payment, with the code of a provider that refused', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    harness.simulator.fault({ on: 'approve', kind: 'declined' });
    await buyer.follow(callback);
    const lines = await until('the decline', () => {
      const mine = harness.log.filter((line) => line.includes(buyer.attemptId));
      return mine.some((line) => line.includes('"msg":"declined"')) && mine;
    });
    const steps = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      steps.map(({ msg }) => msg),
      ['launched', 'prepared', 'authenticated', 'approval-started', 'declined'],
    );
    assert.equal(steps.at(-1)?.['providerCode'], '-780');
    assert.equal(steps.at(-1)?.['code'], 'PAYMENT_DECLINED');
  });

  it('holds no token, no key, no query and no whole address of a payment', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    harness.simulator.fault({ on: 'approve', kind: 'html' });
    await buyer.follow(callback);
    await buyer.follow(callback.replace('/kakaopay/', '/other/'));
    await until(
      'a doubt',
      async () => (await harness.store.find(buyer.attemptId))?.state === 'unknown',
    );
    const text = harness.log.join('');
    assert.ok(text.includes('callback refused'));
    const secrets = [
      buyer.session.sessionToken,
      new URL(callback).searchParams.get('pg_token') ?? '-',
      callback.split('/')[6] ?? '-',
      harness.config.hookSecret,
      harness.config.secrets[0]?.secret ?? '-',
      harness.kakaopay.secretKey,
      'http://',
    ];
    for (const secret of secrets) assert.equal(text.includes(secret), false, secret.slice(0, 12));
  });
});
