import assert from 'node:assert/strict';
import { advance } from '../checkout/advance.ts';
import type { Checkout } from '../checkout/checkout.ts';
import {
  move,
  STATES,
  TRANSITIONS,
  type AttemptState,
  type Transition,
} from '../checkout/transitions.ts';

const NAMES = Object.keys(TRANSITIONS) as Transition[];
const fromOf = (name: Transition): readonly AttemptState[] => TRANSITIONS[name].from;

/** What an approval that was handed to the merchant's backend has to be seen to come to. */
const FORWARDED: readonly string[] = [
  ...['approving', 'unknown'].flatMap((state) =>
    ['approved', 'declined', 'deposit-awaited', 'not-executed'].map((name) => `${state} × ${name}`),
  ),
  'approving × doubted',
  'awaiting-deposit × deposit-received',
  'awaiting-deposit × deposit-missed',
  'awaiting-deposit × not-ours-to-give-back',
  'unknown × not-ours-to-give-back',
  'unknown × approval-replayed',
  'unknown × review-opened',
  'review × operator-approved',
  'review × operator-declined',
  'review × operator-reversed',
];

interface Attempted {
  readonly id: string;
  readonly state: AttemptState;
}

/** Which cells of state × event histories have been to: through, or up to a closed door. */
export class Coverage {
  readonly #tried = new Set<AttemptState>();
  readonly #reached = new Map<string, number>();
  readonly #refused = new Set<string>();
  readonly #forwarded = new Map<string, number>();
  readonly #forwardedEnds = new Map<AttemptState, number>();

  reach(state: AttemptState, name: Transition): void {
    const cell = `${state} × ${name}`;
    this.#reached.set(cell, (this.#reached.get(cell) ?? 0) + 1);
  }

  /** The same, and remarks as well, of an attempt that the merchant's backend approves. */
  reachForwarded(state: AttemptState, name: string): void {
    const cell = `${state} × ${name}`;
    this.#forwarded.set(cell, (this.#forwarded.get(cell) ?? 0) + 1);
  }

  /** Where such an attempt came to rest. */
  restForwarded(state: AttemptState): void {
    this.#forwardedEnds.set(state, (this.#forwardedEnds.get(state) ?? 0) + 1);
  }

  /**
   * Tries, on an attempt that a history has led to its state, what the table does not have for it:
   * the pure table, the core's one way to change, and the store's statement must all refuse. Each
   * cell once.
   */
  async tryRefusals(checkout: Checkout, { id, state }: Attempted): Promise<void> {
    if (this.#tried.has(state)) return;
    for (const name of NAMES) {
      const cell = `${state} × ${name}`;
      if (fromOf(name).includes(state) || this.#refused.has(cell)) continue;
      await refuse(checkout, { id, state, name });
      this.#refused.add(cell);
    }
    this.#tried.add(state);
  }

  summary(): { readonly line: string; readonly missing: readonly string[] } {
    const cells = STATES.flatMap((state) => NAMES.map((name) => ({ state, name })));
    const missing = cells
      .filter(({ state, name }) => {
        const cell = `${state} × ${name}`;
        return fromOf(name).includes(state) ? !this.#reached.has(cell) : !this.#refused.has(cell);
      })
      .map(({ state, name }) => `${state} × ${name}`);
    const done = cells.length - missing.length;
    const ends = [...this.#forwardedEnds].map(([state, count]) => `${count} ${state}`).join(', ');
    return {
      line: `state × event: ${done} of ${cells.length} cells reached or refused; forwarded: ${ends}`,
      missing: [
        ...missing,
        ...FORWARDED.filter((cell) => !this.#forwarded.has(cell)).map(
          (cell) => `forwarded: ${cell}`,
        ),
      ],
    };
  }

  /** The cells that were come through least often first. */
  rarest(): readonly (readonly [string, number])[] {
    const forwarded = FORWARDED.map(
      (cell) => [`forwarded: ${cell}`, this.#forwarded.get(cell) ?? 0] as const,
    );
    return [...this.#reached, ...forwarded].sort(([, one], [, other]) => one - other);
  }
}

async function refuse(
  checkout: Checkout,
  {
    id,
    state,
    name,
  }: { readonly id: string; readonly state: AttemptState; readonly name: Transition },
): Promise<void> {
  const { store } = checkout;
  const before = await store.find(id);
  assert.ok(before?.state === state, `${id} is ${before?.state ?? 'gone'}, not ${state}`);
  assert.equal(move(before, name), undefined, `the table lets ${name} leave ${state}`);
  const asked = await advance(checkout, id, () => ({ transition: name }));
  assert.equal(asked.outcome, 'unmoved', `advance let ${name} leave ${state}`);
  for (const from of fromOf(name)) {
    const outcome = await store.change({
      id,
      version: before.version,
      from,
      to: TRANSITIONS[name].to,
      holdsOrder: false,
      progress: before.progress,
      event: { name, data: {} },
      dueIn: 0,
      notice: { payload: '{}' },
    });
    assert.equal(outcome, 'conflict', `the store let ${name} from ${from} change ${state}`);
  }
  const after = await store.find(id);
  assert.deepEqual(
    { ...after, readAt: before.readAt },
    before,
    `${name} left its mark on ${state}`,
  );
  assert.equal((await store.timeline(id)).length, before.version, `${name} left an event`);
}
