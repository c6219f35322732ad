import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { SIMULATOR_KEYS } from '../providers/tosspayments/tosspayments.simulator.ts';
import { newAttemptId, newBuyer, type Buyer } from '../testing/buyer.ts';
import { startHarness, type Harness } from '../testing/harness.ts';
import { pressAtToss } from '../testing/toss-window.ts';
import { until } from '../testing/until.ts';

const HOUR = 3_600_000;

let harness: Harness;
let orderId = '';
let orders = 5000;

before(async () => {
  harness = await startHarness({ withToss: true });
});
after(() => harness.stop());

const newOrder = (): string => {
  orders += 1;
  const id = `A-${String(orders)}`;
  harness.merchant.orders.set(id, {
    status: 200,
    body: { orderName: '청자 머그 2개', amount: { value: 48_000, currency: 'KRW' } },
  });
  return id;
};
beforeEach(() => {
  harness.toss.reset();
  orderId = newOrder();
});

const buyerBy = (method: string, order = orderId): Promise<Buyer> =>
  newBuyer(harness.url, order, newAttemptId(), method);

/** Through the window, up to the callback address, which is not called yet. */
async function decide(buyer: Buyer, decision: string): Promise<URL> {
  const { html } = await buyer.launch();
  return new URL(await pressAtToss(buyer.instruction(html), decision));
}

async function stored(buyer: Buyer, state: string) {
  return until(`${state} for ${buyer.attemptId}`, async () => {
    const attempt = await harness.store.find(buyer.attemptId);
    return attempt?.state === state && attempt;
  });
}
const confirms = () => harness.toss.ledger.calls('confirm');
const payments = () => harness.toss.ledger.payments();
const statesTold = (buyer: Buyer): readonly string[] =>
  harness.merchant.notices
    .filter(({ notice }) => notice.attemptId === buyer.attemptId)
    .map(({ notice }) => notice.state);
const altered = (callback: URL, changes: Readonly<Record<string, string>>): string => {
  const url = new URL(callback);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return url.href;
};

