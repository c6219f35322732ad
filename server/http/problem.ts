import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import { ERRORS, type ErrorCode, type Problem } from '../protocol/index.ts';

/** Short enough to be read out; stands in the answer and in the log. */
const newTraceId = (): string => randomBytes(4).toString('hex').toUpperCase();

const TITLES: Partial<Record<ErrorCode, string>> = {
  ORIGIN_NOT_ALLOWED: 'This origin is not in storefronts.',
  BODY_ALREADY_PARSED: 'Mount the checkout router before any body parser.',
  CONTENT_TYPE_UNSUPPORTED: 'Send application/json.',
  RETURN_URL_NOT_ALLOWED: 'The return URL is not on an allowed storefront.',
  ORDER_NOT_FOUND: 'The merchant does not know this order.',
  ORDER_NOT_PAYABLE: 'The merchant does not take payment for this order.',
  ORDER_HOOK_FAILED: 'The merchant backend did not answer for the order.',
  ORDER_HOOK_INVALID: "The merchant backend's answer for the order cannot be used.",
  RETURN_CODE_INVALID: 'This return code is not good here, or not any more.',
  ATTEMPT_NOT_STARTED: 'No payment window has arrived for this attempt yet.',
  ATTEMPT_NOT_CANCELABLE: 'The payment is past the point where it can be canceled.',
};

export const httpStatusOf = (code: ErrorCode): number => {
  const row = ERRORS[code];
  return 'status' in row ? row.status : 500;
};

/**
 * Answers with RFC 9457 problem details. `extra` members stand beside the usual ones. The code and
 * the trace id are left in `res.locals` for the log.
 */
export function sendProblem(
  res: Response,
  code: ErrorCode,
  { detail, ...extra }: { readonly detail?: string; readonly [member: string]: unknown } = {},
): void {
  const status = httpStatusOf(code);
  const traceId = newTraceId();
  const problem: Problem = {
    type: `urn:pay-checkout:error:${code}`,
    title: TITLES[code] ?? code.toLowerCase().replaceAll('_', ' '),
    status,
    code,
    fault: ERRORS[code].fault,
    ...(detail === undefined ? {} : { detail }),
    traceId,
  };
  res.locals['refused'] = { code, traceId };
  res
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, ...extra }));
}
