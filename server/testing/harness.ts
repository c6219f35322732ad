import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type ErrorRequestHandler } from 'express';
import type { CheckoutConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import {
  createKakaoPaySimulator,
  SIMULATOR_KEYS,
  type KakaoPaySimulator,
} from '../providers/kakaopay/kakaopay.simulator.ts';
import { kakaopay } from '../providers/kakaopay/kakaopay.ts';
import {
  createTossPaymentsSimulator,
  SIMULATOR_KEYS as TOSS_KEYS,
  type TossPaymentsSimulator,
} from '../providers/tosspayments/tosspayments.simulator.ts';
import { tosspayments } from '../providers/tosspayments/tosspayments.ts';
import type { Provider } from '../providers/provider.ts';
import { createCheckoutServer } from '../server.ts';
import type { Runtime } from '../start-checkout.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { freePort } from './free-port.ts';
import { movedClock, type MovedClock } from './moved-clock.ts';
import { startApprovingBackend, type ApprovingBackend } from './approving-backend.ts';
import { closed, listening, startMerchant, type TestMerchant } from './merchant.ts';
import { createTestBankSimulator, type TestBankSimulator } from './test-provider.simulator.ts';
import {
  createTestBank,
  testProviderAt,
  type TestBank,
  type TestBankAddress,
  type TestBankOptions,
  type TestProviderOptions,
} from './test-provider.ts';

export const STOREFRONT = 'http://shop.test';

export interface Harness {
  readonly url: string;
  readonly config: CheckoutConfig;
  readonly merchant: TestMerchant;
  /** Approves by itself where the line is told to forward. */
  readonly backend: ApprovingBackend;
  readonly simulator: KakaoPaySimulator;
  /** Behind the channel `toss`, if there is one; tells of every change by webhook. */
  readonly toss: TossPaymentsSimulator;
  /** Behind the channels of `testBanks`, by HTTP. */
  readonly bank: TestBank;
  readonly bankSimulator: TestBankSimulator;
  /** Of the server, its store and the simulator alike. */
  readonly clock: MovedClock;
  /** A second view on the server's own store, once that has made it. */
  readonly store: Store;
  readonly storePath: string;
  /** What the channel was made with, for a server in another process. */
  readonly kakaopay: Parameters<typeof kakaopay>[0];
  /** The same of each channel of the test bank. */
  readonly testBanks: Readonly<Record<string, TestBankAddress>>;
  /** Everything the server logged. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

export interface HarnessOptions {
  /** Build everything but the server, for tests that run it elsewhere. */
  readonly withoutServer?: boolean;
  /** The way out of the server, where a test cannot wait for real time-outs. */
  readonly send?: Runtime['send'];
  /** The channel `toss`, with the methods `card`, `account` and `tosspay`. */
  readonly withToss?: boolean;
  /** Where the merchant is asked whether he wants the money. */
  readonly withConfirm?: boolean;
  /** The line forwards its callbacks to the backend; `status` is asked unless it is left out. */
  readonly forward?: Partial<Omit<ForwardInput, 'mode' | 'url' | 'status'>> & {
    readonly withoutStatus?: boolean;
    /** A query of the address itself. */
    readonly urlQuery?: string;
  };
  /** More channels, each with a method of its name. */
  readonly channels?: Readonly<Record<string, Provider>>;
  /** Channels of the test bank, each with a method of its name that pays by card. */
  readonly testBanks?: Readonly<Record<string, TestProviderOptions>>;
  /** How the one bank behind them is. */
  readonly bank?: TestBankOptions;
  /** The last word on the configuration. */
  readonly configured?: (usual: CheckoutConfig) => CheckoutConfig;
}

type ForwardInput = Extract<CheckoutConfig['lines'][string]['approve'], { mode: 'forward' }>;

const forwardTo = (
  { url, statusUrl }: ApprovingBackend,
  { withoutStatus = false, urlQuery = '', ...rest }: NonNullable<HarnessOptions['forward']>,
): ForwardInput => ({
  mode: 'forward',
  url: `${url}${urlQuery}`,
  ...(withoutStatus ? {} : { status: statusUrl }),
  ...rest,
});

const TOSS_METHODS = {
  card: { channel: 'toss', method: 'card' },
  account: { channel: 'toss', method: 'virtual-account' },
  tosspay: { channel: 'toss', method: 'tosspay' },
} as const;

export const MERCHANT_KEY = 'merchant-key-of-these-tests-00000001';

/** A companion server with everything around it real: store file, merchant, Kakao Pay simulator. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-'));
  const hookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const clock = movedClock();
  const merchant = await startMerchant(hookSecret, clock.now);
  const backend = await startApprovingBackend(hookSecret, clock.now);
  const simulator = createKakaoPaySimulator({ now: clock.now });
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const toss = createTossPaymentsSimulator({ now: clock.now, webhookUrl: `${url}/webhook/toss` });
  const bank = createTestBank({ now: clock.now, ...options.bank });
  const bankSimulator = createTestBankSimulator(bank);
  const simulators = express()
    .use('/kakaopay', simulator.router)
    .use('/testbank', bankSimulator.router)
    .use('/toss', toss.router)
    .use(withoutAborted);
  const provider = await listening(createServer(simulators));
  const simulatorUrl = `http://127.0.0.1:${String((provider.address() as AddressInfo).port)}`;
  const tossUrl = `${simulatorUrl}/toss`;
  const storePath = join(folder, 'store.sqlite');
  const kakaopayOptions = { ...SIMULATOR_KEYS, baseUrl: `${simulatorUrl}/kakaopay` };
  const testBanks = mapValues(options.testBanks ?? {}, (bankOptions) => ({
    ...bankOptions,
    baseUrl: `${simulatorUrl}/testbank`,
  }));
  const usual: CheckoutConfig = {
    shop: { name: '온유도예' },
    publicUrl: url,
    storefronts: [STOREFRONT],
    storeUrl: `file:${storePath}`,
    secrets: [{ kid: 'a', secret: randomBytes(32).toString('base64url') }],
    hookSecret,
    merchantKeys: [MERCHANT_KEY],
    channels: {
      kakaopay: kakaopay(kakaopayOptions),
      ...(options.withToss
        ? { toss: tosspayments({ ...TOSS_KEYS, apiUrl: tossUrl, sdkUrl: tossUrl }) }
        : {}),
      ...mapValues(testBanks, testProviderAt),
      ...options.channels,
    },
    lines: {
      order: {
        methods: {
          kakaopay: { channel: 'kakaopay' },
          ...(options.withToss ? TOSS_METHODS : {}),
          ...mapValues(testBanks, (_bank, channel) => ({ channel, method: 'card' })),
          ...mapValues(options.channels ?? {}, (_provider, channel) => ({ channel })),
        },
        order: merchant.orderUrl,
        approve: options.forward
          ? forwardTo(backend, options.forward)
          : {
              mode: 'direct',
              ...(options.withConfirm ? { confirm: merchant.confirmUrl } : {}),
            },
        notify: merchant.notifyUrl,
      },
    },
  };
  const config = options.configured?.(usual) ?? usual;
  const log: string[] = [];
  const server = options.withoutServer
    ? undefined
    : await createCheckoutServer(config, {
        port,
        host: '127.0.0.1',
        clock,
        store: openSqliteStore({ path: storePath, clockOffset: clock.offset }),
        ...(options.send ? { send: options.send } : {}),
        logger: createLogger('debug', { write: (line) => void log.push(line) }),
      });
  // Opened when it is first looked at: a server in another process has to make the file before.
  let view: Store | undefined;
  return {
    url,
    config,
    merchant,
    backend,
    simulator,
    toss,
    bank,
    bankSimulator,
    clock,
    get store() {
      view ??= openSqliteStore({ path: storePath, shared: true, clockOffset: clock.offset });
      return view;
    },
    storePath,
    kakaopay: kakaopayOptions,
    testBanks,
    log,
    stop: async () => {
      await server?.close();
      await view?.close();
      await closed(provider);
      await merchant.close();
      await backend.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const mapValues = <T, U>(
  record: Readonly<Record<string, T>>,
  made: (value: T, name: string) => U,
): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, made(value, name)]));

/** A server that was killed in the middle of its call is nobody to answer, and no fault of ours. */
const withoutAborted: ErrorRequestHandler = (error: unknown, _req, _res, next) => {
  const isAborted = error instanceof Error && 'type' in error && error.type === 'request.aborted';
  if (!isAborted) next(error);
};
