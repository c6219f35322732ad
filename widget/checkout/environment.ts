import { type AttemptStore, documentStore } from './attempt-store.ts';
import { browserTimers, type Timers } from './timers.ts';

/** Where a controller gets time and the document's attempts from; tests give their own. */
export interface CheckoutEnvironment {
  readonly timers: Timers;
  readonly store: () => AttemptStore;
}

export const BROWSER: CheckoutEnvironment = { timers: browserTimers, store: documentStore };
