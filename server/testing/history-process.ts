import type { Checkout } from '../checkout/checkout.ts';
import type { CheckedConfig } from '../config.ts';
import type { HttpRequest, Provider } from '../providers/provider.ts';
import { StoreError, type Store } from '../store/store.ts';
import type { HistoryClock } from './history-clock.ts';

/** In the message of every fault that a history plays, so that a fault of ours is told apart. */
export const PLAYED = 'played by the history';

const READS = [
  'now',
  'find',
  'findByProviderOrder',
  'findByOrder',
  'holder',
  'timeline',
  'requests',
  'notices',
] as const;
const WRITES = [
  'insert',
  'change',
  'lease',
  'release',
  'claimDue',
  'postpone',
  'keepRequest',
  'settleRequest',
  'claimRequests',
  'claimNotices',
  'settleNotice',
  'postponeNotice',
  'purge',
] as const;

export type Verb =
  | 'prepare'
  | 'approve'
  | 'query'
  | 'netCancel'
  | 'refund'
  | 'confirm'
  | 'notify'
  | 'forward'
  | 'status';
export type Way = 'there' | 'back';

/** What happens to a process at one of its next writes: before it, or right after its commit. */
export interface Accident {
  readonly kind: 'crash' | 'fail' | 'pause';
  readonly when: 'before' | 'after';
  /** Writes until then. */
  readonly writes: number;
  /** So many writes in a row; only to fail takes more than one. */
  readonly times: number;
}

/** What a process asks of the world around it. */
export interface Surroundings {
  readonly store: Store;
  readonly clock: HistoryClock;
  readonly base: Checkout;
  /** Microtasks to wait, so that what runs at once is interleaved in many ways. */
  readonly turns: () => number;
  readonly committed: (name: keyof Store, args: readonly unknown[], result: unknown) => void;
  /** Awaited on the way to and from everything outside. */
  readonly gate: (process: HistoryProcess, verb: Verb, way: Way) => Promise<void>;
  /** Lets a process stand still, longer than its leases last. */
  readonly pause: (process: HistoryProcess) => void;
  readonly called: (process: HistoryProcess, verb: Verb, attemptId: string) => void;
  readonly send: Checkout['send'];
}

/** Asks the way out whether it would still send something, and sends nothing. */
const LINE_TO_BANK = {
  method: 'POST',
  url: 'http://testbank.localhost/line',
  headers: {},
  timeoutMs: 1000,
} as const;

function hookOf({ url, exact }: HttpRequest): Verb {
  if (exact) return 'forward';
  if (url.endsWith('/status')) return 'status';
  return url.endsWith('/notify') ? 'notify' : 'confirm';
}

const never = (): Promise<never> => new Promise<never>(() => undefined);

/**
 * One process of ours: a checkout over the store that all share. It can be killed between any two
 * operations, after which nothing of it ever goes on, or stand still for a while, as a paused
 * machine does, and then go on as if nothing had happened.
 */
