import type { AttemptId, AttemptView, Presentation } from '../../server/protocol/index.ts';
import type { CheckoutState } from './context.ts';

/** The states an attempt gives to the widget; `loading` belongs to the session. */
export type AttemptState = Exclude<CheckoutState, 'loading'>;

/**
 * What can be seen of the payment window; `grace` while its closing may still be a good end. `none`
 * as long as nothing of the attempt can have reached the server.
 */
export type WindowSight = 'none' | 'seen' | 'grace' | 'gone';

/** Everything the widget knows of the attempt. Replaced, never changed in place. */
export interface Snapshot {
  readonly state: AttemptState;
  readonly attemptId?: AttemptId;
  /** The newest answer of the server, by its `seq`. */
  readonly answer?: AttemptView;
  readonly window: WindowSight;
  /** Back on the page, and the server says that nothing was paid yet: the buyer decides. */
  readonly isUnpaid?: boolean;
}

export type MachineEvent =
  | {
      readonly type: 'press';
      readonly attemptId: AttemptId;
      readonly presentation: Presentation;
    }
  /** A page that was left, or reloaded, is there again; `isSeen`: the window was found. */
  | {
      readonly type: 'resumed';
      readonly attemptId: AttemptId;
      readonly isSeen: boolean;
      readonly answer?: AttemptView | undefined;
    }
  /** The browser brought the page back as it was when it was left. */
  | { readonly type: 'restored' }
  /** The same attempt in the popup, or in this tab. */
  | { readonly type: 'reopen'; readonly presentation: Presentation }
  | { readonly type: 'cancel' | 'reset' }
  | { readonly type: 'opened' | 'hello' | 'closed' | 'grace-over' }
  /** `handled`: the page shows something of its own instead of our panel. */
  | { readonly type: 'blocked'; readonly handled: boolean }
  /** Without an answer the server is out of reach. */
  | { readonly type: 'answered'; readonly answer?: AttemptView | undefined }
  /** The server has not seen the launch. */
  | { readonly type: 'unstarted' }
  /** The server does not know our session any more. */
  | { readonly type: 'forgotten' };

/** What is to be done outside; `ask`: an answer to an earlier question would not do. */
export type Effect = 'open' | 'leave' | 'focus' | 'cancel' | 'ask';

export type Step = readonly [snapshot: Snapshot, effect?: Effect];

export const IDLE: Snapshot = { state: 'idle', window: 'none' };

const OPEN: readonly CheckoutState[] = [
  'opening',
  'popup-blocked',
  'redirecting',
  'authenticating',
  'window-lost',
  'returning',
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
      return canStart(state) ? begin(event) : [now];
    case 'resumed':
      return isOpen(state) || canStart(state) ? resume(event) : [now];
    case 'restored':
      return state === 'redirecting' ? [{ ...now, state: 'returning' }, 'ask'] : [now];
    case 'reopen':
      return reopen(now, event.presentation);
    case 'cancel':
      // Of what has a callback, only an account that waits for its money can be given up.
      if (!isOpen(state)) return now.answer?.deposit ? [now, 'cancel'] : [now];
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
    case 'unstarted':
      return [loseSight(state === 'returning' ? { ...now, isUnpaid: true } : now)];
    case 'forgotten':
      // In a window that is open somebody may be paying all the same.
      return [state === 'returning' ? IDLE : now];
  }
  return [now];
}

/** A redirect has no window to be seen, and its launch may reach the server at any moment. */
function begin({ attemptId, presentation }: Extract<MachineEvent, { type: 'press' }>): Step {
  return presentation === 'popup'
    ? [{ state: 'opening', attemptId, window: 'none' }, 'open']
    : [{ state: 'redirecting', attemptId, window: 'gone' }, 'leave'];
}

function resume(event: Extract<MachineEvent, { type: 'resumed' }>): Step {
  const { attemptId, isSeen, answer } = event;
  const seen = { state: 'authenticating', window: 'seen' } as const;
  const unseen = { state: 'returning', window: 'gone' } as const;
  const now = { attemptId, ...(isSeen ? seen : unseen) };
  return answer ? [believe(now, answer)] : [now, 'ask'];
}

/** The same attempt once more; a window that is still there is only brought to the front. */
function reopen(now: Snapshot, presentation: Presentation): Step {
  const { state, window } = now;
  const isBeingOpened = state === 'opening' && window !== 'gone';
  // Back on the page, nothing is launched again before the server has said that nothing was paid.
  if (!isOpen(state) || (state === 'returning' && !now.isUnpaid)) return [now];
  const again = { ...now, isUnpaid: false };
  if (presentation === 'redirect') {
    return [{ ...again, state: 'redirecting', window: 'gone' }, 'leave'];
  }
  if (window === 'seen') return [now, 'focus'];
  if (isBeingOpened) return [now];
  return [{ ...again, state: 'opening', window: window === 'none' ? 'none' : 'grace' }, 'open'];
}

/** Takes the server's word, unless it is older than what is known. */
function believe(now: Snapshot, answer: AttemptView): Snapshot {
  const { state, window } = now;
  const { status } = answer;
  if (answer.attemptId !== now.attemptId || answer.seq < (now.answer?.seq ?? 0)) return now;
  if (status !== 'open') return { ...now, answer, state: status };
  if (!isOpen(state)) return now;
  if (state === 'returning') return { ...now, answer, isUnpaid: true };
  const isAtWork = state === 'opening' && window === 'seen';
  return { ...now, answer, state: isAtWork ? 'authenticating' : state };
}

/** The window is gone and nothing better is known: the buyer decides how to go on. */
const loseSight = (now: Snapshot): Snapshot =>
  now.window === 'gone' && /^(opening|authenticating)$/.test(now.state)
    ? { ...now, state: 'window-lost' }
    : now;
