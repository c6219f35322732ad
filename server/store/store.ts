import type { Attempt, AttemptProgress } from '../checkout/attempt.ts';
import type { AttemptState } from '../checkout/transitions.ts';

/** Allow-listed facts of an event, for the timeline. Never a secret, a token or a body. */
export type EventData = Readonly<Record<string, string | number>>;

export interface AttemptEvent {
  readonly seq: number;
  readonly at: number;
  readonly name: string;
  readonly from: AttemptState | undefined;
  readonly to: AttemptState;
  readonly data: EventData;
}

/** One compare-and-set with its event, and the notice that must not be lost with it. */
export interface Change {
  readonly id: string;
  readonly version: number;
  readonly from: AttemptState;
  readonly to: AttemptState;
  readonly holdsOrder: boolean;
  readonly progress: AttemptProgress;
  readonly event: { readonly name: string; readonly data: EventData };
  /** In how many milliseconds somebody has to look after it; `undefined` for never. */
  readonly dueIn: number | undefined;
  readonly notice?: { readonly payload: string };
}

export type ChangeOutcome =
  /** It happened; the attempt is one version on. */
  | 'done'
  /** Somebody else was first. Read again and decide again. */
  | 'conflict'
  /** Another attempt holds this line and order. */
  | 'order-held';

export type NewAttempt = Omit<
  Attempt,
  'version' | 'holdsOrder' | 'createdAt' | 'updatedAt' | 'readAt' | 'dueAt'
>;

/** A request that reached us from a provider, sealed: the store cannot read what it says. */
export interface SealedRequest {
  readonly source: 'callback' | 'webhook';
  /** Of what was sealed; the very same request has the same. */
  readonly digest: string;
  /** `undefined` as long as nobody knows whom a webhook is about. */
  readonly attemptId: string | undefined;
  readonly channel: string;
  readonly sealed: string;
}

export interface KeptRequest extends SealedRequest {
  readonly id: number;
  /** How often the very same one came. */
  readonly times: number;
  /** How often it was taken up again. */
  readonly tries: number;
  readonly receivedAt: number;
  readonly settled: boolean;
}

export interface Notice {
  /** Stable over all deliveries; the merchant's key against doubles. */
  readonly id: string;
  readonly attemptId: string;
  readonly line: string;
  readonly payload: string;
  readonly tries: number;
  /** When its state was reached. */
  readonly createdAt: number;
}

/** What became of a notice, for the merchant who looks for it. */
export interface NoticeStanding extends Notice {
  readonly dueAt: number;
  readonly deliveredAt: number | undefined;
}

/** Attempts of one line over one channel: what is slow for one of them is slow for all. */
export interface Lane {
  readonly channel: string;
  readonly line: string;
}

/** An attempt whose time had come, taken by whoever asked. */
export interface DueAttempt extends Lane {
  readonly id: string;
  /** How often it was taken and not given back in order since. */
  readonly claims: number;
}

/** A request that is not settled by then was left behind. */
export const SETTLED_WITHIN_MS = 5000;

/** Requests kept of one attempt, or of a channel's unknown ones; honest payments bring two or three. */
export const MOST_REQUESTS = 100;

/**
 * Where the truth is kept. Every write is one durable transaction; none is held across the network.
 * Times are the store's own. Methods reject with {@link StoreError} when the store cannot be used.
 */
export interface Store {
  /** The store's own clock, in milliseconds since 1970. */
  now(): Promise<number>;

  /** Claims the id. `false`: it is taken, read it. */
  insert(attempt: NewAttempt, event: Change['event'], dueIn?: number): Promise<boolean>;
  find(id: string): Promise<Attempt | undefined>;
  /** The one that holds its order first, then the newest: several may share the merchant's own id. */
  findByProviderOrder(channel: string, providerOrderId: string): Promise<Attempt | undefined>;
  /**
   * Attempts for an order, of one line or of all: those that hold it first, then the newest; at most
   * a hundred.
   */
  findByOrder(orderId: string, line?: string): Promise<readonly Attempt[]>;
  /** The attempt that holds this line and order, if any. */
  holder(line: string, orderId: string): Promise<Attempt | undefined>;
  change(change: Change): Promise<ChangeOutcome>;
  timeline(attemptId: string): Promise<readonly AttemptEvent[]>;

  /**
   * Takes the work on an attempt for `ms`. `false`: somebody else has it; or, with `gapMs`, it was
   * taken with a gap less than that ago.
   */
  lease(id: string, owner: string, ms: number, gapMs?: number): Promise<boolean>;
  /**
   * Gives the work back. `next` says when it is due again, which counts for nothing if the attempt
   * has changed since that version; without `next` it stays due when it was.
   */
  release(
    id: string,
    owner: string,
    next?: { readonly version: number; readonly dueIn: number | undefined },
  ): Promise<void>;
  /**
   * Takes attempts whose time has come for `ms`, those that waited longest first; none of the lanes
   * in `except`.
   */
  claimDue(
    owner: string,
    ms: number,
    limit: number,
    except?: readonly Lane[],
  ): Promise<readonly DueAttempt[]>;
  /** Gives back an attempt that could not even be read. */
  postpone(id: string, owner: string, ms: number): Promise<void>;

  /**
   * Keeps a request; the very same one again is only counted, and a webhook is to be followed anew,
   * since its sender means something by it. `undefined`: there are so many already that somebody is
   * filling the disk.
   */
  keepRequest(request: SealedRequest): Promise<KeptRequest | undefined>;
  /** Notes that a request was read and all that follows from it is committed. */
  settleRequest(id: number): Promise<void>;
  /**
   * Takes requests that were never settled and are due by `before`, each later every time. A new
   * one is due after {@link SETTLED_WITHIN_MS}, so that nobody takes what is just being read.
   */
  claimRequests(before: number, limit: number): Promise<readonly KeptRequest[]>;
  requests(attemptId: string): Promise<readonly KeptRequest[]>;

  /**
   * Takes due notices for `leaseMs`; those not settled by then are due again. Of one attempt only
   * the oldest that is not delivered: a merchant hears things in the order in which they happened.
   */
  claimNotices(limit: number, leaseMs: number): Promise<readonly Notice[]>;
  settleNotice(id: string): Promise<void>;
  postponeNotice(id: string, ms: number): Promise<void>;
  notices(attemptId: string): Promise<readonly NoticeStanding[]>;

  /**
   * Deletes requests, settled or not, and notices that were delivered, from before `ageMs` ago; none
   * of an attempt whose approval is not over.
   * Answers how many: it stops after some, so that nobody waits for long, and goes on when called again.
   */
  purge(ageMs: number): Promise<number>;

  close(): Promise<void>;
}

/** Why a store cannot be used; the message says what to do about it. */
export class StoreError extends Error {
  readonly code = 'STORE_UNAVAILABLE';
}
