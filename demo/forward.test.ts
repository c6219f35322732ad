import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  AttemptViewSchema,
  LaunchInstructionSchema,
  SessionSchema,
} from '../server/protocol/index.ts';
import type { AttemptView } from '../server/protocol/index.ts';
import { navigate } from '../server/testing/navigate.ts';
import { until } from '../server/testing/until.ts';
import { startDemo } from './demo.ts';
import type { Demo } from './demo.ts';
import { askersOf, backendBook, ledgersOf, PAID_ONCE } from './e2e/ledgers.ts';
import type { Asker } from './e2e/ledgers.ts';
import type { Line, Order } from './orders.ts';
import { sayYesIn } from './testing/window.ts';

/** Node resolves no `pay.localhost`; browsers do. */
const reachable = (url: string) => url.replace('//pay.localhost:', '//127.0.0.1:');

let demo: Demo;
before(async () => {
  demo = await startDemo({
    ports: { shop: 0, pay: 0, simulator: 0 },
    storeUrl: 'file::memory:',
    quiet: true,
    forward: ['delivery-fee'],
  });
});
after(() => demo.stop());
afterEach(async () => {
  demo.approval.faults.reset();
  await demo.approval.open();
});

function placeOn(line: Line): Order {
  const order = demo.backend.place({
    productId: 'celadon-mug',
    orderName: '청자 머그 2개',
    amount: { value: 48_000, currency: 'KRW' },
  });
  return line === 'order' ? order : demo.backend.placeExtra(order, line);
}

const inAnyCase = { 'content-type': 'application/json' };

interface Buyer {
  readonly orderId: string;
  /** The provider's callback comes, and with it the approval. */
  readonly comeBack: () => Promise<void>;
  readonly view: () => Promise<AttemptView>;
}

/** From the order to the provider's yes, by the requests that the page and the window make. */
async function comeFor(line: Line, method: string): Promise<Buyer> {
  const { orderId } = placeOn(line);
  const payUrl = reachable(demo.payUrl);
  const opened = await fetch(`${payUrl}/v1/sessions`, {
    method: 'POST',
    headers: { ...inAnyCase, origin: demo.shopUrl },
    body: JSON.stringify({ v: 1, orderId, line, locale: 'ko' }),
  });
  const { sessionToken: session } = SessionSchema.parse(await opened.json());
  const attemptId = randomBytes(16).toString('base64url');
  const query = { session, method, presentation: 'popup', device: 'desktop', locale: 'ko' };
  const page = await navigate(
    `${payUrl}/launch/${attemptId}?${new URLSearchParams(query).toString()}`,
  );
  const said = /payWindow\.perform\((\{.*\})\)/.exec(page.body)?.[1] ?? assert.fail(page.body);
  const callback = await sayYesIn(LaunchInstructionSchema.parse(JSON.parse(said)));
  return {
    orderId,
    comeBack: async () => {
      await fetch(reachable(callback), { redirect: 'manual' });
    },
    view: async () => {
      const response = await fetch(`${payUrl}/v1/attempts/${attemptId}`, {
        headers: { authorization: `Bearer ${session}` },
      });
      return AttemptViewSchema.parse(await response.json());
    },
  };
}

/** Waits for what the page would be told in the end, and holds every book against it. */
async function isPaidOnceBy(asker: Asker, { orderId, view }: Buyer): Promise<void> {
  await until('complete', async () => (await view()).status === 'complete');
  await until('the notice', () => noticesOf(orderId).includes('approved'));
  const { ledger } = ledgersOf(demo, orderId);
  assert.ok(PAID_ONCE.has(ledger), ledger);
  assert.deepEqual(askersOf(demo, orderId), [asker]);
  const amount = demo.backend.find(orderId)?.amount.value ?? 0;
  assert.equal(backendBook(demo, orderId), `paid ${amount}`);
}

