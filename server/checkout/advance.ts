import type { ErrorCode } from '../protocol/index.ts';
import type { Change, EventData } from '../store/store.ts';
import { traceIdOf, type Attempt, type AttemptProgress } from './attempt.ts';
import type { Checkout } from './checkout.ts';
import { deliverSoon } from '../merchant/deliver.ts';
import { noticeOf } from '../merchant/notice.ts';
import { move, type Transition } from './transitions.ts';

/** One step of an attempt: a row of the table, what it writes, and what the timeline may show. */
export interface Step {
  readonly transition: Transition;
  readonly progress?: Partial<AttemptProgress> & { readonly code?: ErrorCode };
  readonly data?: EventData;
}

/** Something that happened and moves nothing; it stands in the timeline. */
export interface Remark {
  readonly remark: string;
  readonly progress?: Partial<AttemptProgress>;
  readonly data?: EventData;
}

export interface Advanced {
  readonly attempt: Attempt;
  readonly outcome: 'moved' | 'unmoved' | 'order-held';
}

const MOST_RACES = 100;
/** Beyond so many events, remarks are dropped: nobody fills the disk by repeating himself. */
const MOST_EVENTS_WITH_REMARKS = 200;

/**
 * The one way an attempt changes: read, decide, compare and set; read again when somebody else was
 * first. `decide` sees the attempt as it is and answers `undefined` where there is nothing to do.
 * @throws Error when the attempt is gone or the store cannot be used.
 */
export async function advance(
  checkout: Checkout,
  id: string,
  decide: (attempt: Attempt) => Step | Remark | undefined,
): Promise<Advanced> {
  for (let race = 0; race < MOST_RACES; race += 1) {
    const attempt = await checkout.store.find(id);
    if (!attempt) throw new Error(`no attempt ${id}`);
    const step = decide(attempt);
    const change = step && changeOf(checkout, attempt, step);
    if (!change) return { attempt, outcome: 'unmoved' };
    const outcome = await checkout.store.change(change);
    if (outcome === 'order-held') return { attempt, outcome };
    if (outcome === 'done') {
      const moved = after(attempt, change);
      tell(checkout, moved, change);
      if (change.notice) deliverSoon(checkout);
      return { attempt: moved, outcome: 'moved' };
    }
  }
  throw new Error(`attempt ${id} changed ${String(MOST_RACES)} times under one step`);
}

/** States that an operator should look at when they come often. */
const WORTH_A_WARNING = new Set(['unknown', 'reversing', 'rejected', 'review']);

/** One line for every step, so that the log tells what the timeline tells. */
function tell({ log }: Checkout, attempt: Attempt, { event }: Change): void {
  const { id: attemptId, state, line, channel, progress } = attempt;
  const { code, providerCode } = progress;
  const traceId = traceIdOf(attempt);
  const fields = { attemptId, traceId, state, line, channel, code, providerCode, ...event.data };
  log[WORTH_A_WARNING.has(state) ? 'warn' : 'info'](fields, event.name);
}

function changeOf(checkout: Checkout, attempt: Attempt, step: Step | Remark): Change | undefined {
  const progress = { ...attempt.progress, ...step.progress };
  const data = step.data ?? {};
  const base = { id: attempt.id, version: attempt.version, from: attempt.state, progress };
  if ('remark' in step) {
    if (attempt.version > MOST_EVENTS_WITH_REMARKS) return undefined;
    const { state: to, holdsOrder } = attempt;
    return { ...base, to, holdsOrder, event: { name: step.remark, data } };
  }
  const row = move(attempt, step.transition);
  if (!row) {
    checkout.log.warn(
      { attemptId: attempt.id, state: attempt.state, transition: step.transition },
      'transition refused',
    );
    return undefined;
  }
  const change = { ...base, ...row, event: { name: step.transition, data } };
  const announce = row.announced && checkout.config.lines[attempt.line]?.notify !== undefined;
  return announce
    ? { ...change, notice: { payload: noticeOf(after(attempt, change), checkout.clock.now()) } }
    : change;
}

const after = (attempt: Attempt, change: Change): Attempt => ({
  ...attempt,
  version: attempt.version + 1,
  state: change.to,
  holdsOrder: change.holdsOrder,
  progress: change.progress,
});
