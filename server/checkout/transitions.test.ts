import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { move, STATES, TRANSITIONS, type AttemptState, type Transition } from './transitions.ts';

const names = Object.keys(TRANSITIONS) as Transition[];
const leadingTo = (to: AttemptState) => names.filter((name) => TRANSITIONS[name].to === to);
const from = (name: Transition): readonly AttemptState[] => TRANSITIONS[name].from;

describe('the transition table', () => {
  it('moves exactly where a row says and refuses every other cell', () => {
    let reached = 0;
    for (const state of STATES) {
      for (const name of names) {
        const moved = move({ state, holdsOrder: false }, name);
        assert.equal(moved !== undefined, from(name).includes(state), `${state} × ${name}`);
        if (moved) reached += 1;
      }
    }
    assert.equal(reached, names.flatMap(from).length);
  });

  it('never leaves declined or rejected', () => {
    for (const state of ['declined', 'rejected'] as const) {
      assert.deepEqual(
        names.filter((name) => from(name).includes(state)),
        [],
      );
    }
  });

  it('leaves approved only for a withdrawn deposit', () => {
    assert.deepEqual(
      names.filter((name) => from(name).includes('approved')),
      ['deposit-withdrawn'],
    );
  });

  it('asks for an approval only out of authenticated', () => {
    assert.deepEqual(leadingTo('approving').flatMap(from), ['authenticated']);
  });

  it('takes the order when approval begins and frees it only when money is surely not moving', () => {
    const at = { state: 'authenticated', holdsOrder: false } as const;
    assert.equal(move(at, 'approval-started')?.holdsOrder, true);
    const held = (state: AttemptState, name: Transition) =>
      move({ state, holdsOrder: true }, name)?.holdsOrder;
    assert.equal(held('approving', 'doubted'), true);
    assert.equal(held('approving', 'approved'), true);
    assert.equal(held('unknown', 'reversal-started'), true);
    assert.equal(held('reversing', 'review-opened'), true);
    assert.equal(held('approving', 'declined'), false);
    assert.equal(held('reversing', 'reversed'), false);
    assert.equal(held('unknown', 'not-executed'), false);
    assert.equal(held('awaiting-deposit', 'deposit-missed'), false);
  });

  it('does not take the order of another when a late approval is found', () => {
    assert.equal(
      move({ state: 'canceled', holdsOrder: false }, 'reversal-started')?.holdsOrder,
      false,
    );
  });

  it('announces ends and deposits, and nothing on the way', () => {
    const announced = names.filter((name) =>
      from(name).every((state) => move({ state, holdsOrder: false }, name)?.announced),
    );
    const quiet = new Set([
      'ready',
      'authenticated',
      'approving',
      'unknown',
      'reversing',
      'review',
    ]);
    assert.deepEqual(
      announced,
      names.filter((name) => !quiet.has(TRANSITIONS[name].to)),
    );
  });
});
