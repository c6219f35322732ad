import type { Story } from './history-stories.ts';
import type { Step } from './history-step.ts';
import { LINES } from './history-world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const ASKED = LINES.indexOf('asked');
const REPEATED = LINES.indexOf('repeated');
const BOTH = LINES.indexOf('asked-repeated');
/** Numbers of the lines whose approvals are forwarded. */
export const FORWARD_LINES: readonly number[] = [ASKED, REPEATED, BOTH];

const begin = (line: number, channel = 0): Step => ({
  do: 'begin',
  order: 0,
  line,
  channel,
  opens: true,
});
const buyer = (at: number, act: Extract<Step, { do: 'buyer' }>['act']): Step => ({
  do: 'buyer',
  at,
  act,
  comesBack: true,
});
const work = (ms: number): Step => ({ do: 'work', ms });
const pass = (ms: number): Step => ({ do: 'pass', ms });
const forward = (answer: Extract<Step, { do: 'forward' }>['answer'], lateness = SECOND): Step => ({
  do: 'forward',
  answer,
  lateness,
});
const status = (answer: Extract<Step, { do: 'status' }>['answer'], seals = true): Step => ({
  do: 'status',
  answer,
  seals,
});
const trap = (trap: Omit<Extract<Step, { do: 'trap' }>, 'do'>): Step => ({ do: 'trap', ...trap });
const BEAT: Step = { do: 'beat' };
/** Looked into for a while, and then once more. */
const laterOn = (ms: number): readonly Step[] => [work(MINUTE), pass(ms), BEAT];

