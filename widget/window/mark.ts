import type { Presentation } from '../../server/protocol/index.ts';

/** `unreadable`: this browser keeps nothing, so that no mark means nothing either. */
export type Mark = Presentation | 'none' | 'unreadable';

/*
 * How this very tab was opened. The server knows how the attempt was opened last, and that may have
 * been elsewhere; a tab without a mark is another browser than the one that began.
 */

const nameOf = (attemptId: string): string => `pay-checkout:${attemptId}`;

export function leaveMark(attemptId: string, presentation: string): void {
  try {
    sessionStorage[nameOf(attemptId)] = presentation;
  } catch {
    // Storage is refused: then the server's word of how it was opened has to do.
  }
}

export function findMark(attemptId: string): Mark {
  try {
    const mark: unknown = sessionStorage[nameOf(attemptId)];
    return mark === 'popup' || mark === 'redirect' ? mark : 'none';
  } catch {
    return 'unreadable';
  }
}
