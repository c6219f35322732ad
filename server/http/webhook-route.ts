import type { Request, Response } from 'express';
import type { Checkout } from '../checkout/checkout.ts';
import type { RawRequest } from '../checkout/envelope.ts';
import { keep } from '../checkout/inbox.ts';
import { faultOf } from '../checkout/provider-call.ts';
import { followWebhook, readWebhook, type KeptWebhook } from '../checkout/webhook.ts';
import { rawQueryOf, type RouteContext } from './context.ts';
import { sendProblem } from './problem.ts';

/**
 * `POST /webhook/:channel`: kept before it is answered, then a reason to ask the provider. One that
 * is about nobody we know is kept too, and answered so that its sender repeats it.
 */
export const receiveWebhook =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const raw = rawRequestOf(req);
    const webhook = await readWebhook(checkout, raw);
    if (webhook.kind === 'rejected') {
      const { channel } = raw;
      checkout.log.warn({ channel, reason: webhook.reason }, 'webhook rejected');
      sendProblem(res, 'WEBHOOK_REJECTED');
      return;
    }
    const attemptId = webhook.kind === 'about' ? webhook.attempt.id : undefined;
    const kept = await keep(checkout, { ...raw, attemptId });
    if (kept?.settled === false) checkout.background(follow(checkout, { kept, raw }));
    if (webhook.kind === 'unknown') sendProblem(res, 'ATTEMPT_NOT_FOUND');
    else if (!kept) throw new Error('inbox of this attempt is full');
    else sendTaken(checkout, res, raw.channel);
  };

/** The worker takes up what goes wrong here. */
async function follow(checkout: Checkout, webhook: KeptWebhook): Promise<void> {
  try {
    await followWebhook(checkout, webhook);
  } catch (error) {
    checkout.log.error({ channel: webhook.raw.channel, ...faultOf(error) }, 'webhook not followed');
  }
}

function sendTaken({ config }: Checkout, res: Response, channel: string): void {
  const answer = config.channels[channel]?.facts.webhookAnswer;
  res
    .status(200)
    .set('Content-Type', answer?.contentType ?? 'text/plain')
    .send(answer?.body ?? '');
}

function rawRequestOf(req: Request): RawRequest {
  const body: unknown = req.body;
  return {
    source: 'webhook',
    attemptId: undefined,
    channel: String(req.params['channel']),
    httpMethod: req.method,
    leg: '',
    rawQuery: rawQueryOf(req),
    headers: Object.fromEntries(
      Object.entries(req.headers).filter(
        (pair): pair is [string, string] => typeof pair[1] === 'string',
      ),
    ),
    contentType: req.get('content-type') ?? '',
    body: body instanceof Uint8Array ? body : new Uint8Array(),
  };
}
