import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { HttpOutcome } from '../providers/provider.ts';
import { PLAYS } from '../providers/kakaopay/kakaopay-faults.simulator.ts';
import { authenticate, newBuyer, type Buyer } from '../testing/buyer.ts';
import { AMOUNT } from '../testing/example.ts';
import { freePort } from '../testing/free-port.ts';
import { startHarness, type Harness, type HarnessOptions } from '../testing/harness.ts';
import { until } from '../testing/until.ts';
import type { Attempt } from './attempt.ts';
import { sendRequest } from './outbound.ts';
import { LEASE_MS } from './deadlines.ts';
import type { AttemptState } from './transitions.ts';

type Verb = 'approve' | 'order' | 'cancel';
type Given = Parameters<Harness['simulator']['fault']>[0];

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** More than the worker ever waits between two rounds. */
const ROUND_MS = 1200;
/** Instead of thirty seconds, where a row is about an answer that does not come. */
const SHORT_TIMEOUT_MS = 300;
/** Kakao Pay's time-out and our lease: until then a lost call may still be carried out. */
const QUARANTINE_MS = 120 * SECOND;
const WON = AMOUNT.value;

/** A failure of the line itself: how the address is bent, and what the system then says of it. */
interface Line {
  readonly bend: (url: URL) => unknown;
  readonly reason: RegExp;
}

/** Kakao Pay hears nothing of these. They are asked of the real network. */
const LINES: ReadonlyMap<string, Line> = new Map([
  [
    'connection refused',
    { bend: (url: URL) => (url.port = String(deadPort)), reason: /^ECONNREFUSED$/ },
  ],
  [
    'no such name',
    {
      bend: (url: URL) => (url.hostname = 'no-such-host.invalid'),
      reason: /^(ENOTFOUND|EAI_AGAIN)$/,
    },
  ],
  // Any https address may be configured, and the simulator's port does not speak TLS.
  [
    'TLS handshake fails',
    { bend: (url: URL) => (url.protocol = 'https:'), reason: /^(EPROTO|ERR_SSL_\w+)$/ },
  ],
]);

/** Of calls that go wrong: so many that none goes right any more. */
const ALWAYS = 10_000;

/** One fault, and all that has to be true of the payment once nothing is left to do about it. */
interface Row {
  /** The call that goes wrong. */
  readonly on: Verb;
  /** A fault of the simulator or of the line; nothing goes wrong where it is left out. */
  readonly fault?: string;
  /** The code or amount that goes with the fault. */
  readonly value?: number;
  /** How many of these calls go wrong, one after the other; 1 unless told. */
  readonly times?: number;
  /** What went wrong before it. */
  readonly given?: readonly Given[];
  /** What happens at Kakao Pay once the payment has been so long in this state. */
  readonly meanwhile?: {
    readonly state: AttemptState;
    readonly for?: number;
    readonly act: (tid: string) => unknown;
  };
  /** What the table says of it beside the fault. */
  readonly note?: string;
  /** The worker comes no more often than that. */
  readonly stride?: number;
  /** Our process stands still while it waits for the answer, longer than its lease. */
  readonly isFrozen?: boolean;

  /** The states after `approving`; the last one is where it rests. */
  readonly way: string;
  readonly code?: string;
  /** Kakao Pay's own word for where the payment stands. */
  readonly ledger: string;
  /** Approvals that stand in Kakao Pay's ledger. */
  readonly standing: 0 | 1;
  readonly approveCalls: number;
  readonly cancelCalls?: number | 'many';
  /** Until the last move, from when the provider was well again; the promise of the end otherwise. */
  readonly within?: number;
}

const approved = { ledger: 'SUCCESS_PAYMENT', standing: 1, approveCalls: 1 } as const;
const unpaid = { ledger: 'AUTH_PASSWORD', standing: 0, approveCalls: 1 } as const;
const returned = { ledger: 'CANCEL_PAYMENT', standing: 0, approveCalls: 1 } as const;

