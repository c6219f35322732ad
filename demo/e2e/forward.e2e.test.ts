import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../../server/testing/until.ts';
import { askersOf } from './ledgers.ts';
import { LINES } from '../orders.ts';
import type { Line } from '../orders.ts';
import { POINTS } from '../points.ts';
import type { Tab } from './engines/engine.ts';
import { NOTHING_TAKEN } from './scenarios/books.ts';
import type { Shopper } from './scenarios/shopper.ts';
import { setEngineStage } from './scenarios/stage.ts';
import type { EngineStage } from './scenarios/stage.ts';
import { play } from './scenarios/world.ts';
import type { World } from './scenarios/world.ts';

/** Every line forwards its callbacks, and the shop's old backend takes the money by itself. */
let stage: EngineStage;
const told: Record<string, string | number>[] = [];

before(async () => {
  stage = await setEngineStage('chromium', { forward: 'all' });
});
after(async () => {
  await stage.stop();
  console.table(told);
});

const ROADS = ['popup', 'redirect'] as const;
type Road = (typeof ROADS)[number];

interface Way {
  readonly line: Line;
  readonly method: string;
  readonly road: Road;
}

const visitBy = ({ visit }: World, { line, method, road }: Way): Promise<Shopper> =>
  visit(`/e2e/plain?line=${line}&method=${method}&presentation=${road}`);

/** Presses pay; the provider's page opens in a window of its own, or in this very tab. */
async function goToProvider(shopper: Shopper, road: Road): Promise<Tab> {
  if (road === 'popup') return shopper.pay();
  await shopper.press('결제하기');
  return shopper.page;
}

const goAndApprove = async (shopper: Shopper, road: Road): Promise<void> =>
  shopper.decide(await goToProvider(shopper, road), 'approve');

const tell = async ({ line, method, road }: Way, shopper: Shopper): Promise<void> => {
  told.push({ case: `${line}, ${method}, ${road}`, ...(await shopper.books()) });
};

/** What the companion server itself did to be paid: nothing but hand a callback on, once. */
async function isApprovedByBackend({ store, demo }: World, shopper: Shopper): Promise<void> {
  const attempt = await store.find(await shopper.attemptId());
  assert.equal(attempt?.progress.approveMode, 'forward');
  const names = (await store.timeline(attempt.id)).map(({ name }) => name);
  assert.deepEqual(
    names.filter((name) => name.startsWith('approv')),
    ['approval-started', 'approved'],
  );
  assert.deepEqual(askersOf(demo, shopper.orderId), ['backend']);
}

for (const line of LINES) {
  describe(`The line ${line}, approved by the shop’s own backend`, () => {
    for (const method of ['kakaopay', 'card']) {
      for (const road of ROADS) {
        it(`is paid once by ${method} and ${road}, by the backend’s own call, and every book agrees.`, () =>
          play(stage, async (world) => {
            const way = { line, method, road };
            const shopper = await visitBy(world, way);
            await goAndApprove(shopper, road);
            await shopper.isPaidOnce();
            await isApprovedByBackend(world, shopper);
            await tell(way, shopper);
          }));
      }
    }
  });
}

describe('The shop’s own points', () => {
  const enterPin = (page: Tab, pin: string) =>
    page.waitFor('input[name=pin]').then(() =>
      page.evaluate((typed) => {
        const input = document.querySelector<HTMLInputElement>('input[name=pin]');
        if (input) input.value = typed;
      }, pin),
    );

  for (const road of ROADS) {
    it(`are spent once by ${road}, after the right PIN and not after a wrong one.`, () =>
      play(stage, async (world) => {
        const way = { line: 'delivery-fee', method: 'points', road } as const;
        const shopper = await visitBy(world, way);
        const page = await goToProvider(shopper, road);
        await enterPin(page, '0000');
        await shopper.decide(page, 'approve');
        await page.waitFor({ text: '비밀번호가 맞지 않아요' });
        assert.equal((await shopper.books()).backend, 'unpaid');
        await enterPin(page, POINTS.pin);
        await shopper.decide(page, 'approve');
        await shopper.isPaidOnce();
        await isApprovedByBackend(world, shopper);
        await tell(way, shopper);
      }));
  }

  it('are left alone when the buyer cancels on their page.', () =>
    play(stage, async (world) => {
      const shopper = await visitBy(world, { line: 'order', method: 'points', road: 'popup' });
      const page = await shopper.pay();
      await page.waitFor('[data-decision=cancel]');
      await shopper.decide(page, 'cancel');
      await shopper.reaches('canceled');
      const books = await shopper.books();
      assert.deepEqual(
        { ...books, ledger: '' },
        { ...NOTHING_TAKEN, ledger: '', store: 'canceled' },
      );
    }));
});

