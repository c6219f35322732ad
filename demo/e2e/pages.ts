import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Router } from 'express';
import type { DemoPlaces } from '../demo.ts';
import { isExtraLine } from '../orders.ts';
import type { ExtraLine, Order, OrderBook } from '../orders.ts';
import { findProduct, firstPicks, orderOf } from '../shop/catalog.ts';
import { frameworkBundles } from './pages/bundle.ts';
import { document } from './pages/document.ts';
import { headersOf } from './pages/policy.ts';
import type { Extras } from './pages/policy.ts';
import { PageQuerySchema } from './pages/query.ts';
import type { PageQuery } from './pages/query.ts';
import { VIEWS } from './pages/views.ts';

const ASSETS = fileURLToPath(new URL('./pages/public', import.meta.url));

/**
 * Storefronts of every kind that end-to-end tests visit: `/e2e/:page`, see `pages/views.ts` for the
 * pages and `pages/query.ts` for what an address can ask of them. `/e2e/reports` has what browsers
 * reported against the strict policy.
 */
export function storefrontPages(places: DemoPlaces, book: OrderBook): Router {
  const routes = express.Router();
  routes.use('/e2e/assets', crossOrigin, express.static(ASSETS));
  routes.use('/e2e/reports', reportRoutes());
  routes.use('/e2e/bundles', crossOrigin);
  routes.get('/e2e/bundles/:file', async ({ params }, response, next) => {
    const code = (await frameworkBundles()).get(params.file);
    if (code === undefined) next();
    else response.type('text/javascript').send(code);
  });
  routes.get('/e2e/:page', pageRoute(places, book));
  return routes;
}

/** Also for a page of the shop under its other name, which may embed nothing else. */
const crossOrigin: express.RequestHandler = (_request, response, next) => {
  response.set('Cross-Origin-Resource-Policy', 'cross-origin');
  next();
};

function pageRoute(places: DemoPlaces, book: OrderBook): express.RequestHandler<{ page: string }> {
  const otherSiteUrl = otherNameOf(places.shopUrl);
  return (request, response, next) => {
    const { page } = request.params;
    const view = VIEWS.get(page);
    if (!view) {
      next();
      return;
    }
    const query = PageQuerySchema.safeParse(request.query);
    if (!query.success) {
      response.status(400).send(query.error.message);
      return;
    }
    // On detours too: browsers weigh every hop.
    response.set(
      headersOf(query.data, places.payUrl, extrasOf(page, places.shopUrl, otherSiteUrl)),
    );
    const address = new URL(request.originalUrl, places.shopUrl);
    if (page === 'framed' && request.hostname !== new URL(otherSiteUrl).hostname) {
      response.redirect(303, otherSiteUrl + address.pathname + address.search);
      return;
    }
    if (query.data.order === undefined && !WITHOUT_ORDER.has(page)) {
      address.searchParams.set('order', placeOne(book).orderId);
      response.redirect(303, address.pathname + address.search);
      return;
    }
    const facts = { ...places, otherSiteUrl, query: query.data, ...ordersIn(book, query.data) };
    response.send(document(facts, view(facts)));
  };
}

/** Pages that show no element. */
const WITHOUT_ORDER: ReadonlySet<string> = new Set(['thanks', 'flood']);

/** Another site for browsers, the same server for us. */
function otherNameOf(shopUrl: string): string {
  const url = new URL(shopUrl);
  url.hostname = '127.0.0.1';
  return url.origin;
}

function placeOne(book: OrderBook): Order {
  const product = findProduct('celadon-mug');
  if (!product) throw new Error('The shop has run out of mugs.');
  return book.place(orderOf(product, firstPicks(product)));
}

/** What the page's elements pay. An order that the shop does not know is passed on as it is. */
function ordersIn(book: OrderBook, { order = '', line }: PageQuery) {
  const extraOf = (placed: Order | undefined, extra: ExtraLine) =>
    (placed && book.placeExtra(placed, extra).orderId) ?? order;
  const placed = book.findOn('order', order);
  const placeFee = () => extraOf(placed, 'delivery-fee');
  return isExtraLine(line)
    ? {
        orderId: extraOf(placed, line),
        placeFee,
        placeOther: () => extraOf(placeOne(book), line),
      }
    : { orderId: order, placeFee, placeOther: () => placeOne(book).orderId };
}

const extrasOf = (page: string, shopUrl: string, otherSiteUrl: string): Extras =>
  ({
    'foreign-messages': { frames: otherSiteUrl },
    framed: { frames: shopUrl },
    // Each copy of lit makes its policy anew; without this the later copies stop at once.
    'twice-loaded': { policies: "'allow-duplicates'" },
    vue: { policies: 'vue' },
  })[page] ?? {};

/** A browser posts what the policy stopped; a test reads it, and empties it. */
function reportRoutes(): Router {
  const reports: unknown[] = [];
  const routes = express.Router();
  routes.post('/', express.json({ type: () => true, limit: '64kb' }), (request, response) => {
    reports.push(request.body);
    response.sendStatus(204);
  });
  routes.get('/', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(reports);
  });
  routes.delete('/', (_request, response) => {
    reports.length = 0;
    response.sendStatus(204);
  });
  return routes;
}
