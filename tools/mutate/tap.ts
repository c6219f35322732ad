import type { Outcome, Outcomes } from './mutation.ts';

const RESULT = /^( *)(not )?ok \d+ - (.*?)( # (?:SKIP|TODO).*)?$/;

/**
 * How tests ended, from what Node's TAP reporter wrote. Of several with one title the worst counts.
 */
export function readTap(text: string): Outcomes {
  const outcomes = new Map<string, Outcome>();
  const note = (title: string, outcome: Outcome): void => {
    if (outcomes.get(title) === undefined || outcome !== 'passed') outcomes.set(title, outcome);
  };
  /** The failure whose details are being read, and how far they are indented. */
  let failure: { readonly title: string; readonly indent: string } | undefined;
  for (const line of text.split('\n')) {
    const [, indent = '', not, title, mark] = RESULT.exec(line) ?? [];
    if (title === undefined) {
      const isAssertion = line === `${failure?.indent ?? ''}  code: 'ERR_ASSERTION'`;
      if (failure && isAssertion) outcomes.set(failure.title, 'failed');
      continue;
    }
    failure = not === undefined ? undefined : { title, indent };
    if (mark !== undefined) note(title, 'skipped');
    else note(title, failure ? 'broke' : 'passed');
  }
  return outcomes;
}
