/** Runs what a merchant copies from `docs/samples`, against requests that the server's code signs. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { register } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import express from 'express';
import type { Router } from 'express';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';
import { createOrderTicket, verifyForward } from '../server/backend.ts';
import { sendRequest } from '../server/checkout/outbound.ts';
import { readForwardAnswer, readStatusAnswer } from '../server/merchant/forward-answer.ts';
import {
  encodeEnvelope,
  ENVELOPE_HEADER,
  sha256Hex,
  type ForwardEnvelope,
} from '../server/merchant/forward-envelope.ts';
import { readOrderTicket } from '../server/merchant/order-ticket.ts';
import type { HttpRequest } from '../server/providers/provider.ts';
import { freePort } from '../server/testing/free-port.ts';
import { until } from '../server/testing/until.ts';

const SAMPLES = resolve('docs/samples');
const HOOK_SECRET = `whsec_${Buffer.alloc(32, 'new').toString('base64')}`;
const OLD_HOOK_SECRET = `whsec_${Buffer.alloc(32, 'old').toString('base64')}`;
const FOREIGN_SECRET = `whsec_${Buffer.alloc(32, 'foreign').toString('base64')}`;
const TICKET_SECRET = Buffer.alloc(32, 'ticket').toString('base64url');
const PUBLIC_URL = 'https://pay.shop.example';
const MINUTE = 60_000;

const PRICES = { 'A-1001': 48_000, 'A-1002': 24_000, 'A-1003': 96_000 } as const;
type OrderId = keyof typeof PRICES;

/** The package as an installed one: its own name leads to the sources. */
const PACKAGE = `data:text/javascript,${encodeURIComponent(
  `export const resolve = (name, context, next) =>
     next(name === 'pay-checkout/backend' ? ${JSON.stringify(String(pathToFileURL('server/backend.ts')))} : name, context);`,
)}`;
const REGISTER = `data:text/javascript,${encodeURIComponent(
  `import { register } from 'node:module'; register(${JSON.stringify(PACKAGE)});`,
)}`;

interface Sample {
  readonly name: string;
  /** Why it cannot run here. */
  readonly missing: () => string | undefined;
  readonly build?: (folder: string) => void;
  readonly start: (port: number, folder: string) => readonly [string, ...string[]];
  readonly paths: Readonly<Record<'order' | 'callback' | 'status' | 'notify', string>>;
  readonly page: (orderId: string) => string;
  /**
   * Reads a {@link Moment} from stdin, checks its forward and writes a ticket of that moment. Node's
   * samples check with the package itself.
   */
  readonly atAMoment?: (folder: string) => readonly [string, ...string[]];
  /** Pays with numbers of another type than the sample's own; says what went wrong, and fails. */
  readonly withOtherNumbers?: (folder: string) => readonly [string, ...string[]];
}

const PLAIN_PATHS = {
  order: '/payment/order',
  callback: '/payment/callback',
  status: '/payment/status',
  notify: '/payment/notify',
} as const;
const plainPage = (orderId: string): string => `/orders/${orderId}`;

const answers = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const missing =
  (language: string, ...commands: readonly (readonly [string, ...string[]])[]) =>
  (): string | undefined =>
    commands.every(([command, ...args]) => answers(command, ...args))
      ? undefined
      : `${language} is not installed`;

const PYTHON_MOMENT = `
import json, sys
from pay_checkout import create_order_ticket, verify_forward
read = json.load(sys.stdin)
now, forward, ticket = read["now"], read["forward"], read["ticket"]
headers = forward["headers"]
body = forward["body"].encode("ascii")
secrets = forward["secret"]
envelope = verify_forward(secrets, forward["method"], forward["query"], headers, body, now=now)
assert envelope["orderId"] == ticket["claims"]["orderId"]
ticket = create_order_ticket(ticket["claims"], ticket["secret"], ticket["audience"], now=now)
print(ticket, end="")
`;

const PHP_MOMENT = `
require 'pay_checkout.php';
['now' => $now, 'forward' => $forward, 'ticket' => $ticket] = json_decode(stream_get_contents(STDIN), true);
$server = ['REQUEST_METHOD' => $forward['method'], 'QUERY_STRING' => $forward['query']];
foreach ($forward['headers'] as $name => $value) {
    $key = strtoupper(strtr($name, '-', '_'));
    $server[$key === 'CONTENT_TYPE' ? $key : "HTTP_$key"] = $value;
}
$envelope = PayCheckout\\verifyForward($forward['secret'], $server, $forward['body'], $now);
if ($envelope['orderId'] !== $ticket['claims']['orderId']) throw new Exception('another order');
echo PayCheckout\\createOrderTicket($ticket['claims'], $ticket['secret'], $ticket['audience'], now: $now);
`;

