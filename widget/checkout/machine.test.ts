import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type {
  AttemptId,
  AttemptView,
  Deposit,
  Presentation,
  Status,
} from '../../server/protocol/index.ts';
import {
  type AttemptState,
  canStart,
  type Effect,
  IDLE,
  isLive,
  isOpen,
  type MachineEvent,
  type Snapshot,
  transition,
} from './machine.ts';
import { rhythmOf } from './rhythm.ts';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA' as AttemptId;
const OTHER = 'BBBBBBBBBBBBBBBBBBBBBB' as AttemptId;

const answer = (status: Status, seq = 1, attemptId = ID): AttemptView => ({
  v: 1,
  attemptId,
  seq,
  status,
  pollAfterMs: 0,
});
const answered = (status: Status, seq = 1, attemptId = ID): MachineEvent => ({
  type: 'answered',
  answer: answer(status, seq, attemptId),
});
const DEPOSIT: Deposit = { bank: '새벽은행', accountNumber: '7', holder: '온유도예', dueAt: 1 };
const awaiting = (seq = 2, attemptId = ID): AttemptView => ({
  ...answer('pending', seq, attemptId),
  awaiting: 'deposit',
  deposit: DEPOSIT,
});
const awaited = (seq = 2): MachineEvent => ({ type: 'answered', answer: awaiting(seq) });
const press = (attemptId = ID, presentation: Presentation = 'popup'): MachineEvent => ({
  type: 'press',
  attemptId,
  presentation,
});
const PRESS = press();
const REOPEN: MachineEvent = { type: 'reopen', presentation: 'popup' };
const CONTINUE_HERE: MachineEvent = { type: 'reopen', presentation: 'redirect' };
const resumed = (isSeen = false, attemptId = ID): MachineEvent => ({
  type: 'resumed',
  attemptId,
  isSeen,
});
const OPENED: MachineEvent = { type: 'opened' };
const BLOCKED: MachineEvent = { type: 'blocked', handled: false };
const UNANSWERED: MachineEvent = { type: 'answered' };
const on = (
  type:
    'hello' | 'closed' | 'grace-over' | 'cancel' | 'reset' | 'restored' | 'unstarted' | 'forgotten',
): MachineEvent => ({ type });

/** Snapshot and the effect of the last event. */
function after(...events: readonly MachineEvent[]): { now: Snapshot; effect: Effect | undefined } {
  let now = IDLE;
  let effect: Effect | undefined;
  for (const event of events) [now, effect] = transition(now, event);
  return { now, effect };
}

const RETURNED = { type: 'resumed', attemptId: ID, isSeen: false } as const;
const OPENING = [PRESS, OPENED];
const PAYING = [...OPENING, on('hello')];
const AWAITING = [...PAYING, awaited()];
const LOST = [...PAYING, on('closed'), on('grace-over'), answered('open')];

/** Ways into every state. */
const WAYS: Record<AttemptState, readonly MachineEvent[]> = {
  idle: [],
  opening: OPENING,
  'popup-blocked': [PRESS, BLOCKED],
  redirecting: [press(ID, 'redirect')],
  returning: [resumed()],
  authenticating: PAYING,
  'window-lost': LOST,
  confirming: [...PAYING, answered('confirming', 2)],
  pending: [...PAYING, answered('pending', 2)],
  complete: [...PAYING, answered('complete', 2)],
  failed: [...PAYING, answered('failed', 2)],
  canceled: [...PAYING, answered('canceled', 2)],
  expired: [...PAYING, answered('expired', 2)],
};

