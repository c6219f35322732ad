import * as z from 'zod';
import type { Attempt, AttemptProgress, AttemptSnapshot } from '../checkout/attempt.ts';
import { STATES } from '../checkout/transitions.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import type {
  AttemptEvent,
  DueAttempt,
  EventData,
  KeptRequest,
  Notice,
  NoticeStanding,
} from './store.ts';

/** Rows of the database as values of ours. A row that does not fit is a fault and throws. */
const json = <T>() => z.string().transform((text) => JSON.parse(text) as T);

const Time = z.int();
const State = z.enum(STATES);

const AttemptRow = z.object({
  id: AttemptIdSchema,
  version: z.int(),
  state: State,
  session_id: z.string(),
  line: z.string(),
  order_id: z.string(),
  provider_order_id: z.string(),
  channel: z.string(),
  method: z.string(),
  amount: z.int(),
  currency: z.string(),
  holds_order: z.int(),
  snapshot: json<AttemptSnapshot>(),
  progress: json<AttemptProgress>(),
  due_at: z.nullable(Time),
  created_at: Time,
  updated_at: Time,
  read_at: Time,
});

export function toAttempt(row: unknown): Attempt {
  const at = AttemptRow.parse(row);
  return {
    id: at.id,
    version: at.version,
    state: at.state,
    sessionId: at.session_id,
    line: at.line,
    orderId: at.order_id,
    providerOrderId: at.provider_order_id,
    channel: at.channel,
    method: at.method,
    amount: { value: at.amount, currency: at.currency },
    holdsOrder: at.holds_order === 1,
    createdAt: at.created_at,
    updatedAt: at.updated_at,
    readAt: at.read_at,
    dueAt: at.due_at ?? undefined,
    snapshot: at.snapshot,
    progress: at.progress,
  };
}

const DueRow = z.object({
  id: z.string(),
  channel: z.string(),
  line: z.string(),
  claims: z.int(),
  due_at: Time,
});

export function toDue(row: unknown): DueAttempt & { readonly dueAt: number } {
  const { id, channel, line, claims, due_at: dueAt } = DueRow.parse(row);
  return { id, channel, line, claims, dueAt };
}

const EventRow = z.object({
  seq: z.int(),
  at: Time,
  name: z.string(),
  from_state: z.nullable(State),
  to_state: State,
  data: json<EventData>(),
});

export function toEvent(row: unknown): AttemptEvent {
  const { seq, at, name, from_state: from, to_state: to, data } = EventRow.parse(row);
  return { seq, at, name, from: from ?? undefined, to, data };
}

const RequestRow = z.object({
  id: z.int(),
  source: z.enum(['callback', 'webhook']),
  digest: z.string(),
  attempt_id: z.nullable(z.string()),
  channel: z.string(),
  sealed: z.string(),
  times: z.int(),
  tries: z.int(),
  received_at: Time,
  settled_at: z.nullable(Time),
});

export function toRequest(row: unknown): KeptRequest {
  const at = RequestRow.parse(row);
  return {
    id: at.id,
    source: at.source,
    digest: at.digest,
    attemptId: at.attempt_id ?? undefined,
    channel: at.channel,
    sealed: at.sealed,
    times: at.times,
    tries: at.tries,
    receivedAt: at.received_at,
    settled: at.settled_at !== null,
  };
}

const NoticeRow = z.object({
  id: z.string(),
  attempt_id: z.string(),
  line: z.string(),
  payload: z.string(),
  tries: z.int(),
  created_at: Time,
});

export function toNotice(row: unknown): Notice {
  const { id, attempt_id: attemptId, line, payload, tries, created_at } = NoticeRow.parse(row);
  return { id, attemptId, line, payload, tries, createdAt: created_at };
}

const NoticeTimes = z.object({ due_at: Time, delivered_at: z.nullable(Time) });

export function toNoticeStanding(row: unknown): NoticeStanding {
  const { due_at: dueAt, delivered_at } = NoticeTimes.parse(row);
  return { ...toNotice(row), dueAt, deliveredAt: delivered_at ?? undefined };
}
