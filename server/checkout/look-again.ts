import { attend } from './attend.ts';
import type { Attempt } from './attempt.ts';
import type { Checkout } from './checkout.ts';

/** A buyer waits no longer than that for what the provider may have to say. */
const PATIENCE_MS = 3000;

/**
 * The attempt as a buyer who looks should see it: a doubt whose time has come is asked about first,
 * and an account, since he may just have paid into it. Both no more often than the schedule and the
 * gap between hints allow, however often he looks.
 */
export async function lookAgain(checkout: Checkout, attempt: Attempt): Promise<Attempt> {
  const because = reasonToAsk(attempt);
  if (!because) return attempt;
  const attended = attend(checkout, attempt.id, because);
  checkout.background(attended);
  let callOff = (): void => undefined;
  const patience = new Promise((resolve) => {
    callOff = checkout.clock.after(PATIENCE_MS, () => {
      resolve(undefined);
    });
  });
  await Promise.race([attended, patience]);
  callOff();
  return (await checkout.store.find(attempt.id)) ?? attempt;
}

function reasonToAsk({ state, dueAt, readAt }: Attempt): 'due' | 'hint' | undefined {
  switch (state) {
    case 'authenticated':
    case 'approving':
    case 'unknown':
    case 'reversing':
      return (dueAt ?? Infinity) <= readAt ? 'due' : undefined;
    case 'awaiting-deposit':
      return 'hint';
    default:
      return undefined;
  }
}
