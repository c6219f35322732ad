import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Webhook } from 'standardwebhooks';
import type { PaymentNotice } from '../merchant/notice.ts';

interface ReceivedNotice {
  readonly id: string;
  readonly notice: PaymentNotice;
}

/** A merchant backend for tests: real HTTP, real signatures, answers as it is told. */
export interface TestMerchant {
  readonly orderUrl: string;
  readonly notifyUrl: string;
  /** What the order hook answers for an order id; 404 for others. */
  readonly orders: Map<string, { status: number; body: unknown }>;
  readonly asked: unknown[];
  readonly notices: ReceivedNotice[];
  /** Orders whose notices are answered with 500. */
  readonly refusing: Set<string>;
  close(): Promise<void>;
}

export async function startMerchant(hookSecret: string): Promise<TestMerchant> {
  const webhook = new Webhook(hookSecret);
  const merchant = {
    orders: new Map<string, { status: number; body: unknown }>(),
    asked: [] as unknown[],
    notices: [] as ReceivedNotice[],
    refusing: new Set<string>(),
  };
  const app = express();
  app.use(express.text({ type: 'application/json' }));
  app.post('/order', (req, res) => {
    const asked = webhook.verify(req.body as string, req.headers as Record<string, string>) as {
      orderId: string;
    };
    merchant.asked.push(asked);
    const answer = merchant.orders.get(asked.orderId) ?? { status: 404, body: {} };
    res.status(answer.status).json(answer.body);
  });
  app.post('/notify', (req, res) => {
    const notice = webhook.verify(
      req.body as string,
      req.headers as Record<string, string>,
    ) as PaymentNotice;
    const status = merchant.refusing.has(notice.orderId) ? 500 : 204;
    if (status === 204) merchant.notices.push({ id: String(req.get('webhook-id')), notice });
    res.status(status).end();
  });
  const server = await listening(createServer(app));
  const { port } = server.address() as AddressInfo;
  return {
    ...merchant,
    orderUrl: `http://127.0.0.1:${String(port)}/order`,
    notifyUrl: `http://127.0.0.1:${String(port)}/notify`,
    close: () => closed(server),
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
