import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type {
  Approval,
  Provider,
  ProviderFacts,
  QueryAnswer,
  Reversal,
} from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import {
  AMOUNT,
  exampleAttempt,
  exampleProvider,
  MINUTE,
  setExample,
  type ExampleOptions,
} from '../testing/example.ts';
import { newAttemptId } from '../testing/buyer.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import { attend } from './attend.ts';
import { quarantineEnd } from './deadlines.ts';
import { settleApproval } from './settle.ts';
import { statusOf } from './status.ts';
import type { AttemptState } from './transitions.ts';

const SECOND = 1000;
const HOUR = 60 * MINUTE;
const OTHER_AMOUNT = { value: 48001, currency: 'KRW' };
const APPROVED = { outcome: 'approved', transactionId: 't', amount: AMOUNT } as const;
const UNANSWERED = { outcome: 'unknown', reason: 'HTTP 503' } as const;
const DEPOSIT = { bank: '신한', accountNumber: '110-1', holder: '온유도예', dueAt: 0 };

let store: Store | undefined;
afterEach(() => store?.close());

interface Answers {
  /** In the order they are given; the last one repeats. */
  readonly approve?: readonly Approval[];
  readonly query?: readonly QueryAnswer[];
  readonly netCancel?: readonly Reversal[];
  readonly refund?: readonly Reversal[];
}

/** A provider that answers what it is told and notes what it was asked. */
function told(answers: Answers, facts: Partial<ProviderFacts>) {
  const calls: string[] = [];
  const verb =
    <T>(name: string, given: readonly T[]) =>
    (): Promise<T> => {
      const asked = calls.filter((call) => call === name).length;
      calls.push(name);
      const answer = given[Math.min(asked, given.length - 1)];
      return answer === undefined
        ? assert.fail(`${name} was not expected`)
        : Promise.resolve(answer);
    };
  const { approve = [], query, netCancel, refund } = answers;
  const verbs: Partial<Provider> = {
    approve: verb('approve', approve),
    ...(query ? { query: verb('query', query) } : {}),
    ...(netCancel ? { netCancel: verb('netCancel', netCancel) } : {}),
    ...(refund ? { refund: verb('refund', refund) } : {}),
  };
  return { calls, provider: exampleProvider(verbs, facts) };
}

async function stage(
  state: AttemptState,
  answers: Answers,
  { facts = {}, ...options }: ExampleOptions & { readonly facts?: Partial<ProviderFacts> } = {},
) {
  const { calls, provider } = told(answers, facts);
  const asked = Date.now();
  const progress = { askedAt: asked, approvingAt: asked, ...options.progress };
  const set = await setExample(provider, state, { ...options, progress });
  ({ store } = set);
  return { ...set, calls, provider };
}

const names = async (of: Store, id: string) => (await of.timeline(id)).map(({ name }) => name);

