import type { Checkout } from './checkout.ts';
import { longestCall } from './deadlines.ts';

/** On top of the longest call: to write its answer down. */
const MARGIN_MS = 5000;

/** What runs without a request, and the end of it. */
export interface Life extends Pick<Checkout, 'background' | 'isStopping'> {
  /** From now on nothing new begins; resolves when all that runs is over, or took too long. */
  end(checkout: Pick<Checkout, 'clock' | 'config'>): Promise<void>;
}

export function createLife(): Life {
  const running = new Set<Promise<unknown>>();
  let stopping = false;
  return {
    isStopping: () => stopping,
    background: (work) => {
      running.add(work);
      void work.finally(() => running.delete(work));
    },
    end: async ({ clock, config }) => {
      stopping = true;
      let callOff = (): void => undefined;
      const enough = new Promise<'enough'>((resolve) => {
        callOff = clock.after(longestCall(config) + MARGIN_MS, () => {
          resolve('enough');
        });
      });
      // What runs may begin more: a callback that is just being read, the approval it leads to.
      const over = async (): Promise<void> => {
        while (running.size > 0) await Promise.allSettled(running);
      };
      await Promise.race([over(), enough]);
      callOff();
    },
  };
}
