import type { HttpOutcome, HttpRequest } from '../providers/provider.ts';
import { sendExactly } from './outbound-exact.ts';

const LARGEST_ANSWER = 256 * 1024;

/** Failures of the connection itself: not one byte of the request can have been read. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * The server's one way out. Never throws: `not-sent` only where it is proven that nothing left,
 * `no-answer` for everything that may have been carried out. Redirects are not followed, so a
 * provider cannot send our keys elsewhere.
 */
export async function sendRequest(request: HttpRequest): Promise<HttpOutcome> {
  if (request.exact) return sendExactly(request, request.exact, { gather, connectionCode });
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeoutMs),
    });
    const { status } = response;
    if (request.statusOnly) {
      await response.body?.cancel();
      return { kind: 'answered', status, body: new Uint8Array() };
    }
    return { kind: 'answered', status, body: await readBody(response) };
  } catch (error) {
    const reason = connectionCode(error);
    return NEVER_CONNECTED.has(reason)
      ? { kind: 'not-sent', reason }
      : { kind: 'no-answer', reason };
  }
}

const readBody = async ({ body }: Response): Promise<Uint8Array> =>
  body === null ? new Uint8Array() : gather(body);

async function gather(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw new Error('ANSWER_TOO_LARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The system's code of a failed fetch; it hides one or two causes deep, in parallel tries too. */
function connectionCode(error: unknown): string {
  let at: unknown = error;
  for (let depth = 0; depth < 4 && at instanceof Error; depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at.name === 'TimeoutError') return 'TIMEOUT';
    at = at.cause;
  }
  return error instanceof Error ? error.message : 'UNKNOWN';
}
