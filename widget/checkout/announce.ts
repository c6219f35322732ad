import { isNews } from './complete-memory.ts';
import { detailOf } from './event-detail.ts';
import {
  type CheckoutEventClass,
  type CheckoutEventDetail,
  OWN_EVENT,
  PaymentStateEvent,
} from './events.ts';
import type { Snapshot } from './machine.ts';
import type { Launch } from './payment-window.ts';

/** Somebody who shows the attempt. */
export interface AttemptObserver {
  /** Where events of the attempt are dispatched. */
  readonly target: EventTarget;
  readonly changed: () => void;
}

/** What is told of, and whom: the first element that shows it, or the document when all have left. */
export interface Telling {
  readonly snapshot: Snapshot;
  readonly launch: Launch | undefined;
  readonly observers: ReadonlySet<AttemptObserver>;
}

/** @returns whether somebody was told and nobody prevented it */
export function tell(
  { launch, snapshot, observers }: Telling,
  more: Partial<CheckoutEventDetail>,
  ...events: readonly CheckoutEventClass[]
): boolean {
  if (!launch) return false;
  const detail = detailOf(snapshot.state, launch.session.order, launch.method, snapshot);
  return events.every((Event) => {
    const [observer] = observers;
    return (observer?.target ?? document).dispatchEvent(new Event({ ...detail, ...more }));
  });
}

/** Tells that the state is another one; what this tab was told before completes nothing again. */
export function announce(telling: Telling): void {
  const { state, attemptId } = telling.snapshot;
  const replayed = state === 'complete' && !!attemptId && !isNews(attemptId);
  const own = OWN_EVENT[state];
  tell(telling, { replayed }, PaymentStateEvent, ...(own && !replayed ? [own] : []));
}
