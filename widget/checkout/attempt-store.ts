import { watchAttention } from './attention.ts';
import { Attempt } from './attempt.ts';
import { tellDeveloper } from './developer.ts';
import { listenForHints } from './hint-listener.ts';
import { isLive } from './machine.ts';
import { browserTimers, type Timers } from './timers.ts';

/** What makes two elements show the same payment. */
export interface AttemptKey {
  readonly server: string;
  readonly line: string;
  readonly orderId: string;
}

/**
 * The attempts of the document, one for each line and order. Listens to the page only while a
 * payment is under way.
 */
export class AttemptStore {
  readonly #timers: Timers;
  readonly #attempts = new Map<string, Attempt>();
  #stopListening: (() => void) | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  attempt({ server, line, orderId }: AttemptKey): Attempt {
    const key = JSON.stringify([server, line, orderId]);
    const known = this.#attempts.get(key);
    if (known) return known;
    const attempt = new Attempt(this.#timers, () => this.#listenWhileLive());
    this.#attempts.set(key, attempt);
    return attempt;
  }

  get #live(): readonly Attempt[] {
    return [...this.#attempts.values()].filter(({ snapshot }) => isLive(snapshot.state));
  }

  /** Starts before the window is open, so that its first message cannot be missed. */
  #listenWhileLive(): void {
    if (this.#live.length === 0) {
      this.#stopListening?.();
      this.#stopListening = undefined;
    } else this.#stopListening ??= this.#listen();
  }

  #listen(): () => void {
    const find = (id: string): Attempt | undefined =>
      this.#live.find(({ snapshot }) => snapshot.attemptId === id);
    const stopHints = listenForHints(
      (id) => find(id)?.senderFor(id),
      (hint) => find(hint.attemptId)?.hear(hint),
    );
    const stopAttention = watchAttention((visible) => {
      for (const attempt of this.#live) attempt.attend(visible);
    });
    return () => {
      stopHints();
      stopAttention();
    };
  }
}

/** Raised when the store's interface changes, so that two releases on a page do not share one. */
const VERSION = 1;
const PLACE = Symbol.for('pay-checkout');

interface Placed {
  readonly version: number;
  readonly store: AttemptStore;
}

let ownStore: AttemptStore | undefined;

/** The store of this document, also when the script was loaded twice. */
export function documentStore(): AttemptStore {
  const page: Document & { [PLACE]?: Placed | undefined } = document;
  page[PLACE] ??= { version: VERSION, store: new AttemptStore(browserTimers) };
  const { version, store } = page[PLACE];
  if (version === VERSION) return store;
  tellDeveloper('two releases are loaded on this page; load one.');
  ownStore ??= new AttemptStore(browserTimers);
  return ownStore;
}
