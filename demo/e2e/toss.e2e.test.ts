import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../../server/testing/until.ts';
import type { BuyerOptions } from './engines/engine.ts';
import { NOTHING_TAKEN } from './scenarios/books.ts';
import type { Decision, Shopper } from './scenarios/shopper.ts';
import { setEngineStage } from './scenarios/stage.ts';
import type { EngineStage } from './scenarios/stage.ts';
import { play } from './scenarios/world.ts';
import type { World } from './scenarios/world.ts';

let stage: EngineStage;
const told: Record<string, string | number>[] = [];

before(async () => {
  stage = await setEngineStage('chromium');
});
after(async () => {
  await stage.stop();
  console.table(told);
});

const tell = async (name: string, shopper: Shopper): Promise<void> => {
  told.push({ case: name, ...(await shopper.books()) });
};

interface Road {
  readonly name: string;
  readonly presentation: 'popup' | 'redirect';
  readonly buyer: BuyerOptions;
}

const ROADS: readonly Road[] = [
  { name: 'popup at a desktop', presentation: 'popup', buyer: {} },
  { name: 'redirect at a desktop', presentation: 'redirect', buyer: {} },
  { name: 'popup on a phone', presentation: 'popup', buyer: { phone: true } },
  { name: 'redirect on a phone', presentation: 'redirect', buyer: { phone: true } },
];

const pathOf = ({ presentation }: Road, method: string): string =>
  `/e2e/plain?presentation=${presentation}&method=${method}`;

/** Presses pay and decides at the provider, in the window or in the page's own tab. */
async function goAndDecide(shopper: Shopper, road: Road, decision: Decision): Promise<void> {
  if (road.presentation === 'popup') {
    await shopper.decide(await shopper.pay(), decision);
    return;
  }
  await shopper.press('결제하기');
  await shopper.decide(shopper.page, decision);
}

const visitBy = ({ visit }: World, road: Road, method: string): Promise<Shopper> =>
  visit(pathOf(road, method), road.buyer);

for (const road of ROADS) {
  describe(`Toss Payments by ${road.name}`, () => {
    for (const method of ['card', 'tosspay', 'transfer']) {
      it(`takes a payment by ${method} once, and every book agrees.`, () =>
        play(stage, async (world) => {
          const shopper = await visitBy(world, road, method);
          await goAndDecide(shopper, road, 'approve');
          await shopper.isPaidOnce();
          await tell(`${method}, ${road.name}`, shopper);
        }));
    }

    it('issues an account, shows it, and is paid when the bank tells of the deposit.', () =>
      play(stage, async (world) => {
        const shopper = await visitBy(world, road, 'account');
        await goAndDecide(shopper, road, 'approve');
        await shopper.reaches('awaiting-deposit');
        await shopper.sees('까지 입금해 주세요');
        await shopper.stored('awaiting-deposit');
        const { backend } = world.demo;
        await until(
          'the notice',
          () => backend.find(shopper.orderId)?.state === 'awaiting-deposit',
        );
        const waiting = await shopper.books();
        assert.deepEqual(
          waiting,
          {
            ledger: 'WAITING_FOR_DEPOSIT ×0',
            approveCalls: 1,
            backend: 'awaiting-deposit',
            store: 'awaiting-deposit',
          },
          'nothing is paid by an account alone',
        );
        await payInto(world, shopper);
        await shopper.stored('approved');
        // The page asks when it is looked at again.
        await shopper.page.evaluate(() => window.dispatchEvent(new Event('focus')));
        await shopper.isPaidOnce();
        await tell(`account, ${road.name}`, shopper);
      }));

    it('lets the buyer cancel at the provider, and pay afterwards.', () =>
      play(stage, async (world) => {
        const shopper = await visitBy(world, road, 'card');
        await goAndDecide(shopper, road, 'cancel');
        await shopper.reaches('canceled');
        await shopper.sees('빠져나간 돈은 없어요');
        const books = await shopper.books();
        assert.deepEqual(
          { ...books, ledger: '' },
          { ...NOTHING_TAKEN, ledger: '', store: 'canceled' },
        );
        await tell(`canceled, ${road.name}`, shopper);
        await goAndDecide(shopper, road, 'approve');
        await shopper.reaches('complete');
        assert.equal((await shopper.books()).store, 'approved, canceled');
      }));

    it('tells the buyer that a card was refused in the window, and takes nothing.', () =>
      play(stage, async (world) => {
        const shopper = await visitBy(world, road, 'card');
        await goAndDecide(shopper, road, 'fail');
        await shopper.reaches('failed');
        await shopper.sees('결제되지 않았어요');
        const books = await shopper.books();
        assert.deepEqual(books, { ...NOTHING_TAKEN, ledger: 'ABORTED ×0', store: 'declined' });
      }));
  });
}

