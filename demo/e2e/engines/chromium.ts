import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, CDPSession, LaunchOptions, Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../../tools/browsers.ts';
import { createBuyer } from './buyer.ts';
import type { Buyer, BuyerOptions, Engine } from './engine.ts';
import { viewportOf } from './phone.ts';
import type { RawTab } from './raw-tab.ts';

/** What Playwright turns off for its own ease, and buyers have on. */
const KEPT_ON = ['--disable-popup-blocking', '--disable-back-forward-cache'];

const launchOptions = (): LaunchOptions => ({
  executablePath: findChromium(),
  args: [...chromiumFlags],
  ignoreDefaultArgs: KEPT_ON,
});

/** Chromium, through Playwright, with the switches back on that it turns off. */
export async function startChromium(): Promise<Engine> {
  const browser = await chromium.launch(launchOptions());
  return {
    name: 'chromium',
    newBuyer: async (options = {}) => {
      const { context, close } = await contextFor(browser, options);
      return buyerIn(context, close, options);
    },
    stop: () => browser.close(),
  };
}

interface OwnContext {
  readonly context: BrowserContext;
  readonly close: () => Promise<void>;
}

async function contextFor(browser: Browser, options: BuyerOptions): Promise<OwnContext> {
  if (options.blockStorage) return withoutStorage(options);
  const context = await browser.newContext(contextOptions(options));
  return { context, close: () => context.close() };
}

const contextOptions = (options: BuyerOptions) => {
  const { userAgent, phone = false } = options;
  return {
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    viewport: viewportOf(options) ?? { width: 1280, height: 800 },
    isMobile: phone,
    hasTouch: phone,
    ...(userAgent !== undefined && { userAgent }),
  };
};

/** Settings that a person would make in the browser's own pages; they hold for a whole browser. */
const BLOCKED = { profile: { default_content_setting_values: { cookies: 2 } } };

async function withoutStorage(options: BuyerOptions): Promise<OwnContext> {
  const folder = await mkdtemp(join(tmpdir(), 'pay-checkout-chromium-'));
  await mkdir(join(folder, 'Default'));
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(BLOCKED));
  const context = await chromium.launchPersistentContext(folder, {
    ...launchOptions(),
    ...contextOptions(options),
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function buyerIn(
  context: BrowserContext,
  close: () => Promise<void>,
  { phone = false }: BuyerOptions,
): Buyer {
  const raws = new Map<Page, RawTab>();
  const rawOf = (page: Page): RawTab => {
    const raw = raws.get(page) ?? rawTab(page, phone);
    raws.set(page, raw);
    return raw;
  };
  const tabs = createBuyer({
    openTab: async () => rawOf(await context.newPage()),
    listTabs: () => Promise.resolve(context.pages().map(rawOf)),
  });
  return {
    ...tabs,
    addInitScript: async (script) => {
      await context.addInitScript(script);
    },
    setOffline: (offline) => context.setOffline(offline),
    close,
  };
}

let pages = 0;

function rawTab(page: Page, isPhone: boolean): RawTab {
  pages += 1;
  let opening: Promise<CDPSession> | undefined;
  const session = () => (opening ??= page.context().newCDPSession(page));
  return {
    id: `page ${String(pages)}`,
    run: async (expression) => run(await session(), expression),
    goto: async (url) => {
      await page.goto(url);
    },
    back: async () => travel(await session(), -1),
    forward: async () => travel(await session(), 1),
    reload: async () => {
      await (await session()).send('Page.reload');
    },
    close: () => page.close(),
    isClosed: () => Promise.resolve(page.isClosed()),
    clickAt: async ({ x, y }, times) => {
      if (isPhone) for (let tap = 0; tap < times; tap += 1) await page.touchscreen.tap(x, y);
      else await page.mouse.click(x, y, { clickCount: times });
    },
    press: (key) => page.keyboard.press(key),
    screenshot: () => page.screenshot(),
  };
}

/** Not by Playwright's `evaluate`, which lends the page a user gesture. */
async function run(session: CDPSession, expression: string): Promise<string> {
  const { result, exceptionDetails: failure } = await session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
    userGesture: false,
  });
  if (failure) throw new Error(failure.exception?.description ?? failure.text);
  return String(result.value);
}

/** As the button does it: a page that `history.back()` could not leave is left. */
async function travel(session: CDPSession, delta: number): Promise<void> {
  const { currentIndex, entries } = await session.send('Page.getNavigationHistory');
  const entry = entries[currentIndex + delta];
  if (!entry) throw new Error('The history of this tab ends here.');
  await session.send('Page.navigateToHistoryEntry', { entryId: entry.id });
}
