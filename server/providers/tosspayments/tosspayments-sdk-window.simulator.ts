import { PANEL, drawDimmer, element } from './tosspayments-sdk-elements.simulator.ts';
import type { Amount, CheckedRequest, Target } from './tosspayments-sdk-request.simulator.ts';
import { isFields } from './tosspayments-sdk-shapes.simulator.ts';

/** What the window is opened with. */
export interface Order {
  readonly sdk: 'v1' | 'v2';
  /** Where the simulator is mounted, without a slash at the end. */
  readonly base: string;
  readonly clientKey: string;
  /** Empty where the version of the SDK has none. */
  readonly customerKey: string;
  readonly target: Target;
  readonly request: CheckedRequest;
}

export interface Success {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: Amount;
}

/** How a window in a frame came to its end. */
export type WindowEnd =
  | ({ readonly kind: 'success' } & Success)
  | { readonly kind: 'fail'; readonly code: string; readonly message: string }
  /** Closed by the buyer. */
  | { readonly kind: 'cancel' }
  /** Closed by the page. */
  | { readonly kind: 'aborted' };

/** Ids that the vendor's v1 SDK exports. */
const IDS = {
  frame: '___tosspayments_iframe___',
  loading: '___tosspayments_iframe__loading___',
  dimmer: '___tosspayments_dimmer___',
  form: '___tosspayments_form___',
} as const;

/** Ends the open window. There is one per page, whichever object of the SDK opened it. */
let current: ((end: WindowEnd) => void) | undefined;

export const isWindowOpen = (): boolean => current !== undefined;

/** Closes the open window for the page. `false`: there was none. */
export function closeWindow(): boolean {
  const isOpen = isWindowOpen();
  current?.({ kind: 'aborted' });
  return isOpen;
}

/** Opens the window. Where it takes the place of the page, nothing is heard of it any more. */
export function openWindow(order: Order): Promise<WindowEnd> {
  return new Promise((resolve) => {
    const open = order.target === 'self' ? openHere : openInFrame;
    const takeAway = open(order, (end) => current?.(end));
    current = (end) => {
      current = undefined;
      takeAway();
      resolve(end);
    };
  });
}

type Opener = (order: Order, finish: (end: WindowEnd) => void) => () => void;

const openHere: Opener = (order) => {
  // A page that Back brings out of the browser's memory may ask again. What became of the first
  // time is not known there, so that its promise stays open.
  const onShow = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    removeEventListener('pageshow', onShow);
    current = undefined;
  };
  addEventListener('pageshow', onShow);
  post(order, '_self');
  return () => removeEventListener('pageshow', onShow);
};

const openInFrame: Opener = (order, finish) => {
  const frame = element('iframe', {
    id: IDS.frame,
    name: IDS.frame,
    title: '결제창',
    style: PANEL,
  });
  const loading = element(
    'div',
    { id: IDS.loading, style: { position: 'absolute', color: '#565c65' } },
    '결제창을 여는 중입니다.',
  );
  const content = element('div', { style: { display: 'grid', placeItems: 'center' } });
  content.append(frame, loading);
  const { origin } = new URL(order.base);
  const onMessage = (event: MessageEvent<unknown>) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const end = readEnd(event.data);
    if (end) finish(end);
  };
  const takeAway = drawDimmer(IDS.dimmer, content, () => finish({ kind: 'cancel' }));
  addEventListener('message', onMessage);
  frame.addEventListener('load', () => loading.remove());
  post(order, IDS.frame);
  return () => {
    removeEventListener('message', onMessage);
    takeAway();
  };
};

function post({ base, request, ...order }: Order, target: string): void {
  const fields = { ...order, origin: location.origin, request: JSON.stringify(request) };
  const inputs = Object.entries(fields).map(([name, value]) =>
    element('input', { type: 'hidden', name, value }),
  );
  const form = element(
    'form',
    {
      id: IDS.form,
      method: 'post',
      action: `${base}/window/payments`,
      target,
      // Shops in EUC-KR exist, and their forms would be sent in it.
      acceptCharset: 'UTF-8',
      hidden: true,
    },
    ...inputs,
  );
  document.body.append(form);
  form.submit();
  form.remove();
}

/** Reads what the window says to the page; `undefined` for everything that it never says. */
function readEnd(data: unknown): WindowEnd | undefined {
  if (!isFields(data) || data['source'] !== 'tosspayments-simulator') return undefined;
  const { kind, paymentKey, orderId, amount, code, message } = data;
  if (kind === 'cancel') return { kind };
  if (kind === 'fail' && typeof code === 'string' && typeof message === 'string') {
    return { kind, code, message };
  }
  if (kind !== 'success' || typeof paymentKey !== 'string' || typeof orderId !== 'string') {
    return undefined;
  }
  if (!isFields(amount)) return undefined;
  const { currency, value } = amount;
  if (typeof currency !== 'string' || typeof value !== 'number') return undefined;
  return { kind, paymentKey, orderId, amount: { currency, value } };
}
