import { randomUUID } from 'node:crypto';
import { StoreError, type DueAttempt } from '../store/store.ts';
import { advance, dueIn, type Step } from './advance.ts';
import { approve, approveAgain } from './approve.ts';
import { ask } from './ask.ts';
import type { Attempt } from './attempt.ts';
import { approverOf } from './approver.ts';
import type { Checkout } from './checkout.ts';
import { leaseFor } from './deadlines.ts';
import { faultOf } from './provider-call.ts';
import { dutyAfterAsking, dutyOf, dutyOnHint, mayReplay, type Duty } from './recovery.ts';
import { giveBack, review } from './reverse.ts';
import { repeatIn } from './schedule.ts';
import { notSentInTime } from './settle.ts';

/** A hint from outside makes us ask about one attempt no more often than that. */
const HINT_GAP_MS = 10_000;
/** An attempt that could not be attended to so often is put aside, or before a person. */
const MOST_FAULTS = 10;
const LONGEST_PAUSE_MS = 600_000;

/** How often it was taken and not given back in order. */
type Taken = Pick<DueAttempt, 'id' | 'claims'>;

/** `answered`: all that could be done now was done. `busy`: somebody else is at it, or just was. */
export type Attended = 'answered' | 'unanswered' | 'busy';

/**
 * Does what an attempt needs now; the one door for callbacks, webhooks, buyers who look, and the
 * worker. One at a time per attempt, on all servers together. Never throws.
 */
export async function attend(
  checkout: Checkout,
  id: string,
  because: 'due' | 'hint' = 'due',
): Promise<Attended> {
  if (checkout.isStopping()) return 'busy';
  const owner = randomUUID();
  try {
    const ms = leaseFor(checkout.config);
    const gapMs = because === 'hint' ? HINT_GAP_MS : 0;
    if (!(await checkout.store.lease(id, owner, ms, gapMs))) return 'busy';
  } catch (error) {
    checkout.log.error({ attemptId: id, ...faultOf(error) }, 'not attended to');
    return 'busy';
  }
  return attendTaken(checkout, { id, claims: 1 }, owner, because);
}

/** The same for an attempt that was taken already. */
export async function attendTaken(
  checkout: Checkout,
  { id, claims }: Taken,
  owner: string,
  because: 'due' | 'hint' = 'due',
): Promise<Attended> {
  try {
    const attempt = await found(checkout, id);
    const approver = approverOf(checkout, attempt);
    const duty = because === 'hint' ? dutyOnHint(attempt, approver) : dutyOf(attempt, approver);
    const attended =
      (await DUTIES[duty](checkout, attempt)) === 'unanswered' ? 'unanswered' : 'answered';
    const left = await found(checkout, id);
    await checkout.store.release(id, owner, {
      version: left.version,
      dueIn: attended === 'unanswered' ? soonEnough(checkout, left) : dueIn(checkout, left),
    });
    return attended;
  } catch (error) {
    await putAside(checkout, { id, claims }, owner, error);
    return 'unanswered';
  }
}

async function found({ store }: Checkout, id: string): Promise<Attempt> {
  const attempt = await store.find(id);
  if (!attempt) throw new Error(`no attempt ${id}`);
  return attempt;
}

/** A late look that brought no answer is repeated before the next one would be due. */
function soonEnough(checkout: Checkout, attempt: Attempt): number | undefined {
  const next = [dueIn(checkout, attempt), repeatIn(attempt)].filter((ms) => ms !== undefined);
  return next.length === 0 ? undefined : Math.ceil(Math.min(...next));
}

/** Most do what they can; those that ask say whether they were answered. */
type Work = (checkout: Checkout, attempt: Attempt) => Promise<unknown>;

const moving =
  (from: Attempt['state'], step: Step): Work =>
  (checkout, { id }) =>
    advance(checkout, id, ({ state }) => (state === from ? step : undefined));

const DUTIES: Readonly<Record<Duty, Work>> = {
  rest: () => Promise.resolve(),
  expire,
  approve,
  'approve-again': approveAgain,
  'not-executed': moving('approving', notSentInTime()),
  doubt: moving('approving', {
    transition: 'doubted',
    progress: { code: 'APPROVAL_UNKNOWN' },
    data: { reason: 'the server stopped in between' },
  }),
  ask: askNow,
  replay: approveAgain,
  reverse: moving('unknown', { transition: 'reversal-started' }),
  'give-back': giveBack,
  review: (checkout, attempt) => review(checkout, attempt, 'nobody answered in time'),
};

/** The window is over. Where money can have moved in it, the provider is asked before that is said. */
async function expire(checkout: Checkout, attempt: Attempt): Promise<Attended | undefined> {
  const approver = approverOf(checkout, attempt);
  if (attempt.state === 'ready' && approver?.facts.approvedAtCallback && approver.query) {
    if ((await askNow(checkout, attempt)) === 'unanswered') return 'unanswered';
  }
  await advance(checkout, attempt.id, ({ state }) =>
    state === 'created' || state === 'ready' ? { transition: 'expired' } : undefined,
  );
  return undefined;
}

/** Asks, and where the provider waits for an approval that it may be asked for again, asks for it. */
async function askNow(checkout: Checkout, asked: Attempt): Promise<Attended> {
  const { answer, attempt } = await ask(checkout, asked);
  const approver = approverOf(checkout, attempt);
  const isAnswered = answer.outcome !== 'unknown';
  const isWaiting = answer.outcome === 'authenticated' && attempt.state === 'unknown';
  if (isWaiting && mayReplay(attempt, approver)) await approveAgain(checkout, attempt);
  else await DUTIES[dutyAfterAsking(attempt, approver, isAnswered)](checkout, attempt);
  return isAnswered ? 'answered' : 'unanswered';
}

/** One bad row, or a bug that it brings out, must not keep anybody from the others. */
async function putAside(
  checkout: Checkout,
  { id, claims }: Taken,
  owner: string,
  error: unknown,
): Promise<void> {
  const { log, store } = checkout;
  log.error({ attemptId: id, tries: claims, ...faultOf(error) }, 'not attended to');
  try {
    const isPoison = claims >= MOST_FAULTS && !(error instanceof StoreError);
    if (isPoison) await review(checkout, await found(checkout, id), 'cannot be attended to');
  } catch (again) {
    log.error({ attemptId: id, ...faultOf(again) }, 'not put before a person');
  }
  try {
    await store.postpone(id, owner, Math.min(1000 * 2 ** claims, LONGEST_PAUSE_MS));
  } catch (again) {
    // The lease runs out by itself.
    log.error({ attemptId: id, ...faultOf(again) }, 'not postponed');
  }
}
