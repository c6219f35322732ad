import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import type { Checkout } from '../checkout/checkout.ts';
import { faultOf } from '../checkout/provider-call.ts';
import { sendProblem } from './problem.ts';

/** A host's parser has eaten the bytes that a callback must be kept with. */
const isParsed = (req: Request): boolean =>
  req.body !== undefined || (req.readableDidRead && req.method === 'POST');

export const refuseParsedBodies: RequestHandler = (req, res, next) => {
  if (isParsed(req)) sendProblem(res, 'BODY_ALREADY_PARSED');
  else next();
};

/** The bytes as they came, whatever they claim to be. */
export const rawBody: RequestHandler = express.raw({
  type: () => true,
  limit: '64kb',
  inflate: false,
});

const onlyJson: RequestHandler = (req, res, next) => {
  if (req.is('application/json')) next();
  else sendProblem(res, 'CONTENT_TYPE_UNSUPPORTED');
};

/** JSON and nothing else, so that a page elsewhere cannot post without a preflight. */
export const jsonBody: readonly RequestHandler[] = [onlyJson, express.json({ limit: '16kb' })];

/** The last handler: nothing of a fault is told, all of it is logged by name. */
export const lastResort =
  ({ log }: Checkout): ErrorRequestHandler =>
  (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const type = error instanceof Error && 'type' in error ? error.type : undefined;
    if (type === 'entity.too.large') sendProblem(res, 'BODY_TOO_LARGE');
    else if (type === 'entity.parse.failed')
      sendProblem(res, 'REQUEST_INVALID', { detail: 'body' });
    else {
      log.error({ httpMethod: req.method, ...faultOf(error) }, 'request failed');
      sendProblem(res, 'INTERNAL');
    }
  };
