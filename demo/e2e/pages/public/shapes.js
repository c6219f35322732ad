const NO_ATTEMPT = 'AAAAAAAAAAAAAAAAAAAAAA';

const circular = {};
circular.self = circular;

/** Everything but a hint of the payment window, and forged hints that want to pass for one. */
export const shapesOf = (attemptId = NO_ATTEMPT) => [
  undefined,
  null,
  true,
  0,
  -1,
  NaN,
  2n ** 70n,
  '',
  'attempt-changed',
  '\u0000\uD800',
  'x'.repeat(100_000),
  [],
  {},
  new Date(0),
  new Map([['type', 'hello']]),
  new Set([1]),
  new ArrayBuffer(8),
  new Error('no'),
  /x/,
  circular,
  Object.create(null),
  JSON.parse('{"__proto__":{"type":"hello"},"constructor":1}'),
  { type: 'hello' },
  { v: 1 },
  { v: 1, type: 'hello' },
  { v: 1, type: 'complete', attemptId },
  { v: 1, type: 'payment-complete', attemptId, status: 'complete', amount: 1 },
  { v: 1, type: 'attempt-changed', attemptId, status: 'complete' },
  { v: '1', type: 'attempt-changed', attemptId },
  { v: 2, type: 'attempt-changed', attemptId },
  { v: 1, type: ['hello'], attemptId },
  { v: 1, type: 'attempt-changed', attemptId: [attemptId] },
  { v: 1, type: 'attempt-changed', attemptId: attemptId + 'A' },
  { v: 1, type: 'attempt-changed', attemptId: NO_ATTEMPT },
  JSON.stringify({ v: 1, type: 'attempt-changed', attemptId }),
  [{ v: 1, type: 'attempt-changed', attemptId }],
  // Of the right shape and about the right attempt: only who sends them is wrong.
  { v: 1, type: 'hello', attemptId },
  { v: 1, type: 'attempt-changed', attemptId },
  { v: 1, type: 'closing', attemptId },
];
