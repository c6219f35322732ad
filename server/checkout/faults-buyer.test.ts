import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Clock } from '../clock.ts';
import { createLogger } from '../logger.ts';
import { createCheckoutServer, type CheckoutServer } from '../server.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { authenticate, newBuyer, type Buyer } from '../testing/buyer.ts';
import { AMOUNT } from '../testing/example.ts';
import { startHarness, type Harness } from '../testing/harness.ts';
import { until } from '../testing/until.ts';
import type { Attempt } from './attempt.ts';

const SECOND = 1000;
/** More than the worker ever waits between two rounds. */
const ROUND_MS = 1200;

let harness: Harness;
let orderId = '';
let orders = 0;

beforeEach(() => {
  orders += 1;
  orderId = `B-${String(orders)}`;
  const body = { orderName: '청자 머그', amount: AMOUNT };
  harness.merchant.orders.set(orderId, { status: 200, body });
  harness.simulator.reset();
});

const attemptOf = async ({ attemptId }: Buyer): Promise<Attempt> =>
  (await harness.store.find(attemptId)) ?? assert.fail('no attempt');
const inState = (buyer: Buyer, state: Attempt['state']) =>
  until(state, async () => (await attemptOf(buyer)).state === state);
const heardOf = ({ attemptId }: Buyer) =>
  harness.merchant.notices
    .filter(({ notice }) => notice.attemptId === attemptId)
    .map(({ notice }) => notice.state);
const callsOf = (verb: 'approve' | 'order' | 'cancel') =>
  harness.simulator.ledger.calls(verb).length;
const standing = () =>
  [...harness.simulator.ledger.standingApprovals().values()].reduce((sum, one) => sum + one, 0);

describe('a buyer who looks while his payment is in doubt, and nobody else does', () => {
  let server: CheckoutServer;

  before(async () => {
    harness = await startHarness({ withoutServer: true });
    const { clock, config, storePath } = harness;
    // The worker's rounds are a second apart; none of them comes but the first.
    const withoutRounds: Clock = {
      now: clock.now,
      after: (ms, work) => (ms < 2 * SECOND ? () => undefined : clock.after(ms, work)),
    };
    server = await createCheckoutServer(config, {
      port: Number(new URL(harness.url).port),
      host: '127.0.0.1',
      clock: withoutRounds,
      store: openSqliteStore({ path: storePath, clockOffset: clock.offset }),
      logger: createLogger('silent'),
    });
  });
  after(async () => {
    await server.close();
    await harness.stop();
  });

  /** Money has moved, but the answer was lost. */
  const lost = async (): Promise<Buyer> => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    harness.simulator.fault({ on: 'approve', kind: 'drop-after-commit' });
    await buyer.follow(callback);
    await inState(buyer, 'unknown');
    return buyer;
  };
  /** Ten looks at once, then ten one after the other; what the last one was told. */
  const lookAlot = async (buyer: Buyer): Promise<string> => {
    const seen = await Promise.all(Array.from({ length: 10 }, () => buyer.view()));
    for (let looks = 0; looks < 10; looks += 1) seen.push(await buyer.view());
    const told = seen.map(({ status }) => status);
    assert.ok(!told.includes('failed'), 'a doubt was shown as failed');
    return told.at(-1) ?? '';
  };

  it('gets it settled, and makes us ask no more often than is planned, however often he looks', async () => {
    const buyer = await lost();
    harness.simulator.fault({ on: 'order', kind: '503', times: 2 });
    await until('complete', async () => {
      harness.clock.pass(SECOND);
      return (await lookAlot(buyer)) === 'complete';
    });
    const asked = harness.simulator.ledger.calls('order').map(({ at }) => at);
    const { since = 0, askedAt = 0 } = (await attemptOf(buyer)).progress;
    assert.equal(asked.length, 3);
    const pauses = asked.map((at, turn) => at - (asked[turn - 1] ?? askedAt));
    // Counted from when the call before was over, so a little more by the ledger.
    [2, 5, 10].forEach((seconds, turn) => {
      assert.ok((pauses[turn] ?? 0) >= seconds * SECOND, `asked after ${String(pauses[turn])} ms`);
    });
    assert.ok(since - (asked[1] ?? 0) <= 15 * SECOND, 'settled soon after the provider was well');
    await until('the notice', () => heardOf(buyer).length > 0);
    assert.deepEqual([heardOf(buyer), standing(), callsOf('approve')], [['approved'], 1, 1]);
  });

  it('is answered after three seconds when the provider is silent, and learns the rest later', async () => {
    const buyer = await lost();
    harness.simulator.fault({ on: 'order', kind: 'hold' });
    harness.clock.pass(2.5 * SECOND);
    const look = buyer.view();
    await harness.simulator.held();
    harness.clock.pass(3 * SECOND);
    assert.equal((await look).status, 'confirming');
    assert.equal(harness.simulator.release(), 1);
    await inState(buyer, 'approved');
    assert.equal((await buyer.view()).status, 'complete');
  });

  it('gets money back that was taken for another amount', async () => {
    const buyer = await newBuyer(harness.url, orderId);
    const callback = await authenticate(buyer);
    harness.simulator.fault({ on: 'approve', kind: 'amount' });
    await buyer.follow(callback);
    await inState(buyer, 'reversing');
    assert.equal(await lookAlot(buyer), 'confirming');
    assert.equal(callsOf('cancel'), 1);
    harness.clock.pass(6 * SECOND);
    assert.equal((await buyer.view()).status, 'failed');
    assert.deepEqual([standing(), callsOf('cancel')], [0, 1]);
  });
});