/** How histories begin in which the merchant's backend approves, and something goes wrong with it. */
export const FORWARD_STORIES: readonly Story[] = [
  // It dies, or we do, between its answer and our hearing of it.
  {
    channels: ['query-only'],
    steps: [begin(ASKED), forward('dies-after'), buyer(0, 'pay'), work(16 * SECOND)],
  },
  {
    channels: ['full'],
    steps: [begin(REPEATED), forward('error'), buyer(0, 'pay'), forward('approves'), work(MINUTE)],
  },
  {
    channels: ['neither'],
    steps: [
      begin(BOTH),
      forward('declines'),
      trap({ verb: 'forward', way: 'back', effect: 'die', ms: 0 }),
      buyer(0, 'pay'),
      work(MINUTE),
    ],
  },
  // It is nowhere to be found until it is too late.
  {
    channels: ['suspicious'],
    steps: [begin(ASKED), forward('absent'), buyer(0, 'pay'), pass(11 * MINUTE), BEAT],
  },
  // It says that nothing was done, while the forward is still on its way, or before it is repeated.
  {
    channels: ['query-only'],
    steps: [
      begin(ASKED),
      status('knows', false),
      trap({ verb: 'forward', way: 'there', effect: 'freeze', ms: 2 * MINUTE }),
      buyer(0, 'pay'),
      work(8 * MINUTE),
    ],
  },
  {
    channels: ['full'],
    steps: [
      begin(ASKED),
      status('knows', false),
      trap({ verb: 'forward', way: 'there', effect: 'freeze', ms: 19 * HOUR }),
      buyer(0, 'pay'),
      work(8 * MINUTE),
      work(25 * HOUR),
    ],
  },
  {
    channels: ['full'],
    steps: [begin(BOTH), forward('dies-before'), buyer(0, 'pay'), work(12 * MINUTE)],
  },
  // It takes its time, and knows that it does.
  {
    channels: ['full'],
    steps: [begin(ASKED), forward('late', 9 * MINUTE), buyer(0, 'pay'), work(25 * MINUTE)],
  },
  // It says another amount than it took, or took another one.
  {
    channels: ['query-only'],
    steps: [
      begin(REPEATED),
      forward('other-amount'),
      buyer(0, 'pay'),
      work(MINUTE),
      { do: 'operator', at: 0, pick: 1 },
    ],
  },
  {
    channels: ['full'],
    steps: [
      begin(ASKED),
      { do: 'fault', at: 0, fault: { on: 'approve', kind: 'amount' }, lateness: SECOND },
      buyer(0, 'pay'),
      work(MINUTE),
      { do: 'operator', at: 0, pick: 1 },
    ],
  },
  {
    channels: ['full'],
    steps: [
      begin(ASKED),
      forward('dies-after'),
      { do: 'fault', at: 0, fault: { on: 'approve', kind: 'amount' }, lateness: SECOND },
      buyer(0, 'pay'),
      work(MINUTE),
    ],
  },
  // Nobody ever hears of it again: a person looks at the bank.
  {
    channels: ['neither'],
    steps: [
      begin(ASKED),
      forward('no-id'),
      status('error'),
      buyer(0, 'pay'),
      ...laterOn(65 * MINUTE),
      { do: 'operator', at: 0, pick: 0 },
    ],
  },
  {
    channels: ['query-only'],
    steps: [
      begin(BOTH),
      forward('dies-before'),
      status('nothing'),
      buyer(0, 'pay'),
      ...laterOn(65 * MINUTE),
      { do: 'operator', at: 0, pick: 1 },
    ],
  },
  {
    channels: ['neither'],
    steps: [
      begin(REPEATED),
      forward('dies-before'),
      buyer(0, 'pay'),
      ...laterOn(25 * MINUTE),
      { do: 'operator', at: 0, pick: 1 },
    ],
  },
  // An account, answered to nobody, and paid into or not.
  {
    channels: ['full'],
    steps: [
      begin(ASKED),
      forward('nonsense'),
      buyer(0, 'account'),
      work(MINUTE),
      { do: 'bank', at: 0, act: 'deposit' },
      work(11 * MINUTE),
    ],
  },
  {
    channels: ['full'],
    steps: [
      begin(BOTH),
      buyer(0, 'account'),
      work(65 * MINUTE),
      trap({ verb: 'status', way: 'back', effect: 'freeze', ms: HOUR }),
      work(65 * MINUTE),
      { do: 'bank', at: 0, act: 'deposit' },
      work(25 * HOUR),
    ],
  },
  {
    channels: ['full'],
    steps: [
      begin(REPEATED),
      buyer(0, 'account'),
      { do: 'bank', at: 0, act: 'deposit' },
      work(65 * MINUTE),
      work(25 * HOUR),
      { do: 'operator', at: 0, pick: 0 },
    ],
  },
  ...[ASKED, BOTH].map((line): Story => ({
    channels: ['query-only'],
    steps: [
      begin(line),
      { do: 'fault', at: 0, fault: { on: 'approve', kind: 'amount' }, lateness: SECOND },
      buyer(0, 'account'),
      { do: 'bank', at: 0, act: 'deposit' },
      work(65 * MINUTE),
    ],
  })),
  // Two windows for one order, decided at the same moment.
  {
    channels: ['full', 'query-only'],
    steps: [
      begin(ASKED),
      begin(ASKED, 1),
      { do: 'at-once', steps: [buyer(0, 'pay'), buyer(1, 'pay')] },
      work(MINUTE),
    ],
  },
  // What one payment of an order has come to nothing with, another pays; the first wakes up then.
  {
    channels: ['full', 'neither'],
    steps: [
      begin(ASKED),
      forward('declines'),
      buyer(0, 'pay'),
      forward('dies-after'),
      begin(ASKED, 1),
      buyer(1, 'pay'),
      work(MINUTE),
    ],
  },
  {
    channels: ['full', 'query-only'],
    steps: [
      begin(BOTH),
      status('knows', false),
      trap({ verb: 'forward', way: 'there', effect: 'freeze', ms: 19 * HOUR }),
      buyer(0, 'pay'),
      ...laterOn(11 * MINUTE),
      ...laterOn(MINUTE),
      begin(BOTH, 1),
      buyer(1, 'pay'),
      work(25 * HOUR),
    ],
  },
  // The merchant changes his mind about who approves, in the middle of it.
  {
    channels: ['full'],
    steps: [
      begin(ASKED),
      forward('dies-after'),
      buyer(0, 'pay'),
      { do: 'mode', isAllDirect: true },
      work(25 * MINUTE),
    ],
  },
];
