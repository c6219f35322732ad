import type { Clock } from '../clock.ts';

/** Real time, which a test may move on: alarms that fall into what was skipped ring at once. */
export interface MovedClock extends Clock {
  /** How far ahead of real time it is, in milliseconds. */
  readonly offset: () => number;
  readonly pass: (ms: number) => void;
}

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** @param ahead how far it is ahead of real time from the start, in milliseconds */
export function movedClock(ahead = 0): MovedClock {
  let offset = ahead;
  const alarms = new Set<Alarm>();
  const now = (): number => Date.now() + offset;
  return {
    now,
    offset: () => offset,
    after: (ms, work) => {
      const off = (): void => {
        clearTimeout(timer);
        alarms.delete(alarm);
      };
      const alarm: Alarm = {
        at: now() + ms,
        ring: () => {
          off();
          work();
        },
      };
      const timer = setTimeout(alarm.ring, ms);
      alarms.add(alarm);
      return off;
    },
    pass: (ms) => {
      offset += ms;
      for (const alarm of [...alarms]) if (alarm.at <= now()) alarm.ring();
    },
  };
}
