import { createHash } from 'node:crypto';
import { toNotice, toRequest } from './rows.ts';
import { NOW, settled, type All, type Run } from './sqlite.statement.ts';
import type { RawRequest, Store } from './store.ts';

type Inbox = 'keepRequest' | 'settleRequest' | 'unsettledRequests' | 'requests';

/** Requests as they came. */
export const inbox = (run: Run, all: All): Pick<Store, Inbox> => ({
  keepRequest: (request) =>
    settled(() =>
      toRequest(
        all(
          `INSERT INTO inbox (digest, attempt_id, channel, http_method, leg, raw_query,
             content_type, body, received_at)
           VALUES (@digest, @attemptId, @channel, @httpMethod, @leg, @rawQuery, @contentType,
             @body, ${NOW})
           ON CONFLICT (digest) DO UPDATE SET times = times + 1
           RETURNING *`,
          { ...request, digest: digestOf(request) },
        )[0],
      ),
    ),
  settleRequest: (id) =>
    settled(() => {
      run(`UPDATE inbox SET settled_at = ${NOW} WHERE id = @id AND settled_at IS NULL`, { id });
    }),
  unsettledRequests: (before, limit) =>
    settled(() =>
      all(
        `SELECT * FROM inbox WHERE settled_at IS NULL AND received_at <= @before
         ORDER BY received_at LIMIT @limit`,
        { before, limit },
      ).map(toRequest),
    ),
  requests: (attemptId) =>
    settled(() =>
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

/** Notices that wait to be delivered. */
export const outbox = (
  run: Run,
  all: All,
): Pick<Store, 'claimNotices' | 'settleNotice' | 'postponeNotice'> => ({
  claimNotices: (limit, leaseMs) =>
    settled(() =>
      all(
        `UPDATE outbox SET tries = tries + 1, due_at = ${NOW} + @leaseMs
         WHERE id IN (SELECT id FROM outbox WHERE delivered_at IS NULL AND due_at <= ${NOW}
           ORDER BY due_at LIMIT @limit)
         RETURNING *`,
        { limit, leaseMs },
      ).map(toNotice),
    ),
  settleNotice: (id) =>
    settled(() => {
      run(`UPDATE outbox SET delivered_at = ${NOW} WHERE id = @id`, { id });
    }),
  postponeNotice: (id, ms) =>
    settled(() => {
      run(`UPDATE outbox SET due_at = ${NOW} + @ms WHERE id = @id`, { id, ms });
    }),
});
