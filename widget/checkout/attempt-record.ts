import { isLaunch } from './answers.ts';
import type { Launch } from './payment-window.ts';

/*
 * What this tab is paying for, so that a page that was left or reloaded finds its attempt again. In
 * the tab's own storage, for minutes: the session in it reads and cancels what this tab began, and
 * the page's scripts hold it anyway. Where storage is refused or full, the return code does alone.
 */

/** What tells attempts of one document apart. */
export const keyOf = (server: string, line: string, orderId: string): string =>
  JSON.stringify([server, line, orderId]);

const nameOf = (key: string): string => `pay-checkout:attempt:${key}`;

/** @param key of the attempt in its store */
export function keepRecord(key: string, launch: Launch): void {
  try {
    sessionStorage[nameOf(key)] = JSON.stringify(launch);
  } catch {
    // Then the way back is the return code, or the server's refusal to be paid twice.
  }
}

/** Only of this attempt: an older page, brought back by the browser, knows of no newer one. */
export function dropRecord(key: string, attemptId: string | undefined): void {
  if (findRecord(key)?.attemptId !== attemptId) return;
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
    if (!isLaunch(found)) return undefined;
    const { server, session } = found;
    return keyOf(server, session.order.line, session.order.orderId) === key ? found : undefined;
  } catch {
    return undefined;
  }
}
