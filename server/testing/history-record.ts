import type { AttemptProgress } from '../checkout/attempt.ts';
import { LEASE_MS } from '../checkout/deadlines.ts';
import { TRANSITIONS, type AttemptState, type Transition } from '../checkout/transitions.ts';
import {
  SETTLED_WITHIN_MS,
  type Change,
  type ChangeOutcome,
  type DueAttempt,
  type KeptRequest,
  type Notice,
  type Store,
} from '../store/store.ts';
import type { Coverage } from './history-coverage.ts';

/** An attempt as the commits that were seen add up to it. */
export interface Recorded {
  readonly id: string;
  readonly line: string;
  readonly orderId: string;
  readonly channel: string;
  readonly providerOrderId: string;
  readonly amount: number;
  state: AttemptState;
  version: number;
  holdsOrder: boolean;
  progress: AttemptProgress;
  readonly events: { readonly name: string; readonly to: AttemptState; readonly at: number }[];
  dueAt: number | undefined;
  lease: { readonly owner: string; readonly until: number } | undefined;
}

interface RecordedNotice {
  readonly id: string;
  readonly attemptId: string;
  readonly seq: number;
  readonly state: AttemptState;
  readonly payload: string;
  dueAt: number;
  isDelivered: boolean;
}

interface RecordedRequest {
  readonly id: number;
  dueAt: number;
  isSettled: boolean;
}

const TABLE: Readonly<
  Record<string, { readonly from: readonly AttemptState[]; readonly to: AttemptState }>
> = TRANSITIONS;

export const isTransition = (name: string): name is Transition => Object.hasOwn(TABLE, name);

const TAKES_ORDER: ReadonlySet<AttemptState> = new Set(['approving', 'approved']);
/** Only where no money stands and none can come may another attempt be approved. */
const FREES_ORDER: ReadonlySet<AttemptState> = new Set([
  'declined',
  'reversed',
  'canceled',
  'expired',
]);

const LONGEST_WAIT_MS = 600_000;
/** Of every bank here. */
const CALL_TIMEOUT_MS = 10_000;
/** Of every backend that approves: no longer than leases that were made for the banks. */
export const FORWARD_TIMEOUT_MS = 30_000;
/** For so long a backend takes up what was signed for it. */
export const SIGNATURE_LIFE_MS = 5 * 60_000;

/**
 * All that was committed to a store, noted at each commit: what invariants are held against, at no
 * cost to the store, and at the end held against the store itself.
 */
export class HistoryRecord {
  readonly attempts = new Map<string, Recorded>();
  readonly notices = new Map<string, RecordedNotice>();
  readonly requests = new Map<number, RecordedRequest>();
  /** Until when notices are taken that were committed, but that this record has not heard of yet. */
  readonly #takenUnheard = new Map<string, number>();
  readonly #now: () => number;
  readonly #coverage: Coverage;
  readonly #violate: (what: string) => void;

  constructor(of: {
    readonly now: () => number;
    readonly coverage: Coverage;
    readonly violate: (what: string) => void;
  }) {
    this.#now = of.now;
    this.#coverage = of.coverage;
    this.#violate = of.violate;
  }

  byProviderOrder(providerOrderId: string): Recorded | undefined {
    return [...this.attempts.values()].find((at) => at.providerOrderId === providerOrderId);
  }

  noticesOf(attemptId: string): RecordedNotice[] {
    return [...this.notices.values()].filter((notice) => notice.attemptId === attemptId);
  }

