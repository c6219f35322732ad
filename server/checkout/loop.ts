import { deliverNotices } from '../merchant/deliver.ts';
import { SETTLED_WITHIN_MS } from '../store/store.ts';
import { approve } from './approve.ts';
import type { Checkout } from './checkout.ts';
import { faultOf } from './provider-call.ts';
import { receiveLeftBehind } from './receive.ts';

const BEAT_MS = 1000;

export interface Loop {
  /** Does what is due now, and comes back every second until stopped. */
  start(): void;
  /** Comes back no more; what it began is background work. */
  stop(): void;
}

/**
 * Carries on without any browser: reads callbacks and approves attempts that a killed process left
 * behind, and delivers notices. At start they are left behind whatever their age.
 */
export function createLoop(checkout: Checkout): Loop {
  let stopped = false;
  let callOff = (): void => undefined;

  const attend = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      checkout.log.error(faultOf(error), 'loop beat failed');
    }
  };
  // Each goes its own way, so that a slow provider delays no notice and a slow merchant no payment.
  let delivering = false;
  const beat = (aheadMs: number): void => {
    checkout.background(attend(() => takeUp(checkout, aheadMs)));
    if (!delivering) {
      delivering = true;
      checkout.background(
        attend(() => deliverNotices(checkout)).finally(() => {
          delivering = false;
        }),
      );
    }
    callOff = checkout.clock.after(BEAT_MS, () => {
      if (!stopped) beat(0);
    });
  };

  return {
    start: () => {
      beat(SETTLED_WITHIN_MS);
    },
    stop: () => {
      stopped = true;
      callOff();
    },
  };
}

/** @param aheadMs by how much what is not due yet is taken up already */
async function takeUp(checkout: Checkout, aheadMs: number): Promise<void> {
  const now = (await checkout.store.now()) + aheadMs;
  const left = await checkout.store.stale('authenticated', now - SETTLED_WITHIN_MS, 20);
  for (const { id } of left) checkout.background(approve(checkout, id));
  await receiveLeftBehind(checkout, now);
}
