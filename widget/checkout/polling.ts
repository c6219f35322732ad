/** What is waited for: the buyer in the window, the approval, or the end of a doubt. */
export type Waiting = 'buyer' | 'approval' | 'doubt';

/** Approvals mostly take under two seconds, and somebody is watching. */
const APPROVAL = [300, 600, 1_000];

/** Delay and how often. Hints make the common case quick; this is for when none comes. */
const STEADY = [
  [2_000, 5],
  [5_000, 12],
] as const;

const SLOWEST = 15_000;

/**
 * Milliseconds until the server is asked again.
 *
 * @param asked how often it was asked since this kind of waiting began
 * @param pollAfterMs the server's wish; it can only stretch the delay
 */
export function pollDelay(waiting: Waiting, asked: number, pollAfterMs = 0): number {
  return Math.max(ownDelay(waiting, asked), pollAfterMs);
}

function ownDelay(waiting: Waiting, asked: number): number {
  if (waiting === 'doubt') return SLOWEST;
  const quick = waiting === 'approval' ? APPROVAL : [];
  let left = asked - quick.length;
  for (const [delay, times] of STEADY) {
    if (left < times) return quick[asked] ?? delay;
    left -= times;
  }
  return SLOWEST;
}
