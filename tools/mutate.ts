/**
 * `npm run mutate [-- WORD…]`: breaks the code on purpose, one promise at a time, in a copy of the
 * working tree, and expects the tests that are named for it to fail. A test that nothing can make
 * fail proves nothing. Words choose the mutations whose names contain one of them.
 *
 * Fails when a mutation goes unnoticed, when its text is not in the sources any more, or when a
 * named test does not pass on the code as it is.
 */
import { namedTests, unnoticed, unsound, type Mutation } from './mutate/mutation.ts';
import { MUTATIONS } from './mutate/mutations.ts';
import { copyWorkingTree, type WorkingCopy } from './mutate/working-copy.ts';

/** Copies that are worked in at the same time. */
const COPIES = 2;

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Does all the work, each piece in the next copy that is free. Answers how many pieces failed. */
async function doAll<T>(
  copies: readonly WorkingCopy[],
  work: readonly T[],
  isDone: (copy: WorkingCopy, piece: T) => Promise<boolean>,
): Promise<number> {
  const waiting = [...work];
  let failed = 0;
  const lane = async (copy: WorkingCopy): Promise<void> => {
    for (let piece = waiting.shift(); piece !== undefined; piece = waiting.shift()) {
      if (!(await isDone(copy, piece))) failed += 1;
    }
  };
  await Promise.all(copies.map(lane));
  return failed;
}

/** Whether the named tests pass on the code as it is; otherwise their failing would prove nothing. */
const areSound = (copies: readonly WorkingCopy[], mutations: readonly Mutation[]) =>
  doAll(copies, namedTests(mutations), async (copy, tests) => {
    const problems = unsound(tests, await copy.test(tests));
    for (const problem of problems) console.log(`UNSOUND   ${tests.file} ${problem}`);
    return problems.length === 0;
  });

async function isCaught(copy: WorkingCopy, mutation: Mutation): Promise<boolean> {
  const { name, edits, caughtBy } = mutation;
  const problems = await copy
    .test(caughtBy, edits)
    .then((outcomes) => unnoticed(mutation, outcomes))
    .catch((error: unknown) => [messageOf(error)]);
  if (problems.length === 0) console.log(`caught    ${name}, by: ${caughtBy.titles.join('; ')}`);
  else console.log(`SURVIVED  ${name}; ${caughtBy.file} ${problems.join('; ')}`);
  return problems.length === 0;
}

async function main(words: readonly string[]): Promise<boolean> {
  const isChosen = ({ name }: Mutation): boolean => words.some((word) => name.includes(word));
  const chosen = words.length === 0 ? MUTATIONS : MUTATIONS.filter(isChosen);
  if (chosen.length === 0) throw new Error(`No mutation is called ${words.join(' or ')}.`);
  const copies = Array.from({ length: COPIES }, copyWorkingTree);
  try {
    if ((await areSound(copies, chosen)) > 0) {
      console.log('\nNothing was mutated: see to these tests first.');
      return false;
    }
    const survived = await doAll(copies, chosen, isCaught);
    console.log(`\n${String(chosen.length - survived)} caught, ${String(survived)} survived`);
    return survived === 0;
  } finally {
    for (const { remove } of copies) remove();
  }
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
