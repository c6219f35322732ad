import { amountOf, isProcessed } from './tosspayments-ledger.simulator.ts';
import { methodNameOf, walletOf } from './tosspayments-order.simulator.ts';
import type { SimulatedCancel, SimulatedPayment } from './tosspayments-records.simulator.ts';
import { zoned } from './tosspayments-times.simulator.ts';

/** What the answers about a payment need beside it. */
export interface BodyDesk {
  readonly now: () => number;
  /** Where the simulator is mounted, for the addresses of its pages. */
  readonly base: string;
  /** Under the fault `amount` of a query: the total that is told. */
  readonly toldAmount?: number;
}

/**
 * The Payment object, version 2022-11-16, as every answer and PAYMENT_STATUS_CHANGED carry it. What
 * does not belong to the method is null.
 */
export function paymentBody(desk: BodyDesk, payment: SimulatedPayment) {
  const { order, paymentKey, status, approvedAt } = payment;
  const { request } = order;
  const page = `${desk.base}/window/payments/${paymentKey}/info`;
  return {
    version: '2022-11-16',
    mId: 'simulator',
    paymentKey,
    type: 'NORMAL',
    orderId: request.orderId,
    orderName: request.orderName,
    currency: 'KRW',
    country: 'KR',
    method: payment.authenticatedAt === undefined ? null : methodNameOf(request),
    status,
    ...sumsOf(payment, desk.toldAmount),
    requestedAt: zoned(payment.openedAt),
    approvedAt: approvedAt === null ? null : zoned(approvedAt),
    useEscrow: usesEscrow(payment),
    cultureExpense: false,
    isPartialCancelable: !usesEscrow(payment),
    lastTransactionKey: payment.lastTransactionKey,
    ...instrumentOf(desk, payment),
    secret: payment.account ? payment.secret : null,
    cancels: payment.cancels.length === 0 ? null : payment.cancels.map(cancelBody),
    cashReceipt: null,
    cashReceipts: null,
    discount: null,
    giftCertificate: null,
    metadata: request.metadata ?? null,
    failure: payment.failure,
    receipt: isProcessed(status) ? { url: page } : null,
    checkout: { url: page },
  };
}

/** The total stays what was paid, the others are what is left of it. VAT is an eleventh. */
function sumsOf(payment: SimulatedPayment, told = amountOf(payment)) {
  const { balance, taxFree } = balanceOf(payment);
  const vat = Math.round((balance - taxFree) / 11);
  return {
    totalAmount: told,
    balanceAmount: balance,
    suppliedAmount: balance - taxFree - vat,
    vat,
    taxFreeAmount: taxFree,
    taxExemptionAmount: 0,
  };
}

/** What has not been given back. */
export function balanceOf(payment: SimulatedPayment) {
  const back = (part: (cancel: SimulatedCancel) => number) =>
    payment.cancels.reduce((sum, cancel) => sum + part(cancel), 0);
  return {
    balance: amountOf(payment) - back(({ amount }) => amount),
    taxFree: payment.order.request.taxFreeAmount - back(({ taxFreeAmount }) => taxFreeAmount),
  };
}

export const usesEscrow = ({ order: { request } }: SimulatedPayment): boolean =>
  [request.card, request.transfer, request.virtualAccount].some((options) => options?.useEscrow);

const cancelBody = (cancel: SimulatedCancel) => ({
  cancelAmount: cancel.amount,
  cancelReason: cancel.reason,
  taxFreeAmount: cancel.taxFreeAmount,
  taxExemptionAmount: 0,
  refundableAmount: cancel.left,
  cardDiscountAmount: 0,
  transferDiscountAmount: 0,
  easyPayDiscountAmount: 0,
  canceledAt: zoned(cancel.at),
  transactionKey: cancel.transactionKey,
  receiptKey: null,
  cancelStatus: 'DONE',
  cancelRequestId: null,
});

/** How it is paid: one of these, or a card behind a wallet. None before the buyer authenticated. */
function instrumentOf(desk: BodyDesk, payment: SimulatedPayment) {
  const { method } = payment.order.request;
  const isKnown = payment.authenticatedAt !== undefined;
  const when = <T>(isTrue: boolean, body: T) => (isKnown && isTrue ? body : null);
  return {
    card: when(method === 'CARD', cardBody(payment)),
    easyPay: when(true, easyPayBody(payment)),
    virtualAccount: accountBody(desk, payment),
    transfer: when(method === 'TRANSFER', { bankCode: '92', settlementStatus: 'INCOMPLETED' }),
    mobilePhone: when(method === 'MOBILE_PHONE', {
      customerMobilePhone: payment.order.request.customerMobilePhone ?? '01000000000',
      settlementStatus: 'INCOMPLETED',
      receiptUrl: `${desk.base}/window/payments/${payment.paymentKey}/info`,
    }),
  };
}

const cardBody = (payment: SimulatedPayment) => {
  const { card } = payment.order.request;
  return {
    amount: amountOf(payment),
    issuerCode: '41',
    acquirerCode: '41',
    number: '12345678****000*',
    installmentPlanMonths: card?.cardInstallmentPlan ?? 0,
    approveNo: '00000000',
    useCardPoint: card?.useCardPoint ?? false,
    cardType: '신용',
    ownerType: '개인',
    acquireStatus: payment.status === 'CANCELED' ? 'CANCELED' : 'READY',
    isInterestFree: false,
    interestPayer: null,
  };
};

/** The money comes from the card behind the wallet, so nothing from the wallet itself. */
function easyPayBody({ order }: SimulatedPayment) {
  const provider = walletOf(order.request);
  return provider === undefined ? null : { provider, amount: 0, discountAmount: 0 };
}

/** An account is the buyer's who asked for it; he may be named otherwise where he pays. */
function accountBody({ now }: BodyDesk, { account, order, cancels }: SimulatedPayment) {
  if (!account) return null;
  const isRefunded = cancels.some(({ isRefund }) => isRefund);
  return {
    accountType: '일반',
    accountNumber: account.accountNumber,
    bankCode: account.bankCode,
    customerName: order.request.customerName ?? null,
    depositorName: account.depositorName,
    dueDate: zoned(account.dueAt),
    refundStatus: isRefunded ? 'COMPLETED' : 'NONE',
    expired: now() >= account.dueAt,
    settlementStatus: 'INCOMPLETED',
    refundReceiveAccount: account.refundAccount ?? null,
  };
}
