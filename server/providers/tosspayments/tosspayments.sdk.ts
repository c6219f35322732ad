import type { PaymentRecord } from '../provider.ts';
import type { methodOf } from './tosspayments.methods.ts';
import type { TossPaymentsConfig } from './tosspayments.schema.ts';

type Method = NonNullable<ReturnType<typeof methodOf>>;

interface Asked {
  readonly record: PaymentRecord;
  /** Both are given, so that the SDK leaves the page instead of settling a promise in it. */
  readonly urls: { readonly successUrl: string; readonly failUrl: string };
}

const LONGEST_NAME = 100;

/** `TossPayments.ANONYMOUS` of the v2 SDK: a buyer whose cards are not remembered. */
const ANONYMOUS = '@@ANONYMOUS';

/** What `tosspayments.launcher.ts` calls the SDK with. Public: no secret is among it. */
export const sdkData = (config: TossPaymentsConfig, method: Method, asked: Asked) =>
  config.sdk === 'v2' ? v2Data(config, method, asked) : v1Data(config, method, asked);

/** `payment({ customerKey }).requestPayment(request)`. */
function v2Data(config: TossPaymentsConfig, method: Method, { record, urls }: Asked) {
  const { currency, value } = record.amount;
  return {
    version: 'v2',
    clientKey: config.clientKey,
    customerKey: ANONYMOUS,
    request: {
      method: method.code,
      amount: { currency, value },
      ...common({ record, urls }),
      ...(method.easyPay ? { card: { flowMode: 'DIRECT', easyPay: method.easyPay } } : {}),
      ...(method.code === 'VIRTUAL_ACCOUNT'
        ? { virtualAccount: { validHours: config.depositHours } }
        : {}),
    },
  };
}

/** `requestPayment(method, request)`. Toss Pay is a method of its own there, other wallets are not. */
function v1Data(config: TossPaymentsConfig, { code, easyPay }: Method, { record, urls }: Asked) {
  const isTossPay = easyPay === 'TOSSPAY';
  return {
    version: 'v1',
    clientKey: config.clientKey,
    method: isTossPay ? 'TOSSPAY' : code,
    request: {
      amount: record.amount.value,
      ...common({ record, urls }),
      ...(easyPay && !isTossPay ? { flowMode: 'DIRECT', easyPay } : {}),
      ...(code === 'VIRTUAL_ACCOUNT' ? { validHours: config.depositHours } : {}),
    },
  };
}

/** In its own window a payment page needs no frame, and a phone takes none. */
const common = ({ record, urls }: Asked) => ({
  orderId: record.providerOrderId,
  orderName: shorten(record.orderName),
  ...urls,
  windowTarget: 'self',
  ...(record.taxFreeAmount === 0 ? {} : { taxFreeAmount: record.taxFreeAmount }),
});

/** Never cut between the halves of a character. */
function shorten(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  return `${name.slice(0, LONGEST_NAME - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
