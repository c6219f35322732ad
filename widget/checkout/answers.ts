import type {
  Amount,
  AttemptView,
  Account,
  HintMessage,
  Method,
  Order,
  PaymentResult,
  Problem,
  Session,
} from '../../server/protocol/index.ts';
import type { Launch } from './payment-window.ts';

/*
 * What the widget accepts from outside: the protocol's schemas once more, in a few plain checks.
 * The schema library itself would be more than a third of the whole script. A test holds these
 * and the schemas equal, but for the spelling of texts that are only compared or handed on: ids,
 * and words that a newer server may have more of.
 */

type Check = (value: unknown) => boolean;

const like =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
/** Every shape asks for some field, which a value that is no object cannot have. */
const shape =
  <T>(fields: Readonly<Record<keyof T, Check>>) =>
  (value: unknown): value is T =>
    Object.entries<Check>(fields).every(([name, check]) =>
      check((value as Readonly<Record<string, unknown>> | null | undefined)?.[name]),
    );

const v: Check = (value) => value === 1;
const text = like(/^/);
const note = maybe(text);
const whole: Check = Number.isSafeInteger;
const amount = shape<Amount>({
  value: (value) => whole(value) && Number(value) >= 0,
  currency: like(/^[A-Z]{3}$/),
});

const method = shape<Method>({
  id: text,
  type: text,
  label: text,
  note,
  unavailable: note,
});

export const isAttemptView = shape<AttemptView>({
  v,
  attemptId: text,
  seq: whole,
  status: like(/^(open|confirming|pending|complete|failed|canceled|expired)$/),
  stage: note,
  awaiting: note,
  deposit: maybe(
    shape<Account>({
      bank: text,
      accountNumber: text,
      holder: text,
      depositor: note,
      dueAt: whole,
      final: (value) => value === undefined || value === true,
    }),
  ),
  result: maybe(
    shape<PaymentResult>({
      orderId: text,
      line: text,
      method: text,
      provider: text,
      amount,
      code: note,
      message: note,
      approvedAt: maybe(whole),
      traceId: text,
    }),
  ),
  pollAfterMs: whole,
});

export const isSession = shape<Session>({
  v,
  sessionToken: text,
  expiresAt: whole,
  shop: shape<Session['shop']>({ name: text }),
  order: shape<Order>({
    orderId: text,
    line: text,
    orderName: text,
    amount,
    url: note,
  }),
  methods: (value) => Array.isArray(value) && value.every(method),
  attempt: maybe(isAttemptView),
});

/** As the tab remembers it. */
export const isLaunch = shape<Launch>({
  attemptId: like(/^[\w-]{22}$/),
  server: text,
  session: isSession,
  method,
  locale: like(/^(ko|en)$/),
  presentation: like(/^(popup|redirect)$/),
  device: like(/^(desktop|mobile|in-app)$/),
});

export const isProblem = shape<Problem>({
  type: text,
  title: text,
  status: whole,
  code: text,
  fault: text,
  detail: note,
  traceId: text,
});

const isHint = shape<HintMessage>({
  v,
  type: like(/^(hello|attempt-changed|closing)$/),
  attemptId: text,
});

/** With no other field: a hint carries nothing. */
export const isHintMessage = (value: unknown): value is HintMessage =>
  isHint(value) && Object.keys(value).length === 3;
