import express, { type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import type { Checkout } from '../checkout/checkout.ts';
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
  /** Takes no new approvals, lets running ones finish for up to ten seconds, closes the store. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 10_000;

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
  const running = new Set<Promise<unknown>>();
  const checkout = buildCheckout(config, runtime, (work) => {
    running.add(work);
    void work.finally(() => running.delete(work));
  });
  const loop = createLoop(checkout);
  loop.start();
  let stopping = false;
  return {
    router: routes({ checkout, scripts: readPageScripts(assets) }, assets, () => !stopping),
    stop: async () => {
      stopping = true;
      await loop.stop();
      await finished(running, checkout.clock);
      await checkout.store.close();
    },
  };
}

/** Waits for what runs, but not for ever: leases and states let the next start go on. */
async function finished(running: ReadonlySet<Promise<unknown>>, clock: Clock): Promise<void> {
  let callOff = (): void => undefined;
  const enough = new Promise<void>((resolve) => {
    callOff = clock.after(STOP_WITHIN_MS, resolve);
  });
  await Promise.race([Promise.allSettled(running), enough]);
  callOff();
}

function buildCheckout(
  config: CheckedConfig,
  { clock = systemClock, ...runtime }: Runtime,
  background: Checkout['background'],
): Checkout {
  return {
    config,
    clock,
    background,
    store: runtime.store ?? openSqliteStore({ path: config.storeUrl.replace(/^file:/, '') }),
    log: runtime.logger ?? createLogger('info'),
    links: createLinks(config),
    sessions: createSessionTokens(config, clock.now),
    send: sendRequest,
  };
}

function routes(context: RouteContext, assets: string, isReady: () => boolean): Router {
  const { checkout } = context;
  const router = express.Router({ strict: true, caseSensitive: true });
  router.use(baseHeaders(checkout.config), refuseParsedBodies);
  router.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  router.get(
    '/readyz',
    (_req, res) =>
      void res
        .status(isReady() ? 200 : 503)
        .type('text')
        .send(isReady() ? 'ready' : 'stopping'),
  );

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
