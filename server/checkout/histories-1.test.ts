import { describe, it } from 'node:test';
import { histories } from '../testing/histories.ts';

const tests = await histories();

describe('random histories, first share', () => {
  for (const { title, run } of tests) it(title, run);
});
