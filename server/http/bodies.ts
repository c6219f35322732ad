import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Checkout } from '../checkout/checkout.ts';
import { faultOf } from '../checkout/provider-call.ts';
import type { ErrorCode } from '../protocol/index.ts';
import { StoreError } from '../store/store.ts';
import { localeOf, sendRefusal } from './context.ts';
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

/** What Express and its parsers refuse by themselves, by the status they put on the error. */
const REFUSALS: Readonly<Record<number, ErrorCode>> = {
  400: 'REQUEST_INVALID',
  413: 'BODY_TOO_LARGE',
  415: 'CONTENT_TYPE_UNSUPPORTED',
};

function codeOf(error: unknown): ErrorCode {
  if (error instanceof StoreError) return error.code;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return REFUSALS[status] ?? 'INTERNAL';
}

const AGAIN_SECONDS = '3';

/** The last handler: nothing of a fault is told, all of it is logged by name. */
export const lastResort =
  (checkout: Checkout): ErrorRequestHandler =>
  (error: unknown, req, res, next) => {
    const code = codeOf(error);
    if (code === 'INTERNAL' || code === 'STORE_UNAVAILABLE') {
      checkout.log.error({ httpMethod: req.method, code, ...faultOf(error) }, 'request failed');
    }
    if (res.headersSent) next(error);
    // A buyer who came by a window reads a page of ours, a program reads problem details.
    else if (req.accepts(['json', 'html']) !== 'html') sendProblem(res, code);
    else sendFault(checkout, req, res, code);
  };

/**
 * A callback by GET that could not be kept is sent again by the buyer's own browser, and the page
 * says so. One by POST it cannot repeat by itself, so the page does not say it.
 */
function sendFault(checkout: Checkout, req: Request, res: Response, code: ErrorCode): void {
  const locale = localeOf(req.query['locale']);
  const isOut = code === 'STORE_UNAVAILABLE';
  const isRepeated = isOut && req.method === 'GET';
  if (isRepeated) res.set('Refresh', AGAIN_SECONDS);
  sendRefusal(checkout, res, { code, locale, said: isOut && !isRepeated ? 'INTERNAL' : code });
}
