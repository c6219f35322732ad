import puppeteer from 'puppeteer-core';
import type { Browser } from 'puppeteer-core';
import * as z from 'zod';
import { findFirefox } from '../../../tools/browsers.ts';
import { createBuyer } from './buyer.ts';
import type { Buyer, BuyerOptions, Engine } from './engine.ts';
import { keyActions, pointerActions } from './input.ts';
import { viewportOf } from './phone.ts';
import type { RawTab } from './raw-tab.ts';

type Prefs = Record<string, string | number | boolean>;

/** Bits of Firefox's `ui.*PointerCapabilities`. A browser without a screen has no mouse by itself. */
const MOUSE = 6;
const FINGER = 1;

/** As buyers have it: automation turns the popup blocker off and may turn the cache off. */
const BUYERS_PREFS: Prefs = {
  'dom.disable_open_during_load': true,
  'browser.sessionhistory.max_total_viewers': -1,
  'fission.bfcacheInParent': true,
  'intl.accept_languages': 'ko-KR, ko',
};

function prefsOf({ phone, userAgent, ...blocked }: BuyerOptions): Prefs {
  const pointer = phone ? FINGER : MOUSE;
  return {
    ...BUYERS_PREFS,
    'ui.primaryPointerCapabilities': pointer,
    'ui.allPointerCapabilities': pointer,
    ...(phone && { 'dom.w3c_touch_events.enabled': 1, 'dom.maxtouchpoints.testing.value': 5 }),
    ...(userAgent !== undefined && { 'general.useragent.override': userAgent }),
    ...(blocked.blockThirdPartyCookies && { 'network.cookie.cookieBehavior': 1 }),
    ...(blocked.blockStorage && { 'network.cookie.cookieBehavior': 2 }),
  };
}

/** WebDriver BiDi as it is on the wire; Puppeteer starts the browser and keeps the line. */
type Send = (method: string, params: object) => Promise<unknown>;

interface Firefox {
  readonly send: Send;
  stop(): Promise<void>;
}

/** Firefox, over WebDriver BiDi. Who needs other settings gets a browser of their own. */
export async function startFirefox(): Promise<Engine> {
  const shared = await launch({});
  return {
    name: 'firefox',
    newBuyer: async (options = {}) => {
      const isPlain = Object.keys(options).every((option) => option === 'viewport');
      if (isPlain) return buyerIn(shared.send, options, () => undefined);
      const own = await launch(options);
      return buyerIn(own.send, options, () => own.stop());
    },
    stop: () => shared.stop(),
  };
}

async function launch(options: BuyerOptions): Promise<Firefox> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    extraPrefsFirefox: prefsOf(options),
  });
  return { send: lineOf(browser), stop: () => browser.close() };
}

/**
 * Puppeteer's own line to the browser, which it keeps to itself. Its `evaluate` lends the page a
 * user gesture, and its pages cannot be had without it.
 */
function lineOf(browser: Browser): Send {
  const { connection } = browser as unknown as { readonly connection: Line };
  return async (method, params) => (await connection.send(method, params)).result;
}

interface Line {
  send(method: string, params: object): Promise<{ readonly result: unknown }>;
}

const ContextSchema = z.object({ context: z.string() });
const UserContextSchema = z.object({ userContext: z.string() });
const TreeSchema = z.object({
  contexts: z.array(z.object({ context: z.string(), userContext: z.string() })),
});

async function buyerIn(
  send: Send,
  options: BuyerOptions,
  afterwards: () => Promise<void> | undefined,
): Promise<Buyer> {
  const { userContext } = UserContextSchema.parse(await send('browser.createUserContext', {}));
  const userContexts = [userContext];
  await send('emulation.setTimezoneOverride', { timezone: 'Asia/Seoul', userContexts });
  const viewport = viewportOf(options);
  if (viewport) await send('browsingContext.setViewport', { viewport, userContexts });

  const list = async () => {
    const { contexts } = TreeSchema.parse(await send('browsingContext.getTree', { maxDepth: 0 }));
    return contexts.filter((one) => one.userContext === userContext).map(({ context }) => context);
  };
  const rawOf = (context: string) => rawTab(send, context, list);
  const tabs = createBuyer({
    openTab: async () => {
      const opened = await send('browsingContext.create', { type: 'window', userContext });
      return rawOf(ContextSchema.parse(opened).context);
    },
    listTabs: async () => (await list()).map(rawOf),
  });
  return {
    ...tabs,
    addInitScript: async (script) => {
      await send('script.addPreloadScript', { functionDeclaration: String(script), userContexts });
    },
    setOffline: async (offline) => {
      const networkConditions = offline ? { type: 'offline' } : null;
      await send('emulation.setNetworkConditions', { networkConditions, userContexts });
    },
    close: async () => {
      await send('browser.removeUserContext', { userContext });
      await afterwards();
    },
  };
}

function rawTab(send: Send, context: string, list: () => Promise<readonly string[]>): RawTab {
  const order = async (method: string, params: object = {}) => {
    await send(method, { context, ...params });
  };
  const act = async (actions: readonly object[]) => {
    await order('input.performActions', { actions });
  };
  return {
    id: context,
    run: (expression) => run(send, context, expression),
    goto: (url) => order('browsingContext.navigate', { url, wait: 'complete' }),
    back: () => order('browsingContext.traverseHistory', { delta: -1 }),
    forward: () => order('browsingContext.traverseHistory', { delta: 1 }),
    reload: () => order('browsingContext.reload'),
    close: () => order('browsingContext.close'),
    isClosed: async () => !(await list()).includes(context),
    clickAt: (point, times) => act([pointerActions(point, times)]),
    press: (key) => act([keyActions(key)]),
    screenshot: async () => {
      const shot = await send('browsingContext.captureScreenshot', { context });
      return Buffer.from(z.object({ data: z.string() }).parse(shot).data, 'base64');
    },
  };
}

const EvaluationSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('success'), result: z.object({ value: z.string() }) }),
  z.object({ type: z.literal('exception'), exceptionDetails: z.object({ text: z.string() }) }),
]);

async function run(send: Send, context: string, expression: string): Promise<string> {
  const answer = await send('script.evaluate', {
    expression,
    target: { context },
    awaitPromise: true,
    userActivation: false,
  });
  const evaluated = EvaluationSchema.parse(answer);
  if (evaluated.type === 'exception') throw new Error(evaluated.exceptionDetails.text);
  return evaluated.result.value;
}
