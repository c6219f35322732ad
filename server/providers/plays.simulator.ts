import type { Response } from 'express';
import type { Delays } from './delays.simulator.ts';
import { plain } from './wire.simulator.ts';
import type { ApiAnswer, Distortions, Failures, Wire } from './wire.simulator.ts';

/** How a call goes wrong: how often it is carried out, and what is answered. */
export interface Play {
  readonly runs: 'never' | 'once' | 'twice' | 'later';
  readonly wire: Wire | 'hold';
}

export type PlayKind =
  | keyof Failures
  | `${keyof Failures}-after-commit`
  | keyof Distortions
  | 'declined'
  | 'amount'
  | 'sent-twice'
  | 'hold'
  | 'commit-later';

/** Every fault of an API. Without a commit the call is lost on its way to the provider. */
export function playsOf(failures: Failures, distortions: Distortions): ReadonlyMap<PlayKind, Play> {
  const lost = Object.entries(failures) as [keyof Failures, Wire][];
  const distorted = Object.entries(distortions) as [keyof Distortions, Wire][];
  return new Map<PlayKind, Play>([
    ...lost.map(([kind, wire]) => [kind, { runs: 'never', wire }] as const),
    ...lost.map(([kind, wire]) => [`${kind}-after-commit`, { runs: 'once', wire }] as const),
    ...distorted.map(([kind, wire]) => [kind, { runs: 'once', wire }] as const),
    /** Refused; `value` is the code. */
    ['declined', AS_MEANT],
    /** Another amount is taken, given back or told; `value` is that amount in won. */
    ['amount', AS_MEANT],
    /** A machine in between asks twice and passes the second answer on: "already done", mostly. */
    ['sent-twice', { runs: 'twice', wire: plain }],
    /** Carried out at once, answered when the test says so. */
    ['hold', { runs: 'once', wire: 'hold' }],
    /** The caller is cut off at once; carried out when the test says so, too late for him. */
    ['commit-later', { runs: 'later', wire: failures.drop }],
  ]);
}

/** Carried out, and answered as the provider means it. */
export const AS_MEANT: Play = { runs: 'once', wire: plain };

/** One call that is played. */
export interface Performance {
  readonly play: Play;
  readonly response: Response;
  readonly delays: Delays;
  /** Carries the call out. */
  readonly run: () => ApiAnswer;
  /** What a lost call is answered by a machine that knows nothing of it. */
  readonly notDone: ApiAnswer;
  /** Hears of a call that was carried out long after its caller had given up; says it in a word. */
  readonly onLate: (answer: ApiAnswer) => string;
  /** Hears that the answer of a held call goes out. */
  readonly onRelease?: () => void;
}

/** Carries a call out as its play has it; returns what was answered, or would have been. */
export function perform({ play: { runs, wire }, ...call }: Performance): ApiAnswer {
  const { response, delays, run } = call;
  if (runs === 'later') delays.postpone(() => call.onLate(run()));
  if (runs === 'twice') run();
  const answered = runs === 'once' || runs === 'twice' ? run() : call.notDone;
  if (wire === 'hold') {
    delays.hold(response, () => {
      call.onRelease?.();
      plain(response, answered);
    });
  } else wire(response, answered);
  return answered;
}

/** Faults waiting for their call, oldest first. */
export class WaitingFaults<Fault extends { readonly times: number }> {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  take<Wanted extends Fault>(fits: (fault: Fault) => fault is Wanted): Wanted | undefined {
    for (const waiting of this.#waiting) {
      if (waiting.left === 0 || !fits(waiting.fault)) continue;
      waiting.left -= 1;
      return waiting.fault;
    }
    return undefined;
  }

  reset(): void {
    this.#waiting = [];
  }
}
