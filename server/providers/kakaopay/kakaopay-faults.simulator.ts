import * as z from 'zod';
import { DISTORTIONS, FAILURES, plain } from './kakaopay-wire.simulator.ts';
import type { Wire } from './kakaopay-wire.simulator.ts';

type Failure = keyof typeof FAILURES;
type ApiFaultKind =
  | Failure
  | `${Failure}-after-commit`
  | keyof typeof DISTORTIONS
  | 'declined'
  | 'amount'
  | 'sent-twice'
  | 'hold'
  | 'commit-later';

/** How a call goes wrong: how often it is carried out, and what is answered. */
export interface Play {
  readonly runs: 'never' | 'once' | 'twice' | 'later';
  readonly wire: Wire | 'hold';
}

const failures = Object.entries<Wire>(FAILURES);
const distortions = Object.entries<Wire>(DISTORTIONS);

/** Every fault of the API. Without a commit the call is lost on its way to Kakao Pay. */
export const PLAYS: ReadonlyMap<string, Play> = new Map<string, Play>([
  ...failures.map(([kind, wire]) => [kind, { runs: 'never', wire }] as const),
  ...failures.map(([kind, wire]) => [`${kind}-after-commit`, { runs: 'once', wire }] as const),
  ...distortions.map(([kind, wire]) => [kind, { runs: 'once', wire }] as const),
  /** Refused; `value` is the code. */
  ['declined', { runs: 'once', wire: plain }],
  /** Another amount is taken, given back or told; `value` is that amount in won. */
  ['amount', { runs: 'once', wire: plain }],
  /** A machine in between asks twice and passes the second answer on: "already done", mostly. */
  ['sent-twice', { runs: 'twice', wire: plain }],
  /** Carried out at once, answered when the test says so. */
  ['hold', { runs: 'once', wire: 'hold' }],
  /** The caller is cut off at once; carried out when the test says so, which is too late for him. */
  ['commit-later', { runs: 'later', wire: FAILURES.drop }],
]);

/** A failure to play, `times` calls long (1 unless told). */
export const FaultSchema = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.enum(['ready', 'approve', 'order', 'cancel']),
    kind: z.enum([...PLAYS.keys()] as ApiFaultKind[]),
    times: z.int().positive().default(1),
    value: z.int().optional(),
  }),
  z.discriminatedUnion('kind', [
    z.strictObject({
      on: z.literal('window'),
      /** The page comes isolated, which cuts its opener in most browsers. */
      kind: z.literal('coop'),
      policy: z
        .enum(['same-origin', 'same-origin-allow-popups', 'noopener-allow-popups'])
        .default('same-origin'),
      coep: z.enum(['require-corp', 'credentialless']).optional(),
      times: z.int().positive().default(1),
    }),
    z.strictObject({
      on: z.literal('window'),
      /** The approval callback is repeated. */
      kind: z.literal('duplicate-callback'),
      times: z.int().positive().default(1),
    }),
  ]),
]);
export type Fault = z.output<typeof FaultSchema>;
export type FaultRequest = z.input<typeof FaultSchema>;
export type ApiFault = Exclude<Fault, { on: 'window' }>;
export type WindowFault = Extract<Fault, { on: 'window' }>;

/** Faults waiting for their call, oldest first. */
export class KakaoPayFaults {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  add(request: FaultRequest): void {
    const fault = FaultSchema.parse(request);
    this.#waiting.push({ fault, left: fault.times });
  }

  takeForApi(on: ApiFault['on']): ApiFault | undefined {
    const fault = this.#take((waiting) => waiting.on === on);
    return fault?.on === 'window' ? undefined : fault;
  }

  takeForWindow(kind: WindowFault['kind']): WindowFault | undefined {
    const fault = this.#take((waiting) => waiting.on === 'window' && waiting.kind === kind);
    return fault?.on === 'window' ? fault : undefined;
  }

  reset(): void {
    this.#waiting = [];
  }

  #take(fits: (fault: Fault) => boolean): Fault | undefined {
    const found = this.#waiting.find((waiting) => waiting.left > 0 && fits(waiting.fault));
    if (found) found.left -= 1;
    return found?.fault;
  }
}
