import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import type { CheckoutConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import {
  createKakaoPaySimulator,
  SIMULATOR_KEYS,
  type KakaoPaySimulator,
} from '../providers/kakaopay/kakaopay.simulator.ts';
import { kakaopay } from '../providers/kakaopay/kakaopay.ts';
import { createCheckoutServer } from '../server.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { freePort } from './free-port.ts';
import { closed, listening, startMerchant, type TestMerchant } from './merchant.ts';

export const STOREFRONT = 'http://shop.test';

export interface Harness {
  readonly url: string;
  readonly config: CheckoutConfig;
  readonly merchant: TestMerchant;
  readonly simulator: KakaoPaySimulator;
  /** A second view on the server's own store. */
  readonly store: Store;
  readonly storePath: string;
  /** What the channel was made with, for a server in another process. */
  readonly kakaopay: Parameters<typeof kakaopay>[0];
  /** Everything the server logged. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

export interface HarnessOptions {
  /** Build everything but the server, for tests that run it elsewhere. */
  readonly withoutServer?: boolean;
}

/** A companion server with everything around it real: store file, merchant, Kakao Pay simulator. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-'));
  const hookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const merchant = await startMerchant(hookSecret);
  const simulator = createKakaoPaySimulator();
  const provider = await listening(createServer(express().use('/kakaopay', simulator.router)));
  const simulatorUrl = `http://127.0.0.1:${String((provider.address() as AddressInfo).port)}`;
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const storePath = join(folder, 'store.sqlite');
  const kakaopayOptions = { ...SIMULATOR_KEYS, baseUrl: `${simulatorUrl}/kakaopay` };
  const config: CheckoutConfig = {
    shop: { name: '온유도예' },
    publicUrl: url,
    storefronts: [STOREFRONT],
    storeUrl: `file:${storePath}`,
    secrets: [{ kid: 'a', secret: randomBytes(32).toString('base64url') }],
    hookSecret,
    channels: { kakaopay: kakaopay(kakaopayOptions) },
    lines: {
      order: {
        methods: { kakaopay: { channel: 'kakaopay' } },
        order: merchant.orderUrl,
        approve: { mode: 'direct' },
        notify: merchant.notifyUrl,
      },
    },
  };
  const log: string[] = [];
  const server = options.withoutServer
    ? undefined
    : await createCheckoutServer(config, {
        port,
        host: '127.0.0.1',
        logger: createLogger('debug', { write: (line) => void log.push(line) }),
      });
  const store = openSqliteStore({ path: storePath });
  return {
    url,
    config,
    merchant,
    simulator,
    store,
    storePath,
    kakaopay: kakaopayOptions,
    log,
    stop: async () => {
      await server?.close();
      await store.close();
      await closed(provider);
      await merchant.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
