import type { Problem, Session, SessionRequest } from '../../server/protocol/index.ts';
import { type Answer, Client } from './client.ts';
import type { CheckoutProblem } from './context.ts';
import { Alarm, type Timers } from './timers.ts';

export type SessionState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly session: Session }
  /** The server gives no session because this order is paid already. */
  | { readonly kind: 'paid' }
  /** … or is being paid, in another tab or by somebody else. */
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'failed'; readonly problem: CheckoutProblem; readonly recoverable: boolean };

/** Where a session is asked for, and what for. */
export interface SessionWish {
  readonly server: string;
  readonly request: SessionRequest;
}

export interface SessionCalls {
  readonly changed: () => void;
  /** It is time for {@link SessionKeeper.renewIfDue}, unless there is a reason to wait. */
  readonly due: () => void;
}

const RENEW_AT = 0.8;
const ASK_AGAIN = 15_000;
/** Bounds of a believable life, for browsers whose clock is wrong. */
const SHORTEST_LIFE = 60_000;
const LONGEST_LIFE = 30 * 60_000;

/**
 * Keeps a session at hand, so that a click never has to wait for one: browsers open windows only
 * in the click itself.
 */
export class SessionKeeper {
  #state: SessionState = { kind: 'none' };
  #wish: SessionWish | undefined;
  #receivedAt = 0;
  #life = 0;
  #round = 0;
  #asking = false;
  readonly #timers: Timers;
  readonly #calls: SessionCalls;
  readonly #renewal: Alarm;

  constructor(timers: Timers, calls: SessionCalls) {
    this.#timers = timers;
    this.#calls = calls;
    this.#renewal = new Alarm(timers);
  }

  /** A session whose life is over counts as one that is being fetched. */
  get state(): SessionState {
    return this.#state.kind === 'ready' && this.#age >= this.#life
      ? { kind: 'loading' }
      : this.#state;
  }

  /** There can be no session: the page did not say what it takes to ask for one. */
  refuse(problem: CheckoutProblem): void {
    this.pause();
    this.#wish = undefined;
    this.#become(failed(problem, false));
  }

  /** What was at hand is for another order. */
  forget(): void {
    this.pause();
    this.#state = { kind: 'none' };
  }

  /** Asks for a session, and from now on keeps it fresh. */
  async load(wish: SessionWish): Promise<void> {
    this.#wish = wish;
    this.#renewal.clear();
    this.#become({ kind: 'loading' });
    await this.#ask(wish);
  }

  /** After a pause, in which timers may have slept. Asks only if it is time. */
  async renewIfDue(): Promise<void> {
    if (!this.#wish || this.#asking) return;
    const state = this.#state;
    if (state.kind === 'ready') {
      const left = this.#life * RENEW_AT - this.#age;
      if (left > 0) this.#wake(left);
      else await this.#ask(this.#wish, state.session.sessionToken);
    } else if (state.kind === 'in-progress' || this.#isUnreachable) await this.#ask(this.#wish);
  }

  /** Takes no answer that is on its way and stops renewing; what is at hand stays. */
  pause(): void {
    this.#round += 1;
    this.#asking = false;
    this.#renewal.clear();
    if (this.#state.kind === 'loading') this.#state = { kind: 'none' };
  }

  get #isUnreachable(): boolean {
    return this.#state.kind === 'failed' && this.#state.problem.code === 'NETWORK_UNREACHABLE';
  }

  get #age(): number {
    return this.#timers.now() - this.#receivedAt;
  }

  async #ask({ server, request }: SessionWish, token?: string): Promise<void> {
    const round = (this.#round += 1);
    this.#asking = true;
    const answer = await new Client(server, this.#timers).createSession(request, token);
    if (round !== this.#round) return;
    this.#asking = false;
    if (answer.kind === 'ok') this.#accept(answer.value);
    else if (token && isTokenRefused(answer)) await this.#ask({ server, request });
    else this.#acceptRefusal(stateOf(answer));
  }

  /** What still works is kept through a passing failure. */
  #acceptRefusal(refusal: SessionState): void {
    if (refusal.kind === 'failed' && this.state.kind === 'ready') this.#wake(ASK_AGAIN);
    else this.#become(refusal, refusal.kind === 'in-progress' ? ASK_AGAIN : undefined);
  }

  #accept(session: Session): void {
    this.#receivedAt = this.#timers.now();
    const life = session.expiresAt - this.#receivedAt;
    this.#life = Math.min(Math.max(life, SHORTEST_LIFE), LONGEST_LIFE);
    this.#become({ kind: 'ready', session }, this.#life * RENEW_AT);
  }

  #wake(ms: number): void {
    this.#renewal.set(ms, this.#calls.due);
  }

  #become(state: SessionState, wakeAfter?: number): void {
    this.#state = state;
    if (wakeAfter !== undefined) this.#wake(wakeAfter);
    this.#calls.changed();
  }
}

type Refusal = Exclude<Answer<Session>, { kind: 'ok' }>;

function stateOf(answer: Refusal): SessionState {
  switch (answer.kind) {
    case 'problem':
      return refusedBy(answer.problem);
    case 'unreachable':
      return failed({ code: 'NETWORK_UNREACHABLE', message: 'No answer from the server.' }, true);
    case 'invalid':
      return failed(
        { code: 'ANSWER_INVALID', message: 'That is not a pay-checkout server.' },
        false,
      );
  }
}

function refusedBy({ code, detail, title, traceId, fault }: Problem): SessionState {
  if (code === 'ORDER_ALREADY_PAID') return { kind: 'paid' };
  if (code === 'ORDER_IN_PROGRESS') return { kind: 'in-progress' };
  return failed({ code, message: detail ?? title, traceId }, fault !== 'integrator');
}

/** The server has new keys, or forgot; without a token it gives a new session. */
const isTokenRefused = (answer: Refusal): boolean =>
  answer.kind === 'problem' && answer.problem.status === 401;

const failed = (problem: CheckoutProblem, recoverable: boolean): SessionState => ({
  kind: 'failed',
  problem,
  recoverable,
});