describe('a payment by an SDK, by HTTP alone', () => {
  it('is confirmed once under the attempt’s own key, however often its callback comes', async () => {
    const buyer = await buyerBy('card');
    const callback = await decide(buyer, 'approve');
    const answers = await Promise.all([1, 2, 3].map(() => buyer.follow(callback.href)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([303]));
    await stored(buyer, 'approved');
    assert.deepEqual(
      confirms().map(({ idempotencyKey, outcome }) => [idempotencyKey, outcome]),
      [[buyer.attemptId, 'ok']],
    );
    assert.deepEqual(
      payments().map(({ status, approvals, amount }) => [status, approvals, amount]),
      [['DONE', 1, 48_000]],
    );
    await until('the notice', () => statesTold(buyer).length > 0);
    assert.deepEqual(statesTold(buyer), ['approved']);
    assert.equal((await buyer.view()).status, 'complete');
  });

  it('is named in the window as a way to pay, and a wallet by its name alone', async () => {
    const card = await buyerBy('card');
    assert.match((await card.launch()).html, /<h1>신용·체크카드 결제로 이동하고 있어요<\/h1>/);
    const wallet = await buyerBy('tosspay');
    assert.match((await wallet.launch()).html, /<h1>토스페이로 이동하고 있어요<\/h1>/);
  });

  it('shows no secret in anything that a browser gets', async () => {
    const buyer = await buyerBy('tosspay');
    const { html } = await buyer.launch();
    const callback = await pressAtToss(buyer.instruction(html), 'approve');
    const answer = await buyer.follow(callback);
    await stored(buyer, 'approved');
    const page = await (await fetch(answer.headers.get('location') ?? '')).text();
    const seen = [html, page, JSON.stringify(await buyer.view()), JSON.stringify(buyer.session)];
    const basic = Buffer.from(`${SIMULATOR_KEYS.secretKey}:`).toString('base64');
    for (const text of [...seen, ...harness.log]) {
      assert.ok(!text.includes(SIMULATOR_KEYS.secretKey) && !text.includes(basic), 'a secret');
    }
    assert.ok(html.includes(SIMULATOR_KEYS.clientKey), 'the public key is needed there');
  });

  it('is not confirmed when the callback speaks of another amount or order', async () => {
    for (const changes of [{ amount: '100' }, { orderId: 'B-1-abcdef' }]) {
      const buyer = await buyerBy('card', newOrder());
      const callback = await decide(buyer, 'approve');
      assert.equal((await buyer.follow(altered(callback, changes))).status, 303);
      await stored(buyer, 'rejected');
      // The true one comes too late: what contradicted itself once is not believed again.
      await buyer.follow(callback.href);
      assert.equal((await buyer.view()).status, 'failed');
    }
    assert.deepEqual(confirms(), []);
    assert.ok(
      payments().every(({ approvals }) => approvals === 0),
      'money was taken',
    );
  });

  it('is not paid by the payment key of another attempt', async () => {
    const [mine, theirs] = [await buyerBy('card'), await buyerBy('card', newOrder())];
    const [callback, other] = [await decide(mine, 'approve'), await decide(theirs, 'approve')];
    const paymentKey = other.searchParams.get('paymentKey') ?? assert.fail('no key');
    await mine.follow(altered(callback, { paymentKey }));
    const refused = await stored(mine, 'declined');
    assert.equal(refused.progress.providerCode, 'NOT_FOUND_PAYMENT_SESSION');
    assert.ok(
      payments().every(({ approvals }) => approvals === 0),
      'money was taken',
    );
    // Whose key it is has lost nothing.
    await theirs.follow(other.href);
    await stored(theirs, 'approved');
    assert.deepEqual([...harness.toss.ledger.standingApprovals().values()], [1]);
  });

  it('ends canceled where the buyer gave up, and approves nothing that comes later', async () => {
    const buyer = await buyerBy('card');
    const canceled = await decide(buyer, 'cancel');
    assert.match(canceled.pathname, /\/fail$/);
    await buyer.follow(canceled.href);
    await stored(buyer, 'canceled');
    const late = canceled.href.replace(/\/fail\?.*$/, '/success?');
    const success = { paymentKey: 'tsimLate', amount: '48000' };
    const [, providerOrderId = ''] = /orderId=([^&]+)/.exec(canceled.search) ?? [];
    await buyer.follow(altered(new URL(late), { ...success, orderId: providerOrderId }));
    assert.equal((await buyer.view()).status, 'canceled');
    assert.deepEqual(confirms(), []);
  });

  it('is in doubt after an answer that nobody documented, of which no word is logged', async () => {
    const buyer = await buyerBy('card');
    const callback = await decide(buyer, 'approve');
    harness.toss.fault({ on: 'confirm', kind: 'html-after-commit' });
    await buyer.follow(callback.href);
    await until('the doubt', async () =>
      (await harness.store.timeline(buyer.attemptId)).some(({ name }) => name === 'doubted'),
    );
    assert.notEqual((await buyer.view()).status, 'failed');
    harness.clock.pass(15_000);
    await stored(buyer, 'approved');
    assert.deepEqual([...harness.toss.ledger.standingApprovals().values()], [1]);
    assert.ok(!harness.log.join('').includes('점검'), 'the answer was logged');
  });
});

describe('an account that the money is sent to', () => {
  /** The attempt awaits its deposit. */
  async function issued(): Promise<Buyer> {
    const buyer = await buyerBy('account');
    await buyer.follow((await decide(buyer, 'approve')).href);
    await stored(buyer, 'awaiting-deposit');
    return buyer;
  }
  const orderAtToss = async (buyer: Buyer): Promise<string> =>
    (await harness.store.find(buyer.attemptId))?.providerOrderId ?? assert.fail('no attempt');

  it('is told to the buyer, and is paid when the webhook of the deposit makes us ask', async () => {
    const buyer = await issued();
    const view = await buyer.view();
    assert.equal(view.status, 'pending');
    assert.equal(view.awaiting, 'deposit');
    assert.match(view.deposit?.accountNumber ?? '', /^X\d+$/);
    assert.match(view.deposit?.bank ?? '', /은행$|뱅크$/);
    assert.ok((view.deposit?.dueAt ?? 0) > harness.clock.now(), 'it is overdue');
    assert.ok(harness.toss.deposit(await orderAtToss(buyer)), 'the account takes no money');
    await stored(buyer, 'approved');
    await until('the notice', () => statesTold(buyer).includes('approved'));
    const told = harness.toss.ledger.deliveries().map(({ kind, answer }) => `${kind} ${answer}`);
    assert.ok(told.includes('DEPOSIT_CALLBACK 200'), told.join(', '));
    assert.deepEqual(
      payments().map(({ status, approvals }) => [status, approvals]),
      [['DONE', 1]],
    );
  });

  it('waits again when the bank takes the deposit back, and tells the merchant', async () => {
    const buyer = await issued();
    const atToss = await orderAtToss(buyer);
    harness.toss.deposit(atToss);
    await stored(buyer, 'approved');
    assert.ok(harness.toss.withdrawDeposit(atToss), 'nothing was withdrawn');
    await stored(buyer, 'awaiting-deposit');
    await until('the notice', () => statesTold(buyer).includes('awaiting-deposit'));
    assert.equal((await buyer.view()).awaiting, 'deposit');
  });

  it('is told to the merchant with all that a message to the buyer needs', async () => {
    const buyer = await issued();
    const { deposit } = await buyer.view();
    const told = await until('the notice', () =>
      harness.merchant.notices.find(({ notice }) => notice.attemptId === buyer.attemptId),
    );
    assert.equal(told.notice.state, 'awaiting-deposit');
    assert.deepEqual(told.notice.deposit, deposit);
  });

  it('cannot be given up any more once it is overdue, and ends by itself', async () => {
    const buyer = await issued();
    const { deposit } = await buyer.view();
    harness.clock.pass((deposit?.dueAt ?? 0) - harness.clock.now() + 1000);
    assert.equal((await buyer.cancel()).status, 409);
    harness.clock.pass(HOUR);
    await stored(buyer, 'expired');
  });

  it('expires unpaid once its time is over', async () => {
    const buyer = await issued();
    harness.clock.pass(73 * HOUR);
    await stored(buyer, 'expired');
    assert.equal((await buyer.view()).status, 'expired');
    assert.ok(
      payments().every(({ approvals }) => approvals === 0),
      'money was taken',
    );
  });

  it('can be given up for another method, which is then paid alone', async () => {
    const buyer = await issued();
    assert.equal((await buyer.cancel()).status, 200);
    await stored(buyer, 'reversed');
    const view = await buyer.view();
    assert.deepEqual([view.status, view.result?.code], ['failed', 'ACCOUNT_GIVEN_UP']);
    const again = await buyerBy('card');
    await again.follow((await decide(again, 'approve')).href);
    await stored(again, 'approved');
    assert.deepEqual(
      payments().map(({ status, approvals }) => [status, approvals]),
      [
        ['CANCELED', 0],
        ['DONE', 1],
      ],
    );
    assert.equal(harness.toss.deposit(await orderAtToss(buyer)), false, 'it still takes money');
  });

  it('that was paid a while before it is given up is paid, and says so', async () => {
    // Without a webhook nobody has asked just before.
    harness.toss.sendWebhooksTo(undefined);
    const buyer = await issued();
    harness.toss.deposit(await orderAtToss(buyer));
    const { status, body } = await buyer.cancel();
    harness.toss.sendWebhooksTo(`${harness.url}/webhook/toss`);
    assert.equal(status, 409);
    assert.equal((body as { attempt: { status: string } }).attempt.status, 'complete');
    await stored(buyer, 'approved');
    assert.deepEqual([...harness.toss.ledger.standingApprovals().values()], [1]);
  });

  it('that was paid in the moment it is given up is never closed with the money in it', async () => {
    harness.toss.sendWebhooksTo(undefined);
    const buyer = await issued();
    // Looked at a moment ago, so that the cancel asks nobody again.
    await buyer.view();
    harness.toss.deposit(await orderAtToss(buyer));
    await buyer.cancel();
    const end = await until('an end', async () => {
      const attempt = await harness.store.find(buyer.attemptId);
      return attempt && attempt.state !== 'awaiting-deposit' && attempt.state !== 'reversing'
        ? attempt.state
        : undefined;
    });
    harness.toss.sendWebhooksTo(`${harness.url}/webhook/toss`);
    // Received money cannot go back without an account to send it to: a person has to see to it.
    assert.equal(end, 'review');
    assert.deepEqual([...harness.toss.ledger.standingApprovals().values()], [1]);
  });
});
