import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { CheckoutConfig } from './config.ts';
import { createCheckoutRouter } from './http/router.ts';
import type { Runtime } from './start-checkout.ts';

export interface ListenOptions extends Runtime {
  /** 0 for any free one. */
  readonly port: number;
  readonly host?: string;
}

export interface CheckoutServer {
  readonly port: number;
  /** Takes no new connections, waits for what runs as the router's `stop` does, closes the store. */
  readonly close: () => Promise<void>;
}

/** Longer than a buyer thinks: a connection that is still open saves two round trips at the click. */
const KEEP_ALIVE_MS = 76_000;

/** The companion server alone, under the path of `publicUrl`. @throws as the router does. */
export async function createCheckoutServer(
  config: CheckoutConfig,
  { port, host, ...runtime }: ListenOptions,
): Promise<CheckoutServer> {
  const checkout = createCheckoutRouter(config, runtime);
  const app = express().disable('x-powered-by');
  app.use(new URL(config.publicUrl).pathname, checkout.router);
  const server = createServer(app);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5000;
  try {
    await listen(server, port, host);
  } catch (error) {
    await checkout.stop();
    throw error;
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await checkout.stop();
      server.closeAllConnections();
      await closed;
    },
  };
}

const listen = (server: Server, port: number, host: string | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
