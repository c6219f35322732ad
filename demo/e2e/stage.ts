import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { chromiumFlags, findChromium } from '../../tools/browsers.ts';
import { startDemo, type Demo } from '../demo.ts';

/** An event of the widget as the storefront heard it. */
export interface HeardEvent {
  readonly type: string;
  readonly state?: string;
  readonly attemptId?: string;
  readonly amount?: { readonly value: number };
  readonly at: number;
}

/** The whole demo with a real browser in front of it. */
export interface Stage {
  readonly demo: Demo;
  /** A second view on the companion server's store. */
  readonly store: Store;
  /** A new buyer: own cookies, own storage. */
  newBuyer(): Promise<BrowserContext>;
  stop(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-e2e-'));
  const path = join(folder, 'store.sqlite');
  const demo = await startDemo({
    ports: { shop: 0, pay: 0, simulator: 0 },
    storeUrl: `file:${path}`,
    quiet: true,
  });
  const store = openSqliteStore({ path, shared: true });
  const browser: Browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...chromiumFlags],
    // Playwright turns the popup blocker off; buyers have it on.
    ignoreDefaultArgs: ['--disable-popup-blocking'],
  });
  return {
    demo,
    store,
    newBuyer: () => browser.newContext({ locale: 'ko-KR', timezoneId: 'Asia/Seoul' }),
    stop: async () => {
      await browser.close();
      await store.close();
      await demo.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Notes every event of the widget from the first moment of a page on. */
export async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const names = ['start', 'state', 'pending', 'complete', 'cancel', 'fail', 'window-blocked'];
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    for (const name of [...names.map((name) => `payment-${name}`), 'checkout-error']) {
      document.addEventListener(name, (event) => {
        const { state, attemptId, amount } = (event as CustomEvent<Record<string, unknown>>).detail;
        heard.push({ type: name, state, attemptId, amount, at: performance.now() });
      });
    }
  });
}

export const heardOn = (page: Page): Promise<HeardEvent[]> =>
  page.evaluate(() => (window as unknown as { heard: HeardEvent[] }).heard);
