import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Express, RequestHandler, Response, Router } from 'express';
import { createMerchantBackend } from './merchant-backend.ts';
import { createOrderTicket } from '../server/backend.ts';
import { isExtraLine } from './orders.ts';
import type { ExtraLine, Order, OrderBook } from './orders.ts';
import { findProduct, firstPicks, orderOf, picksOf, PicksSchema } from './shop/catalog.ts';
import { extrasPage } from './shop/extra-pages.ts';
import { frontPage } from './shop/front-page.ts';
import type { OwnMoney } from './shop/money-hint.ts';
import { notFoundPage, ordersPage } from './shop/order-pages.ts';
import { productPage } from './shop/product-page.ts';
import { thanksPage } from './shop/thanks-page.ts';

export interface ShopOptions {
  readonly book: OrderBook;
  readonly hookSecret: string;
  /** What order tickets are signed with. */
  readonly ticketSecret: string;
  /** Origins, without a slash at the end. */
  readonly shopUrl: string;
  readonly payUrl: string;
  readonly now?: () => number;
  /** The page of the shop's points, which sets its own headers. */
  readonly points?: Router;
  /** What the buyer has with the shop at this moment. */
  readonly money?: () => OwnMoney;
  /** Pages beside the shop's own, which set their own headers. */
  readonly pages?: Router;
}

/** The whole shop: its pages, the orders they make, and the backend behind them. */
export function createShop(options: ShopOptions): Express {
  const { book, hookSecret, shopUrl, payUrl } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use('/hooks', createMerchantBackend({ book, hookSecret, shopUrl }));
  if (options.points) app.use('/points', options.points);
  if (options.pages) app.use(options.pages);
  app.use(securityHeaders(payUrl));
  app.use('/assets', express.static(ASSETS));
  app.use('/api', orderRoutes(options));
  app.use(productRoute(options));
  app.use(pageRoutes(options));
  app.use(extraRoutes(options));
  app.use((_request, response) => {
    response.status(404).send(notFoundPage());
  });
  return app;
}

const ASSETS = fileURLToPath(new URL('./shop/public', import.meta.url));

/** A policy as a careful shop would have it; the checkout must live under it. */
const securityHeaders = (payUrl: string): RequestHandler => {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${payUrl}`,
    `connect-src 'self' ${payUrl}`,
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return (_request, response, next) => {
    response.set({
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'strict-origin-when-cross-origin',
      'X-Content-Type-Options': 'nosniff',
    });
    next();
  };
};

/** An order and its price, signed, so that the companion server need not ask. */
const ticketFor = (
  { ticketSecret, shopUrl, payUrl, now = Date.now }: ShopOptions,
  { line, orderId, orderName, amount }: Order,
): Promise<string> =>
  createOrderTicket(
    { line, orderId, orderName, amount, url: `${shopUrl}/thanks/${orderId}` },
    { secret: ticketSecret, audience: payUrl, now },
  );

/**
 * Picks become an order here, at the shop's price. A changed pick is another order. Asked with
 * `?ticket`, its ticket comes along.
 */
function orderRoutes(options: ShopOptions): Router {
  const { book } = options;
  const routes = express.Router();
  routes.post('/orders', express.json({ limit: '4kb' }), async (request, response) => {
    const picks = PicksSchema.safeParse(request.body);
    const product = picks.success ? findProduct(picks.data.productId) : undefined;
    if (!picks.success || !product) {
      return void response.status(400).json({ reason: 'These picks are not for sale.' });
    }
    const order = book.place(orderOf(product, picks.data));
    const isTicketed = request.query['ticket'] !== undefined;
    const ticket = isTicketed && { ticket: await ticketFor(options, order) };
    response.status(201).json({ orderId: order.orderId, ...ticket });
  });
  return routes;
}

/**
 * The order stands in the address, so that a redirect or a reload comes back to the same one. The
 * page sells what it shows, so it needs an order from its first moment; unpaid ones cost nothing.
 */
function productRoute(options: ShopOptions): Router {
  const { book, shopUrl, payUrl, now = Date.now } = options;
  const routes = express.Router();
  routes.get('/products/:id', async (request, response, next) => {
    const product = findProduct(request.params.id);
    if (!product) {
      next();
      return;
    }
    const address = new URL(request.originalUrl, shopUrl);
    const { searchParams: query } = address;
    const order = book.find(query.get('order') ?? '');
    const picks = picksOf(product, order);
    if (!order || !picks) {
      query.set('order', book.place(orderOf(product, firstPicks(product))).orderId);
      fresh(response).redirect(303, pathOf(address));
      return;
    }
    const build = query.has('iife') ? 'classic' : 'module';
    const withLog = query.has('log');
    // The code of a return is good for one.
    query.delete('pay-checkout');
    const returnUrl = pathOf(address);
    const ticket = query.has('ticket') && { ticket: await ticketFor(options, order) };
    const shown = { product, picks, order, returnUrl, ...ticket };
    const money = options.money?.();
    fresh(response).send(productPage({ ...shown, payUrl, build, withLog, money, now: now() }));
  });
  return routes;
}

const pathOf = ({ pathname, search }: URL): string => pathname + search;

function pageRoutes({ book, now = Date.now }: ShopOptions): Router {
  const routes = express.Router();
  routes.get('/', (_request, response) => {
    response.send(frontPage());
  });
  routes.get('/orders', (_request, response) => {
    fresh(response).send(ordersPage(book.orders(), book.notices()));
  });
  routes.get('/thanks/:orderId', (request, response, next) => {
    const order = book.find(request.params.orderId);
    if (!order) {
      next();
      return;
    }
    const findExtra = (line: ExtraLine) => book.findExtra(order, line);
    fresh(response).send(thanksPage(order, { findExtra, now: now() }));
  });
  return routes;
}

/** What is paid beside an order: each line on a page of its own, and two of them on one. */
function extraRoutes({ book, payUrl, money }: ShopOptions): Router {
  const routes = express.Router();
  routes.get('/orders/:orderId/:what', ({ params, query }, response, next) => {
    const order = book.findOn('order', params.orderId);
    const lines = linesOn(params.what);
    if (!order || !lines) {
      next();
      return;
    }
    // Nothing is added to what was not bought.
    if (order.state !== 'paid') {
      response.redirect(303, `/thanks/${order.orderId}`);
      return;
    }
    const extras = lines.map((line) => book.placeExtra(order, line));
    const isReturn = query['pay-checkout'] !== undefined;
    fresh(response).send(extrasPage({ order, extras, isReturn, payUrl, money: money?.() }));
  });
  return routes;
}

const linesOn = (page: string): readonly ExtraLine[] | undefined => {
  if (page === 'extras') return ['delivery-fee', 'exchange'];
  return isExtraLine(page) ? [page] : undefined;
};

/** These pages speak of one order at one moment. */
const fresh = (response: Response): Response => response.set('Cache-Control', 'no-store');
