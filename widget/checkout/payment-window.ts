import type { AttemptId, Device, Locale } from '../../server/protocol/index.ts';

/** What stands in the address of the payment window's first page. */
export interface LaunchAddress {
  readonly server: string;
  readonly attemptId: AttemptId;
  readonly sessionToken: string;
  readonly method: string;
  readonly device: Device;
  readonly locale: Locale;
}

/** The part of `window` that says where the page is. */
export interface PageGeometry {
  readonly screenX: number;
  readonly screenY: number;
  readonly outerWidth: number;
  readonly outerHeight: number;
  readonly screen: { readonly availWidth: number; readonly availHeight: number };
}

const WIDTH = 480;
const HEIGHT = 720;

/** The window opens at once with this address; everything slow happens inside it. */
export function launchUrl(launch: LaunchAddress): string {
  const query = new URLSearchParams({
    session: launch.sessionToken,
    method: launch.method,
    presentation: 'popup',
    device: launch.device,
    locale: launch.locale,
  });
  return `${launch.server}/launch/${launch.attemptId}?${query.toString()}`;
}

/**
 * Centred on the page, not on the screen, and not held at zero: a monitor left of the first one has
 * negative places. Never `noopener`: the window page answers through `opener`, and the call would
 * return no handle.
 */
export function windowFeatures(page: PageGeometry): string {
  const width = Math.min(WIDTH, page.screen.availWidth);
  const height = Math.min(HEIGHT, page.screen.availHeight);
  const left = Math.round(page.screenX + (page.outerWidth - width) / 2);
  const top = Math.round(page.screenY + (page.outerHeight - height) / 2);
  return `popup,width=${width},height=${height},left=${left},top=${top},resizable=yes,scrollbars=yes`;
}

/** A window of the buyer's that we opened. */
export class PaymentWindow {
  /** Compared with the source of messages; its identity survives navigation. */
  readonly source: Window;

  private constructor(source: Window) {
    this.source = source;
  }

  /**
   * Opens the window, or `undefined` where the browser did not let us. To be called in the click's
   * own task: WebKit forgets the click after any request. One name per attempt, so opening it again
   * uses the window that may still be there.
   */
  static open(launch: LaunchAddress): PaymentWindow | undefined {
    try {
      const name = `pay-checkout:${launch.attemptId}`;
      const opened = window.open(launchUrl(launch), name, windowFeatures(window));
      return opened && !opened.closed ? new PaymentWindow(opened) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Closed, or cut off from us by a page's opener policy; the two look the same. */
  get closed(): boolean {
    return this.source.closed;
  }

  focus(): void {
    this.source.focus();
  }

  close(): void {
    this.source.close();
  }
}
