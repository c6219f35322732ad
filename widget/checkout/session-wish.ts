import type { CheckoutProblem } from './context.ts';
import type { CheckoutHost } from './host.ts';
import type { SessionWish } from './session.ts';
import { hostLocale } from './view.ts';

/** The server refuses longer ones; a return address may be left out. */
const LONGEST_RETURN_URL = 1_000;

export type WishOrProblem =
  | { readonly kind: 'wish'; readonly wish: SessionWish }
  | { readonly kind: 'problem'; readonly problem: CheckoutProblem };

/** What the element's attributes ask for, or what is missing in them. */
export function wishOf(host: CheckoutHost): WishOrProblem {
  const server = addressOf(host.server);
  if (!server) return missing('SERVER_MISSING', 'Set server="https://…" on <pay-checkout>.');
  if (!host.orderId) return missing('ORDER_ID_MISSING', 'Set order-id="…" on <pay-checkout>.');
  const { orderId, line } = host;
  const returnUrl = returnUrlOf(host);
  const request = { v: 1, orderId, line, locale: hostLocale(host) } as const;
  return {
    kind: 'wish',
    wish: { server, request: { ...request, ...(returnUrl && { returnUrl }) } },
  };
}

const missing = (code: string, message: string): WishOrProblem => ({
  kind: 'problem',
  problem: { code, message },
});

/** Absolute and without a slash at the end; `''` where there is none. */
const addressOf = (server: string): string =>
  server ? (parse(server)?.href.replace(/\/+$/, '') ?? '') : '';

function returnUrlOf(host: CheckoutHost): string {
  const url = parse(host.returnUrl);
  if (!url?.protocol.startsWith('http')) return '';
  url.hash = '';
  return url.href.length <= LONGEST_RETURN_URL ? url.href : '';
}

/** `URL.canParse` is younger than some phones. */
function parse(address: string): URL | undefined {
  try {
    return new URL(address, location.href);
  } catch {
    return undefined;
  }
}
