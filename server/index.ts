/** The companion server: mount the router in an Express app of yours, or let it listen alone. */
export * from './backend.ts';
export { ConfigError, defineConfig } from './config.ts';
export type { CheckoutConfig } from './config.ts';
export { createCheckoutRouter } from './http/router.ts';
export type { CheckoutRouter } from './http/router.ts';
export type { WholeAttempt } from './merchant/whole.ts';
export { createCheckoutServer } from './server.ts';
export type { CheckoutServer, ListenOptions } from './server.ts';
export { startCheckoutWorker } from './start-checkout.ts';
export type { CheckoutWorker, Runtime } from './start-checkout.ts';
export * from './providers/index.ts';
