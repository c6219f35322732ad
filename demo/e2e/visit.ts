import type { Page } from 'playwright-core';
import { until } from '../../server/testing/until.ts';
import { backendBook, ledgersOf } from './ledgers.ts';
import type { LedgerBooks } from './ledgers.ts';
import { heardOn, listen, type HeardEvent, type Stage } from './stage.ts';

/** One buyer before one product, with what the provider, the shop and the server know of it. */
export interface Visit {
  readonly page: Page;
  readonly orderId: string;
  /** Presses pay with a real click and answers the window that opens. */
  pay(): Promise<Page>;
  press(name: string): Promise<void>;
  /** Waits until the element reflects this state. */
  reaches(state: string): Promise<void>;
  /** Waits until the element shows this sentence, or a part of one. */
  sees(text: string): Promise<void>;
  /** The amount as the element shows it. */
  amountShown(): Promise<string>;
  heard(): Promise<HeardEvent[]>;
  attemptId(): Promise<string>;
  /** What three independent books say now. */
  books(): Promise<Books>;
  /** Waits until the store says so. */
  stored(state: string): Promise<void>;
  leave(): Promise<void>;
}

export interface Books extends LedgerBooks {
  readonly backend: string;
  readonly store: string;
}

export async function visit(stage: Stage, path: string): Promise<Visit> {
  const context = await stage.newBuyer();
  await listen(context);
  const page = await context.newPage();
  await page.goto(`${stage.demo.shopUrl}${path}`);
  const element = page.locator('pay-checkout');
  await page.locator('pay-checkout[state=idle]').waitFor();
  const orderId = (await element.getAttribute('order-id')) ?? '';
  const attemptId = async (): Promise<string> =>
    until(
      'an attempt',
      async () => (await heardOn(page)).find((event) => event.attemptId)?.attemptId,
    );

  const visited: Visit = {
    page,
    orderId,
    pay: async () => {
      const opened = page.waitForEvent('popup');
      await page.getByRole('button', { name: /결제하기/ }).click();
      return opened;
    },
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
    reaches: (state) => page.locator(`pay-checkout[state=${state}]`).waitFor(),
    sees: (text) => element.getByText(text).first().waitFor(),
    amountShown: async () =>
      (await element.locator('[part~=amount]').innerText()).replaceAll(/\s/g, ''),
    heard: () => heardOn(page),
    attemptId,
    books: async () => booksOf(stage, orderId, await attemptId()),
    stored: async (state) => {
      const id = await attemptId();
      await until(
        `${state} in the store`,
        async () => (await stage.store.find(id))?.state === state,
      );
    },
    leave: () => context.close(),
  };
  return visited;
}

async function booksOf(stage: Stage, orderId: string, attemptId: string): Promise<Books> {
  return {
    ...ledgersOf(stage.demo, orderId),
    backend: backendBook(stage.demo, orderId),
    store: (await stage.store.find(attemptId))?.state ?? 'none',
  };
}