describe('the checkout machine', () => {
  for (const [state, way] of Object.entries(WAYS)) {
    it(`gets to ${state}`, () => {
      expect(after(...way).now.state).to.equal(state);
    });
  }

  const rows: [string, readonly MachineEvent[], AttemptState][] = [
    ['a launch the server has not seen keeps opening', [...OPENING, UNANSWERED], 'opening'],
    [
      'a launch the server has seen is a window at work',
      [...OPENING, answered('open')],
      'authenticating',
    ],
    ['a closed window alone changes nothing', [...PAYING, on('closed')], 'authenticating'],
    [
      'an open answer within the grace changes nothing',
      [...PAYING, on('closed'), answered('open')],
      'authenticating',
    ],
    [
      'the end of the grace alone changes nothing',
      [...PAYING, on('closed'), on('grace-over')],
      'authenticating',
    ],
    [
      'closed before the server saw the launch is lost',
      [...OPENING, on('closed'), on('grace-over'), UNANSWERED],
      'window-lost',
    ],
    [
      'closed with the server out of reach is lost',
      [...PAYING, on('closed'), on('grace-over'), UNANSWERED],
      'window-lost',
    ],
    [
      'an unreachable server keeps a window that is there',
      [...PAYING, UNANSWERED],
      'authenticating',
    ],
    [
      'closed after the approval is complete',
      [...PAYING, on('closed'), on('grace-over'), answered('complete')],
      'complete',
    ],
    [
      'an answer in the grace is not lost',
      [...PAYING, on('closed'), answered('confirming', 2), on('grace-over')],
      'confirming',
    ],
    ['a lost window that speaks is back', [...LOST, on('hello')], 'authenticating'],
    ['opening a lost window again', [...LOST, REOPEN, OPENED], 'opening'],
    ['opening a lost window again, blocked', [...LOST, REOPEN, BLOCKED], 'popup-blocked'],
    [
      'a blocked window that the page explains itself is forgotten',
      [PRESS, { type: 'blocked', handled: true }],
      'idle',
    ],
    [
      '… but not where an earlier window may have paid',
      [...LOST, REOPEN, { type: 'blocked', handled: true }],
      'popup-blocked',
    ],
    [
      'a blocked window that speaks was not blocked',
      [PRESS, BLOCKED, on('hello')],
      'authenticating',
    ],
    [
      'an older answer is dropped',
      [...PAYING, answered('confirming', 3), answered('failed', 2)],
      'confirming',
    ],
    [
      'an equal one is taken',
      [...PAYING, answered('confirming', 3), answered('pending', 3)],
      'pending',
    ],
    [
      'an open answer never takes back a callback',
      [...PAYING, answered('confirming', 3), answered('open', 3)],
      'confirming',
    ],
    [
      'an answer about another attempt is dropped',
      [...PAYING, answered('complete', 5, OTHER)],
      'authenticating',
    ],
    [
      'a refused cancel shows the real status',
      [...PAYING, on('cancel'), answered('complete', 4)],
      'complete',
    ],
    ['a press while confirming does nothing', [...WAYS.confirming, press(OTHER)], 'confirming'],
    ['a press after the payment does nothing', [...WAYS.complete, press(OTHER)], 'complete'],
    ['a press after a failure begins anew', [...WAYS.failed, press(OTHER)], 'opening'],
    [
      'a reset while confirming does nothing',
      [...WAYS.confirming, { type: 'reset' }],
      'confirming',
    ],
    ['a reset after a failure', [...WAYS.failed, { type: 'reset' }], 'idle'],
    ['a cancel of what never had a window', [PRESS, BLOCKED, on('cancel')], 'idle'],
    [
      '… but not where an earlier window may have paid',
      [...LOST, REOPEN, BLOCKED, on('cancel')],
      'popup-blocked',
    ],
    ['Back from the provider', [press(ID, 'redirect'), on('restored')], 'returning'],
    ['… asks before it says anything', [resumed(), UNANSWERED], 'returning'],
    [
      '… and goes on in the same attempt',
      [resumed(), answered('open'), CONTINUE_HERE],
      'redirecting',
    ],
    ['… or in the popup', [resumed(), answered('open'), REOPEN, OPENED], 'opening'],
    ['a reload whose window is still there', [resumed(true)], 'authenticating'],
    ['a reload after the payment', [resumed(), answered('complete', 5)], 'complete'],
    ['a return with its answer', [{ ...RETURNED, answer: answer('complete', 5) }], 'complete'],
    [
      'a return while another payment is confirmed',
      [...WAYS.confirming, resumed(false, OTHER)],
      'confirming',
    ],
    ['a session that nobody knows any more', [resumed(), on('forgotten')], 'idle'],
    ['… while the window is open', [...PAYING, on('forgotten')], 'authenticating'],
    ['a blocked window, continued in this tab', [PRESS, BLOCKED, CONTINUE_HERE], 'redirecting'],
    ['a lost window, continued in this tab', [...LOST, CONTINUE_HERE], 'redirecting'],
    ['a page that was not left is not restored', [...PAYING, on('restored')], 'authenticating'],
    ['a restored page after the payment', [...WAYS.complete, on('restored')], 'complete'],
    [
      'an order that is held, heard on the way',
      [press(ID, 'redirect'), answered('failed', 0)],
      'failed',
    ],
    ['an account to pay into', AWAITING, 'pending'],
    ['… which is there until the server says otherwise', [...AWAITING, on('cancel')], 'pending'],
    [
      '… given up, and being closed',
      [...AWAITING, on('cancel'), answered('confirming', 3)],
      'confirming',
    ],
    ['… given up too late', [...AWAITING, on('cancel'), answered('complete', 3)], 'complete'],
    ['… given up with nobody there', [...AWAITING, on('cancel'), UNANSWERED], 'pending'],
    ['… whose time is over', [...AWAITING, answered('expired', 3)], 'expired'],
    ['… paid, and taken back by the bank', [...WAYS.complete, awaited(3)], 'pending'],
    ['a press while a deposit is awaited does nothing', [...AWAITING, press(OTHER)], 'pending'],
    ['a reset while a deposit is awaited does nothing', [...AWAITING, on('reset')], 'pending'],
    ['a doubt that moves again', [...WAYS.pending, answered('confirming', 3)], 'confirming'],
  ];
  for (const [what, events, state] of rows) {
    it(`knows: ${what}`, () => {
      expect(after(...events).now.state).to.equal(state);
    });
  }

  it('keeps what is known when an answer is dropped', () => {
    const { now } = after(...PAYING, answered('confirming', 3), answered('open', 3));
    expect(now.answer?.status).to.equal('confirming');
  });

  it('asks anew when the grace is over, because an older question would not do', () => {
    expect(after(...PAYING, on('closed')).effect).to.equal(undefined);
    expect(after(...PAYING, on('closed'), on('grace-over')).effect).to.equal('ask');
  });

  it('focuses a window that is there instead of opening it again', () => {
    expect(after(...PAYING, REOPEN).effect).to.equal('focus');
    expect(after(...OPENING, REOPEN).effect).to.equal('focus');
    expect(after(...LOST, REOPEN).effect).to.equal('open');
  });

  it('opens nothing while a window is being opened', () => {
    expect(after(PRESS).effect).to.equal('open');
    expect(after(PRESS, REOPEN).effect).to.equal(undefined);
    expect(after(PRESS, PRESS).effect).to.equal(undefined);
    expect(after(...LOST, REOPEN, REOPEN).effect).to.equal(undefined);
  });

  it('cancels on the buyer’s wish as long as no callback is known', () => {
    for (const [state, way] of Object.entries(WAYS))
      expect(after(...way, on('cancel')).effect, state).to.equal(
        isOpen(state as AttemptState) && state !== 'popup-blocked' ? 'cancel' : undefined,
      );
  });
});

