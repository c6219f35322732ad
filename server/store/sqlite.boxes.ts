import { createHash } from 'node:crypto';
import { toNotice, toRequest } from './rows.ts';
import { NOW, type Statements } from './sqlite.statement.ts';
import { MOST_REQUESTS, SETTLED_WITHIN_MS, type RawRequest, type Store } from './store.ts';

/** A request is taken up again after five seconds, then twice as long each time, at most this. */
const LONGEST_WAIT_MS = 600_000;

const KEEP = `
  INSERT INTO inbox (digest, attempt_id, channel, http_method, leg, raw_query, content_type, body,
    received_at, due_at)
  SELECT @digest, @attemptId, @channel, @httpMethod, @leg, @rawQuery, @contentType, @body,
    ${NOW}, ${NOW} + ${String(SETTLED_WITHIN_MS)}
  WHERE (SELECT count(*) FROM inbox WHERE attempt_id = @attemptId) < ${String(MOST_REQUESTS)}
    OR EXISTS (SELECT 1 FROM inbox WHERE digest = @digest)
  ON CONFLICT (digest) DO UPDATE SET times = times + 1
  RETURNING *`;

const CLAIM_REQUESTS = `
  UPDATE inbox SET tries = tries + 1,
    due_at = ${NOW} + min(${String(SETTLED_WITHIN_MS)} << min(tries, 10), ${String(LONGEST_WAIT_MS)})
  WHERE id IN (SELECT id FROM inbox WHERE settled_at IS NULL AND due_at <= @before
    ORDER BY due_at LIMIT @limit)
  RETURNING *`;

const CLAIM_NOTICES = `
  UPDATE outbox SET tries = tries + 1, due_at = ${NOW} + @leaseMs
  WHERE id IN (SELECT id FROM outbox WHERE delivered_at IS NULL AND due_at <= ${NOW}
    ORDER BY due_at LIMIT @limit)
  RETURNING *`;

type Inbox = 'keepRequest' | 'settleRequest' | 'claimRequests' | 'requests';

/** Requests as they came. */
export const inbox = ({ run, all, commit, read }: Statements): Pick<Store, Inbox> => ({
  keepRequest: (request) =>
    commit(() => all(KEEP, { ...request, digest: digestOf(request) }).map(toRequest)[0]),
  settleRequest: (id) =>
    commit(() => {
      run(`UPDATE inbox SET settled_at = ${NOW} WHERE id = @id AND settled_at IS NULL`, { id });
    }),
  claimRequests: (before, limit) =>
    commit(() => all(CLAIM_REQUESTS, { before, limit }).map(toRequest)),
  requests: (attemptId) =>
    read(() =>
      all('SELECT * FROM inbox WHERE attempt_id = @attemptId ORDER BY id', { attemptId }).map(
        toRequest,
      ),
    ),
});

function digestOf(request: RawRequest): string {
  const { attemptId, channel, httpMethod, leg, rawQuery, contentType, body } = request;
  return createHash('sha256')
    .update(JSON.stringify([attemptId, channel, httpMethod, leg, rawQuery, contentType]))
    .update(body)
    .digest('base64url');
}

type Outbox = 'claimNotices' | 'settleNotice' | 'postponeNotice';

/** Notices that wait to be delivered. */
export const outbox = ({ run, all, commit }: Statements): Pick<Store, Outbox> => ({
  claimNotices: (limit, leaseMs) =>
    commit(() => all(CLAIM_NOTICES, { limit, leaseMs }).map(toNotice)),
  settleNotice: (id) =>
    commit(() => {
      run(`UPDATE outbox SET delivered_at = ${NOW} WHERE id = @id`, { id });
    }),
  postponeNotice: (id, ms) =>
    commit(() => {
      run(`UPDATE outbox SET due_at = ${NOW} + @ms WHERE id = @id`, { id, ms });
    }),
});
