import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { authenticate, newBuyer } from '../testing/buyer.ts';
import type { ChildOrder } from '../testing/child-server.ts';
import { startHarness, type Harness } from '../testing/harness.ts';
import { until } from '../testing/until.ts';

const CHILD = fileURLToPath(new URL('../testing/child-server.ts', import.meta.url));

async function startChild(
  harness: Harness,
  dieAfter: ChildOrder['dieAfter'],
): Promise<ChildProcess> {
  const order: ChildOrder = {
    config: { ...harness.config, channels: undefined },
    kakaopay: harness.kakaopay,
    port: Number(new URL(harness.url).port),
    storePath: harness.storePath,
    dieAfter,
  };
  const child = fork(CHILD, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, CHILD_ORDER: JSON.stringify(order) },
  });
  const failed = once(child, 'exit').then(() => assert.fail('the server did not start'));
  await Promise.race([once(child, 'message'), failed]);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe('a server that is killed', () => {
  for (const dieAfter of ['callback-kept', 'authenticated', 'approved'] as const) {
    it(`right after the commit "${dieAfter}" ends the order approved once when it starts again, with no browser open`, async () => {
      const harness = await startHarness({ withoutServer: true });
      harness.merchant.orders.set('A-1', {
        status: 200,
        body: { orderName: '청자 머그', amount: { value: 24000, currency: 'KRW' } },
      });
      const first = await startChild(harness, dieAfter);
      const died = once(first, 'exit');
      const buyer = await newBuyer(harness.url, 'A-1');
      const callback = await authenticate(buyer);
      await buyer.follow(callback).catch(() => undefined);
      const [, signal] = (await died) as [number | null, string | null];
      assert.equal(signal, 'SIGKILL');
      const before = (await harness.store.find(buyer.attemptId))?.state;
      const expected = {
        'callback-kept': 'ready',
        authenticated: 'authenticated',
        approved: 'approved',
      };
      assert.equal(before, expected[dieAfter]);

      const second = await startChild(harness, undefined);
      try {
        const attempt = await until('approved', async () => {
          const at = await harness.store.find(buyer.attemptId);
          return at?.state === 'approved' && at;
        });
        assert.equal(attempt.amount.value, 24000);
        const notices = await until(
          'the notice',
          () => harness.merchant.notices.length > 0 && harness.merchant.notices,
        );
        assert.deepEqual([...new Set(notices.map(({ notice }) => notice.state))], ['approved']);
        const payments = harness.simulator.ledger.payments();
        assert.deepEqual(
          payments.map(({ approvals, status }) => [approvals, status]),
          [[1, 'SUCCESS_PAYMENT']],
        );
        const calls = harness.simulator.ledger
          .calls()
          .filter(({ path }) => path.endsWith('/approve'));
        assert.equal(calls.length, 1);
      } finally {
        await kill(second);
        await harness.stop();
      }
    });
  }
});
