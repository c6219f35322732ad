import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Router } from 'express';
import { createCheckoutServer, defineConfig } from '../server/index.ts';
import type { CheckoutConfig } from '../server/index.ts';
import { createLogger } from '../server/logger.ts';
import { newKeys } from './keys.ts';
import type { Keys } from './keys.ts';
import { listen, probePorts } from './listen.ts';
import { OrderBook } from './orders.ts';
import {
  createSimulators,
  sandboxProviders,
  simulatedProviders,
  simulatorApp,
} from './providers.ts';
import type { DemoProviders, Simulators } from './providers.ts';
import { createShop } from './shop.ts';
import { SHOP_NAME } from './shop/layout.ts';

/** Ports of the three origins; 0 takes a free one. */
export interface DemoPorts {
  readonly shop: number;
  readonly pay: number;
  readonly simulator: number;
}

export const DEFAULT_PORTS: DemoPorts = { shop: 4000, pay: 4100, simulator: 4200 };

export interface DemoOptions {
  readonly ports?: DemoPorts;
  /** `file:` and a path, or `file::memory:`. An empty file in `.data` when left out. */
  readonly storeUrl?: string;
  /** Needed to start again on a given store. */
  readonly keys?: Keys;
  /** The providers' own test systems, with the keys in `env`, instead of the simulators. */
  readonly sandbox?: { readonly env: Readonly<Record<string, string | undefined>> };
  /** Logs nothing; warnings otherwise. */
  readonly quiet?: boolean;
  /** Pages of the shop's origin beside its own, as the end-to-end tests need them. */
  readonly pages?: (places: DemoPlaces, backend: OrderBook) => Router;
}

/** Origins as a browser opens them, without a slash at the end. */
export interface DemoPlaces {
  readonly shopUrl: string;
  readonly payUrl: string;
  readonly simulatorUrl: string;
}

export interface Demo extends DemoPlaces {
  /** The merchant backend's own records. */
  readonly backend: OrderBook;
  /** Running, though nobody comes to them from a sandbox. */
  readonly simulators: Simulators;
  /** What is to be known of the providers. */
  readonly notes: readonly string[];
  readonly storeUrl: string;
  readonly keys: Keys;
  readonly config: CheckoutConfig;
  readonly stop: () => Promise<void>;
}

/**
 * The shop, its companion server and the simulated providers, each on an origin of its own.
 *
 * @throws PortTakenError
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const ports = await freePorts(options.ports ?? DEFAULT_PORTS);
  const { storeUrl = await freshStore(), keys = newKeys() } = options;
  const places = placesOf(ports);
  const providers = options.sandbox
    ? sandboxProviders(options.sandbox.env)
    : simulatedProviders(places.simulatorUrl, keys);
  const config = configOf(places, { keys, storeUrl, providers });
  // Node resolves no name below localhost, so what calls from here takes the number.
  const near = `http://127.0.0.1:${String(ports.pay)}`;
  const simulators = createSimulators({ ...places, payUrl: near }, keys);
  const backend = new OrderBook();
  const pages = options.pages?.(places, backend);
  const { hookSecret } = keys;
  const shop = createShop({ ...places, book: backend, hookSecret, ...(pages && { pages }) });

  const logger = createLogger(options.quiet === true ? 'silent' : 'warn');
  const stop = await startAll([
    () => listen(shop, { port: ports.shop }),
    () => listen(simulatorApp(simulators), { port: ports.simulator }),
    () => createCheckoutServer(config, { port: ports.pay, host: '127.0.0.1', logger }),
  ]);
  const { notes } = providers;
  return { ...places, backend, simulators, notes, storeUrl, keys, config, stop };
}

async function freePorts(wanted: DemoPorts): Promise<DemoPorts> {
  const found = await probePorts([wanted.shop, wanted.pay, wanted.simulator]);
  const [shop = 0, pay = 0, simulator = 0] = found;
  return { shop, pay, simulator };
}

const DATA = fileURLToPath(new URL('../.data/', import.meta.url));

/**
 * An empty store in a file that can be looked at. What a run before left in it speaks of orders
 * and payments that the shop and the simulator have forgotten.
 */
async function freshStore(): Promise<string> {
  await mkdir(DATA, { recursive: true });
  const file = `${DATA}demo.sqlite`;
  for (const part of ['', '-wal', '-shm']) await rm(`${file}${part}`, { force: true });
  return `file:${file}`;
}

const placesOf = (ports: DemoPorts): DemoPlaces => ({
  shopUrl: `http://localhost:${ports.shop}`,
  payUrl: `http://pay.localhost:${ports.pay}`,
  simulatorUrl: `http://127.0.0.1:${ports.simulator}`,
});

interface Settings {
  readonly keys: Keys;
  readonly storeUrl: string;
  readonly providers: DemoProviders;
}

/** What a merchant with this shop would write. */
const configOf = (places: DemoPlaces, { keys, storeUrl, providers }: Settings): CheckoutConfig => {
  // One merchant backend answers for both; another line may have another.
  const line: CheckoutConfig['lines'][string] = {
    methods: providers.methods,
    order: `${places.shopUrl}/hooks/order`,
    approve: { mode: 'direct', confirm: `${places.shopUrl}/hooks/confirm` },
    notify: `${places.shopUrl}/hooks/payment`,
  };
  return defineConfig({
    shop: { name: SHOP_NAME },
    publicUrl: places.payUrl,
    storefronts: [places.shopUrl],
    storeUrl,
    secrets: [{ kid: 'demo', secret: keys.serverSecret }],
    hookSecret: keys.hookSecret,
    channels: providers.channels,
    lines: { order: line, 'delivery-fee': line },
  });
};

interface Closable {
  readonly close: () => Promise<void>;
}

/** Starts one after another; when one cannot start, stops those before it. */
async function startAll(
  starts: readonly (() => Promise<Closable>)[],
): Promise<() => Promise<void>> {
  const running: Closable[] = [];
  const stop = async () => {
    for (const server of running.splice(0).reverse()) await server.close();
  };
  try {
    for (const start of starts) running.push(await start());
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
