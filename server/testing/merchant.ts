import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request } from 'express';
import { Webhook } from 'standardwebhooks';
import type { ConfirmQuestion } from '../merchant/confirm.ts';
import type { PaymentNotice } from '../merchant/notice.ts';

/** A call as it came, by the last part of its path. */
interface ReceivedCookies {
  readonly hook: string;
  readonly orderId: string;
  /** The `Cookie` header; `undefined` where there was none. */
  readonly cookie: string | undefined;
}

interface ReceivedNotice {
  readonly id: string;
  readonly notice: PaymentNotice;
}

/** A merchant backend for tests: real HTTP, real signatures, answers as it is told. */
export interface TestMerchant {
  readonly orderUrl: string;
  readonly notifyUrl: string;
  readonly confirmUrl: string;
  /** What the order hook answers for an order id; 404 for others. */
  readonly orders: Map<string, { status: number; body: unknown }>;
  readonly asked: unknown[];
  /** What `confirm` answers for an order id; `{ outcome: 'confirmed' }` for others. */
  readonly confirmations: Map<string, { status: number; body: unknown }>;
  /** What `confirm` was asked, with the `webhook-id` it came under. */
  readonly confirmAsked: { readonly id: string; readonly question: ConfirmQuestion }[];
  readonly notices: ReceivedNotice[];
  /** What cookies each call came with. Every answer tries to set one. */
  readonly cookies: ReceivedCookies[];
  /** Orders whose notices are answered with 500. */
  readonly refusing: Set<string>;
  /** Orders whose notices are answered with 200 and half a megabyte. */
  readonly talking: Set<string>;
  close(): Promise<void>;
}

/** @param now the merchant's clock, in milliseconds since 1970 */
export async function startMerchant(
  hookSecret: string,
  now: () => number = Date.now,
): Promise<TestMerchant> {
  const verify = verifierOf(hookSecret, now);
  const merchant = {
    orders: new Map<string, { status: number; body: unknown }>(),
    asked: [] as unknown[],
    confirmations: new Map<string, { status: number; body: unknown }>(),
    confirmAsked: [] as { id: string; question: ConfirmQuestion }[],
    notices: [] as ReceivedNotice[],
    cookies: [] as ReceivedCookies[],
    refusing: new Set<string>(),
    talking: new Set<string>(),
  };
  const app = express();
  app.use(express.text({ type: 'application/json' }));
  app.use((req, res, next) => {
    const { orderId } = verify(req) as { orderId: string };
    merchant.cookies.push({ hook: req.path.slice(1), orderId, cookie: req.get('cookie') });
    res.set('Set-Cookie', 'JSESSIONID=of-the-backend; Path=/');
    next();
  });
  app.post('/order', (req, res) => {
    const asked = verify(req) as { orderId: string };
    merchant.asked.push(asked);
    const answer = merchant.orders.get(asked.orderId) ?? { status: 404, body: {} };
    res.status(answer.status).json(answer.body);
  });
  app.post('/confirm', (req, res) => {
    const question = verify(req) as ConfirmQuestion;
    merchant.confirmAsked.push({ id: String(req.get('webhook-id')), question });
    const confirmed = { status: 200, body: { outcome: 'confirmed' } };
    const answer = merchant.confirmations.get(question.orderId) ?? confirmed;
    res.status(answer.status).json(answer.body);
  });
  app.post('/notify', (req, res) => {
    const notice = verify(req) as PaymentNotice;
    const status = merchant.refusing.has(notice.orderId) ? 500 : 204;
    if (status === 204) merchant.notices.push({ id: String(req.get('webhook-id')), notice });
    if (merchant.talking.has(notice.orderId)) res.send('x'.repeat(500_000));
    else res.status(status).end();
  });
  const server = await listening(createServer(app));
  const { port } = server.address() as AddressInfo;
  return {
    ...merchant,
    orderUrl: `http://127.0.0.1:${String(port)}/order`,
    notifyUrl: `http://127.0.0.1:${String(port)}/notify`,
    confirmUrl: `http://127.0.0.1:${String(port)}/confirm`,
    close: () => closed(server),
  };
}

const TOLERANCE_SECONDS = 300;

/** As the library verifies, but by the clock of the test: it signs once more and compares. */
function verifierOf(hookSecret: string, now: () => number): (req: Request) => unknown {
  const webhook = new Webhook(hookSecret);
  return (req) => {
    const seconds = Number(req.get('webhook-timestamp'));
    const body = req.body as string;
    const signature = webhook.sign(req.get('webhook-id') ?? '', new Date(seconds * 1000), body);
    if (signature !== req.get('webhook-signature')) throw new Error('not signed by the server');
    const age = Math.abs(now() / 1000 - seconds);
    if (age > TOLERANCE_SECONDS) throw new Error(`signed ${String(age)} s ago`);
    return JSON.parse(body) as unknown;
  };
}

export const listening = (server: Server, port = 0): Promise<Server> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });

export const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
