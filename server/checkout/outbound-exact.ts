import * as http from 'node:http';
import * as https from 'node:https';
import type { HttpOutcome, HttpRequest } from '../providers/provider.ts';

const CONNECT_TIMEOUT_MS = 10_000;

type Exact = NonNullable<HttpRequest['exact']>;

interface Means {
  /** Of the answer's body; what it throws counts as no answer. */
  readonly gather: (chunks: AsyncIterable<Uint8Array>) => Promise<Uint8Array>;
  readonly connectionCode: (error: unknown) => string;
}

/**
 * Sends what `fetch` would rewrite: it escapes a query anew by rules of its own. A connection of its
 * own each time, so that a stale one is never taken for a call under way, and nothing is repeated.
 * Until it stands, not one byte of the request can have left.
 */
export async function sendExactly(
  request: HttpRequest,
  exact: Exact,
  { gather, connectionCode }: Means,
): Promise<HttpOutcome> {
  const line = { isOpen: false };
  const signal = AbortSignal.timeout(request.timeoutMs);
  try {
    const sent = openRequest(request, exact, signal);
    // After the answer has begun, what breaks is heard from its body.
    sent.on('error', () => undefined);
    sent.once('socket', (socket) => {
      const patience = setTimeout(() => {
        sent.destroy(new Error('CONNECT_TIMEOUT'));
      }, CONNECT_TIMEOUT_MS);
      const isOver = (): void => {
        clearTimeout(patience);
      };
      socket.once(request.url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
        line.isOpen = true;
        isOver();
      });
      socket.once('close', isOver);
    });
    sent.end(exact.body);
    const response = await answerTo(sent, signal);
    const body = await gather(response);
    return { kind: 'answered', status: response.statusCode ?? 0, body };
  } catch (error) {
    const reason = signal.aborted ? 'TIMEOUT' : connectionCode(error);
    return line.isOpen ? { kind: 'no-answer', reason } : { kind: 'not-sent', reason };
  }
}

/** Some ends are told by no error: an answer that changes the protocol just closes the line. */
const answerTo = (sent: http.ClientRequest, signal: AbortSignal): Promise<http.IncomingMessage> =>
  new Promise((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
    sent.once('close', () => {
      reject(new Error('CLOSED'));
    });
    signal.addEventListener('abort', () => {
      reject(new Error('TIMEOUT'));
    });
  });

function openRequest(
  { method, url, headers }: HttpRequest,
  { query, body }: Exact,
  signal: AbortSignal,
) {
  const { pathname } = new URL(url);
  const isBare = method === 'GET' && body.byteLength === 0;
  const length = isBare ? {} : { 'content-length': body.byteLength };
  return (url.startsWith('https:') ? https : http).request(url, {
    method,
    path: query === '' ? pathname : `${pathname}?${query}`,
    headers: { ...headers, ...length },
    agent: false,
    signal,
  });
}
