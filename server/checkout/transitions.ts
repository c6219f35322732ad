/** What an attempt can be. */
export const STATES = [
  'created',
  'ready',
  'authenticated',
  'approving',
  'unknown',
  'awaiting-deposit',
  'approved',
  'declined',
  'rejected',
  'canceled',
  'expired',
  'reversing',
  'reversed',
  'review',
] as const;
export type AttemptState = (typeof STATES)[number];

interface Row {
  readonly from: readonly AttemptState[];
  readonly to: AttemptState;
}

/**
 * The transition table, complete. What is not here does not happen: the store's statement carries
 * `from` in its condition, so a wrong move changes nothing.
 */
export const TRANSITIONS = {
  prepared: { from: ['created'], to: 'ready' },
  'prepare-declined': { from: ['created'], to: 'declined' },
  canceled: { from: ['created', 'ready'], to: 'canceled' },
  expired: { from: ['created', 'ready'], to: 'expired' },
  authenticated: { from: ['ready'], to: 'authenticated' },
  'authentication-failed': { from: ['ready'], to: 'declined' },
  'launch-failed': { from: ['ready'], to: 'declined' },
  contradicted: { from: ['ready'], to: 'rejected' },
  'approval-started': { from: ['authenticated'], to: 'approving' },
  'order-held': { from: ['authenticated'], to: 'rejected' },
  'approval-refused': { from: ['authenticated'], to: 'canceled' },
  approved: { from: ['approving', 'unknown'], to: 'approved' },
  declined: { from: ['approving', 'unknown'], to: 'declined' },
  'deposit-awaited': { from: ['approving', 'unknown'], to: 'awaiting-deposit' },
  doubted: { from: ['approving'], to: 'unknown' },
  'not-executed': { from: ['approving', 'unknown'], to: 'canceled' },
  'approved-in-window': { from: ['ready', 'authenticated'], to: 'approved' },
  'reversal-started': {
    from: [
      'ready',
      'authenticated',
      'approving',
      'unknown',
      'awaiting-deposit',
      'canceled',
      'expired',
      'reversed',
    ],
    to: 'reversing',
  },
  'deposit-received': { from: ['awaiting-deposit'], to: 'approved' },
  'deposit-missed': { from: ['awaiting-deposit'], to: 'expired' },
  'deposit-withdrawn': { from: ['approved'], to: 'awaiting-deposit' },
  reversed: { from: ['reversing'], to: 'reversed' },
  'review-opened': { from: ['unknown', 'reversing', 'awaiting-deposit'], to: 'review' },
  'operator-approved': { from: ['review'], to: 'approved' },
  'operator-declined': { from: ['review'], to: 'declined' },
  'operator-reversed': { from: ['review'], to: 'reversed' },
} as const satisfies Record<string, Row>;

export type Transition = keyof typeof TRANSITIONS;

/** States in which no more approval may be asked for this order by anyone else. */
const TAKES_ORDER: ReadonlySet<AttemptState> = new Set(['approving', 'approved']);
const FREES_ORDER: ReadonlySet<AttemptState> = new Set([
  'declined',
  'reversed',
  'canceled',
  'expired',
]);

/** States that the merchant is told of. */
const ANNOUNCED: ReadonlySet<AttemptState> = new Set([
  'approved',
  'awaiting-deposit',
  'declined',
  'rejected',
  'canceled',
  'expired',
  'reversed',
]);

export interface Move {
  readonly from: AttemptState;
  readonly to: AttemptState;
  readonly holdsOrder: boolean;
  readonly announced: boolean;
}

/** Where a transition leads from here, or `undefined` where the table does not know it. */
export function move(
  at: { readonly state: AttemptState; readonly holdsOrder: boolean },
  transition: Transition,
): Move | undefined {
  const row: Row = TRANSITIONS[transition];
  if (!row.from.includes(at.state)) return undefined;
  const holdsOrder = TAKES_ORDER.has(row.to) || (at.holdsOrder && !FREES_ORDER.has(row.to));
  return { from: at.state, to: row.to, holdsOrder, announced: ANNOUNCED.has(row.to) };
}
