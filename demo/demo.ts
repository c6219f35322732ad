import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Router } from 'express';
import { createCheckoutServer, defineConfig } from '../server/index.ts';
import type { CheckoutConfig } from '../server/index.ts';
import { createLogger } from '../server/logger.ts';
import { createApproval } from './approval/approval.ts';
import type { ApprovalFaults } from './approval/faults.ts';
import { newKeys } from './keys.ts';
import type { Keys } from './keys.ts';
import { linesOf } from './lines.ts';
import type { Origin } from './listen.ts';
import { listen, originOf, probePorts } from './listen.ts';
import { OrderBook } from './orders.ts';
import type { Line } from './orders.ts';
import {
  createSimulators,
  sandboxProviders,
  simulatedProviders,
  simulatorApp,
  withOwnMoney,
} from './providers.ts';
import type { Simulators } from './providers.ts';
import { createShop } from './shop.ts';
import { SHOP_NAME } from './shop/layout.ts';

/** Ports of the four origins; 0 takes a free one. */
export interface DemoPorts {
  readonly shop: number;
  readonly pay: number;
  readonly simulator: number;
  /** A free one when left out. */
  readonly backend?: number;
}

export const DEFAULT_PORTS = {
  shop: 4000,
  pay: 4100,
  simulator: 4200,
  backend: 4300,
} as const satisfies DemoPorts;

export interface DemoOptions {
  readonly ports?: DemoPorts;
  /** `file:` and a path, or `file::memory:`. An empty file in `.data` when left out. */
  readonly storeUrl?: string;
  /** Needed to start again on a given store. */
  readonly keys?: Keys;
  /** The providers' own test systems, with the keys in `env`, instead of the simulators. */
  readonly sandbox?: { readonly env: Readonly<Record<string, string | undefined>> };
  /** Lines that the shop's own backend approves, beside `exchange` and `repair`. */
  readonly forward?: readonly Line[] | 'all';
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

/** The shop's part that takes money by itself; no browser comes to it. It forgets nothing when shut. */
export interface DemoApproval extends Origin {
  readonly url: string;
  /** What goes wrong between it and the companion server. */
  readonly faults: ApprovalFaults;
}

export interface Demo extends DemoPlaces {
  /** The merchant backend's own records. */
  readonly backend: OrderBook;
  readonly approval: DemoApproval;
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
  const { simulators, approval, shop, config, ...demo } = build(options, { ports, storeUrl, keys });
  const logger = createLogger(options.quiet === true ? 'silent' : 'warn');
  const stop = await startAll([
    () => listen(shop, { port: ports.shop }),
    () => listen(simulatorApp(simulators), { port: ports.simulator }),
    () => approval.open().then(() => ({ close: approval.shut })),
    () => createCheckoutServer(config, { port: ports.pay, host: '127.0.0.1', logger }),
  ]);
  return { ...demo, simulators, approval, config, storeUrl, keys, stop };
}

interface Fixed {
  readonly ports: Required<DemoPorts>;
  readonly storeUrl: string;
  readonly keys: Keys;
}

/** Everything, and nothing of it running. */
function build(options: DemoOptions, { ports, storeUrl, keys }: Fixed) {
  const places = placesOf(ports);
  // Node resolves no name below localhost, so what calls from here takes the number.
  const payUrl = `http://127.0.0.1:${String(ports.pay)}`;
  const url = `http://127.0.0.1:${String(ports.backend)}`;
  const { sandbox, forward = [] } = options;
  const simulators = createSimulators({ ...places, payUrl }, keys);
  const { channels, services, notes } = withOwnMoney(
    sandbox ? sandboxProviders(sandbox.env) : simulatedProviders(places.simulatorUrl, keys),
    { ...simulators, shopUrl: places.shopUrl, keys },
  );
  const lines = linesOf({ shopUrl: places.shopUrl, backendUrl: url, channels, forward });
  const backend = new OrderBook();
  const { hookSecret, ticketSecret } = keys;
  const { router, faults } = createApproval({ book: backend, services, hookSecret });
  const origin = originOf(express().use('/approval', router), { port: ports.backend });
  const pages = options.pages?.(places, backend);
  return {
    ...places,
    config: configOf(places, { keys, storeUrl, channels, lines }),
    simulators,
    notes,
    backend,
    approval: { ...origin, url, faults },
    shop: createShop({
      ...{ ...places, hookSecret, ticketSecret },
      ...{ book: backend, points: simulators.points.router },
      money: () => ({
        points: simulators.points.ledger.balance,
        credit: simulators.credit.balance,
      }),
      ...(pages && { pages }),
    }),
  };
}

async function freePorts(wanted: DemoPorts): Promise<Required<DemoPorts>> {
  const found = await probePorts([wanted.shop, wanted.pay, wanted.simulator, wanted.backend ?? 0]);
  const [shop = 0, pay = 0, simulator = 0, backend = 0] = found;
  return { shop, pay, simulator, backend };
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

interface Settings extends Pick<CheckoutConfig, 'channels' | 'lines' | 'storeUrl'> {
  readonly keys: Keys;
}

/** What a merchant with this shop would write. */
const configOf = (places: DemoPlaces, { keys, ...settings }: Settings): CheckoutConfig =>
  defineConfig({
    shop: { name: SHOP_NAME },
    publicUrl: places.payUrl,
    storefronts: [places.shopUrl],
    secrets: [{ kid: 'demo', secret: keys.serverSecret }],
    hookSecret: keys.hookSecret,
    ticketSecrets: [keys.ticketSecret],
    ...settings,
  });

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
