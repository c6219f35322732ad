import type { CheckedRequest } from './tosspayments-sdk-request.simulator.ts';
import { openWindow } from './tosspayments-sdk-window.simulator.ts';
import type { Order, Success, WindowEnd } from './tosspayments-sdk-window.simulator.ts';

/** What a version of the SDK rejects with when a window ends without success. */
export type Refusals = (end: Exclude<WindowEnd, { kind: 'success' }>) => Error;

/**
 * Opens the window and ends as the page asked for: by promise, or by going to one of its addresses.
 * A page that is left for one of them never hears of the promise again: the vendor's own sample
 * would start the next payment if it did.
 */
export async function pay(order: Order, refusals: Refusals): Promise<Success> {
  const end = await openWindow(order);
  const { successUrl, failUrl, orderId } = order.request;
  if (end.kind === 'success') {
    const { paymentKey, amount } = end;
    const success: Success = { paymentKey, orderId: end.orderId, amount };
    return successUrl === undefined ? success : leave(successUrl, successQuery(success));
  }
  if (end.kind === 'fail' && failUrl !== undefined) {
    return leave(failUrl, { code: end.code, message: end.message, orderId });
  }
  throw refusals(end);
}

type Query = Readonly<Record<string, string>>;

const successQuery = ({ paymentKey, orderId, amount }: Success): Query => ({
  paymentKey,
  orderId,
  amount: String(amount.value),
});

function leave(url: string, query: Query): Promise<never> {
  location.assign(withQuery(url, query));
  return new Promise(() => undefined);
}

/** The address with more parameters behind those that it has, which stay as they were written. */
export function withQuery(url: string, query: Query): string {
  const [address = '', ...anchor] = url.split(/(?=#)/);
  const separator = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  const pairs = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${address}${separator}${pairs.join('&')}${anchor.join('')}`;
}

/** The request of a widget, whose success says what kind of payment it was. */
export const withPaymentType = (request: CheckedRequest): CheckedRequest =>
  request.successUrl === undefined
    ? request
    : { ...request, successUrl: withQuery(request.successUrl, { paymentType: 'NORMAL' }) };
