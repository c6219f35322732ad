import { readdirSync } from 'node:fs';
import type { Scenario } from './scenario.ts';

const FOLDER = new URL('./', import.meta.url);

/** Of a scenario's file, `04-closes-at-once.ts`: its number and a few words. */
const FILE_NAME = /^(\d\d)-[a-z-]+\.ts$/;

const isScenario = (value: unknown, number: number): value is Scenario =>
  typeof value === 'object' && value !== null && 'number' in value && value.number === number;

async function read(file: string): Promise<Scenario> {
  const { scenario } = (await import(new URL(file, FOLDER).href)) as { scenario?: unknown };
  const number = Number(FILE_NAME.exec(file)?.[1]);
  if (isScenario(scenario, number)) return scenario;
  throw new Error(`${file} exports no \`scenario\` with the number ${String(number)}.`);
}

/** Every scenario of this folder, in the order of the map. */
export const listScenarios = (): Promise<readonly Scenario[]> =>
  Promise.all(
    readdirSync(FOLDER)
      .filter((file) => FILE_NAME.test(file))
      .sort()
      .map(read),
  );
