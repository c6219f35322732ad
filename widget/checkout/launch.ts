import type { Locale, Method, Order } from '../../server/protocol/index.ts';

/** What an attempt is started with, frozen from then on. */
export interface Launch {
  readonly server: string;
  readonly sessionToken: string;
  readonly shopName: string;
  readonly order: Order;
  readonly method: Method;
  readonly locale: Locale;
}
