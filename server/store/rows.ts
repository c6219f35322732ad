import * as z from 'zod';
import type { Attempt, AttemptProgress, AttemptSnapshot } from '../checkout/attempt.ts';
import { STATES } from '../checkout/transitions.ts';
import { AttemptIdSchema } from '../protocol/index.ts';
import type { AttemptEvent, EventData, KeptRequest, Notice } from './store.ts';

/** Rows of the database as values of ours. A row that does not fit is a fault and throws. */
const json = <T>() => z.string().transform((text) => JSON.parse(text) as T);

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
  created_at: z.int(),
  updated_at: z.int(),
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
    snapshot: at.snapshot,
    progress: at.progress,
  };
}

const EventRow = z.object({
  seq: z.int(),
  at: z.int(),
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
  attempt_id: z.string(),
  channel: z.string(),
  http_method: z.string(),
  leg: z.string(),
  raw_query: z.string(),
  content_type: z.string(),
  // The driver gives an empty blob as an ArrayBuffer, any other as a Buffer.
  body: z.union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)]),
  times: z.int(),
  settled_at: z.nullable(z.int()),
});

export function toRequest(row: unknown): KeptRequest {
  const at = RequestRow.parse(row);
  return {
    id: at.id,
    attemptId: at.attempt_id,
    channel: at.channel,
    httpMethod: at.http_method,
    leg: at.leg,
    rawQuery: at.raw_query,
    contentType: at.content_type,
    body: new Uint8Array(at.body),
    times: at.times,
    settled: at.settled_at !== null,
  };
}

const NoticeRow = z.object({
  id: z.string(),
  attempt_id: z.string(),
  line: z.string(),
  payload: z.string(),
  tries: z.int(),
});

export function toNotice(row: unknown): Notice {
  const { id, attempt_id: attemptId, line, payload, tries } = NoticeRow.parse(row);
  return { id, attemptId, line, payload, tries };
}
