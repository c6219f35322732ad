import { request } from 'node:http';

export interface Navigated {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** What had come when the headers and the first bytes were there, for streamed pages. */
  readonly firstChunk: string;
}

/** A request as a browser's address bar makes it; redirects are not followed. */
export const navigate = (
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Navigated> =>
  new Promise((resolve, reject) => {
    const sent = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', ...headers };
    request(url, { headers: sent, agent: false }, (response) => {
      const chunks: string[] = [];
      response.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
      response.on('error', reject).on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: chunks.join(''),
          firstChunk: chunks[0] ?? '',
        });
      });
    })
      .on('error', reject)
      .end();
  });
