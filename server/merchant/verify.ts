import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import {
  ENVELOPE_HEADER,
  ForwardEnvelopeSchema,
  sha256Hex,
  type ForwardEnvelope,
} from './forward-envelope.ts';
import { readJson } from './hook.ts';

/** Header names in small letters, as Node gives them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A hook of the server, as the merchant's backend received it. */
export interface SignedHook {
  readonly headers: RequestHeaders;
  /** The bytes as they came, before any parser. */
  readonly body: Uint8Array | string;
}

/** A forwarded callback, as the merchant's backend received it. */
export interface SignedForward {
  readonly method: string;
  /** Path and query as they stood in the request line; of Express `originalUrl`. */
  readonly url: string;
  readonly headers: RequestHeaders;
  /** The bytes as they came; nothing for a GET. */
  readonly body?: Uint8Array;
}

/**
 * Nobody with the secret sent this, or too long ago, or something of it was exchanged. Answer 401
 * and do nothing.
 */
export class SignatureError extends Error {
  readonly code = 'SIGNATURE_INVALID';
}

/**
 * Checks a hook (`order`, `confirm`, `status`, `notify`) and reads its JSON. A request signed more
 * than five minutes ago is refused; within them it may come again: keep `webhook-id`.
 *
 * @param secret `hookSecret` of the configuration, or several while one takes over from another
 * @throws SignatureError, or SyntaxError where signed text is no JSON
 */
export function verifyHook(
  secret: string | readonly string[],
  { headers, body }: SignedHook,
): unknown {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  verifySigned(secret, headers, text);
  return JSON.parse(text) as unknown;
}

/**
 * Checks a forwarded callback and gives the envelope it came with. Whatever is in the envelope is the
 * server's word; the request around it is the provider's, to the byte, and its method, query, content
 * type and body are held against the envelope. The same forward may come again, under the same `id`.
 *
 * @param secret `hookSecret` of the configuration, or several while one takes over from another
 * @throws SignatureError
 */
export function verifyForward(
  secret: string | readonly string[],
  { method, url, headers, body = new Uint8Array() }: SignedForward,
): ForwardEnvelope {
  const text = headerOf(headers, ENVELOPE_HEADER);
  verifySigned(secret, headers, text);
  const envelope = readEnvelope(text);
  const came = {
    id: headerOf(headers, 'webhook-id'),
    httpMethod: method,
    query: queryOf(url),
    contentType: headerOf(headers, 'content-type'),
    bodySha256: sha256Hex(body),
  } as const;
  for (const [name, value] of Object.entries(came)) {
    if (value !== envelope[name as keyof typeof came]) {
      throw new SignatureError(`${name} is not what was forwarded`);
    }
  }
  return envelope;
}

function readEnvelope(text: string): ForwardEnvelope {
  const read = ForwardEnvelopeSchema.safeParse(readJson(Buffer.from(text)));
  if (read.success) return read.data;
  throw new SignatureError('the envelope is none that this version knows');
}

function verifySigned(secret: string | readonly string[], headers: RequestHeaders, text: string) {
  const signed = {
    'webhook-id': headerOf(headers, 'webhook-id'),
    'webhook-timestamp': headerOf(headers, 'webhook-timestamp'),
    'webhook-signature': headerOf(headers, 'webhook-signature'),
  };
  const secrets = typeof secret === 'string' ? [secret] : secret;
  let reason = 'no secret';
  for (const each of secrets) {
    try {
      new Webhook(each).verify(text, signed, { jsonParse: false });
      return;
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      reason = error.message;
    }
  }
  throw new SignatureError(reason);
}

function headerOf(headers: RequestHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

const queryOf = (url: string): string => {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
};
