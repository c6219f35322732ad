import type { AttemptId, Locale, Method, Session } from '../../server/protocol/index.ts';

/** What an attempt is started with, frozen from then on. */
export interface Launch {
  readonly attemptId: AttemptId;
  readonly server: string;
  readonly session: Session;
  readonly method: Method;
  readonly locale: Locale;
}

/** The part of `window` that says where the page is. */
export interface PageGeometry {
  readonly screenX: number;
  readonly screenY: number;
  readonly outerWidth: number;
  readonly outerHeight: number;
}

const WIDTH = 480;
const HEIGHT = 720;

/** The window opens at once with this address; everything slow happens inside it. */
export function launchUrl({ server, attemptId, session, method, locale }: Launch): string {
  const query = new URLSearchParams({
    session: session.sessionToken,
    method: method.id,
    presentation: 'popup',
    device: 'desktop',
    locale,
  });
  return `${server}/launch/${attemptId}?${query.toString()}`;
}

/**
 * Centred on the page, not on the screen, and not held at zero: a monitor left of the first one has
 * negative places. Never `noopener`: the window page answers through `opener`, and the call would
 * return no handle.
 */
export function windowFeatures(page: PageGeometry): string {
  const left = page.screenX + (page.outerWidth - WIDTH) / 2;
  const top = page.screenY + (page.outerHeight - HEIGHT) / 2;
  return `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=${top}`;
}

/**
 * Opens the window, or `undefined` where the browser did not let us. To be called in the click's
 * own task: WebKit forgets the click after any request. One name per attempt, so opening it again
 * uses the window that may still be there. The handle's identity survives navigation; `closed` is
 * also true for one that a page's opener policy cut off from us.
 */
export function openPaymentWindow(launch: Launch): Window | undefined {
  try {
    const name = `pay-checkout:${launch.attemptId}`;
    const opened = window.open(launchUrl(launch), name, windowFeatures(window));
    return opened?.closed === false ? opened : undefined;
  } catch {
    return undefined;
  }
}
