import type { CheckoutActions, CheckoutState, CheckoutView } from '../../checkout/context.ts';
import type { Pair, Words } from '../../locales/words.ts';
import type { Glyph } from '../glyph.ts';
import { methodName, methodOf } from '../method-name.ts';

/** One press of the buyer: its words, what it does, and its rank among the others. */
export interface Action {
  readonly label: string;
  readonly run: keyof Omit<CheckoutActions, 'choose'>;
  readonly rank?: 'primary' | 'quiet';
}

/**
 * What there is to tell. A `panel` takes the place of the methods; a `notice` or an `error` is a
 * band above them, so that trying again is one press.
 */
export interface Panel {
  readonly kind: 'panel' | 'notice' | 'error';
  readonly icon: Glyph;
  readonly tone?: 'notice' | 'success';
  readonly words: Pair;
  readonly actions?: readonly Action[];
  readonly facts?: readonly (readonly [name: string, value: string])[];
  /** The provider's own sentence, unchanged, with a word about whose it is. */
  readonly message?: string | undefined;
  /** The number to ask the shop about. */
  readonly trace?: string | undefined;
  /** Where the shop may add something of its own. */
  readonly slot?: 'empty' | 'error' | 'complete';
}

type Draw = (view: CheckoutView, words: Words) => Panel | undefined;

const idle: Draw = (view, words) => {
  const actions = [{ label: words.reload, run: 'reload', rank: 'primary' }] as const;
  if (view.problem) {
    return { kind: 'panel', icon: 'alert', words: words.setUpFailed, actions, slot: 'error' };
  }
  if (!view.methods.length) {
    return { kind: 'panel', icon: 'empty', words: words.noMethods, actions, slot: 'empty' };
  }
  if (!view.amountChanged || !view.order) return undefined;
  const text = words.amountChanged(words.amount(view.order.amount));
  return { kind: 'notice', icon: 'receipt', words: text };
};

const authenticating: Draw = (view, words) => ({
  kind: 'panel',
  icon: 'windows',
  words: words.authenticating(methodName(view, words)),
  actions: [
    { label: words.showWindow, run: 'showWindow', rank: 'primary' },
    { label: words.cancel, run: 'cancel' },
  ],
});

const blocked: Draw = (_view, words) => ({
  kind: 'panel',
  icon: 'blocked',
  words: words.blocked,
  actions: [
    { label: words.openWindow, run: 'reopen', rank: 'primary' },
    { label: words.cancel, run: 'cancel', rank: 'quiet' },
  ],
});

const windowLost: Draw = (_view, words) => ({
  kind: 'panel',
  icon: 'lost',
  words: words.windowLost,
  actions: [
    { label: words.checkResult, run: 'check', rank: 'primary' },
    { label: words.openAgain, run: 'reopen' },
    { label: words.cancel, run: 'cancel', rank: 'quiet' },
  ],
});

const confirming: Draw = (view, words) => ({
  kind: 'panel',
  icon: 'receipt',
  words: view.slow ? words.confirmingSlow : words.confirming,
  facts: facts(view, words),
});

const pending: Draw = (view, words) => ({
  kind: 'panel',
  icon: 'clock',
  tone: 'notice',
  words: words.pending,
  facts: facts(view, words, [words.factAskedAt, view.askedAt && words.time(view.askedAt)]),
  actions: [{ label: words.checkNow, run: 'check' }],
});

const complete: Draw = (view, words) => {
  const paidAt = view.result?.approvedAt;
  return {
    kind: 'panel',
    icon: 'check',
    tone: 'success',
    words: words.complete(view.shopName ?? ''),
    facts: facts(view, words, [words.factPaidAt, paidAt && words.dateTime(paidAt)]),
    slot: 'complete',
  };
};

const canceled: Draw = (_view, words) => ({
  kind: 'notice',
  icon: 'back',
  words: words.canceled,
});

const expired: Draw = (_view, words) => ({
  kind: 'panel',
  icon: 'clock',
  words: words.expired,
  actions: [{ label: words.startAgain, run: 'reload', rank: 'primary' }],
});

const failed: Draw = (view, words) => {
  const { code, message, traceId } = view.result ?? {};
  if (code === 'ORDER_HELD') {
    const actions = [{ label: words.checkResult, run: 'check', rank: 'primary' }] as const;
    return { kind: 'panel', icon: 'windows', words: words.orderHeld, actions };
  }
  const name = methodName(view, words);
  return {
    kind: 'error',
    icon: 'alert',
    words: [words.failedTitle, failureText(code, name, words)],
    message: message && `${words.providerSays(name)}: ${message}`,
    trace: traceId && `${words.trace} ${traceId}`,
  };
};

/** Nobody is said to have declined what nobody declined; after a reversal money did move. */
function failureText(code: string | undefined, name: string, words: Words): string {
  switch (code) {
    case 'LAUNCH_FAILED':
    case 'PREPARE_UNANSWERED':
      return words.failedToLoad(name);
    case 'APPROVE_DEADLINE':
    case 'CALLBACK_CONTRADICTS':
      return words.failedUncharged;
    case 'AMOUNT_MISMATCH':
      return words.failedReversed;
    default:
      return words.failedDeclined(name);
  }
}

function facts(
  view: CheckoutView,
  words: Words,
  ...more: (readonly [string, string | number | undefined])[]
): [string, string][] {
  const all = [
    [words.factMethod, methodOf(view)?.label],
    [words.factOrder, view.order?.orderId ?? view.result?.orderId],
    ...more,
  ] as const;
  return all.flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
}

const PANELS: Record<CheckoutState, Draw | undefined> = {
  loading: undefined,
  opening: undefined,
  idle,
  'popup-blocked': blocked,
  authenticating,
  'window-lost': windowLost,
  confirming,
  pending,
  complete,
  failed,
  canceled,
  expired,
};

/** What the state has to tell; nothing where the methods and the button say it all. */
export const panelOf: Draw = (view, words) => PANELS[view.state]?.(view, words);
