/** The companion server: mount the router in an Express app of yours, or let it listen alone. */
export { ConfigError, defineConfig } from './config.ts';
export type { CheckoutConfig } from './config.ts';
export { createCheckoutRouter } from './http/router.ts';
export type { CheckoutRouter, Runtime } from './http/router.ts';
export type { PaymentNotice } from './merchant/notice.ts';
export { createCheckoutServer } from './server.ts';
export type { CheckoutServer, ListenOptions } from './server.ts';
export * from './providers/index.ts';