const JAVA_MOMENT = `
import java.nio.charset.StandardCharsets;
import java.time.*;
import java.util.*;
@SuppressWarnings("unchecked")
class Moment {
  public static void main(String[] arguments) throws Exception {
    String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Object> read = Json.readObject(input);
    Map<String, Object> forward = (Map<String, Object>) read.get("forward");
    Map<String, Object> ticket = (Map<String, Object>) read.get("ticket");
    Map<String, String> headers = (Map<String, String>) forward.get("headers");
    Map<String, Object> claims = (Map<String, Object>) ticket.get("claims");
    Clock clock = Clock.fixed(Instant.ofEpochSecond((long) read.get("now")), ZoneOffset.UTC);
    PayCheckout payCheckout = new PayCheckout(List.of((String) forward.get("secret")), clock);
    byte[] body = ((String) forward.get("body")).getBytes(StandardCharsets.US_ASCII);
    Map<String, Object> envelope = payCheckout.verifyForward(
        (String) forward.get("method"), (String) forward.get("query"), body, headers::get);
    if (!envelope.get("orderId").equals(claims.get("orderId"))) throw new Exception("another order");
    System.out.print(payCheckout.createOrderTicket(claims, (String) ticket.get("secret"),
        (String) ticket.get("audience"), Duration.ofHours(1)));
  }
}
`;

/** As Jackson reads them: whole numbers are an Integer where they fit into one. */
const JAVA_NUMBERS = `
import java.util.Map;
class Numbers {
  public static void main(String[] arguments) {
    Map<String, Object> price = won(48000);
    check("an Integer is a Long of its value", PayCheckout.sameAmount(price, won(48000L)));
    check("and the other way round", PayCheckout.sameAmount(won(48000L), price));
    check("beyond an Integer too", !PayCheckout.sameAmount(won(48000L + (1L << 32)), price));
    check("beyond a Double too", !PayCheckout.sameAmount(won(1L << 53), won((1L << 53) + 1)));
    check("another value", !PayCheckout.sameAmount(won(48001L), price));
    check("a fraction", !PayCheckout.sameAmount(won(48000.5), price));
    check("another currency", !PayCheckout.sameAmount(Map.of("value", 48000, "currency", "USD"), price));
    check("no currency", !PayCheckout.sameAmount(Map.of("value", 48000), Map.of("value", 48000)));
    check("a text", !PayCheckout.sameAmount(Map.of("value", "48000", "currency", "KRW"), price));
    check("nothing", !PayCheckout.sameAmount(null, price) && !PayCheckout.sameAmount(price, null));

    SampleShop shop = new SampleShop();
    check("a dear order", "declined".equals(approve(shop, won(47999))));
    check("an order is paid", "approved".equals(approve(shop, price)));
    shop.noticed(
        Map.of("line", "order", "orderId", "A-1002", "state", "approved", "amount", won(24000)));
    check("a notice pays", shop.isPaid("A-1002"));
  }

  private static Object approve(SampleShop shop, Map<String, Object> amount) {
    var envelope = Map.of("id", "1", "line", "order", "orderId", "A-1001", "query", "", "amount", amount);
    return shop.approve(envelope, new byte[0]).get("outcome");
  }

  private static Map<String, Object> won(Number value) {
    return Map.of("value", value, "currency", "KRW");
  }

  private static void check(String what, boolean isSo) {
    if (!isSo) throw new AssertionError(what);
  }
}
`;

const SAMPLE_LIST: readonly Sample[] = [
  {
    name: 'node',
    missing: () => undefined,
    start: () => [
      process.execPath,
      '--import',
      'tsx',
      '--import',
      REGISTER,
      join(SAMPLES, 'node/server.mjs'),
    ],
    paths: PLAIN_PATHS,
    page: plainPage,
  },
  {
    name: 'python',
    missing: missing('Python 3.9', [
      'python3',
      '-c',
      'import sys, sqlite3; sys.exit(sys.version_info < (3, 9))',
    ]),
    start: () => ['python3', '-B', join(SAMPLES, 'python/app.py')],
    paths: PLAIN_PATHS,
    page: plainPage,
    atAMoment: () => ['python3', '-B', '-c', PYTHON_MOMENT],
  },
  {
    name: 'java',
    missing: missing('Java 17', ['javac', '--release', '17', '-version'], ['java', '-version']),
    build: (folder) => {
      const own = { 'Moment.java': JAVA_MOMENT, 'Numbers.java': JAVA_NUMBERS };
      for (const [name, text] of Object.entries(own)) writeFileSync(join(folder, name), text);
      const sources = [
        join(SAMPLES, 'java/PaymentServer.java'),
        ...Object.keys(own).map((name) => join(folder, name)),
      ];
      const options = ['-encoding', 'UTF-8', '-Xlint:all', '-Werror', '-d', folder];
      execFileSync('javac', [...options, '-sourcepath', join(SAMPLES, 'java'), ...sources]);
    },
    start: (_port, folder) => ['java', '-cp', folder, 'PaymentServer'],
    paths: PLAIN_PATHS,
    page: plainPage,
    atAMoment: (folder) => ['java', '-cp', folder, 'Moment'],
    withOtherNumbers: (folder) => ['java', '-cp', folder, 'Numbers'],
  },
  {
    name: 'php',
    missing: missing('PHP 8.1 with PDO for SQLite', [
      'php',
      '-r',
      'exit(PHP_VERSION_ID >= 80100 && extension_loaded("pdo_sqlite") ? 0 : 1);',
    ]),
    start: (port) => [
      'php',
      ...['-d', 'display_errors=0', '-d', 'log_errors=1'],
      ...['-S', `127.0.0.1:${port}`, '-t', join(SAMPLES, 'php')],
    ],
    paths: {
      order: '/hooks.php/order',
      callback: '/callback.php',
      status: '/hooks.php/status',
      notify: '/hooks.php/notify',
    },
    page: (orderId) => `/order.php?id=${orderId}`,
    atAMoment: () => ['php', '-r', PHP_MOMENT],
  },
];

