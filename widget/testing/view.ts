import type { CheckoutActions, CheckoutState, CheckoutView } from '../checkout/context.ts';
import type { Method, Order, PaymentResult } from '../../server/protocol/index.ts';

export const ORDER: Order = {
  orderId: 'A-1001',
  line: 'order',
  orderName: '청자 머그 외 1건',
  amount: { value: 48_000, currency: 'KRW' },
  url: '/orders/A-1001',
};

export const METHODS: readonly Method[] = [
  { id: 'naverpay', type: 'wallet', label: '네이버페이' },
  { id: 'kakaopay', type: 'wallet', label: '카카오페이' },
  { id: 'tosspay', type: 'wallet', label: '토스페이' },
  { id: 'card', type: 'card', label: '신용·체크카드' },
  { id: 'transfer', type: 'transfer', label: '계좌이체' },
  { id: 'deposit', type: 'virtual-account', label: '무통장입금' },
];

const KAKAOPAY: Method = { id: 'kakaopay', type: 'wallet', label: '카카오페이' };

/** 22 November 2026, 14:32:08 in Korea. */
export const NOON = Date.UTC(2026, 10, 22, 5, 32, 8);

export const RESULT: PaymentResult = {
  orderId: 'A-1001',
  line: 'order',
  method: 'kakaopay',
  provider: 'kakaopay',
  amount: ORDER.amount,
  traceId: '7F3K9Q',
};

/** Actions that only write down what was asked of them. */
export const recordingActions = (calls: string[]): CheckoutActions => {
  const note = (name: string) => () => void calls.push(name);
  return {
    choose: (id) => void calls.push(`choose ${id}`),
    pay: note('pay'),
    showWindow: note('showWindow'),
    reopen: note('reopen'),
    continueHere: note('continueHere'),
    check: note('check'),
    cancel: note('cancel'),
    reload: note('reload'),
  };
};

/** A view of a shop with six methods, Kakao Pay chosen; changed as told. */
export const viewOf = (change: Partial<CheckoutView> = {}, calls: string[] = []): CheckoutView => ({
  state: 'idle',
  locale: 'ko',
  shopName: '온유도예',
  order: ORDER,
  methods: METHODS,
  method: KAKAOPAY,
  disabled: false,
  presentation: 'popup',
  slow: false,
  unpaid: false,
  offline: false,
  amountChanged: false,
  actions: recordingActions(calls),
  ...change,
});

/** Leaves fields out of a view, which `undefined` would not. */
export const without = (
  view: CheckoutView,
  ...keys: readonly ('order' | 'method' | 'shopName')[]
): CheckoutView => {
  const rest = new Map(Object.entries(view));
  for (const key of keys) rest.delete(key);
  return Object.fromEntries(rest) as unknown as CheckoutView;
};

/** Before the first answer of the server. */
export const LOADING: CheckoutView = without(
  viewOf({ state: 'loading', methods: [] }),
  'order',
  'method',
  'shopName',
);

/** One view per thing that a buyer can be shown. */
export const SCENES: Readonly<Record<string, CheckoutView>> = {
  loading: LOADING,
  idle: viewOf(),
  'idle, none chosen': without(viewOf(), 'method'),
  'idle, one method': viewOf({ methods: [KAKAOPAY] }),
  'idle, a method that cannot be used': viewOf({
    methods: METHODS.map((method) =>
      method.id === 'transfer'
        ? { ...method, unavailable: '브라우저에서만 결제할 수 있어요' }
        : method,
    ),
  }),
  'idle, disabled': viewOf({ disabled: true }),
  'idle, no methods': without(viewOf({ methods: [] }), 'method'),
  'idle, set-up failed': {
    ...without(viewOf({ methods: [] }), 'method', 'order'),
    problem: { code: 'NETWORK_UNREACHABLE', message: 'fetch failed' },
  },
  'idle, ticket expired': {
    ...without(viewOf({ methods: [] }), 'method', 'order'),
    problem: { code: 'ORDER_TICKET_EXPIRED', message: 'expired' },
  },
  'idle, English': viewOf({
    locale: 'en',
    order: { ...ORDER, orderName: 'Celadon mug and 1 more item' },
    methods: METHODS.map((method, i) => ({
      ...method,
      label:
        ['Naver Pay', 'Kakao Pay', 'Toss Pay', 'Credit or debit card', 'Bank transfer'][i] ??
        'Virtual account',
    })),
    method: { ...KAKAOPAY, label: 'Kakao Pay' },
  }),
  opening: viewOf({ state: 'opening' }),
  'opening, slow': viewOf({ state: 'opening', slow: true }),
  'popup-blocked': viewOf({ state: 'popup-blocked' }),
  'idle, redirect': viewOf({ presentation: 'redirect' }),
  redirecting: viewOf({ state: 'redirecting', presentation: 'redirect' }),
  'redirecting, slow': viewOf({ state: 'redirecting', presentation: 'redirect', slow: true }),
  returning: viewOf({ state: 'returning', presentation: 'redirect' }),
  'returning, unpaid': viewOf({ state: 'returning', presentation: 'redirect', unpaid: true }),
  'returning, slow': viewOf({ state: 'returning', presentation: 'redirect', slow: true }),
  'idle, offline': viewOf({ offline: true }),
  'authenticating, offline': viewOf({ state: 'authenticating', offline: true }),
  'idle, amount changed': viewOf({ amountChanged: true }),
  authenticating: viewOf({ state: 'authenticating' }),
  'window-lost': viewOf({ state: 'window-lost' }),
  confirming: viewOf({ state: 'confirming' }),
  'confirming, slow': viewOf({ state: 'confirming', slow: true }),
  pending: viewOf({ state: 'pending', result: RESULT }),
  complete: viewOf({ state: 'complete', result: { ...RESULT, approvedAt: NOON } }),
  failed: viewOf({
    state: 'failed',
    result: { ...RESULT, code: 'PAYMENT_DECLINED', message: '한도를 초과하였습니다.' },
  }),
  'failed, order held': viewOf({
    state: 'failed',
    result: { ...RESULT, code: 'ORDER_HELD' },
  }),
  'failed, order refused': viewOf({
    state: 'failed',
    result: { ...RESULT, code: 'ORDER_REFUSED' },
  }),
  'failed, reversed': viewOf({
    state: 'failed',
    result: { ...RESULT, code: 'AMOUNT_MISMATCH' },
  }),
  canceled: viewOf({ state: 'canceled', result: { ...RESULT, code: 'BUYER_CANCELED' } }),
  expired: viewOf({ state: 'expired', result: RESULT }),
};

/** The states in which the money may have moved, so that nobody may say that it has not. */
export const IN_DOUBT: readonly CheckoutState[] = [
  'opening',
  'popup-blocked',
  'redirecting',
  'authenticating',
  'window-lost',
  'returning',
  'confirming',
  'pending',
];
