import type { AttemptId } from '../../server/protocol/index.ts';

/**
 * Which paid attempts this tab was told of. Kept in `sessionStorage`, so that Back from a thank-you
 * page does not bounce; where storage is refused, memory has to do.
 */
const told = new Set<AttemptId>();
const keyOf = (attemptId: AttemptId): string => `pay-checkout:complete:${attemptId}`;

export function wasTold(attemptId: AttemptId): boolean {
  if (told.has(attemptId)) return true;
  try {
    return sessionStorage.getItem(keyOf(attemptId)) !== null;
  } catch {
    return false;
  }
}

export function rememberTold(attemptId: AttemptId): void {
  told.add(attemptId);
  try {
    sessionStorage.setItem(keyOf(attemptId), '1');
  } catch {
    // Refused or full: this document still remembers.
  }
}
