/** The storefront's script: defines the elements, once, and gives their classes and events. */
export { PayButton } from './elements/pay-button/pay-button.ts';
export { PayCheckout } from './elements/pay-checkout/pay-checkout.ts';
export { PayMethodList } from './elements/pay-method-list/pay-method-list.ts';
export { PayStatus } from './elements/pay-status/pay-status.ts';
export { PaySummary } from './elements/pay-summary/pay-summary.ts';
export {
  CheckoutErrorEvent,
  CheckoutReadyEvent,
  MethodChangeEvent,
  PaymentCancelEvent,
  PaymentCompleteEvent,
  PaymentFailEvent,
  PaymentPendingEvent,
  PaymentStartEvent,
  PaymentStateEvent,
  PaymentWindowBlockedEvent,
} from './checkout/events.ts';
export type { CheckoutEventDetail, CheckoutEventMap } from './checkout/events.ts';
export type { CheckoutState } from './checkout/context.ts';
export type { Amount, PaymentResult } from '../server/protocol/index.ts';
