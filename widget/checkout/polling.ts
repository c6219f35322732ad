/** What is waited for: the buyer in the window, the approval, or the end of a doubt. */
export type Waiting = 'buyer' | 'approval' | 'doubt';

/** Approvals mostly take under two seconds, and somebody is watching. */
const APPROVAL = [300, 600, 1_000];
const CALM = 2_000;
const CALMER = 5_000;
const SLOWEST = 15_000;

/**
 * Milliseconds until the server is asked again. Hints make the common case quick; this is for when
 * none comes.
 *
 * @param asked how often it was asked since this kind of waiting began
 * @param pollAfterMs the server's wish; it can only stretch the delay
 */
export function pollDelay(waiting: Waiting, asked: number, pollAfterMs = 0): number {
  const quick = waiting === 'approval' ? APPROVAL : [];
  const calm = asked - quick.length;
  const steady = waiting === 'doubt' || calm >= 17 ? SLOWEST : calm < 5 ? CALM : CALMER;
  return Math.max(quick[asked] ?? steady, pollAfterMs);
}
