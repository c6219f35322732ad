import type { Session } from '../../server/protocol/index.ts';
import { localeOf } from '../locales/locale.ts';
import { isSession } from './answers.ts';
import { Attempt } from './attempt.ts';
import { ask } from './client.ts';
import { launchOf } from './payment-window.ts';
import { pollDelay } from './polling.ts';
import { takeReturnCode } from './return-code.ts';

/** What tells attempts of one document apart. */
export const keyOf = (server: string, line: string, orderId: string): string =>
  JSON.stringify([server, line, orderId]);

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
    this.#arrival = this.#exchange(server, this.#code).finally(() => {
      this.#arrival = undefined;
    });
  }

  async #exchange(server: string, code: string): Promise<void> {
    const body = JSON.stringify({ v: 1, code });
    for (let asked = 0; ; asked += 1) {
      const answer = await ask(`${server}/v1/returns`, isSession, undefined, {
        method: 'POST',
        body,
      });
      if (answer.value) {
        this.#code = undefined;
        this.#giveBack(server, answer.value);
        return;
      }
      if (answer.problem.code !== 'NETWORK_UNREACHABLE') return;
      await new Promise((resolve) => setTimeout(resolve, pollDelay('buyer', asked)));
    }
  }

  /** To the element of that line and order, if it is there, or comes. */
  #giveBack(server: string, session: Session): void {
    const { attempt, order } = session;
    const launch = launchOf(server, session, localeOf(document.documentElement.lang));
    if (launch) this.of(keyOf(server, order.line, order.orderId)).resume(launch, attempt);
  }
}

const PLACE = Symbol.for('pay-checkout');

/** The store of this document, also when the script was loaded twice. */
export function documentStore(): AttemptStore {
  const page: Document & { [PLACE]?: AttemptStore | undefined } = document;
  return (page[PLACE] ??= new AttemptStore(takeReturnCode()));
}
