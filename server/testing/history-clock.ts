import type { Clock } from '../clock.ts';

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** Everything that can go on without time passing has gone on: nothing here waits for real time. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** A time that stands still until it is passed; alarms on the way ring in their order. */
export class HistoryClock implements Clock {
  #now: number;
  #alarms: Alarm[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  /** What makes the store's clock, which is the database's, show the same time. */
  readonly offset = (): number => this.#now - Date.now();

  readonly after = (ms: number, work: () => void): (() => void) => {
    const alarm: Alarm = { at: this.#now + ms, ring: work };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  };

  next(): number | undefined {
    return this.#earliest()?.at;
  }

  async passTo(time: number): Promise<void> {
    for (let alarm = this.#earliest(); alarm; alarm = this.#earliest()) {
      if (alarm.at > time) break;
      const rung = alarm;
      this.#alarms = this.#alarms.filter((other) => other !== rung);
      this.#now = Math.max(this.#now, alarm.at);
      alarm.ring();
      await settled();
    }
    this.#now = Math.max(this.#now, time);
  }

  #earliest(): Alarm | undefined {
    return this.#alarms.reduce<Alarm | undefined>(
      (first, alarm) => (first === undefined || alarm.at < first.at ? alarm : first),
      undefined,
    );
  }
}
