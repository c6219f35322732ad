import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createLogger } from '../logger.ts';
import { createCheckoutServer, type CheckoutServer } from '../server.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { newBuyer, type Buyer } from '../testing/buyer.ts';
import { STOREFRONT } from '../testing/harness.ts';
import { startMerchant, type TestMerchant } from '../testing/merchant.ts';
import { movedClock } from '../testing/moved-clock.ts';
import { createTestBank, testProvider } from '../testing/test-provider.ts';
import { freePort } from '../testing/free-port.ts';
import { until } from '../testing/until.ts';

const SECOND = 1000;
const clock = movedClock();
const bank = createTestBank({ now: clock.now });
const log: string[] = [];
let url = '';
let merchant: TestMerchant;
let server: CheckoutServer;
let store: Store;
let orderId = '';
let orders = 0;

before(async () => {
  const hookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  merchant = await startMerchant(hookSecret, clock.now);
  const port = await freePort();
  url = `http://127.0.0.1:${String(port)}`;
  store = openSqliteStore({ path: ':memory:', clockOffset: clock.offset });
  const line = {
    order: merchant.orderUrl,
    approve: { mode: 'direct' as const },
    notify: merchant.notifyUrl,
  };
  server = await createCheckoutServer(
    {
      shop: { name: '온유도예' },
      publicUrl: url,
      storefronts: [STOREFRONT],
      storeUrl: 'file::memory:',
      secrets: [{ kid: 'a', secret: randomBytes(32).toString('base64url') }],
      hookSecret,
      channels: { bank: testProvider(bank, { facts: { approvedAtCallback: true } }) },
      lines: { order: { ...line, methods: { card: { channel: 'bank', method: 'card' } } } },
    },
    {
      port,
      host: '127.0.0.1',
      clock,
      store,
      logger: createLogger('debug', { write: (entry) => void log.push(entry) }),
    },
  );
});
after(async () => {
  await server.close();
  await merchant.close();
});

beforeEach(() => {
  orders += 1;
  orderId = `W-${String(orders)}`;
  merchant.orders.set(orderId, {
    status: 200,
    body: { orderName: '청자 머그', amount: { value: 24000, currency: 'KRW' } },
  });
});

/** A buyer whose window is open at the bank, and what the bank calls the payment. */
async function inWindow(): Promise<{ buyer: Buyer; providerOrderId: string }> {
  const buyer = await newBuyer(url, orderId, undefined, 'card');
  await buyer.launch();
  const { providerOrderId } = await found(buyer);
  return { buyer, providerOrderId };
}

const found = async ({ attemptId }: Buyer) =>
  (await store.find(attemptId)) ?? assert.fail('the attempt is gone');
const inState = (buyer: Buyer, state: string) =>
  until(`${state} of ${buyer.attemptId}`, async () => {
    const attempt = await found(buyer);
    return attempt.state === state && attempt;
  });
const noticesOf = ({ attemptId }: Buyer) =>
  merchant.notices.filter(({ notice }) => notice.attemptId === attemptId);
const queriesOf = (providerOrderId: string) =>
  bank.calls('query').filter((call) => call.providerOrderId === providerOrderId);

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
const post = ({ headers, body }: Sent, channel = 'bank') =>
  fetch(`${url}/webhook/${channel}`, { method: 'POST', headers, body: Buffer.from(body) });

/** A true webhook about a payment as it stands at the bank. */
const webhookAbout = (providerOrderId: string): Sent => bank.webhookAbout(providerOrderId);

