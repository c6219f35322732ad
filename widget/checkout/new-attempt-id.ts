import type { AttemptId } from '../../server/protocol/index.ts';

const BYTES = 16;
const LETTERS = 22;

/** 128 random bits in base64url; made here so that the window's address is known at the click. */
export function newAttemptId(): AttemptId {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  const base64 = btoa(String.fromCharCode(...bytes)).slice(0, LETTERS);
  return base64.replaceAll('+', '-').replaceAll('/', '_') as AttemptId;
}
