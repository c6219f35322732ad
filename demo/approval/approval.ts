import express from 'express';
import type { ErrorRequestHandler, Request, RequestHandler, Router } from 'express';
import * as z from 'zod';
import { SignatureError, verifyForward, verifyHook } from '../../server/backend.ts';
import type { StatusAnswer } from '../../server/backend.ts';
import { ForwardSchema } from '../hooks.ts';
import type { Forward } from '../hooks.ts';
import type { OrderBook } from '../orders.ts';
import { ApprovalDesk } from './desk.ts';
import { createApprovalFaults, send } from './faults.ts';
import type { ApprovalFault, ApprovalFaults } from './faults.ts';
import type { PgService } from './pg-service.ts';

export interface ApprovalOptions {
  readonly book: OrderBook;
  /** Shared with the companion server: `whsec_` and base64. */
  readonly hookSecret: string;
  /** By the channel's name in the companion server's configuration. */
  readonly services: Readonly<Record<string, PgService>>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface Approval {
  readonly router: Router;
  readonly faults: ApprovalFaults;
}

/**
 * What the shop had before: it takes the money by itself, with its own keys. `/:line` is called as
 * the provider would have called it; `/:line/status` is asked what became of that.
 */
export function createApproval({ now = Date.now, hookSecret, ...more }: ApprovalOptions): Approval {
  const desk = new ApprovalDesk({ ...more, now });
  const faults = createApprovalFaults();
  const answering = answerer(faults);
  const router = express.Router();
  // The signature covers the bytes, and a provider may send any.
  router.use(express.raw({ type: () => true, limit: '64kb', inflate: false }));
  router.post(
    '/:line/status',
    answering('status', (request) => desk.status(readQuestion(hookSecret, request))),
  );
  router.all(
    '/:line',
    answering('approval', (request) => desk.approve(request, readForward(hookSecret, request))),
  );
  router.use(answerFailure);
  return { router, faults };
}

/** @throws SignatureError, SyntaxError or ZodError */
function readForward(hookSecret: string, request: Request): Forward {
  const { method, originalUrl: url } = request;
  return forThisLine(request, verifyForward(hookSecret, { method, url, ...cameWith(request) }));
}

/** @throws SignatureError, SyntaxError or ZodError */
function readQuestion(hookSecret: string, request: Request): Forward {
  const forward = ForwardSchema.parse(verifyHook(hookSecret, cameWith(request)));
  // A forward is signed over the same text, and must not pass for a question.
  if (request.get('webhook-id') !== `status.${forward.id}`) throw new SignatureError('no question');
  return forThisLine(request, forward);
}

function forThisLine({ params }: Request, forward: Forward): Forward {
  if (params['line'] !== forward.line) throw new SignatureError('for another line');
  return forward;
}

const cameWith = ({ headers, body }: Request) => ({
  headers,
  body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
});

type Handle = (request: Request) => Promise<StatusAnswer | undefined>;

/** Answers with JSON, or with the truth that nothing is known; or goes wrong as it was told to. */
const answerer =
  (faults: ApprovalFaults) =>
  (on: ApprovalFault['on'], handle: Handle): RequestHandler =>
  async (request, response) => {
    const fault = faults.take(on);
    const said = fault === 'down' ? undefined : await handle(request);
    send(response, said ? { status: 200, json: said } : NOT_KNOWN, fault);
  };

const NOT_KNOWN = { status: 500, json: { reason: 'Nobody knows yet what became of it.' } };

const answerFailure: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof SignatureError) response.status(401).json({ reason: error.message });
  else if (error instanceof SyntaxError || error instanceof z.ZodError) {
    response.status(400).json({ reason: 'This is no forward.' });
  } else next(error);
};
