import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AttemptIdSchema } from '../protocol/index.ts';
import type { Provider, ProviderFacts } from '../providers/provider.ts';
import { exampleAttempt, exampleProvider, MINUTE } from '../testing/example.ts';
import type { Attempt, AttemptProgress } from './attempt.ts';
import { LEASE_MS, leaseFor, quarantineEnd } from './deadlines.ts';
import { dutyAfterAsking, dutyOf, dutyOnHint, isReversalGivenUp } from './recovery.ts';
import { dueAt } from './schedule.ts';
import { STATES, type AttemptState } from './transitions.ts';

const SECOND = 1000;
const HOUR = 60 * MINUTE;
const BORN = 1_800_000_000_000;

/** An attempt that came to its state at its birth, read `age` later. */
const attemptAt = (
  state: AttemptState,
  age: number,
  progress: Partial<AttemptProgress> = {},
): Attempt => {
  const id = AttemptIdSchema.parse('AAAAAAAAAAAAAAAAAAAAAA');
  const fresh = exampleAttempt(id, state, BORN);
  return {
    ...fresh,
    version: 3,
    holdsOrder: false,
    createdAt: BORN,
    updatedAt: BORN,
    readAt: BORN + age,
    dueAt: undefined,
    progress: { ...fresh.progress, askedAt: BORN, approvingAt: BORN, ...progress },
  };
};

const verbs = {
  query: () => Promise.resolve({ outcome: 'waiting' } as const),
  netCancel: () => Promise.resolve({ outcome: 'reversed' } as const),
};
const provider = (
  names: readonly (keyof typeof verbs)[],
  facts: Partial<ProviderFacts> = {},
): Provider => exampleProvider(Object.fromEntries(names.map((name) => [name, verbs[name]])), facts);

const asks = provider(['query']);
const netCancels = provider(['query', 'netCancel'], { netCancelWindow: HOUR });

