import { toNotice, toNoticeStanding, toRequest } from './rows.ts';
import { later, NOW, type Statements } from './sqlite.statement.ts';
import { MOST_REQUESTS, SETTLED_WITHIN_MS, type Store } from './store.ts';

/** A request is taken up again after five seconds, then twice as long each time, at most this. */
const LONGEST_WAIT_MS = 600_000;

/** Rows of each kind that one call deletes, so that no payment waits behind it for long. */
const MOST_PURGED = 1000;

/** The very same request once more. A webhook that was settled is to be followed anew. */
const AGAIN = `ON CONFLICT (digest) DO UPDATE
    SET times = inbox.times + 1, attempt_id = coalesce(inbox.attempt_id, excluded.attempt_id),
      settled_at = CASE WHEN inbox.source = 'webhook' THEN NULL ELSE inbox.settled_at END,
      due_at = CASE WHEN inbox.source = 'webhook' AND inbox.settled_at IS NOT NULL
        THEN excluded.due_at ELSE inbox.due_at END,
      tries = CASE WHEN inbox.source = 'webhook' AND inbox.settled_at IS NOT NULL
        THEN 0 ELSE inbox.tries END`;

const KEEP = `
  INSERT INTO inbox (source, digest, attempt_id, channel, sealed, received_at, due_at)
  SELECT @source, @digest, @attemptId, @channel, @sealed, ${NOW}, ${NOW} + ${String(SETTLED_WITHIN_MS)}
  WHERE EXISTS (SELECT 1 FROM inbox WHERE digest = @digest)
    OR ${String(MOST_REQUESTS)} > CASE WHEN @attemptId IS NULL
      THEN (SELECT count(*) FROM inbox WHERE attempt_id IS NULL AND channel = @channel)
      ELSE (SELECT count(*) FROM inbox WHERE attempt_id = @attemptId) END
  ${AGAIN}
  RETURNING *`;

const CLAIM_REQUESTS = `
  UPDATE inbox SET tries = tries + 1,
    due_at = ${NOW} + min(${String(SETTLED_WITHIN_MS)} << min(tries, 10), ${String(LONGEST_WAIT_MS)})
  WHERE id IN (SELECT id FROM inbox WHERE settled_at IS NULL AND due_at <= @before
    ORDER BY due_at LIMIT @limit)
  RETURNING *`;

const REQUESTS = 'SELECT * FROM inbox WHERE attempt_id = @attemptId ORDER BY id';

type Inbox = 'keepRequest' | 'settleRequest' | 'claimRequests' | 'requests';

/** Requests that reached us, sealed. */
export const inbox = ({ run, get, all, commit, read }: Statements): Pick<Store, Inbox> => ({
  keepRequest: (request) =>
    commit(() => {
      const row = get(KEEP, { ...request, attemptId: request.attemptId ?? null });
      return row === undefined ? undefined : toRequest(row);
    }),
  settleRequest: (id) =>
    commit(() => {
      run(`UPDATE inbox SET settled_at = ${NOW} WHERE id = @id AND settled_at IS NULL`, { id });
    }),
  claimRequests: (before, limit) =>
    commit(() => all(CLAIM_REQUESTS, { before, limit }).map(toRequest)),
  requests: (attemptId) => read(() => all(REQUESTS, { attemptId }).map(toRequest)),
});

/** An older one that is not delivered, due or not, stands before the younger of its attempt. */
const CLAIM_NOTICES = `
  UPDATE outbox SET tries = tries + 1, due_at = ${later('leaseMs')}
  WHERE id IN (SELECT id FROM outbox AS next WHERE delivered_at IS NULL AND due_at <= ${NOW}
    AND NOT EXISTS (SELECT 1 FROM outbox AS older WHERE older.attempt_id = next.attempt_id
      AND older.seq < next.seq AND older.delivered_at IS NULL)
    ORDER BY due_at LIMIT @limit)
  RETURNING *`;

const SETTLE_NOTICE = `UPDATE outbox SET delivered_at = ${NOW}
  WHERE id = @id AND delivered_at IS NULL`;

const POSTPONE_NOTICE = `UPDATE outbox SET due_at = ${later('ms')}
  WHERE id = @id AND delivered_at IS NULL`;

const NOTICES = 'SELECT * FROM outbox WHERE attempt_id = @attemptId ORDER BY seq';

type Outbox = 'claimNotices' | 'settleNotice' | 'postponeNotice' | 'notices';

/** Notices that wait to be delivered. */
export const outbox = ({ run, all, commit, read }: Statements): Pick<Store, Outbox> => ({
  claimNotices: (limit, leaseMs) =>
    commit(() => all(CLAIM_NOTICES, { limit, leaseMs }).map(toNotice)),
  settleNotice: (id) =>
    commit(() => {
      run(SETTLE_NOTICE, { id });
    }),
  postponeNotice: (id, ms) =>
    commit(() => {
      run(POSTPONE_NOTICE, { id, ms });
    }),
  notices: (attemptId) => read(() => all(NOTICES, { attemptId }).map(toNoticeStanding)),
});

const purgeOf = (table: string, time: string, more = ''): string => `
  DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table}
    WHERE ${time} < ${NOW} - CAST(@ageMs AS INTEGER) ${more}
    ORDER BY ${time} LIMIT ${String(MOST_PURGED)})`;

/** What a question about an approval that is not over is asked with. */
const NEEDED = `SELECT 1 FROM attempt WHERE id = inbox.attempt_id
  AND state IN ('authenticated', 'approving', 'unknown', 'awaiting-deposit')`;

const PURGE_INBOX = purgeOf('inbox', 'received_at', `AND NOT EXISTS (${NEEDED})`);
const PURGE_OUTBOX = purgeOf('outbox', 'delivered_at');

/** Attempts and events are the books, and stay. */
export const cleaning = ({ run, commit }: Statements): Pick<Store, 'purge'> => ({
  purge: (ageMs) => commit(() => run(PURGE_INBOX, { ageMs }) + run(PURGE_OUTBOX, { ageMs })),
});
