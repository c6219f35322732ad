import { compact, isFields } from './tosspayments-sdk-shapes.simulator.ts';
import type { Fields } from './tosspayments-sdk-shapes.simulator.ts';

/** Methods as v1 names them, by the code that v2 has for them. */
const METHODS: ReadonlyMap<unknown, string> = new Map([
  ['카드', 'CARD'],
  ['가상계좌', 'VIRTUAL_ACCOUNT'],
  ['휴대폰', 'MOBILE_PHONE'],
  ['계좌이체', 'TRANSFER'],
  ['문화상품권', 'CULTURE_GIFT_CERTIFICATE'],
  ['게임문화상품권', 'GAME_GIFT_CERTIFICATE'],
  ['도서문화상품권', 'BOOK_GIFT_CERTIFICATE'],
  ['해외간편결제', 'FOREIGN_EASY_PAY'],
  ['토스페이', 'TOSSPAY'],
  // Deprecated, and in the vendor's own samples still.
  ['토스결제', 'TOSSPAY'],
  ['미선택', ''],
]);

const COMMON = [
  'orderId',
  'orderName',
  'successUrl',
  'failUrl',
  'windowTarget',
  'customerName',
  'customerEmail',
  'customerMobilePhone',
  'taxFreeAmount',
  'metadata',
];

const CARD = [
  'cardCompany',
  'cardInstallmentPlan',
  'maxCardInstallmentPlan',
  'freeInstallmentPlans',
  'useCardPoint',
  'useAppCardOnly',
  'useInternationalCardOnly',
  'flowMode',
  'easyPay',
  'discountCode',
  'language',
  'appScheme',
];

const DEPOSIT = ['validHours', 'dueDate', 'useEscrow', 'escrowProducts', 'cashReceipt'];
const FOREIGN = ['provider', 'country', 'products', 'shipping', 'paymentMethodOptions'];

/**
 * A request of v1, where everything stands at the top and may be null, in the words of v2. Fields
 * of other methods are dropped: the vendor's sample sends the last method's along.
 */
export function inWordsOfV2(method: unknown, params?: unknown): Fields {
  const word = isFields(method) ? '' : method;
  const given = isFields(method) ? method : params;
  if (!isFields(given)) throw new Error('requestPayment(method, { … })');
  const fields = compact(given);
  return {
    ...pick(fields, COMMON),
    amount: { currency: fields['currency'] ?? 'KRW', value: toNumber(fields['amount']) },
    ...methodAndOptions(METHODS.get(word) ?? word, fields),
  };
}

const pick = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));

/** The vendor's sample takes the amount from a text field. */
const toNumber = (amount: unknown): unknown =>
  typeof amount === 'string' && /^\d+$/.test(amount) ? Number(amount) : amount;

function methodAndOptions(method: unknown, fields: Fields): Fields {
  const isCulture = fields['cultureExpense'] === true;
  const deposit = {
    cashReceipt: fields['cashReceiptInfo'],
    ...pick(fields, DEPOSIT),
    ...(isCulture ? { isCulturalExpenses: true } : {}),
  };
  switch (method) {
    case 'TOSSPAY':
      return {
        method: 'CARD',
        card: { ...pick(fields, CARD), flowMode: 'DIRECT', easyPay: 'TOSSPAY' },
      };
    // Without a method the buyer is shown all of them, of which the simulator has this window.
    case '':
    case 'CARD':
      return { method: 'CARD', card: pick(fields, CARD) };
    case 'VIRTUAL_ACCOUNT':
      return { method, virtualAccount: deposit };
    case 'TRANSFER':
      return { method, transfer: { ...deposit, ...pick(fields, ['bank']) } };
    case 'MOBILE_PHONE': {
      const carrier = fields['mobileCarrier'];
      return carrier === undefined
        ? { method }
        : { method, mobilePhone: { mobileCarriers: [carrier] } };
    }
    case 'FOREIGN_EASY_PAY':
      return { method, foreignEasyPay: pick(fields, FOREIGN) };
    default:
      return { method };
  }
}
