import type { Migration } from './sqlite.migrate.ts';

/** Marks the file as ours, so that another program's file is refused and left alone. */
export const APPLICATION_ID = 0x70617963;

const SCHEMA = `
CREATE TABLE attempt (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  session_id TEXT NOT NULL,
  line TEXT NOT NULL,
  order_id TEXT NOT NULL,
  provider_order_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  method TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  holds_order INTEGER NOT NULL DEFAULT 0,
  snapshot TEXT NOT NULL,
  progress TEXT NOT NULL,
  due_at INTEGER,
  claims INTEGER NOT NULL DEFAULT 0,
  hinted_at INTEGER,
  lease_owner TEXT,
  lease_until INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
-- The database decides who may approve an order.
CREATE UNIQUE INDEX one_holder ON attempt (line, order_id) WHERE holds_order = 1;
CREATE UNIQUE INDEX provider_order ON attempt (channel, provider_order_id);
CREATE INDEX attempt_order ON attempt (order_id);
CREATE INDEX attempt_due ON attempt (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE event (
  attempt_id TEXT NOT NULL REFERENCES attempt (id),
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (attempt_id, seq)
) STRICT;
CREATE TRIGGER event_kept BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_never_deleted BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

-- An id is never used again: who still works on a request that was purged settles no other.
CREATE TABLE inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  attempt_id TEXT,
  channel TEXT NOT NULL,
  sealed TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1,
  tries INTEGER NOT NULL DEFAULT 0,
  received_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
CREATE INDEX inbox_attempt ON inbox (attempt_id) WHERE attempt_id IS NOT NULL;
CREATE INDEX inbox_unknown ON inbox (channel) WHERE attempt_id IS NULL;
CREATE INDEX inbox_unsettled ON inbox (due_at) WHERE settled_at IS NULL;
CREATE INDEX inbox_received ON inbox (received_at);

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  attempt_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  line TEXT NOT NULL,
  payload TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  delivered_at INTEGER
) STRICT;
CREATE UNIQUE INDEX outbox_order ON outbox (attempt_id, seq);
CREATE INDEX outbox_due ON outbox (due_at) WHERE delivered_at IS NULL;
CREATE INDEX outbox_delivered ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;

PRAGMA application_id = ${String(APPLICATION_ID)}`;

/** A provider may be given the merchant's own order id, which every attempt for the order shares. */
const ORDER_ID_AGAIN = `
DROP INDEX provider_order;
CREATE INDEX provider_order ON attempt (channel, provider_order_id)`;

/** Files of version 1 were written before the first release, and their requests were not sealed. */
export const MIGRATIONS: readonly Migration[] = [
  { from: 0, to: 2, sql: SCHEMA },
  { from: 2, to: 3, sql: ORDER_ID_AGAIN },
];
