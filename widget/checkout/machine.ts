import type { AttemptId, AttemptView } from '../../server/protocol/index.ts';
import type { CheckoutState } from './context.ts';

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
}

export type MachineEvent =
  | { readonly type: 'press'; readonly attemptId: AttemptId }
  | { readonly type: 'reopen' | 'cancel' | 'reset' }
  | { readonly type: 'opened' | 'hello' | 'closed' | 'grace-over' }
  /** `handled`: the page shows something of its own instead of our panel. */
  | { readonly type: 'blocked'; readonly handled: boolean }
  /** Without an answer the server is out of reach, or has not seen the launch yet. */
  | { readonly type: 'answered'; readonly answer?: AttemptView | undefined };

/** What is to be done outside; `ask`: an answer to an earlier question would not do. */
export type Effect = 'open' | 'focus' | 'cancel' | 'ask';

export type Step = readonly [snapshot: Snapshot, effect?: Effect];

export const IDLE: Snapshot = { state: 'idle', window: 'none' };

const OPEN: readonly CheckoutState[] = [
  'opening',
  'popup-blocked',
  'authenticating',
  'window-lost',
];
const LIVE: readonly CheckoutState[] = [...OPEN, 'confirming', 'pending'];

/** Whether the attempt may still come to something, so that it must be watched. */
export const isLive = (state: CheckoutState): boolean => LIVE.includes(state);

/** Whether the buyer may still cancel: no callback is known. */
export const isOpen = (state: CheckoutState): boolean => OPEN.includes(state);

/** Whether a press begins a new attempt. */
export const canStart = (state: CheckoutState): boolean =>
  !isLive(state) && state !== 'complete' && state !== 'loading';

/** The checkout, pure: what was and what happened give what is and what is to be done. */
export function transition(now: Snapshot, event: MachineEvent): Step {
  const { state, window } = now;
  switch (event.type) {
    case 'press':
      if (!canStart(state)) break;
      return [{ ...IDLE, state: 'opening', attemptId: event.attemptId }, 'open'];
    case 'reopen':
      return reopen(now);
    case 'cancel':
      if (!isOpen(state)) break;
      // What never had a window has not reached the server.
      return window === 'none' ? [IDLE] : [now, 'cancel'];
    case 'reset':
      return [isLive(state) ? now : IDLE];
    case 'opened':
      return [{ ...now, window: 'seen' }];
    case 'blocked':
      if (state !== 'opening') break;
      // An attempt that never had a window can be dropped; one that had may have been paid.
      return [event.handled && window === 'none' ? IDLE : { ...now, state: 'popup-blocked' }];
    case 'hello':
      return [isOpen(state) ? { ...now, state: 'authenticating', window: 'seen' } : now];
    case 'closed':
      // A closed window says nothing of the payment: wait for a last message, then ask.
      return [window === 'seen' ? { ...now, window: 'grace' } : now];
    case 'grace-over':
      if (window !== 'grace') break;
      return isLive(state) ? [{ ...now, window: 'gone' }, 'ask'] : [{ ...now, window: 'gone' }];
    case 'answered':
      return [loseSight(event.answer ? believe(now, event.answer) : now)];
  }
  return [now];
}

/** The same attempt once more; a window that is still there is only brought to the front. */
function reopen(now: Snapshot): Step {
  const { state, window } = now;
  const isBeingOpened = state === 'opening' && window !== 'gone';
  if (!isOpen(state)) return [now];
  if (window === 'seen') return [now, 'focus'];
  if (isBeingOpened) return [now];
  return [{ ...now, state: 'opening', window: window === 'none' ? 'none' : 'grace' }, 'open'];
}

/** Takes the server's word, unless it is older than what is known. */
function believe(now: Snapshot, answer: AttemptView): Snapshot {
  const { state, window } = now;
  const { status } = answer;
  if (answer.attemptId !== now.attemptId || answer.seq < (now.answer?.seq ?? 0)) return now;
  if (status !== 'open') return { ...now, answer, state: status };
  if (!isOpen(state)) return now;
  const isAtWork = state === 'opening' && window === 'seen';
  return { ...now, answer, state: isAtWork ? 'authenticating' : state };
}

/** The window is gone and nothing better is known: the buyer decides how to go on. */
const loseSight = (now: Snapshot): Snapshot =>
  now.window === 'gone' && isOpen(now.state) && now.state !== 'popup-blocked'
    ? { ...now, state: 'window-lost' }
    : now;
