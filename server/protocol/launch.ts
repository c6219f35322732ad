import * as z from 'zod/mini';
import { DeviceSchema, LocaleSchema, PresentationSchema } from './ids.ts';

/** Query of the first `GET /launch/:attempt`. Later visits carry `token` alone. */
export const LaunchQuerySchema = z.object({
  session: z.string().check(z.minLength(1), z.maxLength(4096)),
  method: z.string().check(z.minLength(1), z.maxLength(40)),
  presentation: PresentationSchema,
  device: DeviceSchema,
  locale: LocaleSchema,
});
export type LaunchQuery = z.infer<typeof LaunchQuerySchema>;

const HttpsUrlSchema = z.string().check(z.regex(/^https?:\/\//), z.maxLength(4096));

/** How the payment window reaches the provider. Kinds, not companies. */
export const LaunchInstructionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('redirect'), url: HttpsUrlSchema }),
  z.object({
    kind: z.literal('form'),
    url: HttpsUrlSchema,
    fields: z.array(z.tuple([z.string(), z.string()])),
    charset: z.optional(z.string()),
  }),
  z.object({
    kind: z.literal('script'),
    src: HttpsUrlSchema,
    global: z.string(),
    data: z.record(z.string(), z.unknown()),
  }),
  /** There is no page: the buyer confirms in our own, which posts `data` as JSON to `url`. */
  z.object({
    kind: z.literal('none'),
    url: HttpsUrlSchema,
    data: z.record(z.string(), z.unknown()),
  }),
]);
export type LaunchInstruction = z.infer<typeof LaunchInstructionSchema>;

/** How a provider's SDK ended without leaving the page; `code` is its own word for the operator. */
export type LaunchEnd =
  { readonly kind: 'canceled' } | { readonly kind: 'failed'; readonly code: string };

/**
 * The part of a provider that calls its SDK: `launch` of `providers/<id>/<id>.launcher.ts`, built
 * apart and written into the payment window's page. The page loads the SDK itself.
 *
 * @param sdk the global that the SDK's script defines
 * @param data of the instruction, from the provider's `prepare`
 * @returns how it ended, where the SDK told; a launch that leaves the page may never settle. A
 * rejection counts as failed.
 */
export type Launcher = (
  sdk: unknown,
  data: Readonly<Record<string, unknown>>,
) => Promise<LaunchEnd | undefined>;
