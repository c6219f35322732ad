import { after, describe, it } from 'node:test';
import { authenticate, newBuyer } from '../testing/buyer.ts';
import { kakaoShop } from '../testing/kakao-shop.ts';
import { killBench, tableOf, titleOf, type Kill } from '../testing/kill-stage.ts';
import { navigate } from '../testing/navigate.ts';

type Pay = Kill['pay'];

/** A buyer who pays with Kakao Pay, and a backend that approves it by a call of its own. */
const pay: Pay = async ({ harness }, orderId) => {
  Object.assign(harness.backend, kakaoShop(harness));
  return callBack(harness.url, orderId);
};

/** The same, with a backend that dies between its approval and its answer. */
const payIntoSilence: Pay = async ({ harness }, orderId) => {
  const shop = kakaoShop(harness);
  Object.assign(harness.backend, shop, {
    approve: async (...given: Parameters<typeof shop.approve>) => {
      await shop.approve(...given);
      return 'dead';
    },
  });
  return callBack(harness.url, orderId);
};

async function callBack(url: string, orderId: string) {
  const buyer = await newBuyer(url, orderId);
  const callback = await authenticate(buyer);
  const again = () =>
    navigate(callback)
      .then(({ status }) => status)
      .catch(() => undefined);
  await again();
  return { ids: [buyer.attemptId], again };
}

const entry = 'callback, forwarded';
const approved = { entry, pay, rest: 'approved', approveCalls: 1 } as const;
const unpaid = { entry, pay, approveCalls: 0 } as const;

/** K7 has no place here: a GET has no body to write half of. K14 and K15 do not exist. */
const KILLS: readonly Kill[] = [
  { ...approved, failpoint: 'K4', found: 'ready' },
  { ...approved, failpoint: 'K5', found: 'authenticated' },
  // The backend is asked, and never saw it.
  { ...unpaid, failpoint: 'K6', found: 'approving', rest: 'canceled' },
  { ...approved, failpoint: 'K8', found: 'approving' },
  { ...approved, failpoint: 'K9', found: 'approving' },
  { ...approved, failpoint: 'K10', found: 'approving' },
  { ...approved, failpoint: 'K10', pay: payIntoSilence, found: 'unknown' },
  { ...approved, failpoint: 'K11', found: 'approved' },
  { ...approved, failpoint: 'K12', found: 'approved' },
  { ...approved, failpoint: 'K13', found: 'approved', deliveries: 2 },
  { ...approved, failpoint: 'K18', detail: 'an attempt', pay: payIntoSilence, found: 'unknown' },
];

describe('a server that is killed while the merchant’s backend approves', () => {
  const bench = killBench({ forward: {} });

  for (const kill of KILLS) it(titleOf(kill), () => bench.play(kill));

  after(async () => {
    process.stdout.write(`\n${tableOf(bench.reports, [])}\n`);
    await bench.stop();
  });
});