describe('a doubt', () => {
  it('ends approved or declined as soon as the provider says which', async () => {
    const approved = await stage('unknown', { query: [UNANSWERED, UNANSWERED, APPROVED] });
    const attempt = await approved.recover();
    assert.deepEqual([attempt.state, attempt.progress.transactionId], ['approved', 't']);
    assert.equal(attempt.progress.code, undefined);
    await store?.close();
    const declined = await stage('unknown', {
      query: [{ outcome: 'declined', providerCode: 'X1' }],
    });
    assert.equal((await declined.recover()).state, 'declined');
  });

  it('is not executed when the provider finds nothing twice, the second time after the quarantine', async () => {
    const set = await stage('unknown', { query: [{ outcome: 'authenticated' }] });
    const before = await set.attempt();
    const end = quarantineEnd(before, set.provider.facts);
    const attempt = await set.recover(({ state }) => state !== 'unknown');
    assert.deepEqual([attempt.state, attempt.progress.code], ['canceled', 'NOT_EXECUTED']);
    assert.equal(attempt.holdsOrder, false);
    assert.ok(attempt.readAt >= end && attempt.readAt <= end + 15 * SECOND);
    assert.ok((attempt.progress.notFoundAt ?? Infinity) < end);
    assert.deepEqual(await names(set.store, attempt.id), ['created', 'not-found', 'not-executed']);
  });

  it('is not executed only when that is said twice, also where nobody answered until the quarantine was over', async () => {
    const silent = Array.from({ length: 30 }, () => UNANSWERED);
    const set = await stage('unknown', { query: [...silent, { outcome: 'not-found' }] });
    const end = quarantineEnd(await set.attempt(), set.provider.facts);
    const first = await set.recover(({ progress }) => progress.notFoundAt !== undefined);
    assert.ok((first.progress.notFoundAt ?? 0) > end, 'first said after the quarantine');
    assert.equal(first.state, 'unknown');
    const attempt = await set.recover(({ state }) => state !== 'unknown');
    assert.equal(attempt.progress.code, 'NOT_EXECUTED');
    assert.equal(set.calls.length, silent.length + 2);
  });

  it('is found in time though the provider was silent for long, and never called failed before', async () => {
    const silent = Array.from({ length: 120 }, () => UNANSWERED);
    const set = await stage('unknown', { query: [...silent, APPROVED] });
    const attempt = await set.recover(({ state }) => state !== 'unknown');
    assert.equal(attempt.state, 'approved');
    assert.equal(set.calls.length, 121);
  });

  it('is answered by asking again where the provider repeats its first answer', async () => {
    const facts = { replaySafe: true };
    const waiting: QueryAnswer = { outcome: 'authenticated' };
    const set = await stage('unknown', { query: [waiting], approve: [APPROVED] }, { facts });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'approved');
    assert.deepEqual(set.calls, ['query', 'approve']);
    assert.ok((await names(set.store, attempt.id)).includes('approval-replayed'));
  });

  it('is undone in the net cancel window when nobody answers, and only then', async () => {
    const set = await stage(
      'unknown',
      { query: [UNANSWERED], netCancel: [{ outcome: 'reversed' }] },
      { facts: { netCancelWindow: HOUR } },
    );
    const born = (await set.attempt()).progress.askedAt ?? 0;
    const reversing = await set.recover(({ state }) => state === 'reversing');
    assert.ok(reversing.readAt >= born + 55 * MINUTE && reversing.readAt < born + 56 * MINUTE);
    const accepted = await set.recover(({ progress }) => progress.reversalAcceptedAt !== undefined);
    assert.equal(accepted.state, 'reversing');
    assert.deepEqual(
      set.calls.filter((call) => call === 'netCancel'),
      ['netCancel'],
    );
  });

  it('goes to a person after an hour where nothing can be undone', async () => {
    const set = await stage('unknown', { query: [UNANSWERED] });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'review');
    assert.ok(attempt.readAt > (attempt.progress.askedAt ?? 0) + HOUR);
  });

  it('that ended as another amount is given back', async () => {
    const set = await stage('unknown', {
      query: [{ ...APPROVED, amount: OTHER_AMOUNT }, { outcome: 'refunded' }],
      refund: [{ outcome: 'reversed' }],
    });
    const attempt = await set.recover(({ state }) => state === 'reversed');
    assert.equal(attempt.progress.code, 'AMOUNT_MISMATCH');
    assert.deepEqual(set.calls, ['query', 'refund', 'query']);
    assert.equal(attempt.holdsOrder, false);
  });

  it('that is settled by its own late answer takes it', async () => {
    const set = await stage('authenticated', { approve: [APPROVED], query: [UNANSWERED] });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'approved');
  });
});

