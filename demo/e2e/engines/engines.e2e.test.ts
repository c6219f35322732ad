import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import express from 'express';
import { listen } from '../../listen.ts';
import type { Listening } from '../../listen.ts';
import type { Buyer, BuyerOptions, Engine, Tab } from './engine.ts';
import { enginesAskedFor } from './asked.ts';
import { startEngine } from './start.ts';

/** Longer than any engine lets a click count. */
const AFTER_THE_CLICK_MS = 6000;

const HOME = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Home</title>
<meta name="viewport" content="width=device-width">
<button id="open" onclick="note(open('/other', 'one', 'popup,width=480,height=720'))">Open</button>
<button id="late" onclick="fetch('/wait').then(() => note(open('/other', 'two', 'popup')))">
  Open late
</button>
<a id="leave" href="/other">Leave</a>
<p hidden>Unseen words</p>
<x-counter></x-counter>
<script>
  const note = (opened) => { window.opened = opened === null ? 'refused' : 'opened'; };
  window.shown = [];
  addEventListener('pageshow', ({ persisted }) => shown.push(persisted));
  customElements.define('x-counter', class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({ mode: 'open' });
      root.innerHTML = '<button part="count">Count <b>0</b></button>';
      root.querySelector('button').onclick = ({ isTrusted, detail }) => {
        const count = root.querySelector('b');
        count.textContent = Number(count.textContent) + 1;
        Object.assign(window, { isTrusted, detail });
      };
    }
  });
</script>`;

const OTHER = '<!doctype html><meta charset="utf-8"><title>Other</title><p>Another page</p>';

/** Says whether it could keep a cookie in a frame of somebody else's. */
const COOKIE = `<!doctype html><script>
  document.cookie = 'name=third; SameSite=None; Secure';
  parent.postMessage(document.cookie === '' ? 'no cookie' : 'a cookie', '*');