const found = { ...approved, way: 'unknown approved' } as const;
const notExecuted = { ...unpaid, way: 'unknown canceled', code: 'NOT_EXECUTED' } as const;
const declined = { ...unpaid, way: 'declined', code: 'PAYMENT_DECLINED' } as const;
const late = {
  ...returned,
  way: 'unknown canceled reversing reversed',
  code: 'LATE_APPROVAL',
  cancelCalls: 1,
  // The first look after an end without money comes after ten minutes, spread by a fifth.
  within: 13 * MINUTE,
} as const;
const reversed = { ...returned, way: 'reversing reversed', code: 'AMOUNT_MISMATCH' } as const;
const mismatched = { ...approved, way: 'reversing review', code: 'AMOUNT_MISMATCH' } as const;

/** What a call may meet between us and Kakao Pay; each also after it was carried out. */
const FAILURES = [
  ...['hang', 'drop', 'cut', 'truncated', 'empty', 'redirect', 'html'],
  ...['4xx', '429', '500', '502-html', '503', '504'],
];

const AT_APPROVE: readonly Omit<Row, 'on'>[] = [
  // In few looks, to be quick; the refusals below are asked about as often as is planned.
  ...FAILURES.map((fault) => ({ ...notExecuted, fault, stride: 40 * SECOND })),
  ...FAILURES.map((fault) => ({ ...found, fault: `${fault}-after-commit` })),
  { ...found, fault: 'hold', note: 'answers after our time-out' },
  { ...found, fault: 'sent-twice', note: 'already processed' },
  { ...found, fault: 'other-order' },
  { ...approved, fault: 'content-type', way: 'approved' },
  { ...approved, fault: 'charset', way: 'approved' },
  { ...reversed, fault: 'amount', value: WON + 1, cancelCalls: 1 },
  { ...reversed, fault: 'amount', value: WON - 1, cancelCalls: 1 },
  { ...declined, fault: 'declined', value: -780, ledger: 'FAIL_PAYMENT' },
  ...[-701, -723].map((value) => ({ ...declined, fault: 'declined', value })),
  // Refused by these, though nothing was done: what they mean is only known once it was asked.
  ...[-702, -783, -999].map((value) => ({ ...notExecuted, fault: 'declined', value })),
  { ...notExecuted, fault: 'declined', value: -10, note: 'HTTP 429 with a code' },
  {
    ...found,
    fault: 'commit-later',
    note: 'a minute later',
    meanwhile: { state: 'unknown', for: MINUTE, act: () => harness.simulator.commitLate() },
  },
  {
    ...late,
    fault: 'commit-later',
    note: 'after we gave up',
    meanwhile: { state: 'canceled', act: () => harness.simulator.commitLate() },
  },
  {
    ...found,
    fault: 'hold',
    note: 'answers after our lease',
    isFrozen: true,
    within: LEASE_MS + 15 * SECOND,
  },
  { ...approved, fault: 'connection refused', times: 3, way: 'approved' },
  { ...approved, fault: 'no such name', times: 3, way: 'approved' },
  {
    ...unpaid,
    fault: 'connection refused',
    times: ALWAYS,
    note: 'past the approve deadline',
    stride: MINUTE,
    way: 'canceled',
    code: 'NOT_EXECUTED',
    approveCalls: 0,
    within: 11 * MINUTE + 20 * SECOND,
  },
  {
    ...found,
    fault: 'connection refused',
    times: 2,
    given: [{ on: 'approve', kind: 'drop-after-commit' }],
    note: 'then drop-after-commit',
  },
  { ...notExecuted, fault: 'TLS handshake fails', approveCalls: 0 },
];

const LOST: Pick<Row, 'given'> = { given: [{ on: 'approve', kind: 'drop-after-commit' }] };
const NEVER_CAME: Pick<Row, 'given'> = { given: [{ on: 'approve', kind: 'drop' }] };

