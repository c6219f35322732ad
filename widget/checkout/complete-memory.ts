import type { AttemptId } from '../../server/protocol/index.ts';

const told = new Set<string>();

/**
 * Whether this tab hears for the first time that the attempt was paid, and remembers that it did.
 * Kept in `sessionStorage`, so that Back from a thank-you page does not bounce; where storage is
 * refused or full, this document still remembers.
 */
export function isNews(attemptId: AttemptId): boolean {
  const key = `pay-checkout:complete:${attemptId}`;
  const known = told.size;
  try {
    if (key in sessionStorage) return false;
    sessionStorage[key] = '1';
  } catch {
    // Memory has to do.
  }
  return told.add(key).size > known;
}
