import { Alarm, type Timers } from './timers.ts';

/**
 * Lets through one call per `ms`: the first at once, and one more at the end for all that came
 * between, so that the last hint of a burst is not lost.
 */
export function atMostEvery(ms: number, timers: Timers, run: () => void): () => void {
  const pause = new Alarm(timers);
  let missed = false;
  const call = (): void => {
    if (pause.isSet) {
      missed = true;
      return;
    }
    pause.set(ms, () => {
      if (!missed) return;
      missed = false;
      call();
    });
    run();
  };
  return call;
}
