import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { AttemptId, AttemptView, Status } from '../../server/protocol/index.ts';
import {
  type AttemptState,
  type Effect,
  IDLE,
  isLive,
  isOpen,
  type MachineEvent,
  type Snapshot,
  transition,
} from './machine.ts';

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
const PRESS: MachineEvent = { type: 'press', attemptId: ID };
const OPENED: MachineEvent = { type: 'opened' };
const BLOCKED: MachineEvent = { type: 'blocked', handled: false };
const UNANSWERED: MachineEvent = { type: 'answered' };
const on = (
  type: 'hello' | 'closed' | 'grace-over' | 'reopen' | 'cancel' | 'reset',
): MachineEvent => ({ type });

/** Snapshot and the effect of the last event. */
function after(...events: readonly MachineEvent[]): { now: Snapshot; effect: Effect | undefined } {
  let now = IDLE;
  let effect: Effect | undefined;
  for (const event of events) [now, effect] = transition(now, event);
  return { now, effect };
}

const OPENING = [PRESS, OPENED];
const PAYING = [...OPENING, on('hello')];
const LOST = [...PAYING, on('closed'), on('grace-over'), answered('open')];

/** Ways into every state. */
const WAYS: Record<AttemptState, readonly MachineEvent[]> = {
  idle: [],
  opening: OPENING,
  'popup-blocked': [PRESS, BLOCKED],
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
    ['opening a lost window again', [...LOST, on('reopen'), OPENED], 'opening'],
    ['opening a lost window again, blocked', [...LOST, on('reopen'), BLOCKED], 'popup-blocked'],
    [
      'a blocked window that the page explains itself is forgotten',
      [PRESS, { type: 'blocked', handled: true }],
      'idle',
    ],
    [
      '… but not where an earlier window may have paid',
      [...LOST, on('reopen'), { type: 'blocked', handled: true }],
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
    [
      'a press while confirming does nothing',
      [...WAYS.confirming, { type: 'press', attemptId: OTHER }],
      'confirming',
    ],
    [
      'a press after the payment does nothing',
      [...WAYS.complete, { type: 'press', attemptId: OTHER }],
      'complete',
    ],
    [
      'a press after a failure begins anew',
      [...WAYS.failed, { type: 'press', attemptId: OTHER }],
      'opening',
    ],
    [
      'a reset while confirming does nothing',
      [...WAYS.confirming, { type: 'reset' }],
      'confirming',
    ],
    ['a reset after a failure', [...WAYS.failed, { type: 'reset' }], 'idle'],
    ['a cancel of what never had a window', [PRESS, BLOCKED, on('cancel')], 'idle'],
    [
      '… but not where an earlier window may have paid',
      [...LOST, on('reopen'), BLOCKED, on('cancel')],
      'popup-blocked',
    ],
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
    expect(after(...PAYING, on('reopen')).effect).to.equal('focus');
    expect(after(...OPENING, on('reopen')).effect).to.equal('focus');
    expect(after(...LOST, on('reopen')).effect).to.equal('open');
  });

  it('opens nothing while a window is being opened', () => {
    expect(after(PRESS).effect).to.equal('open');
    expect(after(PRESS, on('reopen')).effect).to.equal(undefined);
    expect(after(PRESS, PRESS).effect).to.equal(undefined);
    expect(after(...LOST, on('reopen'), on('reopen')).effect).to.equal(undefined);
  });

  it('cancels on the buyer’s wish as long as no callback is known', () => {
    for (const [state, way] of Object.entries(WAYS))
      expect(after(...way, on('cancel')).effect, state).to.equal(
        ['opening', 'authenticating', 'window-lost'].includes(state) ? 'cancel' : undefined,
      );
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
  .map(([status, seq, id]) => answer(status, seq, id));

const arbitraryEvent: fc.Arbitrary<MachineEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(ID, OTHER)
      .map((attemptId) => ({ type: 'press', attemptId }) as const),
  },
  { weight: 5, arbitrary: arbitraryAnswer.map((a) => ({ type: 'answered', answer: a }) as const) },
  { weight: 1, arbitrary: fc.boolean().map((handled) => ({ type: 'blocked', handled }) as const) },
  {
    weight: 8,
    arbitrary: fc
      .constantFrom<Exclude<MachineEvent['type'], 'press' | 'blocked'>>(
        'opened',
        'hello',
        'closed',
        'grace-over',
        'answered',
        'cancel',
        'reset',
        'reopen',
      )
      .map((type) => ({ type })),
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
      for (const { before, now } of moments)
        if (now.attemptId !== before.attemptId && now.attemptId)
          expect(isLive(before.state) || before.state === 'complete').to.equal(false);
    }));

  it('never stands in a state without a way on: a timer, or a button', () =>
    always((moments) => {
      const polled = ['opening', 'authenticating', 'window-lost', 'confirming', 'pending'];
      const buttons = ['idle', 'popup-blocked', 'complete', 'failed', 'canceled', 'expired'];
      for (const { now } of moments) expect([...polled, ...buttons]).to.include(now.state);
      for (const { now } of moments)
        if (isOpen(now.state) && now.window === 'gone')
          expect(transition(now, { type: 'reopen' })[1]).to.equal('open');
    }));

  it('never takes a closed window for a wish to cancel', () =>
    always((moments) => {
      for (const { event, effect } of moments)
        if (event.type !== 'cancel') expect(effect).not.to.equal('cancel');
    }));

  it('never goes back to an older answer', () =>
    always((moments) => {
      for (const { before, now } of moments)
        if (before.answer && now.answer && before.attemptId === now.attemptId)
          expect(now.answer.seq).to.be.at.least(before.answer.seq);
    }));
});
