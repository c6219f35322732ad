import { traceIdOf, type Attempt } from '../checkout/attempt.ts';
import { statusOf } from '../checkout/status.ts';
import type { Amount, Deposit, Stage, Status } from '../protocol/index.ts';
import type { AttemptEvent, KeptRequest, NoticeStanding, Store } from '../store/store.ts';

/**
 * All that is known of an attempt, for the merchant's own programs: what a browser may know, what
 * the provider calls it, every step, and what became of the notices. Times in milliseconds since
 * 1970. Never a token, a raw request or a provider's private state.
 */
export interface WholeAttempt {
  readonly attemptId: string;
  /** The attempt's version: the number of its last event. */
  readonly seq: number;
  readonly state: Attempt['state'];
  readonly status: Status;
  readonly line: string;
  readonly orderId: string;
  readonly orderName: string;
  readonly method: string;
  readonly channel: string;
  readonly provider: string;
  /** Who approves, or did: the server, or the merchant's own backend. */
  readonly approveMode: 'direct' | 'forward';
  /** What to search for in the provider's dashboard. */
  readonly providerOrderId: string;
  readonly transactionId?: string;
  readonly amount: Amount;
  /** What the provider says it took, where it said so. */
  readonly approvedAmount?: Amount;
  readonly approvedAt?: number;
  readonly deposit?: Deposit;
  readonly stage?: Stage;
  readonly code?: string;
  readonly providerCode?: string;
  readonly message?: string;
  /** Whether no other attempt may be approved for this line and order. */
  readonly holdsOrder: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the server looks at it next by itself. */
  readonly dueAt?: number;
  readonly traceId: string;
  readonly timeline: readonly AttemptEvent[];
  readonly notices: readonly WholeNotice[];
  readonly requests: readonly WholeRequest[];
}

interface WholeNotice {
  readonly id: string;
  readonly tries: number;
  readonly createdAt: number;
  /** When it is sent next; left out once it was delivered. */
  readonly dueAt?: number;
  readonly deliveredAt?: number;
}

/** That a callback or webhook came, and how often; what it said is sealed. */
interface WholeRequest {
  readonly source: KeptRequest['source'];
  readonly receivedAt: number;
  readonly times: number;
  readonly settled: boolean;
}

/** @throws StoreError */
export async function wholeOf(store: Store, attempt: Attempt): Promise<WholeAttempt> {
  const { id } = attempt;
  const [timeline, notices, requests] = await Promise.all([
    store.timeline(id),
    store.notices(id),
    store.requests(id),
  ]);
  return {
    ...factsOf(attempt),
    timeline,
    notices: notices.map(noticeOf),
    requests: requests.map(({ source, receivedAt, times, settled }) => ({
      source,
      receivedAt,
      times,
      settled,
    })),
  };
}

type Facts = Omit<WholeAttempt, 'timeline' | 'notices' | 'requests'>;

function factsOf(attempt: Attempt): Facts {
  const { progress, snapshot } = attempt;
  return {
    attemptId: attempt.id,
    seq: attempt.version,
    state: attempt.state,
    status: statusOf(attempt),
    line: attempt.line,
    orderId: attempt.orderId,
    orderName: snapshot.orderName,
    method: attempt.method,
    channel: attempt.channel,
    provider: snapshot.provider,
    approveMode: progress.approveMode ?? snapshot.approveMode ?? 'direct',
    providerOrderId: attempt.providerOrderId,
    amount: attempt.amount,
    holdsOrder: attempt.holdsOrder,
    createdAt: attempt.createdAt,
    updatedAt: attempt.updatedAt,
    traceId: traceIdOf(attempt),
    ...known({
      transactionId: progress.transactionId,
      approvedAmount: progress.approvedAmount,
      approvedAt: progress.approvedAt,
      deposit: progress.deposit,
      stage: progress.stage,
      code: progress.code,
      providerCode: progress.providerCode,
      message: progress.message,
      dueAt: attempt.dueAt,
    }),
  };
}

const noticeOf = ({ id, tries, createdAt, dueAt, deliveredAt }: NoticeStanding): WholeNotice => ({
  id,
  tries,
  createdAt,
  ...(deliveredAt === undefined ? { dueAt } : { deliveredAt }),
});

/** Leaves out what is not known. */
const known = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
