import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Attempt } from '../checkout/attempt.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import { MOST_REQUESTS, type Change, type NewAttempt, type Store } from './store.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** Moves the store's clock on. */
  advance(ms: number): void;
  close(): Promise<void>;
}

let made = 0;

const newAttempt = (orderId = `A-${String((made += 1))}`): NewAttempt => ({
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
  ...more,
});

const REQUEST = {
  channel: 'kakaopay',
  httpMethod: 'GET',
  leg: 'approve',
  rawQuery: '',
  contentType: '',
  body: new Uint8Array(),
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

    const inserted = async (orderId?: string): Promise<NewAttempt> => {
      const attempt = newAttempt(orderId);
      assert.equal(await store.insert(attempt, { name: 'created', data: {} }), true);
      return attempt;
    };
    const found = async ({ id }: NewAttempt): Promise<Attempt> => {
      const attempt = await store.find(id);
      assert.ok(attempt);
      return attempt;
    };

    it('gives an attempt back as it was put in, at version 1, with its first event', async () => {
      const attempt = await inserted();
      const { version, holdsOrder, createdAt, updatedAt, ...rest } = await found(attempt);
      assert.deepEqual(rest, attempt);
      assert.deepEqual([version, holdsOrder], [1, false]);
      assert.ok(createdAt > 1_600_000_000_000 && updatedAt === createdAt);
      const [event] = await store.timeline(attempt.id);
      assert.equal(event?.name, 'created');
      assert.equal(event.from, undefined);
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

    it('finds what has stood still in a state', async () => {
      const attempt = await inserted();
      const at = (await found(attempt)).updatedAt;
      const ids = async (before: number) =>
        (await store.stale('authenticated', before, 1000)).map(({ id }) => id);
      assert.equal((await ids(at - 1)).includes(attempt.id), false);
      assert.equal((await ids(at)).includes(attempt.id), true);
      await store.change(change(attempt, 1));
      assert.equal((await ids(at + 60_000)).includes(attempt.id), false);
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

    it('keeps a request byte for byte, counts the very same one, and knows what was settled', async () => {
      const request = {
        attemptId: newAttempt().id,
        channel: 'kakaopay',
        httpMethod: 'POST',
        leg: 'approve',
        rawQuery: 'b=2&a=%EA&b=1',
        contentType: 'application/x-www-form-urlencoded; charset=euc-kr',
        body: new Uint8Array([0xb0, 0xa1, 0x00, 0xff]),
      };
      const kept = await store.keepRequest(request);
      assert.ok(kept);
      const { id, times, settled, ...rest } = kept;
      assert.deepEqual(rest, request);
      assert.deepEqual([times, settled], [1, false]);
      await store.settleRequest(id);
      const again = await store.keepRequest(request);
      assert.deepEqual([again?.id, again?.times, again?.settled], [id, 2, true]);
      const other = await store.keepRequest({ ...request, body: new Uint8Array() });
      assert.notEqual(other?.id, id);
      assert.equal(other?.body.byteLength, 0);
      assert.equal((await store.requests(request.attemptId)).length, 2);
    });

    it('hands out requests that nobody settled, later every time, until somebody does', async () => {
      const request = { ...REQUEST, attemptId: newAttempt().id };
      const kept = await store.keepRequest(request);
      assert.ok(kept);
      const claimed = async () =>
        (await store.claimRequests(await store.now(), 1000)).some(({ id }) => id === kept.id);
      assert.equal(await claimed(), false);
      under.advance(5001);
      assert.equal(await claimed(), true);
      assert.equal(await claimed(), false);
      under.advance(5001);
      assert.equal(await claimed(), true);
      under.advance(5001);
      assert.equal(await claimed(), false);
      under.advance(5001);
      assert.equal(await claimed(), true);
      await store.settleRequest(kept.id);
      under.advance(3_600_000);
      assert.equal(await claimed(), false);
    });

    it('keeps so many requests of one attempt and no more, but goes on counting those it has', async () => {
      const request = (at: number) => ({ ...REQUEST, attemptId: 'flood', rawQuery: String(at) });
      for (let at = 0; at < MOST_REQUESTS; at += 1) {
        assert.ok(await store.keepRequest(request(at)));
      }
      assert.equal(await store.keepRequest(request(MOST_REQUESTS)), undefined);
      assert.equal((await store.keepRequest(request(0)))?.times, 2);
      assert.ok(await store.keepRequest({ ...request(0), attemptId: 'other' }));
    });

    it('writes a notice with the change or not at all, and claims it for one at a time', async () => {
      const attempt = await inserted();
      await store.change(change(attempt, 9, { notice: { payload: 'lost' } }));
      await store.change(change(attempt, 1, { notice: { payload: 'told' } }));
      const mine = async () =>
        (await store.claimNotices(100, 5000)).filter(({ attemptId }) => attemptId === attempt.id);
      const [claimed, ...none] = await mine();
      assert.deepEqual(none, []);
      assert.deepEqual(claimed, {
        id: `${attempt.id}.2`,
        attemptId: attempt.id,
        line: 'order',
        payload: 'told',
        tries: 1,
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
  });
}
