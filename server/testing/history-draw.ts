import fc from 'fast-check';
import { FORWARD_ANSWERS, STATUS_ANSWERS } from './history-backend.ts';
import { CONFIRM_ANSWERS, NOTIFY_ANSWERS } from './history-merchant.ts';
import type { Verb } from './history-process.ts';
import { PROFILE_NAMES } from './history-profiles.ts';
import {
  BANK_ACTS,
  BUYER_ACTS,
  TWISTS,
  WEBHOOKS,
  type History,
  type Step,
} from './history-step.ts';
import { FORWARD_LINES, FORWARD_STORIES } from './history-forward-stories.ts';
import { STORIES, type Story } from './history-stories.ts';
import type { BankFaultRequest } from './test-provider.bank.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const at = fc.nat({ max: 3 });
const pick = fc.nat({ max: 7 });
const times = fc.constantFrom(1, 1, 2, 3);
const SPANS = [
  SECOND,
  4 * SECOND,
  16 * SECOND,
  61 * SECOND,
  110 * SECOND,
  11 * MINUTE,
  25 * MINUTE,
  57 * MINUTE,
  65 * MINUTE,
  25 * HOUR,
];
const span = fc.constantFrom(...SPANS);

const everyFault: readonly BankFaultRequest[] = [
  ...(['prepare', 'approve', 'query', 'netCancel', 'refund'] as const).flatMap((on) =>
    (['unsent', 'dropped', 'hang', 'error', 'nonsense', 'declined'] as const).map((kind) => ({
      on,
      kind,
    })),
  ),
  ...(['approve', 'netCancel', 'refund', 'prepare'] as const).flatMap((on) =>
    (
      ['dropped-after-commit', 'hang-after-commit', 'error-after-commit', 'commit-later'] as const
    ).map((kind) => ({ on, kind })),
  ),
  { on: 'approve', kind: 'amount' },
  { on: 'query', kind: 'amount' },
];
const approveFaults = everyFault.filter(({ on }) => on === 'approve');
const faultOf = (faults: readonly BankFaultRequest[]) =>
  fc
    .tuple(fc.constantFrom(...faults), fc.constantFrom(1, 1, 2, 3, 12))
    .map(([fault, count]): BankFaultRequest => ({ ...fault, times: count }));

const VERBS: readonly Verb[] = [
  'prepare',
  'approve',
  'approve',
  'query',
  'netCancel',
  'refund',
  'confirm',
  'notify',
];
const trapOf = (verbs: readonly Verb[]): fc.Arbitrary<Step> =>
  fc
    .record({
      verb: fc.constantFrom(...verbs),
      way: fc.constantFrom('there' as const, 'back' as const),
      effect: fc.constantFrom('hold' as const, 'freeze' as const, 'die' as const),
      ms: fc.constantFrom(SECOND, 4 * SECOND, 9 * SECOND, MINUTE, 2 * MINUTE, HOUR, 19 * HOUR),
    })
    .map(({ ms, ...set }) => ({
      do: 'trap',
      ...set,
      ms: set.effect === 'hold' ? Math.min(ms, 9 * SECOND) : ms,
    }));

const accident: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('accident' as const),
  kind: fc.constantFrom('crash' as const, 'fail' as const, 'pause' as const),
  when: fc.constantFrom('before' as const, 'after' as const),
  writes: fc.nat({ max: 12 }),
  times: fc.constantFrom(1, 2, 5),
});

const does = <K extends Step['do']>(name: K) => fc.constant(name);
const lateness = fc.constantFrom(
  SECOND,
  15 * SECOND,
  70 * SECOND,
  15 * MINUTE,
  2 * HOUR,
  19 * HOUR,
);

