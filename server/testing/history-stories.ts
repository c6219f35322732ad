import type { ProfileName } from './history-profiles.ts';
import type { Step } from './history-step.ts';
import type { BankFaultRequest } from './test-provider.bank.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How a history begins that leads where chance alone seldom comes. */
export interface Story {
  readonly channels: readonly ProfileName[];
  readonly steps: readonly Step[];
}

const begin = (channel = 0): Step => ({ do: 'begin', order: 0, line: 0, channel, opens: true });
const buyer = (at: number, act: Extract<Step, { do: 'buyer' }>['act'], comesBack = true): Step => ({
  do: 'buyer',
  at,
  act,
  comesBack,
});
const work = (ms: number): Step => ({ do: 'work', ms });
const pass = (ms: number): Step => ({ do: 'pass', ms });
const fault = (fault: BankFaultRequest, lateness = SECOND): Step => ({
  do: 'fault',
  at: 0,
  fault,
  lateness,
});
const trap = (trap: Omit<Extract<Step, { do: 'trap' }>, 'do'>): Step => ({ do: 'trap', ...trap });
const webhook = (at: number): Step => ({ do: 'webhook', at, kind: 'true', times: 1 });
const confirm = (answer: Extract<Step, { do: 'confirm' }>['answer']): Step => ({
  do: 'confirm',
  answer,
});
const BEAT: Step = { do: 'beat' };

