import type { World } from './world.ts';

/** Something that happens to buyers, played in every engine. */
export interface Scenario {
  /** Its place on the map of scenarios; several stories may share one. */
  readonly number: number;
  /** A sentence: what is true afterwards. */
  readonly title: string;
  /** Two minutes unless told. */
  readonly timeoutMs?: number;
  run(world: World): Promise<void>;
}

/** The plainest page, for a buyer whose page moves to the provider and comes back. */
export const REDIRECT = '/e2e/plain?presentation=redirect';
