import { after, describe, it } from 'node:test';
import { enginesAskedFor } from './engines/asked.ts';
import { listScenarios } from './scenarios/list.ts';
import { SKIPS } from './scenarios/skips.ts';
import { setEngineStage } from './scenarios/stage.ts';
import type { EngineStage } from './scenarios/stage.ts';
import { play } from './scenarios/world.ts';

const TWO_MINUTES = 120_000;

const scenarios = await listScenarios();

for (const engine of enginesAskedFor()) {
  describe(`Scenarios in ${engine}`, () => {
    /** Set by the first scenario, so that a browser that does not start fails every one. */
    let setting: Promise<EngineStage> | undefined;
    after(async () => {
      await (await setting)?.stop();
    });

    for (const { number, title, timeoutMs = TWO_MINUTES, run } of scenarios) {
      const skip = SKIPS[`${number} ${engine}`] ?? false;
      it(`[${String(number)}] ${engine}: ${title}`, { skip, timeout: timeoutMs }, async () => {
        setting ??= setEngineStage(engine);
        await play(await setting, run);
      });
    }
  });
}
