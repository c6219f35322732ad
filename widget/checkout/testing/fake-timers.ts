import type { Timers } from '../timers.ts';

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes when a test says so. */
export class FakeTimers implements Timers {
  #now = 1_700_000_000_000;
  readonly #waiting = new Set<Waiting>();

  readonly now = (): number => this.#now;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const waiting = { at: this.#now + ms, run };
    this.#waiting.add(waiting);
    return () => void this.#waiting.delete(waiting);
  };

  /** How many timers are set. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Lets time pass, timer by timer, with everything that follows from each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#waiting.delete(next);
      this.#now = next.at;
      next.run();
      await settled();
    }
    this.#now = end;
  }

  /** The clock goes on while timers sleep, as in a suspended machine. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #next(end: number): Waiting | undefined {
    return [...this.#waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Enough microtasks for every promise that needs nothing from outside. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
