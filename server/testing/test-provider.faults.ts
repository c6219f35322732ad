import * as z from 'zod';
import { VERBS } from './test-provider.wire.ts';
import type { BankVerb } from './test-provider.wire.ts';

const times = z.int().positive().default(1);

/** A failure to play at the next `times` calls of a verb (1 unless told). */
export const BankFaultSchema = z.union([
  z.strictObject({
    on: z.enum(VERBS),
    /**
     * `unsent` provably never left us. `dropped` and `hang` got no answer, `error` HTTP 500,
     * `nonsense` HTTP 200 with a page in it: of none of these the bank did anything. `declined` is a
     * documented no; at `approve` it ends the payment.
     */
    kind: z.enum(['unsent', 'dropped', 'hang', 'error', 'nonsense', 'declined']),
    times,
  }),
  z.strictObject({
    on: z.enum(['prepare', 'approve', 'netCancel', 'refund']),
    /**
     * `-after-commit`: the bank did what it was asked, the answer is lost. `commit-later`: no answer
     * either, and the bank does it when the test calls `commitLate()`.
     */
    kind: z.enum([
      'dropped-after-commit',
      'hang-after-commit',
      'error-after-commit',
      'commit-later',
    ]),
    times,
  }),
  z.strictObject({
    on: z.enum(['approve', 'query']),
    /** `approve` takes, `query` only speaks of, another amount: `value`, or 1 more than asked. */
    kind: z.literal('amount'),
    value: z.int().nonnegative().optional(),
    times,
  }),
]);
export type BankFault = z.output<typeof BankFaultSchema>;
export type BankFaultRequest = z.input<typeof BankFaultSchema>;

/** Faults waiting for their call: first in, first out for each verb. */
export class BankFaults {
  #waiting: { readonly fault: BankFault; left: number }[] = [];

  add(request: BankFaultRequest): void {
    const fault = BankFaultSchema.parse(request);
    this.#waiting.push({ fault, left: fault.times });
  }

  take(verb: BankVerb): BankFault | undefined {
    const found = this.#waiting.find(({ fault }) => fault.on === verb);
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left === 0) this.#waiting = this.#waiting.filter((waiting) => waiting !== found);
    return found.fault;
  }

  clear(): void {
    this.#waiting = [];
  }
}
