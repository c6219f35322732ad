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
  readonly notice?: { readonly payload: string };
}

export type ChangeOutcome =
  /** It happened; the attempt is one version on. */
  | 'done'
  /** Somebody else was first. Read again and decide again. */
  | 'conflict'
  /** Another attempt holds this line and order. */
  | 'order-held';

export type NewAttempt = Omit<Attempt, 'version' | 'holdsOrder' | 'createdAt' | 'updatedAt'>;

/** A request that reached a callback address, as it came. */
export interface RawRequest {
  readonly attemptId: string;
  readonly channel: string;
  readonly httpMethod: string;
  readonly leg: string;
  readonly rawQuery: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface KeptRequest extends RawRequest {
  readonly id: number;
  /** How often the very same one came. */
  readonly times: number;
  readonly settled: boolean;
}

export interface Notice {
  /** Stable over all deliveries; the merchant's key against doubles. */
  readonly id: string;
  readonly attemptId: string;
  readonly line: string;
  readonly payload: string;
  readonly tries: number;
}

/** A request that is not settled by then was left behind. */
export const SETTLED_WITHIN_MS = 5000;

/** Requests kept of one attempt; an honest payment brings two or three. */
export const MOST_REQUESTS = 100;

/**
 * Where the truth is kept. Every write is one durable transaction; none is held across the network.
 * Methods reject with the driver's error when the store cannot be used.
 */
export interface Store {
  /** The store's own clock, in milliseconds since 1970. */
  now(): Promise<number>;

  /** Claims the id. `false`: it is taken, read it. */
  insert(attempt: NewAttempt, event: Change['event']): Promise<boolean>;
  find(id: string): Promise<Attempt | undefined>;
  /** The attempt that holds this line and order, if any. */
  holder(line: string, orderId: string): Promise<Attempt | undefined>;
  change(change: Change): Promise<ChangeOutcome>;
  /** Attempts in a state that have not changed since `before`, oldest first. */
  stale(state: AttemptState, before: number, limit: number): Promise<readonly Attempt[]>;

  /** Takes the work on an attempt for `ms`. `false`: somebody else has it. */
  lease(id: string, owner: string, ms: number): Promise<boolean>;
  release(id: string, owner: string): Promise<void>;

  /**
   * Keeps a request; the very same one again is only counted. `undefined`: this attempt has so many
   * already that somebody is filling the disk.
   */
  keepRequest(request: RawRequest): Promise<KeptRequest | undefined>;
  /** Notes that a request was read and all that follows from it is committed. */
  settleRequest(id: number): Promise<void>;
  /**
   * Takes requests that were never settled and are due by `before`, each later every time. A new
   * one is due after {@link SETTLED_WITHIN_MS}, so that nobody takes what is just being read.
   */
  claimRequests(before: number, limit: number): Promise<readonly KeptRequest[]>;
  requests(attemptId: string): Promise<readonly KeptRequest[]>;
  timeline(attemptId: string): Promise<readonly AttemptEvent[]>;

  /** Takes due notices for `leaseMs`; those not settled by then are due again. */
  claimNotices(limit: number, leaseMs: number): Promise<readonly Notice[]>;
  settleNotice(id: string): Promise<void>;
  postponeNotice(id: string, ms: number): Promise<void>;

  close(): Promise<void>;
}