/** As the buyer's page is told of it. */
function accountIn({ deposit }: AttemptView) {
  assert.ok(deposit, 'an account');
  const { final, ...account } = deposit;
  assert.equal(final, true, 'it is the backend’s to close');
  return account;
}

const noticesOf = (orderId: string): readonly string[] =>
  demo.backend
    .notices()
    .filter(({ notice }) => notice.orderId === orderId)
    .map(({ notice }) => notice.state);

const WAYS: readonly (readonly [Line, string, Asker])[] = [
  ['order', 'kakaopay', 'server'],
  ['order', 'card', 'server'],
  ['order', 'points', 'backend'],
  ['delivery-fee', 'kakaopay', 'backend'],
  ['delivery-fee', 'tosspay', 'backend'],
  ['exchange', 'kakaopay', 'backend'],
  ['exchange', 'transfer', 'backend'],
  ['exchange', 'points', 'backend'],
  ['repair', 'kakaopay', 'backend'],
  ['repair', 'card', 'backend'],
];

describe('a payment of the demo', () => {
  for (const [line, method, asker] of WAYS) {
    it(`of the line ${line} by ${method} is taken once, by the ${asker}`, async () => {
      const buyer = await comeFor(line, method);
      await buyer.comeBack();
      await isPaidOnceBy(asker, buyer);
    });
  }

  it('for something beside an order is not counted as the order’s', async () => {
    const buyer = await comeFor('exchange', 'kakaopay');
    await buyer.comeBack();
    await isPaidOnceBy('backend', buyer);
    const parent = demo.backend.find(buyer.orderId)?.parentId ?? '';
    assert.deepEqual(ledgersOf(demo, parent), { ledger: '', approveCalls: 0 });
    assert.deepEqual(askersOf(demo, parent), []);
  });

  it('of a repair goes to the repairs’ own merchant code', async () => {
    const buyer = await comeFor('repair', 'kakaopay');
    await buyer.comeBack();
    await isPaidOnceBy('backend', buyer);
    const { kakaopay, kakaopayRepair } = demo.simulators;
    const isIt = ({ partner_order_id: id }: { partner_order_id: string }) =>
      id.startsWith(buyer.orderId);
    assert.equal(kakaopayRepair.ledger.payments().filter(isIt).length, 1);
    assert.equal(kakaopay.ledger.payments().filter(isIt).length, 0);
  });

  for (const kind of ['dies', '500', 'html', 'redirect', 'no-transaction'] as const) {
    it(`is found out about when the backend has approved and failed (${kind})`, async () => {
      const buyer = await comeFor('exchange', 'kakaopay');
      demo.approval.faults.add({ on: 'approval', kind });
      await buyer.comeBack();
      await isPaidOnceBy('backend', buyer);
    });
  }

  it('is taken once the backend is there again, after it had refused the connection', async () => {
    const buyer = await comeFor('repair', 'card');
    await demo.approval.shut();
    await buyer.comeBack();
    await until('confirming', async () => (await buyer.view()).status === 'confirming');
    assert.deepEqual(askersOf(demo, buyer.orderId), []);
    await demo.approval.open();
    await isPaidOnceBy('backend', buyer);
  });

  it('is completed by a deposit, which the provider’s webhook makes us ask about', async () => {
    const buyer = await comeFor('exchange', 'account');
    await buyer.comeBack();
    await until('an account', async () => (await buyer.view()).awaiting === 'deposit');
    const order = demo.backend.find(buyer.orderId);
    assert.ok(order?.state === 'awaiting-deposit', 'the shop waits too');
    assert.deepEqual(order.account.deposit, accountIn(await buyer.view()));
    const { tosspayments } = demo.simulators;
    const account = tosspayments.ledger
      .payments()
      .find(({ orderId }) => orderId.startsWith(buyer.orderId));
    assert.ok(tosspayments.deposit(account?.orderId ?? ''), 'a deposit');
    await isPaidOnceBy('backend', buyer);
  });
});
