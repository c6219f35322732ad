import type { Locale, Session } from '../../server/protocol/index.ts';
import { localeOf } from '../locales/locale.ts';
import { isSession } from './answers.ts';
import { type Answer, ask, type Refusal, refusal } from './client.ts';
import type { CheckoutState } from './context.ts';
import type { CheckoutHost } from './host.ts';
import { type Alarm, alarm } from './timers.ts';

const RENEW_AT = 0.8;
const ASK_AGAIN = 15_000;
/** Bounds of a believable life, for browsers whose clock is wrong. */
const SHORTEST_LIFE = 60_000;
const LONGEST_LIFE = 30 * 60_000;

/** The server gives no session because the order is paid, or being paid, in another place. */
export const HELD: Readonly<Record<string, CheckoutState>> = {
  ORDER_ALREADY_PAID: 'complete',
  ORDER_IN_PROGRESS: 'pending',
};

/**
 * Keeps a session at hand, so that a click never has to wait for one: browsers open windows only
 * in the click itself.
 */
export class SessionKeeper {
  /** Why there is no session. */
  problem: Refusal | undefined;
  readonly #host: CheckoutHost;
  readonly #changed: () => void;
  readonly #renewal: Alarm;
  #session: Session | undefined;
  /** The amount that the buyer was shown first. */
  #shown: number | undefined;
  #renewAt = 0;
  #endsAt = 0;
  /** On its way to the server; the answers to earlier ones are not heard. */
  #question: object | undefined;

  /** @param due it is time for {@link keep}, unless there is a reason to wait */
  constructor(host: CheckoutHost, changed: () => void, due: () => unknown) {
    this.#host = host;
    this.#changed = changed;
    this.#renewal = alarm(due);
  }

  /** Without one and without a problem, one is being fetched. */
  get session(): Session | undefined {
    return Date.now() < this.#endsAt ? this.#session : undefined;
  }

  /** The order costs another amount than the buyer was shown first. */
  get isAmountNew(): boolean {
    return !!this.session && this.session.order.amount.value !== this.#shown;
  }

  /** The buyer was told what it costs now. */
  showAmount(): void {
    this.#shown = this.#session?.order.amount.value;
  }

  /** What was at hand is for another order. */
  leave(): void {
    this.#shown = undefined;
    this.forget();
  }

  /** What was at hand is of no use. */
  forget(): void {
    this.pause();
    this.#session = this.problem = undefined;
    this.#renewAt = 0;
    this.#changed();
  }

  /** Takes no answer that is on its way and stops renewing; what is at hand stays. */
  pause(): void {
    this.#question = undefined;
    this.#renewal(undefined);
  }

  /** Asks for a session, or for a longer life of the one at hand, if it is time. */
  async keep(): Promise<void> {
    if (this.#question) return;
    if (Date.now() < this.#renewAt) this.#wake();
    else await this.#ask(this.#session?.sessionToken);
  }

  async #ask(token?: string): Promise<void> {
    this.pause();
    const question = (this.#question = {});
    const { value, problem } = await request(this.#host, token);
    if (this.#question !== question) return;
    this.#question = undefined;
    // The server has new keys, or forgot; without a token it gives a new session.
    if (token && problem?.code.startsWith('SESSION_')) return this.#ask();
    // What still works is kept through a passing failure.
    if (value || HELD[problem.code] || !this.session) {
      const now = Date.now();
      const life = Math.min(Math.max((value?.expiresAt ?? 0) - now, SHORTEST_LIFE), LONGEST_LIFE);
      this.#session = value;
      this.#shown ??= value?.order.amount.value;
      this.problem = problem;
      this.#renewAt = value ? now + life * RENEW_AT : 0;
      this.#endsAt = now + life;
    }
    this.#wake();
    this.#changed();
  }

  #wake(): void {
    // An order that is being paid elsewhere is paid, or free, some time.
    const isWaiting = !!this.#session || this.problem?.code === 'ORDER_IN_PROGRESS';
    this.#renewal(isWaiting ? Math.max(this.#renewAt - Date.now(), ASK_AGAIN) : undefined);
  }
}

/** The element's own language, else that of the page around it. */
export const hostLocale = (host: CheckoutHost): Locale =>
  localeOf(host.locale || (host.closest<HTMLElement>('[lang]')?.lang ?? 'ko'));

/** What the element's attributes ask for, or what is missing in them. */
async function request(host: CheckoutHost, token: string | undefined): Promise<Answer<Session>> {
  const { server, orderId, orderTicket: ticket, line } = host;
  if (!server) return refusal('SERVER_MISSING');
  if (!ticket && !orderId) return refusal('ORDER_ID_MISSING');
  const { href: returnUrl } = new URL(host.returnUrl, document.baseURI);
  const order = ticket ? { ticket } : { orderId };
  const body = JSON.stringify({ v: 1, ...order, line, locale: hostLocale(host), returnUrl });
  return ask(`${server}/v1/sessions`, isSession, token, { method: 'POST', body });
}