/** The approval was lost on its way to us, or to Kakao Pay, and then asking about it goes wrong. */
const AT_QUERY: readonly Omit<Row, 'on'>[] = [
  ...FAILURES.map((fault) => ({ ...found, ...LOST, fault, times: 2 })),
  ...[...LINES.keys()].map((fault) => ({ ...found, ...LOST, fault, times: 2 })),
  { ...found, ...LOST, fault: 'hold', times: 2 },
  { ...found, ...LOST, fault: 'sent-twice' },
  { ...found, ...LOST, fault: 'other-order', times: 2 },
  { ...found, ...LOST, fault: 'content-type' },
  { ...found, ...LOST, fault: 'charset' },
  { ...found, ...LOST, fault: 'declined', value: -999, times: 2 },
  { ...found, ...LOST, fault: 'declined', value: -721, note: 'not found, then found' },
  {
    ...late,
    ...LOST,
    fault: 'declined',
    value: -721,
    times: 2,
    stride: MINUTE,
    note: 'not found until we gave up',
  },
  // What Kakao Pay tells is not what it took, so what is to be given back is not what there is.
  ...[WON + 1, WON - 1].map((value) => ({
    ...mismatched,
    ...LOST,
    fault: 'amount',
    value,
    way: 'unknown reversing review',
    cancelCalls: 1,
  })),
  {
    ...found,
    ...LOST,
    fault: '503',
    times: ALWAYS,
    stride: 10 * MINUTE,
    note: 'for an hour',
    way: 'unknown review',
    code: 'APPROVAL_UNKNOWN',
    within: HOUR + 15 * MINUTE,
  },
  { ...notExecuted, ...NEVER_CAME, fault: '503', times: 4 },
  { ...notExecuted, ...NEVER_CAME, fault: '500', times: 20, note: 'past the quarantine' },
  { ...notExecuted, ...NEVER_CAME, fault: 'connection refused', times: 4 },
  {
    ...notExecuted,
    ...NEVER_CAME,
    fault: 'declined',
    value: -721,
    times: ALWAYS,
    note: 'never found',
    within: QUARANTINE_MS + 15 * SECOND,
  },
  {
    ...returned,
    ...LOST,
    note: 'approved, then given back in the console',
    meanwhile: { state: 'unknown', act: (tid) => harness.simulator.refund(tid) },
    way: 'unknown reversing reversed',
    code: 'REFUNDED_OUTSIDE',
  },
  {
    ...found,
    ...LOST,
    note: 'approved, then given back in part',
    meanwhile: { state: 'unknown', act: (tid) => harness.simulator.refund(tid, 1000) },
    ledger: 'PART_CANCEL_PAYMENT',
  },
  ...(['FAIL_PAYMENT', 'FAIL_AUTH_PASSWORD'] as const).map((ledger) => ({
    ...declined,
    ...NEVER_CAME,
    note: `says ${ledger}`,
    meanwhile: {
      state: 'unknown' as const,
      act: (tid: string) => harness.simulator.move(tid, ledger),
    },
    way: 'unknown declined',
    ledger,
  })),
  ...(['QUIT_PAYMENT', 'OPEN_PAYMENT'] as const).map((ledger) => ({
    ...notExecuted,
    ...NEVER_CAME,
    note: `says ${ledger}`,
    meanwhile: {
      state: 'unknown' as const,
      act: (tid: string) => harness.simulator.move(tid, ledger),
    },
    ledger,
  })),
  {
    ...unpaid,
    ...NEVER_CAME,
    note: 'says a word nobody documented for it',
    meanwhile: { state: 'unknown', act: (tid) => harness.simulator.move(tid, 'ISSUED_SID') },
    stride: 10 * MINUTE,
    way: 'unknown review',
    code: 'APPROVAL_UNKNOWN',
    ledger: 'ISSUED_SID',
    within: HOUR + 15 * MINUTE,
  },
];

const TOO_MUCH: Given = { on: 'approve', kind: 'amount', value: WON + 1 };
const TAKEN: Pick<Row, 'given'> = { given: [TOO_MUCH] };