  /** When there is next something to do for a worker, if ever. */
  nextDue(): number | undefined {
    const times: number[] = [];
    for (const { dueAt, lease } of this.attempts.values()) {
      if (dueAt !== undefined) times.push(Math.max(dueAt, lease?.until ?? 0));
    }
    const heads = new Set<string>();
    for (const { attemptId, dueAt, isDelivered } of this.notices.values()) {
      if (isDelivered || heads.has(attemptId)) continue;
      heads.add(attemptId);
      times.push(dueAt);
    }
    for (const { dueAt, isSettled } of this.requests.values()) if (!isSettled) times.push(dueAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  hasDue(now: number): boolean {
    return [...this.attempts.values()].some(({ dueAt }) => dueAt !== undefined && dueAt <= now + 1);
  }

  hasUnsettled(): boolean {
    return [...this.requests.values()].some(({ isSettled }) => !isSettled);
  }

  hasUndelivered(): boolean {
    return [...this.notices.values()].some(({ isDelivered }) => !isDelivered);
  }

  /** What a call to the store did, where it did something. */
  note(name: keyof Store, args: readonly unknown[], result: unknown): void {
    switch (name) {
      case 'insert':
        if (result === true) this.#inserted(...(args as Parameters<Store['insert']>));
        return;
      case 'change':
        if ((result as ChangeOutcome) === 'done') this.#changed(args[0] as Change);
        return;
      case 'lease':
        if (result === true) this.#leased(String(args[0]), String(args[1]), Number(args[2]));
        return;
      case 'claimDue':
        for (const { id } of result as readonly DueAttempt[]) {
          this.#leased(id, String(args[0]), Number(args[1]));
        }
        return;
      case 'release':
      case 'postpone':
        this.#released(name, args);
        return;
      case 'keepRequest':
        this.#kept(result as KeptRequest | undefined);
        return;
      case 'settleRequest': {
        const request = this.requests.get(Number(args[0]));
        if (request) request.isSettled = true;
        return;
      }
      case 'claimRequests':
        for (const { id, tries } of result as readonly KeptRequest[]) {
          const request = this.requests.get(id);
          const wait = Math.min(SETTLED_WITHIN_MS * 2 ** Math.min(tries - 1, 10), LONGEST_WAIT_MS);
          if (request) request.dueAt = this.#now() + wait;
        }
        return;
      case 'claimNotices':
        for (const { id } of result as readonly Notice[]) {
          const notice = this.notices.get(id);
          const until = this.#now() + Number(args[1]);
          if (notice) notice.dueAt = until;
          else this.#takenUnheard.set(id, until);
        }
        return;
      case 'settleNotice': {
        const notice = this.notices.get(String(args[0]));
        if (notice) notice.isDelivered = true;
        return;
      }
      case 'postponeNotice': {
        const notice = this.notices.get(String(args[0]));
        if (notice) notice.dueAt = this.#now() + Number(args[1]);
        return;
      }
      default:
    }
  }

  #inserted(...[attempt, event, dueIn]: Parameters<Store['insert']>): void {
    const { id, state, line, orderId, channel, providerOrderId, amount, progress } = attempt;
    if (state !== 'created' && state !== 'canceled') this.#violate(`I4: ${id} began as ${state}`);
    this.attempts.set(id, {
      id,
      line,
      orderId,
      channel,
      providerOrderId,
      amount: amount.value,
      state,
      version: 1,
      holdsOrder: false,
      progress,
      events: [{ name: event.name, to: state, at: this.#now() }],
      dueAt: dueIn === undefined ? undefined : this.#now() + dueIn,
      lease: undefined,
    });
  }

  #changed({ id, version, from, to, holdsOrder, progress, event, dueIn, notice }: Change): void {
    const at = this.attempts.get(id);
    if (!at) return;
    const { name } = event;
    if (version !== at.version || from !== at.state) {
      this.#violate(
        `I4: ${name} of version ${version} (${from}) went through at ${at.version} (${at.state})`,
      );
    }
    if (isTransition(name)) {
      const row = TABLE[name];
      if (!row?.from.includes(from) || row.to !== to)
        this.#violate(`I4: ${name} led ${from} → ${to}`);
      else this.#coverage.reach(from, name);
    } else if (from !== to) this.#violate(`I4: the remark ${name} led ${from} → ${to}`);
    const shouldHold = TAKES_ORDER.has(to) || (at.holdsOrder && !FREES_ORDER.has(to));
    const isForwarded = progress.approveMode === 'forward';
    if (isForwarded) this.#checkForwarded(at, { name, from, to });
    if (holdsOrder !== shouldHold) this.#violate(`R9: ${id} holds its order: ${holdsOrder}, ${to}`);
    if (name === 'not-executed' && from === 'unknown') this.#checkQuarantine(at);
    Object.assign(at, { state: to, version: version + 1, holdsOrder, progress });
    at.events.push({ name, to, at: this.#now() });
    at.dueAt = dueIn === undefined ? undefined : this.#now() + dueIn;
    if (notice)
      this.#noticed({ attemptId: id, seq: version + 1, state: to, payload: notice.payload });
  }

  /** What the merchant's backend took is not ours to give back. */
  #checkForwarded(
    { id, events }: Recorded,
    { name, from, to }: { readonly name: string; readonly from: AttemptState; readonly to: string },
  ): void {
    if (to === 'reversing') this.#violate(`${id}, which the merchant approves, is ${name}`);
    if (!events.some((event) => event.name === 'approval-started')) return;
    this.#coverage.reachForwarded(from, name);
  }

  /** "It was not carried out" is no answer as long as a call of ours may be under way. */
  #checkQuarantine({ id, progress }: Recorded): void {
    const askedAgo = this.#now() - (progress.askedAt ?? 0);
    const quarantine =
      progress.approveMode === 'forward'
        ? FORWARD_TIMEOUT_MS + SIGNATURE_LIFE_MS
        : CALL_TIMEOUT_MS + LEASE_MS;
    if (askedAgo < quarantine) this.#violate(`F13: ${id} was given up too soon`);
  }

  #noticed(notice: Pick<RecordedNotice, 'attemptId' | 'seq' | 'state' | 'payload'>): void {
    const id = `${notice.attemptId}.${notice.seq}`;
    const dueAt = this.#takenUnheard.get(id) ?? this.#now();
    this.notices.set(id, { id, ...notice, dueAt, isDelivered: false });
  }

  #leased(id: string, owner: string, ms: number): void {
    const at = this.attempts.get(id);
    if (at) at.lease = { owner, until: this.#now() + ms };
  }

  #released(name: 'release' | 'postpone', args: readonly unknown[]): void {
    const at = this.attempts.get(String(args[0]));
    if (!at || at.lease?.owner !== args[1]) return;
    at.lease = undefined;
    if (name === 'postpone') {
      at.dueAt = this.#now() + Number(args[2]);
      return;
    }
    const next = args[2] as
      { readonly version: number; readonly dueIn: number | undefined } | undefined;
    if (next?.version !== at.version) return;
    at.dueAt = next.dueIn === undefined ? undefined : this.#now() + next.dueIn;
  }

  /** A webhook that comes again is to be followed anew. */
  #kept(kept: KeptRequest | undefined): void {
    if (!kept) return;
    const known = this.requests.get(kept.id);
    if (known?.isSettled === kept.settled) return;
    const dueAt = this.#now() + SETTLED_WITHIN_MS;
    this.requests.set(kept.id, { id: kept.id, dueAt, isSettled: kept.settled });
  }
}
