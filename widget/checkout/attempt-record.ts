import { isLaunch } from './answers.ts';
import type { Launch } from './payment-window.ts';

/*
 * What this tab is paying for, so that a page that was left or reloaded finds its attempt again. In
 * the tab's own storage, for minutes: the session in it reads and cancels what this tab began, and
 * the page's scripts hold it anyway. Where storage is refused or full, the return code does alone.
 */

const nameOf = (key: string): string => `pay-checkout:attempt:${key}`;

/** @param key of the attempt in its store */
export function keepRecord(key: string, launch: Launch): void {
  try {
    sessionStorage[nameOf(key)] = JSON.stringify(launch);
  } catch {
    // Then the way back is the return code, or the server's refusal to be paid twice.
  }
}

export function dropRecord(key: string): void {
  try {
    sessionStorage.removeItem(nameOf(key));
  } catch {
    // Nothing was kept either.
  }
}

/** Anybody on this origin can write there, so it is looked at as an answer from outside is. */
export function findRecord(key: string): Launch | undefined {
  try {
    const found: unknown = JSON.parse(sessionStorage[nameOf(key)] as string);
    return isLaunch(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