/** Another amount was taken, and then giving it back goes wrong. */
const AT_REFUND: readonly Omit<Row, 'on'>[] = [
  ...FAILURES.map((fault) => ({ ...reversed, ...TAKEN, fault, cancelCalls: 2 })),
  ...FAILURES.map((fault) => ({
    ...reversed,
    ...TAKEN,
    fault: `${fault}-after-commit`,
    cancelCalls: 1,
  })),
  { ...reversed, ...TAKEN, fault: '503', times: 3, cancelCalls: 4 },
  ...[...LINES.keys()].map((fault) => ({
    ...reversed,
    ...TAKEN,
    fault,
    times: 2,
    cancelCalls: 1,
  })),
  { ...reversed, ...TAKEN, fault: 'hold', cancelCalls: 1 },
  { ...reversed, ...TAKEN, fault: 'sent-twice', cancelCalls: 1 },
  { ...reversed, ...TAKEN, fault: 'other-order', cancelCalls: 1 },
  { ...reversed, ...TAKEN, fault: 'content-type', cancelCalls: 1 },
  { ...reversed, ...TAKEN, fault: 'charset', cancelCalls: 1 },
  {
    ...reversed,
    ...TAKEN,
    fault: 'commit-later',
    note: 'before we look',
    meanwhile: { state: 'reversing', act: () => harness.simulator.commitLate() },
    cancelCalls: 1,
  },
  {
    ...reversed,
    ...TAKEN,
    fault: 'commit-later',
    note: 'after we asked again',
    meanwhile: { state: 'reversed', act: () => harness.simulator.commitLate() },
    cancelCalls: 2,
  },
  {
    ...mismatched,
    ...TAKEN,
    fault: 'amount',
    value: WON,
    note: 'a won is kept',
    ledger: 'PART_CANCEL_PAYMENT',
    cancelCalls: 2,
  },
  ...[-710, -721, -722].map((value) => ({
    ...mismatched,
    ...TAKEN,
    fault: 'declined',
    value,
    cancelCalls: 1,
  })),
  ...[-401, -781, -784, -785, -999].map((value) => ({
    ...reversed,
    ...TAKEN,
    fault: 'declined',
    value,
    cancelCalls: 2,
  })),
  {
    ...mismatched,
    ...TAKEN,
    fault: 'declined',
    value: -781,
    times: ALWAYS,
    stride: 4 * HOUR,
    note: 'for a day',
    cancelCalls: 'many',
    within: 29 * HOUR,
  },
];

/** Giving back goes as it should, or is lost on its way to us, and then looking goes wrong. */
const WHILE_GIVING_BACK: readonly Omit<Row, 'on'>[] = [
  { ...reversed, ...TAKEN, fault: '503', times: 2, note: 'after a refund', cancelCalls: 1 },
  { ...reversed, ...TAKEN, fault: 'hang', note: 'after a refund', cancelCalls: 1 },
  {
    ...reversed,
    given: [TOO_MUCH, { on: 'cancel', kind: 'drop-after-commit' }],
    fault: '503',
    times: 2,
    note: 'after a lost refund',
    cancelCalls: 1,
  },
  {
    ...reversed,
    given: [TOO_MUCH, { on: 'cancel', kind: 'drop' }],
    fault: 'connection refused',
    times: 2,
    note: 'after a refund that never came',
    cancelCalls: 2,
  },
];

const ROWS: readonly Row[] = [
  ...AT_APPROVE.map((row) => ({ ...row, on: 'approve' as const })),
  ...AT_QUERY.map((row) => ({ ...row, on: 'order' as const })),
  ...WHILE_GIVING_BACK.map((row) => ({ ...row, on: 'order' as const })),
  ...AT_REFUND.map((row) => ({ ...row, on: 'cancel' as const })),
];

/** Of the usual list of faults: what cannot happen with Kakao Pay, and why. */
const ABSENT = [
  'other currency: Kakao Pay takes won alone, and names no currency in its answers',
  'duplicate key: Kakao Pay takes no idempotency key; sent-twice is what comes nearest',
];

/** What a buyer may be shown in each state: never an end while money may have moved. */
const SHOWN: Readonly<Partial<Record<AttemptState, readonly string[]>>> = {
  authenticated: ['confirming'],
  approving: ['confirming'],
  unknown: ['confirming', 'pending'],
  reversing: ['confirming'],
  review: ['pending'],
  approved: ['complete'],
  declined: ['failed'],
  canceled: ['failed'],
  reversed: ['failed'],
};

/** From when the provider is well again until the last move, which is what we promise. */
const PROMISED: Readonly<Partial<Record<AttemptState, number>>> = {
  approved: 15 * SECOND,
  declined: 15 * SECOND,
  canceled: QUARANTINE_MS + 15 * SECOND,
  // Asked again after half a minute at most while it is young, then seen by a query.
  reversed: 50 * SECOND,
  review: 50 * SECOND,
};

interface Report {
  readonly row: Row;
  readonly shown: readonly string[];
  readonly seconds: number;
}

