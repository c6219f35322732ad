import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import { Webhook } from 'standardwebhooks';
import { verifyForward, verifyHook, type ForwardEnvelope } from '../backend.ts';
import { ENVELOPE_HEADER } from '../merchant/forward-envelope.ts';
import { closed, listening } from './merchant.ts';

/** A forwarded callback as it arrived, after its signature was checked. */
export interface ArrivedForward {
  readonly envelope: ForwardEnvelope;
  readonly method: string;
  /** To the byte, as it stood in the request line. */
  readonly query: string;
  readonly headers: Request['headers'];
  readonly body: Buffer;
}

/** What it answers; `dead` breaks the connection without a word. */
export type BackendAnswer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly status?: number; readonly html: string }
  | { readonly redirect: string }
  | 'dead';

/**
 * A merchant's backend that approves by itself: real HTTP, checked with the verifiers that merchants
 * are given. What it does is up to the test.
 */
export interface ApprovingBackend {
  /** The address of the approvals, and of `status`. */
  readonly url: string;
  readonly statusUrl: string;
  readonly forwards: readonly ArrivedForward[];
  readonly asked: readonly ForwardEnvelope[];
  /** Refused for their signature. */
  readonly refused: readonly string[];
  approve: (forward: ArrivedForward) => BackendAnswer | Promise<BackendAnswer>;
  status: (envelope: ForwardEnvelope) => BackendAnswer | Promise<BackendAnswer>;
  /** Nobody is at its address until {@link open}. */
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** @param now the backend's clock, in milliseconds since 1970 */
export async function startApprovingBackend(
  hookSecret: string,
  now: () => number = Date.now,
): Promise<ApprovingBackend> {
  const forwards: ArrivedForward[] = [];
  const asked: ForwardEnvelope[] = [];
  const refused: string[] = [];
  const timely = timelyBy(hookSecret, now);
  const app = express();
  app.use(express.raw({ type: () => true, inflate: false }));
  app.post('/status', (req, res) => {
    const envelope = checked(res, refused, () => verifyHook(hookSecret, timely(heard(req))));
    if (envelope === undefined) return;
    asked.push(envelope as ForwardEnvelope);
    void answer(res, backend.status(envelope as ForwardEnvelope));
  });
  app.all('/approval', (req, res) => {
    const { body } = heard(req);
    const came = { method: req.method, url: req.originalUrl, headers: req.headers, body };
    const envelope = checked(res, refused, () => verifyForward(hookSecret, timely(came)));
    if (!envelope) return;
    const query = req.originalUrl.split('?').slice(1).join('?');
    const forward = { envelope, method: req.method, query, headers: req.headers, body };
    forwards.push(forward);
    void answer(res, backend.approve(forward));
  });
  let server = await listening(createServer(app));
  const { port } = server.address() as AddressInfo;
  const backend: ApprovingBackend = {
    url: `http://127.0.0.1:${String(port)}/approval`,
    statusUrl: `http://127.0.0.1:${String(port)}/status`,
    forwards,
    asked,
    refused,
    approve: () => 'dead',
    status: () => 'dead',
    shut: () => closed(server),
    open: async () => {
      server = await listening(createServer(app), port);
    },
    close: () => closed(server),
  };
  return backend;
}

const TOLERANCE_SECONDS = 300;

/**
 * The verifiers go by the real clock, and tests by one that they move. What was signed, and in time
 * by the clock of the test, is signed anew for now; anything else is left as it came.
 */
const timelyBy =
  (hookSecret: string, now: () => number) =>
  <T extends { readonly headers: Request['headers']; readonly body: Buffer }>(came: T): T => {
    const { headers, body } = came;
    const id = String(headers['webhook-id']);
    const payload = String(headers[ENVELOPE_HEADER] ?? body.toString('utf8'));
    const seconds = Number(headers['webhook-timestamp']);
    const webhook = new Webhook(hookSecret);
    const isSigned =
      webhook.sign(id, new Date(seconds * 1000), payload) === headers['webhook-signature'];
    if (!isSigned || Math.abs(now() / 1000 - seconds) > TOLERANCE_SECONDS) return came;
    const at = new Date();
    const again = {
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': webhook.sign(id, at, payload),
    };
    return { ...came, headers: { ...headers, ...again } };
  };

const heard = (req: Request): { headers: Request['headers']; body: Buffer } => ({
  headers: req.headers,
  body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
});

function checked<T>(res: Response, refused: string[], verify: () => T): T | undefined {
  try {
    return verify();
  } catch (error) {
    refused.push(error instanceof Error ? error.message : 'no error');
    res.status(401).json({});
    return undefined;
  }
}

async function answer(res: Response, said: BackendAnswer | Promise<BackendAnswer>): Promise<void> {
  const known = await said;
  if (known === 'dead') res.destroy();
  else if ('redirect' in known) res.redirect(known.redirect);
  else if ('html' in known) res.status(known.status ?? 200).send(known.html);
  else res.status(known.status ?? 200).json(known.json);
}
