import type { RequestHandler } from 'express';
import * as z from 'zod';
import { WaitingFaults, playsOf } from '../plays.simulator.ts';
import type { PlayKind } from '../plays.simulator.ts';
import { distortionsWith, failuresWith } from '../wire.simulator.ts';
import type { Failures } from '../wire.simulator.ts';
import { error } from './tosspayments-codes.simulator.ts';

const ANOTHER = { paymentKey: 'tsim20200101000000of5mebody', orderId: 'of-somebody-else' };

/** What Toss Payments says of a failure of its own. */
export const INTERNAL_FAILURE = error('FAILED_INTERNAL_SYSTEM_PROCESSING');

const FAILURES = failuresWith(INTERNAL_FAILURE);

/** Every fault of the API. `declined` has an error code as its `value`. */
export const PLAYS = playsOf(FAILURES, distortionsWith(ANOTHER));

const TimesSchema = z.int().positive().default(1);

const ApiFaultSchema = z
  .strictObject({
    on: z.enum(['confirm', 'query', 'cancel']),
    kind: z.enum([...PLAYS.keys()] as PlayKind[]),
    times: TimesSchema,
    /** Of `declined`: an error code. Of `amount`: won. */
    value: z.union([z.int(), z.string().regex(/^[A-Z][A-Z0-9_]*$/)]).optional(),
  })
  .refine(({ kind, value }) => value === undefined || typeof value === VALUES.get(kind), {
    path: ['value'],
    message: 'a code belongs to "declined", a number to "amount"',
  });

const VALUES: ReadonlyMap<string, 'string' | 'number'> = new Map([
  ['declined', 'string'],
  ['amount', 'number'],
]);

const WindowFaultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    on: z.literal('window'),
    /** The page comes isolated, which cuts its opener in most browsers. */
    kind: z.literal('coop'),
    policy: z
      .enum(['same-origin', 'same-origin-allow-popups', 'noopener-allow-popups'])
      .default('same-origin'),
    coep: z.enum(['require-corp', 'credentialless']).optional(),
    times: TimesSchema,
  }),
  z.strictObject({
    on: z.literal('window'),
    /** The success callback is repeated. */
    kind: z.literal('duplicate-callback'),
    times: TimesSchema,
  }),
]);

/** A script of the SDK does not come through. */
const SdkFaultSchema = z.strictObject({
  on: z.literal('sdk'),
  kind: z.enum(Object.keys(FAILURES) as (keyof Failures)[]),
  times: TimesSchema,
});

/** A failure to play, `times` calls long (1 unless told). */
export const FaultSchema = z.union([ApiFaultSchema, WindowFaultSchema, SdkFaultSchema]);
export type Fault = z.output<typeof FaultSchema>;
export type FaultRequest = z.input<typeof FaultSchema>;
export type WindowFault = z.output<typeof WindowFaultSchema>;
export type ApiFault = z.output<typeof ApiFaultSchema>;
type SdkFault = z.output<typeof SdkFaultSchema>;

/** Faults waiting for their call, oldest first. */
export class TossPaymentsFaults {
  readonly #waiting = new WaitingFaults<Fault>();

  add(request: FaultRequest): void {
    this.#waiting.add(FaultSchema.parse(request));
  }

  takeForApi(on: ApiFault['on']): ApiFault | undefined {
    return this.#waiting.take((fault): fault is ApiFault => fault.on === on);
  }

  takeForWindow<Kind extends WindowFault['kind']>(
    kind: Kind,
  ): Extract<WindowFault, { kind: Kind }> | undefined {
    return this.#waiting.take(
      (fault): fault is Extract<WindowFault, { kind: Kind }> =>
        fault.on === 'window' && fault.kind === kind,
    );
  }

  /** Plays a failure in the place of a script; `next` where there is none. */
  readonly onSdk: RequestHandler = (_request, response, next) => {
    const fault = this.#waiting.take((waiting): waiting is SdkFault => waiting.on === 'sdk');
    if (fault) FAILURES[fault.kind](response, INTERNAL_FAILURE);
    else next();
  };

  reset(): void {
    this.#waiting.reset();
  }
}
