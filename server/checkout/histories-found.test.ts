import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Store } from '../store/store.ts';
import { exampleProvider, MINUTE, setExample } from '../testing/example.ts';
import { Histories } from '../testing/histories.ts';
import type { ProfileName } from '../testing/history-profiles.ts';
import type { Step } from '../testing/history-step.ts';
import { advance } from './advance.ts';

const HOUR = 60 * MINUTE;

/** How the only attempt of a history ends, after everything promised was held against it. */
async function endOf(channel: ProfileName, steps: readonly Step[]): Promise<string | undefined> {
  const { record } = await new Histories().play({ channels: [channel], seed: 0, steps });
  const [attempt] = record.attempts.values();
  return attempt?.state;
}

const BEGIN: Step = { do: 'begin', order: 0, line: 0, channel: 0, opens: true };
const PAYS_IN_WINDOW: Step = { do: 'buyer', at: 0, act: 'pay-in-window', comesBack: true };
const LATE_APPROVAL: Step = {
  do: 'fault',
  at: 0,
  fault: { on: 'approve', kind: 'commit-later' },
  lateness: 15 * MINUTE,
};

let store: Store | undefined;
afterEach(async () => {
  await store?.close();
  store = undefined;
});

describe('what random histories have found', () => {
  it('a lie about the amount ends nothing while the buyer can still pay in the window', async () => {
    const lie: Step = { do: 'callback', at: 0, which: 0, twist: 'currency', times: 1 };
    assert.equal(await endOf('in-window-bare', [BEGIN, lie, PAYS_IN_WINDOW]), 'approved');
  });

  it('a payment made in a window that was said to have failed goes back to the buyer', async () => {
    const failed: Step = { do: 'outcome', at: 0, kind: 'failed', isStale: false };
    assert.equal(await endOf('in-window', [BEGIN, failed, PAYS_IN_WINDOW]), 'reversed');
    const takenOut: Step = { do: 'channel', at: 0, isThere: false };
    assert.equal(await endOf('in-window', [BEGIN, takenOut, failed, PAYS_IN_WINDOW]), 'reversed');
    assert.equal(await endOf('full', [BEGIN, failed]), 'declined');
  });

  it('a late approval is found even when no server ran for days', async () => {
    const steps: readonly Step[] = [
      BEGIN,
      LATE_APPROVAL,
      { do: 'buyer', at: 0, act: 'pay', comesBack: true },
      { do: 'work', ms: 4 * MINUTE },
      { do: 'pass', ms: 50 * HOUR },
    ];
    assert.equal(await endOf('query-only', steps), 'reversed');
  });

  it('a request that comes again calls off no look that is due', async () => {
    const provider = exampleProvider({ query: () => assert.fail('not asked here') });
    const set = await setExample(provider, 'canceled', { progress: { askedAt: Date.now() } });
    ({ store } = set);
    const { id } = await set.attempt();
    set.pass(25 * HOUR);
    await advance(set.checkout, id, () => ({
      remark: 'late-callback-authenticated',
      fromOutside: true,
    }));
    const { dueAt, readAt } = await set.attempt();
    assert.ok(dueAt !== undefined && dueAt <= readAt);
  });

  it('an approval that a frozen process meant to send long ago is not sent when it wakes', async () => {
    const steps: readonly Step[] = [
      BEGIN,
      { ...LATE_APPROVAL, lateness: 19 * HOUR },
      { do: 'trap', verb: 'approve', way: 'there', effect: 'freeze', ms: MINUTE },
      { do: 'buyer', at: 0, act: 'pay', comesBack: true },
      { do: 'go-on', at: 0, pick: 4 },
    ];
    assert.equal(await endOf('net-cancel', steps), 'reversed');
  });
});
