import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';

export interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** A port that is asked for is in use by another program. */
export class PortTakenError extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is taken.`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/**
 * Serves on the loopback only. Browsers may try `::1` first for a name like `localhost`, so both
 * families are served where the machine has them. Port 0 takes a free one.
 *
 * @throws PortTakenError
 */
export async function listen(
  handler: RequestListener,
  { port }: { port: number },
): Promise<Listening> {
  const first = await serve(handler, port, '127.0.0.1');
  const bound = portOf(first);
  try {
    const servers = [first, await serve(handler, bound, '::1')];
    return { port: bound, close: () => closeAll(servers) };
  } catch (error) {
    if (isCode(error, 'EADDRNOTAVAIL') || isCode(error, 'EAFNOSUPPORT')) {
      return { port: bound, close: () => closeAll([first]) };
    }
    await closeAll([first]);
    throw error;
  }
}

/** A server that refuses connections while it is shut, and comes back at the same port. */
export interface Origin {
  readonly open: () => Promise<void>;
  readonly shut: () => Promise<void>;
}

export function originOf(handler: RequestListener, { port }: { port: number }): Origin {
  let listening: Listening | undefined;
  return {
    open: async () => {
      listening ??= await listen(handler, { port });
    },
    shut: async () => {
      const { close } = listening ?? {};
      listening = undefined;
      await close?.();
    },
  };
}

/**
 * Makes sure that ports are free, for servers whose own address must be known before they start.
 * Each 0 finds another free one.
 *
 * @throws PortTakenError
 */
export async function probePorts(ports: readonly number[]): Promise<readonly number[]> {
  const probes: Listening[] = [];
  try {
    for (const port of ports) {
      probes.push(await listen((_request, response) => response.end(), { port }));
    }
    return probes.map((probe) => probe.port);
  } finally {
    await Promise.all(probes.map((probe) => probe.close()));
  }
}

function serve(handler: RequestListener, port: number, host: string): Promise<Server> {
  const server = createServer(handler);
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(isCode(error, 'EADDRINUSE') ? new PortTakenError(port) : error);
    });
    server.listen({ port, host }, () => {
      resolve(server);
    });
  });
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  const closed = servers.map(
    (server) =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  );
  // A browser keeps its connections for minutes, and a simulated provider may hang on purpose.
  for (const server of servers) server.closeAllConnections();
  await Promise.all(closed);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
