import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Attempt } from '../checkout/attempt.ts';
import type { AttemptState } from '../checkout/transitions.ts';
import type { AttemptEvent } from '../store/store.ts';
import { newAttemptId, openSession } from './buyer.ts';
import type { ChildOrder, ChildReply, ChildRequest } from './child-server.ts';
import { FAILPOINTS, FAILPOINT_VARIABLE, lastWords, type Failpoint } from './failpoints.ts';
import { startHarness, type Harness, type HarnessOptions } from './harness.ts';
import { navigate } from './navigate.ts';

/**
 * Servers that are killed and started again on one file, with the simulators and the merchant in
 * this process. One server lives from one kill to the next: it clears up after the one before it,
 * with no failpoint armed, and only then is armed for its own end.
 */
export interface KillStage {
  readonly harness: Harness;
  /** Stops the server as an operator does. */
  readonly terminate: () => void;
  /** Lets time pass as a buyer does who reads and types. */
  readonly pass: (ms: number) => Promise<void>;
  /** Opens a session and the window of a new attempt, whose id it answers. */
  readonly launch: (orderId: string, method: string) => Promise<string>;
}

/** What a kill has to do with. */
export interface Payment {
  /** The attempt it is about, then others of the same order. */
  readonly ids: readonly string[];
  /** Sends the callback or the webhook once more, the very same bytes; answers the HTTP status. */
  readonly again?: () => Promise<number | undefined>;
}

/** One kill and what has to become of the payment. */
export interface Kill {
  readonly failpoint: Failpoint;
  /** Which time that it is passed, if not the first. */
  readonly times?: number;
  /** How it came in, for the table: `callback`, `webhook`. */
  readonly entry: string;
  /** What the server says of its death beside the point. */
  readonly detail?: string;
  /** What the buyer and the provider do; time passes by itself after it. */
  readonly pay: (stage: KillStage, orderId: string) => Promise<Payment>;
  /** What changes at the provider while no server is there. */
  readonly meanwhile?: (stage: KillStage) => void;
  /** The request was lost with the server, so whoever sent it sends it again. */
  readonly isRepeated?: boolean;
  /** Of the first attempt; `none` where nothing was stored yet. */
  readonly found: AttemptState | 'none';
  readonly rest: AttemptState;
  /** Calls to approve that the provider must have seen for the first attempt. */
  readonly approveCalls: number;
  /** How often the merchant must have heard of the end of the first attempt. */
  readonly deliveries?: number;
}

/** A line of the table. Times in milliseconds of the moved clock. */
export interface KillReport {
  /** As the environment variable names it. */
  readonly spec: string;
  readonly entry: string;
  readonly found: string;
  readonly rest: string;
  readonly standing: number;
  readonly approveCalls: number;
  readonly settledAfter: number;
  readonly lastLookAfter: number;
}

