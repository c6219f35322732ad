import { type AttemptState, isLive, isOpen, type Snapshot } from './machine.ts';
import { pollDelay, type Waiting } from './polling.ts';

const CLOSED_POLL = 500;
/** Browsers may show the window as closed before its last message is delivered. */
const CLOSED_GRACE = 600;

/** After so long in a state the buyer is owed other words, or a way on. */
const SLOW_AFTER: Partial<Record<AttemptState, number>> = {
  opening: 8_000,
  redirecting: 5_000,
  returning: 10_000,
  confirming: 30_000,
};

const WAITING: Partial<Record<AttemptState, Waiting>> = {
  confirming: 'approval',
  pending: 'doubt',
};

/** What ticks: milliseconds until it is time, `undefined` where nothing is waited for. */
export interface Rhythm {
  /** To ask the server. */
  readonly poll: number | undefined;
  /** To look whether the window is still there. */
  readonly look: number | undefined;
  /** To take a closed window for gone. */
  readonly grace: number | undefined;
  /** To say other words. */
  readonly slow: number | undefined;
}

/**
 * All that ticks in a moment follows from what is known in it, so that nothing is forgotten.
 *
 * @param asked how often the server was asked in this state; `undefined` while it is being asked
 */
export function rhythmOf(
  { state, window, answer }: Snapshot,
  asked: number | undefined,
  isVisible: boolean,
): Rhythm {
  const isWatched = isLive(state) && isVisible;
  // What never had a window has not reached the server; and a page that is being left asks nothing.
  const hasBegun = window !== 'none' || !isOpen(state);
  // A deposit takes hours or days: the server is asked when somebody looks at the page again.
  const isAsking = isWatched && hasBegun && state !== 'redirecting' && !answer?.deposit;
  const waiting = WAITING[state] ?? 'buyer';
  return {
    poll:
      isAsking && asked !== undefined ? pollDelay(waiting, asked, answer?.pollAfterMs) : undefined,
    look: isWatched && window === 'seen' ? CLOSED_POLL : undefined,
    grace: window === 'grace' ? CLOSED_GRACE : undefined,
    slow: SLOW_AFTER[state],
  };
}