describe('an order whose payment is in doubt', () => {
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.stop());

  /** Moves the clock from one thing that is due to the next, never while somebody is at work. */
  const passUntil = async (buyer: Buyer, state: Attempt['state']): Promise<void> => {
    const { clock, store } = harness;
    await until(state, async () => {
      if (!(await store.lease(buyer.attemptId, 'nobody', SECOND))) return false;
      const attempt = await attemptOf(buyer);
      await store.release(buyer.attemptId, 'nobody');
      // A notice that is under way would be too old when it arrives.
      const notices = await store.notices(buyer.attemptId);
      if (notices.some(({ deliveredAt }) => deliveredAt === undefined)) return false;
      if (attempt.state === state) return true;
      clock.pass(Math.max(0, (attempt.dueAt ?? 0) - clock.now()) + ROUND_MS);
      return false;
    });
  };

  it('is refused to another tab before anything is asked of the provider, and stays paid once', async () => {
    const [first, second] = [
      await newBuyer(harness.url, orderId),
      await newBuyer(harness.url, orderId),
    ];
    const [callback, late] = [await authenticate(first), await authenticate(second)];
    harness.simulator.fault({ on: 'approve', kind: 'drop-after-commit' });
    await first.follow(callback);
    await inState(first, 'unknown');

    await second.follow(late);
    await inState(second, 'rejected');
    const view = await second.view();
    assert.deepEqual([view.status, view.result?.code], ['failed', 'ORDER_HELD']);
    assert.equal(callsOf('approve'), 1);

    await passUntil(first, 'approved');
    await second.follow(late);
    assert.equal((await attemptOf(second)).state, 'rejected');
    assert.deepEqual([callsOf('approve'), standing()], [1, 1]);
    await until('both notices', () => heardOf(first).length + heardOf(second).length === 2);
    assert.deepEqual([heardOf(first), heardOf(second)], [['approved'], ['rejected']]);
  });

  it('asks once for approval when five tabs come back at once and the answer is lost', async () => {
    const buyers = await Promise.all(
      Array.from({ length: 5 }, () => newBuyer(harness.url, orderId)),
    );
    const callbacks = await Promise.all(buyers.map(authenticate));
    harness.simulator.fault({ on: 'approve', kind: '502-html-after-commit' });
    await Promise.all(buyers.map((buyer, at) => buyer.follow(callbacks[at] ?? '')));
    const payer = await until('one in doubt, four refused', async () => {
      const states = await Promise.all(buyers.map(async (buyer) => (await attemptOf(buyer)).state));
      const isRefused = states.filter((state) => state === 'rejected').length === 4;
      return isRefused && buyers[states.indexOf('unknown')];
    });
    await passUntil(payer, 'approved');
    assert.deepEqual([callsOf('approve'), standing()], [1, 1]);
  });

  it('can be paid anew once it was given up, and what is carried out after that is given back', async () => {
    const first = await newBuyer(harness.url, orderId);
    const callback = await authenticate(first);
    harness.simulator.fault({ on: 'approve', kind: 'commit-later' });
    await first.follow(callback);
    await inState(first, 'unknown');
    await passUntil(first, 'canceled');

    const second = await newBuyer(harness.url, orderId);
    await second.follow(await authenticate(second));
    await inState(second, 'approved');
    await until('the notice', () => heardOf(second).length > 0);
    assert.deepEqual(harness.simulator.commitLate(), ['ok']);
    assert.equal(standing(), 2);

    await passUntil(first, 'reversed');
    assert.equal(standing(), 1);
    const [lost, paid] = [await attemptOf(first), await attemptOf(second)];
    assert.deepEqual([lost.holdsOrder, lost.progress.code], [false, 'LATE_APPROVAL']);
    assert.deepEqual([paid.holdsOrder, paid.state], [true, 'approved']);
    assert.deepEqual([callsOf('approve'), callsOf('cancel')], [3, 1]);
    await until('all notices', () => heardOf(first).length + heardOf(second).length === 3);
    assert.deepEqual([heardOf(first), heardOf(second)], [['canceled', 'reversed'], ['approved']]);
  });
});
