import type { Response } from 'express';

/** Calls that wait for the test: those not answered yet, and those not carried out yet. */
export class Delays {
  #held: { readonly response: Response; readonly answer: () => void }[] = [];
  #late: (() => string)[] = [];
  #onHeld: (() => void)[] = [];

  hold(response: Response, answer: () => void): void {
    this.#held.push({ response, answer });
    for (const tell of this.#onHeld.splice(0)) tell();
  }

  /** Resolves as soon as a call is held. */
  held(): Promise<void> {
    return this.#held.length > 0
      ? Promise.resolve()
      : new Promise((resolve) => this.#onHeld.push(resolve));
  }

  /** Answers every held call and says how many there were. */
  release(): number {
    const held = this.#held.splice(0);
    for (const { answer } of held) answer();
    return held.length;
  }

  postpone(run: () => string): void {
    this.#late.push(run);
  }

  /** Carries out what was postponed and says what came of each. */
  commitLate(): readonly string[] {
    return this.#late.splice(0).map((run) => run());
  }

  /** Held callers are cut off, so that nobody waits for a test that is over. */
  reset(): void {
    for (const { response } of this.#held.splice(0)) response.socket?.destroy();
    this.#late = [];
  }
}
