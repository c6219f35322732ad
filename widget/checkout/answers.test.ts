import { expect } from '@open-wc/testing';
import {
  AttemptViewSchema,
  HintMessageSchema,
  ProblemSchema,
  SessionSchema,
} from '../../server/protocol/index.ts';
import { isAttemptView, isHintMessage, isProblem, isSession } from './answers.ts';

/**
 * The widget does not look at the spelling of texts that it only compares or hands on: ids, and
 * words that a newer server may have more of. Here they are spelled as the schemas want them.
 */
const SPELLED: Readonly<Record<string, string>> = {
  orderId: 'A-1',
  line: 'order',
  attemptId: 'AAAAAAAAAAAAAAAAAAAA-_',
  stage: 'approve',
  awaiting: 'deposit',
  type: 'card',
};

function spelled(value: unknown, loose: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((entry) => spelled(entry, loose));
  if (!isBranch(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([key, field]) => [
    key,
    loose.includes(key) && typeof field === 'string' ? SPELLED[key] : spelled(field, loose),
  ]);
  return Object.fromEntries(entries);
}

interface Pair {
  readonly accepts: (value: unknown) => boolean;
  readonly schema: { readonly safeParse: (value: unknown) => { readonly success: boolean } };
  /** Names of texts whose spelling is not looked at. */
  readonly loose: readonly string[];
  /** One with every field, however optional. */
  readonly full: object;
}

const amount = { value: 48_000, currency: 'KRW' };
const PAIRS: Record<string, Pair> = {
  'a session': {
    accepts: isSession,
    schema: SessionSchema,
    loose: ['orderId', 'line', 'type'],
    full: {
      v: 1,
      sessionToken: 'token',
      expiresAt: 1_700_000_000_000,
      shop: { name: '온유도예' },
      order: { orderId: 'A-1', line: 'order', orderName: '다완', amount, url: 'https://x.example' },
      methods: [
        { id: 'card', type: 'card', label: '카드', note: 'a', unavailable: 'b' },
        { id: 'kakaopay', type: 'wallet', label: '카카오페이' },
      ],
    },
  },
  'an attempt': {
    accepts: isAttemptView,
    schema: AttemptViewSchema,
    loose: ['attemptId', 'stage', 'awaiting'],
    full: {
      v: 1,
      attemptId: 'AAAAAAAAAAAAAAAAAAAA-_',
      seq: 3,
      status: 'failed',
      stage: 'approve',
      awaiting: 'deposit',
      deposit: {
        bank: '새벽은행',
        accountNumber: '70000001234567',
        holder: '온유도예',
        depositor: '김하늘',
        dueAt: 1_700_000_000_000,
      },
      result: {
        orderId: 'A-1',
        line: 'order',
        method: 'card',
        provider: 'nicepay',
        amount,
        code: 'PAYMENT_DECLINED',
        message: '한도 초과',
        approvedAt: 1,
        traceId: 'trace',
      },
      pollAfterMs: 0,
    },
  },
  'a problem': {
    accepts: isProblem,
    schema: ProblemSchema,
    loose: [],
    full: {
      type: 'x',
      title: 'x',
      status: 409,
      code: 'X',
      fault: 'buyer',
      detail: 'x',
      traceId: 'x',
    },
  },
  'a hint': {
    accepts: isHintMessage,
    schema: HintMessageSchema,
    loose: ['attemptId'],
    full: { v: 1, type: 'hello', attemptId: 'AAAAAAAAAAAAAAAAAAAA-_' },
  },
};

/** Every value that JSON or a message could put in a field's place, and words of the protocol. */
const STRANGE: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  1,
  -1,
  2,
  1.5,
  NaN,
  Infinity,
  2 ** 53,
  '',
  '1',
  'x',
  'order',
  'Order',
  '-a',
  'a\n',
  'krw',
  'KRW',
  'KRWX',
  'A'.repeat(22),
  `${'A'.repeat(22)}\n`,
  'A'.repeat(100),
  'A'.repeat(101),
  'a'.repeat(40),
  'a'.repeat(41),
  [],
  [1],
  {},
  { v: 1 },
  new Date(0),
  new Map(),
  'wallet',
  'card',
  'transfer',
  'virtual-account',
  'phone',
  'house',
  'cash',
  'open',
  'confirming',
  'pending',
  'complete',
  'failed',
  'canceled',
  'expired',
  'approved',
  'prepare',
  'launch',
  'authenticate',
  'confirm',
  'approve',
  'refund',
  'hello',
  'attempt-changed',
  'closing',
  'progress',
];

const isBranch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The value with each of its places, one at a time, taken away, made strange, or added to. */
function* variants(value: unknown): Generator {
  yield* STRANGE;
  if (!isBranch(value)) return;
  const copy = (change: Record<string, unknown>): unknown =>
    Array.isArray(value)
      ? Object.assign([...(value as unknown[])], change)
      : { ...value, ...change };
  yield copy({ extra: 1 });
  for (const key of Object.keys(value)) {
    if (!Array.isArray(value))
      yield Object.fromEntries(Object.entries(value).filter(([k]) => k !== key));
    for (const strange of variants(value[key])) yield copy({ [key]: strange });
  }
}

describe('what the widget accepts', () => {
  for (const [what, { accepts, schema, loose, full }] of Object.entries(PAIRS)) {
    it(`is, for ${what}, exactly what the protocol says`, () => {
      expect(accepts(full)).to.equal(true);
      let accepted = 0;
      let refused = 0;
      for (const variant of variants(full)) {
        const allowed = schema.safeParse(spelled(variant, loose)).success;
        expect(accepts(variant), JSON.stringify(variant)).to.equal(allowed);
        if (allowed) accepted += 1;
        else refused += 1;
      }
      expect(accepted).to.be.greaterThan(1);
      expect(refused).to.be.greaterThan(100);
    });
  }
});
