import express, { type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import type { Checkout } from '../checkout/checkout.ts';
import { createLife, type Life } from '../checkout/life.ts';
import { createLinks } from '../checkout/links.ts';
import { createLoop } from '../checkout/loop.ts';
import { sendRequest } from '../checkout/outbound.ts';
import { createSessionTokens } from '../checkout/session-token.ts';
import { systemClock, type Clock } from '../clock.ts';
import { checkConfig, type CheckedConfig, type CheckoutConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { cancelAttempt, readAttempt } from './attempt-routes.ts';
import { jsonBody, lastResort, rawBody, refuseParsedBodies } from './bodies.ts';
import { receive } from './callback-route.ts';
import type { RouteContext } from './context.ts';
import { baseHeaders, storefrontCors } from './headers.ts';
import { launch, launchOutcome } from './launch-route.ts';
import { sendProblem } from './problem.ts';
import { result, resultStatus } from './result-route.ts';
import { openSession } from './session-route.ts';
import { findAssets, readPageScripts, widgetFiles } from './widget-route.ts';

/** What a host may put in place of the usual. */
export interface Runtime {
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Taken over: closed by {@link CheckoutRouter.stop}. */
  readonly store?: Store;
}

/** An Express router to mount anywhere before the body parsers, and how to end it. */
export interface CheckoutRouter {
  readonly router: Router;
  /**
   * Begins no approval any more, waits for those that run (as long as the slowest provider's call
   * may take), then closes the store. Callbacks that still come are kept and answered; the next
   * start approves them.
   */
  stop(): Promise<void>;
}

/**
 * The companion server as a router.
 * @throws ConfigError naming each wrong key, or Error when the widget is not built or the store
 * cannot be opened.
 */
export function createCheckoutRouter(
  options: CheckoutConfig,
  runtime: Runtime = {},
): CheckoutRouter {
  const config = checkConfig(options);
  const assets = findAssets();
  const life = createLife();
  const checkout = buildCheckout(config, runtime, life);
  const loop = createLoop(checkout);
  loop.start();
  return {
    router: routes({ checkout, scripts: readPageScripts(assets) }, assets),
    stop: async () => {
      loop.stop();
      await life.end(checkout);
      await checkout.store.close();
    },
  };
}

function buildCheckout(
  config: CheckedConfig,
  { clock = systemClock, ...runtime }: Runtime,
  { background, isStopping }: Life,
): Checkout {
  return {
    config,
    clock,
    background,
    isStopping,
    store: runtime.store ?? openSqliteStore({ path: config.storeUrl.replace(/^file:/, '') }),
    log: runtime.logger ?? createLogger('info'),
    links: createLinks(config),
    sessions: createSessionTokens(config, clock.now),
    send: sendRequest,
  };
}

function routes(context: RouteContext, assets: string): Router {
  const { checkout } = context;
  const router = express.Router({ strict: true, caseSensitive: true });
  router.use(baseHeaders(checkout.config), logRefusals(checkout), refuseParsedBodies);
  router.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  router.get('/readyz', (_req, res) => {
    const isReady = !checkout.isStopping();
    res
      .status(isReady ? 200 : 503)
      .type('text')
      .send(isReady ? 'ready' : 'stopping');
  });
  router.use(asRunning(checkout));

  router.use('/v1', storefrontCors(checkout.config));
  router.post('/v1/sessions', onlyStorefronts(checkout), ...jsonBody, openSession(context));
  router.get('/v1/attempts/:attempt', readAttempt(context));
  router.post('/v1/attempts/:attempt/cancel', onlyStorefronts(checkout), cancelAttempt(context));

  // Express answers HEAD with the GET route; what these do must be meant.
  router.head(['/launch/{*rest}', '/callback/{*rest}'], (_req, res) => {
    sendProblem(res, 'ROUTE_NOT_FOUND');
  });
  router.get('/launch/:attempt', launch(context));
  router.post(
    '/launch/:attempt/outcome',
    onlyOurselves(checkout),
    ...jsonBody,
    launchOutcome(context),
  );
  router.get('/callback/:channel/:attempt/:token/:leg', receive(context));
  router.post('/callback/:channel/:attempt/:token/:leg', rawBody, receive(context));
  router.get('/result/:attempt/:token', result(context));
  router.get('/result/:attempt/:token/status', resultStatus(context));
  router.use('/widget', widgetFiles(assets));

  router.use((_req, res) => {
    sendProblem(res, 'ROUTE_NOT_FOUND');
  });
  router.use(lastResort(checkout));
  return router;
}

/** One line for each problem that was answered, under the trace id that the answer carries. */
const logRefusals =
  ({ log }: Checkout): RequestHandler =>
  (req, res, next) => {
    res.once('close', () => {
      const refused: unknown = res.locals['refused'];
      if (typeof refused !== 'object') return;
      log.info({ httpMethod: req.method, status: res.statusCode, ...refused }, 'request refused');
    });
    next();
  };

/** A stop waits for requests that have begun, so that none finds the store closed. */
const asRunning =
  ({ background }: Checkout): RequestHandler =>
  (_req, res, next) => {
    background(new Promise((resolve) => res.once('close', resolve)));
    next();
  };

/** A browser on a page that the merchant did not name is turned away with the reason. */
const onlyStorefronts =
  ({ config }: Checkout): RequestHandler =>
  (req, res, next) => {
    if (config.storefronts.includes(req.get('origin') ?? '')) next();
    else sendProblem(res, 'ORIGIN_NOT_ALLOWED');
  };

const onlyOurselves = ({ config }: Checkout): RequestHandler => {
  const { origin } = new URL(config.publicUrl);
  return (req, res, next) => {
    if ((req.get('origin') ?? origin) === origin) next();
    else sendProblem(res, 'ORIGIN_NOT_ALLOWED');
  };
};
