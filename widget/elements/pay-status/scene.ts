import type { CheckoutActions, CheckoutView } from '../../checkout/context.ts';
import type { Scene } from '../../locales/words.ts';
import type { Glyph } from '../glyph.ts';

/** What a button of a scene does. */
type Run = keyof Omit<CheckoutActions, 'choose'>;

/** The drawing of each scene and what its buttons do; their words stand in the locales. */
export const LOOKS: Readonly<Record<Scene, readonly [Glyph, ...Run[]]>> = {
  'set-up-failed': ['alert', 'reload'],
  'no-methods': ['window', 'reload'],
  'popup-blocked': ['window', 'reopen', 'cancel'],
  authenticating: ['window', 'showWindow', 'cancel'],
  'window-lost': ['window', 'check', 'reopen', 'cancel'],
  confirming: ['clock'],
  'confirming-slow': ['clock'],
  pending: ['clock', 'check'],
  complete: ['check'],
  canceled: ['back'],
  expired: ['clock', 'reload'],
  failed: ['alert'],
  'failed-uncharged': ['alert'],
  'order-held': ['window', 'check'],
};

/** Codes of a provider that refused, or none. Nobody else is said to have declined. */
const REFUSED = /^$|DECLINED$|^AUTHENTICATION/;

const failureOf = (code = ''): Scene => {
  if (code === 'ORDER_HELD') return 'order-held';
  return REFUSED.test(code) ? 'failed' : 'failed-uncharged';
};

/** What the state has to tell; nothing where the methods and the button say it all. */
export const sceneOf = (view: CheckoutView): Scene | undefined => {
  const { state } = view;
  if (state === 'loading' || state === 'opening') return undefined;
  if (state === 'confirming' && view.slow) return 'confirming-slow';
  if (state === 'failed') return failureOf(view.result?.code);
  if (state !== 'idle') return state;
  if (view.problem) return 'set-up-failed';
  return view.methods.length ? undefined : 'no-methods';
};

/**
 * Where a scene stands, by the name of its part: in a band above the methods, so that trying again
 * is one press, or as a panel in their place.
 */
export const placeOf = (scene: Scene): 'notice' | 'error' | 'status' => {
  if (scene === 'canceled') return 'notice';
  return scene.startsWith('failed') ? 'error' : 'status';
};
