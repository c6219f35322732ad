import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../server/store/sqlite.ts';
import type { Store } from '../../../server/store/store.ts';
import type { EngineName } from '../../../tools/browsers.ts';
import { startDemo } from '../../demo.ts';
import type { Demo, DemoOptions } from '../../demo.ts';
import type { Engine } from '../engines/engine.ts';
import { startEngine } from '../engines/start.ts';
import { storefrontPages } from '../pages.ts';

/** The whole demo with one real browser in front of it, for all scenarios of a run. */
export interface EngineStage {
  readonly engine: Engine;
  readonly demo: Demo;
  /** A second view on the companion server's store. */
  readonly store: Store;
  stop(): Promise<void>;
}

export async function setEngineStage(
  name: EngineName,
  options: Pick<DemoOptions, 'forward'> = {},
): Promise<EngineStage> {
  const folder = await mkdtemp(join(tmpdir(), 'pay-checkout-scenarios-'));
  const path = join(folder, 'store.sqlite');
  const demo = await startDemo({
    ports: { shop: 0, pay: 0, simulator: 0 },
    storeUrl: `file:${path}`,
    quiet: true,
    pages: storefrontPages,
    ...options,
  });
  const store = openSqliteStore({ path, shared: true });
  const letGo = async () => {
    await store.close();
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const engine = await startEngine(name);
    const stop = async () => {
      await engine.stop();
      await letGo();
    };
    return { engine, demo, store, stop };
  } catch (error) {
    await letGo();
    throw error;
  }
}
