import * as z from 'zod';
import { AmountSchema } from '../../protocol/index.ts';

/** The shop's own page, on which the buyer says yes. */
export interface HousePage {
  /** Where it is. Plain http is accepted for this machine only. */
  readonly url: string;
  /** What the launch is signed with; the page checks it by the same. 32 bytes or more, base64url. */
  readonly secret: string;
  /** How long the buyer may take there; 15 minutes when left out. */
  readonly windowMinutes?: number | undefined;
}

/** What a shop sets for a payment of its own. */
export interface HouseOptions {
  /** As buyers know it, `포인트` and `Points` say. */
  readonly name: { readonly ko: string; readonly en: string };
  /** Left out, the buyer confirms in the payment window itself. */
  readonly page?: HousePage | undefined;
}

const LOOPBACK = /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;

function isPageUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, searchParams } = new URL(text);
  if (username !== '' || text.includes('#') || searchParams.has('payment')) return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

const isSecret = (text: string): boolean =>
  /^[\w-]+$/.test(text) && Buffer.from(text, 'base64url').length >= 32;

const Name = z.string().regex(/^\S(.{0,38}\S)?$/u, 'must be a name of up to 40 letters');

const OptionsSchema = z.strictObject({
  name: z.strictObject({ ko: Name, en: Name }),
  page: z
    .strictObject({
      url: z
        .string()
        .max(500)
        .refine(
          isPageUrl,
          'must be an https address (http only for this machine) without a fragment or payment=',
        ),
      secret: z.string().refine(isSecret, 'must be at least 32 bytes, base64url'),
      windowMinutes: z.int().min(1).max(60).default(15),
    })
    .optional(),
}) satisfies z.ZodType<unknown, HouseOptions>;

export type HouseConfig = z.output<typeof OptionsSchema>;
export type HousePageConfig = NonNullable<HouseConfig['page']>;

/** @throws Error that names each wrong option and repeats no value. */
export function parseOptions(options: HouseOptions): HouseConfig {
  const parsed = OptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter((part) => part !== '').join(' '),
  );
  throw new Error(`house: ${wrong.join('; ')}`);
}

/** The one algorithm. Anything else in the header of a launch is to be refused. */
export const LAUNCH_ALGORITHM = 'HS256';
export const LAUNCH_TYPE = 'pc-house+jwt';

/** What the page is told, beside the registered `aud`, `iat` and `exp`. Amounts in minor units. */
export const LaunchClaimsSchema = z.object({
  v: z.literal(1),
  attemptId: z.string(),
  orderId: z.string(),
  line: z.string(),
  orderName: z.string(),
  amount: AmountSchema,
  locale: z.enum(['ko', 'en']),
  device: z.enum(['desktop', 'mobile', 'in-app']),
  /** Where the browser goes once the buyer said yes, by GET or POST, with whatever the shop needs. */
  approveUrl: z.string(),
  /** Where it goes when he would rather not. */
  cancelUrl: z.string(),
});
export type LaunchClaims = Readonly<z.output<typeof LaunchClaimsSchema>>;

/** What our own window posts when the buyer pressed its button. */
export const ConfirmationSchema = z.strictObject({
  v: z.literal(1),
  attemptId: z.string(),
  orderId: z.string(),
  amount: z.strictObject({
    value: z.int().nonnegative(),
    currency: z.string().regex(/^[A-Z]{3}$/),
  }),
});
export type Confirmation = Readonly<z.output<typeof ConfirmationSchema>>;
