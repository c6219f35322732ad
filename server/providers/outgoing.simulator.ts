import http from 'node:http';
import https from 'node:https';

/** What is sent along with a POST. */
export interface Posted {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Sending {
  /** Without it: GET. */
  readonly post?: Posted;
  /** Milliseconds until the simulator waits no longer. */
  readonly patience?: number;
}

/**
 * Asks for an address of the shop or its server, as the provider or the buyer's browser would.
 * Redirects are not followed.
 *
 * @returns the HTTP status
 */
export function send(url: URL, { post, patience }: Sending = {}): Promise<number | 'no answer'> {
  const ask = url.protocol === 'https:' ? https.request : http.request;
  // Browsers take every name under localhost for this machine, Node does not.
  const hostname = url.hostname.endsWith('.localhost') ? '127.0.0.1' : url.hostname;
  const { port, pathname, search, host } = url;
  return new Promise((resolve) => {
    const request = ask({
      method: post ? 'POST' : 'GET',
      hostname,
      port,
      path: pathname + search,
      headers: { ...post?.headers, host },
      ...(patience === undefined ? {} : { timeout: patience }),
    });
    request.once('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 'no answer');
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve('no answer'));
    request.once('close', () => resolve('no answer'));
    request.end(post?.body);
  });
}