</script>`;

/** Sends what is left of a page that was begun. */
let releaseSlow = (): void => undefined;

const site = express()
  .get('/slow', (_request, response) => {
    response.type('html').write(`<!doctype html>${'<p>The first half</p>'.repeat(40)}`);
    releaseSlow = () => response.end('<p>The second half</p>');
  })
  .get('/cookie', (_request, response) => void response.send(COOKIE))
  .get('/', (_request, response) => void response.send(HOME))
  .get('/other', (_request, response) => void response.send(OTHER))
  .get('/wait', (_request, response) => {
    setTimeout(() => response.sendStatus(204), AFTER_THE_CLICK_MS);
  });

interface OnHome {
  readonly opened?: 'opened' | 'refused';
  readonly shown: readonly boolean[];
  readonly isTrusted?: boolean;
  readonly detail?: number;
}

const state = (tab: Tab): Promise<OnHome> =>
  tab.evaluate(() => {
    const { opened, shown, isTrusted, detail } = window as unknown as OnHome;
    return { opened, shown, isTrusted, detail } as OnHome;
  });

for (const name of enginesAskedFor()) {
  describe(`The engine ${name}`, () => {
    let engine: Engine;
    let server: Listening;
    let home: string;
    before(async () => {
      server = await listen(site, { port: 0 });
      home = `http://localhost:${String(server.port)}/`;
      engine = await startEngine(name);
    });
    after(async () => {
      await engine.stop();
      await server.close();
    });

    const withBuyer = async (story: (buyer: Buyer, tab: Tab) => Promise<void>): Promise<void> => {
      const buyer = await engine.newBuyer();
      try {
        await story(buyer, await buyer.open(home));
      } finally {
        await buyer.close();
      }
    };

    it('opens a window in a click, and finds it.', () =>
      withBuyer(async (buyer, tab) => {
        const popup = await buyer.opened(() => tab.click('#open'));
        await popup.waitFor({ text: 'Another page' });
        assert.equal(await popup.url(), `${home}other`);
        assert.deepEqual(
          (await buyer.tabs()).map(({ id }) => id),
          [tab.id, popup.id],
        );
        await popup.close();
        await popup.waitUntilClosed();
        assert.equal(await tab.isClosed(), false);
      }));

    it('refuses a window long after the click, however often the page is looked at.', () =>
      withBuyer(async (buyer, tab) => {
        await tab.click('#late');
        const opened = await tab.until(
          'an answer of the popup blocker',
          () => (window as unknown as OnHome).opened,
        );
        assert.equal(opened, 'refused');
        assert.equal((await buyer.tabs()).length, 1);
      }));

    it('gives a page no gesture by looking at it.', () =>
      withBuyer(async (_buyer, tab) => {
        const opened = await tab.evaluate(() => open('/other', 'three', 'popup') !== null);
        assert.equal(opened, false);
      }));

    it('brings a page back from its cache, as it was left.', () =>
      withBuyer(async (_buyer, tab) => {
        await tab.evaluate(() => {
          Object.assign(window, { kept: true });
        });
        await tab.click('#leave');
        await tab.waitFor({ text: 'Another page' });
        await tab.back();
        const { shown } = await state(tab);
        assert.deepEqual(shown, [false, true]);
        await tab.forward();
        await tab.waitFor({ text: 'Another page' });
      }));

    it('sees a page of which the rest has yet to come.', () =>
      withBuyer(async (_buyer, tab) => {
        await tab.evaluate(() => {
          location.assign('/slow');
        });
        await tab.waitFor({ text: 'The first half' });
        assert.equal(await tab.has({ text: 'The second half' }), false);
        releaseSlow();
        await tab.waitFor({ text: 'The second half' });
      }));

    it('loads a page anew.', () =>
      withBuyer(async (_buyer, tab) => {
        await tab.click({ button: 'Count' });
        await tab.waitFor({ text: 'Count 1' });
        await tab.reload();
        await tab.waitFor({ text: 'Count 0' });
      }));

    it('keeps the storage and cookies of buyers apart.', () =>
      withBuyer(async (_buyer, tab) => {
        const keep = () => {
          localStorage.setItem('name', 'first');
          document.cookie = 'name=first';
        };
        const kept = () => [localStorage.getItem('name'), document.cookie];
        await tab.evaluate(keep);
        assert.deepEqual(await tab.evaluate(kept), ['first', 'name=first']);
        await withBuyer(async (_other, another) => {
          assert.deepEqual(await another.evaluate(kept), [null, '']);
        });
      }));

    it('clicks inside a shadow root, as a buyer does.', () =>
      withBuyer(async (_buyer, tab) => {
        await tab.click('[part=count]');
        await tab.waitFor({ text: 'Count 1', within: 'x-counter' });
        assert.equal((await state(tab)).isTrusted, true);
      }));

    it('clicks twice as one double click.', () =>
      withBuyer(async (_buyer, tab) => {
        await tab.click('[part=count]', { times: 2 });
        await tab.waitFor({ text: 'Count 2' });
        assert.equal((await state(tab)).detail, 2);
      }));

    it('presses keys where the focus is.', () =>
      withBuyer(async (_buyer, tab) => {
        await tab.click({ button: 'Count' });
        await tab.press('Enter');
        await tab.waitFor({ text: 'Count 2' });
        await tab.press('Space');
        await tab.waitFor({ text: 'Count 3' });
      }));

    it('reads what can be seen, and nothing else.', () =>
      withBuyer(async (_buyer, tab) => {
        const text = await tab.text();
        assert.match(text, /Open late/);
        assert.match(text, /Count 0/);
        assert.doesNotMatch(text, /Unseen|customElements/);
        assert.equal(await tab.has({ text: 'Unseen words' }), false);
      }));

    it('shows itself to pages as somebody at a desktop with a mouse.', () =>
      withBuyer(async (_buyer, tab) => {
        const seen = await tab.evaluate(() => ({
          hasMouse: matchMedia('(hover: hover) and (pointer: fine)').matches,
          touchPoints: navigator.maxTouchPoints,
          visibility: document.visibilityState,
          isWide: innerWidth >= 1000,
        }));
        assert.deepEqual(seen, {
          hasMouse: true,
          touchPoints: 0,
          visibility: 'visible',
          isWide: true,
        });
      }));

    it('takes a user agent and a small screen for a buyer, windows that open included.', async () => {
      const userAgent = 'Mozilla/5.0 (Linux; Android 14) Test Mobile Safari/537.36';
      const buyer = await engine.newBuyer({ userAgent, viewport: { width: 500, height: 800 } });
      const tab = await buyer.open(home);
      const agent = () => navigator.userAgent;
      assert.equal(await tab.evaluate(agent), userAgent);
      assert.equal(await tab.evaluate(() => innerWidth), 500);
      const popup = await buyer.opened(() => tab.click('#open'));
      await popup.waitFor({ text: 'Another page' });
      assert.equal(await popup.evaluate(agent), userAgent);
      await buyer.close();
    });

    it('is held by a phone for a buyer with one.', async () => {
      const buyer = await engine.newBuyer({ phone: true });
      const tab = await buyer.open(home);
      await tab.click({ button: 'Count' });
      await tab.waitFor({ text: 'Count 1' });
      const seen = await tab.evaluate(() => ({
        width: innerWidth,
        isCoarse: matchMedia('(pointer: coarse)').matches,
        hasTouch: navigator.maxTouchPoints > 0,
      }));
      const hasFinger = name !== 'webkit';
      const { width, ...hand } = seen;
      assert.deepEqual(hand, { isCoarse: hasFinger, hasTouch: hasFinger });
      // WebKit's small browser makes no window narrower than its own tool bar.
      if (name === 'webkit') assert.ok(width < 480, String(width));
      else assert.equal(width, 390);
      await buyer.close();
    });

    it('refuses a buyer storage and cookies who does not want them.', async () => {
      const buyer = await engine.newBuyer({ blockStorage: true });
      const tab = await buyer.open(home);
      const kept = await tab.evaluate(() => {
        document.cookie = 'name=first';
        try {
          localStorage.setItem('name', 'first');
          return ['kept', document.cookie];
        } catch {
          return ['refused', document.cookie];
        }
      });
      assert.deepEqual(kept, ['refused', '']);
      await buyer.close();
    });

    it('keeps the cookies of another site from a buyer who blocks them.', async () => {
      const frameUrl = new URL('/cookie', home.replace('localhost', '127.0.0.1')).href;
      const inFrame = (url: string) =>
        new Promise<unknown>((resolve) => {
          addEventListener('message', ({ data }) => {
            resolve(data);
          });
          const frame = document.createElement('iframe');
          frame.src = url;
          document.body.append(frame);
        });
      const seenBy = async (options: BuyerOptions) => {
        const buyer = await engine.newBuyer(options);
        const tab = await buyer.open(home);
        const seen = await tab.evaluate(inFrame, frameUrl);
        await buyer.close();
        return seen;
      };
      assert.equal(await seenBy({}), name === 'firefox' ? 'a cookie' : 'no cookie');
      assert.equal(await seenBy({ blockThirdPartyCookies: true }), 'no cookie');
    });

    it('runs a script before those of the page, where it can.', async () => {
      const buyer = await engine.newBuyer();
      await buyer.addInitScript?.(() => Object.assign(window, { early: document.readyState }));
      const tab = await buyer.open(home);
      const early = await tab.evaluate(() => (window as unknown as { early?: string }).early);
      assert.equal(early, name === 'webkit' ? null : 'loading');
      await buyer.close();
    });

    it('takes the network away and gives it back, where it can.', () =>
      withBuyer(async (buyer, tab) => {
        assert.equal(buyer.setOffline === undefined, name === 'webkit');
        const reach = () =>
          fetch('/other').then(
            () => 'reached',
            () => 'out of reach',
          );
        await buyer.setOffline?.(true);
        assert.equal(await tab.evaluate(reach), buyer.setOffline ? 'out of reach' : 'reached');
        await buyer.setOffline?.(false);
        assert.equal(await tab.evaluate(reach), 'reached');
      }));

    it('tells a page that it is hidden, and visible again.', () =>
      withBuyer(async (_buyer, tab) => {
        const visibility = () => document.visibilityState;
        await tab.setHidden(true);
        assert.equal(await tab.evaluate(visibility), 'hidden');
        await tab.setHidden(false);
        assert.equal(await tab.evaluate(visibility), 'visible');
      }));

    it('takes a picture.', () =>
      withBuyer(async (_buyer, tab) => {
        const folder = await mkdtemp(join(tmpdir(), 'pay-checkout-engine-'));
        await tab.screenshot(join(folder, 'home.png'));
        const start = (await readFile(join(folder, 'home.png'))).subarray(1, 4).toString();
        assert.equal(start, 'PNG');
        await rm(folder, { recursive: true });
      }));
  });
}
