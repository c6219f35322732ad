import type { AttemptId, AttemptView } from '../../server/protocol/index.ts';
import type { CheckoutState } from './context.ts';
import type { PaymentEventName } from './events.ts';

/** The states an attempt gives to the widget; `loading` belongs to the session. */
export type AttemptState = Exclude<CheckoutState, 'loading'>;

/** What can be seen of the payment window; `grace` while its closing may still be a good end. */
export type WindowSight = 'none' | 'seen' | 'grace' | 'gone';

/** Everything the widget knows of the attempt. Replaced, never changed in place. */
export interface Snapshot {
  readonly state: AttemptState;
  readonly attemptId?: AttemptId;
  /** The newest answer of the server, by its `seq`. */
  readonly answer?: AttemptView;
  readonly window: WindowSight;
  readonly canceling: boolean;
  /** Confirming for so long that the buyer is owed a calmer sentence. */
  readonly slow: boolean;
  readonly completeTold: boolean;
}

export type BuyerEvent =
  | { readonly type: 'press'; readonly attemptId: AttemptId }
  | { readonly type: 'reopen' }
  | { readonly type: 'cancel' }
  | { readonly type: 'reset' };

export type WindowEvent =
  | { readonly type: 'opened' }
  /** `handled`: the page shows something of its own instead of our panel. */
  | { readonly type: 'blocked'; readonly handled: boolean }
  | { readonly type: 'hello' }
  | { readonly type: 'hint' }
  | { readonly type: 'closed' }
  | { readonly type: 'grace-over' };

export type ServerEvent =
  | { readonly type: 'answered'; readonly answer: AttemptView }
  /** The server has not seen the launch yet; as good as an open attempt. */
  | { readonly type: 'not-started' }
  | { readonly type: 'unreachable' }
  | { readonly type: 'cancel-answered'; readonly answer: AttemptView }
  | { readonly type: 'cancel-failed' };

export type MachineEvent =
  | BuyerEvent
  | WindowEvent
  | ServerEvent
  /** Focus, visible, pageshow, online: a moment at which things may have moved. */
  | { readonly type: 'attention' }
  | { readonly type: 'slow' };

export type Effect =
  | { readonly do: 'open' | 'focus' | 'close' | 'cancel' }
  /** `fresh`: an answer to an earlier question would not do. */
  | { readonly do: 'ask'; readonly fresh: boolean }
  | { readonly do: 'announce'; readonly name: PaymentEventName };

export interface Step {
  readonly snapshot: Snapshot;
  readonly effects: readonly Effect[];
}

export const IDLE: Snapshot = {
  state: 'idle',
  window: 'none',
  canceling: false,
  slow: false,
  completeTold: false,
};

const OPEN = new Set<AttemptState>(['opening', 'popup-blocked', 'authenticating', 'window-lost']);
const LIVE = new Set<AttemptState>([...OPEN, 'confirming', 'pending']);

const ANNOUNCED: Partial<Record<AttemptState, PaymentEventName>> = {
  pending: 'payment-pending',
  complete: 'payment-complete',
  failed: 'payment-fail',
  expired: 'payment-fail',
  canceled: 'payment-cancel',
};

const ASK: Effect = { do: 'ask', fresh: false };
const ASK_ANEW: Effect = { do: 'ask', fresh: true };

/** Whether the attempt may still come to something, so that it must be watched. */
export const isLive = (state: CheckoutState): boolean => LIVE.has(state as AttemptState);

/** Whether the buyer may still cancel: no callback is known. */
export const isOpen = (state: CheckoutState): boolean => OPEN.has(state as AttemptState);

/** Whether a press begins a new attempt. */
export const canStart = (state: CheckoutState): boolean =>
  !isLive(state) && state !== 'complete' && state !== 'loading';

/** The checkout, pure: what was and what happened give what is and what is to be done. */
export function transition(before: Snapshot, event: MachineEvent): Step {
  const step = react(before, event);
  return step.snapshot.state === before.state ? step : announce(step);
}

function react(now: Snapshot, event: MachineEvent): Step {
  switch (event.type) {
    case 'press':
    case 'reopen':
    case 'cancel':
    case 'reset':
      return byBuyer(now, event);
    case 'answered':
    case 'not-started':
    case 'unreachable':
    case 'cancel-answered':
    case 'cancel-failed':
      return byServer(now, event);
    case 'attention':
      return to(now, ...whileLive(now, ASK));
    case 'slow':
      return to({ ...now, slow: now.state === 'confirming' });
    default:
      return byWindow(now, event);
  }
}

