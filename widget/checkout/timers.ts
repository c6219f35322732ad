/** Clock and timer in one, so that a test can own time. */
export interface Timers {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs once, `ms` milliseconds from now; the answer takes it back. */
  readonly after: (ms: number, run: () => void) => () => void;
}

export const browserTimers: Timers = {
  now: () => Date.now(),
  after: (ms, run) => {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  },
};

/** A place for one timer: setting it again replaces the one before. */
export class Alarm {
  readonly #timers: Timers;
  #stop: (() => void) | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get isSet(): boolean {
    return this.#stop !== undefined;
  }

  set(ms: number, run: () => void): void {
    this.clear();
    this.#stop = this.#timers.after(ms, () => {
      this.#stop = undefined;
      run();
    });
  }

  clear(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
