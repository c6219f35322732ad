import assert from 'node:assert/strict';
import { move, type AttemptState } from '../checkout/transitions.ts';
import { isTransition, type Recorded } from './history-record.ts';
import type { Tried, World } from './history-world.ts';

/** Money may stand in these, or is being looked into by somebody. */
const OPEN: ReadonlySet<AttemptState> = new Set([
  'approving',
  'unknown',
  'awaiting-deposit',
  'approved',
  'reversing',
  'review',
]);
const IN_DOUBT: ReadonlySet<AttemptState> = new Set([
  'authenticated',
  'approving',
  'unknown',
  'reversing',
]);

const keyOf = ({ line, orderId }: Recorded): string => `${line} ${orderId}`;

function atMostOne(what: string, found: readonly Recorded[]): void {
  const keys = found.map(keyOf);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  assert.equal(twice, undefined, `${what} twice for ${twice ?? ''}`);
}

/** What holds at every moment, by the record and the banks' ledgers alone. */
export function checkNow(world: World): void {
  assert.equal(world.violations.join('\n'), '', world.violations.join('\n'));
  const { faults } = world.ground;
  assert.deepEqual(faults, [], `broke and was only logged: ${faults.join(', ')}`);
  const all = [...world.record.attempts.values()];
  atMostOne(
    'I1: held',
    all.filter(({ holdsOrder }) => holdsOrder),
  );
  const paid = all.filter((at) => world.standing(at) > 0);
  atMostOne(
    'I1: approved',
    paid.filter(({ state }) => state === 'approved'),
  );
  atMostOne(
    'I1: approved by the merchant',
    paid.filter((at) => isForwarded(at)),
  );
  for (const tried of world.tried) {
    const at = world.recorded(tried);
    if (at) checkAttempt(world, tried, at);
  }
}

const isForwarded = ({ progress }: Recorded): boolean => progress.approveMode === 'forward';

function checkAttempt(world: World, tried: Tried, at: Recorded): void {
  const standing = world.standing(at);
  assert.ok(standing <= 1, `I1: ${at.id} (${at.state}) was approved ${standing} times`);
  // What a backend did afterwards would never be found: there, nothing explains it.
  const isFound = !isForwarded(at) && tried.explained.size > 0;
  const isExplained = standing === 0 || OPEN.has(at.state) || isFound;
  assert.ok(isExplained, `I9: ${at.id} is ${at.state}, but the money stands`);
  if (at.state !== 'approved' || isByOperator(at)) return;
  const { approvedAmount } = at.progress;
  assert.equal(approvedAmount?.value, at.amount, `I3: ${at.id} is approved with another amount`);
  if (!isForwarded(at)) return;
  const took = world.bankOf(at).payment(at.providerOrderId);
  assert.deepEqual(
    [took?.approvedAmount?.value, took?.transactionId],
    [at.amount, at.progress.transactionId],
    `I3: ${at.id} is approved otherwise than the backend had it approved`,
  );
}

const isByOperator = ({ events }: Recorded): boolean =>
  events.findLast(({ name }) => isTransition(name))?.name === 'operator-approved';

/** What holds once everything works again and nothing is left to do. */
export async function checkAtRest(world: World): Promise<void> {
  checkNow(world);
  const { record } = world;
  for (const tried of world.tried) {
    const at = world.recorded(tried);
    if (!at) continue;
    checkEnd(world, tried, at);
    checkNotices(world, at);
    await checkStored(world, at);
  }
  atMostOne(
    'I1: the money stands',
    [...record.attempts.values()].filter(
      (at) => world.standing(at) > 0 && at.state !== 'reversing' && at.state !== 'review',
    ),
  );
  const lost = [...record.requests.values()].filter(({ isSettled }) => !isSettled);
  assert.deepEqual(lost, [], 'I6: kept requests were never settled');
}

function checkEnd(world: World, tried: Tried, at: Recorded): void {
  const standing = world.standing(at);
  assert.ok(!IN_DOUBT.has(at.state), `I5: ${at.id} stays ${at.state}`);
  assert.ok(at.state !== 'created' && at.state !== 'ready', `I5: ${at.id} stays ${at.state}`);
  if (at.state === 'approved') {
    const isOutside = world.refundedOutside.has(at.id) || world.withdrawn.has(at.id);
    assert.ok(standing === 1 || isOutside, `${at.id} is approved, but no money stands`);
  } else if (at.state !== 'review') {
    assert.equal(standing, 0, `I9: ${at.id} ended ${at.state}, but the money stands`);
  }
  if (isForwarded(at)) world.coverage.restForwarded(at.state);
  const isRead = at.events.some(
    ({ name }) =>
      name === 'authenticated' ||
      name === 'contradicted' ||
      name === 'approved-in-window' ||
      name.startsWith('late-callback-') ||
      name === 'reversal-started',
  );
  assert.ok(!tried.hasReturned || isRead, `I6: the callback of ${at.id} was lost`);
}

/** I7, I8: each state that the merchant is told of has one notice, and he has it. */
function checkNotices({ record, ground, merchant }: World, at: Recorded): void {
  const isTold = ground.base.config.lines[at.line]?.notify !== undefined;
  const states = at.events.flatMap(({ name, to }, index) => {
    const from = at.events[index - 1]?.to;
    const isNews =
      from !== undefined &&
      isTransition(name) &&
      move({ state: from, holdsOrder: false }, name)?.announced;
    return isNews === true ? [`${at.id}.${index + 1} ${to}`] : [];
  });
  const notices = record.noticesOf(at.id);
  assert.deepEqual(
    notices.map(({ id, state }) => `${id} ${state}`),
    isTold ? states : [],
    'I7: one notice for each state that is told',
  );
  for (const { id, isDelivered } of notices) {
    assert.ok(isDelivered && merchant.received.has(id), `I8: the notice ${id} never arrived`);
  }
}

/** I4: the store says what was committed to it, no more and no less. */
async function checkStored({ ground: { store } }: World, at: Recorded): Promise<void> {
  const stored = await store.find(at.id);
  assert.deepEqual(
    [stored?.state, stored?.version, stored?.holdsOrder, stored?.dueAt],
    [at.state, at.version, at.holdsOrder, undefined],
    'I4: the row',
  );
  const timeline = await store.timeline(at.id);
  assert.deepEqual(
    timeline.map(({ seq, name, to }) => `${seq} ${name} ${to}`),
    at.events.map(({ name, to }, index) => `${index + 1} ${name} ${to}`),
    'I4: the timeline',
  );
  assert.equal(timeline.length, at.version, 'I4: one version for each event');
}

/** What a duplicate must not change. */
export const standOf = ({ record }: World): readonly string[] =>
  [...record.attempts.values()].map(
    ({ id, state, version }) => `${id} ${state} ${version} ${record.noticesOf(id).length}`,
  );
