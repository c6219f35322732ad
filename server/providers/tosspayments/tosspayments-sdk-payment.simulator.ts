import { sdkError, v2Error } from './tosspayments-sdk-errors.simulator.ts';
import type { Keys } from './tosspayments-sdk-keys.simulator.ts';
import { pay } from './tosspayments-sdk-pay.simulator.ts';
import type { Refusals } from './tosspayments-sdk-pay.simulator.ts';
import { isMobile } from './tosspayments-sdk-place.simulator.ts';
import { checkRequest, chooseTarget } from './tosspayments-sdk-request.simulator.ts';
import type { Checked, CheckedRequest } from './tosspayments-sdk-request.simulator.ts';
import { closeWindow, isWindowOpen } from './tosspayments-sdk-window.simulator.ts';
import type { Success } from './tosspayments-sdk-window.simulator.ts';

const refusals: Refusals = (end) => {
  if (end.kind === 'cancel') return v2Error('UserCancelError');
  if (end.kind === 'aborted') return v2Error('PaymentRequestAbortedError');
  return sdkError('PaymentRequestFailError', end.code, end.message);
};

/** `TossPayments(…).payment({ customerKey })`. What goes wrong is a rejection in all of it. */
export const createPayment = (keys: Keys) => ({
  requestPayment: async (asked: unknown): Promise<Success> => request(keys, asked),
  requestBillingAuth: (): Promise<never> =>
    Promise.reject(v2Error('NotSupportedMethodError', '시뮬레이터에는 자동결제가 없습니다.')),
  /** The vendor's types say both that it throws and that it is safe; this is the harder of the two. */
  destroy: (): Promise<void> =>
    closeWindow() ? Promise.resolve() : Promise.reject(v2Error('NoActivePaymentRequestError')),
});

/** @throws SdkError */
export function request(
  keys: Keys,
  asked: unknown,
  finish = (checked: CheckedRequest): CheckedRequest => checked,
): Promise<Success> {
  if (isWindowOpen()) throw v2Error('InvalidMethodTransactionError');
  const checked: Checked = checkRequest(asked);
  const target = chooseTarget(checked, isMobile());
  return pay({ sdk: 'v2', ...keys, target, request: finish(checked.request) }, refusals);
}
