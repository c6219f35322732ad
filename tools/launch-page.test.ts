/** The launch page in a real browser, which alone knows policies and how often it asks. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import express from 'express';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { createLogger } from '../server/logger.ts';
import { house } from '../server/providers/house/house.ts';
import { tosspayments } from '../server/providers/tosspayments/tosspayments.ts';
import { createCheckoutRouter } from '../server/http/router.ts';
import type { CheckoutRouter } from '../server/http/router.ts';
import { newAttemptId, openSession } from '../server/testing/buyer.ts';
import { freePort } from '../server/testing/free-port.ts';
import { startHarness } from '../server/testing/harness.ts';
import type { Harness } from '../server/testing/harness.ts';
import { closed, listening } from '../server/testing/merchant.ts';
import { chromiumFlags, findChromium } from './browsers.ts';

/** Does once what an SDK may do besides leaving the page: calls its server, shows a frame. */
const FAKE_SDK = `
  const { origin } = new URL(document.currentScript.src);
  window.TossPayments = (clientKey) => ({
    payment: () => ({
      requestPayment: async ({ orderId }) => {
        await fetch(origin + '/called?' + new URLSearchParams({ clientKey }));
        const frame = document.createElement('iframe');
        frame.src = origin + '/framed';
        document.body.append(frame);
        await new Promise((resolve) => (frame.onload = resolve));
        location.href = origin + '/left';
      },
    }),
  });
`;

let harness: Harness;
let browser: Browser;
let checkout: CheckoutRouter;
let sdkServer: ReturnType<typeof createServer>;
let payServer: ReturnType<typeof createServer>;
let sdkUrl = '';
let payUrl = '';
/** Paths in the order they were asked for. */
const asked: { sdk: string[]; pay: string[] } = { sdk: [], pay: [] };
/** How the SDK's server answers for the script. */
let sdkAnswers = 200;

const pathOf = (url: string): string => url.replace(/\?.*/, '');

const sdkApp = () =>
  express()
    .use((req, res, next) => {
      asked.sdk.push(pathOf(req.url));
      // Nothing may be served from a cache, so a second request would show.
      res.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' });
      next();
    })
    .get('/v2/standard', (_req, res) => {
      res.status(sdkAnswers).type('text/javascript').send(FAKE_SDK);
    })
    .use((_req, res) => {
      res.type('html').send('<title>here</title>');
    });

before(async () => {
  harness = await startHarness({ withoutServer: true });
  sdkServer = await listening(createServer(sdkApp()));
  sdkUrl = `http://127.0.0.1:${String((sdkServer.address() as AddressInfo).port)}`;
  const port = await freePort();
  payUrl = `http://127.0.0.1:${String(port)}`;
  const { order } = harness.config.lines;
  assert.ok(order, 'the harness has the line');
  const keys = { clientKey: 'test_ck_page', secretKey: 'test_sk_page' };
  checkout = createCheckoutRouter(
    {
      ...harness.config,
      publicUrl: payUrl,
      channels: {
        toss: tosspayments({ ...keys, apiUrl: sdkUrl, sdkUrl }),
        points: house({ name: { ko: '포인트', en: 'Points' } }),
      },
      lines: {
        order: {
          ...order,
          methods: {
            card: { channel: 'toss', method: 'card' },
            points: {
              channel: 'points',
              approve: { mode: 'forward', url: harness.backend.url, idempotent: true },
            },
          },
        },
      },
    },
    { logger: createLogger('silent') },
  );
  const app = express().use((req, _res, next) => {
    asked.pay.push(`${req.method} ${pathOf(req.url)}`);
    next();
  }, checkout.router);
  payServer = createServer(app).listen(port, '127.0.0.1');
  browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] });
});
after(async () => {
  await browser.close();
  await closed(payServer);
  await closed(sdkServer);
  await checkout.stop();
  await harness.stop();
});

/** Opens the window of a new order; what the browser complains of is collected. */
async function openWindow(orderId: string, method = 'card') {
  const body = { orderName: '청자 머그', amount: { value: 24000, currency: 'KRW' } };
  harness.merchant.orders.set(orderId, { status: 200, body });
  const { sessionToken: session } = await openSession(payUrl, orderId);
  const id = newAttemptId();
  const query = { session, method, presentation: 'redirect', device: 'desktop' };
  const search = new URLSearchParams({ ...query, locale: 'ko' }).toString();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  asked.sdk.length = 0;
  asked.pay.length = 0;
  await page.goto(`${payUrl}/launch/${id}?${search}`, { waitUntil: 'commit' });
  return { page, complaints, id };
}

describe('The launch page of an SDK, in Chromium', () => {
  test('A click costs one request of ours and one for the SDK, whose calls and frames are let through.', async () => {
    const { page, complaints, id } = await openWindow('P-1');
    await page.waitForURL(`${sdkUrl}/left`);
    assert.deepEqual(asked.pay, [`GET /launch/${id}`]);
    assert.deepEqual(
      asked.sdk.filter((path) => path !== '/favicon.ico'),
      ['/v2/standard', '/called', '/framed', '/left'],
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('An SDK that does not come can be had by a second try in the same page.', async () => {
    sdkAnswers = 503;
    const { page, id } = await openWindow('P-2');
    await page.locator('pay-window[state=failed]').waitFor();
    sdkAnswers = 200;
    await page.locator('[data-action=retry][data-when=failed]').click();
    await page.waitForURL(`${sdkUrl}/left`);
    assert.deepEqual(asked.pay, [`GET /launch/${id}`]);
    await page.close();
  });
});

describe('The launch page that asks the buyer to confirm, in Chromium', () => {
  test('A press, or two at once, posts to the callback address once and shows the result.', async () => {
    harness.backend.approve = ({ envelope: { amount } }) => ({
      json: { outcome: 'approved', transactionId: 'P-3', amount },
    });
    const { page, complaints } = await openWindow('P-3', 'points');
    await page.locator('[data-action=confirm]').dblclick();
    await page.waitForURL(/\/result\//);
    assert.equal(asked.pay.filter((path) => path.startsWith('POST ')).length, 1);
    // The result goes on to a shop that is not there, which is no fault of the policy.
    assert.deepEqual(
      complaints.filter((text) => /policy/i.test(text)),
      [],
    );
    await page.close();
  });

  test('Where nothing arrives the buyer may try again, in the same page.', async () => {
    const { page } = await openWindow('P-4', 'points');
    await page.route('**/callback/**', (route) => route.abort());
    await page.locator('[data-action=confirm]').click();
    const retry = page.locator('[data-action=retry][data-when=failed]');
    await retry.waitFor();
    await page.unroute('**/callback/**');
    await retry.click();
    await page.waitForURL(/\/result\//);
    assert.equal(asked.pay.filter((path) => path.startsWith('GET /launch')).length, 1);
    await page.close();
  });
});
