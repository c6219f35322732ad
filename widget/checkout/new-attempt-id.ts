import type { AttemptId } from '../../server/protocol/index.ts';

const BYTES = 16;

/** 128 random bits in base64url; made here so that the window's address is known at the click. */
export function newAttemptId(): AttemptId {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') as AttemptId;
}
