import * as z from 'zod';

/** What a shop sets for Example Pay. */
export interface ExampleOptions {
  /** Stays on the server. */
  readonly secretKey: string;
  /** https, or plain http on this machine. */
  readonly baseUrl: string;
}

const OptionsSchema = z.strictObject({
  secretKey: z.string().regex(/^[\x21-\x7e]{8,}$/, 'must be the key, without spaces'),
  baseUrl: z
    .string()
    .regex(/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost)[:/]/, 'must be an https address'),
}) satisfies z.ZodType<unknown, ExampleOptions>;

/** @throws Error that names each wrong option and repeats no value. */
export function parseOptions(options: ExampleOptions): ExampleOptions {
  const parsed = OptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new Error(`example: ${wrong.join('; ')}`);
}

/** Answer of every call. `url` is the buyer's page, `status` one of the documented words. */
export const PaymentSchema = z.object({
  id: z.string().min(1),
  orderId: z.string(),
  amount: z.int().nonnegative(),
  status: z.string(),
  url: z.url({ protocol: /^https?$/ }),
});
export type Payment = z.output<typeof PaymentSchema>;

/** HTTP 4xx. */
export const ErrorSchema = z.object({ code: z.string(), message: z.string().max(500) });