const simple: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: does('go-on'), at, pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: does('begin'),
      order: fc.constantFrom(0, 0, 0, 1),
      line: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 2, ...FORWARD_LINES),
      channel: fc.nat({ max: 1 }),
      opens: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: does('open'), at }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: does('buyer'),
      at,
      act: fc.constantFrom(...BUYER_ACTS),
      comesBack: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: does('callback'),
      at,
      which: pick,
      twist: fc.constantFrom(...TWISTS, 'none' as const, 'none' as const),
      times,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: does('webhook'), at, kind: fc.constantFrom(...WEBHOOKS), times }),
  },
  { weight: 1, arbitrary: fc.record({ do: does('cancel'), at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: does('outcome'),
      at,
      kind: fc.constantFrom('failed' as const, 'canceled' as const),
      isStale: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: does('look'), at }) },
  { weight: 1, arbitrary: fc.record({ do: does('beat') }) },
  { weight: 2, arbitrary: fc.record({ do: does('pass'), ms: span }) },
  { weight: 3, arbitrary: fc.record({ do: does('work'), ms: span }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: does('fault'), at, fault: faultOf(everyFault), lateness }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: does('fault'), at, fault: faultOf(approveFaults), lateness }),
  },
  { weight: 2, arbitrary: trapOf(VERBS) },
  { weight: 1, arbitrary: fc.record({ do: does('crash') }) },
  { weight: 1, arbitrary: fc.record({ do: does('stop') }) },
  { weight: 1, arbitrary: fc.record({ do: does('channel'), at, isThere: fc.boolean() }) },
  { weight: 2, arbitrary: accident },
  {
    weight: 1,
    arbitrary: fc.record({ do: does('confirm'), answer: fc.constantFrom(...CONFIRM_ANSWERS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: does('notify'), answer: fc.constantFrom(...NOTIFY_ANSWERS) }),
  },
  { weight: 2, arbitrary: fc.record({ do: does('bank'), at, act: fc.constantFrom(...BANK_ACTS) }) },
  { weight: 1, arbitrary: fc.record({ do: does('operator'), at, pick }) },
);

/** What only a backend that approves does. */
const atTheBackend: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: does('forward'),
      answer: fc.constantFrom(...FORWARD_ANSWERS, 'approves' as const, 'approves' as const),
      lateness,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: does('status'),
      answer: fc.constantFrom(...STATUS_ANSWERS, 'knows' as const, 'knows' as const),
      seals: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: does('mode'), isAllDirect: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: trapOf(['forward', 'forward', 'status']),
  },
);

const orAtOnce = (one: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 9, arbitrary: one },
    {
      weight: 1,
      arbitrary: fc.record({
        do: does('at-once'),
        steps: fc.array(one, { minLength: 2, maxLength: 3 }),
      }),
    },
  );

const step = orAtOnce(simple);
const forwardStep = orAtOnce(
  fc.oneof({ weight: 3, arbitrary: simple }, { weight: 1, arbitrary: atTheBackend }),
);
const seed = fc.nat();
const profile = fc.constantFrom(...PROFILE_NAMES);
const channels = fc.array(profile, { minLength: 1, maxLength: 2 });

const anyHistory: fc.Arbitrary<History> = fc.record({
  channels,
  seed,
  steps: fc.array(step, { minLength: 1, maxLength: 14, size: 'max' }),
});

const forwardLine = fc.constantFrom(...FORWARD_LINES);

/** One that begins on a line whose approvals are forwarded, now and then with two payments of it. */
const forwardHistory: fc.Arbitrary<History> = fc
  .record({
    channels,
    seed,
    line: forwardLine,
    begins: fc.constantFrom(1, 1, 2),
    steps: fc.array(forwardStep, { minLength: 1, maxLength: 13, size: 'max' }),
  })
  .map(({ line, begins, steps, ...history }) => ({
    ...history,
    steps: [
      ...Array.from({ length: begins }, (_, channel): Step => ({
        do: 'begin',
        order: 0,
        line,
        channel,
        opens: true,
      })),
      ...steps,
    ],
  }));

/** Now and then one is left out, and to leave one out is tried first when a failure is cut short. */
const mostly = (step: Step): fc.Arbitrary<Step | null> =>
  fc.option(fc.constant(step), { freq: 40 });

const between = fc.oneof(
  { weight: 9, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: simple },
);

/** Some are told of a line whose approvals are forwarded instead. */
const onLine =
  (line: number) =>
  (step: Step): Step =>
    line > 0 && step.do === 'begin' ? { ...step, line } : step;

const toldHistory = (story: Story): fc.Arbitrary<History> =>
  fc
    .oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: forwardLine })
    .chain((line) => toldOn({ ...story, steps: story.steps.map(onLine(line)) }));

const toldOn = ({ channels, steps }: Story): fc.Arbitrary<History> =>
  fc.record({
    channels: fc.constant(channels),
    seed,
    // Something else may come in between anywhere, and goes on afterwards.
    steps: fc
      .tuple(
        fc.tuple(...steps.flatMap((told) => [mostly(told), between])),
        fc.array(step, { maxLength: 5 }),
      )
      .map(([told, after]) => [...told.filter((one) => one !== null), ...after]),
  });

/** Free histories, and such that begin like one of the stories whose ends are seldom come to. */
export const someHistory: fc.Arbitrary<History> = fc.oneof(
  { weight: 24, arbitrary: anyHistory },
  { weight: 6, arbitrary: forwardHistory },
  { weight: 10, arbitrary: fc.constantFrom(...STORIES).chain(toldHistory) },
  { weight: 4, arbitrary: fc.constantFrom(...FORWARD_STORIES).chain(toldOn) },
);
