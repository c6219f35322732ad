import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCheckoutServer, type CheckoutServer } from '../server.ts';
import { createLogger } from '../logger.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { StoreError, type Store } from '../store/store.ts';
import { authenticate, newBuyer } from '../testing/buyer.ts';
import { startHarness, type Harness } from '../testing/harness.ts';
import { navigate } from '../testing/navigate.ts';
import { until } from '../testing/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-outage-'));
const log: string[] = [];
let harness: Harness;
let server: CheckoutServer;
let store: Store;

before(async () => {
  harness = await startHarness({ withoutServer: true });
  store = openSqliteStore({ path: join(folder, 'small.sqlite'), maxPages: 120 });
  server = await createCheckoutServer(harness.config, {
    port: Number(new URL(harness.url).port),
    host: '127.0.0.1',
    store,
    logger: createLogger('debug', { write: (line) => void log.push(line) }),
  });
});
after(async () => {
  await server.close();
  await harness.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes until nothing more fits. */
async function fillDisk(): Promise<void> {
  for (const size of [20_000, 2000, 100, 1]) {
    for (let at = 0; ; at += 1) {
      const digest = `junk-${String(size)}-${String(at)}`;
      const junk = { source: 'webhook' as const, attemptId: digest, channel: 'junk', digest };
      try {
        await store.keepRequest({ ...junk, sealed: 'x'.repeat(size) });
      } catch (error) {
        assert.ok(error instanceof StoreError, String(error));
        break;
      }
    }
  }
}

describe('a disk that is full when the callback comes', () => {
  it('loses nothing: the page tries again by itself, the log says what to do, and the payment is taken once', async () => {
    harness.merchant.orders.set('S-1', {
      status: 200,
      body: { orderName: '청자 머그', amount: { value: 24000, currency: 'KRW' } },
    });
    const buyer = await newBuyer(harness.url, 'S-1');
    const callback = await authenticate(buyer);
    await fillDisk();

    const page = await navigate(callback, { accept: 'text/html' });
    assert.equal(page.status, 503);
    assert.equal(page.headers['refresh'], '3');
    assert.match(page.body, /저절로 다시 시도해요.*다시 결제하지 말아 주세요/);
    const posted = await fetch(callback, {
      method: 'POST',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=1',
      redirect: 'manual',
    });
    assert.deepEqual([posted.status, posted.headers.get('refresh')], [503, null]);
    assert.doesNotMatch(await posted.text(), /저절로 다시 시도/);
    assert.equal((await store.find(buyer.attemptId))?.state, 'ready');
    assert.equal(harness.simulator.ledger.calls('approve').length, 0);
    const told = log.filter((line) => line.includes('STORE_UNAVAILABLE'));
    assert.match(told.join(''), /disk/i);
    assert.equal(told.join('').includes('pg_token'), false);

    await store.purge(0);
    const again = await navigate(callback, { accept: 'text/html' });
    assert.equal(again.status, 303);
    await until('approved', async () => (await store.find(buyer.attemptId))?.state === 'approved');
    assert.equal(harness.simulator.ledger.calls('approve').length, 1);
  });
});

describe('a store that cannot be read', () => {
  it('takes the server out of the balancer', async () => {
    assert.equal((await fetch(`${harness.url}/readyz`)).status, 200);
    const { now } = store;
    store.now = () => Promise.reject(new StoreError('gone'));
    const answer = await fetch(`${harness.url}/readyz`);
    store.now = now;
    assert.deepEqual([answer.status, await answer.text()], [503, 'no store']);
    assert.equal((await fetch(`${harness.url}/healthz`)).status, 200);
  });
});
