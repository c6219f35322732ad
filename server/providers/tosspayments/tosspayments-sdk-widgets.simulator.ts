import { v2Error } from './tosspayments-sdk-errors.simulator.ts';
import type { V2ErrorName } from './tosspayments-sdk-errors.simulator.ts';
import type { Keys } from './tosspayments-sdk-keys.simulator.ts';
import { withPaymentType } from './tosspayments-sdk-pay.simulator.ts';
import { request } from './tosspayments-sdk-payment.simulator.ts';
import { checkCurrencyAndValue } from './tosspayments-sdk-request.simulator.ts';
import { isFields } from './tosspayments-sdk-shapes.simulator.ts';
import type { Fields } from './tosspayments-sdk-shapes.simulator.ts';
import {
  checkVariantKey,
  createEvents,
  drawAgreement,
  drawMethods,
  placeFor,
  promised,
} from './tosspayments-sdk-widget-parts.simulator.ts';
import type {
  AgreementStatus,
  Choice,
  ChoiceCode,
  Desk,
} from './tosspayments-sdk-widget-parts.simulator.ts';
import { drawPaymentWindow } from './tosspayments-sdk-widget-window.simulator.ts';

/**
 * `TossPayments(…).widgets({ customerKey })` in its plainest form: what the vendor draws in frames
 * of its own stands in the page as a list. What goes wrong is a rejection in all of it.
 */
export function createWidgets(keys: Keys) {
  const desk: Desk = {};
  return {
    setAmount: (amount: unknown) =>
      promised(() => {
        checkCurrencyAndValue(amount);
        desk.amount = amount;
      }),
    renderPaymentMethods: (params: unknown) => promised(() => renderPaymentMethods(desk, params)),
    renderAgreement: (params: unknown) => promised(() => renderAgreement(desk, params)),
    renderPaymentWindow: (params?: unknown) => promised(() => drawPaymentWindow(desk, params)),
    /** Deprecated by the vendor in favour of `renderPaymentWindow`. */
    requestPaymentWindow: (): Promise<never> =>
      Promise.reject(v2Error('UnknownError', 'renderPaymentWindow()를 쓰세요.')),
    requestPayment: async (asked: unknown) => {
      const success = await request(keys, withChoice(desk, asked), withPaymentType);
      return { paymentType: 'NORMAL', ...success };
    },
  };
}

function renderPaymentMethods(desk: Desk, params: unknown) {
  if (desk.amount === undefined) throw v2Error('NotSetupAmountError');
  const place = placeIn(params, desk.methods, 'PaymentMethodsWidgetAlreadyRenderedError');
  const events = createEvents<Choice>(['paymentMethodSelect']);
  const part = drawMethods((choice) => events.tell('paymentMethodSelect', choice));
  place.append(part.root);
  desk.methods = part;
  return {
    on: events.on,
    getSelectedPaymentMethod: () => Promise.resolve(part.value()),
    destroy: () =>
      promised(() => {
        part.root.remove();
        if (desk.methods === part) delete desk.methods;
      }),
    updateAmount: (): never => {
      throw v2Error('V1MethodNotSupportedError');
    },
  };
}

function renderAgreement(desk: Desk, params: unknown) {
  const place = placeIn(params, desk.agreement, 'AgreementWidgetAlreadyRenderedError');
  const events = createEvents<AgreementStatus>(['agreementStatusChange']);
  const part = drawAgreement((status) => events.tell('agreementStatusChange', status));
  place.append(part.root);
  desk.agreement = part;
  return {
    on: events.on,
    destroy: () =>
      promised(() => {
        part.root.remove();
        if (desk.agreement === part) delete desk.agreement;
      }),
  };
}

function placeIn(params: unknown, drawn: unknown, ifDrawn: V2ErrorName): Element {
  if (!isFields(params)) throw v2Error('InvalidParametersError', 'render…({ selector })');
  if (drawn !== undefined) throw v2Error(ifDrawn);
  checkVariantKey(params['variantKey']);
  return placeFor(params['selector']);
}

const OPTIONS_OF: Readonly<Partial<Record<ChoiceCode, string>>> = {
  CARD: 'card',
  TRANSFER: 'transfer',
  VIRTUAL_ACCOUNT: 'virtualAccount',
};

/** What a widget takes for methods that the buyer may not choose. */
const OTHERS = [...Object.values(OPTIONS_OF), 'foreignEasyPay', 'subMerchantSetting'];

const without = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

/**
 * The request of a `payment()` that asks for what the buyer chose. Options of the methods that were
 * not chosen may be given too, and are dropped.
 */
function withChoice({ amount, methods, agreement }: Desk, asked: unknown): Fields {
  if (amount === undefined) throw v2Error('NotSetupAmountError');
  if (!methods) throw v2Error('NotSelectedPaymentMethodError');
  if (agreement?.value().agreedRequiredTerms !== true) {
    throw v2Error('NeedAgreementWithRequiredTermsError');
  }
  if (!isFields(asked)) throw v2Error('InvalidParametersError', 'requestPayment({ … })');
  const set = ['method', 'amount'].find((name) => Object.hasOwn(asked, name));
  if (set !== undefined) throw v2Error('InvalidParametersError', set);
  const common = without(asked, OTHERS);
  const { code } = methods.value();
  const own = OPTIONS_OF[code];
  if (own !== undefined) return { ...common, amount, method: code, [own]: asked[own] };
  if (code === 'MOBILE_PHONE') return { ...common, amount, method: code };
  const { card } = asked;
  return {
    ...common,
    amount,
    method: 'CARD',
    card: { ...(isFields(card) ? card : {}), flowMode: 'DIRECT', easyPay: code },
  };
}