export interface KillBench {
  /** Plays one kill and asserts all that is promised of it. */
  readonly play: (kill: Kill) => Promise<void>;
  readonly reports: readonly KillReport[];
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const AMOUNT = { value: 24_000, currency: 'KRW' };
/** More than the worker ever waits between two rounds. */
const ROUND_MS = 1200;
const MOST_TURNS = 1000;
const NOTHING: Payment = { ids: [] };

/** Ends with nothing left to do; everything else is on its way. */
const ENDS: ReadonlySet<AttemptState> = new Set([
  'approved',
  'declined',
  'rejected',
  'canceled',
  'expired',
  'reversed',
]);

/** @param options what the harness is made with, for every file of this bench */
export function killBench(options: HarnessOptions): KillBench {
  const reports: KillReport[] = [];
  const program = withoutTypes();
  let harness: Harness | undefined;
  let server: Child | undefined;
  let orders = 0;

  const stop = async (): Promise<void> => {
    await server?.kill();
    server = undefined;
    await harness?.stop();
    harness = undefined;
  };
  const start = (open: Harness, spec: string) => startChild(open, program.path, spec);
  const play = async (kill: Kill): Promise<void> => {
    const open = (harness ??= await startHarness({ ...options, withoutServer: true }));
    orders += 1;
    const orderId = `${kill.failpoint}-${String(orders)}`;
    const body = { orderName: '청자 머그', amount: AMOUNT };
    open.merchant.orders.set(orderId, { status: 200, body });
    const isAtStart = kill.failpoint === 'K16';
    const dying = (server ??= await start(open, isAtStart ? kill.failpoint : ''));
    const stage = stageOf(open, dying);
    if (!isAtStart) await dying.ask({ failpoint: specOf(kill) });
    const lost = isAtStart ? NOTHING : await kill.pay(stage, orderId);
    await untilDead(open, dying);
    await dying.assertKilledAt([kill.failpoint, ...(kill.detail ? [kill.detail] : [])].join(', '));
    const diedAt = open.clock.now();
    const [first] = lost.ids;
    const found = first === undefined ? 'none' : (await open.store.find(first))?.state;
    assert.equal(found, kill.found, 'the state that the kill left behind');

    kill.meanwhile?.(stage);
    const heir = (server = await start(open, ''));
    const payment = isAtStart ? await kill.pay(stageOf(open, heir), orderId) : lost;
    if (kill.isRepeated) await payment.again?.();
    await rest(open, heir, payment.ids);
    const report = await assertPromises(open, kill, payment.ids);
    reports.push({ ...report, found, ...(await timesOf(open, payment.ids, diedAt)) });
    await assertRepeatable(open, heir, payment);
  };

  return {
    reports,
    stop: async () => {
      await stop();
      program.remove();
    },
    play: async (kill) => {
      try {
        await play(kill);
      } catch (error) {
        // The next one begins with a file and servers of its own.
        await stop();
        throw error;
      }
    },
  };
}

const specOf = ({ failpoint, times }: Pick<Kill, 'failpoint' | 'times'>): string =>
  times === undefined ? failpoint : `${failpoint}:${String(times)}`;

/**
 * The sources of the server and its tests as plain JavaScript, in a folder of their own. A server
 * starts from them in a third of the time, and dozens are started here.
 */
function withoutTypes(): { readonly path: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-server-'));
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  const sources = ts.sys.readDirectory(join(ROOT, 'server'), ['.ts'], ['**/*.test.ts']);
  for (const source of sources) {
    const target = join(folder, relative(ROOT, source).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), { compilerOptions });
    writeFileSync(target, outputText);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const name of ['node_modules', 'dist']) symlinkSync(join(ROOT, name), join(folder, name));
  return {
    path: join(folder, 'server/testing/child-server.js'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const stageOf = (harness: Harness, server: Child): KillStage => ({
  harness,
  terminate: server.terminate,
  pass: (ms) => pass(harness, server, ms),
  launch: async (orderId, method) => {
    const { sessionToken: session } = await openSession(harness.url, orderId);
    const id = newAttemptId();
    const query = { session, method, presentation: 'popup', device: 'desktop', locale: 'ko' };
    const address = `${harness.url}/launch/${id}?${new URLSearchParams(query).toString()}`;
    // The server may die of it.
    await navigate(address).catch(() => undefined);
    return id;
  },
});

interface Child {
  readonly isAlive: () => boolean;
  /** Resolves when it has done it, or is dead. */
  readonly ask: (request: ChildRequest) => Promise<void>;
  readonly terminate: () => void;
  readonly kill: () => Promise<void>;
  /** By its own hand, at this very point, and by nothing else. */
  readonly assertKilledAt: (point: string) => Promise<void>;
}

/** Resolves when it listens, or is dead. */
async function startChild(harness: Harness, path: string, failpoint: string): Promise<Child> {
  const order: ChildOrder = {
    config: { ...harness.config, channels: undefined },
    kakaopay: harness.kakaopay,
    testBanks: harness.testBanks,
    port: Number(new URL(harness.url).port),
    storePath: harness.storePath,
    offset: harness.clock.offset(),
  };
  const child = fork(path, {
    execArgv: [],
    env: {
      ...process.env,
      CHILD_ORDER: JSON.stringify(order),
      [FAILPOINT_VARIABLE]: failpoint,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  // `close` comes after the last of what it said.
  const dead = once(child, 'close') as Promise<[number | null, string | null]>;
  const reply = (wanted: ChildReply): Promise<unknown> =>
    Promise.race([
      dead,
      once(child, 'message').then(([word]) => {
        assert.equal(word, wanted);
      }),
    ]);
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  await reply('listening');
  if (!isAlive() && failpoint === '') assert.fail(`the server did not start: ${said.join('')}`);
  return {
    isAlive,
    ask: async (request) => {
      if (!isAlive()) return;
      const done = reply('done');
      child.send(request, () => undefined);
      await done;
    },
    terminate: () => void child.kill('SIGTERM'),
    kill: () => kill(child, dead),
    assertKilledAt: async (point) => {
      assert.deepEqual([await dead, said.join('')], [[null, 'SIGKILL'], lastWords(point)]);
    },
  };
}

async function kill(child: ChildProcess, dead: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await dead;
}

async function pass({ clock }: Harness, server: Child, ms: number): Promise<void> {
  clock.pass(ms);
  await server.ask({ pass: ms });
}

/** Lets time pass until the server has come to where it dies. */
async function untilDead(harness: Harness, server: Child): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS && server.isAlive(); turn += 1) {
    await pass(harness, server, ROUND_MS);
  }
  assert.ok(!server.isAlive(), 'the server passed its failpoint, or never came to it');
}

/** Moves the clock from one thing that is due to the next, until nothing of these is left to do. */
async function rest(harness: Harness, server: Child, ids: readonly string[]): Promise<void> {
  // What is under way without waiting for any time is waited for.
  await pass(harness, server, 0);
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    assert.ok(server.isAlive(), 'the server that clears up lives on');
    const waits = (await Promise.all(ids.map((id) => waitsOf(harness, id)))).flat();
    if (waits.length === 0) return;
    await pass(harness, server, Math.max(ROUND_MS, Math.min(...waits)));
  }
  assert.fail('it never comes to rest');
}

/** In how many milliseconds something of an attempt is due, each thing by itself. */
async function waitsOf({ store, clock }: Harness, id: string): Promise<readonly number[]> {
  const attempt = await store.find(id);
  const notices = (await store.notices(id)).filter((notice) => notice.deliveredAt === undefined);
  const isUnread = (await store.requests(id)).some(({ settled }) => !settled);
  const dues = [...(attempt ? [attempt] : []), ...notices].flatMap(({ dueAt }) => dueAt ?? []);
  return [...dues.map((dueAt) => dueAt - clock.now()), ...(isUnread ? [0] : [])];
}

type Asserted = Omit<KillReport, 'found' | 'settledAfter' | 'lastLookAfter'>;

async function assertPromises(
  harness: Harness,
  kill: Kill,
  ids: readonly string[],
): Promise<Asserted> {
  const { entry, rest: wanted, approveCalls, deliveries = 1 } = kill;
  const attempts = await Promise.all(ids.map((id) => assertAtRest(harness, id)));
  const [attempt = assert.fail('no attempt')] = attempts;
  assert.equal(attempt.state, wanted, 'the state at rest');
  const standing = attempts.map((at) => standingOf(harness, at)).reduce((sum, one) => sum + one, 0);
  assert.ok(standing <= 1, 'the order is paid once at most');
  const calls = approveCallsOf(harness, attempt);
  assert.equal(calls.length, approveCalls, 'calls to approve');
  const told = heardOf(harness, attempt).filter(({ notice }) => notice.state === wanted);
  assert.equal(told.length, deliveries, 'notices of the end');
  return { spec: specOf(kill), entry, rest: wanted, standing, approveCalls: calls.length };
}

/** All that holds of any attempt, whatever was done to it. */
async function assertAtRest(harness: Harness, id: string): Promise<Attempt> {
  const { store } = harness;
  const attempt = (await store.find(id)) ?? assert.fail('no attempt');
  assert.ok(ENDS.has(attempt.state), `at rest, yet ${attempt.state}`);
  const isPaid = attempt.state === 'approved';
  assert.equal(standingOf(harness, attempt), isPaid ? 1 : 0, 'what stands at the provider');
  assert.ok(takenFor(harness, attempt) <= 1, 'money was taken twice');
  assert.deepEqual(attempt.amount, AMOUNT);

  const timeline = await store.timeline(id);
  assert.deepEqual(
    timeline.map(({ seq }) => seq),
    Array.from({ length: attempt.version }, (_, index) => index + 1),
  );
  const started = timeline.find(({ name }) => name === 'approval-started');
  for (const { at } of approveCallsOf(harness, attempt)) {
    assert.ok(started && started.at <= at, 'an approval was asked for before it was written down');
  }
  const notices = await store.notices(id);
  assert.deepEqual(
    [...new Set(heardOf(harness, attempt).map((heard) => heard.id))].toSorted(),
    notices.map((notice) => notice.id).toSorted(),
    'every notice was taken, under its one id',
  );
  assert.equal(notices.length, 1, 'the merchant is told one end, and no other before it');
  assert.equal(heardOf(harness, attempt).at(-1)?.notice.state, attempt.state);
  return attempt;
}

/** The callback or webhook once more, after the end: it is answered, and changes nothing. */
async function assertRepeatable(
  harness: Harness,
  server: Child,
  { ids: [id = ''], again }: Payment,
): Promise<void> {
  if (!again) return;
  const before = await harness.store.find(id);
  const status = await again();
  assert.ok(status === 303 || status === 200, `answered ${String(status)}`);
  await rest(harness, server, [id]);
  const after = await harness.store.find(id);
  assert.equal(after?.state, before?.state);
  assert.ok(after && standingOf(harness, after) <= 1);
}

const standingOf = ({ simulator, bank }: Harness, { providerOrderId: id }: Attempt): number =>
  (simulator.ledger.standingApprovals().get(id) ?? 0) + bank.standing(id);

const takenFor = ({ simulator, bank }: Harness, { providerOrderId: id }: Attempt): number =>
  simulator.ledger
    .payments()
    .filter((payment) => payment.partner_order_id === id)
    .reduce((sum, { approvals }) => sum + approvals, bank.payment(id)?.approvals ?? 0);

const approveCallsOf = ({ simulator, bank }: Harness, { providerOrderId: id }: Attempt) => [
  ...simulator.ledger.calls('approve').filter(({ body }) => JSON.stringify(body).includes(id)),
  ...bank.calls('approve').filter((call) => call.providerOrderId === id),
];

const heardOf = ({ merchant }: Harness, { id }: Attempt) =>
  merchant.notices.filter(({ notice }) => notice.attemptId === id);

async function timesOf({ store, clock }: Harness, [id = '']: readonly string[], diedAt: number) {
  const moved = (await store.timeline(id)).filter(({ from, to }: AttemptEvent) => from !== to);
  return {
    settledAfter: Math.max(0, (moved.at(-1)?.at ?? diedAt) - diedAt),
    lastLookAfter: Math.max(0, clock.now() - diedAt),
  };
}

/** What a test says of a kill, as a sentence. */
export function titleOf({ failpoint, times, entry, found, rest: end, isRepeated }: Kill): string {
  const point = times === undefined ? failpoint : `${failpoint}, passed ${String(times)} times`;
  const helped = isRepeated ? 'when the request is sent again' : 'with no browser open';
  return `${point} (${entry}): killed ${FAILPOINTS[failpoint]}, it leaves the payment "${found}", and the next server brings it to "${end}" ${helped}`;
}

/** The table of a bench, as text. */
export function tableOf(reports: readonly KillReport[], absent: readonly string[]): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 100_000 ? 1 : 0)} s`;
  const lines = reports.map((report) => [
    report.spec,
    report.entry,
    report.found,
    report.rest,
    String(report.standing),
    String(report.approveCalls),
    seconds(report.settledAfter),
    seconds(report.lastLookAfter),
  ]);
  const heads = [
    ...['point', 'entry', 'after the kill', 'at rest', 'standing', 'approve calls'],
    ...['settled after', 'last look after'],
  ];
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  const text = [heads, ...lines].map((line) =>
    line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '),
  );
  return [...text, ...absent, ''].join('\n');
}
