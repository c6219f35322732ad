import { sdkError } from './tosspayments-sdk-errors.simulator.ts';
import { pay } from './tosspayments-sdk-pay.simulator.ts';
import type { Refusals } from './tosspayments-sdk-pay.simulator.ts';
import { isMobile, placeOfScript } from './tosspayments-sdk-place.simulator.ts';
import { checkRequest, isPromiseMode } from './tosspayments-sdk-request.simulator.ts';
import type { Checked, Target } from './tosspayments-sdk-request.simulator.ts';
import { inWordsOfV2 } from './tosspayments-sdk-v1-request.simulator.ts';
import { closeWindow } from './tosspayments-sdk-window.simulator.ts';

/** The script `/v1`, also `/v1/payment`: the global `TossPayments` of the vendor's first SDK. */
const { base, script } = placeOfScript();

const v1Error = (code: string, message: string) => sdkError('Error', code, message);

/** Whoever closed the window: v1 has one code for it. */
const refusals: Refusals = (end) =>
  end.kind === 'fail'
    ? v1Error(end.code, end.message)
    : v1Error('USER_CANCEL', '결제창을 닫았습니다.');

function TossPayments(clientKey: unknown) {
  return {
    requestPayment: async (...asked: readonly [method: unknown, params?: unknown]) => {
      const { checked, target } = check(clientKey, asked);
      await reachVendor();
      // No code is documented for a second one: it takes the place of the first.
      closeWindow();
      const order = { sdk: 'v1', base, clientKey: String(clientKey), customerKey: '' } as const;
      const { amount, ...success } = await pay(
        { ...order, target, request: checked.request },
        refusals,
      );
      return { ...success, amount: amount.value };
    },
    requestBillingAuth: (): Promise<never> =>
      Promise.reject(v1Error('INVALID_PARAMETER', '시뮬레이터에는 자동결제가 없습니다.')),
    cancelPayment: (): void => void closeWindow(),
  };
}

function check(
  clientKey: unknown,
  [method, params]: readonly [method: unknown, params?: unknown],
): { readonly checked: Checked; readonly target: Target } {
  try {
    if (!/^(test|live)_ck_\w+$/.test(String(clientKey))) throw new Error('clientKey');
    const checked = checkRequest(inWordsOfV2(method, params));
    return { checked, target: chooseTarget(checked) };
  } catch (error) {
    throw v1Error('INVALID_PARAMETER', error instanceof Error ? error.message : '');
  }
}

/** Nothing forbids a frame on a phone here, and a promise needs one. */
function chooseTarget({ request, windowTarget }: Checked): Target {
  const isPromise = isPromiseMode(request);
  if (isPromise && windowTarget === 'self') throw new Error('windowTarget, self without URLs');
  return windowTarget ?? (isMobile() && !isPromise ? 'self' : 'iframe');
}

/**
 * The real one has every request checked by its server before a window opens, which shops see as
 * NETWORK_ERROR when their policy or the line does not let it through.
 */
async function reachVendor(): Promise<void> {
  try {
    await fetch(script, { method: 'HEAD', cache: 'no-store', credentials: 'omit' });
  } catch {
    throw v1Error('NETWORK_ERROR', '토스페이먼츠 시뮬레이터에 연결할 수 없습니다.');
  }
}

Object.assign(window, { TossPayments });