describe('giving back', () => {
  const wrong = { transactionId: 't', approvedAmount: OTHER_AMOUNT };

  it('is believed only when the provider confirms and its query agrees', async () => {
    const taken = { ...APPROVED, amount: OTHER_AMOUNT };
    const set = await stage(
      'reversing',
      { query: [taken, taken, { outcome: 'refunded' }], refund: [{ outcome: 'reversed' }] },
      { progress: wrong },
    );
    const attempt = await set.recover(({ state }) => state === 'reversed');
    assert.equal(attempt.state, 'reversed');
    assert.deepEqual(set.calls, ['refund', 'query', 'query', 'query']);
  });

  it('is not asked for a second time before the provider has said what became of the first', async () => {
    const set = await stage(
      'reversing',
      {
        query: [UNANSWERED, UNANSWERED, { outcome: 'refunded' }],
        refund: [{ outcome: 'unknown', reason: 'TIMEOUT' }],
      },
      { progress: wrong },
    );
    const attempt = await set.recover(({ state }) => state === 'reversed');
    assert.equal(attempt.state, 'reversed');
    assert.deepEqual(set.calls, ['refund', 'query', 'query', 'query']);
  });

  it('is asked for again when the provider says that the money is still here', async () => {
    const taken = { ...APPROVED, amount: OTHER_AMOUNT };
    const set = await stage(
      'reversing',
      {
        query: [taken, { outcome: 'refunded' }],
        refund: [{ outcome: 'unknown', reason: 'TIMEOUT' }, { outcome: 'reversed' }],
      },
      { progress: wrong },
    );
    await set.recover(({ state }) => state === 'reversed');
    assert.deepEqual(set.calls, ['refund', 'query', 'refund', 'query']);
  });

  it('goes to a person when it is refused and the money is still there', async () => {
    const set = await stage(
      'reversing',
      {
        query: [{ ...APPROVED, amount: OTHER_AMOUNT }],
        refund: [{ outcome: 'refused', providerCode: '-710' }],
      },
      { progress: wrong },
    );
    const attempt = await set.recover();
    assert.equal(attempt.state, 'review');
    assert.deepEqual(set.calls, ['refund', 'query']);
  });

  it('goes to a person after a day without an end', async () => {
    const set = await stage(
      'reversing',
      { query: [UNANSWERED], refund: [{ outcome: 'unknown', reason: 'TIMEOUT' }] },
      { progress: wrong },
    );
    const attempt = await set.recover();
    assert.equal(attempt.state, 'review');
    assert.deepEqual(
      set.calls.filter((call) => call === 'refund'),
      ['refund'],
    );
  });

  it('of the provider without a query is believed when the provider says so', async () => {
    const set = await stage(
      'reversing',
      { netCancel: [{ outcome: 'not-sent', reason: 'ECONNREFUSED' }, { outcome: 'reversed' }] },
      { facts: { netCancelWindow: HOUR } },
    );
    assert.equal((await set.recover()).state, 'reversed');
    assert.deepEqual(set.calls, ['netCancel', 'netCancel']);
  });
});

describe('an attempt that ended without money', () => {
  it('is looked at again for a day, and money that moved after all goes back', async () => {
    const nothing: QueryAnswer = { outcome: 'not-found' };
    const set = await stage(
      'canceled',
      {
        query: [
          nothing,
          nothing,
          nothing,
          APPROVED,
          { outcome: 'refunded' },
          { outcome: 'refunded' },
        ],
        refund: [{ outcome: 'reversed' }],
      },
      { progress: { code: 'NOT_EXECUTED' } },
    );
    const { since = 0 } = (await set.attempt()).progress;
    const attempt = await set.recover(({ state }) => state === 'reversed');
    assert.equal(attempt.progress.code, 'LATE_APPROVAL');
    assert.ok(attempt.readAt >= since + 24 * HOUR);
    assert.equal((await set.recover()).state, 'reversed');
  });

  it('takes an answer that nobody waited for any more as the news it is', async () => {
    const attempts = await stage('authenticated', { query: [{ outcome: 'refunded' }] });
    const attempt = await attempts.attempt();
    const { provider } = attempts;
    for (const [state, transition] of [
      ['canceled', 'reversal-started'],
      ['reversed', 'reversal-started'],
      ['reversing', undefined],
      ['review', undefined],
      ['approved', undefined],
    ] as const) {
      const told = settleApproval({ ...attempt, state }, APPROVED, provider);
      assert.equal(told && 'transition' in told ? told.transition : undefined, transition, state);
      assert.equal(told?.progress?.transactionId, 't', state);
    }
    const doubt = settleApproval({ ...attempt, state: 'canceled' }, UNANSWERED, provider);
    assert.deepEqual(doubt, { remark: 'late-answer', data: { outcome: 'unknown' } });
  });

  it('is asked about again where a late look brought no answer', async () => {
    const set = await stage('canceled', { query: [UNANSWERED, UNANSWERED, APPROVED] });
    const found = await set.recover(({ state }) => state === 'reversing');
    assert.ok(found.readAt < found.createdAt + HOUR);
  });
});

