import type { EngineName } from '../../../tools/browsers.ts';

/**
 * One kind of browser, driven as a buyer would: clicks and keys go through the browser's own input,
 * its popup blocker is on and so is its back/forward cache.
 */
export interface Engine {
  readonly name: EngineName;
  newBuyer(options?: BuyerOptions): Promise<Buyer>;
  stop(): Promise<void>;
}

/** Whom the browser is taken for. Left out: somebody at a desktop, in Korean, as the engine comes. */
export interface BuyerOptions {
  readonly userAgent?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /**
   * A phone's small screen, and a coarse pointer and touch where the engine can (not WebKit). The
   * user agent is the engine's own unless told.
   */
  readonly phone?: boolean;
  /** Chromium, whose separate buyers are private windows, and WebKit block them for everybody. */
  readonly blockThirdPartyCookies?: boolean;
  /** No cookies and no storage for any site. WebKit lets a page have `sessionStorage` all the same. */
  readonly blockStorage?: boolean;
}

/** Somebody with cookies and storage of their own. */
export interface Buyer {
  /** A new tab at this address. */
  open(url: string): Promise<Tab>;
  /**
   * Every window of theirs, the newest last. Windows are found by listing, never through the one
   * that opened them, since a page's own policy may cut that bond.
   */
  tabs(): Promise<readonly Tab[]>;
  /** Does something that opens a window, and answers that window. */
  opened(by: () => Promise<unknown>): Promise<Tab>;
  /**
   * Runs a function in every document from now on, before its own scripts. Not in WebKit: there the
   * pages under `/e2e/` listen by themselves.
   */
  addInitScript?(script: () => void): Promise<void>;
  /** Takes the network away, or gives it back. Not in WebKit. */
  readonly setOffline?: (offline: boolean) => Promise<void>;
  close(): Promise<void>;
}

/**
 * What to look for, open shadow roots included: a CSS selector, a button or link by its name or a
 * part of it, or any text on the page. Spaces and line breaks in names and texts do not count.
 */
export type Target =
  string | { readonly button: string } | { readonly text: string; readonly within?: string };

export interface ClickOptions {
  /** 2 for a double click. */
  readonly times?: number;
}

/** Keys that have a name; any other is the letter that it types. */
export type Key = 'Enter' | 'Tab' | 'Escape' | 'Space' | (string & {});

/** One window, or one tab of it. */
export interface Tab {
  /** Stays the same as long as the window lives. */
  readonly id: string;
  goto(url: string): Promise<void>;
  url(): Promise<string>;
  /** As the browser's own button; done when another document, or another address, is in place. */
  back(): Promise<void>;
  forward(): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
  isClosed(): Promise<boolean>;
  /** Waits until the target is there, at rest, enabled and not covered, and clicks its centre. */
  click(target: Target, options?: ClickOptions): Promise<void>;
  press(key: Key): Promise<void>;
  /** Waits until the target can be seen. */
  waitFor(target: Target): Promise<void>;
  waitUntilClosed(): Promise<void>;
  /** Waits until a function in the page answers something true, and answers it. */
  until<T, A extends readonly unknown[]>(
    what: string,
    look: (...args: A) => T | Promise<T>,
    ...args: A
  ): Promise<T>;
  /** Whether the target can be seen now. */
  has(target: Target): Promise<boolean>;
  /** The page's text as it can be seen, shadow roots included; of an element when one is named. */
  text(selector?: string): Promise<string>;
  /**
   * Runs a function in the page; what it is given and what it answers travel as JSON. Never a
   * gesture of the buyer's: what a page may do only after a click it may not do after this.
   */
  evaluate<T, A extends readonly unknown[]>(
    fn: (...args: A) => T | Promise<T>,
    ...args: A
  ): Promise<T>;
  /** Tells the page that it is hidden, or visible again. Its timers run on as they did. */
  setHidden(hidden: boolean): Promise<void>;
  /** Writes a PNG of what can be seen. */
  screenshot(path: string): Promise<void>;
}
