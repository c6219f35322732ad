import * as z from 'zod';
import type { Provider } from './providers/provider.ts';

const Url = z.url({ protocol: /^https?$/ });
const Origin = Url.refine(
  (url) => URL.canParse(url) && new URL(url).origin === url,
  'is no origin: scheme, host, port',
);
const isProvider = (value: unknown): value is Provider =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'readCallback' in value;

const isHere = (url: string): boolean =>
  /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname);

const MethodConfig = z.strictObject({
  /** A name in `channels`. */
  channel: z.string(),
  /** A method of that channel's provider; needed where it has several. */
  method: z.string().optional(),
});

const LineConfig = z.strictObject({
  /** Method id as the widget sees it, in the order they are shown. */
  methods: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), MethodConfig),
  /** Asked with `{ orderId, line }` for name and amount. */
  order: Url,
  approve: z.strictObject({
    mode: z.literal('direct'),
    /** Asked before each approval; a refusal ends the payment before money moves. */
    confirm: Url.optional(),
  }),
  /** Told of every final state. */
  notify: Url.optional(),
});

const ConfigSchema = z
  .strictObject({
    shop: z.strictObject({ name: z.string().min(1).max(60) }),
    /** Where browsers and providers reach this server; the only source of our addresses. */
    publicUrl: Url.refine((url) => !url.endsWith('/'), 'must not end with a slash').refine(
      (url) => !/[?#]/.test(url),
      'must have no query and no fragment',
    ),
    /** Origins of the pages that carry the tag. */
    storefronts: z.array(Origin).min(1),
    /** `file:` and a path, or `file::memory:` for tests. */
    storeUrl: z.string().regex(/^file:[^?#%]+$/, 'must be file: and a plain path'),
    /** The first signs and encrypts, all are accepted; 32 bytes in base64url each. */
    secrets: z
      .array(
        z.strictObject({
          kid: z.string().min(1).max(20),
          secret: z
            .string()
            .refine(
              (text) => Buffer.from(text, 'base64url').length === 32,
              'must be 32 bytes, base64url',
            ),
        }),
      )
      .min(1),
    /** Standard Webhooks secret of the calls to the merchant's backend, `whsec_` and base64. */
    hookSecret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,}=*$/, 'must be whsec_ and at least 24 bytes in base64'),
    /** Keys of the merchant's own programs for `/merchant/v1`; without one it answers nobody. */
    merchantKeys: z
      .array(z.string().regex(/^[\x21-\x7e]{32,200}$/, 'must have 32 to 200 characters, no spaces'))
      .default([]),
    channels: z.record(
      z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
      z.custom<Provider>(isProvider, 'is no provider: use its factory, as in kakaopay({ … })'),
    ),
    lines: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), LineConfig),
  })
  .superRefine((config, ctx) => {
    for (const [channel, { facts, query, onlyHere }] of Object.entries(config.channels)) {
      // What moved in the window, and whether it did, only a query can tell.
      if (facts.approvedAtCallback && !query) {
        const message = 'takes money in its window and cannot be asked about it';
        ctx.addIssue({ code: 'custom', message, path: ['channels', channel] });
      }
      if (onlyHere !== undefined && !isHere(config.publicUrl)) {
        const message = `${onlyHere}: only for a publicUrl of this machine`;
        ctx.addIssue({ code: 'custom', message, path: ['channels', channel] });
      }
    }
    for (const [line, { methods, approve, notify }] of Object.entries(config.lines)) {
      // What was confirmed must be released when it ends without money.
      if (approve.confirm !== undefined && notify === undefined) {
        const message = 'is needed where confirm is set: it tells how what was confirmed ended';
        ctx.addIssue({ code: 'custom', message, path: ['lines', line, 'notify'] });
      }
      for (const [id, { channel, method }] of Object.entries(methods)) {
        const why = wrongMethod(config.channels[channel], method);
        if (why)
          ctx.addIssue({ code: 'custom', message: why, path: ['lines', line, 'methods', id] });
      }
    }
  });

function wrongMethod(
  channel: Provider | undefined,
  method: string | undefined,
): string | undefined {
  if (!channel) return 'names a channel that is not in channels';
  const names = Object.keys(channel.methods);
  if (method === undefined) {
    return names.length === 1
      ? undefined
      : `must name a method of ${channel.id}: ${names.join(', ')}`;
  }
  if (!names.includes(method))
    return `${channel.id} has no method ${method}, only ${names.join(', ')}`;
  return channel.approve ? undefined : `${channel.id} cannot approve by itself: use mode forward`;
}

/** What a merchant writes; see the README. */
export type CheckoutConfig = z.input<typeof ConfigSchema>;
/** The same, checked. */
export type CheckedConfig = z.output<typeof ConfigSchema>;
export type LineSettings = CheckedConfig['lines'][string];

/** The configuration cannot be used. The message names every wrong key. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
}

/** Types and completes a configuration file: `export default defineConfig({ … })`. */
export const defineConfig = (config: CheckoutConfig): CheckoutConfig => config;

/** @throws ConfigError naming each wrong key. */
export function checkConfig(config: unknown): CheckedConfig {
  const read = ConfigSchema.safeParse(config);
  if (read.success) return read.data;
  const lines = read.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || 'config'}: ${message}`,
  );
  throw new ConfigError(`CONFIG_INVALID: the configuration cannot be used.\n${lines.join('\n')}`);
}

export interface ChosenMethod {
  readonly channel: string;
  readonly provider: Provider;
  /** The provider's own name for it. */
  readonly providerMethod: string;
}

/** The channel and provider behind a method id of a line, or `undefined`. */
export function chooseMethod(
  config: CheckedConfig,
  line: string,
  id: string,
): ChosenMethod | undefined {
  const methods = config.lines[line]?.methods ?? {};
  const chosen = Object.hasOwn(methods, id) ? methods[id] : undefined;
  const provider = chosen && config.channels[chosen.channel];
  if (!provider) return undefined;
  const providerMethod = chosen.method ?? Object.keys(provider.methods)[0] ?? '';
  return { channel: chosen.channel, provider, providerMethod };
}
