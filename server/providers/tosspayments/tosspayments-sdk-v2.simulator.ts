import { v2Error } from './tosspayments-sdk-errors.simulator.ts';
import { clientKeyOf, customerKeyOf } from './tosspayments-sdk-keys.simulator.ts';
import { createPayment } from './tosspayments-sdk-payment.simulator.ts';
import { placeOfScript } from './tosspayments-sdk-place.simulator.ts';
import { createWidgets } from './tosspayments-sdk-widgets.simulator.ts';

/** The script `/v2/standard`: the global `TossPayments` of the vendor's second SDK. */
const { base } = placeOfScript();

const onlyInV1 = (): never => {
  throw v2Error('V1MethodNotSupportedError');
};

function TossPayments(clientKey: unknown) {
  return {
    payment: (params: unknown) =>
      createPayment({
        base,
        clientKey: clientKeyOf(clientKey, 'payment'),
        customerKey: customerKeyOf(params),
      }),
    widgets: (params: unknown) =>
      createWidgets({
        base,
        clientKey: clientKeyOf(clientKey, 'widgets'),
        customerKey: customerKeyOf(params),
      }),
    brandpay: (): never => {
      throw v2Error('UnknownError', '시뮬레이터에는 브랜드페이가 없습니다.');
    },
    requestPayment: onlyInV1,
    requestBillingAuth: onlyInV1,
    cancelPayment: onlyInV1,
  };
}

/** The customer key of buyers without an account. */
TossPayments.ANONYMOUS = '@@ANONYMOUS';

Object.assign(window, { TossPayments });
