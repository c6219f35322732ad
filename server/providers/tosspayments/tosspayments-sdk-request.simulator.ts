import { v2Error } from './tosspayments-sdk-errors.simulator.ts';
import type { V2ErrorName } from './tosspayments-sdk-errors.simulator.ts';
import {
  METHODS,
  OPTIONS,
  contradiction,
  withCodes,
} from './tosspayments-sdk-options.simulator.ts';
import type { OptionName } from './tosspayments-sdk-options.simulator.ts';
import {
  anything,
  compact,
  isFields,
  oneOf,
  shape,
  text,
  whole,
} from './tosspayments-sdk-shapes.simulator.ts';
import type { Check, Fields } from './tosspayments-sdk-shapes.simulator.ts';

export type Target = 'self' | 'iframe';

export interface Amount {
  readonly currency: string;
  readonly value: number;
}

/** A request that has passed every check, in the words of v2 and without empty fields. */
export interface CheckedRequest extends Fields {
  readonly method: string;
  readonly amount: Amount;
  readonly orderId: string;
  readonly orderName: string;
  /** Both or neither: without them the result comes by promise. */
  readonly successUrl?: string;
  readonly failUrl?: string;
}

export interface Checked {
  readonly request: CheckedRequest;
  /** Unless the page left it to the device. */
  readonly windowTarget?: Target;
}

/** Fields that every method takes, beside those that are checked one by one. */
const COMMON: Readonly<Record<string, Check>> = {
  method: anything,
  amount: anything,
  successUrl: anything,
  failUrl: anything,
  metadata: anything,
  orderId: text(6, 64, /^[A-Za-z0-9_=-]+$/),
  orderName: text(1, 100),
  customerName: text(0, 100),
  customerEmail: text(0, 100),
  customerMobilePhone: text(8, 15, /^\d+$/),
  taxFreeAmount: whole(0, Number.MAX_SAFE_INTEGER),
  windowTarget: oneOf('self', 'iframe'),
  pendingUrl: anything,
  orderProductCode: anything,
  sandbox: anything,
  subOrders: anything,
};

/**
 * Checks what a page gave to `requestPayment`, with the errors that the v2 SDK documents.
 *
 * @throws SdkError
 */
export function checkRequest(asked: unknown): Checked {
  if (!isFields(asked)) throw v2Error('InvalidParametersError', 'requestPayment({ … })');
  const option = optionOf(asked['method']);
  checkAmount(asked, asked['amount']);
  checkUrls(asked);
  checkMetadata(asked['metadata']);
  const wrong = firstWrong(asked, option);
  if (wrong !== undefined) throw v2Error('InvalidParametersError', wrong);
  const { windowTarget, ...request } = compact(
    option === undefined ? asked : { ...asked, [option]: withCodes(asked[option]) },
  );
  // Every field of these types was just looked at.
  return {
    request: request as CheckedRequest,
    ...(windowTarget === undefined ? {} : { windowTarget: windowTarget as Target }),
  };
}

function optionOf(method: unknown): OptionName | undefined {
  if (typeof method !== 'string') throw v2Error('InvalidParametersError', 'method');
  if (!METHODS.has(method)) throw v2Error('NotSupportedMethodError', method);
  return METHODS.get(method);
}

/** @throws SdkError */
export function checkCurrencyAndValue(amount: unknown): void {
  if (!isFields(amount)) throw v2Error('InvalidParametersError', 'amount');
  const { currency, value } = amount;
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw v2Error('InvalidAmountCurrencyError');
  }
  // Won have no decimals; dollars do.
  const isRight = currency === 'KRW' ? Number.isInteger(value) : Number.isFinite(value);
  if (!isRight) throw v2Error('InvalidAmountValueError');
}

function checkAmount({ method, foreignEasyPay }: Fields, amount: unknown): void {
  checkCurrencyAndValue(amount);
  const { currency, value } = amount as Amount;
  const isPayPal = isFields(foreignEasyPay) && foreignEasyPay['provider'] === 'PAYPAL';
  const expected = method !== 'FOREIGN_EASY_PAY' ? 'KRW' : isPayPal ? 'USD' : currency;
  if (currency !== expected) throw v2Error('InvalidAmountCurrencyError');
  // The vendor's page says "greater than 0", its types say "less than 0": nothing can cost nothing.
  if (value <= 0) throw v2Error('BelowZeroAmountError');
}

function checkUrls({ successUrl, failUrl }: Fields): void {
  const isEither = (successUrl ?? failUrl ?? null) !== null;
  const check = (url: unknown, name: V2ErrorName) => {
    if (isEither && !isWebAddress(url)) throw v2Error(name);
  };
  check(successUrl, 'IncorrectSuccessUrlFormatError');
  check(failUrl, 'IncorrectFailUrlFormatError');
}

const isWebAddress = (url: unknown): boolean =>
  typeof url === 'string' && /^https?:\/\//.test(url) && URL.canParse(url);

function checkMetadata(metadata: unknown): void {
  if (metadata === null || metadata === undefined) return;
  const isPair = ([key, value]: [string, unknown]) =>
    key.length <= 40 && !/[[\]]/.test(key) && typeof value === 'string' && value.length <= 2000;
  const isRight =
    isFields(metadata) &&
    Object.keys(metadata).length <= 5 &&
    Object.entries(metadata).every(isPair);
  if (!isRight) throw v2Error('InvalidMetadataError');
}

function firstWrong(asked: Fields, option: OptionName | undefined): string | undefined {
  const missing = ['orderId', 'orderName'].find((name) => (asked[name] ?? null) === null);
  if (missing !== undefined) return missing;
  const fields = option === undefined ? COMMON : { ...COMMON, [option]: OPTIONS[option] };
  const wrong = shape(fields)(asked, '');
  if (wrong !== undefined) return wrong;
  const { value } = asked['amount'] as Amount;
  if (Number(asked['taxFreeAmount'] ?? 0) > value) return 'taxFreeAmount';
  const options = option === undefined ? undefined : asked[option];
  if (asked['method'] === 'FOREIGN_EASY_PAY' && !isFields(options)) return option;
  return option !== undefined && isFields(options) ? contradiction(option, options) : undefined;
}

export const isPromiseMode = ({ successUrl }: CheckedRequest): boolean => successUrl === undefined;

/**
 * Where the v2 SDK opens the window: in a frame at a desk, in the place of the page on a phone.
 *
 * @throws SdkError where the page asks for what the device cannot do.
 */
export function chooseTarget({ request, windowTarget }: Checked, isMobile: boolean): Target {
  const isFrameless = isMobile || windowTarget === 'self' || request.method === 'FOREIGN_EASY_PAY';
  if (isPromiseMode(request) && isFrameless) throw v2Error('NotSupportedPromiseError');
  if (windowTarget === 'iframe' && isMobile) {
    throw v2Error('InvalidParametersError', 'windowTarget, iframe on a phone');
  }
  return windowTarget ?? (isMobile ? 'self' : 'iframe');
}
