import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Checkout } from '../checkout/checkout.ts';
import { startCheckout, type Runtime } from '../start-checkout.ts';
import { checkConfig, type CheckoutConfig } from '../config.ts';
import { cancelAttempt, readAttempt } from './attempt-routes.ts';
import { jsonBody, lastResort, rawBody, refuseParsedBodies } from './bodies.ts';
import { receive } from './callback-route.ts';
import type { RouteContext } from './context.ts';
import { baseHeaders, storefrontCors } from './headers.ts';
import { launch, launchOutcome } from './launch-route.ts';
import { decide, onlyMerchants, readOrder, readWhole } from './merchant-routes.ts';
import { sendProblem } from './problem.ts';
import { result, resultStatus } from './result-route.ts';
import { comeBack } from './returns-route.ts';
import { openSession } from './session-route.ts';
import { receiveWebhook } from './webhook-route.ts';
import { findAssets, readPageScripts, requireLaunchers, widgetFiles } from './widget-route.ts';

/** An Express router to mount anywhere before the body parsers, and how to end it. */
export interface CheckoutRouter {
  readonly router: Router;
  /**
   * Begins no approval any more, waits for those that run (as long as the slowest provider's call
   * may take), then closes the store. Callbacks that still come are kept and answered; the next
   * start approves them.
   */
  readonly stop: () => Promise<void>;
}

/**
 * The companion server as a router.
 * @throws ConfigError naming each wrong key, or Error when the widget, or the launcher of a
 * configured provider, is not built or the store cannot be opened.
 */
export function createCheckoutRouter(
  options: CheckoutConfig,
  runtime: Runtime = {},
): CheckoutRouter {
  const assets = findAssets();
  const scripts = readPageScripts(assets);
  // Before anything is open that would have to be closed again.
  requireLaunchers(scripts, checkConfig(options).channels);
  const { checkout, stop } = startCheckout(options, runtime);
  return { router: routes({ checkout, scripts }, assets), stop };
}

function routes(context: RouteContext, assets: string): Router {
  const { checkout } = context;
  const router = express.Router({ strict: true, caseSensitive: true });
  router.use(baseHeaders(checkout.config), logRefusals(checkout), refuseParsedBodies);
  router.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  router.get('/readyz', isReady(checkout));
  router.use(asRunning(checkout));

  router.use('/v1', storefrontCors(checkout.config));
  router.post('/v1/sessions', onlyStorefronts(checkout), ...jsonBody, openSession(context));
  router.post('/v1/returns', onlyStorefronts(checkout), ...jsonBody, comeBack(context));
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
  router.post('/webhook/:channel', rawBody, receiveWebhook(context));
  router.use('/merchant/v1', onlyMerchants(checkout));
  router.get('/merchant/v1/attempts', readOrder(context));
  router.get('/merchant/v1/attempts/:attempt', readWhole(context));
  router.post('/merchant/v1/attempts/:attempt/decision', ...jsonBody, decide(context));
  router.use('/widget', widgetFiles(assets));

  router.use((_req, res) => {
    sendProblem(res, 'ROUTE_NOT_FOUND');
  });
  router.use(lastResort(checkout));
  return router;
}

/** A balancer sends nobody to a server that is being stopped or cannot reach its store. */
const isReady =
  ({ isStopping, store }: Checkout) =>
  async (_req: Request, res: Response): Promise<void> => {
    const state = isStopping()
      ? 'stopping'
      : await store.now().then(
          () => 'ready',
          () => 'no store',
        );
    res
      .status(state === 'ready' ? 200 : 503)
      .type('text')
      .send(state);
  };

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