/** A call to Kakao Pay, and once it is over what it came to. */
interface Call {
  readonly verb: string;
  over?: { readonly at: number; readonly outcome: HttpOutcome };
}

let harness: Harness;
let deadPort = 0;
let orders = 0;
/** The row that is played, and the calls to Kakao Pay that were made for it. */
let playing: Row | undefined;
let sent: Call[] = [];
const underWay = new Set<Promise<unknown>>();
const reports: Report[] = [];

const sentOf = (verb: string) => sent.filter((call) => call.verb === verb);

type Send = NonNullable<HarnessOptions['send']>;

/** The server's own way out; what is under way is known, so that no test has to wait and see. */
const send: Send = (request) => {
  const verb = /\/payment\/(approve|order|cancel)$/.exec(request.url)?.[1];
  if (verb === undefined || !playing) return tracked(sendRequest(request));
  const call: Call = { verb };
  sent.push(call);
  const isBad = verb === playing.on && sentOf(verb).length <= (playing.times ?? 1);
  const over = sendRequest(isBad ? broken(request, playing) : request).then((outcome) => {
    call.over = { at: harness.clock.now(), outcome };
    return outcome;
  });
  // A process that stands still is not waited for.
  return playing.isFrozen && isBad ? over : tracked(over);
};

function tracked<T>(call: Promise<T>): Promise<T> {
  underWay.add(call);
  void call.finally(() => underWay.delete(call));
  return call;
}

/** The request as the row lets it go out; of the time-outs only those are shortened that pass. */
function broken(request: Parameters<Send>[0], { fault = '', isFrozen }: Row): typeof request {
  const url = new URL(request.url);
  LINES.get(fault)?.bend(url);
  const isSilent = /^(hang|hold)/.test(fault) && !isFrozen;
  const timeoutMs = isSilent ? Math.min(request.timeoutMs, SHORT_TIMEOUT_MS) : request.timeoutMs;
  return { ...request, url: url.href, timeoutMs };
}

before(async () => {
  deadPort = await freePort();
  harness = await startHarness({ send });
});
after(async () => {
  process.stdout.write(`\n${tableOf(reports)}\n`);
  await harness.stop();
});

/** Plays one row from the shop's page until nothing is left to do. */
async function play(row: Row): Promise<void> {
  const { simulator, merchant, clock, url } = harness;
  orders += 1;
  const orderId = `F-${String(orders)}`;
  merchant.orders.set(orderId, { status: 200, body: { orderName: '청자 머그', amount: AMOUNT } });
  simulator.reset();
  [playing, sent] = [row, []];
  const buyer = await newBuyer(url, orderId);
  const callback = await authenticate(buyer);
  arm(row);
  assert.equal((await buyer.follow(callback)).status, 303);
  if (row.isFrozen) {
    await simulator.held();
    clock.pass(LEASE_MS + ROUND_MS);
  }
  const { shown, interferedAt } = await rest(buyer, row);
  simulator.release();
  if (row.isFrozen)
    await until('the late answer', async () => (await namesOf(buyer)).at(-1) === 'late-answer');

  assertMet(row);
  await assertEnd(buyer, row);
  assertNotices(buyer, row);
  reports.push({ row, shown, seconds: await assertTime(buyer, row, interferedAt) });
  await assertRepeatable(buyer, callback);
}

function arm({ on, fault, value, times = 1, given = [] }: Row): void {
  for (const before of given) harness.simulator.fault(before);
  if (fault === undefined || LINES.has(fault)) return;
  const request = { on, kind: fault, times, ...(value === undefined ? {} : { value }) };
  harness.simulator.fault(request as Given);
}

const attemptOf = async ({ attemptId }: Buyer): Promise<Attempt> =>
  (await harness.store.find(attemptId)) ?? assert.fail('no attempt');

const namesOf = async ({ attemptId }: Buyer) =>
  (await harness.store.timeline(attemptId)).map(({ name }) => name);

/** The attempt, once every call of the server is over and what it said is written down. */
async function idle(buyer: Buyer): Promise<Attempt> {
  await turn();
  while (underWay.size > 0) {
    await Promise.allSettled(underWay);
    await turn();
  }
  return attemptOf(buyer);
}

/** What it was when the buyer looked, which may have moved it on. */
async function stateAt({ id, version, state }: Attempt, seq: number): Promise<AttemptState> {
  if (seq === version) return state;
  return (await harness.store.timeline(id))[seq - 1]?.to ?? 'created';
}

