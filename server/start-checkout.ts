import type { Logger } from 'pino';
import type { Checkout } from './checkout/checkout.ts';
import { createEnvelopes } from './checkout/envelope.ts';
import { createLife, type Life } from './checkout/life.ts';
import { createLinks } from './checkout/links.ts';
import { sendRequest } from './checkout/outbound.ts';
import { createSessionTokens } from './checkout/session-token.ts';
import { createWorker } from './checkout/worker.ts';
import { systemClock, type Clock } from './clock.ts';
import { checkConfig, type CheckedConfig, type CheckoutConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { openSqliteStore } from './store/sqlite.ts';
import type { Store } from './store/store.ts';

/** What a host may put in place of the usual. */
export interface Runtime {
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Taken over: closed at the end. */
  readonly store?: Store;
  /** The way out to providers and the merchant. */
  readonly send?: Checkout['send'];
}

export interface StartedCheckout {
  readonly checkout: Checkout;
  /** Ends it in good order; see `CheckoutRouter.stop`. */
  readonly stop: () => Promise<void>;
}

/**
 * The server without its routes: the checkout and the worker that carries on without any browser.
 * @throws ConfigError naming each wrong key, or StoreError when the store cannot be opened.
 */
export function startCheckout(options: CheckoutConfig, runtime: Runtime = {}): StartedCheckout {
  const life = createLife();
  const checkout = buildCheckout(checkConfig(options), runtime, life);
  const worker = createWorker(checkout);
  worker.start();
  return {
    checkout,
    stop: async () => {
      worker.stop();
      await life.end(checkout);
      await checkout.store.close();
    },
  };
}

export interface CheckoutWorker {
  /** Begins nothing any more, waits for what runs, closes the store. */
  readonly stop: () => Promise<void>;
}

/**
 * The recovery worker without a server: carries on with what servers left behind, and serves no
 * page. One process at a time may use an SQLite file; it refuses while a server does.
 * @throws ConfigError, StoreError
 */
export const startCheckoutWorker = (
  config: CheckoutConfig,
  runtime: Runtime = {},
): CheckoutWorker => ({ stop: startCheckout(config, runtime).stop });

function buildCheckout(
  config: CheckedConfig,
  { clock = systemClock, send = sendRequest, ...runtime }: Runtime,
  { background, isStopping }: Life,
): Checkout {
  return {
    config,
    clock,
    send,
    background,
    isStopping,
    store: runtime.store ?? openSqliteStore({ path: config.storeUrl.replace(/^file:/, '') }),
    log: runtime.logger ?? createLogger('info'),
    links: createLinks(config),
    sessions: createSessionTokens(config, clock.now),
    envelopes: createEnvelopes(config),
    random: Math.random,
  };
}
