import type { Request, Response } from 'express';
import type { Attempt } from '../checkout/attempt.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { mayLeave, wayBack } from '../checkout/return-code.ts';
import { awaitedDeposit, statusOf } from '../checkout/status.ts';
import { AttemptIdSchema, type ResultStatus } from '../protocol/index.ts';
import { namedMethod, sendRefusal, type RouteContext } from './context.ts';
import { newNonce, pageHeaders } from './headers.ts';
import { resultPage } from './pages/result-page.ts';
import { sendProblem } from './problem.ts';

async function attemptOf({ links, store }: Checkout, req: Request): Promise<Attempt | undefined> {
  const id = AttemptIdSchema.safeParse(req.params['attempt']);
  const isOurs = id.success && links.holds('result', id.data, req.params['token']);
  return isOurs ? store.find(id.data) : undefined;
}

/** `GET /result/:attempt/:token`: a pure read, as often as anyone likes. */
export const result =
  ({ checkout, scripts }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const attempt = await attemptOf(checkout, req);
    if (!attempt) {
      sendRefusal(checkout, res, { code: 'LINK_INVALID', locale: 'ko' });
      return;
    }
    const nonce = newNonce();
    pageHeaders(res, { nonce, referrer: 'no-referrer' });
    const { line, method, snapshot } = attempt;
    const page = resultPage({
      attempt,
      status: statusOf(attempt),
      shopName: checkout.config.shop.name,
      ...namedMethod(checkout, { line, method, locale: snapshot.locale }),
      nonce,
      script: scripts.result,
      statusUrl: `${checkout.links.result(attempt.id)}/status`,
    });
    res.send(page.text);
  };

/**
 * `GET /result/:attempt/:token/status`: the page asks whether there is news; with `leave`, also
 * where it may go.
 */
export const resultStatus =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const attempt = await attemptOf(checkout, req);
    if (!attempt) {
      sendProblem(res, 'LINK_INVALID');
      return;
    }
    const isLeaving = 'leave' in req.query && mayLeave(attempt);
    const answer: ResultStatus = {
      v: 1,
      status: statusOf(attempt),
      ...(awaitedDeposit(attempt) ? { awaiting: 'deposit' } : {}),
      ...(isLeaving ? { next: await wayBack(checkout, attempt.id) } : {}),
    };
    res.set('Cache-Control', 'no-store').json(answer);
  };
