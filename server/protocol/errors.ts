import * as z from 'zod/mini';

/** Whose fault an error is, and so who can do something about it. */
export type Fault =
  'buyer' | 'integrator' | 'network' | 'provider' | 'merchant' | 'internal' | 'security';

interface ErrorRow {
  readonly fault: Fault;
  /** HTTP status when it is answered to a request; attempts and the widget carry codes without. */
  readonly status?: number;
}

/**
 * The one table of codes. What to do about each stands in `docs/errors.md` and is held equal to
 * this table by a test. A code is never renamed.
 */
export const ERRORS = {
  // Requests
  REQUEST_INVALID: { fault: 'integrator', status: 400 },
  BODY_TOO_LARGE: { fault: 'integrator', status: 413 },
  CONTENT_TYPE_UNSUPPORTED: { fault: 'integrator', status: 415 },
  BODY_ALREADY_PARSED: { fault: 'integrator', status: 500 },
  ORIGIN_NOT_ALLOWED: { fault: 'integrator', status: 403 },
  ROUTE_NOT_FOUND: { fault: 'integrator', status: 404 },
  RETURN_URL_NOT_ALLOWED: { fault: 'integrator', status: 400 },
  LINE_UNKNOWN: { fault: 'integrator', status: 404 },
  METHOD_UNKNOWN: { fault: 'integrator', status: 400 },
  SESSION_INVALID: { fault: 'security', status: 401 },
  SESSION_EXPIRED: { fault: 'buyer', status: 401 },
  SESSION_FOREIGN: { fault: 'security', status: 403 },
  LINK_INVALID: { fault: 'security', status: 404 },
  RETURN_CODE_INVALID: { fault: 'buyer', status: 404 },
  NAVIGATION_REQUIRED: { fault: 'security', status: 403 },
  ATTEMPT_NOT_STARTED: { fault: 'buyer', status: 404 },
  ATTEMPT_NOT_CANCELABLE: { fault: 'buyer', status: 409 },
  WINDOW_REPLACED: { fault: 'buyer', status: 409 },
  // Orders
  ORDER_NOT_FOUND: { fault: 'integrator', status: 404 },
  ORDER_ID_UNFIT: { fault: 'integrator', status: 409 },
  ORDER_NOT_PAYABLE: { fault: 'merchant', status: 409 },
  ORDER_ALREADY_PAID: { fault: 'buyer', status: 409 },
  ORDER_IN_PROGRESS: { fault: 'buyer', status: 409 },
  ORDER_HOOK_FAILED: { fault: 'merchant', status: 502 },
  ORDER_HOOK_INVALID: { fault: 'merchant', status: 502 },
  ORDER_TICKET_INVALID: { fault: 'security', status: 401 },
  ORDER_TICKET_EXPIRED: { fault: 'buyer', status: 401 },
  ORDER_TICKET_REQUIRED: { fault: 'integrator', status: 400 },
  // Attempts
  BUYER_CANCELED: { fault: 'buyer' },
  PREPARE_DECLINED: { fault: 'provider' },
  PREPARE_UNANSWERED: { fault: 'provider', status: 502 },
  LAUNCH_FAILED: { fault: 'network' },
  AUTHENTICATION_FAILED: { fault: 'buyer' },
  CALLBACK_CONTRADICTS: { fault: 'security' },
  ORDER_HELD: { fault: 'buyer' },
  APPROVE_DEADLINE: { fault: 'internal' },
  NOT_EXECUTED: { fault: 'network' },
  PAYMENT_DECLINED: { fault: 'provider' },
  AMOUNT_MISMATCH: { fault: 'provider', status: 409 },
  APPROVAL_UNKNOWN: { fault: 'provider' },
  ORDER_REFUSED: { fault: 'merchant' },
  LATE_APPROVAL: { fault: 'provider' },
  REFUNDED_OUTSIDE: { fault: 'merchant' },
  ACCOUNT_GIVEN_UP: { fault: 'buyer' },
  // Providers and merchants who call the server
  WEBHOOK_REJECTED: { fault: 'security', status: 400 },
  MERCHANT_KEY_INVALID: { fault: 'security', status: 401 },
  ATTEMPT_NOT_FOUND: { fault: 'integrator', status: 404 },
  ATTEMPT_NOT_IN_REVIEW: { fault: 'merchant', status: 409 },
  NOTICE_UNDELIVERED: { fault: 'merchant' },
  // The server at start
  CONFIG_INVALID: { fault: 'integrator' },
  WIDGET_NOT_BUILT: { fault: 'integrator' },
  STORE_UNAVAILABLE: { fault: 'internal', status: 503 },
  INTERNAL: { fault: 'internal', status: 500 },
  // The widget
  NETWORK_UNREACHABLE: { fault: 'network' },
  ANSWER_INVALID: { fault: 'integrator' },
  SERVER_MISSING: { fault: 'integrator' },
  ORDER_ID_MISSING: { fault: 'integrator' },
  POPUP_BLOCKED: { fault: 'buyer' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** RFC 9457 problem details, as every JSON error of the server looks. */
export const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  fault: z.string(),
  detail: z.optional(z.string()),
  traceId: z.string(),
});
export type Problem = z.infer<typeof ProblemSchema>;
