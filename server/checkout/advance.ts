import type { ErrorCode } from '../protocol/index.ts';
import type { Change, EventData } from '../store/store.ts';
import { traceIdOf, type Attempt, type AttemptProgress } from './attempt.ts';
import { approverOf } from './approver.ts';
import type { Checkout } from './checkout.ts';
import { dueAt } from './schedule.ts';
import { deliverSoon } from '../merchant/deliver.ts';
import { noticeOf } from '../merchant/notice.ts';
import { move, type AttemptState, type Transition } from './transitions.ts';

/** One step of an attempt: a row of the table, what it writes, and what the timeline may show. */
export interface Step {
  readonly transition: Transition;
  readonly progress?: Partial<AttemptProgress> & { readonly code?: ErrorCode | undefined };
  readonly data?: EventData;
}

/** Something that happened and moves nothing; it stands in the timeline. */
export interface Remark {
  readonly remark: string;
  /** Brought about by whoever has the address; such remarks are bounded. */
  readonly fromOutside?: boolean;
  readonly progress?: Partial<AttemptProgress>;
  readonly data?: EventData;
}

export interface Advanced {
  readonly attempt: Attempt;
  readonly outcome: 'moved' | 'unmoved' | 'order-held';
}

const MOST_RACES = 100;
/** Beyond so many events, remarks from outside are dropped: nobody fills the disk by repeating. */
const MOST_EVENTS_FROM_OUTSIDE = 200;

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
  const isStrange = WORTH_A_WARNING.has(state) || event.name === 'late-answer';
  log[isStrange ? 'warn' : 'info'](fields, event.name);
}

function changeOf(checkout: Checkout, attempt: Attempt, step: Step | Remark): Change | undefined {
  const moved = 'remark' in step ? remarked(attempt, step) : transitioned(checkout, attempt, step);
  if (!moved) return undefined;
  const { announced, ...change } = moved;
  const next = after(attempt, change);
  const notified = announced && checkout.config.lines[attempt.line]?.notify !== undefined;
  return {
    ...change,
    dueIn: isFromOutside(step) ? dueAsBefore(attempt) : dueIn(checkout, next),
    ...(notified ? { notice: { payload: noticeOf(next, next.readAt) } } : {}),
  };
}

const isFromOutside = (step: Step | Remark): boolean =>
  'remark' in step && step.fromOutside === true;

/** A look that is due must not be put off, or called off, by whoever repeats a request. */
const dueAsBefore = ({ dueAt, readAt }: Attempt): number | undefined =>
  dueAt === undefined ? undefined : Math.max(0, dueAt - readAt);

type Moved = Omit<Change, 'dueIn' | 'notice'> & { readonly announced: boolean };

function remarked(attempt: Attempt, { remark, ...step }: Remark): Moved | undefined {
  if (step.fromOutside === true && attempt.version > MOST_EVENTS_FROM_OUTSIDE) return undefined;
  const { id, version, state, holdsOrder } = attempt;
  return {
    id,
    version,
    from: state,
    to: state,
    holdsOrder,
    announced: false,
    progress: { ...attempt.progress, ...step.progress },
    event: { name: remark, data: step.data ?? {} },
  };
}

function transitioned(checkout: Checkout, attempt: Attempt, step: Step): Moved | undefined {
  const { id, version, state } = attempt;
  const { transition } = step;
  const row = move(attempt, transition);
  if (!row) {
    checkout.log.warn({ attemptId: id, state, transition }, 'transition refused');
    return undefined;
  }
  const progress = { ...attempt.progress, ...step.progress, since: attempt.readAt };
  return {
    ...row,
    id,
    version,
    progress: withoutSpent(progress, row.to),
    event: { name: transition, data: step.data ?? {} },
  };
}

const IN_WINDOW: ReadonlySet<AttemptState> = new Set(['created', 'ready']);
const BEFORE_ANSWER: ReadonlySet<AttemptState> = new Set(['authenticated', 'approving', 'unknown']);

/** For as long as the merchant's backend may be asked on the buyer's behalf. */
const BEFORE_END: ReadonlySet<AttemptState> = new Set([
  ...IN_WINDOW,
  ...BEFORE_ANSWER,
  'awaiting-deposit',
]);

/** What the buyer brought along is kept no longer than it is good for something. */
function withoutSpent(progress: AttemptProgress, state: AttemptState): AttemptProgress {
  const { instruction, authentication, relayed, ...rest } = progress;
  return {
    ...rest,
    ...(instruction && IN_WINDOW.has(state) ? { instruction } : {}),
    ...(authentication && BEFORE_ANSWER.has(state) ? { authentication } : {}),
    ...(relayed !== undefined && BEFORE_END.has(state) ? { relayed } : {}),
  };
}

/** In how many milliseconds the attempt has to be looked at, spread so that many do not come at once. */
export function dueIn(checkout: Checkout, attempt: Attempt): number | undefined {
  const at = dueAt(attempt, approverOf(checkout, attempt));
  if (at === undefined) return undefined;
  return Math.ceil(Math.max(0, at - attempt.readAt) * (1 + SPREAD * checkout.random()));
}

/** Only later, never earlier: a quarantine or a window must not be cut short. */
const SPREAD = 0.2;

const after = (attempt: Attempt, change: Omit<Change, 'dueIn'>): Attempt => ({
  ...attempt,
  version: attempt.version + 1,
  state: change.to,
  holdsOrder: change.holdsOrder,
  progress: change.progress,
});
