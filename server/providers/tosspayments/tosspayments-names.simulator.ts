/** What `method` of a payment says, by the code that the SDK is given. */
export const METHOD_NAMES = {
  CARD: '카드',
  TRANSFER: '계좌이체',
  VIRTUAL_ACCOUNT: '가상계좌',
  MOBILE_PHONE: '휴대폰',
} as const;

/** Wallets by the codes of `card.easyPay`. */
export const EASY_PAYS: ReadonlyMap<string, string> = new Map([
  ['TOSSPAY', '토스페이'],
  ['NAVERPAY', '네이버페이'],
  ['KAKAOPAY', '카카오페이'],
  ['PAYCO', '페이코'],
  ['SAMSUNGPAY', '삼성페이'],
  ['APPLEPAY', '애플페이'],
  ['LPAY', '엘페이'],
  ['SSG', 'SSG페이'],
]);

/** Banks that issue accounts in the simulator's window, by their codes. */
export const BANKS: ReadonlyMap<string, string> = new Map([
  ['06', '국민은행'],
  ['88', '신한은행'],
  ['20', '우리은행'],
  ['92', '토스뱅크'],
]);

/** Codes of the banks that money can go back to. */
export const REFUND_BANKS: ReadonlySet<string> = new Set([
  ...['02', '03', '06', '07', '11', '12', '20', '23', '27', '31', '32', '34', '35', '37', '39'],
  ...['45', '48', '50', '54', '64', '71', '81', '88', '89', '90', '92'],
]);
