/** Marks the file as ours, so that another program's file is refused and left alone. */
export const APPLICATION_ID = 0x70617963;
export const SCHEMA_VERSION = 1;

export const SCHEMA = `
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
  lease_owner TEXT,
  lease_until INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
-- The database decides who may approve an order.
CREATE UNIQUE INDEX one_holder ON attempt (line, order_id) WHERE holds_order = 1;
CREATE UNIQUE INDEX provider_order ON attempt (channel, provider_order_id);
CREATE INDEX attempt_state ON attempt (state, updated_at);

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

CREATE TABLE inbox (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  attempt_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  http_method TEXT NOT NULL,
  leg TEXT NOT NULL,
  raw_query TEXT NOT NULL,
  content_type TEXT NOT NULL,
  body BLOB NOT NULL,
  times INTEGER NOT NULL DEFAULT 1,
  received_at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
CREATE INDEX inbox_attempt ON inbox (attempt_id);
CREATE INDEX inbox_unsettled ON inbox (due_at) WHERE settled_at IS NULL;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  attempt_id TEXT NOT NULL,
  line TEXT NOT NULL,
  payload TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  delivered_at INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE delivered_at IS NULL;
`;
