import type { AttemptView, HintMessage, Problem, Session } from '../../server/protocol/index.ts';

/*
 * What the widget accepts from outside: the protocol's schemas once more, in a few plain checks.
 * The schema library itself would be more than a third of the whole script. A test holds these
 * and the schemas equal.
 */

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const whole: Check = Number.isSafeInteger;
const count: Check = (value) => whole(value) && Number(value) >= 0;
const only =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const like =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

/** As {@link shape}, with no other field. */
const exactShape = (fields: Readonly<Record<string, Check>>): Check => {
  const known = shape(fields);
  return (value) =>
    known(value) && Object.keys(value as object).every((name) => Object.hasOwn(fields, name));
};

const attemptId = like(/^[\w-]{22}$/);
const orderId = like(/^[^]{1,100}$/);
const line = like(/^[a-z][a-z0-9-]{0,39}$/);
const amount = shape({ value: count, currency: like(/^[A-Z]{3}$/) });

const session = shape({
  v: only(1),
  sessionToken: text,
  expiresAt: whole,
  shop: shape({ name: text }),
  order: shape({ orderId, line, orderName: text, amount, url: maybe(text) }),
  methods: listOf(
    shape({
      id: text,
      type: only('wallet', 'card', 'transfer', 'virtual-account', 'phone', 'house'),
      label: text,
      note: maybe(text),
      unavailable: maybe(text),
    }),
  ),
});

const attemptView = shape({
  v: only(1),
  attemptId,
  seq: whole,
  status: only('open', 'confirming', 'pending', 'complete', 'failed', 'canceled', 'expired'),
  stage: maybe(only('prepare', 'launch', 'authenticate', 'confirm', 'approve')),
  result: maybe(
    shape({
      orderId: text,
      line: text,
      method: text,
      provider: text,
      amount,
      code: maybe(text),
      message: maybe(text),
      approvedAt: maybe(whole),
      traceId: text,
    }),
  ),
  pollAfterMs: whole,
});

const problem = shape({
  type: text,
  title: text,
  status: whole,
  code: text,
  fault: text,
  detail: maybe(text),
  traceId: text,
});

const hint = exactShape({
  v: only(1),
  type: only('hello', 'attempt-changed', 'closing'),
  attemptId,
});

export const isSession = (value: unknown): value is Session => session(value);
export const isAttemptView = (value: unknown): value is AttemptView => attemptView(value);
export const isProblem = (value: unknown): value is Problem => problem(value);
export const isHintMessage = (value: unknown): value is HintMessage => hint(value);
