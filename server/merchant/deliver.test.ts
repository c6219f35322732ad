import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authenticate, newBuyer, type Buyer } from '../testing/buyer.ts';
import { startHarness, type Harness } from '../testing/harness.ts';
import { until } from '../testing/until.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

const orderable = (orderId: string): void => {
  harness.merchant.orders.set(orderId, {
    status: 200,
    body: { orderName: '청자 머그', amount: { value: 24000, currency: 'KRW' } },
  });
};
const told = (buyer: Buyer) =>
  harness.merchant.notices.filter(({ notice }) => notice.attemptId === buyer.attemptId);
const tries = async ({ attemptId }: Buyer) =>
  (await harness.store.notices(attemptId)).reduce((sum, notice) => sum + notice.tries, 0);

/** Tries that the server has given up on, by its own log. */
const failures = (buyer: Buyer | undefined): number =>
  harness.log.filter(
    (line) => line.includes('notice not taken') && line.includes(buyer?.attemptId ?? '-'),
  ).length;

/** Until no try is under way, so that none meets the merchant when he is back, or the clock moved. */
const allFailed = (buyers: readonly Buyer[]) =>
  until('every try has failed', async () => {
    const tried = await Promise.all(buyers.map(tries));
    return tried.every((count, at) => count > 0 && failures(buyers[at]) === count);
  });

describe('the notices of a merchant who is down for ten minutes', () => {
  it('all arrive when he is back, each under one id, and nothing is lost', async () => {
    const ids = ['N-1', 'N-2', 'N-3'];
    const buyers: Buyer[] = [];
    for (const orderId of ids) {
      orderable(orderId);
      harness.merchant.refusing.add(orderId);
      const buyer = await newBuyer(harness.url, orderId);
      buyers.push(buyer);
      await buyer.follow(await authenticate(buyer));
    }
    for (let minute = 0; minute < 10; minute += 1) {
      harness.clock.pass(MINUTE);
      await allFailed(buyers);
    }
    assert.deepEqual(buyers.flatMap(told), []);
    for (const buyer of buyers) {
      assert.ok((await tries(buyer)) >= 3, 'tried more than once meanwhile');
    }
    harness.merchant.refusing.clear();
    // The longest pause by then is an hour and a fifth.
    harness.clock.pass(75 * MINUTE);
    for (const buyer of buyers) {
      await until(`the notice of ${buyer.attemptId}`, () => told(buyer).length > 0);
      assert.equal(told(buyer)[0]?.notice.state, 'approved');
      assert.equal(new Set(told(buyer).map(({ id }) => id)).size, 1);
    }
  });

  it('of one attempt come in the order in which things happened', async () => {
    orderable('N-9');
    harness.merchant.refusing.add('N-9');
    const buyer = await newBuyer(harness.url, 'N-9');
    const callback = await authenticate(buyer);
    harness.simulator.fault({ on: 'approve', kind: 'drop' });
    await buyer.follow(callback);
    const isIn = (state: string) =>
      until(state, async () => (await harness.store.find(buyer.attemptId))?.state === state);
    await isIn('unknown');
    // Not executed, and executed after all: canceled, then reversed.
    for (let pass = 0; pass < 30; pass += 1) {
      harness.clock.pass(10 * SECOND);
      await new Promise(setImmediate);
      if ((await harness.store.find(buyer.attemptId))?.state === 'canceled') break;
      await until('asked', async () => {
        const attempt = await harness.store.find(buyer.attemptId);
        return attempt && (attempt.state === 'canceled' || (attempt.dueAt ?? 0) > attempt.readAt);
      });
    }
    await isIn('canceled');
    const attempt = await harness.store.find(buyer.attemptId);
    assert.ok(attempt, 'the attempt');
    const late = { ...attempt, from: attempt.state, holdsOrder: false, dueIn: undefined };
    const change = { ...late, to: 'reversing' as const, event: { name: 'test', data: {} } };
    assert.equal(await harness.store.change(change), 'done');
    const { id, version, progress } = attempt;
    assert.equal(
      await harness.store.change({
        id,
        version: version + 1,
        from: 'reversing',
        to: 'reversed',
        holdsOrder: false,
        progress,
        event: { name: 'reversed', data: {} },
        dueIn: undefined,
        notice: { payload: JSON.stringify({ attemptId: id, orderId: 'N-9', state: 'reversed' }) },
      }),
      'done',
    );
    await allFailed([buyer]);
    harness.merchant.refusing.clear();
    harness.clock.pass(75 * MINUTE);
    await until('both', () => told(buyer).length >= 2);
    assert.deepEqual(
      told(buyer).map(({ notice }) => notice.state),
      ['canceled', 'reversed'],
    );
  });
});
