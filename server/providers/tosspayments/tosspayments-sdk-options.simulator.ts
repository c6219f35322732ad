import {
  anything,
  flag,
  isFields,
  listOf,
  oneOf,
  shape,
  text,
  whole,
} from './tosspayments-sdk-shapes.simulator.ts';
import type { Check, Fields } from './tosspayments-sdk-shapes.simulator.ts';

const MOST_WON = Number.MAX_SAFE_INTEGER;

const money = whole(0, MOST_WON);
const word = text(1, 100);
const months = oneOf(0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
const cashReceipt = shape({ type: oneOf('소득공제', '지출증빙', '미발행') });

const deposit: Readonly<Record<string, Check>> = {
  useEscrow: flag,
  escrowProducts: listOf(
    shape({ id: word, name: word, code: word, unitPrice: money, quantity: money }),
  ),
  taxExemptionAmount: money,
  validHours: whole(1, 2160),
  dueDate: text(19, 19, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/),
};

const card: Readonly<Record<string, Check>> = {
  ...deposit,
  flowMode: oneOf('DIRECT', 'DEFAULT'),
  cardCompany: word,
  easyPay: word,
  cardInstallmentPlan: months,
  maxCardInstallmentPlan: months,
  freeInstallmentPlans: listOf(shape({ company: word, months: listOf(months) })),
  useCardPoint: flag,
  useAppCardOnly: flag,
  useInternationalCardOnly: flag,
  discountCode: word,
  language: oneOf('KO', 'EN', 'JA', 'ZH'),
  showEstimatedAmount: flag,
  showMobileAppHeader: flag,
  appScheme: word,
  threeDS: anything,
  keyin: anything,
  affiliateCards: anything,
  dividedSettlements: anything,
};

const virtualAccount: Readonly<Record<string, Check>> = {
  ...deposit,
  cashReceipt,
  isCulturalExpenses: flag,
  showCustomerMobilePhone: flag,
  refundReceiveAccount: shape({ bankCode: word, accountNumber: word, holderName: word }),
};

const transfer: Readonly<Record<string, Check>> = {
  ...deposit,
  cashReceipt,
  isCulturalExpenses: flag,
  encryptedCustomerCi: word,
  showSecuritiesAccount: flag,
  provider: oneOf('OPENBANKING', 'BANKPAY'),
  dividedSettlements: anything,
  // Of the v1 SDK alone.
  bank: word,
};

/** The part of a request that belongs to one method, by its name there. */
export const OPTIONS = {
  card: shape(card),
  virtualAccount: shape(virtualAccount),
  transfer: shape(transfer),
  mobilePhone: shape({
    mobileCarriers: listOf(oneOf('SKT', 'KT', 'LGU', 'HELLO', 'KCT', 'SK7')),
  }),
  foreignEasyPay: shape({
    provider: word,
    country: text(2, 2),
    products: anything,
    shipping: anything,
    paymentMethodOptions: anything,
  }),
} as const satisfies Readonly<Record<string, Check>>;
export type OptionName = keyof typeof OPTIONS;

/** Methods by their codes, each with the part of a request that is its own. */
export const METHODS: ReadonlyMap<string, OptionName | undefined> = new Map([
  ['CARD', 'card'],
  ['VIRTUAL_ACCOUNT', 'virtualAccount'],
  ['TRANSFER', 'transfer'],
  ['MOBILE_PHONE', 'mobilePhone'],
  ['CULTURE_GIFT_CERTIFICATE', undefined],
  ['BOOK_GIFT_CERTIFICATE', undefined],
  ['GAME_GIFT_CERTIFICATE', undefined],
  ['FOREIGN_EASY_PAY', 'foreignEasyPay'],
]);

/** Options that are right one by one and wrong together, as a path. */
export function contradiction(name: OptionName, options: Fields): string | undefined {
  const has = (key: string) => options[key] !== null && options[key] !== undefined;
  if (has('validHours') && has('dueDate')) return `${name}.dueDate`;
  if (has('cardInstallmentPlan') && has('maxCardInstallmentPlan')) {
    return `${name}.maxCardInstallmentPlan`;
  }
  const isDirect = options['flowMode'] === 'DIRECT';
  return isDirect && !has('cardCompany') && !has('easyPay') ? `${name}.easyPay` : undefined;
}

/** Wallets by the Korean names that both SDKs take too. */
const EASY_PAYS: ReadonlyMap<unknown, string> = new Map([
  ['토스페이', 'TOSSPAY'],
  ['네이버페이', 'NAVERPAY'],
  ['삼성페이', 'SAMSUNGPAY'],
  ['애플페이', 'APPLEPAY'],
  ['엘페이', 'LPAY'],
  ['카카오페이', 'KAKAOPAY'],
  ['페이코', 'PAYCO'],
  ['SSG페이', 'SSG'],
]);

/** Options with a wallet's code in the place of its Korean name. */
export function withCodes(options: unknown): unknown {
  if (!isFields(options)) return options;
  const easyPay = EASY_PAYS.get(options['easyPay']);
  return easyPay === undefined ? options : { ...options, easyPay };
}
