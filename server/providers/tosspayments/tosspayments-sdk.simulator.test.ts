import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import express from 'express';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { createTossPaymentsSimulator } from './tosspayments.simulator.ts';

const CLIENT_KEY = 'test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq';
const WIDGET_KEY = 'test_gck_docs_Ovk5rk1EwkEbP0W43n07xlzm';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';

/** The form that the SDK sends to the window. */
type Posted = Readonly<Record<string, string>>;

async function serve(app: RequestListener): Promise<Server> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server): string => String((server.address() as AddressInfo).port);

/** What pages of the shop find beside the SDK: how they say what came of a call. */
const SHOP_SCRIPT = `
  const tell = (what) => {
    const output = document.createElement('output');
    output.textContent = JSON.stringify(what);
    document.body.append(output);
  };
  const refused = ({ code, name, message }) => tell({ code, name, hasMessage: message !== '' });
  const told = (promise) => promise.then((value) => tell({ value: value ?? null }), refused);
  const tried = (run) => {
    try { run(); tell('nothing thrown'); } catch (error) { refused(error); }
  };
`;

const V2 = 'v2/standard';

/** The shortest way to the object that pays, as the documents show it. */
const PAYMENT = `
  const payment = TossPayments('${CLIENT_KEY}').payment({ customerKey: TossPayments.ANONYMOUS });
  const order = {
    method: 'CARD',
    amount: { currency: 'KRW', value: 15000 },
    orderId: 'pc-20261122-0001',
    orderName: '머그컵 외 1건',
  };
  const urls = { successUrl: location.origin + '/success', failUrl: location.origin + '/fail' };
`;

const ORDER = {
  method: 'CARD',
  amount: { currency: 'KRW', value: 15000 },
  orderId: 'pc-20261122-0001',
  orderName: '머그컵 외 1건',
};

interface Visit {
  readonly sdk?: string;
  /** HTML that the page's calls draw into. */
  readonly body?: string;
  /** What the page allows in frames beside the SDK's origin. */
  readonly frames?: string;
  readonly device?: BrowserContextOptions;
}

interface ShopPage extends Visit {
  readonly calls: string;
}

