import * as z from 'zod/mini';

/**
 * Money. `value` counts minor units (a won has none, so 48,000 won is 48000; a dollar has a
 * hundred), `currency` is an ISO 4217 code.
 */
export const AmountSchema = z.object({
  value: z.int().check(z.nonnegative()),
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
});
export type Amount = z.infer<typeof AmountSchema>;

/** Whether two amounts are the same money. */
export const sameAmount = (a: Amount, b: Amount): boolean =>
  a.value === b.value && a.currency === b.currency;