/** The deposit comes, and the bank's webhook with it. */
async function payInto({ tosspayments }: World, shopper: Shopper): Promise<void> {
  const payment = await until('an account', () =>
    tosspayments.ledger.payments().find(({ orderId }) => orderId.startsWith(`${shopper.orderId}-`)),
  );
  assert.ok(tosspayments.deposit(payment.orderId), 'the account takes no money');
}

describe('An account that was issued', () => {
  it('can be given up for another method, which is then paid once.', () =>
    play(stage, async (world) => {
      const shopper = await world.visit('/e2e/plain?presentation=popup&method=account');
      await shopper.decide(await shopper.pay(), 'approve');
      await shopper.sees('까지 입금해 주세요');
      await shopper.press('계좌를 닫고 다른 방법으로 결제하기');
      await shopper.stored('reversed');
      await shopper.reaches('failed');
      assert.match((await shopper.books()).ledger, /^CANCELED ×0$/);
      await shopper.decide(await shopper.pay(), 'approve');
      await shopper.sees('까지 입금해 주세요');
      assert.equal((await shopper.books()).store, 'awaiting-deposit, reversed');
      await tell('account given up, another issued', shopper);
    }));

  it('shows its account on the result page too, where the shop’s page is gone.', () =>
    play(stage, async (world) => {
      const shopper = await world.visit('/e2e/plain?presentation=redirect&method=account');
      await shopper.press('결제하기');
      await shopper.page.waitFor('[data-decision=approve]');
      const elsewhere = await (await world.newBuyer()).open(await shopper.page.url());
      await elsewhere.click('[data-decision=approve]');
      await elsewhere.waitFor({ text: '까지 입금해 주세요' });
      await shopper.stored('awaiting-deposit');
    }));
});

describe('The SDK of Toss Payments', () => {
  it('is said not to have come, and is tried again in the window, which then pays once.', () =>
    play(stage, async (world) => {
      world.tosspayments.fault({ on: 'sdk', kind: '503' });
      const shopper = await world.visit('/e2e/plain?presentation=popup&method=card');
      const window = await shopper.pay();
      await window.waitFor({ text: '불러오지 못했어요' });
      assert.equal((await shopper.books()).ledger, '');
      await window.click({ button: '다시 시도하기' });
      await shopper.decide(window, 'approve');
      await shopper.isPaidOnce();
      await tell('script failed, then came', shopper);
    }));

  it('that never comes can be given up, and the shop says that nothing was charged.', () =>
    play(stage, async (world) => {
      world.tosspayments.fault({ on: 'sdk', kind: '503', times: 10 });
      const shopper = await world.visit('/e2e/plain?presentation=popup&method=card');
      const window = await shopper.pay();
      await window.waitFor({ text: '불러오지 못했어요' });
      await window.click({ button: '닫고 돌아가기' });
      await shopper.reaches('failed');
      await shopper.sees('빠져나간 돈은 없어요');
      assert.equal((await shopper.books()).store, 'declined');
    }));
});
