import { EncryptJWT, jwtDecrypt } from 'jose';
import * as z from 'zod';
import type { CheckedConfig } from '../config.ts';
import { AmountSchema, LocaleSchema } from '../protocol/index.ts';

/** For how long a session may start attempts. */
export const SESSION_LIFE_MS = 30 * 60_000;

/** For how long an expired token still reads and cancels the attempts it began. */
const READING_LIFE_SECONDS = 7 * 24 * 3600;

const ClaimsSchema = z.object({
  sid: z.string(),
  line: z.string(),
  /** Origin of the storefront the session was opened from. */
  storefront: z.string(),
  returnUrl: z.string(),
  locale: LocaleSchema,
  order: z.object({
    orderId: z.string(),
    orderName: z.string(),
    amount: AmountSchema,
    url: z.string().optional(),
    taxFreeAmount: z.int(),
    methods: z.array(z.string()).optional(),
  }),
  /** Of the cookies that its line hands on: a keyed digest, since the token stands in an address. */
  relayed: z.string().optional(),
});
/** What a session is: an order as it stood, for one storefront. Lives in the token alone. */
export type SessionClaims = z.infer<typeof ClaimsSchema>;

export interface ReadSession {
  readonly claims: SessionClaims;
  /** Past its life: may still read, not start. */
  readonly expired: boolean;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface SealAs {
  /** Past its life from the start: for an order that was not asked for anew. */
  readonly expired: boolean;
}

/** Encrypted, so that a buyer's page holds it without being able to read or change it. */
export interface SessionTokens {
  seal(claims: SessionClaims, as?: SealAs): Promise<{ token: string; expiresAt: number }>;
  /** `undefined` for anything that we did not make. */
  open(token: string): Promise<ReadSession | undefined>;
}

export function createSessionTokens(config: CheckedConfig, now: () => number): SessionTokens {
  const keys = new Map(
    config.secrets.map(({ kid, secret }) => [kid, Buffer.from(secret, 'base64url')]),
  );
  const [first] = config.secrets;
  if (!first) throw new TypeError('secrets is empty');

  return {
    async seal(claims, { expired } = { expired: false }) {
      const expiresAt = now() + (expired ? 0 : SESSION_LIFE_MS);
      const token = await new EncryptJWT(claims)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.kid, typ: 'pc-session+jwt' })
        .setAudience(config.publicUrl)
        .setExpirationTime(Math.floor(expiresAt / 1000))
        .encrypt(Buffer.from(first.secret, 'base64url'));
      return { token, expiresAt };
    },
    async open(token) {
      try {
        const { payload } = await jwtDecrypt(
          token,
          ({ kid }) => keys.get(kid ?? '') ?? new Uint8Array(),
          {
            keyManagementAlgorithms: ['dir'],
            contentEncryptionAlgorithms: ['A256GCM'],
            audience: config.publicUrl,
            typ: 'pc-session+jwt',
            clockTolerance: READING_LIFE_SECONDS,
            currentDate: new Date(now()),
          },
        );
        const claims = ClaimsSchema.parse(payload);
        const expiresAt = (payload.exp ?? 0) * 1000;
        return { claims, expiresAt, expired: expiresAt <= now() };
      } catch {
        return undefined;
      }
    },
  };
}
