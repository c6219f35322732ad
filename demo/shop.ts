import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Express, Request, RequestHandler, Response, Router } from 'express';
import { createMerchantBackend } from './merchant-backend.ts';
import type { OrderBook } from './orders.ts';
import { findProduct, firstPicks, orderOf, PicksSchema } from './shop/catalog.ts';
import { frontPage } from './shop/front-page.ts';
import { notFoundPage, ordersPage, thanksPage } from './shop/order-pages.ts';
import { productPage } from './shop/product-page.ts';

export interface ShopOptions {
  readonly book: OrderBook;
  readonly hookSecret: string;
  /** Origins, without a slash at the end. */
  readonly shopUrl: string;
  readonly payUrl: string;
  readonly now?: () => number;
}

/** The whole shop: its pages, the orders they make, and the backend behind them. */
export function createShop(options: ShopOptions): Express {
  const { book, hookSecret, shopUrl, payUrl, now = Date.now } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use('/hooks', createMerchantBackend({ book, hookSecret, shopUrl }));
  app.use(securityHeaders(payUrl));
  app.use('/assets', express.static(ASSETS));
  app.use('/api', orderRoutes(book));
  app.use(pageRoutes(book, payUrl, now));
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

/** Picks become an order here, at the shop's price. A changed pick is another order. */
function orderRoutes(book: OrderBook): Router {
  const routes = express.Router();
  routes.post('/orders', express.json({ limit: '4kb' }), (request, response) => {
    const picks = PicksSchema.safeParse(request.body);
    const product = picks.success ? findProduct(picks.data.productId) : undefined;
    if (!picks.success || !product) {
      return void response.status(400).json({ reason: 'These picks are not for sale.' });
    }
    const order = book.place(orderOf(product, picks.data));
    response.status(201).json({ orderId: order.orderId });
  });
  return routes;
}

function pageRoutes(book: OrderBook, payUrl: string, now: () => number): Router {
  const routes = express.Router();
  routes.get('/', (_request, response) => {
    response.send(frontPage());
  });
  routes.get('/products/:id', (request, response, next) => {
    const product = findProduct(request.params.id);
    if (!product) {
      next();
      return;
    }
    const build = has(request, 'iife') ? 'classic' : 'module';
    const withLog = has(request, 'log');
    // The page sells what it shows, so it needs an order from its first moment. Unpaid ones cost nothing.
    const { orderId } = book.place(orderOf(product, firstPicks(product)));
    fresh(response).send(productPage({ product, orderId, payUrl, build, withLog, now: now() }));
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
    fresh(response).send(thanksPage(order));
  });
  return routes;
}

/** Whether `?name` is there, with or without a value. */
const has = (request: Request, name: string): boolean => request.query[name] !== undefined;

/** These pages speak of one order at one moment. */
const fresh = (response: Response): Response => response.set('Cache-Control', 'no-store');
