import { randomUUID } from 'node:crypto';
import { deliverNotices } from '../merchant/deliver.ts';
import { attendTaken } from './attend.ts';
import type { Lane } from '../store/store.ts';
import type { Checkout } from './checkout.ts';
import { leaseFor } from './deadlines.ts';
import { takeUpRequests } from './inbox.ts';
import { faultOf } from './provider-call.ts';

const BEAT_MS = 1000;
/**
 * Attempts attended to at the same time with one provider, or with the backend of one line: what
 * somebody who is well again has to bear from us. Who has so many under way gets no more, and holds
 * up nobody else.
 */
const MOST_AT_ONCE = 20;
const HOUR = 3_600_000;
const KEPT_MS = 30 * 24 * HOUR;

export interface Worker {
  /** Does what is due now, and comes back every second until stopped. */
  start(): void;
  /** Comes back no more; what it began is background work. */
  stop(): void;
}

/** One of the things that go on without any browser; the next round begins when the last is over. */
interface Round {
  readonly work: (checkout: Checkout) => Promise<void>;
  isRunning: boolean;
}

/**
 * Carries on without any browser, in every server and alone: attends to attempts whose time has
 * come, reads requests that were left unread, delivers notices, deletes what is too old. What one
 * process leaves behind another takes up.
 */
export function createWorker(checkout: Checkout): Worker {
  let stopped = false;
  let callOff = (): void => undefined;
  // Each goes its own way, so that a slow provider delays no notice and a slow merchant no payment.
  const rounds: readonly Round[] = [
    { work: attendToDue(), isRunning: false },
    { work: readLeftBehind(), isRunning: false },
    { work: deliverNotices, isRunning: false },
    { work: purgeNowAndThen(), isRunning: false },
  ];

  const go = async (round: Round): Promise<void> => {
    if (round.isRunning) return;
    round.isRunning = true;
    try {
      await round.work(checkout);
    } catch (error) {
      checkout.log.error(faultOf(error), 'round of the worker failed');
    } finally {
      round.isRunning = false;
    }
  };
  const beat = (): void => {
    for (const round of rounds) checkout.background(go(round));
    callOff = checkout.clock.after(BEAT_MS * (0.9 + 0.2 * checkout.random()), () => {
      if (!stopped) beat();
    });
  };

  return {
    start: beat,
    stop: () => {
      stopped = true;
      callOff();
    },
  };
}

/** Takes what is due and does not wait for it: a slow one holds up nobody but itself. */
function attendToDue(): Round['work'] {
  const running = new Map<string, number>();
  /** Also of lines that were taken out of the configuration. */
  const seen = new Map<string, Lane>();
  const count = (asked: string, more: number): void => {
    running.set(asked, (running.get(asked) ?? 0) + more);
  };
  return async (checkout) => {
    if (checkout.isStopping()) return;
    const owner = randomUUID();
    const isFull = (lane: Lane): boolean =>
      (running.get(askedOf(checkout, lane)) ?? 0) >= MOST_AT_ONCE;
    const full = [...lanesOf(checkout), ...seen.values()].filter(isFull);
    const leaseMs = leaseFor(checkout.config);
    const due = await checkout.store.claimDue(owner, leaseMs, MOST_AT_ONCE, full);
    for (const taken of due) {
      const { channel, line } = taken;
      seen.set(`${channel} ${line}`, { channel, line });
      const asked = askedOf(checkout, taken);
      count(asked, 1);
      const attended = attendTaken(checkout, taken, owner).finally(() => {
        count(asked, -1);
      });
      checkout.background(attended);
    }
  };
}

const lanesOf = ({ config }: Checkout): readonly Lane[] =>
  Object.keys(config.lines).flatMap((line) =>
    Object.keys(config.channels).map((channel) => ({ channel, line })),
  );

/** Whose patience a lane is counted on: its provider's, or that of the backend of its line. */
function askedOf({ config }: Checkout, { channel, line }: Lane): string {
  const settings = config.lines[line];
  const isForwarded = Object.values(settings?.methods ?? {}).some(
    (method) =>
      method.channel === channel && (method.approve ?? settings?.approve)?.mode === 'forward',
  );
  return isForwarded ? `${channel} ${line}` : channel;
}

/** At start all are left behind, whatever their age: nobody else is reading them. */
function readLeftBehind(): Round['work'] {
  let aheadMs = HOUR;
  return async (checkout) => {
    const before = (await checkout.store.now()) + aheadMs;
    aheadMs = 0;
    await takeUpRequests(checkout, before);
  };
}

/** Raw requests and delivered notices are for disputes of the last days; the timeline stays. */
function purgeNowAndThen(): Round['work'] {
  let next = 0;
  return async ({ store, clock, log }) => {
    if (clock.now() < next) return;
    const purged = await store.purge(KEPT_MS);
    // A full bite means that there is more.
    if (purged === 0) next = clock.now() + HOUR;
    else log.info({ purged }, 'purged');
  };
}
