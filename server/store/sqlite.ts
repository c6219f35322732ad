import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import * as z from 'zod';
import type { Attempt } from '../checkout/attempt.ts';
import { toAttempt, toEvent } from './rows.ts';
import { inbox, outbox } from './sqlite.boxes.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './sqlite.schema.ts';
import { NOW, statementsOf, type Statements, type Values } from './sqlite.statement.ts';
import type { Change, ChangeOutcome, NewAttempt, Store } from './store.ts';

export interface SqliteOptions {
  /** A file path, or `:memory:`. */
  readonly path: string;
  /** Added to the database's clock, in milliseconds; tests move time by it. */
  readonly clockOffset?: () => number;
  /** For how long a write waits while another program holds the file, in milliseconds. */
  readonly busyTimeout?: number;
}

/**
 * One process, one file. Durable at every commit (WAL, synchronous FULL).
 * @throws Error when the file belongs to another program or to a newer version of this one.
 */
export function openSqliteStore(options: SqliteOptions): Store {
  if (options.path !== ':memory:') mkdirSync(dirname(options.path), { recursive: true });
  const db = new Database(options.path);
  prepareFile(db, options);
  return sqliteStore(db, statementsOf(db, options.clockOffset ?? (() => 0)));
}

function prepareFile(db: Database.Database, { path, busyTimeout = 5000 }: SqliteOptions): void {
  db.exec(`PRAGMA busy_timeout = ${String(busyTimeout)}`);
  const { application_id: owner } = one(db, 'PRAGMA application_id', ApplicationId);
  const { user_version: version } = one(db, 'PRAGMA user_version', UserVersion);
  const { tables } = one(db, 'SELECT count(*) AS tables FROM sqlite_schema', TableCount);
  if (tables > 0 && owner !== APPLICATION_ID) {
    throw new Error(`${path} belongs to another program. Choose another file for storeUrl.`);
  }
  if (version > SCHEMA_VERSION) {
    throw new Error(`${path} was written by a newer pay-checkout. Update this server to open it.`);
  }
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  if (tables > 0) {
    // One process, one file: whoever held a lease is gone.
    db.exec('UPDATE attempt SET lease_owner = NULL, lease_until = 0 WHERE lease_until > 0');
    return;
  }
  db.exec(
    `BEGIN IMMEDIATE; ${SCHEMA} PRAGMA application_id = ${String(APPLICATION_ID)};
     PRAGMA user_version = ${String(SCHEMA_VERSION)}; COMMIT`,
  );
}

const ApplicationId = z.object({ application_id: z.int() });
const UserVersion = z.object({ user_version: z.int() });
const TableCount = z.object({ tables: z.int() });

const one = <T>(db: Database.Database, sql: string, schema: z.ZodType<T>): T =>
  schema.parse(db.prepare(sql).get());

function sqliteStore(db: Database.Database, statements: Statements): Store {
  const { all, commit, read } = statements;
  const attempts = (where: string, values: Values): Attempt[] =>
    all(`SELECT * FROM attempt WHERE ${where}`, values).map(toAttempt);

  return {
    now: () => read(() => Clock.parse(all(`SELECT ${NOW} AS now`)[0]).now),
    insert: (attempt, event) => commit(() => insertAttempt(statements, attempt, event)),
    find: (id) => read(() => attempts('id = @id', { id })[0]),
    holder: (line, orderId) => read(() => attempts(HOLDER, { line, orderId })[0]),
    change: (change) => commit(() => applyChange(statements, change)).catch(heldOrRethrow),
    stale: (state, before, limit) => read(() => attempts(STALE, { state, before, limit })),
    ...leases(statements),
    ...inbox(statements),
    ...outbox(statements),
    timeline: (id) =>
      read(() =>
        all('SELECT * FROM event WHERE attempt_id = @id ORDER BY seq', { id }).map(toEvent),
      ),
    close: () =>
      read(() => {
        db.close();
      }),
  };
}

const HOLDER = 'line = @line AND order_id = @orderId AND holds_order = 1';
const STALE = 'state = @state AND updated_at <= @before ORDER BY updated_at LIMIT @limit';

const Clock = z.object({ now: z.int() });

function insertAttempt({ run }: Statements, attempt: NewAttempt, event: Change['event']): boolean {
  const { amount, snapshot, progress, ...plain } = attempt;
  const inserted = run(
    `INSERT INTO attempt (id, version, state, session_id, line, order_id, provider_order_id, channel,
       method, amount, currency, snapshot, progress, created_at, updated_at)
     VALUES (@id, 1, @state, @sessionId, @line, @orderId, @providerOrderId, @channel, @method,
       @value, @currency, @snapshot, @progress, ${NOW}, ${NOW})
     ON CONFLICT (id) DO NOTHING`,
    {
      ...plain,
      ...amount,
      snapshot: JSON.stringify(snapshot),
      progress: JSON.stringify(progress),
    },
  );
  if (inserted === 0) return false;
  run(
    `INSERT INTO event (attempt_id, seq, at, name, from_state, to_state, data)
     VALUES (@id, 1, ${NOW}, @name, NULL, @state, @data)`,
    { id: attempt.id, state: attempt.state, name: event.name, data: JSON.stringify(event.data) },
  );
  return true;
}

function applyChange({ run }: Statements, change: Change): ChangeOutcome {
  const changed = run(
    `UPDATE attempt SET state = @to, version = version + 1, holds_order = @holdsOrder,
       progress = @progress, updated_at = ${NOW}
     WHERE id = @id AND version = @version AND state = @from`,
    {
      id: change.id,
      version: change.version,
      from: change.from,
      to: change.to,
      holdsOrder: change.holdsOrder ? 1 : 0,
      progress: JSON.stringify(change.progress),
    },
  );
  if (changed === 0) return 'conflict';
  const seq = change.version + 1;
  run(
    `INSERT INTO event (attempt_id, seq, at, name, from_state, to_state, data)
     VALUES (@id, @seq, ${NOW}, @name, @from, @to, @data)`,
    {
      id: change.id,
      seq,
      name: change.event.name,
      from: change.from,
      to: change.to,
      data: JSON.stringify(change.event.data),
    },
  );
  if (change.notice) {
    run(
      `INSERT INTO outbox (id, attempt_id, line, payload, due_at)
       SELECT @noticeId, id, line, @payload, ${NOW} FROM attempt WHERE id = @id`,
      { noticeId: `${change.id}.${String(seq)}`, id: change.id, payload: change.notice.payload },
    );
  }
  return 'done';
}

/** The unique index is the judge; its refusal is an answer, not a fault. */
function heldOrRethrow(error: unknown): 'order-held' {
  const isHeld =
    error instanceof Error &&
    'code' in error &&
    error.code === 'SQLITE_CONSTRAINT_UNIQUE' &&
    error.message.includes('attempt.line, attempt.order_id');
  if (isHeld) return 'order-held';
  throw error;
}

const leases = ({ run, commit }: Statements): Pick<Store, 'lease' | 'release'> => ({
  lease: (id, owner, ms) =>
    commit(
      () =>
        run(
          `UPDATE attempt SET lease_owner = @owner, lease_until = ${NOW} + @ms
           WHERE id = @id AND lease_until <= ${NOW}`,
          { id, owner, ms },
        ) === 1,
    ),
  release: (id, owner) =>
    commit(() => {
      run(
        'UPDATE attempt SET lease_owner = NULL, lease_until = 0 WHERE id = @id AND lease_owner = @owner',
        {
          id,
          owner,
        },
      );
    }),
});