describe('the SDKs of the Toss Payments simulator', () => {
  const posted: Posted[] = [];
  const pages: ShopPage[] = [];
  const complaints: string[] = [];
  const toss = createTossPaymentsSimulator({
    clientKey: CLIENT_KEY,
    widgetClientKey: WIDGET_KEY,
  });
  let simulator: Server;
  let shop: Server;
  let browser: Browser;
  let context: BrowserContext | undefined;
  let sdkOrigin = '';
  let shopUrl = '';

  before(async () => {
    simulator = await serve(
      express()
        .use('/tosspayments', toss.router)
        .get('/stranger', (_request, response) => {
          const words = { source: 'tosspayments-simulator', kind: 'cancel' };
          response.send(`<script>parent.postMessage(${JSON.stringify(words)}, '*')</script>`);
        }),
    );
    sdkOrigin = `http://127.0.0.1:${portOf(simulator)}`;
    shop = await serve(shopOf());
    shopUrl = `http://shop.localhost:${portOf(shop)}`;
    browser = await chromium.launch({
      executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
      // Chromium refuses to start as root with its sandbox.
      args: ['--disable-background-networking', ...(process.getuid?.() ? [] : ['--no-sandbox'])],
    });
  });
  after(async () => {
    await browser.close();
    for (const server of [simulator, shop]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
  beforeEach(() => {
    toss.reset();
    posted.length = 0;
    complaints.length = 0;
  });
  afterEach(async () => {
    await context?.close();
    context = undefined;
    assert.deepEqual(complaints, [], 'the policy of the page was broken');
  });

  /** The strictest page an SDK from elsewhere can run in. */
  const policyOf = ({ frames = '' }: ShopPage): string =>
    [
      "default-src 'none'",
      `script-src 'self' ${sdkOrigin}`,
      `connect-src ${sdkOrigin}`,
      `frame-src ${sdkOrigin} ${frames}`,
      `form-action ${sdkOrigin}`,
      "require-trusted-types-for 'script'",
      // Its own icon, which keeps browsers from asking for one.
      'img-src data:',
    ].join('; ');

  /** Old shops are not in UTF-8, and their forms neither. */
  function shopOf(): RequestListener {
    return express()
      .get('/pages/:index', ({ params: { index } }, response) => {
        const page = pages[Number(index)] ?? { calls: '' };
        response.set('Content-Security-Policy', policyOf(page)).type('text/html; charset=euc-kr');
        response.send(
          Buffer.from(`<!doctype html><link rel="icon" href="data:,">
            <script src="${sdkOrigin}/tosspayments/${page.sdk ?? V2}"></script>
            <body>${page.body ?? ''}<button id="pay">pay</button>
            <script src="/calls/${index}"></script>`),
        );
      })
      .get('/calls/:index', ({ params: { index } }, response) => {
        response.type('js').send(`{${SHOP_SCRIPT}${pages[Number(index)]?.calls ?? ''}}`);
      })
      .get(['/success', '/fail'], (_request, response) => {
        response.send('<!doctype html><link rel="icon" href="data:,">arrived');
      });
  }

  /** Opens a page that has the script of an SDK and these calls, and nothing else. */
  async function visit(calls: string, asked: Visit = {}): Promise<Page> {
    pages.push({ ...asked, calls });
    context = await browser.newContext({ locale: 'ko-KR', ...asked.device });
    context.setDefaultTimeout(15_000);
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    context.on('request', (request) => {
      if (!request.url().endsWith('/window/payments')) return;
      posted.push(Object.fromEntries(new URLSearchParams(request.postData() ?? '')));
    });
    const page = await context.newPage();
    await page.goto(`${shopUrl}/pages/${String(pages.length - 1)}`);
    return page;
  }

  const PHONE: BrowserContextOptions = { userAgent: ANDROID, isMobile: true, hasTouch: true };

  const outcome = async (page: Page, index = 0): Promise<unknown> =>
    JSON.parse((await page.locator('output').nth(index).textContent()) ?? '');

  /** What a row of calls came to, one after the other. */
  const outcomes = async (page: Page, count: number): Promise<readonly unknown[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => outcome(page, index)));

  const refusal = (name: string, code: string) => ({ code, name, hasMessage: true });
  const USER_CANCEL = refusal('UserCancelError', 'USER_CANCEL');

  const press = (page: Page, decision: string) =>
    page.frameLocator('#___tosspayments_iframe___').locator(`[data-decision=${decision}]`).click();
  const pressHere = (page: Page, decision: string) =>
    page.locator(`[data-decision=${decision}]`).click();

  const requestOf = (form: Posted | undefined): Readonly<Record<string, unknown>> =>
    JSON.parse(form?.['request'] ?? '') as Readonly<Record<string, unknown>>;
  const onlyPosted = () => {
    const [form, ...more] = posted;
    assert.ok(form, 'the window was not opened');
    assert.deepEqual(more, []);
    return { form, request: requestOf(form) };
  };
  const requestPosted = () => onlyPosted().request;

  /** Of the payment that the buyer authenticated last. */
  const paymentKey = (): string => {
    const payment = toss.ledger.payments().at(-1);
    assert.equal(payment?.status, 'IN_PROGRESS');
    return payment.paymentKey;
  };

  /** Where the browser went, without the shop's origin. */
  const arrivedAt = async (page: Page, leg: string): Promise<string> => {
    await page.waitForURL((url) => url.pathname === leg);
    return page.url().slice(shopUrl.length);
  };

  it('come as classic scripts that any page may load, from the paths of the real ones', async () => {
    for (const path of ['v2/standard', 'v1', 'v1/payment']) {
      const answer = await fetch(`${sdkOrigin}/tosspayments/${path}`);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8');
      assert.equal(answer.headers.get('cache-control'), 'no-cache');
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.equal(answer.headers.get('cross-origin-resource-policy'), 'cross-origin');
      assert.match(await answer.text(), /TossPayments/);
    }
  });

  describe('v2 at a desk', () => {
    it('opens the window in a frame and resolves with what the buyer approved', async () => {
      const page = await visit(`${PAYMENT} told(payment.requestPayment(order));`);
      await press(page, 'approve');
      assert.deepEqual(await outcome(page), {
        value: {
          paymentKey: paymentKey(),
          orderId: 'pc-20261122-0001',
          amount: { currency: 'KRW', value: 15000 },
        },
      });
      const { form, request } = onlyPosted();
      assert.deepEqual(form, {
        sdk: 'v2',
        clientKey: CLIENT_KEY,
        customerKey: '@@ANONYMOUS',
        target: 'iframe',
        origin: shopUrl,
        request: JSON.stringify(request),
      });
      assert.deepEqual(request, ORDER);
      assert.equal(await page.locator('[id^=___tosspayments]').count(), 0);
    });

    it('covers the page with the documented elements until it is over', async () => {
      const page = await visit(`${PAYMENT}
        document.getElementById('pay').onclick = () => told(payment.requestPayment(order));`);
      await page.locator('#pay').click();
      const dimmer = page.locator('#___tosspayments_dimmer___');
      await dimmer.locator('iframe#___tosspayments_iframe___').waitFor();
      await page.locator('#___tosspayments_iframe__loading___').waitFor({ state: 'detached' });
      const box = await dimmer.boundingBox();
      assert.deepEqual(box, { x: 0, y: 0, ...page.viewportSize() });
      await press(page, 'approve');
      await outcome(page);
      assert.equal(await page.locator('#pay:focus').count(), 1);
    });

    it('sends every method with its own options, and no empty ones', async () => {
      const options = {
        TRANSFER: { transfer: { cashReceipt: { type: '소득공제' }, useEscrow: false } },
        VIRTUAL_ACCOUNT: { virtualAccount: { validHours: 24, useEscrow: false } },
        MOBILE_PHONE: { mobilePhone: { mobileCarriers: ['SKT', 'KT'] } },
      };
      const calls = Object.entries(options).map(
        ([method, own]) => `await told(payment.requestPayment({ ...order,
          method: '${method}', customerName: null, customerEmail: undefined,
          metadata: { sid: 's1a2b3' }, ...${JSON.stringify(own)} }));`,
      );
      const page = await visit(
        `${PAYMENT} const run = async () => { ${calls.join('\n')} }; run();`,
      );
      for (const [index, [method, own]] of Object.entries(options).entries()) {
        await press(page, 'approve');
        assert.match(JSON.stringify(await outcome(page, index)), /"value"/);
        const expected = { ...ORDER, method, ...own, metadata: { sid: 's1a2b3' } };
        assert.deepEqual(requestOf(posted[index]), expected);
      }
    });

    it('passes on what the window itself refuses', async () => {
      const page = await visit(`${PAYMENT}
        told(payment.requestPayment({ ...order, method: 'CULTURE_GIFT_CERTIFICATE' }));`);
      assert.deepEqual(
        await outcome(page),
        refusal('PaymentRequestFailError', 'NOT_SUPPORTED_METHOD'),
      );
    });

    it('knows a wallet by its Korean name too', async () => {
      const page = await visit(`${PAYMENT} told(payment.requestPayment({ ...order,
        card: { flowMode: 'DIRECT', easyPay: '토스페이' } }));`);
      await press(page, 'approve');
      await outcome(page);
      assert.deepEqual(requestPosted(), {
        ...ORDER,
        card: { flowMode: 'DIRECT', easyPay: 'TOSSPAY' },
      });
    });

    it('goes to successUrl by itself where it has one, and keeps what stands in it', async () => {
      const page = await visit(`${PAYMENT} told(payment.requestPayment({ ...order,
        successUrl: location.origin + '/success?a=%20b&#c', failUrl: urls.failUrl }));`);
      await press(page, 'approve');
      const arrived = await arrivedAt(page, '/success');
      const query = `paymentKey=${paymentKey()}&orderId=pc-20261122-0001&amount=15000`;
      assert.equal(arrived, `/success?a=%20b&${query}#c`);
    });

    it('goes to failUrl with the code of a payment that failed', async () => {
      const page = await visit(`${PAYMENT} told(payment.requestPayment({ ...order, ...urls }));`);
      await press(page, 'fail');
      const arrived = await arrivedAt(page, '/fail');
      const pattern = /^\/fail\?code=REJECT_CARD_COMPANY&message=%[^&+]+&orderId=pc-20261122-0001$/;
      assert.match(arrived, pattern);
    });

    it('rejects with the code of a payment that failed where there is no failUrl', async () => {
      const page = await visit(`${PAYMENT} told(payment.requestPayment(order));`);
      await press(page, 'fail');
      assert.deepEqual(
        await outcome(page),
        refusal('PaymentRequestFailError', 'REJECT_CARD_COMPANY'),
      );
    });

    it('rejects a canceled payment and leaves failUrl alone', async () => {
      const page = await visit(`${PAYMENT} told(payment.requestPayment({ ...order, ...urls }));`);
      await press(page, 'cancel');
      assert.deepEqual(await outcome(page), USER_CANCEL);
      assert.ok(page.url().includes('/pages/'), page.url());
    });

    it('takes its own close button for a cancel', async () => {
      const page = await visit(`${PAYMENT} told(payment.requestPayment({ ...order, ...urls }));`);
      await page.getByRole('button', { name: '결제창 닫기' }).click();
      assert.deepEqual(await outcome(page), USER_CANCEL);
      assert.equal(await page.locator('[id^=___tosspayments]').count(), 0);
    });

    it('lets the page close the window, and says when there is none', async () => {
      const page = await visit(`${PAYMENT}
        told(payment.requestPayment(order));
        told(payment.destroy().then(() => payment.destroy()));`);
      const seen = await outcomes(page, 2);
      assert.deepEqual(seen, [
        refusal('PaymentRequestAbortedError', 'PAYMENT_REQUEST_ABORTED'),
        refusal('NoActivePaymentRequestError', 'NO_ACTIVE_PAYMENT_REQUEST'),
      ]);
      assert.equal(await page.locator('[id^=___tosspayments]').count(), 0);
    });

    it('refuses a second request while one is open, and takes one afterwards', async () => {
      const page = await visit(`${PAYMENT}
        const other = TossPayments('${CLIENT_KEY}').payment({ customerKey: 'b7f3k9q' });
        told(payment.requestPayment(order).then((first) =>
          other.requestPayment({ ...order, orderId: 'the-second' })));
        told(other.requestPayment(order));`);
      assert.deepEqual(
        await outcome(page),
        refusal('InvalidMethodTransactionError', 'INVALID_METHOD_TRANSACTION'),
      );
      await press(page, 'approve');
      await press(page, 'cancel');
      assert.deepEqual(await outcome(page, 1), USER_CANCEL);
      assert.equal(posted.length, 2);
    });

    it('stops believing its own window once that is at another origin', async () => {
      const forged = { source: 'tosspayments-simulator', kind: 'cancel' };
      const page = await visit(
        `${PAYMENT}
        told(payment.requestPayment(order));
        addEventListener('message', ({ origin }) => tell(origin));
`,
        { frames: "'self'" },
      );
      await page.context().route('**/forger', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<script>parent.postMessage(${JSON.stringify(forged)}, '*')</script>`,
        }),
      );
      await page.locator('iframe').evaluate((frame: HTMLIFrameElement) => {
        frame.src = '/forger';
      });
      assert.equal(await outcome(page), shopUrl);
      await page.getByRole('button', { name: '결제창 닫기' }).click();
      assert.deepEqual(await outcome(page, 1), USER_CANCEL);
    });

    it('believes nobody but its own window, and no words that it never says', async () => {
      const page = await visit(`${PAYMENT}
        told(payment.requestPayment(order));
        postMessage({ source: 'tosspayments-simulator', kind: 'cancel' }, '*');
        addEventListener('message', ({ origin }) => tell(origin));
        const stranger = document.createElement('iframe');
        stranger.src = '${sdkOrigin}/stranger';
        document.body.append(stranger);`);
      const heard = await outcomes(page, 2);
      assert.deepEqual(heard, [shopUrl, sdkOrigin]);
      const nonsense = {
        source: 'tosspayments-simulator',
        kind: 'success',
        paymentKey: 'key',
        orderId: 'pc-20261122-0001',
        amount: { currency: 'KRW', value: '15000' },
      };
      await page.route('**/decision', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<script>parent.postMessage(${JSON.stringify(nonsense)}, '${shopUrl}')</script>`,
        }),
      );
      await press(page, 'approve');
      assert.equal(await outcome(page, 2), sdkOrigin);
      assert.equal(await page.locator('#___tosspayments_dimmer___').count(), 1);
      await page.getByRole('button', { name: '결제창 닫기' }).click();
      assert.deepEqual(await outcome(page, 3), USER_CANCEL);
    });
  });

  describe('v2 in the place of the page', () => {
    it('leaves for the window, which goes to successUrl', async () => {
      const page = await visit(`${PAYMENT} told(payment.requestPayment({ ...order, ...urls,
        windowTarget: 'self', taxFreeAmount: 500 }));`);
      await pressHere(page, 'approve');
      const arrived = await arrivedAt(page, '/success');
      const query = `paymentKey=${paymentKey()}&orderId=pc-20261122-0001&amount=15000`;
      assert.equal(arrived, `/success?${query}`);
      const { form, request } = onlyPosted();
      assert.equal(form['target'], 'self');
      const urls = { successUrl: `${shopUrl}/success`, failUrl: `${shopUrl}/fail` };
      assert.deepEqual(request, { ...ORDER, ...urls, taxFreeAmount: 500 });
    });

    it('leaves for the window, which goes to failUrl when the buyer cancels', async () => {
      const page = await visit(
        `${PAYMENT} told(payment.requestPayment({ ...order, ...urls, windowTarget: 'self' }));`,
      );
      await pressHere(page, 'cancel');
      assert.match(await arrivedAt(page, '/fail'), /^\/fail\?code=PAY_PROCESS_CANCELED&/);
    });

    it('takes a request again from a page that Back brought out of memory', async () => {
      const page = await visit(`${PAYMENT}
        const leaving = { ...order, ...urls, windowTarget: 'self' };
        document.getElementById('pay').onclick = () => told(payment.requestPayment(leaving));
        addEventListener('pageshow', ({ persisted }) => tell({ persisted }));`);
      await page.locator('#pay').click({ trial: true });
      // The browser stays on the page, as it does while the window is on its way.
      await page.route('**/window/payments', (route) => route.fulfill({ status: 204 }), {
        times: 1,
      });
      const asked = page.waitForRequest('**/window/payments');
      await page.locator('#pay').click();
      await asked;
      await page.locator('#pay').click();
      const last = page.locator('output').last();
      await page.getByText('INVALID_METHOD_TRANSACTION').waitFor();
      await page.evaluate(() => {
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      });
      assert.deepEqual(JSON.parse((await last.textContent()) ?? ''), { persisted: true });
      await page.locator('#pay').click();
      await pressHere(page, 'approve');
      assert.match(await arrivedAt(page, '/success'), /paymentKey=/);
    });

    it('is what a phone does unless told otherwise', async () => {
      const page = await visit(
        `${PAYMENT} told(payment.requestPayment({ ...order, ...urls, method: 'TRANSFER' }));`,
        { device: PHONE },
      );
      await pressHere(page, 'approve');
      assert.match(await arrivedAt(page, '/success'), /paymentKey=/);
      assert.equal(onlyPosted().form['target'], 'self');
    });

    it('is all that a phone can do: no frame, no promise', async () => {
      const page = await visit(
        `${PAYMENT}
        const run = async () => {
          await told(payment.requestPayment({ ...order, ...urls, windowTarget: 'iframe' }));
          await told(payment.requestPayment(order));
        };
        run();`,
        { device: PHONE },
      );
      assert.deepEqual(await outcomes(page, 2), [
        refusal('InvalidParametersError', 'INVALID_PARAMETERS'),
        refusal('NotSupportedPromiseError', 'NOT_SUPPORTED_PROMISE'),
      ]);
      assert.deepEqual(posted, []);
    });
  });

  describe('v2 refuses', () => {
    it('keys that are none, of the wrong kind, or secret', async () => {
      const calls: readonly [call: string, name: string, code: string][] = [
        [
          `TossPayments().payment({ customerKey: 'b7f3k9q' })`,
          'InvalidClientKeyError',
          'INVALID_CLIENT_KEY',
        ],
        [
          `TossPayments('test_sk_docs').payment({ customerKey: 'b7f3k9q' })`,
          'InvalidClientKeyError',
          'INVALID_CLIENT_KEY',
        ],
        [
          `TossPayments('${WIDGET_KEY}').payment({ customerKey: 'b7f3k9q' })`,
          'NotSupportedWidgetKeyError',
          'NOT_SUPPORTED_WIDGET_KEY',
        ],
        [
          `TossPayments('${CLIENT_KEY}').widgets({ customerKey: 'b7f3k9q' })`,
          'NotSupportedAPIIndividualKeyError',
          'NOT_SUPPORTED_API_INDIVIDUAL_KEY',
        ],
        [
          `TossPayments('${CLIENT_KEY}').payment()`,
          'InvalidCustomerKeyError',
          'INVALID_CUSTOMER_KEY',
        ],
        [
          `TossPayments('${CLIENT_KEY}').payment({ customerKey: 'x' })`,
          'InvalidCustomerKeyError',
          'INVALID_CUSTOMER_KEY',
        ],
        [
          `TossPayments('${CLIENT_KEY}').payment({ customerKey: 'a b' })`,
          'InvalidCustomerKeyError',
          'INVALID_CUSTOMER_KEY',
        ],
        [
          `TossPayments('${CLIENT_KEY}').payment({ customerKey: 'test_gsk_docs' })`,
          'InsecureKeyUsageError',
          'INSECURE_KEY_USAGE',
        ],
      ];
      const page = await visit(calls.map(([call]) => `tried(() => ${call});`).join('\n'));
      assert.deepEqual(
        await outcomes(page, calls.length),
        calls.map(([, name, code]) => refusal(name, code)),
      );
    });

    it('what belongs to v1, to brandpay or to billing', async () => {
      const page = await visit(`${PAYMENT}
        const sdk = TossPayments('${CLIENT_KEY}');
        tried(() => sdk.requestPayment('카드', order));
        tried(() => sdk.requestBillingAuth('카드', order));
        tried(() => sdk.cancelPayment());
        tried(() => sdk.brandpay({ customerKey: 'b7f3k9q' }));
        told(payment.requestBillingAuth({ method: 'CARD', ...urls }));`);
      const onlyV1 = refusal('V1MethodNotSupportedError', 'V1_METHOD_NOT_SUPPORTED');
      assert.deepEqual(await outcomes(page, 5), [
        onlyV1,
        onlyV1,
        onlyV1,
        refusal('UnknownError', 'UNKNOWN'),
        refusal('NotSupportedMethodError', 'NOT_SUPPORTED_METHOD'),
      ]);
    });

    it('requests that break the documented rules, each with its code, and opens nothing', async () => {
      const parameters = ['InvalidParametersError', 'INVALID_PARAMETERS'] as const;
      const value = ['InvalidAmountValueError', 'INVALID_AMOUNT_VALUE'] as const;
      const currency = ['InvalidAmountCurrencyError', 'INVALID_AMOUNT_CURRENCY'] as const;
      const zero = ['BelowZeroAmountError', 'BELOW_ZERO_AMOUNT'] as const;
      const success = ['IncorrectSuccessUrlFormatError', 'INCORRECT_SUCCESS_URL_FORMAT'] as const;
      const fail = ['IncorrectFailUrlFormatError', 'INCORRECT_FAIL_URL_FORMAT'] as const;
      const metadata = ['InvalidMetadataError', 'INVALID_METADATA'] as const;
      const method = ['NotSupportedMethodError', 'NOT_SUPPORTED_METHOD'] as const;
      const promise = ['NotSupportedPromiseError', 'NOT_SUPPORTED_PROMISE'] as const;
      const cases: readonly [changes: string, expected: readonly [string, string]][] = [
        [`method: undefined`, parameters],
        [`method: '카드'`, method],
        [`amount: 15000`, parameters],
        [`amount: { currency: 'KRW', value: '15000' }`, value],
        [`amount: { currency: 'KRW', value: 10.5 }`, value],
        [`amount: { currency: 'won', value: 15000 }`, currency],
        [`amount: { currency: 'USD', value: 15 }`, currency],
        [`amount: { currency: 'KRW', value: 0 }`, zero],
        [`amount: { currency: 'KRW', value: -1 }`, zero],
        [`successUrl: '/success', failUrl: location.origin`, success],
        [`successUrl: location.origin`, fail],
        [`failUrl: location.origin`, success],
        [`successUrl: location.origin, failUrl: 'fail.html'`, fail],
        [`metadata: { 'a[0]': 'b' }`, metadata],
        [`metadata: { a: 1 }`, metadata],
        [`metadata: { a: '', b: '', c: '', d: '', e: '', f: '' }`, metadata],
        [`orderId: undefined`, parameters],
        [`orderId: 'short'`, parameters],
        [`orderId: '주문-20261122'`, parameters],
        [`orderName: ''`, parameters],
        [`orderName: 'a'.repeat(101)`, parameters],
        [`customerMobilePhone: '010-1234-1234'`, parameters],
        [`taxFreeAmount: 15001`, parameters],
        [`windowTarget: 'popup'`, parameters],
        [`windowTarget: 'self'`, promise],
        [`surprise: true`, parameters],
        [`transfer: {}`, parameters],
        [`card: { flowMode: 'DIRECT' }`, parameters],
        [`card: { cardInstallmentPlan: 1 }`, parameters],
        [`card: { cardInstallmentPlan: 3, maxCardInstallmentPlan: 6 }`, parameters],
        [`card: { surprise: true }`, parameters],
        [`method: 'VIRTUAL_ACCOUNT', virtualAccount: { validHours: 2161 }`, parameters],
        [
          `method: 'VIRTUAL_ACCOUNT', virtualAccount: { validHours: 24, dueDate: '2026-11-22T10:10:10' }`,
          parameters,
        ],
        [
          `method: 'VIRTUAL_ACCOUNT', virtualAccount: { cashReceipt: { type: 'none' } }`,
          parameters,
        ],
        [
          `method: 'FOREIGN_EASY_PAY', foreignEasyPay: { provider: 'PAYPAL', country: 'KR' }`,
          currency,
        ],
        [
          `method: 'FOREIGN_EASY_PAY', amount: { currency: 'USD', value: 1 },
          foreignEasyPay: { provider: 'PAYPAL', country: 'KR' }`,
          promise,
        ],
      ];
      const calls = cases.map(
        ([changes]) => `await told(payment.requestPayment({ ...order, ${changes} }));`,
      );
      const page = await visit(
        `${PAYMENT} const run = async () => { ${calls.join('\n')} await told(payment.requestPayment()); }; run();`,
      );
      const seen = await outcomes(page, cases.length + 1);
      for (const [index, [changes, [name, code]]] of cases.entries()) {
        assert.deepEqual(seen[index], refusal(name, code), changes);
      }
      assert.deepEqual(seen.at(-1), refusal(...parameters));
      assert.deepEqual(posted, []);
    });
  });

  describe("the vendor's samples of v2", () => {
    /** As the sample makes its ids. */
    const RANDOM = `const randomString = () => btoa(String(Math.random())).slice(0, 20);`;

    it('pay by card with all options, and do not fall through to the next method', async () => {
      const page = await visit(`${RANDOM}
        const payment = TossPayments('${CLIENT_KEY}').payment({ customerKey: randomString() });
        const common = () => ({
          amount: { currency: 'KRW', value: 50000 },
          orderId: randomString(),
          orderName: '토스 티셔츠 외 2건',
          successUrl: location.origin + '/success',
          failUrl: location.origin + '/fail',
          customerEmail: 'customer123@gmail.com',
          customerName: '김토스',
        });
        document.getElementById('pay').onclick = async () => {
          await payment.requestPayment({ method: 'CARD', ...common(), card: {
            useEscrow: false, flowMode: 'DEFAULT', useCardPoint: false, useAppCardOnly: false } });
          await payment.requestPayment({ method: 'TRANSFER', ...common(), transfer: {
            cashReceipt: { type: '소득공제' }, useEscrow: false } });
        };`);
      // The browser stays where it is, so that a second window would be seen.
      await page.route('**/success?*', (route) => route.fulfill({ status: 204 }));
      const leaving = page.waitForEvent('requestfailed', (request) =>
        request.url().includes('/success?'),
      );
      await page.locator('#pay').click();
      await press(page, 'approve');
      assert.match((await leaving).url(), /&amount=50000$/);
      assert.equal(await page.locator('#___tosspayments_dimmer___').count(), 0);
      const request = requestPosted();
      assert.equal(request['customerName'], '김토스');
      assert.deepEqual(request['card'], {
        useEscrow: false,
        flowMode: 'DEFAULT',
        useCardPoint: false,
        useAppCardOnly: false,
      });
    });

    const SLOTS = { body: '<div id="payment-method"></div><div id="agreement"></div>' };
    const WIDGETS = `${RANDOM}
      const widgets = TossPayments('${WIDGET_KEY}').widgets({ customerKey: randomString() });
      const amount = { currency: 'KRW', value: 50000 };
      const order = { orderId: 'pc-20261122-0001', orderName: '토스 티셔츠 외 2건',
        customerMobilePhone: '01012341234' };
      const urls = { successUrl: location.origin + '/success', failUrl: location.origin + '/fail' };
      const methods = { selector: '#payment-method', variantKey: 'DEFAULT' };
      const agreement = { selector: '#agreement', variantKey: 'AGREEMENT' };
    `;
    const RENDERED = `${WIDGETS}
      const rendered = widgets.setAmount(amount).then(() => Promise.all([
        widgets.renderPaymentMethods(methods), widgets.renderAgreement(agreement)]));
    `;

    it('draw the widgets, change the amount and pay what was chosen', async () => {
      const page = await visit(
        `${RENDERED} document.getElementById('pay').onclick = () =>
          widgets.setAmount({ currency: 'KRW', value: 45000 }).then(() =>
            widgets.requestPayment({ ...order, ...urls }));
        rendered.then(() => tell('rendered'));`,
        SLOTS,
      );
      assert.equal(await outcome(page), 'rendered');
      assert.equal(
        await page.locator('#payment-method').getByLabel('신용·체크카드').isChecked(),
        true,
      );
      await page.locator('#pay').click();
      await press(page, 'approve');
      const arrived = await arrivedAt(page, '/success');
      const query = `paymentKey=${paymentKey()}&orderId=pc-20261122-0001&amount=45000`;
      assert.equal(arrived, `/success?paymentType=NORMAL&${query}`);
      assert.equal(onlyPosted().form['clientKey'], WIDGET_KEY);
    });

    it('tell what the buyer chooses and agrees to, and pay a wallet directly', async () => {
      const page = await visit(
        `${RENDERED} rendered.then(([chosen, agreed]) => {
          chosen.on('paymentMethodSelect', tell);
          agreed.on('agreementStatusChange', ({ agreedRequiredTerms }) => tell(agreedRequiredTerms));
          tried(() => chosen.on('paymentRequest', () => {}));
          tried(() => agreed.on('agreementStatusChange'));
          tried(() => chosen.updateAmount(1));
        });
        document.getElementById('pay').onclick = () => told(widgets.requestPayment({ ...order,
          card: { appScheme: 'testapp://' }, transfer: { useEscrow: false } }));`,
        SLOTS,
      );
      assert.deepEqual(await outcomes(page, 3), [
        refusal('InvalidEventParameterError', 'INVALID_PARAMETER'),
        refusal('InvalidCallbackParameterError', 'INVALID_PARAMETER'),
        refusal('V1MethodNotSupportedError', 'V1_METHOD_NOT_SUPPORTED'),
      ]);
      await page.getByLabel('토스페이').check();
      assert.deepEqual(await outcome(page, 3), { code: 'TOSSPAY' });
      const terms = page.locator('#agreement').getByRole('checkbox');
      await terms.uncheck();
      assert.equal(await outcome(page, 4), false);
      await page.locator('#pay').click();
      assert.deepEqual(
        await outcome(page, 5),
        refusal('NeedAgreementWithRequiredTermsError', 'NEED_AGREEMENT_WITH_REQUIRED_TERMS'),
      );
      await terms.check();
      await page.locator('#pay').click();
      await press(page, 'approve');
      const { value } = (await outcome(page, 7)) as { readonly value: { paymentType: string } };
      assert.equal(value.paymentType, 'NORMAL');
      const request = requestPosted();
      assert.equal(request['method'], 'CARD');
      const card = { appScheme: 'testapp://', flowMode: 'DIRECT', easyPay: 'TOSSPAY' };
      assert.deepEqual(request['card'], card);
      assert.ok(!('transfer' in request), 'options of another method were sent');
    });

    it('pay in the place of the page on a phone, and say the type of payment', async () => {
      const page = await visit(
        `${RENDERED} rendered.then(() => widgets.requestPayment({ ...order, ...urls }));`,
        { ...SLOTS, device: PHONE },
      );
      await pressHere(page, 'approve');
      assert.match(await arrivedAt(page, '/success'), /^\/success\?paymentType=NORMAL&paymentKey=/);
    });

    it('hear what they did in the wrong order, and where nothing can be drawn', async () => {
      const calls: readonly [call: string, name: string, code: string][] = [
        [`widgets.renderPaymentMethods(methods)`, 'NotSetupAmountError', 'NOT_SETUP_AMOUNT'],
        [`widgets.renderPaymentWindow()`, 'NotSetupAmountError', 'NOT_SETUP_AMOUNT'],
        [`widgets.requestPayment(order)`, 'NotSetupAmountError', 'NOT_SETUP_AMOUNT'],
        // The sample's own mistake when its coupon is taken back.
        [
          `widgets.setAmount({ currency: 'KRW', value: amount })`,
          'InvalidAmountValueError',
          'INVALID_AMOUNT_VALUE',
        ],
        [
          `widgets.setAmount(amount).then(() => widgets.requestPayment(order))`,
          'NotSelectedPaymentMethodError',
          'NOT_SELECTED_PAYMENT_METHOD',
        ],
        [
          `widgets.renderPaymentMethods({ selector: '#nowhere' })`,
          'InvalidSelectorError',
          'INVALID_SELECTOR',
        ],
        [
          `widgets.renderPaymentMethods({ selector: '#in-shadow' })`,
          'InvalidSelectorError',
          'INVALID_SELECTOR',
        ],
        [`widgets.renderAgreement({ selector: '{' })`, 'InvalidSelectorError', 'INVALID_SELECTOR'],
        [
          `widgets.renderAgreement({ ...agreement, variantKey: '' })`,
          'InvalidVariantKeyError',
          'INVALID_VARIANT_KEY',
        ],
        [
          `widgets.renderPaymentMethods('#payment-method')`,
          'InvalidParametersError',
          'INVALID_PARAMETERS',
        ],
        [
          `widgets.renderPaymentMethods(methods).then(() => widgets.renderPaymentMethods(methods))`,
          'PaymentMethodsWidgetAlreadyRenderedError',
          'PAYMENT_METHODS_WIDGET_ALREADY_RENDERED',
        ],
        [
          `widgets.requestPayment(order)`,
          'NeedAgreementWithRequiredTermsError',
          'NEED_AGREEMENT_WITH_REQUIRED_TERMS',
        ],
        [
          `widgets.renderAgreement(agreement).then(() => widgets.renderAgreement(agreement))`,
          'AgreementWidgetAlreadyRenderedError',
          'AGREEMENT_WIDGET_ALREADY_RENDERED',
        ],
        [
          `widgets.requestPayment({ ...order, amount })`,
          'InvalidParametersError',
          'INVALID_PARAMETERS',
        ],
        [`widgets.requestPaymentWindow(order)`, 'UnknownError', 'UNKNOWN'],
      ];
      const page = await visit(
        `${WIDGETS}
        const host = document.getElementById('agreement').attachShadow({ mode: 'open' });
        host.append(Object.assign(document.createElement('div'), { id: 'in-shadow' }));
        const run = async () => { ${calls.map(([call]) => `await told(${call});`).join('\n')} };
        run();`,
        SLOTS,
      );
      const seen = await outcomes(page, calls.length);
      for (const [index, [call, name, code]] of calls.entries()) {
        assert.deepEqual(seen[index], refusal(name, code), call);
      }
      assert.deepEqual(posted, []);
    });

    it('draw the widgets in a window, which asks the page to request the payment', async () => {
      const page = await visit(`${WIDGETS}
        document.getElementById('pay').onclick = async () => {
          await widgets.setAmount(amount);
          const shown = await widgets.renderPaymentWindow({
            variantKey: { paymentMethod: 'DEFAULT', agreement: 'AGREEMENT' } });
          shown.on('cancel', () => tell('closed'));
          shown.on('paymentRequest', async ({ paymentMethod }) => {
            tell(paymentMethod);
            await told(widgets.requestPayment(order));
            await shown.destroy();
          });
        };`);
      await page.locator('#pay').click();
      await page.getByRole('button', { name: '결제창 닫기' }).click();
      assert.equal(await outcome(page), 'closed');
      await page.locator('#pay').click();
      await page.getByLabel('계좌이체').check();
      const submit = page.getByRole('button', { name: '결제하기' });
      await page.getByRole('checkbox').uncheck();
      assert.equal(await submit.isDisabled(), true);
      await page.getByRole('checkbox').check();
      await submit.click();
      assert.deepEqual(await outcome(page, 1), { code: 'TRANSFER' });
      await press(page, 'approve');
      assert.match(JSON.stringify(await outcome(page, 2)), /"paymentType":"NORMAL"/);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.equal(await page.locator('output').count(), 3);
    });
  });

  describe('v1', () => {
    const V1 = `
      const tossPayments = TossPayments('${CLIENT_KEY}');
      const order = { amount: 15000, orderId: 'pc-20261122-0001', orderName: '머그컵 외 1건' };
      const urls = { successUrl: location.origin + '/success', failUrl: location.origin + '/fail' };
    `;
    const v1 = (calls: string, device?: BrowserContextOptions) =>
      visit(V1 + calls, { sdk: 'v1', ...(device ? { device } : {}) });

    it('resolves in its own shape, with the amount as a number', async () => {
      const page = await visit(`${V1} told(tossPayments.requestPayment('카드', order));`, {
        sdk: 'v1/payment',
      });
      await press(page, 'approve');
      assert.deepEqual(await outcome(page), {
        value: { paymentKey: paymentKey(), orderId: 'pc-20261122-0001', amount: 15000 },
      });
      const { form, request } = onlyPosted();
      assert.deepEqual(form, {
        sdk: 'v1',
        clientKey: CLIENT_KEY,
        customerKey: '',
        target: 'iframe',
        origin: shopUrl,
        request: JSON.stringify(request),
      });
      assert.deepEqual(request, { ...ORDER, card: {} });
    });

    it('knows methods by Korean names, codes, old names and without any', async () => {
      const direct = { method: 'CARD', card: { flowMode: 'DIRECT', easyPay: 'TOSSPAY' } };
      const asked: readonly [args: string, expected: object][] = [
        [
          `'CARD', { ...order, flowMode: 'DIRECT', easyPay: '카카오페이' }`,
          { method: 'CARD', card: { flowMode: 'DIRECT', easyPay: 'KAKAOPAY' } },
        ],
        [`'토스결제', order`, direct],
        [`'토스페이', order`, direct],
        [`'TOSSPAY', order`, direct],
        [
          `'가상계좌', { ...order, validHours: 72, cashReceiptInfo: { type: '미발행' } }`,
          {
            method: 'VIRTUAL_ACCOUNT',
            virtualAccount: { validHours: 72, cashReceipt: { type: '미발행' } },
          },
        ],
        [
          `'TRANSFER', { ...order, bank: '국민', cultureExpense: true }`,
          { method: 'TRANSFER', transfer: { bank: '국민', isCulturalExpenses: true } },
        ],
        [
          `'휴대폰', { ...order, mobileCarrier: 'SKT' }`,
          { method: 'MOBILE_PHONE', mobilePhone: { mobileCarriers: ['SKT'] } },
        ],
        [`order`, { method: 'CARD', card: {} }],
      ];
      const calls = asked.map(([args]) => `await told(tossPayments.requestPayment(${args}));`);
      const page = await v1(`const run = async () => { ${calls.join('\n')} }; run();`);
      for (const [index] of asked.entries()) {
        await press(page, 'approve');
        assert.match(JSON.stringify(await outcome(page, index)), /"value"/);
      }
      for (const [index, [args, expected]] of asked.entries()) {
        assert.deepEqual(requestOf(posted[index]), { ...ORDER, ...expected }, args);
      }
    });

    it("takes the vendor's sample: nulls, the amount as text, fields of every method", async () => {
      const page = await v1(`
        const common = { amount: '15000', orderId: 'pc-20261122-0001', orderName: '토스 티셔츠',
          customerName: '김토스', customerEmail: null, customerMobilePhone: null, ...urls,
          windowTarget: 'iframe', taxFreeAmount: null, cultureExpense: false };
        const card = { cardCompany: null, cardInstallmentPlan: null, maxCardInstallmentPlan: null,
          freeInstallmentPlans: null, useCardPoint: false, flowMode: 'DEFAULT', easyPay: null };
        const account = { validHours: 72, cashReceipt: { type: '소득공제' }, useEscrow: false,
          escrowProducts: null, currency: 'KRW' };
        tossPayments.requestPayment('가상계좌', { ...common, ...card, ...account })
          .catch(({ code, message }) => tell({ code, message }));`);
      await press(page, 'approve');
      assert.match(await arrivedAt(page, '/success'), /&amount=15000$/);
      assert.deepEqual(requestPosted(), {
        ...ORDER,
        method: 'VIRTUAL_ACCOUNT',
        orderName: '토스 티셔츠',
        customerName: '김토스',
        successUrl: `${shopUrl}/success`,
        failUrl: `${shopUrl}/fail`,
        virtualAccount: { validHours: 72, cashReceipt: { type: '소득공제' }, useEscrow: false },
      });
    });

    it('leaves the page where it is told to, and on a phone', async () => {
      const page = await v1(
        `tossPayments.requestPayment('카드', { ...order, ...urls, windowTarget: 'self' });`,
      );
      await pressHere(page, 'cancel');
      assert.match(await arrivedAt(page, '/fail'), /^\/fail\?code=PAY_PROCESS_CANCELED&/);
      await context?.close();

      const phone = await v1(`tossPayments.requestPayment('카드', { ...order, ...urls });`, PHONE);
      await pressHere(phone, 'approve');
      assert.match(await arrivedAt(phone, '/success'), /paymentKey=/);
      assert.equal(posted[1]?.['target'], 'self');
    });

    const CANCELED = refusal('Error', 'USER_CANCEL');

    it('has one code for a window that was closed, whoever closed it', async () => {
      const page = await v1(`
        document.getElementById('pay').onclick = () =>
          told(tossPayments.requestPayment('카드', { ...order, ...urls }));`);
      await page.locator('#pay').click();
      await press(page, 'cancel');
      assert.deepEqual(await outcome(page), CANCELED);
      await page.locator('#pay').click();
      await page.getByRole('button', { name: '결제창 닫기' }).click();
      assert.deepEqual(await outcome(page, 1), CANCELED);
      await page.locator('#pay').click();
      await page.locator('#___tosspayments_dimmer___').waitFor();
      await page.evaluate(`TossPayments('${CLIENT_KEY}').cancelPayment()`);
      assert.deepEqual(await outcome(page, 2), CANCELED);
      assert.equal(await page.locator('[id^=___tosspayments]').count(), 0);
      assert.ok(page.url().includes('/pages/'), page.url());
    });

    it('lets a second window take the place of the first', async () => {
      const page = await v1(`
        window.askAgain = () => told(tossPayments.requestPayment('계좌이체', order));
        told(tossPayments.requestPayment('카드', order));`);
      await page.locator('#___tosspayments_dimmer___').waitFor();
      await page.evaluate('void askAgain()');
      assert.deepEqual(await outcome(page), CANCELED);
      assert.equal(await page.locator('#___tosspayments_dimmer___').count(), 1);
      await press(page, 'fail');
      assert.deepEqual(await outcome(page, 1), refusal('Error', 'PAY_PROCESS_ABORTED'));
    });

    it('refuses wrong requests and billing with INVALID_PARAMETER', async () => {
      const calls = [
        `TossPayments('${WIDGET_KEY}').requestPayment('카드', order)`,
        `tossPayments.requestPayment('외상', order)`,
        `tossPayments.requestPayment('카드')`,
        `tossPayments.requestPayment('카드', { ...order, amount: '1,000' })`,
        `tossPayments.requestPayment('카드', { ...order, orderId: 'short' })`,
        `tossPayments.requestPayment('카드', { ...order, successUrl: location.origin })`,
        `tossPayments.requestPayment('카드', { ...order, flowMode: 'DIRECT' })`,
        `tossPayments.requestPayment('카드', { ...order, windowTarget: 'self' })`,
        `tossPayments.requestBillingAuth('카드', { customerKey: 'b7f3k9q', ...urls })`,
      ];
      const page = await v1(
        `const run = async () => { ${calls.map((call) => `await told(${call});`).join('\n')} }; run();`,
      );
      const seen = await outcomes(page, calls.length);
      for (const [index, call] of calls.entries()) {
        assert.deepEqual(seen[index], refusal('Error', 'INVALID_PARAMETER'), call);
      }
      assert.deepEqual(posted, []);
    });

    it('says NETWORK_ERROR where it cannot be reached, before any window opens', async () => {
      const page = await v1(`
        document.getElementById('pay').onclick = () =>
          told(tossPayments.requestPayment('카드', { ...order, ...urls }));`);
      await page.context().setOffline(true);
      await page.locator('#pay').click();
      assert.deepEqual(await outcome(page), refusal('Error', 'NETWORK_ERROR'));
      assert.equal(await page.locator('[id^=___tosspayments]').count(), 0);
    });
  });
});
