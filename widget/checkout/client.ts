import type {
  AttemptId,
  AttemptView,
  Problem,
  Session,
  SessionRequest,
} from '../../server/protocol/index.ts';
import { isAttemptView, isProblem, isSession } from './answers.ts';
import type { Timers } from './timers.ts';

/** What a request came to. Errors are data: who asks must look. */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** No answer; what was asked for may have happened all the same. */
  | { readonly kind: 'unreachable' }
  /** Something answered that does not speak our protocol. */
  | { readonly kind: 'invalid' };

/** Longer than the server lets the merchant's backend take. */
const GIVE_UP_AFTER = 15_000;

type Guard<T> = (value: unknown) => value is T;

/** The companion server as the widget sees it. Sends no cookies and needs none. */
export class Client {
  readonly #server: string;
  readonly #timers: Timers;

  /** @param server base address without a slash at the end */
  constructor(server: string, timers: Timers) {
    this.#server = server;
    this.#timers = timers;
  }

  /** @param token of the session to be renewed */
  createSession(request: SessionRequest, token?: string): Promise<Answer<Session>> {
    const init = { method: 'POST', body: JSON.stringify(request) };
    return this.#call('/v1/sessions', init, isSession, token);
  }

  readAttempt(id: AttemptId, token: string, abort: AbortController): Promise<Answer<AttemptView>> {
    return this.#call(`/v1/attempts/${id}`, {}, isAttemptView, token, abort);
  }

  /** Answers with the attempt as it then is, canceled or not. */
  cancelAttempt(id: AttemptId, token: string): Promise<Answer<AttemptView>> {
    return this.#call(`/v1/attempts/${id}/cancel`, { method: 'POST' }, isAttemptView, token);
  }

  async #call<T>(
    path: string,
    init: RequestInit,
    isRight: Guard<T>,
    token?: string,
    abort = new AbortController(),
  ): Promise<Answer<T>> {
    const headers = new Headers();
    if (init.body) headers.set('Content-Type', 'application/json');
    if (token) headers.set('Authorization', `Bearer ${token}`);
    const done = this.#timers.after(GIVE_UP_AFTER, () => abort.abort());
    try {
      const response = await fetch(this.#server + path, {
        ...init,
        headers,
        credentials: 'omit',
        cache: 'no-store',
        signal: abort.signal,
      });
      return read(await response.text(), isRight);
    } catch {
      return { kind: 'unreachable' };
    } finally {
      done();
    }
  }
}

function read<T>(body: string, isRight: Guard<T>): Answer<T> {
  const json = parseJson(body);
  if (isRight(json)) return { kind: 'ok', value: json };
  if (!isProblem(json)) return { kind: 'invalid' };
  const { attempt } = json as { readonly attempt?: unknown };
  // A refused cancel says how things really stand, and is as good an answer as any.
  return isRight(attempt) ? { kind: 'ok', value: attempt } : { kind: 'problem', problem: json };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
