import type { PageQuery } from './query.ts';

/** What a page needs beyond the checkout itself. */
export interface Extras {
  /** Origins of its frames. */
  readonly frames?: string;
  /** What else its scripts need of `trusted-types`. */
  readonly policies?: string;
}

/**
 * The strictest policy that the checkout lives under. A merchant has to allow three things for it:
 * the companion server in `script-src` and `connect-src`, and the Trusted Types policy `lit-html`.
 * `img-src` is for the page's own icon.
 */
const strictPolicy = (payUrl: string, { frames, policies }: Extras): string =>
  [
    "default-src 'none'",
    `script-src ${payUrl} 'self'`,
    `connect-src ${payUrl}`,
    "style-src 'none'",
    "img-src 'self'",
    ...(frames === undefined ? [] : [`frame-src ${frames}`]),
    "require-trusted-types-for 'script'",
    `trusted-types lit-html${policies === undefined ? '' : ` ${policies}`}`,
    'report-uri /e2e/reports',
  ].join('; ');

/** The headers of a page, exactly as its query asks for them. */
export const headersOf = (
  { coop, coep, csp }: PageQuery,
  payUrl: string,
  extras: Extras = {},
): Readonly<Record<string, string>> => ({
  // Asked again at each visit, and still kept by browsers for a Back to the page as it was.
  'Cache-Control': 'no-cache',
  // A page that embeds with `coep` refuses frames without it.
  'Cross-Origin-Resource-Policy': 'cross-origin',
  ...(coop && { 'Cross-Origin-Opener-Policy': coop }),
  ...(coep && { 'Cross-Origin-Embedder-Policy': coep }),
  ...(csp && { 'Content-Security-Policy': strictPolicy(payUrl, extras) }),
});