const MOST_TURNS = 200;

/** Moves the clock from one thing that is due to the next, the buyer looking each time. */
async function rest(buyer: Buyer, { meanwhile, stride = 0 }: Row) {
  const { clock, simulator } = harness;
  const shown: string[] = [];
  let interferedAt: number | undefined;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const attempt = await idle(buyer);
    const { seq, status } = await buyer.view();
    const state = await stateAt(attempt, seq);
    assert.ok(SHOWN[state]?.includes(status), `${state} is shown as ${status}`);
    if (shown.at(-1) !== status) shown.push(status);

    const { since = 0 } = attempt.progress;
    const isTime =
      attempt.state === meanwhile?.state && attempt.readAt - since >= (meanwhile.for ?? 0);
    if (meanwhile && isTime && interferedAt === undefined) {
      interferedAt = clock.now();
      meanwhile.act(simulator.ledger.payments()[0]?.tid ?? '');
    }
    if (attempt.dueAt === undefined) return { shown, interferedAt };
    clock.pass(Math.max(stride, attempt.dueAt - clock.now()) + ROUND_MS);
  }
  return assert.fail('it never comes to rest');
}

/** The fault came about, as often as was meant, and was what it is called. */
function assertMet({ on, fault = '', times = 1 }: Row): void {
  const calls = sentOf(on);
  if (fault !== '' && times !== ALWAYS) assert.ok(calls.length >= times, 'the fault was not met');
  const line = LINES.get(fault);
  for (const { over } of line ? calls.slice(0, times) : []) {
    const outcome = over?.outcome;
    assert.match(outcome && 'reason' in outcome ? outcome.reason : '', line?.reason ?? /^$/);
  }
}

/** The ledger, the record and what the buyer is shown. */
async function assertEnd(buyer: Buyer, row: Row): Promise<void> {
  const { ledger } = harness.simulator;
  const attempt = await attemptOf(buyer);
  const moves = (await harness.store.timeline(buyer.attemptId)).filter(
    ({ from, to }) => from !== to,
  );
  const start = moves.findIndex(({ to }) => to === 'approving');
  const way = moves.slice(start + 1).map(({ to }) => to);
  assert.equal(way.join(' '), row.way);
  assert.equal(attempt.state, way.at(-1));
  assert.equal(attempt.progress.code, row.code);
  assert.equal((await buyer.view()).result?.code, row.code);
  assert.equal(attempt.holdsOrder, ['approved', 'review'].includes(attempt.state));
  assert.equal(attempt.progress.authentication, undefined);

  const [payment = assert.fail('no payment'), ...others] = ledger.payments();
  assert.deepEqual(others, []);
  assert.equal(payment.status, row.ledger);
  assert.equal(ledger.standingApprovals().get(attempt.providerOrderId) ?? 0, row.standing);
  assert.ok(payment.approvals <= 1 && payment.refunds <= 1, 'money moved twice');
  if (attempt.state === 'approved') assert.equal(payment.approvedAmount, attempt.amount.value);
  if (attempt.state === 'reversed') assert.equal(payment.refundedAmount, payment.approvedAmount);

  const calls = (verb: Verb) =>
    ledger.calls(verb).filter(({ outcome }) => !outcome.startsWith('late '));
  assert.equal(calls('approve').length, row.approveCalls, 'calls to approve');
  const cancels = calls('cancel').length;
  if (row.cancelCalls === 'many') assert.ok(cancels > 2);
  else assert.equal(cancels, row.cancelCalls ?? 0, 'calls to cancel');
  const startedAt = moves[start]?.at ?? Infinity;
  for (const { at } of calls('approve')) assert.ok(startedAt <= at, 'asked before it was written');
}

const ANNOUNCED: readonly string[] = ['approved', 'declined', 'canceled', 'reversed'];

