import * as z from 'zod';
import { WaitingFaults, playsOf } from '../plays.simulator.ts';
import type { PlayKind } from '../plays.simulator.ts';
import { distortionsWith, failuresWith } from '../wire.simulator.ts';
import { error } from './kakaopay-codes.simulator.ts';

const ANOTHER = { tid: 'T0000000000000000009', partner_order_id: 'of-somebody-else' };

/** What Kakao Pay says of a failure of its own. */
export const INTERNAL_FAILURE = error(-1);

/** Every fault of the API. `declined` has a code as its `value`. */
export const PLAYS = playsOf(failuresWith(INTERNAL_FAILURE), distortionsWith(ANOTHER));

/** A failure to play, `times` calls long (1 unless told). */
export const FaultSchema = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.enum(['ready', 'approve', 'order', 'cancel']),
    kind: z.enum([...PLAYS.keys()] as PlayKind[]),
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
  readonly #waiting = new WaitingFaults<Fault>();

  add(request: FaultRequest): void {
    this.#waiting.add(FaultSchema.parse(request));
  }

  takeForApi(on: ApiFault['on']): ApiFault | undefined {
    return this.#waiting.take((fault): fault is ApiFault => fault.on === on);
  }

  takeForWindow(kind: WindowFault['kind']): WindowFault | undefined {
    return this.#waiting.take(
      (fault): fault is WindowFault => fault.on === 'window' && fault.kind === kind,
    );
  }

  reset(): void {
    this.#waiting.reset();
  }
}
