import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { QueryAnswer } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import { AMOUNT, exampleProvider, setExample } from '../testing/example.ts';
import { lookAgain } from './look-again.ts';
import type { AttemptState } from './transitions.ts';

const SECOND = 1000;
const APPROVED: QueryAnswer = { outcome: 'approved', transactionId: 't', amount: AMOUNT };
const UNANSWERED: QueryAnswer = { outcome: 'unknown', reason: 'HTTP 503' };

let store: Store | undefined;
afterEach(() => store?.close());

async function stage(state: AttemptState, query: () => Promise<QueryAnswer>, more = {}) {
  let asked = 0;
  const provider = exampleProvider({
    query: () => {
      asked += 1;
      return query();
    },
  });
  const progress = { askedAt: Date.now(), ...more };
  const set = await setExample(provider, state, { progress });
  ({ store } = set);
  // As in a server: nothing passes by itself while a buyer waits.
  const clock = { now: set.now, after: () => () => undefined };
  const checkout = { ...set.checkout, clock };
  const look = async () => lookAgain(checkout, await set.attempt());
  return { ...set, look, asked: () => asked };
}

describe('a buyer who looks at a doubt', () => {
  it('is told what the provider says now, when it is time to ask', async () => {
    const { look, asked } = await stage('unknown', () => Promise.resolve(APPROVED));
    assert.equal((await look()).state, 'approved');
    assert.equal((await look()).state, 'approved');
    assert.equal(asked(), 1);
  });

  it('makes us ask no more often than is planned, however often he looks', async () => {
    const { look, asked, pass } = await stage('unknown', () => Promise.resolve(UNANSWERED));
    for (let looks = 0; looks < 20; looks += 1) assert.equal((await look()).state, 'unknown');
    assert.equal(asked(), 1);
    pass(3 * SECOND);
    for (let looks = 0; looks < 20; looks += 1) await look();
    assert.equal(asked(), 2);
  });

  it('waits no longer than three seconds for a provider that is silent', async () => {
    const set = await stage('unknown', () => new Promise(() => undefined));
    let ring = (): void => undefined;
    let patience = 0;
    const clock = {
      now: set.now,
      after: (ms: number, work: () => void) => {
        [patience, ring] = [ms, work];
        return () => undefined;
      },
    };
    const looked = lookAgain({ ...set.checkout, clock }, await set.attempt());
    assert.equal(patience, 3 * SECOND);
    ring();
    assert.equal((await looked).state, 'unknown');
  });

  it('learns of the deposit that he has just made, but asks for it every ten seconds at most', async () => {
    const deposit = { bank: '신한', accountNumber: '1', holder: 'h', dueAt: Date.now() + 9e6 };
    const unpaid: QueryAnswer = { ...APPROVED, outcome: 'awaiting-deposit', deposit };
    const answers = [unpaid, APPROVED];
    const set = await stage(
      'awaiting-deposit',
      () => Promise.resolve(answers.shift() ?? APPROVED),
      { deposit },
    );
    assert.equal((await set.look()).state, 'awaiting-deposit');
    assert.equal((await set.look()).state, 'awaiting-deposit');
    assert.equal(set.asked(), 1);
    set.pass(10 * SECOND);
    assert.equal((await set.look()).state, 'approved');
  });

  it('asks nobody about what is settled or has not begun', async () => {
    for (const state of ['ready', 'approved', 'declined', 'canceled', 'review'] as const) {
      const { look, asked } = await stage(state, () => Promise.resolve(APPROVED));
      assert.equal((await look()).state, state);
      assert.equal(asked(), 0, state);
      await store?.close();
    }
  });
});
