import type { Request, Response } from 'express';
import { claimsOf, redeem } from '../checkout/return-code.ts';
import { viewOf } from '../checkout/status.ts';
import { ReturnRequestSchema, type Session } from '../protocol/index.ts';
import type { RouteContext } from './context.ts';
import { sendProblem } from './problem.ts';
import { sessionAnswer } from './session-answer.ts';

/**
 * `POST /v1/returns`: whose payment the page came back from. The session it gets goes on with that
 * attempt, but is past the time in which it may start one: the order was not asked for anew.
 */
export const comeBack =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const asked = ReturnRequestSchema.safeParse(req.body);
    if (!asked.success) {
      sendProblem(res, 'REQUEST_INVALID');
      return;
    }
    const origin = req.get('origin') ?? '';
    const attempt = await redeem(checkout, { code: asked.data.code, origin });
    if (!attempt) {
      // One answer for every reason, so that nobody learns of an attempt by guessing.
      sendProblem(res, 'RETURN_CODE_INVALID');
      return;
    }
    const session = await sessionAnswer(checkout, claimsOf(attempt), { expired: true });
    const answer: Session = { ...session, attempt: viewOf(attempt) };
    res.json(answer);
  };