describe('a server that was down for days', () => {
  it('asks about a doubt before it gives it up', async () => {
    const set = await stage('unknown', { query: [APPROVED] });
    set.pass(48 * HOUR);
    await attend(set.checkout, (await set.attempt()).id);
    assert.equal((await set.attempt()).state, 'approved');
  });

  it('asks before it undoes a sale whose net cancel window is about to close', async () => {
    const answers = { query: [APPROVED], netCancel: [] };
    const set = await stage('unknown', answers, { facts: { netCancelWindow: HOUR } });
    set.pass(58 * MINUTE);
    assert.equal((await set.recover()).state, 'approved');
    assert.deepEqual(set.calls, ['query']);
  });

  it('looks what became of a reversal before it gives that up', async () => {
    const asked = Date.now();
    const progress = { transactionId: 't', approvedAmount: OTHER_AMOUNT, reversalAskedAt: asked };
    const done = await stage('reversing', { query: [{ outcome: 'refunded' }] }, { progress });
    done.pass(48 * HOUR);
    await attend(done.checkout, (await done.attempt()).id);
    assert.equal((await done.attempt()).state, 'reversed');
    await store?.close();
    const open = await stage('reversing', { query: [APPROVED] }, { progress });
    open.pass(48 * HOUR);
    assert.equal((await open.recover()).state, 'review');
  });

  it('sends the first reversal however late, and gives it up only after that', async () => {
    const progress = { transactionId: 't', approvedAmount: OTHER_AMOUNT };
    const set = await stage(
      'reversing',
      { query: [{ outcome: 'refunded' }], refund: [{ outcome: 'reversed' }] },
      { progress },
    );
    set.pass(48 * HOUR);
    assert.equal((await set.recover(({ state }) => state !== 'reversing')).state, 'reversed');
  });
});

describe('an attempt whose channel was taken out of the configuration', () => {
  for (const [state, answers, end] of [
    ['unknown', { query: [APPROVED] }, 'approved'],
    ['authenticated', { approve: [APPROVED] }, 'approved'],
    ['canceled', { query: [APPROVED] }, 'reversing'],
  ] as const) {
    it(`waits in ${state} until it is back, and goes on then`, async () => {
      const set = await stage(state, answers);
      const { checkout } = set;
      const without = { ...checkout, config: { ...checkout.config, channels: {} } };
      const { id } = await set.attempt();
      set.pass(3 * SECOND);
      for (let visits = 0; visits < 3; visits += 1) {
        await attend(without, id);
        const { dueAt = Infinity, readAt, ...waiting } = await set.attempt();
        assert.equal(waiting.state, state);
        assert.ok(dueAt <= readAt + 13 * MINUTE, 'is looked at again');
        set.pass(MINUTE);
      }
      assert.deepEqual(set.calls, []);
      await attend(checkout, id);
      assert.equal((await set.attempt()).state, end);
    });
  }
});

describe('a deposit', () => {
  const awaited = (dueAt: number) => ({
    transactionId: 't',
    deposit: { ...DEPOSIT, dueAt: Date.now() + dueAt },
  });
  const unpaid: QueryAnswer = { ...APPROVED, outcome: 'awaiting-deposit', deposit: DEPOSIT };

  it('is approved when a query says that it came', async () => {
    const set = await stage(
      'awaiting-deposit',
      { query: [unpaid, unpaid, APPROVED] },
      { progress: awaited(24 * HOUR) },
    );
    assert.equal((await set.recover()).state, 'approved');
  });

  it('is missed only when it was due and a query says that it did not come', async () => {
    const set = await stage(
      'awaiting-deposit',
      { query: [unpaid, UNANSWERED, UNANSWERED, UNANSWERED, unpaid] },
      { progress: awaited(2 * HOUR) },
    );
    const attempt = await set.recover(({ state }) => state !== 'awaiting-deposit');
    assert.equal(attempt.state, 'expired');
    assert.ok(attempt.readAt > attempt.createdAt + 2 * HOUR);
    assert.equal(attempt.holdsOrder, false);
  });

  it('that the provider withdraws is awaited again, and the merchant hears of it', async () => {
    const lines = {
      order: {
        methods: {},
        order: 'http://shop.test/order',
        approve: { mode: 'direct' as const },
        notify: 'http://shop.test/notify',
      },
    };
    const progress = awaited(HOUR);
    const set = await stage(
      'approved',
      { query: [unpaid] },
      { progress, lines, send: () => Promise.resolve({ kind: 'no-answer', reason: 'down' }) },
    );
    const { id } = await set.attempt();
    set.pass(HOUR);
    assert.equal(await attend(set.checkout, id, 'hint'), 'answered');
    assert.equal((await set.attempt()).state, 'awaiting-deposit');
    assert.equal((await set.store.notices(id)).length, 1);
  });
});

