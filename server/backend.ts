/**
 * For the merchant's backend in Node: what it checks the server's requests with, and signs order
 * tickets. Needs nothing of the server.
 */
export type { ForwardEnvelope } from './merchant/forward-envelope.ts';
export type { ConfirmQuestion } from './merchant/confirm.ts';
export type { ForwardAnswer, StatusAnswer } from './merchant/forward-answer.ts';
export type { PaymentNotice } from './merchant/notice.ts';
export { createOrderTicket } from './merchant/order-ticket.ts';
export type { OrderTicketClaims, OrderTicketOptions } from './merchant/order-ticket.ts';
export { SignatureError, verifyForward, verifyHook } from './merchant/verify.ts';
export type { RequestHeaders, SignedForward, SignedHook } from './merchant/verify.ts';
