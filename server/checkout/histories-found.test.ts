import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Store } from '../store/store.ts';
import { exampleProvider, MINUTE, setExample } from '../testing/example.ts';
import { Histories } from '../testing/histories.ts';
import type { ProfileName } from '../testing/history-profiles.ts';
import type { Step } from '../testing/history-step.ts';
import { LINES, type Line } from '../testing/history-world.ts';
import { advance } from './advance.ts';

const HOUR = 60 * MINUTE;

/** How the only attempt of a history ends, after everything promised was held against it. */
async function endOf(channel: ProfileName, steps: readonly Step[]): Promise<string | undefined> {
  try {
    const { record } = await new Histories().play({ channels: [channel], seed: 0, steps });
    const [attempt] = record.attempts.values();
    return attempt?.state;
  } catch (error) {
    return assert.fail(error instanceof Error ? error.message : String(error));
  }
}

const BEGIN: Step = { do: 'begin', order: 0, line: 0, channel: 0, opens: true };
/** On a line whose approvals are forwarded to the merchant's backend. */
const beginOn = (line: Line): Step => ({ ...BEGIN, line: LINES.indexOf(line) });
const IS_GIVEN_ACCOUNT: Step = { do: 'buyer', at: 0, act: 'account', comesBack: true };
const PAYS_INTO_ACCOUNT: Step = { do: 'bank', at: 0, act: 'deposit' };
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

  it('a webhook that came while its channel was taken out is followed when it is back', async () => {
    const goOn: Step = { do: 'go-on', at: 0, pick: 0 };
    const takenOut: Step = { do: 'channel', at: 0, isThere: false };
    // The deposit comes and is taken back, and the bank tells of both within ten seconds.
    const steps = [goOn, IS_GIVEN_ACCOUNT, goOn, goOn, takenOut, { do: 'work', ms: 1000 }] as const;
    assert.equal(await endOf('full', steps), 'expired');
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

describe('what random histories have found where the merchant’s backend approves', () => {
  it('an account that it had issued is not closed by us when we have become the ones who approve', async () => {
    const steps: readonly Step[] = [
      beginOn('asked'),
      IS_GIVEN_ACCOUNT,
      { do: 'mode', isAllDirect: true },
      { do: 'cancel', at: 0 },
    ];
    assert.equal(await endOf('full', steps), 'expired');
    assert.equal(await endOf('full', [...steps, PAYS_INTO_ACCOUNT]), 'approved');
  });

  it('another amount that was paid into its account waits before a person', async () => {
    const steps: readonly Step[] = [
      beginOn('asked-repeated'),
      { do: 'fault', at: 0, fault: { on: 'approve', kind: 'amount' }, lateness: 0 },
      IS_GIVEN_ACCOUNT,
      PAYS_INTO_ACCOUNT,
    ];
    assert.equal(await endOf('full', steps), 'review');
  });

  it('an account that it cannot be asked about comes before a person when it is due', async () => {
    assert.equal(await endOf('full', [beginOn('repeated'), IS_GIVEN_ACCOUNT]), 'review');
  });

  it('what it said long before a process woke up with it ends nothing that was paid meanwhile', async () => {
    const slept: Step = { do: 'trap', verb: 'status', way: 'back', effect: 'freeze', ms: HOUR };
    const unpaid: readonly Step[] = [
      beginOn('asked'),
      IS_GIVEN_ACCOUNT,
      { do: 'work', ms: 99 * MINUTE },
      slept,
      { do: 'work', ms: 12 * MINUTE },
      PAYS_INTO_ACCOUNT,
      { do: 'pass', ms: HOUR },
    ];
    assert.equal(await endOf('full', unpaid), 'approved');
    const undone: readonly Step[] = [
      beginOn('asked'),
      { do: 'status', answer: 'knows', seals: false },
      { do: 'trap', verb: 'forward', way: 'there', effect: 'freeze', ms: 4 * MINUTE },
      { do: 'trap', verb: 'forward', way: 'back', effect: 'die', ms: 0 },
      { do: 'buyer', at: 0, act: 'pay', comesBack: true },
      { do: 'work', ms: 2.2 * MINUTE },
      { ...slept, ms: 10 * MINUTE },
      { do: 'work', ms: 11_000 },
      { do: 'pass', ms: 10 * MINUTE },
    ];
    assert.equal(await endOf('full', undone), 'approved');
  });
});
