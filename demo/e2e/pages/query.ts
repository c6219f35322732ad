import * as z from 'zod';

/** Attributes of the element that a page takes from its query as they are. */
const ATTRIBUTES = [
  'presentation',
  'return-url',
  'method',
  'methods',
  'without-methods',
  'locale',
  'theme',
] as const;

/** What can be asked of every page; anything else in an address is left alone. */
export const PageQuerySchema = z.object({
  presentation: z.string().optional(),
  'return-url': z.string().optional(),
  /** Chosen beforehand, so that one press pays. */
  method: z.string().default('kakaopay'),
  methods: z.string().optional(),
  'without-methods': z.string().optional(),
  locale: z.string().optional(),
  theme: z.string().optional(),
  /** The order to pay; the page places one when it is missing. */
  order: z.string().optional(),
  line: z.string().default('order'),
  /** Sent as `Cross-Origin-Opener-Policy`, to the letter. */
  coop: z.enum(['same-origin', 'same-origin-allow-popups', 'noopener-allow-popups']).optional(),
  /** Sent as `Cross-Origin-Embedder-Policy`, to the letter. */
  coep: z.enum(['require-corp', 'credentialless']).optional(),
  csp: z.literal('strict').optional(),
  /** Which of the published builds the page loads. */
  script: z.enum(['module', 'classic', 'none']).default('module'),
  /** Tokens of the sandboxed frame of `framed`. */
  sandbox: z.string().default('allow-scripts allow-same-origin'),
});
export type PageQuery = z.output<typeof PageQuerySchema>;

/** The attributes that were asked for, by their names. */
export const attributesIn = (query: PageQuery): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ATTRIBUTES.flatMap((name) => {
      const value = query[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
