import { deliverNotices } from '../merchant/deliver.ts';
import { approve } from './approve.ts';
import type { Checkout } from './checkout.ts';
import { faultOf } from './provider-call.ts';
import { receiveLeftBehind } from './receive.ts';

const BEAT_MS = 1000;
/** A callback or an authenticated attempt this old was left behind: its process died. */
const LEFT_BEHIND_MS = 5000;

export interface Loop {
  /** Does what is due now, and comes back every second until stopped. */
  start(): void;
  /** Comes back no more; resolves when the beat under way is over. */
  stop(): Promise<void>;
}

/**
 * Carries on without any browser: reads callbacks and approves attempts that a killed process left
 * behind, and delivers notices. At start they are left behind whatever their age.
 */
export function createLoop(checkout: Checkout): Loop {
  let stopped = false;
  let callOff = (): void => undefined;
  let beating: Promise<void> = Promise.resolve();

  const beat = async (olderThanMs: number): Promise<void> => {
    try {
      const before = (await checkout.store.now()) - olderThanMs;
      await receiveLeftBehind(checkout, before);
      const left = await checkout.store.stale('authenticated', before, 20);
      for (const { id } of left) checkout.background(approve(checkout, id));
      await deliverNotices(checkout);
    } catch (error) {
      checkout.log.error(faultOf(error), 'loop beat failed');
    }
    if (stopped) return;
    callOff = checkout.clock.after(BEAT_MS, () => {
      beating = beat(LEFT_BEHIND_MS);
    });
  };

  return {
    start: () => {
      beating = beat(0);
    },
    stop: () => {
      stopped = true;
      callOff();
      return beating;
    },
  };
}