/** The merchant heard every end once, in order, and nothing of a doubt. */
function assertNotices(buyer: Buyer, { way, code }: Row): void {
  const { merchant, simulator } = harness;
  const heard = merchant.notices.filter(({ notice }) => notice.attemptId === buyer.attemptId);
  const ends = way.split(' ').filter((state) => ANNOUNCED.includes(state));
  assert.deepEqual(
    heard.map(({ notice }) => notice.state),
    ends,
  );
  assert.equal(new Set(heard.map(({ id }) => id)).size, ends.length);
  const last = heard.at(-1)?.notice;
  if (!last) return;
  assert.equal(last.code, code);
  assert.deepEqual(last.amount, AMOUNT);
  const tid = simulator.ledger.payments()[0]?.tid;
  if (last.state === 'approved') assert.equal(last.transactionId, tid);
}

/** From when the last call that went wrong was over until the last move. */
async function assertTime(buyer: Buyer, row: Row, interferedAt = 0): Promise<number> {
  const timeline = await harness.store.timeline(buyer.attemptId);
  const moves = timeline.filter(({ from, to }) => from !== to);
  const last = moves.at(-1) ?? assert.fail('it never moved');
  const { on, fault, times = 1 } = row;
  const startedAt = moves.find(({ to }) => to === 'approving')?.at ?? 0;
  // Where it never gets well, it counts from the start.
  const wellAt = (fault === undefined ? undefined : sentOf(on)[times - 1]?.over?.at) ?? startedAt;
  const took =
    last.at - Math.max(...[wellAt, interferedAt].filter((at) => at <= last.at), startedAt);
  const promised = row.within ?? PROMISED[last.to] ?? 0;
  assert.ok(took <= promised, `${String(took)} ms, promised were ${String(promised)}`);

  const gaveUp = moves.find(({ name }) => name === 'not-executed');
  if (gaveUp?.from === 'unknown') {
    const { askedAt = Infinity } = (await attemptOf(buyer)).progress;
    assert.ok(gaveUp.at >= askedAt + QUARANTINE_MS, 'given up inside the quarantine');
  }
  return took / SECOND;
}

/** The buyer's browser repeats the callback after the end: answered, and nothing follows from it. */
async function assertRepeatable(buyer: Buyer, callback: string): Promise<void> {
  const { version } = await attemptOf(buyer);
  const asked = sent.length;
  assert.equal((await buyer.follow(callback)).status, 303);
  assert.equal((await idle(buyer)).version, version);
  assert.equal(sent.length, asked);
}

const nameOf = ({ fault, value, times = 1, note }: Row): string =>
  [
    ...(fault === undefined ? [] : [fault]),
    ...(value === undefined ? [] : [String(value)]),
    ...(times === 1 ? [] : [times === ALWAYS ? 'always' : `${String(times)} times`]),
    ...(note === undefined ? [] : [fault === undefined ? note : `(${note})`]),
  ].join(' ');

/** The rows as they were played. */
function tableOf(played: readonly Report[]): string {
  const lines = played.map(({ row, shown, seconds }) => [
    row.on,
    nameOf(row),
    row.way,
    row.code ?? '',
    shown.join(' '),
    ...[row.standing, row.approveCalls, row.cancelCalls ?? 0].map(String),
    seconds.toFixed(1),
  ]);
  const heads = [
    ...['call', 'fault', 'way to rest', 'code', 'the buyer sees'],
    ...['standing', 'approve calls', 'cancel calls', 'seconds to the last move'],
  ];
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  const text = [heads, ...lines].map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...text, ...ABSENT, ''].join('\n');
}

describe('a payment whose provider misbehaves', () => {
  for (const row of ROWS) {
    const states = row.way.split(' ');
    it(`comes to rest as ${String(states.at(-1))} when ${row.on} meets "${nameOf(row)}"`, () =>
      play(row));
  }

  it('meets every fault that the simulator can play, at each call where it can be', () => {
    const played = (verb: Verb) =>
      new Set(ROWS.filter(({ on }) => on === verb).map(({ fault }) => fault));
    const missing = (verb: Verb, kinds: readonly string[]) =>
      kinds.filter((kind) => !played(verb).has(kind));
    const kinds = [...PLAYS.keys(), ...LINES.keys()];
    // Asking changes nothing, so there is nothing to commit.
    const withoutCommit = kinds.filter((kind) => !kind.includes('commit'));
    assert.deepEqual(missing('approve', kinds), []);
    assert.deepEqual(missing('cancel', kinds), []);
    assert.deepEqual(missing('order', withoutCommit), []);
  });
});