/** A callback of a provider. */
interface Callback {
  readonly method: 'GET' | 'POST';
  readonly query: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

interface Forward {
  readonly envelope: ForwardEnvelope;
  readonly callback: Callback;
  readonly headers: Readonly<Record<string, string>>;
}

interface Signing {
  readonly secret?: string;
  readonly at?: number;
}

const signed = (
  id: string,
  payload: string,
  { secret = HOOK_SECRET, at = Date.now() }: Signing = {},
) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, new Date(at), payload),
});

/** As providers send them: fields in no order, one of them twice, and EUC-KR, escaped and not. */
const EUC_KR_FORM = Buffer.concat([
  Buffer.from('b=2&a=%C7%D1&b=1&name='),
  Buffer.from([0xc8, 0xab, 0xb1, 0xe6, 0xb5, 0xbf]),
  Buffer.from('&empty=&resultCode='),
]);
const FORM = 'application/x-www-form-urlencoded; charset=EUC-KR';

const GET: Callback = {
  method: 'GET',
  query: 'z=1&pg_token=a%2Fb%2fc&z=&%7Ea=~',
  contentType: '',
  body: new Uint8Array(),
};
const postOf = (resultCode: string): Callback => ({
  method: 'POST',
  query: 'line=order&x=%C7%D1',
  contentType: FORM,
  body: Buffer.concat([EUC_KR_FORM, Buffer.from(resultCode)]),
});
const POST = postOf('0000');
/** "한도초과", the sentence of a card company. */
const REFUSED_POST = postOf('3015&resultMsg=%C7%D1%B5%B5%C3%CA%B0%FA');
const EMPTY_POST: Callback = { ...GET, method: 'POST' };

let forwards = 0;

function envelopeOf(orderId: OrderId, callback: Callback): ForwardEnvelope {
  forwards += 1;
  const attemptId = `attempt-${String(forwards).padStart(14, '0')}`;
  return {
    id: `forward.${attemptId}`,
    attemptId,
    orderId,
    providerOrderId: `${orderId}-7f3k9q`,
    line: 'order',
    channel: 'card',
    provider: 'kakaopay',
    method: 'card',
    amount: { value: PRICES[orderId], currency: 'KRW' },
    providerState: { tid: 'T1', id: '한글 "forward" \\ 🏺' },
    httpMethod: callback.method,
    query: callback.query,
    contentType: callback.contentType,
    bodySha256: sha256Hex(callback.body),
    receivedAt: Date.now(),
  };
}

function forwardOf(orderId: OrderId, callback: Callback, signing: Signing = {}): Forward {
  const envelope = envelopeOf(orderId, callback);
  const text = encodeEnvelope(envelope);
  const headers = { [ENVELOPE_HEADER]: text, ...signed(envelope.id, text, signing) };
  return { envelope, callback, headers };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
}

/** A merchant's backend that runs. */
class Backend {
  readonly #url: string;
  readonly #paths: Sample['paths'];

  constructor(url: string, paths: Sample['paths']) {
    this.#url = url;
    this.#paths = paths;
  }

  forward({ callback, headers }: Forward): Promise<Answer> {
    const { method, query, contentType, body } = callback;
    return this.#send({
      method,
      url: this.#url + this.#paths.callback,
      headers: { ...headers, ...(contentType === '' ? {} : { 'content-type': contentType }) },
      exact: { query, body },
    });
  }

  status({ envelope }: Forward): Promise<Answer> {
    return this.hook('status', `status.${envelope.id}`, encodeEnvelope(envelope));
  }

  hook(
    path: 'order' | 'status' | 'notify',
    id: string,
    body: string,
    headers: Readonly<Record<string, string>> = signed(id, body),
  ): Promise<Answer> {
    return this.#send({
      method: 'POST',
      url: this.#url + this.#paths[path],
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  get(path: string): Promise<Answer> {
    return this.#send({ method: 'GET', url: this.#url + path, headers: {} });
  }

  async #send(request: Omit<HttpRequest, 'timeoutMs'>): Promise<Answer> {
    const outcome = await sendRequest({ ...request, timeoutMs: 30_000 });
    if (outcome.kind !== 'answered') throw new Error(`${outcome.kind}: ${outcome.reason}`);
    const text = Buffer.from(outcome.body).toString('utf8');
    return { status: outcome.status, text, json: text.startsWith('{') ? JSON.parse(text) : text };
  }
}

/** The child's output, and what ends it. */
interface Running {
  readonly backend: Backend;
  readonly output: () => string;
  readonly stop: () => void;
}