describe('a webhook', () => {
  it('that comes instead of the callback makes us ask, and the answer is what counts', async () => {
    const { buyer, providerOrderId } = await inWindow();
    bank.authenticateAndApprove(providerOrderId);
    const answer = await post(webhookAbout(providerOrderId));
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), 'OK');
    const attempt = await inState(buyer, 'approved');
    assert.equal(attempt.holdsOrder, true);
    assert.equal(bank.standing(providerOrderId), 1);
    assert.equal(
      bank.calls('approve').some((call) => call.providerOrderId === providerOrderId),
      false,
    );
    const names = (await store.timeline(buyer.attemptId)).map(({ name }) => name);
    assert.equal(names.at(-1), 'approved-in-window');
  });

  it('before, after and beside the callback leads to the same one approval and one notice', async () => {
    const { buyer, providerOrderId } = await inWindow();
    const callback = bank.authenticateAndApprove(providerOrderId) ?? assert.fail('no callback');
    const same = webhookAbout(providerOrderId);
    await Promise.all([
      ...Array.from({ length: 10 }, () => post(same)),
      buyer.follow(callback.url),
      buyer.follow(callback.url),
    ]);
    await inState(buyer, 'approved');
    await post(webhookAbout(providerOrderId));
    const late = await buyer.follow(callback.url);
    assert.equal(late.status, 303);
    await until('the notice', () => noticesOf(buyer).length > 0);
    assert.equal((await found(buyer)).state, 'approved');
    assert.equal(bank.standing(providerOrderId), 1);
    assert.equal(new Set(noticesOf(buyer).map(({ id }) => id)).size, 1);
    const kept = await store.requests(buyer.attemptId);
    assert.ok(
      kept.some(({ source, times }) => source === 'webhook' && times === 10),
      'ten kept as one',
    );
  });

  it('is never believed by itself: what the bank answers decides', async () => {
    const { buyer, providerOrderId } = await inWindow();
    bank.authenticateAndApprove(providerOrderId);
    const lie = webhookAbout(providerOrderId);
    const other = await inWindow();
    const text = Buffer.from(lie.body).toString().replace(providerOrderId, other.providerOrderId);
    const forged = await post({ ...lie, body: Buffer.from(text) });
    assert.equal(forged.status, 400);
    assert.equal((await found(other.buyer)).state, 'ready');
    assert.equal(queriesOf(other.providerOrderId).length, 0);
    await post(webhookAbout(other.providerOrderId));
    await until('the question', () => queriesOf(other.providerOrderId).length > 0);
    assert.equal((await found(other.buyer)).state, 'ready');
    assert.equal((await found(buyer)).state, 'ready');
  });

  it('without a signature, with another, or altered is refused, and nothing of it is kept', async () => {
    const { buyer, providerOrderId } = await inWindow();
    bank.authenticateAndApprove(providerOrderId);
    const { headers, body } = webhookAbout(providerOrderId);
    const unsigned = Object.fromEntries(
      Object.entries(headers).filter(([name]) => !name.includes('signature')),
    );
    const wrong = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        name.includes('signature') ? value.replace(/.$/, value.endsWith('0') ? '1' : '0') : value,
      ]),
    );
    for (const sent of [
      { headers: unsigned, body },
      { headers: wrong, body },
      { headers, body: Buffer.concat([body, Buffer.from(' ')]) },
      { headers, body: Buffer.from('') },
      { headers: { 'content-type': 'application/json' }, body: Buffer.from('[1') },
    ]) {
      const answer = await post(sent);
      assert.equal(answer.status, 400);
      assert.equal(((await answer.json()) as { code: string }).code, 'WEBHOOK_REJECTED');
    }
    assert.equal((await found(buyer)).state, 'ready');
    assert.equal((await store.requests(buyer.attemptId)).length, 0);
    assert.equal(queriesOf(providerOrderId).length, 0);
    const elsewhere = await post({ headers, body }, 'nobody');
    assert.equal(elsewhere.status, 400);
  });

  it('about nobody we know is kept and answered so that its sender repeats it, and followed once we know', async () => {
    const { buyer, providerOrderId } = await inWindow();
    bank.authenticateAndApprove(providerOrderId);
    const { findByProviderOrder } = store;
    store.findByProviderOrder = () => Promise.resolve(undefined);
    const answer = await post(webhookAbout(providerOrderId));
    store.findByProviderOrder = findByProviderOrder;
    assert.equal(answer.status, 404);
    assert.equal(((await answer.json()) as { code: string }).code, 'ATTEMPT_NOT_FOUND');
    assert.equal((await found(buyer)).state, 'ready');
    clock.pass(15 * SECOND);
    await inState(buyer, 'approved');
  });

  it('that could not be followed is taken up again until the bank answers', async () => {
    const { buyer, providerOrderId } = await inWindow();
    bank.authenticateAndApprove(providerOrderId);
    bank.fault({ on: 'query', kind: 'error', times: 1 });
    await post(webhookAbout(providerOrderId));
    await until('a failed question', () => queriesOf(providerOrderId).length === 1);
    assert.equal((await found(buyer)).state, 'ready');
    clock.pass(15 * SECOND);
    await inState(buyer, 'approved');
  });

  it('in floods makes us ask no more often than every ten seconds', async () => {
    const { providerOrderId } = await inWindow();
    for (let flood = 0; flood < 15; flood += 1) {
      clock.pass(10);
      await post(webhookAbout(providerOrderId));
    }
    await until('a question', () => queriesOf(providerOrderId).length > 0);
    const asked = queriesOf(providerOrderId).length;
    assert.ok(asked <= 2, String(asked));
  });
});
