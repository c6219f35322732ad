import { createHash, randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { attendTaken } from '../checkout/attend.ts';
import { cancel, endInWindow } from '../checkout/cancel.ts';
import type { Checkout } from '../checkout/checkout.ts';
import type { Envelopes, RawRequest } from '../checkout/envelope.ts';
import { keep, takeUpRequests } from '../checkout/inbox.ts';
import { createLinks } from '../checkout/links.ts';
import { lookAgain } from '../checkout/look-again.ts';
import { openLaunch } from '../checkout/open-launch.ts';
import { prepare } from '../checkout/prepare.ts';
import { receiveCallback } from '../checkout/receive.ts';
import { LEASE_MS, leaseFor } from '../checkout/deadlines.ts';
import { decideReview, type Decision } from '../checkout/review.ts';
import type { ReadSession, SessionClaims, SessionTokens } from '../checkout/session-token.ts';
import { SESSION_LIFE_MS } from '../checkout/session-token.ts';
import { followWebhook, readWebhook } from '../checkout/webhook.ts';
import { checkConfig, type CheckedConfig } from '../config.ts';
import { deliverNotices } from '../merchant/deliver.ts';
import { AttemptIdSchema, type AttemptId, type LaunchOutcome } from '../protocol/index.ts';
import type { BrowserRequest } from '../providers/provider.contract.ts';
import type { WebhookRequest } from '../providers/provider.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { SETTLED_WITHIN_MS, type Store } from '../store/store.ts';
import { HistoryClock, settled } from './history-clock.ts';
import type { Coverage } from './history-coverage.ts';
import { HistoryBackend } from './history-backend.ts';
import { HistoryMerchant, HOOKS } from './history-merchant.ts';
import {
  HistoryProcess,
  PLAYED,
  type Accident,
  type Surroundings,
  type Verb,
  type Way,
} from './history-process.ts';
import {
  movesMoneyAlone,
  PROFILE_NAMES,
  profileOf,
  WINDOWS,
  type ProfileName,
} from './history-profiles.ts';
import { FORWARD_TIMEOUT_MS, HistoryRecord, type Recorded } from './history-record.ts';
import { createTestBank, testProvider, type TestBank } from './test-provider.ts';

const START = Date.UTC(2026, 10, 22, 1, 10, 10);
const AMOUNT = { value: 48_000, currency: 'KRW' };

/**
 * `order` has every hook, `fee` is never confirmed, of `quiet` nobody is told. In the others the
 * merchant's backend approves: it can be asked what became of a forward, or forwarded to again, or
 * both.
 */
export const LINES = ['order', 'fee', 'quiet', 'asked', 'repeated', 'asked-repeated'] as const;
export type Line = (typeof LINES)[number];

const { approval, approvalAgain, status } = HOOKS;
const forward = { mode: 'forward', timeoutMs: FORWARD_TIMEOUT_MS } as const;
const FORWARDS = {
  asked: { ...forward, url: approval, status },
  repeated: { ...forward, url: approvalAgain, idempotent: true },
  'asked-repeated': { ...forward, url: approvalAgain, status, idempotent: true, method: 'POST' },
} as const;

/** Whether the merchant's backend approves; where money moves in the window nobody has to. */
export const isForwarded = (line: string, channel: ProfileName): boolean =>
  Object.hasOwn(FORWARDS, line) && !movesMoneyAlone(channel);

/** What outlasts a history, because it is dear to make: the store above all. */
export interface Ground {
  readonly clock: HistoryClock;
  readonly store: Store;
  readonly banks: Readonly<Record<ProfileName, TestBank>>;
  readonly base: Checkout;
  /** Errors that were logged, other than those played. */
  readonly faults: string[];
}

export function newGround(): Ground {
  const clock = new HistoryClock(START);
  const store = openSqliteStore({ path: ':memory:', clockOffset: clock.offset });
  const banks = Object.fromEntries(
    PROFILE_NAMES.map((name) => {
      const { bank } = profileOf(name);
      return [name, createTestBank({ now: clock.now, windows: WINDOWS, ...bank })] as const;
    }),
  ) as Record<ProfileName, TestBank>;
  const channels = Object.fromEntries(
    PROFILE_NAMES.map(
      (name) => [name, testProvider(banks[name], profileOf(name).provider)] as const,
    ),
  );
  const methods = Object.fromEntries(
    PROFILE_NAMES.map((name) => [name, { channel: name, method: 'card' }] as const),
  );
  const { order, confirm, notify } = HOOKS;
  const direct = { mode: 'direct' } as const;
  const ownMethods = Object.fromEntries(
    PROFILE_NAMES.map((name) => {
      const method = { channel: name, method: 'card' };
      return [name, movesMoneyAlone(name) ? { ...method, approve: direct } : method] as const;
    }),
  );
  const config = checkConfig({
    shop: { name: 'shop' },
    publicUrl: 'http://pay.localhost',
    storefronts: ['http://localhost'],
    storeUrl: 'file::memory:',
    secrets: [{ kid: 'a', secret: randomBytes(32).toString('base64url') }],
    hookSecret: `whsec_${randomBytes(32).toString('base64')}`,
    channels,
    lines: {
      order: { methods, order, approve: { ...direct, confirm }, notify },
      fee: { methods, order, approve: direct, notify },
      quiet: { methods, order, approve: direct },
      ...Object.fromEntries(
        Object.entries(FORWARDS).map(([line, approve]) => [
          line,
          { methods: ownMethods, order, approve, notify },
        ]),
      ),
    },
  });
  const faults: string[] = [];
  const base: Checkout = {
    config,
    store,
    clock,
    log: pino({ level: 'error', base: null }, { write: noteFault(faults) }),
    links: createLinks(config),
    sessions: plainSessions(clock.now),
    envelopes: plainEnvelopes,
    send: () => Promise.reject(new Error('nobody is asked here')),
    random: () => 0,
    background: () => undefined,
    isStopping: () => false,
  };
  return { clock, store, banks, base, faults };
}

/** An error of the log that no history has played is a bug that something caught. */
const noteFault =
  (faults: string[]) =>
  (line: string): void => {
    const { fault } = JSON.parse(line) as { readonly fault?: string };
    if (fault !== undefined && !fault.includes(PLAYED)) faults.push(line.trim());
  };

/** Sealing takes real time in other threads, which would order things by chance; it is tested apart. */
const plainEnvelopes: Envelopes = {
  seal: ({ source, attemptId, channel, headers, body, ...told }) => {
    const text = Buffer.from(body).toString('base64');
    const contents = JSON.stringify({ ...told, headers, body: text });
    const whom = source === 'callback' ? attemptId : undefined;
    const digest = createHash('sha256')
      .update(JSON.stringify([source, whom, channel, told]))
      .update(body)
      .digest('base64url');
    return Promise.resolve({ source, attemptId, channel, digest, sealed: contents });
  },
  open: ({ source, attemptId, channel, sealed }) => {
    const contents = JSON.parse(sealed) as Omit<RawRequest, 'body'> & { readonly body: string };
    const body = new Uint8Array(Buffer.from(contents.body, 'base64'));
    return Promise.resolve({ ...contents, source, attemptId, channel, body });
  },
};

const plainSessions = (now: () => number): SessionTokens => ({
  seal: (claims) => {
    const expiresAt = now() + SESSION_LIFE_MS;
    return Promise.resolve({ token: JSON.stringify({ claims, expiresAt }), expiresAt });
  },
  open: (token) => {
    const { claims, expiresAt } = JSON.parse(token) as { claims: SessionClaims; expiresAt: number };
    const expired = expiresAt <= now();
    return Promise.resolve({ claims, expired, expiresAt } satisfies ReadSession);
  },
});

/** An attempt as its buyer knows it, begun at the server or not. */
export interface Tried {
  readonly id: AttemptId;
  readonly channel: ProfileName;
  readonly claims: SessionClaims;
  readonly token: string;
  /** Number of the window that was opened last. */
  launch: number;
  /** That the bank has handed out, in this order. */
  readonly callbacks: BrowserRequest[];
  /** Money that our server cannot have known of at once, and why. */
  readonly explained: Set<string>;
  /** A true success callback was answered with our own page. */
  hasReturned: boolean;
}

/** Something that is to happen when a process next comes by there. */
export interface Trap {
  readonly verb: Verb;
  readonly way: Way;
  readonly effect: 'hold' | 'freeze' | 'die';
  readonly ms: number;
}

export interface WorldOptions {
  readonly ground: Ground;
  readonly coverage: Coverage;
  readonly seed: number;
  /** Makes the ids of this history, and no other. */
  readonly name: string;
  readonly channels: readonly ProfileName[];
}

/** One history: processes of ours, banks, a merchant, buyers, and the record of what happened. */
export class World {
  readonly ground: Ground;
  readonly record: HistoryRecord;
  readonly merchant: HistoryMerchant;
  readonly tried: Tried[] = [];
  readonly violations: string[] = [];
  readonly latest: number;
  /** When this history began. */
  readonly start: number;
  /** How late the next call that is to be carried out late will be. */
  lateness = 0;
  /** Each settles the lot of an attempt beyond what is kept of it. */
  readonly refundedOutside = new Set<string>();
  readonly withdrawn = new Set<string>();
  #takenOut: ProfileName | undefined;
  #isAllDirect = false;
  /** Attempts that the provider was asked to approve. */
  readonly #askedFor = new Set<string>();
  #traps: Trap[] = [];
  #current: HistoryProcess | undefined;
  #frozen: HistoryProcess[] = [];
  #late = new Map<ProfileName, number>();
  #random: number;
  readonly #options: WorldOptions;

  constructor(options: WorldOptions) {
    const { ground, coverage, seed, channels } = options;
    this.#options = options;
    this.ground = ground;
    this.start = ground.clock.now();
    this.#random = seed >>> 0;
    for (const bank of Object.values(ground.banks)) bank.reset();
    ground.faults.length = 0;
    const violate = (what: string): void => void this.violations.push(what);
    this.record = new HistoryRecord({ now: ground.clock.now, coverage, violate });
    const backend = new HistoryBackend({
      hookSecret: ground.base.config.hookSecret,
      now: ground.clock.now,
      after: (ms, work) => void ground.clock.after(ms, work),
      bankOf: (name) => this.bankOf({ channel: name }),
      violate,
    });
    this.merchant = new HistoryMerchant(this.record, backend, violate);
    this.latest = Math.min(...channels.map((name) => profileOf(name).latest));
  }

  get now(): number {
    return this.ground.clock.now();
  }

  get channels(): readonly ProfileName[] {
    return this.#options.channels;
  }

  get coverage(): Coverage {
    return this.#options.coverage;
  }

  bankOf({ channel }: { readonly channel: string }): TestBank {
    return this.ground.banks[channel as ProfileName];
  }

  recorded(tried: Tried): Recorded | undefined {
    return this.record.attempts.get(tried.id);
  }

  standing(at: Recorded): number {
    return at.channel === '' ? 0 : this.bankOf(at).standing(at.providerOrderId);
  }

  /** Something is still on its way that nobody can see. */
  get isQuiet(): boolean {
    return this.#frozen.length === 0 && this.#late.size === 0 && !this.merchant.backend.isBusy;
  }

  // Our processes.

  /** The process that serves now; starts one where none is left. */
  process(): HistoryProcess {
    const current = this.#current;
    if (current?.isStopping) current.kill();
    if (current?.isAlive && !current.isFrozen) return current;
    const started = this.#start();
    this.#current = started;
    return started;
  }

  #start(): HistoryProcess {
    // An SQLite file has one process: whoever opens it frees what a dead one left behind. Where
    // another only stands still there are several, as with PostgreSQL, and leases have to run out.
    if (this.#frozen.length === 0) this.#freeLeases();
    const process = new HistoryProcess(this.#surroundings());
    void this.round(process, SETTLED_WITHIN_MS);
    return process;
  }

  /**
   * Without the channel that is taken out at the moment, whose methods are left where they are, and
   * with us approving everything while that is wanted.
   */
  #config(): CheckedConfig {
    const { config } = this.ground.base;
    const channels = Object.entries(config.channels).filter(([name]) => name !== this.#takenOut);
    const lines = Object.entries(config.lines).map(([name, line]) => [
      name,
      this.#isAllDirect && Object.hasOwn(FORWARDS, name)
        ? { ...line, approve: { mode: 'direct' } }
        : line,
    ]);
    return {
      ...config,
      channels: Object.fromEntries(channels),
      lines: Object.fromEntries(lines) as CheckedConfig['lines'],
    };
  }

  /** Another configuration needs another start. */
  takeOut(channel: ProfileName | undefined): void {
    if (channel === this.#takenOut) return;
    this.#takenOut = channel;
    this.crash();
  }

  /** The merchant leaves it all to us, or takes it back. */
  approveDirectly(isAllDirect: boolean): void {
    if (isAllDirect === this.#isAllDirect) return;
    this.#isAllDirect = isAllDirect;
    this.crash();
  }

  #freeLeases(): void {
    const { store } = this.ground;
    for (const at of this.record.attempts.values()) {
      const { id, lease, dueAt } = at;
      if (!lease) continue;
      const args =
        dueAt === undefined ? ([id, lease.owner] as const) : ([id, lease.owner, 0] as const);
      this.record.note(dueAt === undefined ? 'release' : 'postpone', args, undefined);
      void (dueAt === undefined
        ? store.release(id, lease.owner)
        : store.postpone(id, lease.owner, 0));
    }
  }

  #surroundings(): Surroundings {
    const { store, clock, base } = this.ground;
    const { merchant, record } = this;
    return {
      store,
      clock,
      base: { ...base, config: this.#config(), random: () => this.random() },
      turns: () => Math.floor(this.random() * 4),
      committed: (name, args, result) => {
        record.note(name, args, result);
      },
      gate: (process, verb, way) => this.#gate(process, verb, way),
      pause: (process) => {
        this.#freeze(process, LEASE_MS + 5000);
      },
      called: (process, verb, id) => {
        this.#called(process, verb, id);
      },
      send: (request) => Promise.resolve(merchant.answer(request)),
    };
  }

  /** The same for the same seed; at least 0, less than 1. */
  random(): number {
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#random / 2 ** 32;
  }

  crash(): void {
    this.#current?.kill();
  }

  /** In good order: what runs goes on, nothing new begins, and then another process takes over. */
  stop(): void {
    this.#current?.stop();
  }

  plan(accident: Accident): void {
    this.process().plan(accident);
  }

  trap(trap: Trap): void {
    this.#traps.push(trap);
  }

  async #gate(process: HistoryProcess, verb: Verb, way: Way): Promise<void> {
    await process.pass();
    if (way === 'back') this.#scheduleLate();
    const trap = this.#traps.find((set) => set.verb === verb && set.way === way);
    if (!trap) return;
    this.#traps = this.#traps.filter((set) => set !== trap);
    if (trap.effect === 'die') process.kill();
    else if (trap.effect === 'freeze') this.#freeze(process, trap.ms);
    else await new Promise<void>((resolve) => void this.ground.clock.after(trap.ms, resolve));
    await process.pass();
  }

  #freeze(process: HistoryProcess, ms: number): void {
    process.freeze();
    this.#frozen.push(process);
    this.ground.clock.after(Math.min(ms, this.latest), () => {
      this.#thaw(process);
    });
  }

  #thaw(process: HistoryProcess): void {
    this.#frozen = this.#frozen.filter((other) => other !== process);
    process.thaw();
  }

  /**
   * I2, and that nobody asks for an approval who may not, but a process that was paused; and that
   * whoever began to approve carries on alone.
   */
  #called(process: HistoryProcess, verb: Verb, id: string): void {
    const at = this.record.attempts.get(id);
    const isForwarded = at?.progress.approveMode === 'forward';
    if (verb === 'netCancel' || verb === 'refund' || verb === 'approve') {
      const isTheirs = isForwarded || this.merchant.backend.hasHeardOf(id);
      if (isTheirs) this.violations.push(`${verb} of ${id}, which the merchant approves`);
    }
    if (verb !== 'approve' && verb !== 'forward') return;
    if (!at?.events.some(({ name }) => name === 'approval-started')) {
      this.violations.push(`I2: ${verb} of ${id} without a durable approval-started`);
    } else if (verb === 'approve' && at.line === 'order' && !this.merchant.confirmed.has(id)) {
      this.violations.push(`approve of ${id}, which the merchant has not confirmed`);
    } else if (process.wasFrozen) {
      this.tried.find((tried) => tried.id === id)?.explained.add('asked for by a paused process');
    } else if (at.state !== 'approving' && at.state !== 'unknown') {
      this.violations.push(`I2: ${verb} of ${id} while it is ${at.state}`);
    }
    if (verb === 'approve') this.#askedFor.add(id);
    else if (!isForwarded || this.#askedFor.has(id)) {
      this.violations.push(`forward of ${id}, which we approve`);
    }
  }

  /** What the bank lost the answer of and has not done yet, it does before it is too late. */
  #scheduleLate(): void {
    for (const name of this.channels) {
      const bank = this.ground.banks[name];
      const known = this.#late.get(name) ?? 0;
      for (let count = known; count < bank.lateCalls(); count += 1) {
        const call = bank.calls().at(-1);
        const at = call && this.record.byProviderOrder(call.providerOrderId);
        if (at) this.tried.find(({ id }) => id === at.id)?.explained.add('carried out late');
        this.ground.clock.after(Math.min(this.lateness, this.latest), () => {
          bank.commitLate(1);
          this.#countLate(name, bank.lateCalls());
        });
      }
      this.#countLate(name, bank.lateCalls());
    }
  }

  #countLate(name: ProfileName, count: number): void {
    if (count === 0) this.#late.delete(name);
    else this.#late.set(name, count);
  }

  /** From now on nothing goes wrong any more. */
  heal(): void {
    this.takeOut(undefined);
    this.approveDirectly(false);
    this.#traps = [];
    this.#current?.plan(undefined);
    for (const process of this.#frozen) this.#thaw(process);
    for (const bank of Object.values(this.ground.banks)) {
      bank.clearFaults();
      bank.commitLate();
    }
    this.#late.clear();
    this.merchant.backend.heal();
    Object.assign(this.merchant, { confirm: 'yes', notify: 'up' });
  }

  // Doors. Each begins and is not waited for: what it waits for is said by the history.

  run(work: (checkout: Checkout) => Promise<unknown>): void {
    void work(this.process().checkout).catch((error: unknown) => {
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!said.includes(PLAYED)) this.violations.push(`a door threw: ${said}`);
    });
  }

  begin({ order, line, channel }: { order: string; line: Line; channel: ProfileName }): Tried {
    const { name } = this.#options;
    const id = AttemptIdSchema.parse(
      createHash('sha256').update(`${name} ${this.tried.length}`).digest('base64url').slice(0, 22),
    );
    const claims: SessionClaims = {
      sid: `s-${id}`,
      line,
      storefront: 'http://localhost',
      returnUrl: 'http://localhost/',
      locale: 'ko',
      order: {
        orderId: `${name}-${order}`,
        orderName: '청자 머그',
        amount: AMOUNT,
        taxFreeAmount: 0,
      },
    };
    const token = JSON.stringify({ claims, expiresAt: this.now + SESSION_LIFE_MS });
    const tried: Tried = {
      id,
      channel,
      claims,
      token,
      launch: 0,
      callbacks: [],
      explained: new Set(),
      hasReturned: false,
    };
    this.tried.push(tried);
    return tried;
  }

  /** `GET /launch/:attempt`, the first time by the session, then by the page's own address. */
  open(tried: Tried): void {
    const { id, token: session, channel: method } = tried;
    this.run(async (checkout) => {
      const first = { session, method, presentation: 'popup', device: 'desktop', locale: 'ko' };
      const query = tried.launch === 0 ? first : { token: checkout.links.launchToken(id) };
      const opened = await openLaunch(checkout, id, query);
      if (opened.kind !== 'opened') return;
      tried.launch = opened.attempt.progress.launches;
      await prepare(checkout, id);
    });
  }

  /** `POST /v1/attempts/:attempt/cancel` */
  cancel({ id, claims }: Tried): void {
    this.run((checkout) => cancel(checkout, { id, claims }));
  }

  /** `POST /launch/:attempt/outcome` */
  endInWindow({ id }: Tried, outcome: LaunchOutcome): void {
    if (!this.record.attempts.has(id)) return;
    this.run((checkout) => endInWindow(checkout, id, outcome));
  }

  /** `GET /v1/attempts/:attempt` */
  look({ id }: Tried): void {
    this.run(async (checkout) => {
      const attempt = await checkout.store.find(id);
      if (attempt) await lookAgain(checkout, attempt);
    });
  }

  decide({ id }: Tried, decision: Decision): void {
    this.run((checkout) => decideReview(checkout, id, decision));
  }

  /** `GET|POST /callback/:channel/:attempt/:token/:leg` */
  callback(request: BrowserRequest, success?: Tried): void {
    const { pathname, search } = new URL(request.url);
    const [, , channel = '', id = '', token, leg = ''] = pathname.split('/');
    this.run(async (checkout) => {
      const isOurs = checkout.links.holds('callback', id, token);
      const attempt = isOurs ? await checkout.store.find(id) : undefined;
      if (attempt?.channel !== channel) return;
      const { httpMethod, contentType, body } = request;
      const raw: RawRequest = {
        source: 'callback',
        attemptId: attempt.id,
        channel,
        httpMethod,
        leg,
        rawQuery: search.slice(1),
        headers: {},
        contentType,
        body,
      };
      const kept = await keep(checkout, raw);
      const isNews = kept && (!kept.settled || attempt.state === 'ready');
      if (success) success.hasReturned = true;
      if (isNews) await receiveCallback(checkout, attempt, { kept, raw });
    });
  }

  /** `POST /webhook/:channel`. Its sender knows that it arrived only once he was told so. */
  webhook(channel: string, request: WebhookRequest): { readonly isTaken: boolean } {
    const answer = { isTaken: false };
    this.run(async (checkout) => {
      const raw: RawRequest = {
        source: 'webhook',
        attemptId: undefined,
        channel,
        httpMethod: 'POST',
        leg: '',
        rawQuery: '',
        headers: request.headers,
        contentType: request.contentType,
        body: request.body,
      };
      const webhook = await readWebhook(checkout, raw);
      if (webhook.kind === 'rejected') return;
      const attemptId = webhook.kind === 'about' ? webhook.attempt.id : undefined;
      const kept = await keep(checkout, { ...raw, attemptId });
      answer.isTaken = webhook.kind === 'about' && kept !== undefined;
      if (kept?.settled === false) await followWebhook(checkout, { kept, raw });
    });
    return answer;
  }

  /** The webhooks that a bank wants to have delivered, or all that it ever sent. */
  async deliverWebhooks(channel: ProfileName, again: boolean, times = 1): Promise<void> {
    await this.ground.banks[channel].deliverWebhooks(
      async (request) => {
        const answers = Array.from({ length: times }, () => this.webhook(channel, request));
        await settled();
        return answers.some(({ isTaken }) => isTaken);
      },
      { again },
    );
  }

  /**
   * One beat of the worker. It leaves out what would find nothing, which costs as much as what finds
   * something; now and then it looks all the same.
   */
  async round(process = this.process(), aheadMs = 0): Promise<void> {
    const { checkout } = process;
    const owner = `worker-${this.random()}`;
    const looksAnyway = this.random() < 0.05;
    try {
      if (looksAnyway || this.record.hasDue(this.now)) {
        const leaseMs = leaseFor(checkout.config);
        const due = await checkout.store.claimDue(owner, leaseMs, 20);
        for (const taken of due) void attendTaken(checkout, taken, owner);
      }
      const left = this.now + aheadMs;
      if (looksAnyway || this.record.hasUnsettled()) await takeUpRequests(checkout, left);
      if (looksAnyway || this.record.hasUndelivered()) await deliverNotices(checkout);
    } catch (error) {
      const said = String(error);
      if (!said.includes(PLAYED)) this.violations.push(`the worker threw: ${said}`);
    }
  }

  // Time.

  /** Time passes and nobody works, but what waits on the way. */
  async pass(ms: number): Promise<void> {
    await this.ground.clock.passTo(this.now + ms);
    await settled();
  }

  /** Time passes and the worker comes for what is due; not more often than `most`. */
  async work(ms: number, most = 30): Promise<void> {
    const end = this.now + ms;
    for (let rounds = 0; rounds < most; rounds += 1) {
      const next = this.#nextDue();
      if (next === undefined || next > end) break;
      await this.#comeTo(next);
    }
    await this.ground.clock.passTo(end);
    await settled();
  }

  /** Until nothing is left to do. */
  async drain(): Promise<void> {
    for (let rounds = 0; rounds < 2000; rounds += 1) {
      const next = this.#nextDue();
      if (next === undefined) return;
      await this.#comeTo(next);
    }
    this.violations.push('I5: it never comes to rest');
  }

  #nextDue(): number | undefined {
    const times = [this.record.nextDue(), this.ground.clock.next()];
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** A little later, for the database's clock may be a millisecond behind. */
  async #comeTo(time: number): Promise<void> {
    await this.ground.clock.passTo(Math.max(this.now, time) + 3);
    void this.round();
    await settled();
  }
}
