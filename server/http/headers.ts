import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { CheckedConfig } from '../config.ts';
import type { ProviderOrigins } from '../providers/provider.ts';

/** Beneath every answer. What differs by route is left to the routes. */
export function baseHeaders({ publicUrl }: CheckedConfig): RequestHandler {
  const ours = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"] } },
    crossOriginOpenerPolicy: false,
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: publicUrl.startsWith('https:'),
    xFrameOptions: { action: 'deny' },
  });
  return (req, res, next) => {
    clearOpenerPolicy(res);
    ours(req, res, next);
  };
}

/**
 * Takes away what a host's own helmet may have put there before us. Our pages are the opened side of
 * a popup: any value cuts it off, on a redirect as well.
 */
function clearOpenerPolicy(res: Response): void {
  res.removeHeader('Cross-Origin-Opener-Policy');
  res.removeHeader('Cross-Origin-Embedder-Policy');
}

interface PagePolicy {
  readonly nonce?: string;
  readonly origins?: ProviderOrigins;
  readonly referrer: 'no-referrer' | 'strict-origin';
}

/** Headers of a page of ours. The policy depends on static facts only: it leaves before prepare. */
export function pageHeaders(res: Response, { nonce, origins, referrer }: PagePolicy): void {
  const scripts =
    nonce === undefined ? ["'none'"] : [`'nonce-${nonce}'`, ...(origins?.script ?? [])];
  const connects = nonce === undefined ? ["'none'"] : ["'self'", ...(origins?.connect ?? [])];
  // An SDK may frame any page of a bank, and on this machine those of its own simulator.
  const frames = ['https:', ...(origins?.script.filter((origin) => !isSecure(origin)) ?? [])];
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    `connect-src ${connects.join(' ')}`,
    `frame-src ${frames.join(' ')}`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  res.set({
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'Cache-Control': 'no-store, no-transform',
    'Referrer-Policy': referrer,
  });
}

const isSecure = (origin: string): boolean => origin.startsWith('https:');

export const newNonce = (): string => randomBytes(16).toString('base64url');

/** CORS for the configured storefronts and nobody else; no credentials. */
export const storefrontCors =
  ({ storefronts }: CheckedConfig): RequestHandler =>
  (req, res, next) => {
    const origin = req.get('origin');
    res.vary('Origin').set('Cache-Control', 'no-store');
    if (origin === undefined || !storefronts.includes(origin)) {
      next();
      return;
    }
    res.set('Access-Control-Allow-Origin', origin);
    if (req.method !== 'OPTIONS') {
      next();
      return;
    }
    res.set({
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Max-Age': '600',
    });
    res.status(204).end();
  };
