import { after, describe, it } from 'node:test';
import { killBench, tableOf, titleOf, type Kill, type KillStage } from '../testing/kill-stage.ts';
import { navigate } from '../testing/navigate.ts';
import { until } from '../testing/until.ts';

type Pay = Kill['pay'];

const MINUTE = 60_000;
/** Money moves in the window, and a webhook tells of it. */
const WEBHOOK = 'bank';
/** It is approved after the callback, and a call that is repeated takes it twice. */
const CALLBACK = 'bank-callback';

/** Longer than the server lets pass between two questions about one attempt that nobody is at. */
const IN_WINDOW_MS = 30_000;

async function open(stage: KillStage, orderId: string, method: string) {
  const id = await stage.launch(orderId, method);
  await stage.pass(IN_WINDOW_MS);
  const { providerOrderId = '' } = (await stage.harness.store.find(id)) ?? {};
  return { id, providerOrderId };
}

/** The window is all that the buyer gets to see. */
const openWindow: Pay = async (stage, orderId) => ({ ids: [await stage.launch(orderId, WEBHOOK)] });

/** A buyer who pays in the window and never comes back: only the bank's webhook tells of it. */
function payInWindow({ harness }: KillStage, providerOrderId: string) {
  const { url, bank } = harness;
  bank.authenticateAndApprove(providerOrderId);
  const webhook = bank.webhookAbout(providerOrderId);
  const { headers } = webhook;
  const body = Buffer.from(webhook.body).toString();
  return () =>
    fetch(`${url}/webhook/${WEBHOOK}`, { method: 'POST', headers, body })
      .then(({ status }) => status)
      .catch(() => undefined);
}

const pay: Pay = async (stage, orderId) => {
  const { id, providerOrderId } = await open(stage, orderId, WEBHOOK);
  const again = payInWindow(stage, providerOrderId);
  await again();
  return { ids: [id], again };
};

/** Two windows for one order, and he pays in both. The money of the first has to go back. */
const payTwice: Pay = async (stage, orderId) => {
  const { store } = stage.harness;
  const first = await open(stage, orderId, WEBHOOK);
  const second = await open(stage, orderId, WEBHOOK);
  await payInWindow(stage, second.providerOrderId)();
  await until(
    'the second is paid',
    async () => (await store.find(second.id))?.state === 'approved',
  );
  const again = payInWindow(stage, first.providerOrderId);
  await again();
  return { ids: [first.id, second.id], again };
};

/** The bank cannot be asked when the webhook comes. */
const payUnseen: Pay = (stage, orderId) => {
  stage.harness.bank.fault({ on: 'query', kind: 'error' });
  return pay(stage, orderId);
};

/** The server is stopped while it waits for what the bank has to say. */
const payIntoStop: Pay = async (stage, orderId) => {
  const { bank } = stage.harness;
  const before = bank.calls('query').length;
  bank.fault({ on: 'query', kind: 'hang' });
  const payment = await pay(stage, orderId);
  await until('the bank is asked', () => bank.calls('query').length > before);
  stage.terminate();
  return payment;
};

/** By callback, and the bank takes another amount than it was asked for. */
const payOtherAmount: Pay = async (stage, orderId) => {
  stage.harness.bank.fault({ on: 'approve', kind: 'amount' });
  return payByCallback(stage, orderId);
};

/** By callback, the answer to the approval is lost, and nobody answers what became of it. */
const payInDoubt: Pay = (stage, orderId) => {
  stage.harness.bank.fault({ on: 'approve', kind: 'dropped-after-commit' });
  stage.harness.bank.fault({ on: 'query', kind: 'error', times: 10_000 });
  return payByCallback(stage, orderId);
};

const payByCallback: Pay = async (stage, orderId) => {
  const { id, providerOrderId } = await open(stage, orderId, CALLBACK);
  const { url = '' } = stage.harness.bank.authenticate(providerOrderId) ?? {};
  const again = () =>
    navigate(url)
      .then(({ status }) => status)
      .catch(() => undefined);
  await again();
  return { ids: [id], again };
};

const clearFaults = ({ harness }: KillStage): void => {
  harness.bank.clearFaults();
};

const approved = { entry: 'webhook', pay, rest: 'approved', approveCalls: 0 } as const;
const unpaid = { entry: 'webhook', pay: openWindow, rest: 'expired', approveCalls: 0 } as const;
const held = { ...approved, entry: 'webhook, order is held', pay: payTwice } as const;
const returned = { found: 'reversing', rest: 'reversed' } as const;
const otherAmount = { entry: 'callback, amount', pay: payOtherAmount, approveCalls: 1 } as const;
const doubted = {
  entry: 'callback, net cancel',
  pay: payInDoubt,
  meanwhile: clearFaults,
  approveCalls: 1,
} as const;

/** What was asked about is what moves the attempt here: K7 to K10 are stages of the query. */
const KILLS: readonly Kill[] = [
  { ...approved, failpoint: 'K16', found: 'none' },
  { ...unpaid, failpoint: 'K1', found: 'created' },
  { ...unpaid, failpoint: 'K2', found: 'ready' },
  { ...approved, failpoint: 'K3', found: 'ready', isRepeated: true },
  { ...approved, failpoint: 'K4', found: 'ready' },
  { ...approved, failpoint: 'K7', found: 'ready' },
  { ...approved, failpoint: 'K8', found: 'ready' },
  { ...approved, failpoint: 'K9', found: 'ready' },
  { ...approved, failpoint: 'K10', found: 'ready' },
  { ...approved, failpoint: 'K11', found: 'approved' },
  { ...approved, failpoint: 'K12', found: 'approved' },
  { ...approved, failpoint: 'K13', found: 'approved', deliveries: 2 },
  { ...held, ...returned, failpoint: 'K14' },
  { ...held, ...returned, failpoint: 'K15' },
  { ...otherAmount, ...returned, failpoint: 'K14' },
  { ...otherAmount, ...returned, failpoint: 'K15' },
  { ...doubted, ...returned, failpoint: 'K14' },
  { ...doubted, ...returned, failpoint: 'K15' },
  { ...approved, failpoint: 'K17', detail: '1 under way', pay: payIntoStop, found: 'ready' },
  { ...approved, failpoint: 'K18', detail: 'a request', pay: payUnseen, found: 'ready' },
];

const ABSENT = [
  'K5, K6 by webhook: there are none. Nothing is authenticated and no approval is asked for; the',
  'answer to the query alone moves the attempt.',
];

describe('a server that is killed while a buyer pays at the test bank', () => {
  const bench = killBench({
    testBanks: {
      [WEBHOOK]: { facts: { approvedAtCallback: true } },
      [CALLBACK]: { facts: { replaySafe: false, netCancelWindow: 10 * MINUTE } },
    },
    bank: { takesTwice: true },
  });

  for (const kill of KILLS) it(titleOf(kill), () => bench.play(kill));

  after(async () => {
    process.stdout.write(`\n${tableOf(bench.reports, ABSENT)}\n`);
    await bench.stop();
  });
});
