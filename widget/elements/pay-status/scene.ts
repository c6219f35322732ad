import type { CheckoutActions, CheckoutView } from '../../checkout/context.ts';
import { isLive } from '../../checkout/machine.ts';
import { TICKET_EXPIRED } from '../../checkout/order-ticket.ts';
import type { Scene } from '../../locales/words.ts';
import type { Glyph } from '../glyph.ts';

/** What a button of a scene does. */
type Run = keyof Omit<CheckoutActions, 'choose'>;

/** The drawing of each scene and what its buttons do; their words stand in the locales. */
export const LOOKS: Readonly<Record<Scene, readonly [Glyph, ...Run[]]>> = {
  'set-up-failed': ['alert', 'reload'],
  'ticket-expired': ['clock', 'reload'],
  'no-methods': ['window', 'reload'],
  'popup-blocked': ['window', 'reopen', 'continueHere', 'cancel'],
  authenticating: ['window', 'showWindow', 'cancel'],
  'window-lost': ['window', 'check', 'reopen', 'cancel'],
  returning: ['clock'],
  'returning-unpaid': ['back', 'reopen', 'cancel'],
  confirming: ['clock'],
  'confirming-slow': ['clock'],
  pending: ['clock', 'check'],
  'awaiting-deposit': ['clock', 'check', 'cancel'],
  complete: ['check'],
  canceled: ['back'],
  offline: ['alert'],
  'offline-live': ['alert'],
  'amount-changed': ['alert'],
  expired: ['clock', 'reload'],
  failed: ['alert'],
  'failed-uncharged': ['alert'],
  'order-held': ['window', 'check'],
  'order-refused': ['alert'],
  reversed: ['back'],
  'account-closed': ['back'],
};

/** Codes of a provider that refused, or none. Nobody else is said to have declined. */
const REFUSED = /^$|DECLINED$|^AUTHENTICATION/;
/** Codes of money that was taken and went back. */
const GONE_BACK = /^(AMOUNT_MISMATCH|LATE_APPROVAL|REFUNDED_OUTSIDE|APPROVAL_UNKNOWN)$/;

const failureOf = (code = ''): Scene => {
  if (code === 'ORDER_HELD') return 'order-held';
  if (code === 'ORDER_REFUSED') return 'order-refused';
  if (code === 'ACCOUNT_GIVEN_UP') return 'account-closed';
  if (GONE_BACK.test(code)) return 'reversed';
  return REFUSED.test(code) ? 'failed' : 'failed-uncharged';
};

const returningOf = ({ unpaid, slow }: CheckoutView): Scene =>
  unpaid ? 'returning-unpaid' : slow ? 'pending' : 'returning';

/** What the state has to tell; nothing where the methods and the button say it all. */
export const sceneOf = (view: CheckoutView): Scene | undefined => {
  const { state, slow } = view;
  // An account can be paid into wherever the buyer is, so it stays in sight.
  if (view.deposit) return 'awaiting-deposit';
  if (view.offline) {
    if (isLive(state)) return 'offline-live';
    if (/^(idle|loading)$/.test(state)) return 'offline';
  }
  switch (state) {
    case 'loading':
    case 'redirecting':
      return undefined;
    case 'opening':
      return slow ? 'authenticating' : undefined;
    case 'returning':
      return returningOf(view);
    case 'confirming':
      // Nothing is being paid while an account is closed.
      if (failureOf(view.result?.code) === 'account-closed') return 'returning';
      return slow ? 'confirming-slow' : state;
    case 'failed':
      return failureOf(view.result?.code);
    case 'idle':
      if (view.problem?.code === TICKET_EXPIRED) return 'ticket-expired';
      if (view.problem) return 'set-up-failed';
      if (!view.methods.length) return 'no-methods';
      return view.amountChanged ? 'amount-changed' : undefined;
    default:
      return state;
  }
};

/**
 * Where a scene stands, by the name of its part: in a band above the methods, so that trying again
 * is one press, or as a panel in their place.
 */
export const placeOf = (scene: Scene): 'notice' | 'error' | 'status' => {
  if (/^(canceled|offline|amount-changed|reversed|account-closed)$/.test(scene)) return 'notice';
  return scene.startsWith('failed') ? 'error' : 'status';
};