export const STORIES: readonly Story[] = [
  // The buyer has paid twice: in a window, and before that with another attempt.
  {
    channels: ['in-window', 'full'],
    steps: [begin(), begin(1), buyer(1, 'pay'), buyer(0, 'pay-in-window', false), webhook(0)],
  },
  {
    channels: ['in-window', 'full'],
    steps: [
      begin(),
      begin(1),
      confirm('nothing'),
      buyer(0, 'pay-in-window'),
      confirm('yes'),
      buyer(1, 'pay'),
      webhook(0),
    ],
  },
  // Paid in the window while nobody says whether the merchant wants it.
  {
    channels: ['in-window'],
    steps: [begin(), confirm('nothing'), buyer(0, 'pay-in-window'), pass(11 * SECOND), webhook(0)],
  },
  // Two windows for one order, decided at the same moment.
  {
    channels: ['full', 'query-only'],
    steps: [
      begin(),
      begin(1),
      { do: 'at-once', steps: [buyer(0, 'pay'), buyer(1, 'pay')] },
      work(MINUTE),
    ],
  },
  {
    channels: ['in-window-bare', 'in-window-bare'],
    steps: [
      begin(),
      begin(1),
      { do: 'at-once', steps: [buyer(0, 'pay-in-window'), buyer(1, 'pay-in-window')] },
      work(MINUTE),
    ],
  },
  // Proven never to have left us, until it is too late.
  {
    channels: ['query-only'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'unsent', times: 60 }),
      buyer(0, 'pay'),
      pass(11 * MINUTE),
      BEAT,
    ],
  },
  // A refusal that the process did not live to hear.
  {
    channels: ['query-net-cancel'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'declined' }),
      trap({ verb: 'approve', way: 'back', effect: 'die', ms: 0 }),
      buyer(0, 'pay'),
      work(61 * SECOND),
    ],
  },
  {
    channels: ['replay'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'declined' }),
      trap({ verb: 'approve', way: 'back', effect: 'freeze', ms: MINUTE }),
      buyer(0, 'pay'),
      work(2 * MINUTE),
    ],
  },
  // An account that is paid into when it was taken to be over.
  {
    channels: ['full'],
    steps: [
      begin(),
      buyer(0, 'account'),
      work(65 * MINUTE),
      work(65 * MINUTE),
      work(25 * MINUTE),
      { do: 'bank', at: 0, act: 'deposit' },
      webhook(0),
    ],
  },
  {
    channels: ['query-only'],
    steps: [
      begin(),
      buyer(0, 'account'),
      pass(3 * HOUR),
      BEAT,
      pass(MINUTE),
      { do: 'bank', at: 0, act: 'deposit' },
      work(25 * HOUR),
    ],
  },
  // A deposit that the bank takes back, and the buyer pays again.
  {
    channels: ['full'],
    steps: [
      begin(),
      buyer(0, 'account'),
      { do: 'bank', at: 0, act: 'deposit' },
      webhook(0),
      { do: 'bank', at: 0, act: 'withdraw' },
      pass(11 * SECOND),
      webhook(0),
      { do: 'bank', at: 0, act: 'deposit' },
      pass(11 * SECOND),
      webhook(0),
    ],
  },
  // The account is answered to nobody.
  {
    channels: ['suspicious'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'dropped-after-commit' }),
      buyer(0, 'account'),
      work(MINUTE),
      { do: 'cancel', at: 0 },
    ],
  },
  // Given back before the bank got round to the approval.
  {
    channels: ['query-net-cancel'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'commit-later' }, 2 * HOUR),
      buyer(0, 'pay'),
      pass(57 * MINUTE),
      BEAT,
      work(2 * MINUTE),
      work(25 * MINUTE),
      work(25 * HOUR),
    ],
  },
  // Said not to have been carried out, and then it was.
  {
    channels: ['query-only'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'commit-later' }, 15 * MINUTE),
      buyer(0, 'pay'),
      work(4 * MINUTE),
      begin(),
      buyer(1, 'pay'),
      work(25 * MINUTE),
    ],
  },
  // A machine that was paused before it asked, and asks when all is over.
  {
    channels: ['query-only'],
    steps: [
      begin(),
      trap({ verb: 'approve', way: 'there', effect: 'freeze', ms: 8 * MINUTE }),
      buyer(0, 'pay'),
      work(4 * MINUTE),
      work(25 * MINUTE),
    ],
  },
  {
    channels: ['net-cancel'],
    steps: [
      begin(),
      trap({ verb: 'approve', way: 'there', effect: 'freeze', ms: MINUTE }),
      buyer(0, 'pay'),
      work(4 * MINUTE),
    ],
  },
  // Nobody can be asked: a person decides.
  {
    channels: ['neither'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'dropped' }),
      buyer(0, 'pay'),
      work(MINUTE),
      { do: 'operator', at: 0, pick: 1 },
    ],
  },
  {
    channels: ['no-way-back'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'amount' }),
      buyer(0, 'pay'),
      work(MINUTE),
      { do: 'operator', at: 0, pick: 0 },
    ],
  },
  // A window that is ended by the buyer while he pays in it.
  {
    channels: ['in-window'],
    steps: [
      begin(),
      { do: 'outcome', at: 0, kind: 'failed', isStale: false },
      buyer(0, 'pay-in-window'),
      work(25 * MINUTE),
    ],
  },
  // Nobody of ours is there for days, and the bank gets round to it meanwhile.
  {
    channels: ['query-only'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'commit-later' }, 15 * MINUTE),
      buyer(0, 'pay'),
      work(4 * MINUTE),
      pass(50 * HOUR),
      BEAT,
    ],
  },
  {
    channels: ['in-window'],
    steps: [
      begin(),
      { do: 'cancel', at: 0 },
      { do: 'crash' },
      buyer(0, 'pay-in-window', false),
      pass(50 * HOUR),
      BEAT,
    ],
  },
  // A person says that it is paid.
  {
    channels: ['neither'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'dropped-after-commit' }),
      buyer(0, 'pay'),
      work(MINUTE),
      { do: 'operator', at: 0, pick: 0 },
    ],
  },
  // A person says that it is paid, but another attempt pays the order.
  {
    channels: ['query-only', 'full'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'commit-later' }, 15 * MINUTE),
      buyer(0, 'pay'),
      work(4 * MINUTE),
      begin(1),
      buyer(1, 'pay'),
      fault({ on: 'refund', kind: 'declined' }),
      work(25 * MINUTE),
      { do: 'operator', at: 0, pick: 0 },
    ],
  },
  // Nobody can be asked, and a net cancel stops nothing that is still on its way.
  {
    channels: ['net-cancel'],
    steps: [
      begin(),
      fault({ on: 'approve', kind: 'commit-later' }, 70 * SECOND),
      buyer(0, 'pay'),
      work(4 * MINUTE),
    ],
  },
  // The machine that asks is paused with the answer in hand.
  {
    channels: ['net-cancel'],
    steps: [
      begin(),
      trap({ verb: 'approve', way: 'back', effect: 'freeze', ms: 70 * SECOND }),
      buyer(0, 'pay'),
      work(4 * MINUTE),
    ],
  },
  {
    channels: ['query-net-cancel'],
    steps: [
      begin(),
      trap({ verb: 'approve', way: 'back', effect: 'freeze', ms: 2 * HOUR }),
      fault({ on: 'query', kind: 'error', times: 12 }),
      buyer(0, 'pay'),
      work(61 * MINUTE),
      work(4 * HOUR),
    ],
  },
  // The buyer gives an account up while the bank is out of reach.
  {
    channels: ['full'],
    steps: [
      begin(),
      buyer(0, 'account'),
      fault({ on: 'refund', kind: 'dropped-after-commit' }),
      { do: 'cancel', at: 0 },
      work(MINUTE),
      { do: 'bank', at: 0, act: 'deposit' },
      work(25 * MINUTE),
    ],
  },
  // Paused when the merchant has said yes; another machine asks, and is still waiting.
  ...[4, 5, 6].map((writes): Story => ({
    channels: ['query-only'],
    steps: [
      begin(),
      { do: 'accident', kind: 'pause', when: 'after', writes, times: 1 },
      trap({ verb: 'approve', way: 'back', effect: 'hold', ms: 9 * SECOND }),
      buyer(0, 'pay'),
      work(2 * MINUTE),
    ],
  })),
  // The merchant hears of the account only after the deposit has come.
  {
    channels: ['full'],
    steps: [
      begin(),
      { do: 'notify', answer: 'down' },
      buyer(0, 'account'),
      work(61 * SECOND),
      { do: 'notify', answer: 'up' },
      { do: 'bank', at: 0, act: 'deposit' },
      webhook(0),
    ],
  },
  // The bank does not take the payment up.
  {
    channels: ['full'],
    steps: [
      { do: 'begin', order: 0, line: 0, channel: 0, opens: false },
      fault({ on: 'prepare', kind: 'declined' }),
      { do: 'open', at: 0 },
    ],
  },
  // The buyer gives up before the bank has answered.
  {
    channels: ['full'],
    steps: [
      { do: 'begin', order: 0, line: 0, channel: 0, opens: false },
      fault({ on: 'prepare', kind: 'unsent' }),
      { do: 'open', at: 0 },
      { do: 'cancel', at: 0 },
    ],
  },
  // Paid in the window, and the buyer never comes back.
  {
    channels: ['in-window'],
    steps: [begin(), buyer(0, 'pay-in-window', false), webhook(0)],
  },
];
