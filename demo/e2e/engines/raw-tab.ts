/** Where to click, in CSS pixels of the page's viewport. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What an engine's own protocol has to do for one window; `tab.ts` makes a `Tab` of it. */
export interface RawTab {
  readonly id: string;
  /**
   * Evaluates an expression that comes to a text or to the promise of one. Without a user gesture:
   * a driver that lends one (as Playwright and Puppeteer do) would let a page open windows that it
   * could not open for a buyer.
   */
  run(expression: string): Promise<string>;
  /** Done when the page has loaded. */
  goto(url: string): Promise<void>;
  /** These three are done as soon as the browser has been told. */
  back(): Promise<void>;
  forward(): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
  isClosed(): Promise<boolean>;
  clickAt(point: Point, times: number): Promise<void>;
  press(key: string): Promise<void>;
  /** A PNG. */
  screenshot(): Promise<Buffer>;
}

/** The windows of one buyer, as the engine lists them. */
export interface RawBuyer {
  openTab(): Promise<RawTab>;
  listTabs(): Promise<readonly RawTab[]>;
}