describe('an attempt whose order another one holds', () => {
  /** A second attempt of the same order that is paid. */
  async function withHolder(answers: Answers, facts: Partial<ProviderFacts> = {}) {
    const set = await stage('authenticated', answers, { facts, progress: { askedAt: undefined } });
    const id = AttemptIdSchema.parse(newAttemptId());
    const holder = { ...exampleAttempt(id, 'authenticated', set.now()), providerOrderId: 'other' };
    await set.store.insert(holder, { name: 'created', data: {} });
    const paid = await set.store.change({
      id,
      version: 1,
      from: 'authenticated',
      to: 'approving',
      holdsOrder: true,
      progress: holder.progress,
      event: { name: 'approval-started', data: {} },
      dueIn: undefined,
    });
    assert.equal(paid, 'done');
    return set;
  }

  it('is rejected before any approve call', async () => {
    const set = await withHolder({ query: [APPROVED] });
    const attempt = await set.recover();
    assert.deepEqual([attempt.state, attempt.progress.code], ['rejected', 'ORDER_HELD']);
    assert.deepEqual(set.calls, []);
  });

  it('ends so that it is looked at again where money can still move in the window', async () => {
    const set = await withHolder(
      {
        query: [{ outcome: 'waiting' }, APPROVED, { outcome: 'refunded' }],
        refund: [{ outcome: 'reversed' }],
      },
      { approvedAtCallback: true },
    );
    const ended = await set.recover(({ state }) => state === 'canceled');
    assert.deepEqual([ended.progress.code, statusOf(ended)], ['ORDER_HELD', 'failed']);
    const attempt = await set.recover(({ state }) => state === 'reversed');
    assert.equal(attempt.progress.code, 'LATE_APPROVAL');
    assert.equal(set.calls.filter((call) => call === 'refund').length, 1);
  });

  it('is given back where the money moved in the window', async () => {
    const set = await withHolder(
      { query: [APPROVED, { outcome: 'refunded' }], refund: [{ outcome: 'reversed' }] },
      { approvedAtCallback: true },
    );
    const attempt = await set.recover(({ state }) => state === 'reversed');
    assert.equal(attempt.progress.code, 'ORDER_HELD');
    assert.deepEqual(set.calls.slice(0, 2), ['query', 'refund']);
  });
});

describe('attending', () => {
  it('is done by one at a time, and the others do not wait', async () => {
    const set = await stage('unknown', { query: [APPROVED] });
    const { id } = await set.attempt();
    const attended = await Promise.all([1, 2, 3].map(() => attend(set.checkout, id)));
    assert.deepEqual(attended.sort(), ['answered', 'busy', 'busy']);
    assert.deepEqual(set.calls, ['query']);
  });

  it('on a hint asks no more often than every ten seconds', async () => {
    const set = await stage('unknown', { query: [UNANSWERED] });
    const { id } = await set.attempt();
    assert.equal(await attend(set.checkout, id, 'hint'), 'unanswered');
    assert.equal(await attend(set.checkout, id, 'hint'), 'busy');
    set.pass(10 * SECOND);
    assert.equal(await attend(set.checkout, id, 'hint'), 'unanswered');
    assert.equal(set.calls.length, 2);
  });

  it('puts an attempt that cannot be read aside, later each time, and never fails', async () => {
    const set = await stage('unknown', { query: [APPROVED] });
    const { id } = await set.attempt();
    const { checkout } = set;
    const blind = { ...checkout.store, find: () => Promise.reject(new Error('corrupt row')) };
    assert.equal(await attend({ ...checkout, store: blind }, id), 'unanswered');
    const { dueAt = 0, readAt } = await set.attempt();
    assert.ok(dueAt > readAt);
    set.pass(dueAt - readAt);
    assert.equal((await set.recover()).state, 'approved');
  });

  it('forgets what the buyer brought along once the payment is settled', async () => {
    const progress = { authentication: { pgToken: 'SECRET' } };
    const set = await stage('authenticated', { approve: [APPROVED] }, { progress });
    const attempt = await set.recover();
    assert.equal(attempt.state, 'approved');
    assert.equal(JSON.stringify(attempt).includes('SECRET'), false);
  });
});
