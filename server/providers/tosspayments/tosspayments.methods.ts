import type { ProviderMethod } from '../provider.ts';

/** How a method is asked for at the SDK. `easyPay` opens that wallet's own window at once. */
interface TossMethod extends ProviderMethod {
  readonly code: 'CARD' | 'TRANSFER' | 'VIRTUAL_ACCOUNT' | 'MOBILE_PHONE';
  readonly easyPay?: string;
}

const wallet = (easyPay: string, ko: string, en: string): TossMethod => ({
  type: 'wallet',
  label: { ko, en },
  code: 'CARD',
  easyPay,
});

/** By the names that a shop's configuration uses. Codes: v2 SDK, `method` and `card.easyPay`. */
export const METHODS = {
  card: { type: 'card', label: { ko: '신용·체크카드', en: 'Card' }, code: 'CARD' },
  transfer: { type: 'transfer', label: { ko: '계좌이체', en: 'Bank transfer' }, code: 'TRANSFER' },
  'virtual-account': {
    type: 'virtual-account',
    label: { ko: '가상계좌', en: 'Virtual account' },
    code: 'VIRTUAL_ACCOUNT',
  },
  phone: { type: 'phone', label: { ko: '휴대폰', en: 'Mobile phone' }, code: 'MOBILE_PHONE' },
  tosspay: wallet('TOSSPAY', '토스페이', 'Toss Pay'),
  naverpay: wallet('NAVERPAY', '네이버페이', 'Naver Pay'),
  kakaopay: wallet('KAKAOPAY', '카카오페이', 'Kakao Pay'),
  payco: wallet('PAYCO', '페이코', 'PAYCO'),
  samsungpay: wallet('SAMSUNGPAY', '삼성페이', 'Samsung Pay'),
  applepay: wallet('APPLEPAY', '애플페이', 'Apple Pay'),
  lpay: wallet('LPAY', '엘페이', 'L.PAY'),
  ssgpay: wallet('SSG', 'SSG페이', 'SSG PAY'),
} as const satisfies Readonly<Record<string, TossMethod>>;

/** @returns `undefined` for a name that is not ours. */
export const methodOf = (name: string): TossMethod | undefined =>
  new Map<string, TossMethod>(Object.entries(METHODS)).get(name);
