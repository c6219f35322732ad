import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';
import type { Provider } from '../providers/provider.ts';
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
  launchers: readLaunchers(join(assets, 'launchers')),
});

function readLaunchers(folder: string): ReadonlyMap<string, string> {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(
    files
      .filter((file) => extname(file) === '.js')
      .map((file) => [basename(file, '.js'), readFileSync(join(folder, file), 'utf8')]),
  );
}

/**
 * A provider whose SDK nobody can call would fail at its first buyer.
 * @throws Error (`WIDGET_NOT_BUILT`) naming the channel.
 */
export function requireLaunchers(
  { launchers }: PageScripts,
  channels: Readonly<Record<string, Provider>>,
): void {
  for (const [channel, { id, sdk }] of Object.entries(channels)) {
    if (!sdk || launchers.has(id)) continue;
    throw new Error(
      `WIDGET_NOT_BUILT: the launcher of ${id}, for the channel ${channel}, is not built. Run: npm run build`,
    );
  }
}

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
