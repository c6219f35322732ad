/** What the SDKs throw and reject with. */
export interface SdkError extends Error {
  readonly code: string;
}

export const sdkError = (name: string, code: string, message: string): SdkError =>
  Object.assign(new Error(message), { name, code });

/**
 * Errors of the v2 SDK. Names: the types of `@tosspayments/tosspayments-sdk`; codes: the vendor's
 * page of SDK errors. The sentences are ours, nobody may rely on them.
 */
const V2_ERRORS = {
  UserCancelError: ['USER_CANCEL', '구매자가 결제창을 닫았습니다.'],
  // The codes of these three are on no page that was seen; they follow the names.
  PaymentRequestAbortedError: ['PAYMENT_REQUEST_ABORTED', 'destroy()로 결제창을 닫았습니다.'],
  NoActivePaymentRequestError: ['NO_ACTIVE_PAYMENT_REQUEST', '열려 있는 결제창이 없습니다.'],
  PaymentWindowAlreadyRenderedError: [
    'PAYMENT_WINDOW_ALREADY_RENDERED',
    '결제창형 위젯이 이미 열려 있습니다.',
  ],
  InvalidClientKeyError: ['INVALID_CLIENT_KEY', '클라이언트 키가 올바르지 않습니다.'],
  InvalidCustomerKeyError: ['INVALID_CUSTOMER_KEY', 'customerKey가 올바르지 않습니다.'],
  InsecureKeyUsageError: ['INSECURE_KEY_USAGE', '시크릿 키를 브라우저에서 쓰면 안 됩니다.'],
  NotSupportedWidgetKeyError: ['NOT_SUPPORTED_WIDGET_KEY', '위젯 연동 키로는 열 수 없습니다.'],
  NotSupportedAPIIndividualKeyError: [
    'NOT_SUPPORTED_API_INDIVIDUAL_KEY',
    'API 개별 연동 키로는 위젯을 열 수 없습니다.',
  ],
  V1MethodNotSupportedError: ['V1_METHOD_NOT_SUPPORTED', 'v1 SDK에만 있는 함수입니다.'],
  InvalidMethodTransactionError: ['INVALID_METHOD_TRANSACTION', '다른 결제창이 열려 있습니다.'],
  InvalidParametersError: ['INVALID_PARAMETERS', '파라미터가 올바르지 않습니다'],
  InvalidAmountValueError: ['INVALID_AMOUNT_VALUE', '결제 금액이 올바르지 않습니다.'],
  InvalidAmountCurrencyError: ['INVALID_AMOUNT_CURRENCY', '결제 통화가 올바르지 않습니다.'],
  BelowZeroAmountError: ['BELOW_ZERO_AMOUNT', '결제 금액은 0보다 커야 합니다.'],
  IncorrectSuccessUrlFormatError: ['INCORRECT_SUCCESS_URL_FORMAT', 'successUrl이 잘못되었습니다.'],
  IncorrectFailUrlFormatError: ['INCORRECT_FAIL_URL_FORMAT', 'failUrl이 잘못되었습니다.'],
  InvalidMetadataError: ['INVALID_METADATA', 'metadata가 올바르지 않습니다.'],
  NotSupportedMethodError: ['NOT_SUPPORTED_METHOD', '지원하지 않는 결제수단입니다'],
  NotSupportedPromiseError: [
    'NOT_SUPPORTED_PROMISE',
    'Promise 방식을 쓸 수 없는 환경입니다. successUrl과 failUrl을 주세요.',
  ],
  NotSetupAmountError: ['NOT_SETUP_AMOUNT', 'setAmount()를 먼저 호출하세요.'],
  InvalidSelectorError: ['INVALID_SELECTOR', 'selector에 맞는 요소가 없습니다'],
  InvalidVariantKeyError: ['INVALID_VARIANT_KEY', 'variantKey가 올바르지 않습니다.'],
  PaymentMethodsWidgetAlreadyRenderedError: [
    'PAYMENT_METHODS_WIDGET_ALREADY_RENDERED',
    '결제수단 위젯이 이미 있습니다.',
  ],
  AgreementWidgetAlreadyRenderedError: [
    'AGREEMENT_WIDGET_ALREADY_RENDERED',
    '약관 위젯이 이미 있습니다.',
  ],
  NotSelectedPaymentMethodError: ['NOT_SELECTED_PAYMENT_METHOD', '결제수단을 선택하세요.'],
  NeedAgreementWithRequiredTermsError: [
    'NEED_AGREEMENT_WITH_REQUIRED_TERMS',
    '필수 약관에 동의하세요.',
  ],
  InvalidEventParameterError: ['INVALID_PARAMETER', '없는 이벤트입니다'],
  InvalidCallbackParameterError: ['INVALID_PARAMETER', '콜백이 함수가 아닙니다.'],
  UnknownError: ['UNKNOWN', '알 수 없는 오류입니다'],
} as const satisfies Readonly<Record<string, readonly [code: string, sentence: string]>>;
export type V2ErrorName = keyof typeof V2_ERRORS;

/** @param detail what exactly is wrong, for whoever looks at the console. */
export function v2Error(name: V2ErrorName, detail?: string): SdkError {
  const [code, sentence] = V2_ERRORS[name];
  return sdkError(name, code, detail === undefined ? sentence : `${sentence}: ${detail}`);
}
