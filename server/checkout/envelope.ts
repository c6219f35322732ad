import { createHash, hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import * as z from 'zod';
import type { CheckedConfig } from '../config.ts';
import type { SealedRequest } from '../store/store.ts';

/** A request of a provider, or of a buyer on the way back from one, as it came. */
export interface RawRequest {
  readonly source: SealedRequest['source'];
  readonly attemptId: string | undefined;
  readonly channel: string;
  readonly httpMethod: string;
  /** Last part of a callback's path; empty for webhooks. */
  readonly leg: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Raw requests carry tokens and buyers' data: the store keeps them sealed. */
export interface Envelopes {
  seal(raw: RawRequest): Promise<SealedRequest>;
  /** @throws Error when it was sealed with a secret that was taken out of the configuration. */
  open(kept: SealedRequest): Promise<RawRequest>;
}

const Contents = z.object({
  httpMethod: z.string(),
  leg: z.string(),
  rawQuery: z.string(),
  headers: z.record(z.string(), z.string()),
  contentType: z.string(),
  body: z.string().transform((text) => new Uint8Array(Buffer.from(text, 'base64'))),
});

/** Encrypted JWE, as session tokens are, under a key of its own derived from each secret. */
export function createEnvelopes({ secrets }: CheckedConfig): Envelopes {
  const keys = new Map(
    secrets.map(({ kid, secret }) => {
      const key = hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', 'pc-request', 32);
      return [kid, new Uint8Array(key)] as const;
    }),
  );
  const [[kid, key] = []] = keys;
  if (kid === undefined || key === undefined) throw new TypeError('secrets is empty');

  return {
    async seal(raw) {
      const { source, attemptId, channel, body, ...rest } = raw;
      const contents = { ...rest, body: Buffer.from(body).toString('base64') };
      const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(contents)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
        .encrypt(key);
      return { source, attemptId, channel, digest: digestOf(raw), sealed };
    },
    async open({ source, attemptId, channel, sealed }) {
      const { plaintext } = await compactDecrypt(
        sealed,
        (header) => keys.get(header.kid ?? '') ?? new Uint8Array(),
        { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
      );
      const contents = Contents.parse(JSON.parse(Buffer.from(plaintext).toString()));
      return { source, attemptId, channel, ...contents };
    },
  };
}

/** A sender that repeats itself changes headers, never the rest. A webhook's attempt is not known yet. */
function digestOf({ source, attemptId, channel, httpMethod, leg, rawQuery, ...raw }: RawRequest) {
  const whom = source === 'callback' ? attemptId : undefined;
  return createHash('sha256')
    .update(JSON.stringify([source, whom, channel, httpMethod, leg, rawQuery, raw.contentType]))
    .update(raw.body)
    .digest('base64url');
}
