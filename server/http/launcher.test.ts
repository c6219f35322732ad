import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CheckoutConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import type { LaunchInstruction } from '../protocol/index.ts';
import type { Provider } from '../providers/provider.ts';
import { tosspayments } from '../providers/tosspayments/tosspayments.ts';
import { createCheckoutServer, type CheckoutServer } from '../server.ts';
import { newAttemptId, openSession } from '../testing/buyer.ts';
import { freePort } from '../testing/free-port.ts';
import { startHarness, type Harness } from '../testing/harness.ts';
import { navigate } from '../testing/navigate.ts';
import { createCheckoutRouter } from './router.ts';

const KEYS = { clientKey: 'test_ck_launcher', secretKey: 'test_sk_launcher' };
/** On this machine, as a simulator is. Nobody listens there: a page without a browser loads nothing. */
const HERE = 'http://127.0.0.1:9';

const toss = tosspayments(KEYS);
const tossHere = tosspayments({ ...KEYS, apiUrl: `${HERE}/toss`, sdkUrl: `${HERE}/toss` });

const LAUNCHER = readFileSync('dist/widget/launchers/tosspayments.js', 'utf8');
const WINDOW = readFileSync('dist/widget/window.js', 'utf8');

let harness: Harness;
let server: CheckoutServer | undefined;
let url = '';
let orders = 0;
let letPrepare: () => void = () => undefined;
const mayPrepare = new Promise<void>((resolve) => {
  letPrepare = resolve;
});

/** As the provider is, but that asking it takes until the test says so. */
const held: Provider = {
  ...toss,
  prepare: async (record, ctx) => {
    await mayPrepare;
    return toss.prepare(record, ctx);
  },
};

/** Lines of the harness, with a method of its own for each of these channels. */
const withChannels = (
  config: CheckoutConfig,
  channels: Readonly<Record<string, Provider>>,
): CheckoutConfig => {
  const { order } = config.lines;
  assert.ok(order, 'the harness has the line');
  const methods = Object.fromEntries(
    Object.keys(channels).map((channel) => [channel, { channel, method: 'card' }]),
  );
  return {
    ...config,
    channels: { ...config.channels, ...channels },
    lines: { order: { ...order, methods: { ...order.methods, ...methods } } },
  };
};

before(async () => {
  harness = await startHarness({ withoutServer: true });
  const port = await freePort();
  url = `http://127.0.0.1:${String(port)}`;
  const config = { ...harness.config, publicUrl: url };
  const channels = { toss, here: tossHere, held };
  server = await createCheckoutServer(withChannels(config, channels), {
    port,
    host: '127.0.0.1',
    logger: createLogger('silent'),
  });
});
after(async () => {
  await server?.close();
  await harness.stop();
});

const launchUrl = async (method: string): Promise<string> => {
  orders += 1;
  const orderId = `L-${String(orders)}`;
  const body = { orderName: '청자 머그', amount: { value: 24000, currency: 'KRW' } };
  harness.merchant.orders.set(orderId, { status: 200, body });
  const { sessionToken: session } = await openSession(url, orderId);
  const query = { session, method, presentation: 'popup', device: 'desktop', locale: 'ko' };
  return `${url}/launch/${newAttemptId()}?${new URLSearchParams(query).toString()}`;
};

const open = async (method: string) => {
  const page = await navigate(await launchUrl(method));
  assert.equal(page.status, 200);
  const policy = String(page.headers['content-security-policy']);
  return { ...page, policy, nonce: /'nonce-([^']+)'/.exec(policy)?.[1] ?? '' };
};

const sourcesOf = (policy: string, directive: string): readonly string[] =>
  policy
    .split('; ')
    .map((part) => part.split(' '))
    .find(([name]) => name === directive)
    ?.slice(1) ?? [];

const count = (text: string, part: string): number => text.split(part).length - 1;

