import type { Request, Response } from 'express';
import type { Attempt } from '../checkout/attempt.ts';
import { providerOf, type Checkout } from '../checkout/checkout.ts';
import type { RawRequest } from '../checkout/envelope.ts';
import { keep } from '../checkout/inbox.ts';
import { receiveCallback } from '../checkout/receive.ts';
import { isSameBrowser } from '../checkout/relay.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import { rawQueryOf, sendRefusal, type RouteContext } from './context.ts';

/**
 * `GET|POST /callback/:channel/:attempt/:token/:leg`. Needs no cookie and no opener, unless it can
 * only come from a page of ours. The request is kept as it came before anything of it is read, then
 * 303: the approval is not waited for.
 */
export const receive =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const { channel = '', token, leg = '' } = req.params as Record<string, string | undefined>;
    const id = AttemptIdSchema.safeParse(req.params['attempt']);
    const isOurs = id.success && checkout.links.holds('callback', id.data, token);
    const attempt = isOurs ? await checkout.store.find(id.data) : undefined;
    if (attempt?.channel !== channel) {
      checkout.log.warn({ channel, code: 'LINK_INVALID' }, 'callback refused');
      sendRefusal(checkout, res, { code: 'LINK_INVALID', locale: 'ko' });
      return;
    }
    if (isConfirmedHere(checkout, attempt) && !(await isFromOurPage(checkout, attempt, req))) {
      const refusal = { code: 'SESSION_FOREIGN', locale: attempt.snapshot.locale } as const;
      checkout.log.warn({ channel, attemptId: attempt.id, code: refusal.code }, 'callback refused');
      sendRefusal(checkout, res, refusal);
      return;
    }
    const raw = rawRequestOf(req, attempt, leg);
    const kept = await keep(checkout, raw);
    // While the window is open the same cancel may come twice, and be true only the second time.
    const isNews = kept && (!kept.settled || attempt.state === 'ready');
    if (!kept && attempt.state === 'ready') throw new Error('inbox of this attempt is full');
    if (isNews) await receiveCallback(checkout, attempt, { kept, raw });
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    res.redirect(303, checkout.links.result(attempt.id));
  };

/** Of the none kind: no provider's page stands behind the callback, it is the buyer's own yes. */
const isConfirmedHere = (checkout: Checkout, attempt: Attempt): boolean =>
  providerOf(checkout, attempt)?.confirmsHere === true ||
  attempt.progress.instruction?.kind === 'none';

/**
 * Posted by our own page in the browser that opened it. A page elsewhere can make somebody's browser
 * send the same request, and what is left out on the way is the sign of it.
 */
async function isFromOurPage(checkout: Checkout, attempt: Attempt, req: Request): Promise<boolean> {
  const isOurs = req.get('origin') === new URL(checkout.config.publicUrl).origin;
  const isNear = (req.get('sec-fetch-site') ?? 'same-origin') === 'same-origin';
  return isOurs && isNear && isSameBrowser(checkout, attempt, req.get('cookie'));
}

function rawRequestOf(req: Request, { id, channel }: Attempt, leg: string): RawRequest {
  const body: unknown = req.body;
  return {
    source: 'callback',
    attemptId: id,
    channel,
    httpMethod: req.method,
    leg,
    rawQuery: rawQueryOf(req),
    // A browser's headers say nothing of the payment.
    headers: {},
    contentType: req.get('content-type') ?? '',
    body: body instanceof Uint8Array ? body : new Uint8Array(),
  };
}
