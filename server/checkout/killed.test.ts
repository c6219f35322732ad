import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { authenticate, newBuyer } from '../testing/buyer.ts';
import { FAILPOINT_VARIABLE, createFailpoints } from '../testing/failpoints.ts';
import { killBench, tableOf, titleOf, type Kill } from '../testing/kill-stage.ts';
import { navigate } from '../testing/navigate.ts';
import { until } from '../testing/until.ts';

type Pay = Kill['pay'];

/** The window is all that the buyer gets to see. */
const openWindow: Pay = async (stage, orderId) => ({
  ids: [await stage.launch(orderId, 'kakaopay')],
});

/** A buyer who pays with Kakao Pay; nothing tells the server of it but his callback. */
const pay: Pay = async ({ harness }, orderId) => {
  const buyer = await newBuyer(harness.url, orderId);
  const callback = await authenticate(buyer);
  const again = () =>
    navigate(callback)
      .then(({ status }) => status)
      .catch(() => undefined);
  await again();
  return { ids: [buyer.attemptId], again };
};

/** The same, when something goes wrong with the approval. */
const payUnder =
  (kind: 'amount' | 'drop-after-commit'): Pay =>
  (stage, orderId) => {
    stage.harness.simulator.fault({ on: 'approve', kind });
    return pay(stage, orderId);
  };

/** The same, and when all is over the buyer comes back to the address once more. */
const payAndRefresh: Pay = async (stage, orderId) => {
  const payment = await pay(stage, orderId);
  const [id = ''] = payment.ids;
  const { store } = stage.harness;
  await until('approved', async () => (await store.find(id))?.state === 'approved');
  await payment.again?.();
  return payment;
};

/** The same, and the server is stopped while it waits for the approval. */
const payIntoStop: Pay = async (stage, orderId) => {
  const { simulator } = stage.harness;
  simulator.fault({ on: 'approve', kind: 'hold' });
  const payment = await pay(stage, orderId);
  await simulator.held();
  stage.terminate();
  return payment;
};

const entry = 'callback, Kakao Pay';
const approved = { entry, pay, rest: 'approved', approveCalls: 1 } as const;
const unpaid = { entry, pay, approveCalls: 0 } as const;

/** In the order of a payment's way, but for the first, which needs a file that nobody has opened. */
const KILLS: readonly Kill[] = [
  { ...approved, failpoint: 'K16', found: 'none' },
  { ...unpaid, failpoint: 'K1', pay: openWindow, found: 'created', rest: 'expired' },
  { ...unpaid, failpoint: 'K2', pay: openWindow, found: 'ready', rest: 'expired' },
  { ...approved, failpoint: 'K3', found: 'ready', isRepeated: true },
  { ...approved, failpoint: 'K4', found: 'ready' },
  { ...approved, failpoint: 'K4', times: 2, pay: payAndRefresh, found: 'approved' },
  { ...approved, failpoint: 'K5', found: 'authenticated' },
  // Kakao Pay repeats no answer, so what was not carried out is not asked for again.
  { ...unpaid, failpoint: 'K6', found: 'approving', rest: 'canceled' },
  { ...unpaid, failpoint: 'K7', found: 'approving', rest: 'canceled' },
  { ...approved, failpoint: 'K8', found: 'approving' },
  { ...approved, failpoint: 'K9', found: 'approving' },
  { ...approved, failpoint: 'K10', found: 'approving' },
  { ...approved, failpoint: 'K11', found: 'approved' },
  { ...approved, failpoint: 'K12', found: 'approved' },
  { ...approved, failpoint: 'K13', found: 'approved', deliveries: 2 },
  { ...approved, failpoint: 'K14', pay: payUnder('amount'), found: 'reversing', rest: 'reversed' },
  { ...approved, failpoint: 'K15', pay: payUnder('amount'), found: 'reversing', rest: 'reversed' },
  {
    ...approved,
    failpoint: 'K17',
    detail: '1 under way',
    pay: payIntoStop,
    found: 'approving',
  },
  {
    ...approved,
    failpoint: 'K18',
    detail: 'an attempt',
    pay: payUnder('drop-after-commit'),
    found: 'unknown',
  },
];

describe('a server that is killed while a buyer pays with Kakao Pay', () => {
  const bench = killBench({});

  for (const kill of KILLS) it(titleOf(kill), () => bench.play(kill));

  after(async () => {
    process.stdout.write(`\n${tableOf(bench.reports, [])}\n`);
    await bench.stop();
  });
});

describe('the point at which a server kills itself', () => {
  it('is none unless it is named, and one that there is not is refused', () => {
    const none = createFailpoints('');
    none.pass('K1');
    assert.equal(none.isAhead('K1'), false);
    assert.equal(createFailpoints('K1:2').isAhead('K2', 'K1'), true);
    for (const wrong of ['K19', 'K1:0', 'toString']) {
      assert.throws(() => createFailpoints(wrong), new RegExp(`${FAILPOINT_VARIABLE}.*${wrong}`));
    }
  });
});
