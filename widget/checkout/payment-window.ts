import type {
  AttemptId,
  Device,
  Locale,
  Method,
  Presentation,
  Session,
} from '../../server/protocol/index.ts';
import { choosePresentation, surroundings } from './presentation.ts';

/** What an attempt is started with. Frozen from then on, but for a popup that becomes a redirect. */
export interface Launch {
  readonly attemptId: AttemptId;
  readonly server: string;
  readonly session: Session;
  readonly method: Method;
  readonly locale: Locale;
  readonly presentation: Presentation;
  readonly device: Device;
}

/** What the attempt in a session's answer would be launched with again: its window is not ours. */
export function launchOf(server: string, session: Session, locale: Locale): Launch | undefined {
  const { attempt, methods } = session;
  if (!attempt) return undefined;
  const { attemptId, result: { method: id = '' } = {} } = attempt;
  const method = methods.find((method) => method.id === id) ?? { id, type: 'wallet', label: id };
  const choice = choosePresentation('redirect', surroundings());
  return { server, session, attemptId, method, locale, ...choice };
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

/** What payments do to the page itself; in one place, so that tests can watch it. */
export const page = {
  /** Stays in the history, so that Back from the provider comes here. */
  leave: (url: string): void => location.assign(url),
  reload: (): void => location.reload(),
};

/** The window opens at once with this address; everything slow happens inside it. */
export function launchUrl(launch: Launch): string {
  const { server, attemptId, session, method, locale, presentation, device } = launch;
  const query = new URLSearchParams({
    session: session.sessionToken,
    method: method.id,
    presentation,
    device,
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
    const opened = window.open(launchUrl(launch), nameOf(launch), windowFeatures(window));
    return opened?.closed === false ? opened : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The window that this page had opened before it was reloaded, if it is still there. Browsers find
 * it by its name without a click; where there is none they open none, or a blank one that must go.
 */
export function findPaymentWindow(launch: Launch): Window | undefined {
  const found = window.open('', nameOf(launch));
  try {
    if (found?.location.href === 'about:blank') {
      found.close();
      return undefined;
    }
  } catch {
    // Somebody else's page: the window is at the provider, or at the server.
  }
  return found ?? undefined;
}

const nameOf = ({ attemptId }: Launch): string => `pay-checkout:${attemptId}`;
