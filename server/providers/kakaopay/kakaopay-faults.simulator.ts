import * as z from 'zod';

/** A failure to play, `times` calls long (1 unless told). */
export const FaultSchema = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.enum(['ready', 'approve', 'order']),
    kind: z.enum([
      'declined',
      'amount',
      'hang',
      'hang-after-commit',
      'drop',
      'drop-after-commit',
      '500',
      '500-after-commit',
      'html',
    ]),
    times: z.int().positive().default(1),
    /** `declined`: the error code (-780). `amount`: the won that are taken (1 more than asked). */
    value: z.int().optional(),
  }),
  z.strictObject({
    on: z.literal('window'),
    /** `coop` cuts the opener of the page; `duplicate-callback` repeats the approval callback. */
    kind: z.enum(['coop', 'duplicate-callback']),
    times: z.int().positive().default(1),
  }),
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

  takeForWindow(kind: WindowFault['kind']): boolean {
    return this.#take((waiting) => waiting.on === 'window' && waiting.kind === kind) !== undefined;
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
