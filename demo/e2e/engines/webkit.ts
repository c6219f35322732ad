import * as z from 'zod';
import { until } from '../../../server/testing/until.ts';
import { findWebKit } from '../../../tools/browsers.ts';
import type { WebKitPrograms } from '../../../tools/browsers.ts';
import { probePorts } from '../../listen.ts';
import { createBuyer } from './buyer.ts';
import type { Buyer, BuyerOptions, Engine } from './engine.ts';
import { keyActions, pointerActions } from './input.ts';
import { viewportOf } from './phone.ts';
import { startDisplay, startProgram } from './processes.ts';
import type { Display, Running } from './processes.ts';
import type { RawTab } from './raw-tab.ts';
import { isReady, openSession } from './webdriver.ts';
import type { WebDriverSession } from './webdriver.ts';

/** WebKitGTK's own small browser, by plain WebDriver, on a screen that nobody sees. */
export async function startWebKit(): Promise<Engine> {
  const programs = findWebKit();
  const display = await startDisplay(programs.xvfb);
  return {
    name: 'webkit',
    newBuyer: (options = {}) => newBuyer(programs, display, options),
    stop: () => display.stop(),
  };
}

/** One driver has one session, and that is one buyer. */
async function newBuyer(
  programs: WebKitPrograms,
  display: Display,
  options: BuyerOptions,
): Promise<Buyer> {
  const [port = 0] = await probePorts([0]);
  const driver = startProgram(programs.driver, [`--port=${String(port)}`], {
    env: { DISPLAY: display.name, LANG: 'ko_KR.UTF-8', TZ: 'Asia/Seoul' },
  });
  try {
    const address = `http://127.0.0.1:${String(port)}`;
    await until('the driver of WebKit', () => isReady(address));
    const session = await openSession(address, capabilitiesOf(programs, options));
    return await buyerIn(session, driver, viewportOf(options));
  } catch (error) {
    await driver.stop();
    throw error;
  }
}

const capabilitiesOf = ({ browser }: WebKitPrograms, options: BuyerOptions): object => ({
  alwaysMatch: {
    browserName: 'MiniBrowser',
    // Otherwise nothing can be asked of a page that is still streaming in, as ours does.
    pageLoadStrategy: 'none',
    'webkitgtk:browserOptions': { binary: browser, args: ['--automation', ...argsOf(options)] },
  },
});

const argsOf = ({ userAgent, blockStorage = false }: BuyerOptions): readonly string[] => [
  ...(userAgent === undefined ? [] : [`--user-agent=${userAgent}`]),
  ...(blockStorage ? ['--cookies-policy=never', '--enable-html5-local-storage=false'] : []),
];

const HandleSchema = z.object({ handle: z.string() });
const HandlesSchema = z.array(z.string());
const RectSchema = z.object({ width: z.number() });

async function buyerIn(
  session: WebDriverSession,
  driver: Running,
  viewport: BuyerOptions['viewport'],
): Promise<Buyer> {
  const handles = async () => HandlesSchema.parse(await session.send('GET', '/window/handles'));
  // The window that the session came with stays in the background: a browser without one ends.
  const [first = ''] = await handles();
  const list = async () => (await handles()).filter((handle) => handle !== first);
  const openWindow = async (): Promise<string> => {
    // From the one that is always there: the session may be at a window that was closed.
    const opened = await session.sendTo(first, 'POST', '/window/new', { type: 'window' });
    return HandleSchema.parse(opened).handle;
  };
  return {
    ...createBuyer({
      openTab: async () => {
        const handle = await openWindow();
        if (viewport) await resize(session, handle, viewport);
        return rawTab(session, handle, list);
      },
      listTabs: async () => (await list()).map((handle) => rawTab(session, handle, list)),
    }),
    close: async () => {
      // A window that is just closing by itself makes the driver refuse; it has to go all the same.
      await session.end().catch(() => undefined);
      await driver.stop();
    },
  };
}

type Run = RawTab['run'];

const runnerIn =
  (session: WebDriverSession, handle: string): Run =>
  async (expression) =>
    z.string().parse(
      await session.sendTo(handle, 'POST', '/execute/sync', {
        script: `return ${expression}`,
        args: [],
      }),
    );

/** Done when the page knows of it, which is a little later; a window has a least width of its own. */
async function resize(session: WebDriverSession, handle: string, size: object): Promise<void> {
  const answer = await session.sendTo(handle, 'POST', '/window/rect', size);
  const { width } = RectSchema.parse(answer);
  const run = runnerIn(session, handle);
  await until(`a page of ${String(width)} pixels`, async () => {
    return (await run('String(innerWidth)')) === String(width);
  });
}

/** Goes, and waits until another document is there: the driver itself does not wait. */
async function arrive(run: Run, go: () => Promise<void>): Promise<void> {
  const loaded = () =>
    run("document.readyState === 'complete' ? String(performance.timeOrigin) : ''");
  const before = await loaded();
  await go();
  await until('another document', async () => {
    const now = await loaded().catch(() => '');
    return now !== '' && now !== before;
  });
}

function rawTab(
  session: WebDriverSession,
  handle: string,
  list: () => Promise<readonly string[]>,
): RawTab {
  const post = async (path: string, body: object = {}) => {
    await session.sendTo(handle, 'POST', path, body);
  };
  const act = async (actions: readonly object[]) => post('/actions', { actions });
  const run = runnerIn(session, handle);
  return {
    id: handle,
    run,
    goto: (url) => arrive(run, () => post('/url', { url })),
    // By script, which goes the same way: the driver's own commands wait for a load that a page
    // from the cache never has.
    back: () => post('/execute/sync', { script: 'history.back()', args: [] }),
    forward: () => post('/execute/sync', { script: 'history.forward()', args: [] }),
    reload: () => post('/execute/sync', { script: 'location.reload()', args: [] }),
    close: async () => {
      await session.sendTo(handle, 'DELETE', '/window');
    },
    isClosed: async () => !(await list()).includes(handle),
    clickAt: async (point, times) => {
      try {
        await act([pointerActions(point, times)]);
      } catch (error) {
        // A click may well close its own window before the driver has let go of the button.
        if (!String(error).includes('no such window')) throw error;
      }
    },
    press: (key) => act([keyActions(key)]),
    screenshot: async () => {
      const shot = z.string().parse(await session.sendTo(handle, 'GET', '/screenshot'));
      return Buffer.from(shot, 'base64');
    },
  };
}
