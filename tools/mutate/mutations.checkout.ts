import type { Mutation } from './mutation.ts';

const SETTLE = 'server/checkout/settle.ts';
const RECEIVE = 'server/checkout/receive.ts';
const REVERSE = 'server/checkout/reverse.ts';
const WEBHOOK = 'server/checkout/webhook.ts';
const ATTEND_TEST = 'server/checkout/attend.test.ts';
const APPROVE_TEST = 'server/checkout/approve.test.ts';
const RECEIVE_TEST = 'server/checkout/receive.test.ts';
const NOT_BEFORE_QUARANTINE =
  '  if (attempt.readAt < quarantineEnd(attempt, approver.facts)) return undefined;\n';
const TWICE =
  'is not executed when the provider finds nothing twice, the second time after the quarantine';
const LATE = 'is looked at again for a day, and money that moved after all goes back';

/** What is decided about callbacks, answers and doubts. */
export const CHECKOUT_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a callback may speak of another amount',
    edits: [
      {
        file: RECEIVE,
        from: `  if (amount && !sameAmount(amount, attempt.amount)) return contradicts('another amount');\n`,
        to: '  void sameAmount;\n',
      },
    ],
    caughtBy: {
      file: RECEIVE_TEST,
      titles: [
        'is rejected when it speaks of another amount',
        'is rejected when it speaks of another currency',
      ],
    },
  },
  {
    name: 'an approval of another amount is taken',
    edits: [
      {
        file: SETTLE,
        from: `return approvedStep(attempt, approval, 'approved')`,
        to: `return approvedStep(attempt, { ...approval, amount: attempt.amount }, 'approved')`,
      },
    ],
    caughtBy: { file: APPROVE_TEST, titles: ['of money of another kind is another amount'] },
  },
  {
    name: 'a query that finds another amount is taken',
    edits: [
      {
        file: SETTLE,
        from: `return approvedStep(attempt, answer, 'approved')`,
        to: `return approvedStep(attempt, { ...answer, amount: attempt.amount }, 'approved')`,
      },
    ],
    caughtBy: { file: ATTEND_TEST, titles: ['that ended as another amount is given back'] },
  },
  {
    name: 'a doubt is taken for a decline',
    edits: [
      {
        file: SETTLE,
        from: `return { transition: 'doubted', progress: { code: 'APPROVAL_UNKNOWN' }, data: { reason } };`,
        to: `return { transition: 'declined', progress: { code: 'PAYMENT_DECLINED' }, data: { reason } };`,
      },
    ],
    caughtBy: { file: APPROVE_TEST, titles: ['is a doubt when the provider code breaks'] },
  },
  {
    name: '"not found" is believed the first time',
    edits: [
      {
        file: SETTLE,
        from: 'if (notFoundAt === undefined) {',
        to: 'if (notFoundAt !== undefined) {',
      },
      {
        file: SETTLE,
        from: NOT_BEFORE_QUARANTINE,
        to: '  void [quarantineEnd, by];\n',
      },
    ],
    caughtBy: { file: ATTEND_TEST, titles: [TWICE] },
  },
  {
    name: '"not found" is believed before the quarantine is over',
    edits: [
      {
        file: SETTLE,
        from: NOT_BEFORE_QUARANTINE,
        to: '  void [quarantineEnd, by];\n',
      },
    ],
    caughtBy: { file: ATTEND_TEST, titles: [TWICE] },
  },
  {
    name: 'an approval found late is left with the provider',
    edits: [
      {
        file: SETTLE,
        from: `return answer.outcome === 'approved' ? lateApproval(answer) : undefined`,
        to: 'return undefined',
      },
    ],
    caughtBy: { file: ATTEND_TEST, titles: [LATE] },
  },
  {
    name: 'an answer that nobody waited for any more is thrown away',
    edits: [
      {
        file: SETTLE,
        from: 'return lateAnswer(attempt, approval);',
        to: `return { remark: 'late-answer', data: { outcome: approval.outcome } };`,
      },
    ],
    caughtBy: {
      file: ATTEND_TEST,
      titles: ['takes an answer that nobody waited for any more as the news it is'],
    },
  },
  {
    name: 'a refund is repeated without looking what became of the first',
    edits: [
      {
        file: REVERSE,
        from: `  if (!isAnswered && way !== 'net-cancel') return;\n`,
        to: '  void isAnswered;\n',
      },
    ],
    caughtBy: {
      file: ATTEND_TEST,
      titles: [
        'is not asked for a second time before the provider has said what became of the first',
      ],
    },
  },
  {
    name: 'a reversal is believed though no query agrees',
    edits: [
      { file: REVERSE, from: '      return provider.query\n', to: '      return !provider.id\n' },
    ],
    caughtBy: {
      file: ATTEND_TEST,
      titles: ['is believed only when the provider confirms and its query agrees'],
    },
  },
  {
    name: 'a hint doubts an approval that is under way',
    edits: [
      {
        file: 'server/checkout/recovery.ts',
        from: `return state === 'approving' || state === 'authenticated' ? 'rest' : dutyOf`,
        to: `return state === 'authenticated' ? 'rest' : dutyOf`,
      },
    ],
    caughtBy: {
      file: 'server/checkout/recovery.test.ts',
      titles: ['never doubts an approval that is under way'],
    },
  },
  {
    name: 'a doubt is shown as failed',
    edits: [
      {
        file: 'server/checkout/status.ts',
        from: `unknown: 'pending'`,
        to: `unknown: 'failed'`,
      },
    ],
    caughtBy: {
      file: 'server/checkout/status.test.ts',
      titles: ['is never an end while money may have moved'],
    },
  },
  {
    name: 'a webhook is believed before the provider is asked',
    edits: [
      {
        file: WEBHOOK,
        from: `import { attend } from './attend.ts';\n`,
        to: `import { advance } from './advance.ts';\nimport { attend } from './attend.ts';\n`,
      },
      {
        file: WEBHOOK,
        from: `faultOf } from './provider-call.ts'`,
        to: `faultOf, queryProvider } from './provider-call.ts'`,
      },
      {
        file: WEBHOOK,
        from: `  if (webhook.kind === 'about') {\n`,
        to: `  if (webhook.kind === 'about') {
    await advance(checkout, webhook.attempt.id, ({ state }) =>
      state === 'ready' ? { transition: 'approved-in-window' } : undefined,
    );
    await queryProvider(checkout, webhook.attempt);\n`,
      },
    ],
    caughtBy: {
      file: 'server/http/webhook-route.test.ts',
      titles: ['is never believed by itself: what the bank answers decides'],
    },
  },
  {
    name: 'an approval does not wait for the yes of the merchant',
    edits: [
      {
        file: 'server/checkout/approve.ts',
        from: '  if (!(await isConfirmed(checkout, attempt))) return;\n',
        to: '  void isConfirmed;\n',
      },
    ],
    caughtBy: {
      file: 'server/merchant/confirm.test.ts',
      titles: [
        'is asked before the approval, under the id of the attempt, and its yes lets the money move',
      ],
    },
  },
];
