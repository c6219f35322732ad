import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import * as z from 'zod';
import type { Attempt } from '../checkout/attempt.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { decideReview } from '../checkout/review.ts';
import { wholeOf } from '../merchant/whole.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import { bearerOf, type RouteContext } from './context.ts';
import { sendProblem } from './problem.ts';

/** Lets in whoever has one of `merchantKeys`; compared by digest, so that length and time say nothing. */
export function onlyMerchants({ config }: Checkout): RequestHandler {
  const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
  const keys = config.merchantKeys.map(digestOf);
  return (req, res, next) => {
    const given = digestOf(bearerOf(req) ?? '');
    res.set('Cache-Control', 'no-store');
    if (keys.some((key) => timingSafeEqual(key, given))) next();
    else sendProblem(res, 'MERCHANT_KEY_INVALID');
  };
}

async function attemptOf({ store }: Checkout, req: Request): Promise<Attempt | undefined> {
  const id = AttemptIdSchema.safeParse(req.params['attempt']);
  return id.success ? store.find(id.data) : undefined;
}

/** `GET /merchant/v1/attempts/:attempt`: the whole truth about one attempt. */
export const readWhole =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const attempt = await attemptOf(checkout, req);
    if (attempt) res.json({ v: 1, attempt: await wholeOf(checkout.store, attempt) });
    else sendProblem(res, 'ATTEMPT_NOT_FOUND');
  };

const OrderQuery = z.object({ orderId: z.string().min(1).max(100), line: z.string().optional() });

/** `GET /merchant/v1/attempts?orderId=…[&line=…]`: all attempts for an order, those that hold it first, then the newest. */
export const readOrder =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const asked = OrderQuery.safeParse(req.query);
    if (!asked.success) {
      sendProblem(res, 'REQUEST_INVALID', { detail: 'orderId' });
      return;
    }
    const { orderId, line } = asked.data;
    const found = await checkout.store.findByOrder(orderId, line);
    const attempts = await Promise.all(found.map((at) => wholeOf(checkout.store, at)));
    res.json({ v: 1, attempts });
  };

const DecisionRequest = z.strictObject({
  v: z.literal(1),
  outcome: z.enum(['approved', 'declined', 'reversed']),
  reason: z.string().min(1).max(200),
  by: z.string().min(1).max(100),
});

/** `POST /merchant/v1/attempts/:attempt/decision`: a person ends a review, with a reason. */
export const decide =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const said = DecisionRequest.safeParse(req.body);
    const attempt = await attemptOf(checkout, req);
    if (!said.success) {
      const detail = said.error.issues.map(({ path }) => path.join('.') || 'body').join(', ');
      sendProblem(res, 'REQUEST_INVALID', { detail });
      return;
    }
    if (!attempt) {
      sendProblem(res, 'ATTEMPT_NOT_FOUND');
      return;
    }
    const decided = await decideReview(checkout, attempt.id, said.data);
    if (decided.kind === 'order-held') sendProblem(res, 'ORDER_IN_PROGRESS');
    else if (decided.kind === 'other-amount') sendProblem(res, 'AMOUNT_MISMATCH');
    else if (decided.kind === 'not-in-review') sendProblem(res, 'ATTEMPT_NOT_IN_REVIEW');
    else res.json({ v: 1, attempt: await wholeOf(checkout.store, decided.attempt) });
  };
