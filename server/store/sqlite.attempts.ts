import type { Attempt } from '../checkout/attempt.ts';
import { toAttempt, toDue, toEvent } from './rows.ts';
import { codeOf } from './sqlite.error.ts';
import { later, NOW, type Statements } from './sqlite.statement.ts';
import {
  StoreError,
  type Change,
  type ChangeOutcome,
  type Lane,
  type NewAttempt,
  type Store,
} from './store.ts';

const SELECT = `SELECT *, ${NOW} AS read_at FROM attempt`;
const BY_ID = `${SELECT} WHERE id = @id`;
const BY_PROVIDER_ORDER = `${SELECT} WHERE channel = @channel
  AND provider_order_id = @providerOrderId
  ORDER BY holds_order DESC, created_at DESC, rowid DESC LIMIT 1`;
const BY_ORDER = `${SELECT} WHERE order_id = @orderId AND (@line IS NULL OR line = @line)
  ORDER BY holds_order DESC, created_at DESC, rowid DESC LIMIT 100`;
const HOLDER = `${SELECT} WHERE line = @line AND order_id = @orderId AND holds_order = 1`;
const TIMELINE = 'SELECT * FROM event WHERE attempt_id = @id ORDER BY seq';

type Reading = 'find' | 'findByProviderOrder' | 'findByOrder' | 'holder' | 'timeline';

export const reading = ({ get, all, read }: Statements): Pick<Store, Reading> => {
  const one = (...query: Parameters<typeof get>): Promise<Attempt | undefined> =>
    read(() => {
      const row = get(...query);
      return row === undefined ? undefined : toAttempt(row);
    });
  return {
    find: (id) => one(BY_ID, { id }),
    findByProviderOrder: (channel, providerOrderId) =>
      one(BY_PROVIDER_ORDER, { channel, providerOrderId }),
    findByOrder: (orderId, line) =>
      read(() => all(BY_ORDER, { orderId, line: line ?? null }).map(toAttempt)),
    holder: (line, orderId) => one(HOLDER, { line, orderId }),
    timeline: (id) => read(() => all(TIMELINE, { id }).map(toEvent)),
  };
};

const INSERT = `
  INSERT INTO attempt (id, version, state, session_id, line, order_id, provider_order_id, channel,
    method, amount, currency, snapshot, progress, due_at, created_at, updated_at)
  VALUES (@id, 1, @state, @sessionId, @line, @orderId, @providerOrderId, @channel, @method,
    @value, @currency, @snapshot, @progress, ${later('dueIn')}, ${NOW}, ${NOW})
  ON CONFLICT (id) DO NOTHING`;

const CHANGE = `
  UPDATE attempt SET state = @to, version = version + 1, holds_order = @holdsOrder,
    progress = @progress, due_at = ${later('dueIn')}, claims = 0, updated_at = ${NOW}
  WHERE id = @id AND version = @version AND state = @from`;

/** Event and notice carry the very time and number of the attempt's row. */
const EVENT = `
  INSERT INTO event (attempt_id, seq, at, name, from_state, to_state, data)
  SELECT id, version, updated_at, @name, @from, state, @data FROM attempt WHERE id = @id`;

const NOTICE = `
  INSERT INTO outbox (id, attempt_id, seq, line, payload, created_at, due_at)
  SELECT id || '.' || version, id, version, line, @payload, updated_at, updated_at
  FROM attempt WHERE id = @id`;

export const writing = (statements: Statements): Pick<Store, 'insert' | 'change'> => ({
  insert: (attempt, event, dueIn) =>
    statements.commit(() => insertAttempt(statements, attempt, { event, dueIn })),
  change: (change) => statements.commit(() => applyChange(statements, change)).catch(heldOrRethrow),
});

function insertAttempt(
  { run }: Statements,
  attempt: NewAttempt,
  { event, dueIn }: Pick<Change, 'event' | 'dueIn'>,
): boolean {
  const { amount, snapshot, progress, ...plain } = attempt;
  const inserted = run(INSERT, {
    ...plain,
    ...amount,
    snapshot: JSON.stringify(snapshot),
    progress: JSON.stringify(progress),
    dueIn: dueIn ?? null,
  });
  if (inserted === 0) return false;
  run(EVENT, { id: attempt.id, name: event.name, from: null, data: JSON.stringify(event.data) });
  return true;
}

