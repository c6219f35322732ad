import assert from 'node:assert/strict';
import { until } from '../../../server/testing/until.ts';
import type { Buyer, Tab } from '../engines/engine.ts';
import { PAID_ONCE } from '../ledgers.ts';
import { booksOf } from './books.ts';
import type { Books } from './books.ts';
import { hearingOf } from './hearing.ts';
import type { HeardEvent } from './hearing.ts';
import type { EngineStage } from './stage.ts';
import { drawTimeline } from './timeline.ts';

/** What the buyer does at the provider. */
export type Decision = 'approve' | 'cancel' | 'fail' | 'close';

/** One buyer before one order, with what the provider, the shop and the server know of it. */
export interface Shopper {
  readonly buyer: Buyer;
  /** The storefront's page. */
  readonly page: Tab;
  readonly orderId: string;
  /** Presses pay and answers the window that opens. */
  pay(): Promise<Tab>;
  /** Presses a button of the page by its name. */
  press(name: string): Promise<void>;
  /** Presses a button of the provider's page, in whichever window it is. */
  decide(window: Tab, decision: Decision): Promise<void>;
  /** Waits until the element is in this state. */
  reaches(state: string): Promise<void>;
  /** Waits until the element shows this sentence, or a part of one. */
  sees(text: string): Promise<void>;
  /** Every event of the widget, as far as the page's documents were asked before they were left. */
  heard(): Promise<readonly HeardEvent[]>;
  /** The states that the widget told of, each once for as long as it stayed. */
  states(): Promise<readonly string[]>;
  /** The newest attempt to pay the order. */
  attemptId(): Promise<string>;
  books(): Promise<Books>;
  /** Waits until the store has the newest attempt in this state. */
  stored(state: string): Promise<void>;
  /** Everything that must be true of an order that was paid, whatever the road to it. */
  isPaidOnce(): Promise<void>;
  /** The story as page and server tell it. */
  timeline(): Promise<string>;
}

/** Comes into the shop and stands before an order that can be paid. */
export async function visit(stage: EngineStage, buyer: Buyer, path: string): Promise<Shopper> {
  const page = await buyer.open(stage.demo.shopUrl + path);
  const heard = hearingOf(page);
  await heard();
  await page.waitFor('pay-checkout[state=idle]');
  const orderId = await page.evaluate(
    () =>
      document.querySelector('pay-checkout')?.getAttribute('order-id') ??
      // A ticket names its order to the server; the shop's page has it in its address.
      new URLSearchParams(location.search).get('order') ??
      '',
  );
  return shopper(stage, { buyer, page, orderId, heard });
}

type Known = Pick<Shopper, 'buyer' | 'page' | 'orderId' | 'heard'>;

function shopper(stage: EngineStage, known: Known): Shopper {
  const { buyer, page, orderId, heard } = known;
  const newest = async () =>
    (await stage.store.findByOrder(orderId)).toSorted((a, b) => b.createdAt - a.createdAt)[0];
  const attemptId = () => until('an attempt', async () => (await newest())?.id);
  const self: Shopper = {
    ...known,
    pay: () => buyer.opened(() => page.click({ button: '결제하기' })),
    press: (button) => page.click({ button }),
    decide: (window, decision) => window.click(`[data-decision=${decision}]`),
    reaches: (state) => page.waitFor(`pay-checkout[state=${state}]`),
    sees: (text) => page.waitFor({ text, within: 'pay-checkout' }),
    states: async () => statesIn(await heard()),
    attemptId,
    books: () => booksOf(stage, orderId),
    stored: async (state) => {
      await until(`${state} in the store`, async () => (await newest())?.state === state);
    },
    isPaidOnce: () => isPaidOnce(stage, self),
    timeline: async () => {
      const events = await stage.store.timeline(await attemptId());
      return drawTimeline(await heard(), events);
    },
  };
  return self;
}

const statesIn = (heard: readonly HeardEvent[]): readonly string[] =>
  heard
    .filter(({ type }) => type === 'payment-state')
    .map(({ state = '' }) => state)
    .filter((state, index, states) => state !== states[index - 1]);

async function isPaidOnce({ demo }: EngineStage, shopper: Shopper): Promise<void> {
  const { orderId } = shopper;
  await shopper.reaches('complete');
  await shopper.sees('결제를 마쳤어요');
  await until('the notice', () => demo.backend.find(orderId)?.state === 'paid');
  const amount = demo.backend.find(orderId)?.amount.value;
  const { ledger, ...books } = await shopper.books();
  assert.ok(PAID_ONCE.has(ledger), ledger);
  assert.deepEqual(books, {
    approveCalls: 1,
    backend: `paid ${String(amount)}`,
    store: 'approved',
  });
  const completions = (await shopper.heard()).filter(({ type }) => type === 'payment-complete');
  assert.deepEqual(
    completions.map((event) => event.amount?.value),
    [amount],
  );
}
