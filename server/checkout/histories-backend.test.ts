import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Histories } from '../testing/histories.ts';
import { FORWARD_ANSWERS } from '../testing/history-backend.ts';
import type { Step } from '../testing/history-step.ts';
import { LINES, type Line } from '../testing/history-world.ts';
import type { AttemptState } from './transitions.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

type Answer = (typeof FORWARD_ANSWERS)[number];
type Ends = Readonly<Record<Answer, AttemptState>>;

const WHAT: Readonly<Record<Answer, string>> = {
  approves: 'approves',
  declines: 'declines',
  'dies-before': 'dies before it approves',
  'dies-after': 'dies after it approved',
  'other-amount': 'says another amount than it took',
  nonsense: 'answers nonsense after it approved',
  'no-id': 'names no transaction',
  error: 'answers HTTP 500 after it approved',
  late: 'approves when nobody waits any more',
  absent: 'is not there',
};

/** How a payment ends whose forward is answered so until the bank takes no approval any more. */
const ASKED: Ends = {
  approves: 'approved',
  declines: 'declined',
  'dies-before': 'canceled',
  'dies-after': 'approved',
  'other-amount': 'approved',
  nonsense: 'approved',
  'no-id': 'approved',
  error: 'approved',
  late: 'approved',
  absent: 'canceled',
};

const ENDS: Readonly<Partial<Record<Line, Ends>>> = {
  asked: ASKED,
  'asked-repeated': ASKED,
  repeated: {
    approves: 'approved',
    declines: 'declined',
    'dies-before': 'review',
    'dies-after': 'review',
    'other-amount': 'review',
    nonsense: 'review',
    'no-id': 'review',
    error: 'review',
    late: 'approved',
    absent: 'canceled',
  },
};

async function endOf(line: Line, answer: Answer): Promise<AttemptState | undefined> {
  const steps: readonly Step[] = [
    { do: 'begin', order: 0, line: LINES.indexOf(line), channel: 0, opens: true },
    { do: 'forward', answer, lateness: 20 * SECOND },
    { do: 'buyer', at: 0, act: 'pay', comesBack: true },
    { do: 'work', ms: MINUTE },
    { do: 'pass', ms: 11 * MINUTE },
    { do: 'beat' },
  ];
  const histories = new Histories();
  try {
    const { record } = await histories.play({ channels: ['query-only'], seed: 0, steps });
    const [attempt] = record.attempts.values();
    return attempt?.state;
  } catch (error) {
    return assert.fail(error instanceof Error ? error.message : String(error));
  }
}

for (const [line, ends] of Object.entries(ENDS) as [Line, Ends][]) {
  describe(`a forward on the line ${line}, every promise kept,`, () => {
    for (const answer of FORWARD_ANSWERS) {
      it(`ends ${ends[answer]} when the backend ${WHAT[answer]}`, async () => {
        assert.equal(await endOf(line, answer), ends[answer]);
      });
    }
  });
}
