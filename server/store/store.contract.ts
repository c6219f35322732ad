import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Attempt } from '../checkout/attempt.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import {
  MOST_REQUESTS,
  type Change,
  type Lane,
  type KeptRequest,
  type NewAttempt,
  type SealedRequest,
  type Store,
} from './store.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** Moves the store's clock on. */
  advance(ms: number): void;
  close(): Promise<void>;
}

let made = 0;

/** A row like any other, for the tests of stores. */
export const newAttempt = (orderId = `A-${String((made += 1))}`): NewAttempt => ({
  id: AttemptIdSchema.parse(randomBytes(16).toString('base64url')),
  state: 'authenticated',
  sessionId: 's',
  line: 'order',
  orderId,
  providerOrderId: `${orderId}-${randomBytes(3).toString('hex')}`,
  channel: 'kakaopay',
  method: 'kakaopay',
  amount: { value: 48000, currency: 'KRW' },
  snapshot: {
    provider: 'kakaopay',
    providerMethod: 'kakaopay',
    presentation: 'popup',
    device: 'desktop',
    locale: 'ko',
    storefront: 'http://shop.test',
    returnUrl: 'http://shop.test/',
    orderName: '청자 머그 2개',
    taxFreeAmount: 0,
    buyerRef: 'b',
  },
  progress: { launches: 0, prepareTries: 0 },
});

const change = (attempt: NewAttempt, version: number, more: Partial<Change> = {}): Change => ({
  id: attempt.id,
  version,
  from: 'authenticated',
  to: 'approving',
  holdsOrder: true,
  progress: { ...attempt.progress, approvingAt: 1 },
  event: { name: 'approval-started', data: { a: 1 } },
  dueIn: undefined,
  ...more,
});

/** The text that is sealed differs with `what`, and so does its digest. */
const request = (
  attemptId: string | undefined,
  what = String((made += 1)),
  more: Partial<SealedRequest> = {},
): SealedRequest => ({
  source: 'callback',
  digest: `digest of ${what}`,
  attemptId,
  channel: 'kakaopay',
  sealed: `sealed.${what}`,
  ...more,
});

const assertBetween = (from: number, value: number | undefined, to: number): void => {
  const isBetween = value !== undefined && value >= from && value <= to;
  assert.ok(isBetween, `${String(value)} is not between ${String(from)} and ${String(to)}`);
};