describe('the window of a provider with an SDK', () => {
  it('has everything the SDK needs in its head before the provider has answered', async () => {
    const address = await launchUrl('held');
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const { first, policy, rest } = await new Promise<{
      first: string;
      policy: string;
      rest: Promise<string>;
    }>((resolve, reject) => {
      request(address, { headers, agent: false }, (response) => {
        response.setEncoding('utf8');
        const policy = String(response.headers['content-security-policy']);
        let text = '';
        const rest = new Promise<string>((done) => {
          response.on('end', () => {
            done(text);
          });
        });
        // All that comes until the body begins; the instruction cannot come before prepare may end.
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.includes('</main></pay-window>')) resolve({ first: text, policy, rest });
        });
      })
        .on('error', reject)
        .end();
    });
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    const [head = '', body = ''] = first.split('<body>');
    const preload = `<link rel="preload" as="script" href="https://js.tosspayments.com/v2/standard" nonce="${nonce}">`;
    assert.equal(count(head, preload), 1);
    assert.equal(count(head, `<script nonce="${nonce}">${LAUNCHER}</script>`), 1);
    assert.equal(count(head, `<script nonce="${nonce}">${WINDOW}</script>`), 1);
    assert.ok(head.indexOf(preload) < head.indexOf('<style>'), 'the preload is late');
    assert.ok(head.indexOf(WINDOW) < head.indexOf(LAUNCHER), 'the hello waits for the launcher');
    assert.doesNotMatch(body, /<script|payWindow\./);
    letPrepare();
    const last = (await rest).slice(first.length);
    assert.match(last, /payWindow\.perform\(/);
    assert.doesNotMatch(last, /payLauncher|<link/);
  });

  it('names the same script in its preload and in its instruction', async () => {
    const { body } = await open('here');
    const preloaded = /<link rel="preload" as="script" href="([^"]+)"/.exec(body)?.[1];
    const said = /payWindow\.perform\((\{.*\})\)/.exec(body)?.[1] ?? '';
    const instruction = JSON.parse(said) as LaunchInstruction;
    assert.ok(instruction.kind === 'script', instruction.kind);
    assert.equal(instruction.src, `${HERE}/toss/v2/standard`);
    assert.equal(preloaded, instruction.src);
    assert.equal(instruction.global, 'TossPayments');
  });

  it('asks for the script nowhere but by a bare preload, and for no other script', async () => {
    const { body, nonce } = await open('toss');
    const tags = body.match(/<(script|link)\b[^>]*>/g) ?? [];
    assert.deepEqual(tags, [
      `<link rel="preload" as="script" href="https://js.tosspayments.com/v2/standard" nonce="${nonce}">`,
      '<link rel="icon" href="data:,">',
      ...Array.from({ length: 3 }, () => `<script nonce="${nonce}">`),
    ]);
  });

  it('lets the SDK in, and what it calls, by the origins that the provider declares', async () => {
    const { policy, nonce } = await open('toss');
    const { script, connect } = toss.origins;
    assert.deepEqual(sourcesOf(policy, 'script-src'), [`'nonce-${nonce}'`, ...script]);
    assert.deepEqual(sourcesOf(policy, 'connect-src'), ["'self'", ...connect]);
    assert.deepEqual(sourcesOf(policy, 'frame-src'), ['https:']);
    assert.doesNotMatch(policy, /form-action|strict-dynamic|unsafe-eval/);
  });

  it('lets an SDK of this machine frame its own pages, which are not https', async () => {
    const { policy } = await open('here');
    assert.deepEqual(sourcesOf(policy, 'frame-src'), ['https:', HERE]);
  });

  it('gives the first chunk to a connection in one go', async () => {
    const { firstChunk } = await open('toss');
    assert.match(firstChunk, /<\/pay-window>\s*$/);
    const FIRST_FLIGHT = 10 * 1460;
    const size = Buffer.byteLength(firstChunk);
    assert.ok(size < FIRST_FLIGHT, `${String(size)} bytes take another round trip`);
  });
});

describe('the window of another provider', () => {
  it('has nothing of it', async () => {
    const { body, policy, nonce } = await open('kakaopay');
    assert.match(body, /payWindow\.perform\(\{"kind":"redirect"/);
    assert.equal(body.includes('preload'), false);
    assert.equal(body.includes(LAUNCHER), false);
    assert.equal(body.includes('tosspayments'), false);
    assert.deepEqual(sourcesOf(policy, 'script-src'), [`'nonce-${nonce}'`]);
    assert.deepEqual(sourcesOf(policy, 'frame-src'), ['https:']);
  });
});

describe('a provider whose launcher was not built', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-launcher-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const start = (provider: Provider, storePath: string) =>
    createCheckoutRouter(
      { ...withChannels(harness.config, { strange: provider }), storeUrl: `file:${storePath}` },
      { logger: createLogger('silent') },
    );

  it('is refused at the start, which names it and leaves nothing open', () => {
    const storePath = join(folder, 'refused.sqlite');
    assert.throws(
      // Were it not refused, it would have to be stopped.
      () => void start({ ...toss, id: 'unbuilt' }, storePath).stop(),
      /^Error: WIDGET_NOT_BUILT: .*\bunbuilt\b.*\bstrange\b.*npm run build/,
    );
    assert.equal(existsSync(storePath), false);
  });

  it('is no matter where the provider has no SDK', async () => {
    const plain = { ...toss, id: 'unbuilt' };
    Reflect.deleteProperty(plain, 'sdk');
    const { stop } = start(plain, join(folder, 'plain.sqlite'));
    await stop();
  });

  it('is told after a configuration that is wrong in itself', () => {
    const strange = { ...toss, id: 'unbuilt' };
    const wrong = { ...withChannels(harness.config, { strange }), storefronts: [] };
    assert.throws(() => createCheckoutRouter(wrong), /CONFIG_INVALID/);
  });
});