describe('an account to pay into', () => {
  it('is known for as long as the server says that money is awaited on it', () => {
    expect(after(...AWAITING).now.answer?.deposit).to.deep.equal(DEPOSIT);
    for (const status of ['confirming', 'pending', 'complete', 'expired'] as const)
      expect(after(...AWAITING, answered(status, 3)).now.answer?.deposit, status).to.equal(
        undefined,
      );
  });

  it('can be given up, unlike any other payment whose callback is known', () => {
    expect(after(...AWAITING, on('cancel')).effect).to.equal('cancel');
    for (const status of ['confirming', 'pending', 'complete', 'failed', 'expired'] as const)
      expect(after(...AWAITING, answered(status, 3), on('cancel')).effect, status).to.equal(
        undefined,
      );
  });

  it('lets another payment begin only when the server has closed it', () => {
    const closing = [...AWAITING, on('cancel'), answered('confirming', 3)];
    expect(canStart(after(...closing).now.state)).to.equal(false);
    expect(after(...closing, answered('failed', 4), press(OTHER)).now.attemptId).to.equal(OTHER);
  });

  it('makes the machine ask by no timer, however often it was asked', () => {
    for (const asked of [0, 1, 100]) {
      expect(rhythmOf(after(...AWAITING).now, asked, true).poll).to.equal(undefined);
      expect(rhythmOf(after(...WAYS.pending).now, asked, true).poll).to.equal(15_000);
    }
    expect(rhythmOf(after(...AWAITING, answered('confirming', 3)).now, 0, true).poll).to.equal(300);
  });
});

