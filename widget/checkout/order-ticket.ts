import type { CheckoutHost } from './host.ts';

/** The ticket was good once, and asking again cannot make it so. */
export const TICKET_EXPIRED = 'ORDER_TICKET_EXPIRED';

/**
 * The order that an element is for. A ticket can be read by anybody, and only the server can tell
 * whether it is genuine; so its order is taken here as `order-id` would be, to find the attempt that
 * belongs to the element before there is a session: the buyer who comes back may have an old ticket.
 *
 * @returns `''` where the ticket is none
 */
export function orderIdOf({ orderTicket, orderId }: CheckoutHost): string {
  if (!orderTicket) return orderId;
  try {
    const [, payload = ''] = orderTicket.split('.');
    const binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as { readonly orderId?: unknown };
    return typeof claims.orderId === 'string' ? claims.orderId : '';
  } catch {
    return '';
  }
}
