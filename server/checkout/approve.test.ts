import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Approval } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import { AMOUNT, exampleProvider, MINUTE, setExample } from '../testing/example.ts';
import { attend } from './attend.ts';

const APPROVED: Approval = { outcome: 'approved', transactionId: 't', amount: AMOUNT };

let store: Store | undefined;
afterEach(() => store?.close());

/** An attempt that stands in `authenticated`, and a provider that answers as it is told. */
async function stage(answer: (call: number) => Approval, options = {}) {
  const calls: number[] = [];
  const provider = exampleProvider({
    approve: () => {
      calls.push(set.now());
      return Promise.resolve(answer(calls.length));
    },
  });
  const set = await setExample(provider, 'authenticated', options);
  ({ store } = set);
  const run = async () => {
    await attend(set.checkout, (await set.attempt()).id);
    return set.attempt();
  };
  return { calls, store, pass: set.pass, recover: set.recover, run };
}

describe('an approval', () => {
  it('is tried again while it is proven that nothing left us', async () => {
    const { recover, calls } = await stage((call) =>
      call < 4 ? { outcome: 'not-sent', reason: 'ECONNREFUSED' } : APPROVED,
    );
    assert.equal((await recover()).state, 'approved');
    assert.equal(calls.length, 4);
  });

  it('ends as not executed when nothing could leave until the deadline, and frees the order', async () => {
    const { recover, calls } = await stage(() => ({ outcome: 'not-sent', reason: 'ECONNREFUSED' }));
    const attempt = await recover(({ state }) => state === 'canceled');
    assert.equal(attempt.progress.code, 'NOT_EXECUTED');
    assert.equal(attempt.holdsOrder, false);
    assert.ok((calls.at(-1) ?? 0) < (attempt.progress.authenticatedAt ?? 0) + 10 * MINUTE);
    assert.ok(calls.length > 20 && calls.length < 80, String(calls.length));
  });

  for (const [when, sleepsAt] of [
    ['since it was asked to', 'call'],
    ['right after it had written that it meant to', 'commit'],
  ] as const) {
    it(`is not sent by a process that slept ${when}, and is asked for anew`, async () => {
      await sleeping(sleepsAt);
    });
  }

  async function sleeping(at: 'call' | 'commit'): Promise<void> {
    let sleeps = true;
    let sent = 0;
    const sleep = (now: typeof at): void => {
      if (sleeps && now === at) set.pass(MINUTE);
      if (now === at) sleeps = false;
    };
    const provider = exampleProvider({
      approve: async (_callback, _record, ctx) => {
        sleep('call');
        const request = { method: 'POST', url: 'http://bank.test', headers: {} } as const;
        const outcome = await ctx.http({ ...request, timeoutMs: 1000 });
        return outcome.kind === 'not-sent' ? { ...outcome, outcome: 'not-sent' } : APPROVED;
      },
    });
    const set = await setExample(provider, 'authenticated', {
      send: () => {
        sent += 1;
        return Promise.resolve({ kind: 'answered', status: 200, body: new Uint8Array() });
      },
    });
    ({ store } = set);
    const { change } = store;
    store.change = async (wanted) => {
      const outcome = await change(wanted);
      if (wanted.to === 'approving') sleep('commit');
      return outcome;
    };
    await attend(set.checkout, (await set.attempt()).id);
    assert.equal((await set.attempt()).state, 'approving');
    assert.equal(sent, 0);
    assert.equal((await set.recover()).state, 'approved');
    assert.equal(sent, 1);
  }

  it('is not asked for once the provider would not take it any more', async () => {
    const { run, calls, pass } = await stage(() => APPROVED);
    pass(10 * MINUTE);
    const attempt = await run();
    assert.deepEqual([attempt.state, attempt.progress.code], ['canceled', 'APPROVE_DEADLINE']);
    assert.deepEqual(calls, []);
  });

  it('is a doubt when the provider code breaks', async () => {
    const { run } = await stage(() => {
      throw new TypeError('broken');
    });
    const attempt = await run();
    assert.deepEqual([attempt.state, attempt.holdsOrder], ['unknown', true]);
  });

  it('does not begin while the server is being stopped, and waits for the next start', async () => {
    const { run, calls } = await stage(() => APPROVED, { stopping: () => true });
    assert.equal((await run()).state, 'authenticated');
    assert.deepEqual(calls, []);
  });

  it('is not tried again once the server is being stopped, and waits for the next start', async () => {
    let stopping = false;
    const { run, recover, calls } = await stage(
      (call) => {
        stopping = call === 1;
        return call === 1 ? { outcome: 'not-sent', reason: 'ECONNREFUSED' } : APPROVED;
      },
      { stopping: () => stopping },
    );
    assert.equal((await run()).state, 'approving');
    assert.equal((await run()).state, 'approving');
    assert.equal(calls.length, 1);
    stopping = false;
    assert.equal((await recover()).state, 'approved');
  });

  it('is written down as soon as the store can be written again', async () => {
    const { run, calls, store: kept } = await stage(() => APPROVED);
    const { change } = kept;
    let failures = 3;
    kept.change = (wanted) => {
      if (wanted.to === 'approved' && failures > 0) {
        failures -= 1;
        return Promise.reject(new Error('database is locked'));
      }
      return change(wanted);
    };
    assert.equal((await run()).state, 'approved');
    assert.deepEqual([calls.length, failures], [1, 0]);
  });

  it('of money of another kind is another amount', async () => {
    const { run } = await stage(() => ({ ...APPROVED, amount: { value: 48000, currency: 'USD' } }));
    assert.equal((await run()).state, 'reversing');
  });

  it('is asked for once, however often it is begun', async () => {
    const { run, calls } = await stage(() => APPROVED);
    await Promise.all([run(), run(), run()]);
    assert.equal(calls.length, 1);
  });
});