async function run(sample: Sample, folder: string): Promise<Running> {
  const port = await freePort();
  const [command, ...args] = sample.start(port, folder);
  const child: ChildProcess = spawn(command, args, {
    env: {
      ...process.env,
      PORT: String(port),
      PAY_HOOK_SECRET: `${HOOK_SECRET} ${OLD_HOOK_SECRET}`,
      PAY_TICKET_SECRET: TICKET_SECRET,
      PAY_PUBLIC_URL: PUBLIC_URL,
      PAY_DATABASE: `sqlite:${join(folder, 'payments.sqlite')}`,
    },
  });
  let text = '';
  const listen = (chunk: unknown): void => {
    text += String(chunk);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  await until(`${sample.name} listens`, () => {
    if (child.exitCode !== null) throw new Error(`it ended: ${text}`);
    return /listening on|Development Server .* started/.test(text);
  });
  return {
    backend: new Backend(`http://127.0.0.1:${port}`, sample.paths),
    output: () => text,
    stop: () => child.kill(),
  };
}

const withHeader = (forward: Forward, name: string, value: string): Forward => ({
  ...forward,
  headers: { ...forward.headers, [name]: value },
});
const withCallback = (forward: Forward, change: Partial<Callback>): Forward => ({
  ...forward,
  callback: { ...forward.callback, ...change },
});
const withEnvelope = (forward: Forward, from: string, to: string): Forward => {
  const text = forward.headers[ENVELOPE_HEADER] ?? '';
  assert.ok(text.includes(from), `no ${from} in the envelope`);
  return withHeader(forward, ENVELOPE_HEADER, text.replace(from, to));
};
const fresh = (callback: Callback = POST, signing: Signing = {}): Forward =>
  forwardOf('A-1003', callback, signing);

/** Each of a forward that would be approved but for the one thing. */
const ALTERED: Readonly<Record<string, () => Forward>> = {
  'another query': () => withCallback(fresh(), { query: `${POST.query}&resultCode=0000` }),
  'the same query in other bytes': () => withCallback(fresh(), { query: 'line=order&x=%c7%d1' }),
  'no query': () => withCallback(fresh(), { query: '' }),
  'another body': () => withCallback(fresh(REFUSED_POST), { body: POST.body }),
  'the body in UTF-8': () =>
    withCallback(fresh(), {
      body: Buffer.from(Buffer.from(POST.body).toString('latin1'), 'utf8'),
    }),
  'no body': () => withCallback(fresh(), { body: new Uint8Array() }),
  'another method': () => withCallback(fresh(EMPTY_POST), { method: 'GET' }),
  'another content type': () =>
    withCallback(fresh(), { contentType: 'application/x-www-form-urlencoded' }),
  'no content type': () => withCallback(fresh(), { contentType: '' }),
  'another amount in the envelope': () => withEnvelope(fresh(), '"value":96000', '"value":1'),
  'another order in the envelope': () => withEnvelope(fresh(), 'A-1003', 'A-1002'),
  'a body of its own in the envelope': () => {
    const body = Buffer.from('resultCode=0000');
    const forward = fresh();
    const { bodySha256 } = forward.envelope;
    return withCallback(withEnvelope(forward, bodySha256, sha256Hex(body)), { body });
  },
  'the signature of another secret': () => fresh(POST, { secret: FOREIGN_SECRET }),
  'a signature of six minutes ago': () => fresh(POST, { at: Date.now() - 6 * MINUTE }),
  'a signature of six minutes ahead': () => fresh(POST, { at: Date.now() + 6 * MINUTE }),
  'a younger date than was signed': () =>
    withHeader(
      fresh(POST, { at: Date.now() - 6 * MINUTE }),
      'webhook-timestamp',
      String(Math.floor(Date.now() / 1000)),
    ),
  'another id than was signed': () => withHeader(fresh(), 'webhook-id', 'forward.other'),
  'another id than the envelope says': () => {
    const forward = fresh();
    const text = forward.headers[ENVELOPE_HEADER] ?? '';
    return { ...forward, headers: { ...forward.headers, ...signed('forward.other', text) } };
  },
  'the envelope of another forward': () =>
    withHeader(fresh(), ENVELOPE_HEADER, encodeEnvelope(fresh().envelope)),
  'no signature': () => ({ ...fresh(), headers: {} }),
  'an empty signature': () => withHeader(fresh(), 'webhook-signature', 'v1,'),
  'a signature of another version': () => {
    const forward = fresh();
    const signature = forward.headers['webhook-signature'] ?? '';
    return withHeader(forward, 'webhook-signature', signature.replace('v1,', 'v2,'));
  },
  'a date that is none': () => withHeader(fresh(), 'webhook-timestamp', 'now'),
};

const VECTOR_LINE =
  /^(secret|id|timestamp|method|query|content-type|body|envelope|signature|ticket-secret|audience|claims|ticket) +(\S.*)$/gm;

/** The lines of the README's last chapter. */
function readVectors() {
  const page = readFileSync(join(SAMPLES, 'README.md'), 'utf8');
  const chapter = page.slice(page.indexOf('## Test vectors'));
  const found = new Map([...chapter.matchAll(VECTOR_LINE)].map(([, name, value]) => [name, value]));
  return (name: string): string => {
    const value = found.get(name);
    if (value === undefined) throw new Error(`the README has no vector ${name}`);
    return value;
  };
}

const vector = readVectors();
const vectorAt = Number(vector('timestamp'));
const ClaimsSchema = z.object({
  line: z.string(),
  orderId: z.string(),
  orderName: z.string(),
  amount: z.object({ value: z.int(), currency: z.string() }),
  iat: z.int(),
  exp: z.int(),
});
const vectorClaims = ClaimsSchema.parse(JSON.parse(vector('claims')));
const { line, orderId, orderName, amount } = vectorClaims;
const vectorOrder = { line, orderId, orderName, amount };

const vectorHeaders = {
  'content-type': vector('content-type'),
  [ENVELOPE_HEADER]: vector('envelope'),
  'webhook-id': vector('id'),
  'webhook-timestamp': vector('timestamp'),
  'webhook-signature': vector('signature'),
};

/** What a sample's verifier is handed, at the moment of the vectors. */
const MOMENT = JSON.stringify({
  now: vectorAt,
  forward: {
    secret: vector('secret'),
    method: vector('method'),
    query: vector('query'),
    body: vector('body'),
    headers: vectorHeaders,
  },
  ticket: { secret: vector('ticket-secret'), audience: vector('audience'), claims: vectorOrder },
});

const readVectorTicket = (ticket: string) =>
  readOrderTicket(ticket, {
    secrets: [vector('ticket-secret')],
    audience: vector('audience'),
    now: vectorAt * 1000,
  });
const VECTOR_TICKET = { kind: 'ticket', claims: vectorClaims };

describe("the README's vectors", () => {
  it('are what the server signs.', async (t) => {
    const at = new Date(vectorAt * 1000);
    t.mock.method(Date, 'now', () => at.getTime());
    const webhook = new Webhook(vector('secret'));
    assert.equal(webhook.sign(vector('id'), at, vector('envelope')), vector('signature'));
    const envelope = verifyForward(vector('secret'), {
      method: vector('method'),
      url: `/payment/callback?${vector('query')}`,
      headers: vectorHeaders,
      body: Buffer.from(vector('body')),
    });
    assert.equal(encodeEnvelope(envelope), vector('envelope'));
    const options = { secret: vector('ticket-secret'), audience: vector('audience') };
    assert.equal(await createOrderTicket(vectorOrder, options), vector('ticket'));
    assert.deepEqual(await readVectorTicket(vector('ticket')), VECTOR_TICKET);
  });
});

const amountOf = (orderId: OrderId) => ({ value: PRICES[orderId], currency: 'KRW' });

for (const sample of SAMPLE_LIST) {
  describe(`the sample in ${sample.name}`, () => {
    const reason = sample.missing();
    if (reason !== undefined) {
      it('runs.', (t) => t.skip(reason));
      return;
    }

    const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-sample-'));
    let running: Running | undefined;
    before(async () => {
      sample.build?.(folder);
      running = await run(sample, folder);
    });
    after(() => {
      running?.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    const backend = (): Backend => {
      assert.ok(running, 'it did not start');
      return running.backend;
    };
    /** How often the shop's approval was asked; a notice behind it says that all output is here. */
    const approvals = async (forward: Forward): Promise<number> => {
      const { id, orderId } = forward.envelope;
      const state = `seen-after-${id}`;
      const notice = { line: 'order', orderId, state, amount: amountOf('A-1003') };
      await backend().hook('notify', `notice.${id}`, JSON.stringify(notice));
      await until('its output', () => running?.output().includes(`noticed ${orderId} ${state}`));
      return (running?.output() ?? '').split(`approved ${id}`).length - 1;
    };

    // Each payment below takes an order of its own: an order is paid once.
    it('tells of an order by name and amount.', async () => {
      const asked = JSON.stringify({ line: 'order', orderId: 'A-1001' });
      const { status, json } = await backend().hook('order', 'order.1', asked);
      assert.equal(status, 200);
      assert.deepEqual(json, { orderName: '달항아리 머그', amount: amountOf('A-1001') });
      const other = JSON.stringify({ line: 'order', orderId: 'A-9999' });
      assert.equal((await backend().hook('order', 'order.2', other)).status, 404);
      const repair = JSON.stringify({ line: 'repair', orderId: 'A-1001' });
      assert.equal((await backend().hook('order', 'order.3', repair)).status, 404);
    });

    it('refuses a hook that is not signed as it stands.', async () => {
      const asked = JSON.stringify({ line: 'order', orderId: 'A-1001' });
      const refused: readonly Readonly<Record<string, string>>[] = [
        {},
        signed('order.1', asked.replace('1001', '1002')),
        signed('order.1', asked, { secret: FOREIGN_SECRET }),
        signed('order.1', asked, { at: Date.now() - 6 * MINUTE }),
        signed('order.1', asked, { at: Date.now() + 6 * MINUTE }),
        { ...signed('order.1', asked), 'webhook-id': 'order.2' },
      ];
      for (const headers of refused) {
        const { status } = await backend().hook('order', 'order.1', asked, headers);
        assert.equal(status, 401, JSON.stringify(headers));
      }
    });

    it('takes the secret before the newest one, and one good signature among others.', async () => {
      const asked = JSON.stringify({ line: 'order', orderId: 'A-1002' });
      const old = signed('order.1', asked, {
        secret: OLD_HOOK_SECRET,
        at: Date.now() - 4 * MINUTE,
      });
      assert.equal((await backend().hook('order', 'order.1', asked, old)).status, 200);
      const foreign = signed('order.1', asked, { secret: FOREIGN_SECRET })['webhook-signature'];
      const several = `v2,${'A'.repeat(44)} ${foreign} ${old['webhook-signature']}`;
      const headers = { ...old, 'webhook-signature': several };
      assert.equal((await backend().hook('order', 'order.1', asked, headers)).status, 200);
    });

    it('approves a forwarded GET once, however often it comes, and says so again.', async () => {
      const forward = forwardOf('A-1001', GET);
      const first = await backend().forward(forward);
      assert.equal(first.status, 200, first.text);
      const approval = readForwardAnswer(first.status, first.json, amountOf('A-1001'));
      assert.equal(approval.outcome, 'approved');

      const again = { ...forwardOf('A-1001', GET), ...forward };
      assert.deepEqual((await backend().forward(again)).json, first.json);
      const asked = await backend().status(forward);
      assert.deepEqual(readStatusAnswer(200, asked.json, amountOf('A-1001')), approval);
      assert.deepEqual(asked.json, first.json);
      assert.equal(await approvals(forward), 1);

      const second = await backend().forward(forwardOf('A-1001', GET));
      const answer = readForwardAnswer(second.status, second.json, amountOf('A-1001'));
      assert.equal(answer.outcome, 'declined', 'a paid order was approved anew');
    });

    it('approves a POST in EUC-KR with fields in any order.', async () => {
      const forward = forwardOf('A-1002', POST);
      const { status, json, text } = await backend().forward(forward);
      const approval = readForwardAnswer(status, json, amountOf('A-1002'));
      assert.equal(approval.outcome, 'approved', text);
      assert.equal(await approvals(forward), 1);
    });

    it("hands on a provider's refusal in its own words, and keeps it.", async () => {
      const forward = fresh(REFUSED_POST);
      for (const { status, json } of [
        await backend().forward(forward),
        await backend().forward(forward),
        await backend().status(forward),
      ]) {
        assert.equal(status, 200);
        assert.deepEqual(json, { outcome: 'declined', code: '3015', message: '한도초과' });
      }
      assert.equal(await approvals(forward), 0);
    });

    it('keeps its word when it said that a forward never came.', async () => {
      const forward = fresh();
      for (const { status, json } of [
        await backend().status(forward),
        await backend().status(forward),
      ]) {
        assert.equal(status, 200);
        assert.deepEqual(json, { outcome: 'none' });
      }
      const late = await backend().forward(forward);
      const answer = readForwardAnswer(late.status, late.json, amountOf('A-1003'));
      assert.equal(answer.outcome, 'declined', late.text);
      assert.deepEqual((await backend().status(forward)).json, { outcome: 'none' });
      assert.equal(await approvals(forward), 0);
    });

    for (const [what, make] of Object.entries(ALTERED)) {
      it(`refuses a forward with ${what}.`, async () => {
        const forward = make();
        const { status, text } = await backend().forward(forward);
        assert.equal(status, 401, text);
        assert.equal(await approvals(forward), 0);
        // It left no trace either: the very same forward, unaltered, would be news.
        assert.deepEqual((await backend().status(forward)).json, { outcome: 'none' });
      });
    }

    it('answers nothing to a status that asks about another forward.', async () => {
      const body = encodeEnvelope(fresh().envelope);
      assert.equal((await backend().hook('status', 'status.forward.other', body)).status, 400);
    });

    it('refuses a status that is not signed as it stands.', async () => {
      const { envelope } = fresh();
      const id = `status.${envelope.id}`;
      const headers = signed(id, encodeEnvelope(envelope), { secret: FOREIGN_SECRET });
      const asked = await backend().hook('status', id, encodeEnvelope(envelope), headers);
      assert.equal(asked.status, 401);
    });

    it('writes a ticket that the server reads.', async () => {
      const page = await backend().get(sample.page('A-1003'));
      const ticket = /order-ticket="([^"]+)"/.exec(page.text)?.[1] ?? '';
      assert.match(ticket, /^[\w-]+\.[\w-]+\.[\w-]+$/, page.text);
      const now = Date.now();
      const read = await readOrderTicket(ticket, {
        secrets: [TICKET_SECRET],
        audience: PUBLIC_URL,
        now,
      });
      assert.ok(read.kind === 'ticket', `${read.kind}: ${page.text}`);
      const { iat, exp, ...order } = read.claims;
      assert.deepEqual(order, {
        line: 'order',
        orderId: 'A-1003',
        orderName: '백자 다관',
        amount: amountOf('A-1003'),
      });
      assert.equal(exp - iat, 3600);
    });

    const { atAMoment, withOtherNumbers } = sample;
    if (withOtherNumbers) {
      it('takes an amount for the same, whichever number type a JSON library gave it.', () => {
        const [command, ...args] = withOtherNumbers(folder);
        const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
        assert.equal(status, 0, stderr);
      });
    }
    if (atAMoment) {
      it("agrees with the README's vectors.", async () => {
        const [command, ...args] = atAMoment(folder);
        const cwd = join(SAMPLES, sample.name);
        const ticket = execFileSync(command, args, { cwd, input: MOMENT, encoding: 'utf8' });
        assert.deepEqual(await readVectorTicket(ticket), VECTOR_TICKET);
      });
    }

    it('marks an order paid by a notice, as often as it comes.', async () => {
      const asked = JSON.stringify({ line: 'order', orderId: 'A-1003' });
      assert.equal((await backend().hook('order', 'order.1', asked)).status, 200, 'paid before');
      const notice = { line: 'order', orderId: 'A-1003', state: 'approved' };
      const cheap = JSON.stringify({ ...notice, amount: { value: 1, currency: 'KRW' } });
      await backend().hook('notify', 'notice.cheap', cheap);
      assert.equal((await backend().hook('order', 'order.1', asked)).status, 200, 'paid by 1 won');
      const whole = JSON.stringify({ ...notice, amount: amountOf('A-1003') });
      for (const { status } of [
        await backend().hook('notify', 'notice.1', whole),
        await backend().hook('notify', 'notice.1', whole),
      ]) {
        assert.equal(status, 200);
      }
      assert.equal((await backend().hook('order', 'order.1', asked)).status, 409);
      const unknown = JSON.stringify({ ...notice, orderId: 'A-9999', amount: amountOf('A-1003') });
      assert.equal((await backend().hook('notify', 'notice.2', unknown)).status, 404);
    });
  });
}

/** As much of the servlet API and of Spring as `PaymentController` and the guide want. */
const SPRING: Readonly<Record<string, string>> = {
  'jakarta/servlet/http/HttpSession.java': `
public interface HttpSession { Object getAttribute(String name); }`,
  'jakarta/servlet/http/HttpServletRequest.java': `
import java.util.*;
public interface HttpServletRequest {
  java.io.InputStream getInputStream() throws java.io.IOException;
  String getMethod();
  String getQueryString();
  String getHeader(String name);
  String getParameter(String name);
  String[] getParameterValues(String name);
  Map<String, String[]> getParameterMap();
  Enumeration<String> getParameterNames();
  Object getAttribute(String name);
  void setAttribute(String name, Object value);
  HttpSession getSession();
}`,
  'jakarta/servlet/http/HttpServletRequestWrapper.java': `
import java.util.*;
public class HttpServletRequestWrapper implements HttpServletRequest {
  public HttpServletRequestWrapper(HttpServletRequest request) {}
  public java.io.InputStream getInputStream() { return null; }
  public String getMethod() { return null; }
  public String getQueryString() { return null; }
  public String getHeader(String name) { return null; }
  public String getParameter(String name) { return null; }
  public String[] getParameterValues(String name) { return null; }
  public Map<String, String[]> getParameterMap() { return null; }
  public Enumeration<String> getParameterNames() { return null; }
  public Object getAttribute(String name) { return null; }
  public void setAttribute(String name, Object value) {}
  public HttpSession getSession() { return null; }
}`,
  'org/springframework/http/ResponseEntity.java': `
public class ResponseEntity<T> {
  public interface Builder { <T> ResponseEntity<T> body(T body); }
  public static <T> ResponseEntity<T> ok(T body) { return null; }
  public static Builder status(int status) { return null; }
}`,
  ...Object.fromEntries(
    [
      '@interface ExceptionHandler { Class<? extends Throwable>[] value(); }',
      '@interface PostMapping { String[] value(); }',
      '@interface RequestMapping { String[] value() default {}; String[] path() default {}; RequestMethod[] method() default {}; }',
      '@interface RestController {}',
      'enum RequestMethod { GET, POST }',
    ].map((type) => {
      const name = /(?:@interface|enum) (\w+)/.exec(type)?.[1] ?? '';
      return [`org/springframework/web/bind/annotation/${name}.java`, `public ${type}`];
    }),
  ),
};

/** A shop that has what the guide takes for given, around what it tells to write. */
const guideShop = (code: string): string => `
import jakarta.servlet.http.HttpServletRequest;
import java.util.*;
class GuideShop implements PaymentController.Shop {
  record Payable(String title, Map<String, Object> amount, boolean isPaid) {}
  interface Payables {
    Optional<Payable> find(String line, String orderId);
    boolean claim(String line, String orderId, String claimant);
    void release(String line, String orderId, String claimant);
    void markPaid(String line, String orderId, String transactionId);
  }
  enum Kind { PAID, REFUSED, UNKNOWN }
  record PgResult(Kind kind, String transactionId, long won, String code, String message) {}
  interface ApprovalHandler { PgResult approval(HttpServletRequest request); }

  Payables payables;
  Map<String, ApprovalHandler> handlers;

  static Map<String, Object> declined(String code, String message) { return Map.of(); }
${code}
}`;

describe("the guide's Java", () => {
  const reason = missing('Java 17', ['javac', '--release', '17', '-version'])();

  it('is all that PaymentController asks of a shop, and compiles with it.', (t) => {
    if (reason !== undefined) {
      t.skip(reason);
      return;
    }
    const guide = readFileSync('docs/move-a-legacy-page.md', 'utf8');
    const code = [...guide.matchAll(/^```java\n(.*?)^```/gms)]
      .map(([, text = '']) => text)
      .filter((text) => text.includes('@Override'));
    assert.ok(code.length >= 3, 'the guide shows what a shop has to do');
    const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-guide-'));
    const files = { ...SPRING, 'GuideShop.java': guideShop(code.join('\n')) };
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      const place = dirname(name).replaceAll('/', '.');
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, place === '.' ? text : `package ${place};${text}`);
    }
    const sources = ['-sourcepath', `${folder}:${join(SAMPLES, 'java')}`];
    const options = ['--release', '17', '-encoding', 'UTF-8', '-d', join(folder, 'classes')];
    const { status, stderr } = spawnSync(
      'javac',
      [...options, ...sources, join(folder, 'GuideShop.java')],
      { encoding: 'utf8' },
    );
    rmSync(folder, { recursive: true, force: true });
    assert.equal(status, 0, stderr);
  });
});