const STATUSES = [
  'open',
  'confirming',
  'pending',
  'complete',
  'failed',
  'canceled',
  'expired',
] as const;
const arbitraryAnswer = fc
  .tuple(fc.constantFrom(...STATUSES), fc.nat(6), fc.constantFrom(ID, ID, ID, OTHER))
  .chain(([status, seq, id]) =>
    status === 'pending'
      ? fc.constantFrom(answer(status, seq, id), awaiting(seq, id))
      : fc.constant(answer(status, seq, id)),
  );

const arbitraryEvent: fc.Arbitrary<MachineEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(ID, OTHER)
      .chain((id) => fc.constantFrom(press(id), press(id, 'redirect'))),
  },
  { weight: 5, arbitrary: arbitraryAnswer.map((a) => ({ type: 'answered', answer: a }) as const) },
  { weight: 1, arbitrary: fc.boolean().map((handled) => ({ type: 'blocked', handled }) as const) },
  {
    weight: 8,
    arbitrary: fc.constantFrom<MachineEvent>(
      OPENED,
      UNANSWERED,
      REOPEN,
      CONTINUE_HERE,
      resumed(),
      resumed(true),
      resumed(false, OTHER),
      on('hello'),
      on('closed'),
      on('grace-over'),
      on('cancel'),
      on('reset'),
      on('restored'),
      on('unstarted'),
      on('forgotten'),
    ),
  },
);

interface Moment {
  readonly before: Snapshot;
  readonly event: MachineEvent;
  readonly now: Snapshot;
  readonly effect: Effect | undefined;
}

function history(events: readonly MachineEvent[]): readonly Moment[] {
  let before = IDLE;
  return events.map((event) => {
    const [now, effect] = transition(before, event);
    const moment = { before, event, now, effect };
    before = now;
    return moment;
  });
}

const always = (holds: (moments: readonly Moment[]) => void): void =>
  fc.assert(
    fc.property(fc.array(arbitraryEvent, { maxLength: 40 }), (events) => holds(history(events))),
    { numRuns: 2_000 },
  );

const heard = ({ event }: Moment): Status | undefined =>
  event.type === 'answered' ? event.answer?.status : undefined;

