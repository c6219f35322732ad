import { element } from './tosspayments-sdk-elements.simulator.ts';
import { v2Error } from './tosspayments-sdk-errors.simulator.ts';

/** What the buyer can choose among, by the code that the vendor's widgets tell. */
const CHOICES = [
  ['CARD', '신용·체크카드'],
  ['TRANSFER', '계좌이체'],
  ['VIRTUAL_ACCOUNT', '가상계좌'],
  ['MOBILE_PHONE', '휴대폰'],
  ['TOSSPAY', '토스페이'],
  ['NAVERPAY', '네이버페이'],
  ['KAKAOPAY', '카카오페이'],
  ['PAYCO', '페이코'],
] as const;
export type ChoiceCode = (typeof CHOICES)[number][0];

export interface Choice {
  readonly code: ChoiceCode;
}

export interface AgreementStatus {
  readonly agreedRequiredTerms: boolean;
  readonly agreements: readonly {
    readonly term: { readonly id: string; readonly required: boolean };
    readonly agreed: boolean;
  }[];
}

/** The result of something quick as a promise, or its error as a rejection. */
export const promised = <T>(run: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(run());
  });

type Callback<T> = (value: T) => void;

interface Events<T> {
  /** @throws SdkError */
  readonly on: (eventName: unknown, callback: unknown) => void;
  readonly tell: (eventName: string, value: T) => void;
}

/** Events of one widget, by the names that it knows. */
export function createEvents<T>(known: readonly string[]): Events<T> {
  const subscribed: (readonly [name: string, callback: Callback<T>])[] = [];
  return {
    on: (eventName, callback) => {
      const name = known.find((each) => each === eventName);
      if (name === undefined) throw v2Error('InvalidEventParameterError', String(eventName));
      if (!isCallback<T>(callback)) throw v2Error('InvalidCallbackParameterError');
      subscribed.push([name, callback]);
    },
    tell: (eventName, value) => {
      for (const [name, callback] of subscribed) if (name === eventName) callback(value);
    },
  };
}

const isCallback = <T>(value: unknown): value is Callback<T> => typeof value === 'function';

/** Part of a widget, with what the buyer did to it. */
export interface Part<T> {
  readonly root: HTMLElement;
  readonly value: () => T;
}

/** What one `widgets()` object knows. */
export interface Desk {
  amount?: unknown;
  methods?: Part<Choice>;
  agreement?: Part<AgreementStatus>;
  hasWindow?: boolean;
}

let drawn = 0;

const line = (input: HTMLInputElement, label: string): HTMLLabelElement =>
  element('label', { style: { display: 'block', padding: '8px' } }, input, ` ${label}`);

/** All methods as radio buttons, of which the first is chosen already. */
export function drawMethods(onSelect: (choice: Choice) => void): Part<Choice> {
  drawn += 1;
  const name = `___tosspayments_method_${String(drawn)}___`;
  let chosen: Choice = { code: CHOICES[0][0] };
  const lines = CHOICES.map(([code, label]) => {
    const onchange = () => {
      chosen = { code };
      onSelect(chosen);
    };
    const checked = code === chosen.code;
    return line(element('input', { type: 'radio', name, value: code, checked, onchange }), label);
  });
  const legend = element('legend', {}, '결제 방법 (모의 토스페이먼츠)');
  return { root: element('fieldset', {}, legend, ...lines), value: () => chosen };
}

/** The required terms as one box, checked already. */
export function drawAgreement(onChange: (status: AgreementStatus) => void): Part<AgreementStatus> {
  const input = element('input', {
    type: 'checkbox',
    name: '___tosspayments_agreement___',
    checked: true,
    onchange: () => onChange(value()),
  });
  const value = (): AgreementStatus => ({
    agreedRequiredTerms: input.checked,
    agreements: [{ term: { id: 'SIMULATED', required: true }, agreed: input.checked }],
  });
  return { root: element('div', {}, line(input, '[필수] 결제 서비스 이용 약관 동의')), value };
}

/** @throws SdkError where nothing is found, as in a shadow root. */
export function placeFor(selector: unknown): Element {
  if (typeof selector !== 'string') throw v2Error('InvalidParametersError', 'selector');
  let place: Element | null = null;
  try {
    place = document.querySelector(selector);
  } catch {
    // Not a selector at all: nothing is found by it either.
  }
  if (!place) throw v2Error('InvalidSelectorError', selector);
  return place;
}

/** @throws SdkError */
export function checkVariantKey(variantKey: unknown): void {
  if (variantKey === undefined || variantKey === null) return;
  if (typeof variantKey !== 'string' || variantKey === '') throw v2Error('InvalidVariantKeyError');
}