describe('What the buyer has paid in beforehand', () => {
  for (const road of ROADS) {
    it(`is spent once by ${road}, when he says yes in our own window, however often he presses.`, () =>
      play(stage, async (world) => {
        const way = { line: 'delivery-fee', method: 'credit', road } as const;
        const shopper = await visitBy(world, way);
        const window = await goToProvider(shopper, road);
        await window.waitFor({ text: '온유 예치금' });
        assert.equal((await shopper.books()).backend, 'unpaid');
        await window.click('[data-action=confirm]', { times: 2 });
        await shopper.isPaidOnce();
        await isApprovedByBackend(world, shopper);
        assert.equal(world.demo.simulators.credit.balance, 47_000);
        await tell(way, shopper);
      }));
  }

  it('is left alone when he turns back.', () =>
    play(stage, async (world) => {
      const way = { line: 'exchange', method: 'credit', road: 'redirect' } as const;
      const shopper = await visitBy(world, way);
      const window = await goToProvider(shopper, 'redirect');
      await window.waitFor('[data-action=confirm]');
      await window.click({ button: '온유도예로 돌아가기' });
      await shopper.reaches('canceled');
      const books = await shopper.books();
      assert.deepEqual(
        { ...books, ledger: '' },
        { ...NOTHING_TAKEN, ledger: '', store: 'canceled' },
      );
    }));

  it('that does not suffice ends with the shop’s own sentence, and nothing is taken.', () =>
    play(stage, async (world) => {
      const { credit } = world.demo.simulators;
      const all = { value: credit.balance, currency: 'KRW' };
      credit.spend({ attemptId: 'another', orderId: 'another', amount: all });
      const way = { line: 'exchange', method: 'credit', road: 'popup' } as const;
      const shopper = await visitBy(world, way);
      const window = await goToProvider(shopper, 'popup');
      await window.click('[data-action=confirm]');
      await shopper.reaches('failed');
      await shopper.sees('예치금이 모자라요.');
      assert.deepEqual(await shopper.books(), { ...NOTHING_TAKEN, ledger: '', store: 'declined' });
    }));
});

describe('A backend that takes the money and does not say so', () => {
  for (const kind of ['dies', '500', 'html', 'no-transaction'] as const) {
    it(`(${kind}) is asked, the buyer waits and is then told the truth, and it is paid once.`, () =>
      play(stage, async (world) => {
        world.demo.approval.faults.add({ on: 'approval', kind });
        const way = { line: 'exchange', method: 'kakaopay', road: 'popup' } as const;
        const shopper = await visitBy(world, way);
        await goAndApprove(shopper, 'popup');
        await shopper.reaches('confirming');
        await shopper.isPaidOnce();
        const timeline = await world.store.timeline(await shopper.attemptId());
        assert.ok(
          timeline.some(({ to }) => to === 'unknown'),
          'it was never in doubt',
        );
        await tell(way, shopper);
      }));
  }

  it('is not believed when it speaks of another amount: a person looks, and nothing is given back.', () =>
    play(stage, async (world) => {
      const { faults } = world.demo.approval;
      faults.add({ on: 'approval', kind: 'other-amount' });
      faults.add({ on: 'status', kind: 'other-amount' });
      const way = { line: 'repair', method: 'card', road: 'popup' } as const;
      const shopper = await visitBy(world, way);
      await goAndApprove(shopper, 'popup');
      await shopper.stored('review');
      assert.equal((await shopper.books()).ledger, 'DONE ×1');
      const opened = (await world.store.timeline(await shopper.attemptId())).at(-1);
      assert.equal(opened?.data['providerSays'], 'approved');
      await tell(way, shopper);
    }));
});

describe('A backend that is not there', () => {
  it('is tried until it is, and the payment is made once.', () =>
    play(stage, async (world) => {
      const way = { line: 'repair', method: 'kakaopay', road: 'popup' } as const;
      const shopper = await visitBy(world, way);
      const window = await goToProvider(shopper, 'popup');
      await window.waitFor('[data-decision=approve]');
      await world.demo.approval.shut();
      try {
        await shopper.decide(window, 'approve');
        await until('a try that never left', async () =>
          (await world.store.timeline(await shopper.attemptId())).some(
            ({ name }) => name === 'approval-not-sent',
          ),
        );
      } finally {
        await world.demo.approval.open();
      }
      await shopper.isPaidOnce();
      await tell(way, shopper);
    }));
});

describe('An account that the backend had issued', () => {
  it('is paid when the money comes, of which the provider’s webhook makes the server ask.', () =>
    play(stage, async (world) => {
      const way = { line: 'exchange', method: 'account', road: 'popup' } as const;
      const shopper = await visitBy(world, way);
      await goAndApprove(shopper, 'popup');
      await shopper.reaches('awaiting-deposit');
      await shopper.sees('까지 입금해 주세요');
      const payment = await until('an account', () =>
        world.tosspayments.ledger
          .payments()
          .find(({ orderId }) => orderId.startsWith(`${shopper.orderId}-`)),
      );
      assert.ok(world.tosspayments.deposit(payment.orderId), 'the account takes no money');
      await shopper.stored('approved');
      await shopper.page.evaluate(() => window.dispatchEvent(new Event('focus')));
      await shopper.isPaidOnce();
      await tell(way, shopper);
    }));
});

describe('Two lines on one page', () => {
  it('are paid apart, each by its own backend’s call.', () =>
    play(stage, async (world) => {
      const shopper = await world.visit('/e2e/two?presentation=popup');
      for (const line of ['order', 'delivery-fee']) {
        await shopper.page.waitFor(`#${line} pay-checkout[state=idle]`);
        const window = await shopper.buyer.opened(() =>
          shopper.page.click({ text: '결제하기', within: `#${line}` }),
        );
        await shopper.decide(window, 'approve');
        await shopper.page.waitFor(`#${line} pay-checkout[state=complete]`);
      }
      for (const orderId of [shopper.orderId, `${shopper.orderId}-fee`]) {
        await until(orderId, () => world.demo.backend.find(orderId)?.state === 'paid');
        const [attempt] = await world.store.findByOrder(orderId);
        assert.deepEqual([attempt?.state, attempt?.progress.approveMode], ['approved', 'forward']);
      }
    }));
});
