import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';
import type { PageScripts } from './context.ts';

/** Where the build puts them, seen from the sources and from the published package alike. */
const PLACES = ['../../dist/widget', '../../widget'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** @throws Error (`WIDGET_NOT_BUILT`) when the built scripts are not there. */
export function findAssets(): string {
  const place = PLACES.find((path) => existsSync(join(path, 'pay-checkout.js')));
  if (place === undefined) {
    throw new Error('WIDGET_NOT_BUILT: the widget is not built. Run: npm run build');
  }
  return place;
}

export const readPageScripts = (assets: string): PageScripts => ({
  window: readFileSync(join(assets, 'window.js'), 'utf8'),
  result: readFileSync(join(assets, 'result.js'), 'utf8'),
});

/** `GET /widget/…`: module scripts are fetched with CORS, from any storefront. */
export function widgetFiles(assets: string): Router {
  const router = express.Router();
  router.use((_req, res, next) => {
    res.set({
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'public, max-age=300',
    });
    next();
  });
  router.use(express.static(assets, { cacheControl: false, index: false, redirect: false }));
  return router;
}
