import type * as z from 'zod';

/** What a call came to. `silent` for whatever may have been carried out unheard. */
export type PgReply<Body, Refusal> =
  | { readonly kind: 'ok'; readonly body: Body }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'silent' };

export interface PgCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON by POST; without one the call is a GET. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** As long as the slowest card company may take. */
const TIMEOUT_MS = 30_000;

/** Calls a provider's API with the shop's own keys. Never throws. */
export async function callPg<Body, Refusal>(
  { url, headers, body }: PgCall,
  schemas: { readonly ok: z.ZodType<Body>; readonly refused: z.ZodType<Refusal> },
): Promise<PgReply<Body, Refusal>> {
  try {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      // Nobody sends the shop's keys elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const json: unknown = await response.json();
    if (response.status === 200) return { kind: 'ok', body: schemas.ok.parse(json) };
    // A 5xx may come from a machine in between, after the money was taken.
    if (response.status < 400 || response.status >= 500) return { kind: 'silent' };
    return { kind: 'refused', refusal: schemas.refused.parse(json) };
  } catch {
    return { kind: 'silent' };
  }
}