describe('the checkout machine, whatever happens in whatever order', () => {
  it('is complete only when the server says so', () =>
    always((moments) => {
      for (const moment of moments)
        if (moment.now.state === 'complete' && moment.before.state !== 'complete')
          expect(heard(moment)).to.equal('complete');
    }));

  it('leaves a payment that may have moved money only by the word of the server', () =>
    always((moments) => {
      const doubtful = new Set<AttemptState>(['confirming', 'pending']);
      for (const moment of moments)
        if (doubtful.has(moment.before.state) && moment.now.state !== moment.before.state)
          expect(heard(moment)).to.equal(moment.now.state);
    }));

  it('comes to an end that is told only by an answer about this attempt', () =>
    always((moments) => {
      for (const { event, before, now } of moments)
        if (now.state === 'complete' && before.state !== 'complete')
          expect(event.type === 'answered' && event.answer?.attemptId).to.equal(now.attemptId);
    }));

  it('never begins an attempt while another may still come to something', () =>
    always((moments) => {
      for (const { event, before, now } of moments)
        if (now.attemptId !== before.attemptId && now.attemptId && event.type === 'press')
          expect(isLive(before.state) || before.state === 'complete').to.equal(false);
    }));

  it('never gives up an attempt that may have moved money for another that comes back', () =>
    always((moments) => {
      for (const { before, now } of moments)
        if (/^(confirming|pending|complete)$/.test(before.state))
          expect(canStart(now.state) || now.attemptId === before.attemptId).to.equal(true);
    }));

  it('never stands in a state without a way on: a timer, or a button', () =>
    always((moments) => {
      for (const { now } of moments) {
        const { poll, look, grace, slow } = rhythmOf(now, 0, true);
        const isTicking = [poll, look, grace, slow].some((ms) => ms !== undefined);
        const hasButton =
          canStart(now.state) ||
          /^(popup-blocked|complete)$/.test(now.state) ||
          !!now.answer?.deposit;
        expect(isTicking || hasButton, now.state).to.equal(true);
        const isAsking = now.state === 'returning' && !now.isUnpaid;
        if (isOpen(now.state) && now.window === 'gone' && !isAsking)
          expect(transition(now, REOPEN)[1]).to.equal('open');
      }
    }));

  it('leaves the page only by the buyer’s own press', () =>
    always((moments) => {
      for (const { event, effect } of moments)
        if (effect === 'leave') expect(['press', 'reopen']).to.include(event.type);
    }));

  it('never takes a closed window for a wish to cancel', () =>
    always((moments) => {
      for (const { event, effect } of moments)
        if (event.type !== 'cancel') expect(effect).not.to.equal('cancel');
    }));

  it('cancels nothing that may have moved money but an account that waits for it', () =>
    always((moments) => {
      for (const { before, effect } of moments)
        if (effect === 'cancel' && !isOpen(before.state)) {
          expect(before.state).to.equal('pending');
          expect(before.answer?.deposit).to.equal(DEPOSIT);
        }
    }));

  it('never goes back to an older answer', () =>
    always((moments) => {
      for (const { before, now } of moments)
        if (before.answer && now.answer && before.attemptId === now.attemptId)
          expect(now.answer.seq).to.be.at.least(before.answer.seq);
    }));
});

/** Where each signal leads, by what the server then says; `status` in the words of its interface. */
type Row = readonly [
  signal: string,
  events: readonly MachineEvent[],
  open: AttemptState,
  confirming: AttemptState,
  complete: AttemptState,
  failed: AttemptState,
  pending: AttemptState,
];
const HINTED = PAYING;
const CLOSED = [...PAYING, on('closed'), on('grace-over')];
const CANCELING = [...PAYING, on('cancel')];
const REOPENING = [...LOST, REOPEN, OPENED];
const RECONCILIATION: readonly Row[] = [
  ['a hint', HINTED, 'authenticating', 'confirming', 'complete', 'failed', 'pending'],
  ['a closed window', CLOSED, 'window-lost', 'confirming', 'complete', 'failed', 'pending'],
  ['a refused cancel', CANCELING, 'authenticating', 'confirming', 'complete', 'failed', 'pending'],
  [
    'a window opened again',
    REOPENING,
    'authenticating',
    'confirming',
    'complete',
    'failed',
    'pending',
  ],
  ['a page that is back', [resumed()], 'returning', 'confirming', 'complete', 'failed', 'pending'],
];

describe('a signal and what the server then says', () => {
  for (const [signal, events, ...states] of RECONCILIATION) {
    for (const [at, status] of (
      ['open', 'confirming', 'complete', 'failed', 'pending'] as const
    ).entries()) {
      it(`${signal}, ${status}: ${states[at] ?? ''}`, () => {
        expect(after(...events, answered(status, 2)).now.state).to.equal(states[at]);
      });
    }
    it(`${signal}, out of reach: nothing that was known is given up`, () => {
      const { now } = after(...events, answered('confirming', 2), UNANSWERED);
      expect(now.state).to.equal('confirming');
    });
  }

  it('says that nothing was paid yet only where the server said so', () => {
    expect(after(resumed(), UNANSWERED).now.isUnpaid ?? false).to.equal(false);
    expect(after(resumed(), answered('open')).now.isUnpaid).to.equal(true);
    expect(after(resumed(), on('unstarted')).now.isUnpaid).to.equal(true);
    expect(after(resumed(), answered('open'), CONTINUE_HERE, on('restored')).now.isUnpaid).to.equal(
      false,
    );
  });
});
