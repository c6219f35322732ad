import type { Request, Response } from 'express';
import type { Attempt } from '../checkout/attempt.ts';
import { cancel } from '../checkout/cancel.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { lookAgain } from '../checkout/look-again.ts';
import type { SessionClaims } from '../checkout/session-token.ts';
import { heldElsewhere, neverBegun, viewOf } from '../checkout/status.ts';
import { AttemptIdSchema, type AttemptId } from '../protocol/index.ts';
import { sessionOf, type RouteContext } from './context.ts';
import { sendProblem } from './problem.ts';

/** A launch that was let in at the last moment has its row by then. */
const LAUNCH_IS_IN_MS = 60_000;

interface Own {
  readonly id: AttemptId;
  readonly claims: SessionClaims;
  readonly isExpired: boolean;
  /** For so long that no launch of it can be on its way. */
  readonly isOver: boolean;
  readonly attempt: Attempt | undefined;
}

/** The attempt of the request's own session; answers by itself and gives nothing otherwise. */
async function ownAttempt(
  checkout: Checkout,
  req: Request,
  res: Response,
): Promise<Own | undefined> {
  const id = AttemptIdSchema.safeParse(req.params['attempt']);
  const session = await sessionOf(checkout, req);
  if (!id.success) sendProblem(res, 'REQUEST_INVALID', { detail: 'attempt' });
  else if (!session) sendProblem(res, 'SESSION_INVALID');
  else {
    const attempt = await checkout.store.find(id.data);
    if (!attempt || attempt.sessionId === session.claims.sid) {
      const { claims, expired, expiresAt } = session;
      const isOver = checkout.clock.now() >= expiresAt + LAUNCH_IS_IN_MS;
      return { id: id.data, claims, isExpired: expired, isOver, attempt };
    }
    sendProblem(res, 'SESSION_FOREIGN');
  }
  return undefined;
}

/** `GET /v1/attempts/:attempt`: the only truth a browser gets. */
export const readAttempt =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const own = await ownAttempt(checkout, req, res);
    if (!own) return;
    const { id, claims, attempt, isOver } = own;
    if (attempt) res.json(viewOf(await lookAgain(checkout, attempt)));
    // No window of this attempt was let in, and none will be: the buyer must hear it here.
    else if (await checkout.store.holder(claims.line, claims.order.orderId)) {
      res.json(heldElsewhere(id, claims));
    } else if (isOver) res.json(neverBegun(id));
    else sendProblem(res, 'ATTEMPT_NOT_STARTED');
  };

/** `POST /v1/attempts/:attempt/cancel`: the buyer gives up. Refused once a callback has come. */
export const cancelAttempt =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const own = await ownAttempt(checkout, req, res);
    if (!own || (!own.attempt && (await isLate(checkout, own, res)))) return;
    const { attempt, isAccepted } = await cancel(checkout, own);
    const view = viewOf(attempt);
    if (isAccepted) res.json(view);
    else sendProblem(res, 'ATTEMPT_NOT_CANCELABLE', { attempt: view });
  };

/** Nothing is written for an attempt that could not begin any more; answers by itself then. */
async function isLate({ store }: Checkout, own: Own, res: Response): Promise<boolean> {
  const { id, claims, isExpired, isOver } = own;
  const holder = await store.holder(claims.line, claims.order.orderId);
  if (holder) {
    const attempt = heldElsewhere(id, claims);
    sendProblem(res, 'ATTEMPT_NOT_CANCELABLE', { attempt });
  } else if (isOver) res.json(neverBegun(id));
  else if (isExpired) sendProblem(res, 'SESSION_EXPIRED');
  return holder !== undefined || isExpired;
}