/** What every store must do; called by the test of each. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the store contract, held by ${name}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    before(async () => {
      under = await open();
      ({ store } = under);
    });
    after(() => under.close());

    const inserted = async (orderId?: string, dueIn?: number): Promise<NewAttempt> => {
      const attempt = newAttempt(orderId);
      assert.equal(await store.insert(attempt, { name: 'created', data: {} }, dueIn), true);
      return attempt;
    };
    const kept = async (sealed: SealedRequest): Promise<KeptRequest> => {
      const one = await store.keepRequest(sealed);
      assert.ok(one, 'not kept');
      return one;
    };
    const found = async ({ id }: NewAttempt): Promise<Attempt> => {
      const attempt = await store.find(id);
      assert.ok(attempt, 'not found');
      return attempt;
    };

    const taken = ({ id, channel, line }: NewAttempt, claims: number) => ({
      id,
      channel,
      line,
      claims,
    });

    /** Those of `attempts` whose time has come, taken for a minute. */
    const due = async (owner: string, ...attempts: NewAttempt[]) =>
      (await store.claimDue(owner, 60_000, 1000)).filter((claimed) =>
        attempts.some(({ id }) => id === claimed.id),
      );
    const noticed = async (...payloads: string[]): Promise<NewAttempt> => {
      const attempt = await inserted();
      for (const [at, payload] of payloads.entries()) {
        const step = { from: 'authenticated', to: 'authenticated', holdsOrder: false } as const;
        const moved = change(attempt, at + 1, { ...step, notice: { payload } });
        assert.equal(await store.change(moved), 'done');
      }
      return attempt;
    };
    const claimedOf = async ({ id }: NewAttempt) =>
      (await store.claimNotices(1000, 5000)).filter(({ attemptId }) => attemptId === id);

    it('gives an attempt back as it was put in, at version 1, with its first event', async () => {
      const attempt = await inserted();
      const { version, holdsOrder, createdAt, updatedAt, readAt, dueAt, ...rest } =
        await found(attempt);
      assert.deepEqual(rest, attempt);
      assert.deepEqual([version, holdsOrder, dueAt], [1, false, undefined]);
      assert.equal(updatedAt, createdAt);
      assertBetween(1_600_000_000_000, createdAt, readAt);
      const [event] = await store.timeline(attempt.id);
      assert.equal(event?.name, 'created');
      assert.equal(event.from, undefined);
      assert.equal(event.at, createdAt);
    });

    it('says of every attempt that it reads when by its own clock that was', async () => {
      const attempt = await inserted('read');
      await store.change(change(attempt, 1));
      under.advance(3_600_000);
      const before = await store.now();
      const readings = [
        await store.find(attempt.id),
        await store.findByProviderOrder(attempt.channel, attempt.providerOrderId),
        (await store.findByOrder('read'))[0],
        await store.holder('order', 'read'),
      ];
      const now = await store.now();
      for (const reading of readings) {
        assert.equal(reading?.id, attempt.id);
        assertBetween(before, reading.readAt, now);
        assertBetween(reading.updatedAt + 3_600_000, reading.readAt, now);
      }
    });

    it('finds an attempt by what its provider calls it, on that channel only', async () => {
      const attempt = await inserted();
      const found = await store.findByProviderOrder('kakaopay', attempt.providerOrderId);
      assert.equal(found?.id, attempt.id);
      assert.equal(await store.findByProviderOrder('other', attempt.providerOrderId), undefined);
      assert.equal(await store.findByProviderOrder('kakaopay', 'nobody'), undefined);
    });

    it('finds among attempts that share the merchant’s own order id the holder, else the newest', async () => {
      const shared = { providerOrderId: 'shared' };
      const insert = async (): Promise<NewAttempt> => {
        const attempt = { ...newAttempt('shared'), ...shared };
        assert.equal(await store.insert(attempt, { name: 'created', data: {} }), true);
        return attempt;
      };
      const first = await insert();
      under.advance(1000);
      const second = await insert();
      const found = async () => (await store.findByProviderOrder('kakaopay', 'shared'))?.id;
      assert.equal(await found(), second.id);
      await store.change(change(first, 1));
      assert.equal((await store.holder('order', 'shared'))?.id, first.id);
      assert.equal(await found(), first.id);
    });

    it('finds the attempts for an order, of every line, newest first, at most a hundred', async () => {
      const first = await inserted('several');
      under.advance(1000);
      const second = { ...newAttempt('several'), line: 'repair' };
      await store.insert(second, { name: 'created', data: {} });
      await inserted('another');
      const ids = (await store.findByOrder('several')).map(({ id }) => id);
      assert.deepEqual(ids, [second.id, first.id]);
      assert.deepEqual(await store.findByOrder('none'), []);
      for (let at = 0; at < 100; at += 1) await inserted('crowded');
      under.advance(1000);
      const newest = await inserted('crowded');
      const crowd = await store.findByOrder('crowded');
      assert.deepEqual([crowd.length, crowd[0]?.id], [100, newest.id]);
    });

    it('lets an id be claimed once', async () => {
      const attempt = await inserted();
      const other = { ...newAttempt(), id: attempt.id };
      assert.equal(await store.insert(other, { name: 'created', data: {} }), false);
      assert.equal((await found(attempt)).orderId, attempt.orderId);
      assert.equal((await store.timeline(attempt.id)).length, 1);
    });

    it('changes an attempt only from the version and the state that were read', async () => {
      const attempt = await inserted();
      assert.equal(await store.change(change(attempt, 2)), 'conflict');
      assert.equal(await store.change(change(attempt, 1, { from: 'ready' })), 'conflict');
      assert.equal(await store.change(change(attempt, 1)), 'done');
      assert.equal(await store.change(change(attempt, 1)), 'conflict');
      const after = await found(attempt);
      assert.deepEqual([after.version, after.state, after.holdsOrder], [2, 'approving', true]);
      assert.equal(after.progress.approvingAt, 1);
      const names = (await store.timeline(attempt.id)).map(({ seq, name }) => [seq, name]);
      assert.deepEqual(names, [
        [1, 'created'],
        [2, 'approval-started'],
      ]);
    });

    it('lets exactly one of fifty simultaneous changes through', async () => {
      const attempt = await inserted();
      const all = await Promise.all(
        Array.from({ length: 50 }, () => store.change(change(attempt, 1))),
      );
      assert.equal(all.filter((outcome) => outcome === 'done').length, 1);
      assert.equal((await store.timeline(attempt.id)).length, 2);
    });

    it('lets one attempt hold a line and order, and leaves the other untouched', async () => {
      const [first, second] = [await inserted('same'), await inserted('same')];
      assert.equal(await store.change(change(first, 1)), 'done');
      assert.equal(
        await store.change(change(second, 1, { notice: { payload: 'x' } })),
        'order-held',
      );
      const untouched = await found(second);
      assert.deepEqual([untouched.version, untouched.state], [1, 'authenticated']);
      assert.equal((await store.timeline(second.id)).length, 1);
      assert.equal((await store.holder('order', 'same'))?.id, first.id);
      assert.equal(await store.holder('repair', 'same'), undefined);
      const freed = change(first, 2, { from: 'approving', to: 'declined', holdsOrder: false });
      assert.equal(await store.change(freed), 'done');
      assert.equal(await store.change(change(second, 1)), 'done');
    });

    it('says when an attempt is due, from its first moment and after every change', async () => {
      const attempt = await inserted(undefined, 5000);
      const first = await found(attempt);
      assert.equal(first.dueAt, first.createdAt + 5000);
      await store.change(change(attempt, 1, { dueIn: 60_000 }));
      const later = await found(attempt);
      assert.equal(later.dueAt, later.updatedAt + 60_000);
      const end = { from: 'approving', to: 'approved', dueIn: undefined } as const;
      await store.change(change(attempt, 2, end));
      assert.equal((await found(attempt)).dueAt, undefined);
      await store.change(change(attempt, 2, { ...end, dueIn: 1 }));
      assert.equal((await found(attempt)).dueAt, undefined);
    });

    it('hands out an attempt when its time has come, to one owner at a time', async () => {
      const [waiting, never] = [await inserted(undefined, 5000), await inserted()];
      assert.deepEqual(await due('a', waiting, never), []);
      under.advance(5001);
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, at) => due(`owner ${String(at)}`, waiting, never)),
      );
      assert.deepEqual(claims.flat(), [taken(waiting, 1)]);
      under.advance(60_001);
      assert.deepEqual(await due('b', waiting, never), [taken(waiting, 2)]);
    });

    it('hands out those that waited longest first, and no more than asked for', async () => {
      await store.claimDue('nobody', 3_600_000, 1000);
      const late = await inserted(undefined, 3000);
      const early = await inserted(undefined, 1000);
      const middle = await inserted(undefined, 2000);
      under.advance(4000);
      const ids = async () => (await store.claimDue('a', 60_000, 2)).map(({ id }) => id);
      assert.deepEqual(await ids(), [early.id, middle.id]);
      assert.deepEqual(await ids(), [late.id]);
      assert.deepEqual(await ids(), []);
    });

    it('counts how often an attempt was handed out and not given back in order', async () => {
      const attempt = await inserted(undefined, 0);
      for (const claims of [1, 2, 3]) {
        assert.deepEqual(await due('a', attempt), [taken(attempt, claims)]);
        await store.postpone(attempt.id, 'a', 0);
      }
      await store.lease(attempt.id, 'a', 1000);
      await store.release(attempt.id, 'a', { version: 1, dueIn: 0 });
      assert.deepEqual(await due('a', attempt), [taken(attempt, 1)]);
      await store.postpone(attempt.id, 'a', 0);
      await store.change(change(attempt, 1, { dueIn: 0 }));
      assert.deepEqual(await due('a', attempt), [taken(attempt, 1)]);
    });

    it('hands out none of the lanes that were excepted', async () => {
      const attempt = await inserted(undefined, 0);
      const other = { ...newAttempt(), channel: 'other' };
      await store.insert(other, { name: 'created', data: {} }, 0);
      const claim = async (except: readonly Lane[]) =>
        (await store.claimDue('a', 60_000, 1000, except)).filter(({ id }) =>
          [attempt.id, other.id].includes(id as never),
        );
      const line = 'order';
      const lanes = [
        { channel: 'kakaopay', line },
        { channel: 'other', line: 'fee' },
      ];
      assert.deepEqual(await claim(lanes), [taken(other, 1)]);
      assert.deepEqual(await claim([]), [taken(attempt, 1)]);
    });

    it('hands out nothing that somebody works on, and lets nobody work on what it handed out', async () => {
      const attempt = await inserted(undefined, 0);
      assert.equal(await store.lease(attempt.id, 'a', 1000), true);
      assert.deepEqual(await due('b', attempt), []);
      await store.release(attempt.id, 'a');
      assert.equal((await due('b', attempt)).length, 1);
      assert.equal(await store.lease(attempt.id, 'a', 1000), false);
      await store.release(attempt.id, 'a');
      assert.equal(await store.lease(attempt.id, 'a', 1000), false);
      await store.release(attempt.id, 'b');
      assert.equal(await store.lease(attempt.id, 'a', 1000), true);
    });

    it('is told with the work given back when it is due again, unless the attempt has changed', async () => {
      const attempt = await inserted(undefined, 5000);
      const dueAt = async () => (await found(attempt)).dueAt;
      const first = await dueAt();
      await store.lease(attempt.id, 'a', 1000);
      await store.release(attempt.id, 'a');
      assert.equal(await dueAt(), first);
      await store.release(attempt.id, 'a', { version: 1, dueIn: 1 });
      assert.equal(await dueAt(), first, 'who does not have the work has no say');
      await store.lease(attempt.id, 'a', 1000);
      const from = await store.now();
      await store.release(attempt.id, 'a', { version: 1, dueIn: 70_000 });
      assertBetween(from + 70_000, await dueAt(), (await store.now()) + 70_000);
      await store.lease(attempt.id, 'a', 1000);
      await store.change(change(attempt, 1, { dueIn: 9000 }));
      const changed = await dueAt();
      await store.release(attempt.id, 'a', { version: 1, dueIn: undefined });
      assert.equal(await dueAt(), changed);
      assert.equal(await store.lease(attempt.id, 'b', 1000), true, 'given back all the same');
      await store.release(attempt.id, 'b', { version: 2, dueIn: undefined });
      assert.equal(await dueAt(), undefined);
    });

    it('puts off an attempt for whoever has it, and for nobody else', async () => {
      const attempt = await inserted(undefined, 0);
      assert.equal((await due('a', attempt)).length, 1);
      await store.postpone(attempt.id, 'b', 1000);
      assert.equal(await store.lease(attempt.id, 'b', 1000), false);
      await store.postpone(attempt.id, 'a', 10_000);
      assert.deepEqual(await due('a', attempt), []);
      under.advance(10_001);
      assert.deepEqual(await due('a', attempt), [taken(attempt, 2)]);
    });

    it('gives a lease to one owner until it is released or runs out', async () => {
      const { id } = await inserted();
      assert.equal(await store.lease(id, 'a', 1000), true);
      assert.equal(await store.lease(id, 'b', 1000), false);
      await store.release(id, 'b');
      assert.equal(await store.lease(id, 'b', 1000), false);
      await store.release(id, 'a');
      assert.equal(await store.lease(id, 'b', 1000), true);
      under.advance(1001);
      assert.equal(await store.lease(id, 'c', 1000), true);
    });

    it('keeps the work from who asks for a gap too soon after such a one', async () => {
      const { id } = await inserted();
      assert.equal(await store.lease(id, 'a', 1000, 5000), true, 'nobody ever had it');
      await store.release(id, 'a');
      assert.equal(await store.lease(id, 'b', 1000, 5000), false);
      under.advance(3000);
      assert.equal(await store.lease(id, 'b', 1000, 5000), false);
      under.advance(2001);
      assert.equal(await store.lease(id, 'b', 1000, 5000), true);
      await store.release(id, 'b');
      assert.equal(await store.lease(id, 'c', 1000), true, 'no gap was asked for');
      await store.release(id, 'c');
      under.advance(-1000);
      assert.equal(await store.lease(id, 'd', 1000), true, 'nor when the clock was put back');
      under.advance(1000);
    });

    it('finds the attempts of an order, the one that holds it first, then the newest, of one line or all', async () => {
      const orderId = `order ${String((made += 1))}`;
      const [first, second] = [await inserted(orderId), await inserted(orderId)];
      const third = { ...newAttempt(orderId), line: 'repair' };
      under.advance(1000);
      await store.insert(third, { name: 'created', data: {} });
      await store.change(change(first, 1));
      const ids = async (line?: string) =>
        (await store.findByOrder(orderId, line)).map(({ id }) => id);
      assert.equal((await ids())[0], first.id);
      assert.equal((await ids())[1], third.id);
      assert.equal((await ids()).length, 3);
      assert.deepEqual(await ids('repair'), [third.id]);
      assert.deepEqual(await ids('order'), [first.id, second.id]);
      assert.deepEqual(await ids('none'), []);
    });

    it('does not count for a gap who asked for none, or what was handed out', async () => {
      const attempt = await inserted(undefined, 0);
      assert.equal((await due('a', attempt)).length, 1);
      await store.release(attempt.id, 'a');
      assert.equal(await store.lease(attempt.id, 'b', 1000), true);
      await store.release(attempt.id, 'b');
      assert.equal(await store.lease(attempt.id, 'c', 1000, 5000), true);
    });

    it('keeps a request as it is, counts the very same one, and knows what was settled', async () => {
      const sealed = request(newAttempt().id);
      const from = await store.now();
      const first = await kept(sealed);
      const { id, times, tries, receivedAt, settled, ...rest } = first;
      assert.deepEqual(rest, sealed);
      assert.deepEqual([times, tries, settled], [1, 0, false]);
      assertBetween(from, receivedAt, await store.now());
      await store.settleRequest(id);
      const again = await store.keepRequest(sealed);
      assert.deepEqual(again, { ...first, times: 2, settled: true });
      const other = await kept(request(sealed.attemptId));
      assert.notEqual(other.id, id);
      assert.deepEqual(await store.requests(newAttempt().id), []);
      assert.deepEqual(await store.requests(sealed.attemptId ?? ''), [again, other]);
    });

    it('tells callbacks from webhooks', async () => {
      const { id } = newAttempt();
      await store.keepRequest(request(id, 'c', { source: 'callback' }));
      await store.keepRequest(request(id, 'w', { source: 'webhook' }));
      const sources = (await store.requests(id)).map(({ source }) => source);
      assert.deepEqual(sources, ['callback', 'webhook']);
    });

    it('keeps a request of nobody known until the very same one names an attempt', async () => {
      const { id } = newAttempt();
      const unknown = request(undefined, `unknown ${id}`, { source: 'webhook' });
      const first = await kept(unknown);
      assert.equal(first.attemptId, undefined);
      const known = await kept({ ...unknown, attemptId: id });
      assert.deepEqual([known.id, known.times, known.attemptId], [first.id, 2, id]);
      const other = await kept({ ...unknown, attemptId: 'somebody else' });
      assert.equal(other.attemptId, id);
      const nobody = await kept(unknown);
      assert.deepEqual([nobody.times, nobody.attemptId], [4, id]);
      assert.deepEqual(await store.requests(id), [nobody]);
    });

    it('has a webhook followed anew when the very same one comes again, and a callback not', async () => {
      const { id } = newAttempt();
      for (const [source, settled] of [
        ['webhook', false],
        ['callback', true],
      ] as const) {
        const sealed = request(id, undefined, { source });
        const first = await kept(sealed);
        await store.settleRequest(first.id);
        const again = await store.keepRequest(sealed);
        assert.deepEqual([again?.id, again?.times, again?.settled], [first.id, 2, settled]);
      }
    });

    it('hands out requests that nobody settled, later every time, until somebody does', async () => {
      const left = await kept(request(newAttempt().id));
      const tries = async () =>
        (await store.claimRequests(await store.now(), 1000)).find(({ id }) => id === left.id)
          ?.tries;
      assert.equal(await tries(), undefined);
      under.advance(5001);
      assert.equal(await tries(), 1);
      assert.equal(await tries(), undefined);
      under.advance(5001);
      assert.equal(await tries(), 2);
      under.advance(5001);
      assert.equal(await tries(), undefined);
      under.advance(5001);
      assert.equal(await tries(), 3);
      await store.settleRequest(left.id);
      under.advance(3_600_000);
      assert.equal(await tries(), undefined);
    });

    it('hands out requests of nobody known like any other', async () => {
      const left = await kept(request(undefined, undefined, { channel: 'unheard' }));
      under.advance(5001);
      const claimed = await store.claimRequests(await store.now(), 1000);
      assert.deepEqual(
        claimed.filter(({ id }) => id === left.id),
        [{ ...left, tries: 1 }],
      );
    });

    it('keeps so many requests of one attempt and no more, but goes on counting those it has', async () => {
      const flood = (at: number) => request('flood', `flood ${String(at)}`);
      for (let at = 0; at < MOST_REQUESTS; at += 1) await kept(flood(at));
      assert.equal(await store.keepRequest(flood(MOST_REQUESTS)), undefined);
      assert.equal((await store.keepRequest(flood(0)))?.times, 2);
      await kept(request('other'));
    });

    it('keeps so many requests of nobody known per channel and no more', async () => {
      const flood = (at: number, channel = 'flooded') =>
        request(undefined, `${channel} ${String(at)}`, { channel, source: 'webhook' });
      for (let at = 0; at < MOST_REQUESTS; at += 1) await kept(flood(at));
      assert.equal(await store.keepRequest(flood(MOST_REQUESTS)), undefined);
      assert.equal((await store.keepRequest(flood(0)))?.times, 2);
      await kept(flood(0, 'quiet'));
      // An attempt is not held up by strangers.
      await kept({ ...flood(MOST_REQUESTS), attemptId: newAttempt().id });
    });

    it('writes a notice with the change or not at all, and claims it for one at a time', async () => {
      const attempt = await inserted();
      await store.change(change(attempt, 9, { notice: { payload: 'lost' } }));
      await store.change(change(attempt, 1, { notice: { payload: 'told' } }));
      const mine = () => claimedOf(attempt);
      const [claimed, ...none] = await mine();
      assert.deepEqual(none, []);
      assert.deepEqual(claimed, {
        id: `${attempt.id}.2`,
        attemptId: attempt.id,
        line: 'order',
        payload: 'told',
        tries: 1,
        createdAt: (await found(attempt)).updatedAt,
      });
      assert.deepEqual(await mine(), []);
      under.advance(5001);
      assert.equal((await mine())[0]?.tries, 2);
      await store.postponeNotice(claimed.id, 60_000);
      under.advance(30_000);
      assert.deepEqual(await mine(), []);
      under.advance(30_001);
      assert.equal((await mine())[0]?.tries, 3);
      await store.settleNotice(claimed.id);
      under.advance(600_000);
      assert.deepEqual(await mine(), []);
    });

    it('tells of an attempt in the order in which things happened', async () => {
      const attempt = await noticed('first', 'second', 'third');
      const [first, ...younger] = await claimedOf(attempt);
      assert.equal(first?.payload, 'first');
      assert.deepEqual(younger, []);
      assert.deepEqual(await claimedOf(attempt), [], 'it is being delivered');
      await store.postponeNotice(first.id, 60_000);
      under.advance(30_000);
      assert.deepEqual(await claimedOf(attempt), [], 'the second waits for the first');
      under.advance(30_001);
      assert.equal((await claimedOf(attempt))[0]?.payload, 'first');
      await store.settleNotice(first.id);
      const second = await claimedOf(attempt);
      assert.deepEqual(
        second.map(({ payload }) => payload),
        ['second'],
      );
      await store.settleNotice(second[0]?.id ?? '');
      assert.equal((await claimedOf(attempt))[0]?.payload, 'third');
    });

    it('keeps that order when many ask at once, and holds up no other attempt', async () => {
      const attempts = [await noticed('1', '2', '3'), await noticed('1', '2', '3')];
      for (const payload of ['1', '2', '3']) {
        const asked = await Promise.all(
          Array.from({ length: 20 }, () => store.claimNotices(1000, 5000)),
        );
        const claimed = asked
          .flat()
          .filter(({ attemptId }) => attempts.some(({ id }) => id === attemptId));
        assert.deepEqual(
          claimed.map((notice) => notice.payload),
          [payload, payload],
        );
        for (const { id } of claimed) await store.settleNotice(id);
      }
    });

    it('says of an attempt what was told and what is to be', async () => {
      const attempt = await noticed('told', 'waiting');
      const [told] = await claimedOf(attempt);
      assert.ok(told, 'not claimed');
      await store.settleNotice(told.id);
      await store.settleNotice(told.id);
      await store.postponeNotice(`${attempt.id}.3`, 60_000);
      const now = await store.now();
      const [first, second, ...none] = await store.notices(attempt.id);
      assert.deepEqual(none, []);
      const { dueAt, deliveredAt, ...notice } = first ?? {};
      assert.deepEqual(notice, told);
      assertBetween(told.createdAt, deliveredAt, now);
      assertBetween(told.createdAt + 5000, dueAt, now + 5000);
      assert.deepEqual([second?.payload, second?.tries], ['waiting', 0]);
      assert.equal(second?.deliveredAt, undefined);
      assertBetween(second?.createdAt ?? Infinity, (second?.dueAt ?? 0) - 60_000, now);
      assert.deepEqual(await store.notices(newAttempt().id), []);
    });

    it('deletes what is old but the books, and keeps what is new or was never delivered', async () => {
      under.advance(1000);
      await store.purge(0);
      const [attempt, waiting] = [await noticed('told'), await noticed('waiting')];
      const end = change(attempt, 2, { to: 'canceled', holdsOrder: false });
      assert.equal(await store.change(end), 'done');
      const [settled, open] = [request(attempt.id), request(undefined)];
      await store.settleRequest((await kept(settled)).id);
      await kept(open);
      await store.settleNotice(`${attempt.id}.2`);
      assert.equal(await store.purge(10_000), 0);
      under.advance(10_001);
      const fresh = await kept(request(attempt.id));
      assert.equal(await store.purge(10_000), 3);
      assert.equal(await store.purge(10_000), 0);
      assert.deepEqual(await store.requests(attempt.id), [fresh]);
      assert.deepEqual(await store.notices(attempt.id), []);
      assert.equal((await store.notices(waiting.id)).length, 1);
      assert.equal((await found(attempt)).version, 3);
      assert.equal((await store.timeline(attempt.id)).length, 3);
    });

    it('keeps the requests of an attempt as long as its approval is not over', async () => {
      const attempt = await inserted();
      const asked = await kept(request(attempt.id));
      under.advance(10_001);
      await store.purge(10_000);
      assert.deepEqual(await store.requests(attempt.id), [asked]);
      await store.change(change(attempt, 1, { to: 'declined', holdsOrder: false }));
      await store.purge(10_000);
      assert.deepEqual(await store.requests(attempt.id), []);
    });

    it('never gives the number of a request that was deleted to another', async () => {
      const old = await kept(request(newAttempt().id));
      under.advance(1000);
      await store.purge(0);
      const next = await kept(request(newAttempt().id));
      assert.equal(next.id > old.id, true);
      await store.settleRequest(old.id);
      assert.deepEqual(await store.requests(next.attemptId ?? ''), [next]);
    });
  });
}
