import type { Request, Response } from 'express';
import { advance } from '../checkout/advance.ts';
import type { Attempt } from '../checkout/attempt.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { newAttempt } from '../checkout/new-attempt.ts';
import type { SessionClaims } from '../checkout/session-token.ts';
import { heldElsewhere, viewOf } from '../checkout/status.ts';
import { AttemptIdSchema, type AttemptId } from '../protocol/index.ts';
import { sessionOf, type RouteContext } from './context.ts';
import { sendProblem } from './problem.ts';

interface Own {
  readonly id: AttemptId;
  readonly claims: SessionClaims;
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
      return { id: id.data, claims: session.claims, attempt };
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
    const { id, claims, attempt } = own;
    if (attempt) res.json(viewOf(attempt, checkout.clock.now()));
    // No window of this attempt was let in, and none will be: the buyer must hear it here.
    else if (await checkout.store.holder(claims.line, claims.order.orderId)) {
      res.json(heldElsewhere(id, claims));
    } else sendProblem(res, 'ATTEMPT_NOT_STARTED');
  };

/** `POST /v1/attempts/:attempt/cancel`: the buyer gives up. Refused once a callback has come. */
export const cancelAttempt =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const own = await ownAttempt(checkout, req, res);
    if (!own) return;
    const attempt = await cancel(checkout, own);
    const view = viewOf(attempt, checkout.clock.now());
    if (attempt.state === 'canceled') res.json(view);
    else sendProblem(res, 'ATTEMPT_NOT_CANCELABLE', { attempt: view });
  };

async function cancel(checkout: Checkout, { id, claims, attempt }: Own): Promise<Attempt> {
  if (!attempt) {
    // Canceled before its window arrived: the row stands in the way of a launch that comes late.
    const late = newAttempt({ id, claims, chosen: undefined, state: 'canceled' });
    await checkout.store.insert(late, { name: 'canceled', data: { by: 'buyer' } });
  }
  const advanced = await advance(checkout, id, ({ state }) =>
    state === 'created' || state === 'ready'
      ? {
          transition: 'canceled',
          progress: { code: 'BUYER_CANCELED' },
          data: { by: 'buyer' },
        }
      : undefined,
  );
  return advanced.attempt;
}