export class HistoryProcess {
  readonly checkout: Checkout;
  /** Stood still once: what it sends from then on may be late. */
  wasFrozen = false;
  #isAlive = true;
  #isStopping = false;
  #thawing: Promise<void> | undefined;
  #thaw: (() => void) | undefined;
  #accident: Accident | undefined;
  #writes = 0;
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
    this.checkout = {
      ...around.base,
      store: this.#storeOf(around.store),
      config: this.#configOf(around.base.config),
      clock: {
        now: around.clock.now,
        after: (ms, work) => around.clock.after(ms, () => void this.pass().then(work)),
      },
      send: async (request) => {
        if (request.url === LINE_TO_BANK.url) {
          return { kind: 'answered', status: 200, body: new Uint8Array() };
        }
        const verb = hookOf(request);
        await around.gate(this, verb, 'there');
        // Its id is that of the attempt, after a word.
        const [, id = ''] = (request.headers['webhook-id'] ?? '').split('.');
        if (verb === 'forward') around.called(this, verb, id);
        const outcome = await around.send(request);
        await around.gate(this, verb, 'back');
        return outcome;
      },
      background: (work) => void work.catch(() => undefined),
      isStopping: () => this.#isStopping,
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isFrozen(): boolean {
    return this.#thawing !== undefined;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Resolves when it may go on; never once it is dead. */
  async pass(): Promise<void> {
    while (this.#thawing) await this.#thawing;
    if (!this.#isAlive) await never();
  }

  kill(): void {
    this.#isAlive = false;
  }

  stop(): void {
    this.#isStopping = true;
  }

  freeze(): void {
    this.wasFrozen = true;
    this.#thawing ??= new Promise((resolve) => {
      this.#thaw = resolve;
    });
  }

  thaw(): void {
    this.#thawing = undefined;
    this.#thaw?.();
  }

  plan(accident: Accident | undefined): void {
    this.#accident = accident;
    this.#writes = 0;
  }

  #accidentNow(): Accident | undefined {
    const accident = this.#accident;
    if (!accident) return undefined;
    const write = this.#writes;
    this.#writes += 1;
    if (write < accident.writes) return undefined;
    if (write >= accident.writes + accident.times - 1) this.#accident = undefined;
    return accident;
  }

  #storeOf(store: Store): Store {
    const operate =
      (name: keyof Store, isWrite: boolean) =>
      async (...args: readonly unknown[]): Promise<unknown> => {
        await this.pass();
        const accident = isWrite ? this.#accidentNow() : undefined;
        if (accident?.when === 'before') await this.#suffer(accident);
        const result = await (store[name] as (...all: readonly unknown[]) => Promise<unknown>)(
          ...args,
        );
        this.#around.committed(name, args, result);
        if (accident) await this.#suffer(accident);
        for (let turns = this.#around.turns(); turns > 0; turns -= 1) await Promise.resolve();
        await this.pass();
        return result;
      };
    return Object.fromEntries([
      ...READS.map((name) => [name, operate(name, false)] as const),
      ...WRITES.map((name) => [name, operate(name, true)] as const),
    ]) as unknown as Store;
  }

  async #suffer({ kind }: Accident): Promise<void> {
    if (kind === 'fail') throw new StoreError(PLAYED);
    if (kind === 'crash') this.kill();
    else this.#around.pause(this);
    await this.pass();
  }

  #configOf(config: CheckedConfig): CheckedConfig {
    const channels = Object.entries(config.channels).map(
      ([name, provider]) => [name, this.#gated(provider)] as const,
    );
    return { ...config, channels: Object.fromEntries(channels) };
  }

  #gated(provider: Provider): Provider {
    const { approve, query, netCancel, refund } = provider;
    const through = async <T>(verb: Verb, id: string, work: () => Promise<T>): Promise<T> => {
      await this.#around.gate(this, verb, 'there');
      this.#around.called(this, verb, id);
      const answer = await work();
      await this.#around.gate(this, verb, 'back');
      return answer;
    };
    return {
      ...provider,
      prepare: (record, ctx) =>
        through('prepare', record.attemptId, () => provider.prepare(record, ctx)),
      ...(approve && {
        approve: (callback, record, ctx) => {
          // A bank in this process needs no `ctx.http`, but what that refuses must not reach it.
          return through('approve', record.attemptId, async () => {
            const line = await ctx.http(LINE_TO_BANK);
            return line.kind === 'not-sent'
              ? { outcome: 'not-sent', reason: line.reason }
              : approve(callback, record, ctx);
          });
        },
      }),
      ...(query && {
        query: (record, ctx) => through('query', record.attemptId, () => query(record, ctx)),
      }),
      ...(netCancel && {
        netCancel: (record, ctx) =>
          through('netCancel', record.attemptId, () => netCancel(record, ctx)),
      }),
      ...(refund && {
        refund: (order, record, ctx) =>
          through('refund', record.attemptId, () => refund(order, record, ctx)),
      }),
    };
  }
}
