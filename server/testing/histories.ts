import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { settled } from './history-clock.ts';
import { Coverage } from './history-coverage.ts';
import { checkAtRest, checkNow, standOf } from './history-invariants.ts';
import { someHistory } from './history-draw.ts';
import { play } from './history-play.ts';
import type { History, Step } from './history-step.ts';
import { timelineOf } from './history-timeline.ts';
import { newGround, World, type Ground } from './history-world.ts';

/** Each of the four test files plays so many; `HISTORIES_SHARE` plays more, or fewer. */
const SHARE = 5000;

/** After so many histories on one store, a new one: it must not grow without end. */
const PER_GROUND = 500;

export class Histories {
  readonly coverage = new Coverage();
  #ground: Ground | undefined;
  #played = 0;

  /**
   * Plays one history to its end and holds it against every promise.
   * @throws Error that tells what happened until one was broken.
   */
  async play({ channels, seed, steps }: History): Promise<World> {
    const ground = (this.#ground ??= newGround());
    const name = `H${this.#played}`;
    const world = new World({ ground, coverage: this.coverage, seed, name, channels });
    this.#played += 1;
    // A store that a history has failed on is not trusted any more.
    this.#ground = undefined;
    try {
      for (const step of steps) await this.#take(world, step);
      await rest(world);
      if (seed % REPEATED === 0) await repeat(world);
      await checkAtRest(world);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new Error(`${said}\n${timelineOf(world)}`, { cause: error });
    }
    await ground.store.purge(0);
    if (this.#played % PER_GROUND === 0) await ground.store.close();
    else this.#ground = ground;
    return world;
  }

  async #take(world: World, step: Step): Promise<void> {
    await play(world, step);
    await settled();
    checkNow(world);
    for (const at of world.record.attempts.values()) {
      await this.coverage.tryRefusals(world.ground.base, at);
    }
  }
}

async function rest(world: World): Promise<void> {
  world.heal();
  await settled();
  world.process();
  await world.drain();
  checkNow(world);
}

/** Every so many, everything that came from outside comes again at the end. */
const REPEATED = 3;

/** I7: what came from outside comes again, and changes nothing. */
async function repeat(world: World): Promise<void> {
  const send = async (again: boolean): Promise<void> => {
    for (const { callbacks } of world.tried) {
      for (const request of callbacks) world.callback(request);
    }
    for (const channel of new Set(world.channels)) {
      await world.deliverWebhooks(channel, again);
    }
    await settled();
    await world.drain();
  };
  // The first time it may be news: webhooks and callbacks that never came before.
  await send(false);
  const before = standOf(world);
  await send(true);
  assert.deepEqual(standOf(world), before, 'I7: a duplicate changed something');
}

interface Told {
  readonly seed: number;
  readonly failure: Error | undefined;
  readonly coverage: Coverage;
}

/**
 * Plays so many histories. `HISTORIES_SEED` repeats those of a run that printed it; with the path
 * that a failure prints behind it, only the shortest one that fails.
 */
async function playAll(share: number): Promise<Told> {
  const [given, path] = (process.env['HISTORIES_SEED'] ?? '').split(' ');
  const seed = given === undefined || given === '' ? randomInt(2 ** 31) : Number(given);
  const all = new Histories();
  const { coverage } = all;
  const property = fc.asyncProperty(someHistory, async (history) => {
    await all.play(history);
  });
  const options = { seed, numRuns: share, includeErrorInReport: true, ...(path ? { path } : {}) };
  try {
    await fc.assert(property, options);
    return { seed, failure: undefined, coverage };
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    return { seed, failure, coverage };
  }
}

/** What one share of the histories has to show; registered by the file that played it. */
export interface HistoryTest {
  readonly title: string;
  readonly run: (t: Pick<TestContext, 'diagnostic'>) => void;
}

/**
 * Plays one share of all histories and answers the tests of what came of it. They are played before
 * the runner knows of any test, because it watches every promise of one and that costs a third more.
 */
export async function histories(): Promise<readonly HistoryTest[]> {
  const share = Number(process.env['HISTORIES_SHARE'] ?? SHARE);
  const { seed, failure, coverage } = await playAll(share);
  const { line, missing } = coverage.summary();
  return [
    {
      title: `keep every promise in ${share} histories`,
      run: (t) => {
        t.diagnostic(`HISTORIES_SEED=${seed}`);
        if (failure) throw failure;
      },
    },
    {
      title: 'reach every cell of the table and are refused at every other',
      run: (t) => {
        t.diagnostic(line);
        for (const [cell, count] of coverage.rarest().slice(0, 3)) {
          t.diagnostic(`${cell}: ${count}`);
        }
        assert.deepEqual(missing, [], line);
      },
    },
  ];
}
