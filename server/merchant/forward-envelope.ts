import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AmountSchema } from '../protocol/index.ts';

/** The one header that a forwarded callback carries beside those of Standard Webhooks. */
export const ENVELOPE_HEADER = 'pay-checkout-envelope';

/** Servers in front of backends take headers of 8 KB in all. */
export const LONGEST_ENVELOPE = 4096;

const Digest = z.string().regex(/^[0-9a-f]{64}$/);

export const ForwardEnvelopeSchema = z.object({
  /** Also `webhook-id`: the same for every repetition of one forward. */
  id: z.string(),
  attemptId: z.string(),
  orderId: z.string(),
  /** The order id that the provider was given; `orderId` again where it was given the merchant's. */
  providerOrderId: z.string(),
  line: z.string(),
  channel: z.string(),
  provider: z.string(),
  method: z.string(),
  /** What is to be taken, in minor units. */
  amount: AmountSchema,
  /** What the provider gave at prepare and wants at approval (Kakao Pay: `tid`, `partner_user_id`). */
  providerState: z.record(z.string(), z.string()),
  /** Of this forward, as its query and content type: nothing of it can be exchanged. */
  httpMethod: z.enum(['GET', 'POST']),
  query: z.string(),
  contentType: z.string(),
  /** SHA-256 of the body in hex; of nothing where there is none. */
  bodySha256: Digest,
  /** When the provider's callback came, in milliseconds since 1970. */
  receivedAt: z.int(),
});

/**
 * What the server vouches for with every callback that it forwards. Signed as the payload of the
 * Standard Webhooks headers, because the body cannot be: a GET has none, and bytes of EUC-KR do not
 * survive as text.
 */
export type ForwardEnvelope = Readonly<z.infer<typeof ForwardEnvelopeSchema>>;

/** JSON in ASCII, as a header may carry it: other characters as `\uXXXX`. */
export const encodeEnvelope = (envelope: ForwardEnvelope): string =>
  JSON.stringify(envelope).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export const sha256Hex = (body: Uint8Array): string =>
  createHash('sha256').update(body).digest('hex');
