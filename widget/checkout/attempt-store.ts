import type { Session } from '../../server/protocol/index.ts';
import { localeOf } from '../locales/locale.ts';
import { isSession } from './answers.ts';
import { Attempt } from './attempt.ts';
import { keyOf } from './attempt-record.ts';
import { ask, type Refusal } from './client.ts';
import { launchOf } from './payment-window.ts';
import { pollDelay } from './polling.ts';
import { takeReturnCode } from './return-code.ts';

/** As the server keeps it. */
const CODE_LIFE = 10 * 60_000;

/** A server that is being restarted, or a proxy in its place, has not refused the code. */
const isLastWord = ({ code, recoverable }: Refusal): boolean =>
  code === 'RETURN_CODE_INVALID' || !(recoverable || code === 'ANSWER_INVALID');

/** The attempts of a document, and the buyer who comes back to it. */
export class AttemptStore {
  readonly #attempts = new Map<string, Attempt>();
  #code: string | undefined;
  readonly #asked = new Set<string>();
  #arrival: Promise<void> | undefined;

  /** @param code that a redirect came back with */
  constructor(code?: string) {
    this.#code = code;
  }

  /** One for each server, line and order. */
  of(key: string): Attempt {
    const attempt = this.#attempts.get(key) ?? new Attempt(key);
    this.#attempts.set(key, attempt);
    return attempt;
  }

  /** Settles when it is known whose payment the buyer came back from; until then none may begin. */
  get arrival(): Promise<void> | undefined {
    return this.#arrival;
  }

  /** Hands in the code that the buyer came back with, once at each server that the page names. */
  arrive(server: string): void {
    if (!this.#code || !server || this.#asked.has(server)) return;
    this.#asked.add(server);
    const exchange = this.#exchange(server, this.#code);
    const arrival = Promise.all([this.#arrival, exchange]).then(() => {
      if (this.#arrival === arrival) this.#arrival = undefined;
    });
    this.#arrival = arrival;
  }

  async #exchange(server: string, code: string): Promise<void> {
    const body = JSON.stringify({ v: 1, code });
    const end = Date.now() + CODE_LIFE;
    for (let asked = 0; Date.now() < end; asked += 1) {
      const answer = await ask(`${server}/v1/returns`, isSession, undefined, {
        method: 'POST',
        body,
      });
      if (answer.value) {
        this.#code = undefined;
        await this.#giveBack(server, answer.value);
        return;
      }
      if (isLastWord(answer.problem)) return;
      await new Promise((resolve) => setTimeout(resolve, pollDelay('buyer', asked)));
    }
  }

  /** To the element of that line and order, if it is there, or comes. */
  async #giveBack(server: string, session: Session): Promise<void> {
    const { attempt, order } = session;
    const launch = launchOf(server, session, localeOf(document.documentElement.lang));
    if (!launch) return;
    const own = this.of(keyOf(server, order.line, order.orderId));
    // Told once: not before the page had time to listen.
    if (!own.observers.size && document.readyState !== 'complete')
      await new Promise((loaded) => window.addEventListener('load', loaded, { once: true }));
    own.resume(launch, attempt);
  }
}

const PLACE = Symbol.for('pay-checkout');

/** The store of this document, also when the script was loaded twice. */
export function documentStore(): AttemptStore {
  const page: Document & { [PLACE]?: AttemptStore | undefined } = document;
  return (page[PLACE] ??= new AttemptStore(takeReturnCode()));
}
