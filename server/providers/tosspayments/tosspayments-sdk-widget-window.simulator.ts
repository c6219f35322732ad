import { PANEL, drawDimmer, element } from './tosspayments-sdk-elements.simulator.ts';
import { v2Error } from './tosspayments-sdk-errors.simulator.ts';
import { isFields } from './tosspayments-sdk-shapes.simulator.ts';
import {
  checkVariantKey,
  createEvents,
  drawAgreement,
  drawMethods,
  promised,
} from './tosspayments-sdk-widget-parts.simulator.ts';
import type { Choice, Desk } from './tosspayments-sdk-widget-parts.simulator.ts';

const BODY = { ...PANEL, boxSizing: 'border-box', padding: '32px', overflow: 'auto' };

type Request = { readonly paymentMethod: Choice } | undefined;

/** The widgets in a window over the page, with a button that asks the page to request the payment. */
export function drawPaymentWindow(desk: Desk, params?: unknown) {
  checkParams(desk, params);
  const events = createEvents<Request>(['paymentRequest', 'cancel']);
  const methods = drawMethods(() => undefined);
  const agreement = drawAgreement(({ agreedRequiredTerms }) => {
    submit.disabled = !agreedRequiredTerms;
  });
  const onclick = () => events.tell('paymentRequest', { paymentMethod: methods.value() });
  const submit = element('button', { type: 'button', onclick }, '결제하기');
  const body = element('div', { style: BODY }, methods.root, agreement.root, submit);
  const takeAway = drawDimmer('___tosspayments_widget_window___', body, () => {
    close();
    events.tell('cancel', undefined);
  });
  Object.assign(desk, { methods, agreement, hasWindow: true });
  const close = () => {
    if (desk.methods !== methods) return;
    takeAway();
    delete desk.methods;
    delete desk.agreement;
    delete desk.hasWindow;
  };
  return { on: events.on, destroy: () => promised(close) };
}

function checkParams(desk: Desk, params: unknown): void {
  if (desk.hasWindow) throw v2Error('PaymentWindowAlreadyRenderedError');
  if (desk.amount === undefined) throw v2Error('NotSetupAmountError');
  if (params === undefined || params === null) return;
  if (!isFields(params)) throw v2Error('InvalidParametersError', 'renderPaymentWindow({ … })');
  const { variantKey } = params;
  if (isFields(variantKey)) Object.values(variantKey).forEach(checkVariantKey);
  else if (variantKey !== undefined && variantKey !== null) throw v2Error('InvalidVariantKeyError');
}
