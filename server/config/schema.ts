import * as z from 'zod';
import type { Provider } from '../providers/provider.ts';

const Url = z
  .url({ protocol: /^https?$/ })
  // They would stand in logs, and `fetch` refuses them.
  .refine((url) => !/^\w+:\/\/[^/]*@/.test(url), 'must have no user name or password');
const Origin = Url.refine(
  (url) => URL.canParse(url) && new URL(url).origin === url,
  'is no origin: scheme, host, port',
);
const isProvider = (value: unknown): value is Provider =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'readCallback' in value;

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** We approve with the provider. */
const DirectApproval = z.strictObject({
  mode: z.literal('direct'),
  /** Asked before each approval; a refusal ends the payment before money moves. */
  confirm: Url.optional(),
});

/** The merchant's backend approves: the provider's callback is handed on to it as it came. */
const ForwardApproval = z.strictObject({
  mode: z.literal('forward'),
  /** Called as the provider called us. A query of its own comes before the provider's. */
  url: Url.refine((url) => !url.includes('#'), 'must have no fragment'),
  /** `POST` for a backend that takes nothing else; the query stays where it is. */
  method: z.enum(['same', 'POST']).default('same'),
  /** Asked what became of a forward whose answer is in doubt. Needed unless `idempotent`. */
  status: Url.optional(),
  /** The same callback may be forwarded again: the backend repeats its first answer. */
  idempotent: z.boolean().default(false),
  /** How long the backend may take, in milliseconds. */
  timeoutMs: z.int().min(1000).max(120_000).default(75_000),
  /** Gives the provider the merchant's own order id, for approval code that looks it up. */
  providerOrderId: z.literal('merchant').optional(),
});

const Approval = z.discriminatedUnion('mode', [DirectApproval, ForwardApproval]);

const MethodConfig = z.strictObject({
  /** A name in `channels`. */
  channel: z.string(),
  /** A method of that channel's provider; needed where it has several. */
  method: z.string().optional(),
  /** Instead of the line's own. */
  approve: Approval.optional(),
});

const LineConfig = z.strictObject({
  /** Method id as the widget sees it, in the order they are shown. */
  methods: z.record(z.string().regex(NAME), MethodConfig),
  /** Asked with `{ orderId, line }` for name and amount; `order-ticket`: only tickets open it. */
  order: z.union([z.literal('order-ticket'), Url]),
  approve: Approval,
  /** Told of every final state. */
  notify: Url.optional(),
  /** Names of the buyer's cookies that the merchant's backend needs with every call about him. */
  relayCookies: z
    .array(z.string().regex(/^[!#$%&'*+.^_`|~\w-]{1,64}$/, 'is no cookie name'))
    .default([]),
});

/** Each key by itself; how they fit together is in `rules.ts`. */
export const ConfigSchema = z.strictObject({
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
  /** What order tickets may be signed with; base64url. Several while one takes over from another. */
  ticketSecrets: z
    .array(
      z
        .string()
        .refine(
          (text) => /^[\w-]+$/.test(text) && Buffer.from(text, 'base64url').length >= 32,
          'must be at least 32 bytes, base64url',
        ),
    )
    .default([]),
  channels: z.record(
    z.string().regex(NAME),
    z.custom<Provider>(isProvider, 'is no provider: use its factory, as in kakaopay({ … })'),
  ),
  lines: z.record(z.string().regex(NAME), LineConfig),
});

/** What a merchant writes; see the README. */
export type CheckoutConfig = z.input<typeof ConfigSchema>;
/** The same, checked. */
export type CheckedConfig = z.output<typeof ConfigSchema>;
export type LineSettings = CheckedConfig['lines'][string];
export type ApprovalSettings = LineSettings['approve'];
export type ForwardSettings = Extract<ApprovalSettings, { mode: 'forward' }>;
