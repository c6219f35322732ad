import type { Response } from 'express';
import { failure } from './tosspayments-codes.simulator.ts';
import type { Failure } from './tosspayments-codes.simulator.ts';
import { messagePage, refusedPage } from './tosspayments-page.simulator.ts';

/** Where the window stands, and whom it tells how it ended. */
export interface Place {
  readonly target: 'self' | 'iframe';
  readonly origin: string;
  readonly successUrl?: string | undefined;
  readonly failUrl?: string | undefined;
}

/** How a window ends. Amount in won. */
export type Ending =
  | {
      readonly kind: 'success';
      readonly paymentKey: string;
      readonly orderId: string;
      readonly amount: number;
    }
  | { readonly kind: 'cancel'; readonly orderId: string }
  | ({ readonly kind: 'fail'; readonly orderId: string } & Failure);

/** Leaves the window: for an address of the shop, or by a word to the page around the frame. */
export function leave(response: Response, place: Place, ending: Ending): void {
  if (place.target === 'iframe') {
    response.send(messagePage(place.origin, messageOf(ending)));
    return;
  }
  const url = addressOf(place, ending);
  if (url === undefined) response.status(400).send(refusedPage(wordsOf(ending)));
  else response.redirect(303, url);
}

/** What the page in which the SDK runs is told. The wire is our own: the real one is not public. */
function messageOf(ending: Ending): Readonly<Record<string, unknown>> {
  const source = 'tosspayments-simulator';
  switch (ending.kind) {
    case 'success': {
      const { kind, paymentKey, orderId, amount } = ending;
      return { source, kind, paymentKey, orderId, amount: { currency: 'KRW', value: amount } };
    }
    case 'cancel':
      return { source, kind: ending.kind };
    case 'fail':
      return { source, ...ending };
  }
}

function addressOf({ successUrl, failUrl }: Place, ending: Ending): string | undefined {
  if (ending.kind === 'success') {
    const { paymentKey, orderId, amount } = ending;
    return withQuery(successUrl, { paymentKey, orderId, amount: String(amount) });
  }
  const { code, message } = wordsOf(ending);
  return withQuery(failUrl, { code, message, orderId: ending.orderId });
}

const wordsOf = (ending: Ending): Failure =>
  ending.kind === 'fail' ? ending : failure('PAY_PROCESS_CANCELED');

/** An address of the shop; `undefined` for what is none. Parameters come behind those it has. */
function withQuery(
  url: string | undefined,
  query: Readonly<Record<string, string>>,
): string | undefined {
  if (!isWebAddress(url)) return undefined;
  const [address = '', ...anchor] = url.split(/(?=#)/);
  const separator = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  const pairs = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${address}${separator}${pairs.join('&')}${anchor.join('')}`;
}

export const isWebAddress = (url: string | undefined): url is string =>
  url !== undefined && /^https?:\/\//.test(url) && URL.canParse(url);

/** The address that a reloaded browser would ask for again; none where no address was given. */
export const successAddress = (
  { successUrl }: Pick<Place, 'successUrl'>,
  ending: Extract<Ending, { kind: 'success' }>,
): string | undefined => addressOf({ target: 'self', origin: '', successUrl }, ending);
