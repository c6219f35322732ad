import type * as z from 'zod/mini';

type Issue = z.core.$ZodIssue;

/**
 * The fields that a refused body has wrong, for the detail of `REQUEST_INVALID`. Of a body that fits
 * none of several forms, those of the form that it comes nearest to.
 */
export const wrongFields = (issues: readonly Issue[]): string =>
  issues
    .flatMap(nearest)
    .map(({ path }) => path.join('.') || 'body')
    .join(', ');

function nearest(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [first, ...others] = issue.errors;
  if (!first) return [issue];
  return others.reduce((best, form) => (form.length < best.length ? form : best), first);
}
