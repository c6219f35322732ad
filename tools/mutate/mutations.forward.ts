import type { Mutation } from './mutation.ts';

const APPROVER = 'server/checkout/approver.ts';
const ANSWER = 'server/merchant/forward-answer.ts';
const FORWARD = 'server/merchant/forward.ts';
const VERIFY = 'server/merchant/verify.ts';
const RECOVERY_TEST = 'server/checkout/forward-recovery.test.ts';
const HISTORIES_TEST = 'server/checkout/histories-found.test.ts';
const BACKEND_TEST = 'server/checkout/histories-backend.test.ts';
const FORWARD_TEST = 'server/http/forward.test.ts';
const VERIFIED =
  'is refused by the verifier when query, body, method, type, amount or order is another';
const NONE_TWICE =
  'is believed when it says so twice, once no forward of ours could be taken up any more';

/** What is decided where the merchant's backend approves, and what it may believe. */
export const FORWARD_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the quarantine of a forward forgets how long its signature lives',
    edits: [{ file: APPROVER, from: '    lateArrival: SIGNATURE_LIFE_MS,\n', to: '' }],
    caughtBy: { file: RECOVERY_TEST, titles: [NONE_TWICE] },
  },
  {
    name: 'we give back what the backend took',
    edits: [
      {
        file: 'server/checkout/settle.ts',
        from: `if (!isMerchants || !told || !('transition' in told)) return told;`,
        to: `if (isMerchants || !told || !('transition' in told)) return told;`,
      },
    ],
    caughtBy: {
      file: RECOVERY_TEST,
      titles: [
        'goes before a person at once, whoever says it, and stays as it was said',
        'is written down, and nothing is given back',
      ],
    },
  },
  {
    name: 'an approval is carried on by whoever is configured now',
    edits: [
      {
        file: APPROVER,
        from: 'return progress.approveMode;',
        to: 'return configured ?? progress.approveMode;',
      },
    ],
    caughtBy: {
      file: RECOVERY_TEST,
      titles: [
        'of the backend is not taken over by us: it waits for its settings, then for a person',
        'of ours is carried on with the provider',
      ],
    },
  },
  {
    name: 'who approves is not written down when approval begins',
    edits: [
      {
        file: 'server/checkout/approve.ts',
        from: `approver?.byMerchant ? ({ approveMode: 'forward' } as const) : {}`,
        to: `approver?.byMerchant && at.line === '' ? ({ approveMode: 'forward' } as const) : {}`,
      },
    ],
    caughtBy: {
      file: RECOVERY_TEST,
      titles: [
        'is asked by status, which ends the doubt, and is never forwarded to again',
        'waits before a person without status, with what the provider says, and is never reversed',
      ],
    },
  },
  {
    name: 'an answer of the backend is believed whatever its HTTP status',
    edits: [
      {
        file: ANSWER,
        from: 'const read = status === 200 ? ForwardAnswerSchema.safeParse(answer) : undefined;',
        to: 'const read = status > 0 ? ForwardAnswerSchema.safeParse(answer) : undefined;',
      },
    ],
    caughtBy: {
      file: BACKEND_TEST,
      titles: [
        'ends approved when the backend answers HTTP 500 after it approved',
        'ends review when the backend answers HTTP 500 after it approved',
      ],
    },
  },
  {
    name: 'an approval without a transaction id is one',
    edits: [
      {
        file: ANSWER,
        from: 'const TransactionId = z.string().min(1).max(200);',
        to: `const TransactionId = z.string().max(200).default('T');`,
      },
    ],
    caughtBy: {
      file: BACKEND_TEST,
      titles: [
        'ends approved when the backend names no transaction',
        'ends review when the backend names no transaction',
      ],
    },
  },
  {
    name: 'a backend that says nothing has done nothing',
    edits: [
      {
        file: FORWARD,
        from: `if (reply.kind === 'no-answer') return { outcome: 'unknown', reason: reply.reason };`,
        to: `if (reply.kind === 'no-answer') return { outcome: 'not-sent', reason: reply.reason };`,
      },
    ],
    caughtBy: {
      file: RECOVERY_TEST,
      titles: ['is asked by status, which ends the doubt, and is never forwarded to again'],
    },
  },
  {
    name: 'a forward is repeated though the line does not say that it may be',
    edits: [
      {
        file: APPROVER,
        from: 'replaySafe: settings.idempotent,',
        to: 'replaySafe: settings.timeoutMs > 0,',
      },
    ],
    caughtBy: {
      file: BACKEND_TEST,
      titles: ['ends canceled when the backend dies before it approves'],
    },
  },
  {
    name: 'every repetition of a forward has an id of its own',
    edits: [
      {
        file: FORWARD,
        from: 'id: `forward.${attempt.id}`,',
        to: 'id: `forward.${attempt.id}.${String(attempt.version)}`,',
      },
    ],
    caughtBy: {
      file: RECOVERY_TEST,
      titles: ['repeats its first answer to the same forward where it said that it does'],
    },
  },
  {
    name: 'an end without money is looked at again, though nothing could be given back',
    edits: [
      {
        file: 'server/checkout/schedule.ts',
        from: 'return approver.byMerchant ? undefined : nextTail(attempt, approver);',
        to: 'return nextTail(attempt, approver);',
      },
    ],
    caughtBy: { file: RECOVERY_TEST, titles: [NONE_TWICE] },
  },
  {
    name: 'a buyer closes the account that the backend had issued',
    edits: [
      {
        file: 'server/checkout/cancel.ts',
        from: `if (approver?.byMerchant ?? progress.approveMode === 'forward') return undefined;`,
        to: `if (approver?.facts.callTimeout === 0) return undefined;`,
      },
    ],
    caughtBy: {
      file: RECOVERY_TEST,
      titles: ['cannot be given up by the buyer, because it is not ours to close'],
    },
  },
  {
    name: 'he closes it while the line is not forwarded any more',
    edits: [
      {
        file: 'server/checkout/cancel.ts',
        from: `approver?.byMerchant ?? progress.approveMode === 'forward'`,
        to: 'approver?.byMerchant',
      },
    ],
    caughtBy: {
      file: HISTORIES_TEST,
      titles: [
        'an account that it had issued is not closed by us when we have become the ones who approve',
      ],
    },
  },
  {
    name: 'an account that took another amount waits for ever',
    edits: [
      {
        file: 'server/checkout/recovery.ts',
        from: `  const isOpen = attempt.state === 'unknown' || attempt.state === 'awaiting-deposit';\n`,
        to: `  const isOpen = attempt.state === 'unknown';\n`,
      },
    ],
    caughtBy: {
      file: HISTORIES_TEST,
      titles: ['another amount that was paid into its account waits before a person'],
    },
  },
  {
    name: 'an answer is taken to be as new as the moment when it is read',
    edits: [
      {
        file: 'server/checkout/ask.ts',
        from: 'readAt: Math.min(at.readAt, askedAt)',
        to: 'readAt: Math.max(at.readAt, askedAt)',
      },
    ],
    caughtBy: {
      file: HISTORIES_TEST,
      titles: [
        'what it said long before a process woke up with it ends nothing that was paid meanwhile',
      ],
    },
  },
  {
    name: 'the verifier does not look at the body',
    edits: [{ file: VERIFY, from: '    bodySha256: sha256Hex(body),\n', to: '' }],
    caughtBy: { file: FORWARD_TEST, titles: [VERIFIED] },
  },
  {
    name: 'the verifier does not look at the query',
    edits: [{ file: VERIFY, from: '    query: queryOf(url),\n', to: '' }],
    caughtBy: { file: FORWARD_TEST, titles: [VERIFIED] },
  },
];