describe('what is to be done about an attempt', () => {
  it('is nothing where it is over, and never a call before its time', () => {
    for (const state of ['approved', 'declined', 'rejected', 'review'] as const) {
      assert.equal(dutyOf(attemptAt(state, 100 * HOUR), asks), 'rest', state);
      assert.equal(dueAt(attemptAt(state, 0), asks), undefined, state);
    }
    for (const state of STATES) {
      const due = dueAt(attemptAt(state, 0), asks);
      assert.ok(due === undefined || due >= BORN, state);
    }
  });

  it('is to expire once neither the window nor an approval can follow', () => {
    const whole = 15 * MINUTE + 10 * MINUTE;
    for (const state of ['created', 'ready'] as const) {
      assert.equal(dutyOf(attemptAt(state, whole - 1), asks), 'rest');
      assert.equal(dutyOf(attemptAt(state, whole), asks), 'expire');
      assert.equal(dueAt(attemptAt(state, 0), asks), BORN + whole);
    }
  });

  it('is to doubt an approval that nobody wrote the end of, and to ask again one that never left', () => {
    assert.equal(dutyOf(attemptAt('approving', 10), asks), 'doubt');
    const unsent = { askAgainAt: BORN + SECOND };
    assert.equal(dutyOf(attemptAt('approving', 10, unsent), asks), 'approve-again');
    assert.equal(dutyOf(attemptAt('approving', 10 * MINUTE, unsent), asks), 'not-executed');
    assert.equal(dueAt(attemptAt('approving', 0), asks), BORN + 1000 + 5 * SECOND);
  });

  it('is to ask about a doubt every ten seconds at most, and for an hour', () => {
    for (const age of [0, 3 * SECOND, MINUTE, 30 * MINUTE]) {
      const doubt = attemptAt('unknown', age);
      assert.equal(dutyOf(doubt, asks), 'ask');
      assert.ok((dueAt(doubt, asks) ?? Infinity) <= doubt.readAt + 10 * SECOND);
      assert.equal(dutyAfterAsking(doubt, asks, false), 'rest');
    }
  });

  it('is to ask first however late somebody comes to it, and only then to give up', () => {
    const late = attemptAt('unknown', 48 * HOUR);
    for (const some of [asks, netCancels]) assert.equal(dutyOf(late, some), 'ask');
    assert.equal(dutyAfterAsking(late, asks, false), 'review');
    assert.equal(dutyAfterAsking(late, asks, true), 'rest');
    assert.equal(dutyAfterAsking(late, netCancels, false), 'reverse');
    assert.equal(dutyAfterAsking({ ...late, state: 'approved' }, netCancels, false), 'rest');
    assert.equal(dutyOf(attemptAt('reversing', 48 * HOUR), asks), 'give-back');
  });

  it('is to replay where there is nothing to ask and the approval is still taken', () => {
    const replays = provider([], { replaySafe: true });
    assert.equal(dutyOf(attemptAt('unknown', MINUTE), replays), 'replay');
    assert.equal(dutyOf(attemptAt('unknown', 10 * MINUTE), replays), 'review');
  });

  it('is to net cancel before its window closes, or after the quarantine where nothing can be asked', () => {
    for (const isAnswered of [true, false]) {
      const before = attemptAt('unknown', 55 * MINUTE - 1);
      assert.equal(dutyAfterAsking(before, netCancels, isAnswered), 'rest');
      const due = attemptAt('unknown', 55 * MINUTE);
      assert.equal(dutyAfterAsking(due, netCancels, isAnswered), 'reverse');
    }
    assert.equal(dueAt(attemptAt('unknown', 55 * MINUTE - 1), netCancels), BORN + 55 * MINUTE);
    const blind = provider(['netCancel'], { netCancelWindow: HOUR });
    const quarantine = quarantineEnd(attemptAt('unknown', 0), blind.facts) - BORN;
    assert.equal(quarantine, blind.facts.callTimeout + LEASE_MS);
    assert.equal(dutyOf(attemptAt('unknown', quarantine - 1), blind), 'rest');
    assert.equal(dutyOf(attemptAt('unknown', quarantine), blind), 'reverse');
  });

  it('is a review at once where neither asking, replaying nor reversing is possible', () => {
    assert.equal(dutyOf(attemptAt('unknown', 0), provider([])), 'review');
  });

  it('is nothing while the channel is missing, until it is back; a doubt goes to a person after a day', () => {
    const open = [
      'created',
      'ready',
      'authenticated',
      'approving',
      'unknown',
      'reversing',
    ] as const;
    for (const state of [...open, 'awaiting-deposit', 'canceled', 'expired', 'reversed'] as const) {
      const attempt = attemptAt(state, 23 * HOUR);
      assert.equal(dutyOf(attempt, undefined), 'rest', state);
      assert.equal(dutyOnHint(attempt, undefined), 'rest', state);
      assert.equal(dueAt(attempt, undefined), attempt.readAt + 10 * MINUTE, state);
    }
    assert.equal(dutyOf(attemptAt('unknown', 25 * HOUR), undefined), 'review');
    assert.equal(dutyOf(attemptAt('reversing', 25 * HOUR), undefined), 'review');
    assert.equal(dutyOf(attemptAt('approving', 25 * HOUR), undefined), 'doubt');
    const unsent = attemptAt('approving', 25 * HOUR, { askAgainAt: BORN });
    assert.equal(dutyOf(unsent, undefined), 'not-executed');
    for (const state of ['approved', 'declined', 'rejected', 'review'] as const) {
      assert.equal(dueAt(attemptAt(state, HOUR), undefined), undefined, state);
    }
    const never = { ...attemptAt('canceled', 0), channel: '' };
    assert.equal(dueAt(never, undefined), undefined, 'it never had a channel');
  });

  it('is to give back at once, and to give up a reversal only after a day', () => {
    assert.equal(dueAt(attemptAt('reversing', 0), asks), BORN);
    assert.equal(isReversalGivenUp(attemptAt('reversing', 24 * HOUR)), false);
    assert.equal(isReversalGivenUp(attemptAt('reversing', 24 * HOUR + 1)), true);
  });

  it('is done under a lease that outlasts two calls of the slowest provider', () => {
    assert.equal(leaseFor({ channels: { asks }, lines: {} }), LEASE_MS);
    const slow = provider([], { callTimeout: MINUTE });
    assert.ok(leaseFor({ channels: { asks, slow }, lines: {} }) > 2 * MINUTE);
  });

  it('looks again after ten minutes, an hour and a day at what ended though an approval was asked for', () => {
    for (const state of ['canceled', 'reversed', 'expired'] as const) {
      const tails: number[] = [];
      for (let age = 0; ;) {
        const due = dueAt(attemptAt(state, age), asks);
        if (due === undefined) break;
        age = due - BORN;
        tails.push(age);
        assert.equal(dutyOf(attemptAt(state, age), asks), 'ask');
      }
      assert.deepEqual(tails, [10 * MINUTE, HOUR, 24 * HOUR], state);
    }
    const never = attemptAt('canceled', 0, { askedAt: undefined });
    assert.equal(dueAt(never, asks), undefined);
    assert.equal(
      dueAt(never, provider(['query'], { approvedAtCallback: true })),
      BORN + 10 * SECOND,
    );
    assert.equal(dueAt(attemptAt('canceled', 0), provider([])), undefined);
  });

  it('is to look whether a deposit came, at least every hour and soon after it was due', () => {
    const deposit = { bank: 'b', accountNumber: '1', holder: 'h', dueAt: BORN + 90 * MINUTE };
    const at = (age: number) => attemptAt('awaiting-deposit', age, { deposit });
    assert.equal(dueAt(at(0), asks), BORN + HOUR);
    assert.equal(dueAt(at(HOUR), asks), BORN + 100 * MINUTE);
    assert.equal(dutyOf(at(HOUR), asks), 'ask');
  });
});

describe('a hint from outside', () => {
  it('makes us ask where money may have moved without an approve of ours', () => {
    const inWindow = provider(['query'], { approvedAtCallback: true });
    for (const state of ['ready', 'authenticated'] as const) {
      assert.equal(dutyOnHint(attemptAt(state, 0), inWindow), 'ask');
      assert.equal(dutyOnHint(attemptAt(state, 0), asks), 'rest');
    }
    for (const state of [
      'unknown',
      'canceled',
      'expired',
      'reversed',
      'awaiting-deposit',
    ] as const) {
      assert.equal(dutyOnHint(attemptAt(state, 0), asks), 'ask', state);
    }
    const deposit = { bank: 'b', accountNumber: '1', holder: 'h', dueAt: BORN };
    assert.equal(dutyOnHint(attemptAt('approved', 0, { deposit }), asks), 'ask');
    assert.equal(dutyOnHint(attemptAt('approved', 0), asks), 'rest');
  });

  it('never doubts an approval that is under way', () => {
    assert.equal(dutyOnHint(attemptAt('approving', HOUR), asks), 'rest');
  });
});
