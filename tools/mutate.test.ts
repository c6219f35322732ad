import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  edited,
  namedTests,
  unnoticed,
  unsound,
  type Mutation,
  type Outcome,
} from './mutate/mutation.ts';
import { MUTATIONS } from './mutate/mutations.ts';
import { readTap } from './mutate/tap.ts';

const EDIT = { file: 'a.ts', from: 'if (isPaid)', to: 'if (true)' };

const mutation: Mutation = {
  name: 'a free lunch',
  edits: [EDIT],
  caughtBy: { file: 'a.test.ts', titles: ['asks for money', 'asks once'] },
};

const outcomes = (first: Outcome, second: Outcome) =>
  new Map([
    ['asks for money', first],
    ['asks once', second],
  ]);

describe('an edit', () => {
  it('replaces the one place where its text stands, and takes the new text as it is', () => {
    assert.equal(edited('x; if (isPaid) y;', { ...EDIT, to: '$&$1' }), 'x; $&$1 y;');
  });

  it('is refused where the text is gone or stands twice', () => {
    assert.throws(() => edited('if (paid) y;', EDIT), /^Error: a\.ts has 0 times and not once: if/);
    assert.throws(() => edited('if (isPaid) if (isPaid) y;', EDIT), /2 times/);
  });
});

describe('a mutation', () => {
  it('is caught when every test that is named for it fails by an assertion', () => {
    assert.deepEqual(unnoticed(mutation, outcomes('failed', 'failed')), []);
  });

  it('goes unnoticed when one of them passes, breaks otherwise or does not run', () => {
    assert.deepEqual(unnoticed(mutation, outcomes('failed', 'passed')), ['passed: asks once']);
    assert.deepEqual(unnoticed(mutation, outcomes('broke', 'failed')), ['broke: asks for money']);
    assert.deepEqual(unnoticed(mutation, new Map([['asks once', 'failed']])), [
      'did not run: asks for money',
    ]);
  });

  it('proves nothing by tests that do not pass without it', () => {
    assert.deepEqual(unsound(mutation.caughtBy, outcomes('passed', 'skipped')), [
      'skipped: asks once',
    ]);
    assert.deepEqual(unsound(mutation.caughtBy, outcomes('passed', 'passed')), []);
  });
});

describe('the tests to run before anything is mutated', () => {
  it('are all that are named, one run a file', () => {
    const titled = (file: string, ...titles: string[]): Mutation => ({
      ...mutation,
      caughtBy: { file, titles },
    });
    const tests = namedTests([titled('a', '1'), titled('b', '2'), titled('a', '3', '4')]);
    assert.deepEqual(tests, [
      { file: 'a', titles: ['1', '3', '4'] },
      { file: 'b', titles: ['2'] },
    ]);
  });
});

describe('the mutations of this project', () => {
  it('still find the text that they replace', () => {
    for (const { name, edits } of MUTATIONS) {
      for (const edit of edits) {
        const source = readFileSync(edit.file, 'utf8');
        assert.notEqual(edited(source, edit), source, name);
      }
    }
  });

  it('name the tests that must notice, and have names of their own', () => {
    assert.equal(new Set(MUTATIONS.map(({ name }) => name)).size, MUTATIONS.length);
    assert.ok(MUTATIONS.every(({ caughtBy }) => caughtBy.titles.length > 0));
  });
});

describe('what a test run said', () => {
  const TAP = `TAP version 13
# Subtest: paying
    # Subtest: passes
    ok 1 - passes
      ---
      duration_ms: 1
      ...
    # Subtest: fails
    not ok 2 - fails
      ---
      error: |-
        + actual - expected
            code: 'ERR_NOTHING'
      code: 'ERR_ASSERTION'
      ...
    # Subtest: breaks
    not ok 3 - breaks
      ---
      error: |-
            code: 'ERR_ASSERTION'
      code: 'STORE_UNAVAILABLE'
      ...
    ok 4 - is left out # SKIP test name does not match pattern
    1..4
not ok 1 - paying
  ---
  code: 'ERR_TEST_FAILURE'
  ...
ok 2 - twice
not ok 3 - twice
  ---
  code: 'ERR_ASSERTION'
  ...
ok 4 - twice
`;

  it('tells a failed assertion from anything else, and of one title the worst', () => {
    const read = readTap(TAP);
    assert.equal(read.get('passes'), 'passed');
    assert.equal(read.get('fails'), 'failed');
    assert.equal(read.get('breaks'), 'broke');
    assert.equal(read.get('is left out'), 'skipped');
    assert.equal(read.get('twice'), 'failed');
  });
});
