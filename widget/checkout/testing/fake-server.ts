import type { AttemptView, Session } from '../../../server/protocol/index.ts';
import type { FakeTimers } from './fake-timers.ts';

export const SERVER = 'https://pay.shop.example';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: unknown;
  readonly credentials: RequestCredentials;
}

/** `page`: HTML instead of JSON, as from an address that is not ours. */
type Answered = { readonly status: number; readonly json: unknown } | 'down' | 'page';

/** What a route answers: a status with JSON, no answer at all, or either of them later. */
export type Reply = Answered | Promise<Answered>;

export const ok = (json: unknown): Answered => ({ status: 200, json });

export const problem = (
  code: string,
  status: number,
  fault = 'buyer',
  extra: object = {},
): Answered => ({
  status,
  json: { type: 'about:blank', title: code, status, code, fault, traceId: 'trace-1', ...extra },
});

/** Stands where `fetch` leads, and remembers what was asked. */
export class FakeServer {
  readonly calls: Call[] = [];
  session: Reply;
  attempt: (id: string) => Reply = () => problem('ATTEMPT_NOT_STARTED', 404);
  /** Where a return code is handed in. */
  returned: (code: string) => Reply = () => problem('RETURN_CODE_INVALID', 404);
  cancel: (id: string) => Reply = (id) => ok(view(id, 'canceled', 9));
  readonly #fetch = window.fetch;
  readonly #timers: FakeTimers;

  constructor(timers: FakeTimers) {
    this.#timers = timers;
    this.session = ok(this.sessionOf());
    window.fetch = (input, init) => this.#answer(new Request(input, init), init);
  }

  restore(): void {
    window.fetch = this.#fetch;
  }

  sessionOf(change: Partial<Session> = {}): Session {
    return {
      v: 1,
      sessionToken: `session-${this.calls.length}`,
      expiresAt: this.#timers.now() + 30 * 60_000,
      shop: { name: '온유도예' },
      order: {
        orderId: 'A-1001',
        line: 'order',
        orderName: '다완',
        amount: { value: 48_000, currency: 'KRW' },
      },
      methods: [
        { id: 'kakaopay', type: 'wallet', label: '카카오페이' },
        { id: 'card', type: 'card', label: '카드' },
        { id: 'transfer', type: 'transfer', label: '계좌이체', unavailable: '지금 쓸 수 없어요' },
      ],
      ...change,
    };
  }

  /** How often a path that ends so was asked. */
  count(end: string): number {
    return this.calls.filter(({ path }) => path.endsWith(end)).length;
  }

  /** The attempt ids that were asked for, in order. */
  get asked(): readonly string[] {
    return this.calls
      .filter(({ path, method }) => method === 'GET' && path.startsWith('/v1/attempts/'))
      .map(({ path }) => path.slice('/v1/attempts/'.length));
  }

  async #answer(request: Request, init: RequestInit | undefined): Promise<Response> {
    const path = new URL(request.url).pathname;
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const token = request.headers.get('Authorization')?.replace('Bearer ', '');
    const { method, credentials } = request;
    this.calls.push({ method, path, token, body, credentials });
    const reply = await Promise.race([this.#replyTo(path, body), givenUp(init?.signal)]);
    if (reply === 'down') throw new TypeError('Failed to fetch');
    const json = (): Promise<unknown> =>
      reply === 'page'
        ? Promise.reject(new SyntaxError('<!doctype html>'))
        : Promise.resolve(reply.json);
    // A real Response reads its body in tasks of its own, which fake time does not wait for.
    return { json } as Response;
  }

  #replyTo(path: string, body: unknown): Reply {
    if (path === '/v1/sessions') return this.session;
    if (path === '/v1/returns') return this.returned(String((body as { code: unknown }).code));
    const id = path.split('/')[3] ?? '';
    return path.endsWith('/cancel') ? this.cancel(id) : this.attempt(id);
  }
}

const givenUp = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('Given up', 'AbortError')));
  });

/** An attempt as the server tells of it. */
export const view = (
  attemptId: string,
  status: AttemptView['status'],
  seq = 1,
  change: Partial<AttemptView> = {},
): AttemptView => ({
  v: 1,
  attemptId: attemptId as AttemptView['attemptId'],
  seq,
  status,
  pollAfterMs: 0,
  ...change,
});
