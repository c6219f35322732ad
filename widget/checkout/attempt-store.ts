import { Attempt } from './attempt.ts';

/** The attempts of a document, one for each server, line and order. */
export type AttemptStore = Map<string, Attempt>;

export function attemptOf(store: AttemptStore, key: string): Attempt {
  const attempt = store.get(key) ?? new Attempt();
  store.set(key, attempt);
  return attempt;
}

const PLACE = Symbol.for('pay-checkout');

/** The store of this document, also when the script was loaded twice. */
export function documentStore(): AttemptStore {
  const page: Document & { [PLACE]?: AttemptStore | undefined } = document;
  return (page[PLACE] ??= new Map<string, Attempt>());
}