function byBuyer(now: Snapshot, event: BuyerEvent): Step {
  switch (event.type) {
    case 'press':
      return press(now, event.attemptId);
    case 'reopen':
      return reopen(now);
    case 'cancel':
      if (now.canceling || !isOpen(now.state)) return to(now);
      return to({ ...now, canceling: true }, { do: 'cancel' });
    case 'reset':
      return to(isLive(now.state) ? now : IDLE);
  }
}

function byWindow(now: Snapshot, event: WindowEvent): Step {
  switch (event.type) {
    case 'opened':
      return to({ ...now, window: 'seen' });
    case 'blocked':
      return blocked(now, event.handled);
    case 'hello':
      if (now.state === 'authenticating' && now.window === 'seen') return to(now);
      return to(isOpen(now.state) ? { ...now, state: 'authenticating', window: 'seen' } : now);
    case 'hint':
      return to(now, ...whileLive(now, ASK_ANEW));
    case 'closed':
      return closed(now);
    case 'grace-over':
      if (now.window !== 'grace') return to(now);
      return to({ ...now, window: 'gone' }, ...whileLive(now, ASK_ANEW));
  }
}

function byServer(now: Snapshot, event: ServerEvent): Step {
  switch (event.type) {
    case 'answered':
      return to(believe(now, event.answer));
    case 'not-started':
    case 'unreachable':
      return to(loseSight(now));
    case 'cancel-answered':
      return canceled(now, event.answer);
    case 'cancel-failed':
      return to({ ...now, canceling: false }, ...whileLive(now, ASK_ANEW));
  }
}

function press(now: Snapshot, attemptId: AttemptId): Step {
  if (isOpen(now.state)) return reopen(now);
  if (!canStart(now.state)) return to(now);
  return to({ ...IDLE, state: 'opening', attemptId }, { do: 'open' });
}

/** The same attempt once more; a window that is still there is only brought to the front. */
function reopen(now: Snapshot): Step {
  const isBeingOpened = now.state === 'opening' && now.window === 'none';
  if (!isOpen(now.state) || isBeingOpened) return to(now);
  if (now.window === 'seen') return to(now, { do: 'focus' });
  return to({ ...now, state: 'opening' }, { do: 'open' });
}

/** An attempt that never had a window can be dropped; one that had may have been paid. */
function blocked(now: Snapshot, handled: boolean): Step {
  if (now.state !== 'opening') return to(now);
  if (!handled) return to({ ...now, state: 'popup-blocked' });
  return to(now.window === 'none' ? IDLE : { ...now, state: 'window-lost' });
}

/** A closed window says nothing of the payment: wait for a last message, then ask. */
function closed(now: Snapshot): Step {
  if (now.window !== 'seen') return to(now);
  return isOpen(now.state) ? to({ ...now, window: 'grace' }) : to({ ...now, window: 'gone' });
}

function canceled(now: Snapshot, answer: AttemptView): Step {
  const next = believe({ ...now, canceling: false }, answer);
  const ours = answer.attemptId === now.attemptId && answer.status === 'canceled';
  return to(next, ...(ours ? [{ do: 'close' } as const] : []));
}

/** Takes the server's word, unless it is older than what is known. */
function believe(now: Snapshot, answer: AttemptView): Snapshot {
  if (answer.attemptId !== now.attemptId || answer.seq < (now.answer?.seq ?? 0)) return now;
  if (answer.status !== 'open')
    return {
      ...now,
      answer,
      state: answer.status,
      slow: now.slow && answer.status === 'confirming',
    };
  if (!isOpen(now.state)) return now;
  const known = { ...now, answer };
  return now.state === 'opening' && now.window === 'seen'
    ? { ...known, state: 'authenticating' }
    : loseSight(known);
}

/** The window is gone and nothing better is known: the buyer decides how to go on. */
const loseSight = (now: Snapshot): Snapshot =>
  now.window === 'gone' && (now.state === 'opening' || now.state === 'authenticating')
    ? { ...now, state: 'window-lost' }
    : now;

function announce({ snapshot, effects }: Step): Step {
  const names: PaymentEventName[] = ['payment-state'];
  const own = ANNOUNCED[snapshot.state];
  if (own && !(own === 'payment-complete' && snapshot.completeTold)) names.push(own);
  return {
    snapshot: { ...snapshot, completeTold: snapshot.completeTold || snapshot.state === 'complete' },
    effects: [...effects, ...names.map((name) => ({ do: 'announce', name }) as const)],
  };
}

const whileLive = (now: Snapshot, effect: Effect): readonly Effect[] =>
  isLive(now.state) ? [effect] : [];

const to = (snapshot: Snapshot, ...effects: readonly Effect[]): Step => ({ snapshot, effects });
