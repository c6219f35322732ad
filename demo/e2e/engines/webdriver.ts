import * as z from 'zod';

/** One session of the WebDriver protocol. Its commands go out one after another. */
export interface WebDriverSession {
  /** A command of the session as a whole. */
  send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>;
  /** A command to one window, which the session has to be switched to. */
  sendTo(
    handle: string,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<unknown>;
  end(): Promise<void>;
}

const AnswerSchema = z.object({ value: z.unknown() });
const TroubleSchema = z.object({ error: z.string(), message: z.string() });
const SessionSchema = z.object({ sessionId: z.string() });

/** No command of ours takes long; a driver that stands still is better named than waited for. */
const LONGEST_MS = 20_000;

async function request(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    signal: AbortSignal.timeout(LONGEST_MS),
  }).catch((error: unknown) => {
    const { pathname } = new URL(url);
    throw new Error(`The driver does not answer ${method} ${pathname}.`, { cause: error });
  });
  const { value } = AnswerSchema.parse(await response.json());
  const trouble = TroubleSchema.safeParse(value);
  if (trouble.success) throw new Error(`${trouble.data.error}: ${trouble.data.message}`);
  return value;
}

/** Whether a driver answers at this address. */
export const isReady = (address: string): Promise<boolean> =>
  request(`${address}/status`, 'GET').then(
    () => true,
    () => false,
  );

export async function openSession(
  address: string,
  capabilities: object,
): Promise<WebDriverSession> {
  const opened = await request(`${address}/session`, 'POST', { capabilities });
  const session = `${address}/session/${SessionSchema.parse(opened).sessionId}`;
  let current: string | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  /** The session is at one window at a time, so a switch and what follows must not be parted. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };

  return {
    send: (method, path, body) => inTurn(() => request(session + path, method, body)),
    sendTo: (handle, method, path, body) =>
      inTurn(async () => {
        if (current !== handle) await request(`${session}/window`, 'POST', { handle });
        current = handle;
        return request(session + path, method, body);
      }),
    end: async () => {
      await inTurn(() => request(session, 'DELETE'));
    },
  };
}