type Json = Readonly<Record<string, unknown>>;

/** What `docs/samples/node` exports, as far as it is used here. */
interface NodeSample {
  readonly paymentRoutes: (options: {
    readonly hookSecret: string;
    readonly shop: {
      readonly approve: () => Promise<Json>;
      readonly lookUp: () => Promise<Json | undefined>;
    };
    readonly book: unknown;
  }) => Router;
  readonly createAnswerBook: () => unknown;
}

async function importSample(): Promise<NodeSample> {
  register(PACKAGE);
  const [routes, shop] = (await Promise.all(
    ['payment-routes.mjs', 'shop.mjs'].map(
      (file) => import(String(pathToFileURL(join(SAMPLES, 'node', file)))),
    ),
  )) as [Pick<NodeSample, 'paymentRoutes'>, Pick<NodeSample, 'createAnswerBook'>];
  return { ...routes, ...shop };
}

const APPROVED = { outcome: 'approved', transactionId: 'T-1', amount: amountOf('A-1001') };
const AWAITED = {
  outcome: 'awaiting-deposit',
  transactionId: 'T-1',
  deposit: { bank: '하나은행', accountNumber: '1', holder: '온유도예', dueAt: 1_750_086_400_000 },
};

describe('the sample in node, with a provider that fails', () => {
  let servers: readonly Server[] = [];
  after(() => {
    for (const server of servers) server.close();
  });

  async function shopThat(
    approve: () => Promise<Json>,
    lookUp: () => Promise<Json | undefined>,
  ): Promise<Backend> {
    const { paymentRoutes, createAnswerBook } = await importSample();
    const app = express();
    app.set('env', 'test');
    app.use(
      '/payment',
      paymentRoutes({
        hookSecret: HOOK_SECRET,
        shop: { approve, lookUp },
        book: createAnswerBook(),
      }),
    );
    const server = app.listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    servers = [...servers, server];
    const { port } = server.address() as AddressInfo;
    return new Backend(`http://127.0.0.1:${port}`, PLAIN_PATHS);
  }

  it('never asks for the money again, and answers as soon as it can find out.', async () => {
    let asked = 0;
    let found: Json | undefined;
    const backend = await shopThat(
      () => {
        asked += 1;
        return Promise.reject(new Error('no answer'));
      },
      () => Promise.resolve(found),
    );
    const forward = forwardOf('A-1001', GET);
    assert.equal((await backend.forward(forward)).status, 500);
    assert.equal((await backend.forward(forward)).status, 503);
    assert.equal((await backend.status(forward)).status, 503);
    found = APPROVED;
    assert.deepEqual((await backend.status(forward)).json, APPROVED);
    found = undefined;
    assert.deepEqual((await backend.forward(forward)).json, APPROVED);
    assert.equal(asked, 1);
  });

  it('lets a second forward wait for the first, and the first answer stays.', async () => {
    let asked = 0;
    let answer: ((json: Json) => void) | undefined;
    const backend = await shopThat(
      () => {
        asked += 1;
        return new Promise((resolve) => (answer = resolve));
      },
      () => Promise.resolve(undefined),
    );
    const forward = forwardOf('A-1001', GET);
    const first = backend.forward(forward);
    await until('the first is under way', () => answer !== undefined);
    assert.equal((await backend.forward(forward)).status, 503);
    assert.equal((await backend.status(forward)).status, 503);
    answer?.(APPROVED);
    assert.deepEqual((await first).json, APPROVED);
    assert.deepEqual((await backend.forward(forward)).json, APPROVED);
    assert.equal(asked, 1);
  });

  it('stays with what it found out, whatever the first call comes to afterwards.', async () => {
    let answer: ((json: Json) => void) | undefined;
    const backend = await shopThat(
      () => new Promise((resolve) => (answer = resolve)),
      () => Promise.resolve(APPROVED),
    );
    const forward = forwardOf('A-1001', GET);
    const first = backend.forward(forward);
    await until('the first is under way', () => answer !== undefined);
    assert.deepEqual((await backend.status(forward)).json, APPROVED);
    answer?.({ outcome: 'declined', code: 'ALREADY_PROCESSED', message: '' });
    assert.deepEqual((await first).json, APPROVED);
    assert.deepEqual((await backend.status(forward)).json, APPROVED);
  });

  it('looks again as long as a deposit is awaited, and keeps that it came.', async () => {
    let found: Json | undefined;
    const backend = await shopThat(
      () => Promise.resolve(AWAITED),
      () => Promise.resolve(found),
    );
    const forward = forwardOf('A-1001', GET);
    const first = await backend.forward(forward);
    const read = readForwardAnswer(first.status, first.json, amountOf('A-1001'));
    assert.equal(read.outcome, 'awaiting-deposit');
    assert.deepEqual((await backend.status(forward)).json, AWAITED);
    found = APPROVED;
    assert.deepEqual((await backend.status(forward)).json, APPROVED);
    found = AWAITED;
    assert.deepEqual((await backend.status(forward)).json, APPROVED);
  });
});
