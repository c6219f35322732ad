import { isVisible } from './attention.ts';
import { type AttemptState, isLive, type Snapshot } from './machine.ts';
import { pollDelay, type Waiting } from './polling.ts';
import { Alarm, type Timers } from './timers.ts';

/** What the alarms ring for. */
export interface AlarmCalls {
  readonly ask: () => void;
  readonly lookAtWindow: () => void;
  readonly graceOver: () => void;
  readonly slow: () => void;
}

const CLOSED_POLL = 500;
/** Browsers may show the window as closed before its last message is delivered. */
const CLOSED_GRACE = 600;
const SLOW_AFTER = 30_000;

const WAITING: Partial<Record<AttemptState, Waiting>> = {
  opening: 'buyer',
  authenticating: 'buyer',
  'window-lost': 'buyer',
  confirming: 'approval',
  pending: 'doubt',
};

/**
 * The timers of an attempt. They follow from its snapshot alone, so that none can be forgotten and
 * none outlives its reason. While the page is hidden nothing is asked.
 */
export class AttemptAlarms {
  readonly #calls: AlarmCalls;
  readonly #poll: Alarm;
  readonly #closedPoll: Alarm;
  readonly #grace: Alarm;
  readonly #slow: Alarm;
  #waiting: Waiting | undefined;
  #asked = 0;

  constructor(timers: Timers, calls: AlarmCalls) {
    this.#calls = calls;
    this.#poll = new Alarm(timers);
    this.#closedPoll = new Alarm(timers);
    this.#grace = new Alarm(timers);
    this.#slow = new Alarm(timers);
  }

  /** @param asking a question is on its way; the next is counted from its answer */
  follow(snapshot: Snapshot, asking: boolean): void {
    this.#followSlow(snapshot);
    this.#followGrace(snapshot);
    this.#followWindow(snapshot);
    this.#followPoll(snapshot, asking);
  }

  /** The server answered, or could not: the next delay is the schedule's next. */
  asked(): void {
    this.#asked += 1;
  }

  #followPoll({ state, answer }: Snapshot, asking: boolean): void {
    const waiting = WAITING[state];
    if (waiting !== this.#waiting) {
      this.#waiting = waiting;
      this.#asked = 0;
      this.#poll.clear();
    }
    if (!waiting || asking || !isVisible()) this.#poll.clear();
    else if (!this.#poll.isSet)
      this.#poll.set(pollDelay(waiting, this.#asked, answer?.pollAfterMs), this.#calls.ask);
  }

  #followWindow({ state, window }: Snapshot): void {
    if (window !== 'seen' || !isLive(state) || !isVisible()) this.#closedPoll.clear();
    else if (!this.#closedPoll.isSet) this.#closedPoll.set(CLOSED_POLL, this.#calls.lookAtWindow);
  }

  #followGrace({ window }: Snapshot): void {
    if (window !== 'grace') this.#grace.clear();
    else if (!this.#grace.isSet) this.#grace.set(CLOSED_GRACE, this.#calls.graceOver);
  }

  #followSlow({ state, slow }: Snapshot): void {
    if (state !== 'confirming' || slow) this.#slow.clear();
    else if (!this.#slow.isSet) this.#slow.set(SLOW_AFTER, this.#calls.slow);
  }
}