function applyChange({ run }: Statements, change: Change): ChangeOutcome {
  const { id, version, from, to, event, notice } = change;
  const changed = run(CHANGE, {
    id,
    version,
    from,
    to,
    holdsOrder: change.holdsOrder ? 1 : 0,
    progress: JSON.stringify(change.progress),
    dueIn: change.dueIn ?? null,
  });
  if (changed === 0) return 'conflict';
  run(EVENT, { id, name: event.name, from, data: JSON.stringify(event.data) });
  if (notice) run(NOTICE, { id, payload: notice.payload });
  return 'done';
}

/** The unique index is the judge; its refusal is an answer, not a fault. */
function heldOrRethrow(error: unknown): 'order-held' {
  const isHeld =
    error instanceof StoreError &&
    codeOf(error.cause) === 'SQLITE_CONSTRAINT_UNIQUE' &&
    error.message.includes('attempt.line, attempt.order_id');
  if (isHeld) return 'order-held';
  throw error;
}

const LEASE = `
  UPDATE attempt SET lease_owner = @owner, lease_until = ${later('ms')},
    hinted_at = CASE WHEN @gapMs > 0 THEN ${NOW} ELSE hinted_at END
  WHERE id = @id AND lease_until <= ${NOW}
    AND (@gapMs = 0 OR hinted_at IS NULL OR hinted_at <= ${NOW} - @gapMs)`;

/** Without a `next` its version is NULL, which equals none. */
const RELEASE = `
  UPDATE attempt SET lease_owner = NULL, lease_until = 0, claims = 0,
    due_at = CASE WHEN version = @version THEN ${later('dueIn')} ELSE due_at END
  WHERE id = @id AND lease_owner = @owner`;

/** Answers with what cannot fail to be read: one damaged row must not hold up the others. */
const CLAIM_DUE = `
  UPDATE attempt SET lease_owner = @owner, lease_until = ${later('ms')},
    claims = claims + 1
  WHERE id IN (SELECT id FROM attempt WHERE due_at <= ${NOW} AND lease_until <= ${NOW}
      AND channel || ' ' || line NOT IN (SELECT value FROM json_each(@except))
    ORDER BY due_at LIMIT @limit)
  RETURNING id, channel, line, claims, due_at`;

const POSTPONE = `
  UPDATE attempt SET lease_owner = NULL, lease_until = 0, due_at = ${later('ms')}
  WHERE id = @id AND lease_owner = @owner`;

/** Neither name has a blank in it. */
const namesOf = (lanes: readonly Lane[]): string =>
  JSON.stringify(lanes.map(({ channel, line }) => `${channel} ${line}`));

type Leasing = 'lease' | 'release' | 'claimDue' | 'postpone';

export const leasing = ({ run, all, commit }: Statements): Pick<Store, Leasing> => ({
  lease: (id, owner, ms, gapMs = 0) => commit(() => run(LEASE, { id, owner, ms, gapMs }) === 1),
  release: (id, owner, next) =>
    commit(() => {
      run(RELEASE, {
        id,
        owner,
        version: next?.version ?? null,
        dueIn: next?.dueIn ?? null,
      });
    }),
  claimDue: (owner, ms, limit, except = []) =>
    commit(() =>
      all(CLAIM_DUE, { owner, ms, limit, except: namesOf(except) })
        .map(toDue)
        .sort((one, other) => one.dueAt - other.dueAt)
        .map(({ id, channel, line, claims }) => ({ id, channel, line, claims })),
    ),
  postpone: (id, owner, ms) =>
    commit(() => {
      run(POSTPONE, { id, owner, ms });
    }),
});

/** Nothing is ever due later than that; what is was written while the clock was wrong. */
const FURTHEST_MS = 5 * 24 * 3_600_000;

/** For a store that has just been opened alone: whoever had work in hand is dead, so look at once. */
export const FREE_LEASES = `
  UPDATE attempt SET lease_owner = NULL, lease_until = 0,
    hinted_at = min(hinted_at, ${NOW}),
    due_at = CASE WHEN lease_owner IS NULL THEN min(due_at, ${NOW} + ${String(FURTHEST_MS)})
      ELSE min(due_at, ${NOW}) END
  WHERE lease_owner IS NOT NULL OR due_at > ${NOW} + ${String(FURTHEST_MS)} OR hinted_at > ${NOW}`;
