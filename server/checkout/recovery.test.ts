import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AttemptIdSchema } from '../protocol/index.ts';
import type { Provider, ProviderFacts } from '../providers/provider.ts';
import { exampleAttempt, exampleProvider, MINUTE } from '../testing/example.ts';
import type { Attempt, AttemptProgress } from './attempt.ts';
import { dueAt, dutyOf, dutyOnHint, LEASE_MS, quarantineEnd } from './recovery.ts';
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
    }
    assert.equal(dutyOf(attemptAt('unknown', HOUR + 1), asks), 'review');
  });

  it('is to replay where there is nothing to ask and the approval is still taken', () => {
    const replays = provider([], { replaySafe: true });
    assert.equal(dutyOf(attemptAt('unknown', MINUTE), replays), 'replay');
    assert.equal(dutyOf(attemptAt('unknown', 10 * MINUTE), replays), 'review');
  });

  it('is to net cancel before its window closes, or after the quarantine where nothing can be asked', () => {
    assert.equal(dutyOf(attemptAt('unknown', 54 * MINUTE), netCancels), 'ask');
    assert.equal(dutyOf(attemptAt('unknown', 55 * MINUTE), netCancels), 'reverse');
    assert.equal(dueAt(attemptAt('unknown', 55 * MINUTE - 1), netCancels), BORN + 55 * MINUTE);
    const blind = provider(['netCancel'], { netCancelWindow: HOUR });
    const quarantine = quarantineEnd(attemptAt('unknown', 0), blind.facts) - BORN;
    assert.equal(quarantine, blind.facts.callTimeout + LEASE_MS);
    assert.equal(dutyOf(attemptAt('unknown', quarantine - 1), blind), 'rest');
    assert.equal(dutyOf(attemptAt('unknown', quarantine), blind), 'reverse');
  });

  it('is a review at once where neither asking, replaying nor reversing is possible', () => {
    assert.equal(dutyOf(attemptAt('unknown', 0), provider([])), 'review');
    assert.equal(dutyOf(attemptAt('unknown', 0), undefined), 'review');
  });

  it('is a review of a reversal after a day', () => {
    assert.equal(dutyOf(attemptAt('reversing', 24 * HOUR), asks), 'give-back');
    assert.equal(dutyOf(attemptAt('reversing', 24 * HOUR + 1), asks), 'review');
    assert.equal(dueAt(attemptAt('reversing', 0), asks), BORN);
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
