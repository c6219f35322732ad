interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes when a test says so: stands where the page's clock and timers are. */
export class FakeTimers {
  #now = 1_700_000_000_000;
  #count = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #real = {
    now: Date.now,
    setTimeout: window.setTimeout,
    clearTimeout: window.clearTimeout,
  };

  constructor() {
    Date.now = () => this.#now;
    const setTimeout = (run: () => void, ms = 0): number => {
      this.#count += 1;
      this.#waiting.set(this.#count, { at: this.#now + ms, run });
      return this.#count;
    };
    const clearTimeout = (id: number): void => void this.#waiting.delete(id);
    Object.assign(window, { setTimeout, clearTimeout });
  }

  restore(): void {
    const { now, setTimeout, clearTimeout } = this.#real;
    Date.now = now;
    Object.assign(window, { setTimeout, clearTimeout });
  }

  now(): number {
    return this.#now;
  }

  /** How many timers are set. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Lets time pass, timer by timer, with everything that follows from each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      const [id, { at, run }] = next;
      this.#waiting.delete(id);
      this.#now = at;
      run();
      await settled();
    }
    this.#now = end;
  }

  /** The clock goes on while timers sleep, as in a suspended machine. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #next(end: number): [number, Waiting] | undefined {
    return [...this.#waiting]
      .filter(([, { at }]) => at <= end)
      .sort(([, a], [, b]) => a.at - b.at)[0];
  }
}

/** Enough microtasks for every promise that needs nothing from outside. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
