import { expect, waitUntil } from '@open-wc/testing';
import type { LaunchEnd } from '../../server/protocol/index.ts';
import { page } from './page.ts';
import './window.ts';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const SHOP = 'https://shop.example';

interface Sent {
  readonly url: string;
  readonly init: RequestInit | undefined;
}

describe('<pay-window>', () => {
  const real = { ...page };
  const address = location.href;
  let left: string[];
  let closed: number;
  let reloaded: number;
  let revisited: number;
  let waited: number[];
  let said: unknown[];
  let sent: Sent[];
  let forms: HTMLFormElement[];
  let answer: () => Promise<Response>;
  let element: HTMLElement;

  beforeEach(() => {
    [left, said, sent, forms, waited, closed, reloaded, revisited] = [[], [], [], [], [], 0, 0, 0];
    answer = () => Promise.resolve(Response.json({ v: 1, next: '/result/x' }));
    const postMessage = (data: unknown, origin: unknown) => said.push([data, origin]);
    page.opener = () => ({ postMessage }) as unknown as Window;
    page.close = () => void (closed += 1);
    page.reload = () => void (reloaded += 1);
    page.revisit = () => void (revisited += 1);
    page.isRevisit = () => false;
    page.replace = (url) => void left.push(url);
    page.submit = (form) => void forms.push(form);
    page.after = (ms, run) => {
      waited.push(ms);
      run();
    };
    page.fetch = (url, init) => {
      sent.push({ url, init });
      return answer();
    };
  });
  afterEach(() => {
    element.remove();
    for (const form of forms) form.remove();
    Object.assign(page, real);
    history.replaceState(null, '', address);
    sessionStorage.clear();
  });

  const mount = (data: Record<string, string> = {}): HTMLElement => {
    element = document.createElement('pay-window');
    Object.assign(element.dataset, {
      attempt: ID,
      launch: '2',
      openerOrigin: SHOP,
      token: 'launch-token',
      outcomeUrl: `/launch/${ID}/outcome`,
      presentation: 'popup',
      shopUrl: 'https://shop.example/cart',
      ...data,
    });
    document.body.append(element);
    // As the server streams it: the children come after the element has started.
    element.innerHTML = `
      <div data-when="moving">Going<button data-action="retry" data-late>Go on</button
        ><button data-action="close">Close</button></div>
      <div data-when="failed">Failed<button data-action="retry">Again</button
        ><button data-action="close"><span>Close</span></button></div>
      <div data-when="confirm"><h1>Pay?</h1><button data-action="confirm"><span>Pay 24,000</span></button
        ><button data-action="close">Close</button></div>
      <div data-when="replaced">Replaced<button data-action="close">Close</button></div>
      <div data-when="returned">Returned<button data-action="retry">Go on</button
        ><button data-action="close">Close</button></div>`;
    return element;
  };
  /** The server's sheet shows the blocks of this state and no others. */
  const shown = (): string | null => element.getAttribute('state');
  const restore = (persisted: boolean): boolean =>
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted }));
  /** On what is innermost in the button, as a finger would. */
  const press = async (when: string, action: string): Promise<void> => {
    const button = element.querySelector<HTMLElement>(
      `[data-when="${when}"] [data-action="${action}"]`,
    );
    (button?.querySelector('span') ?? button)?.click();
    for (let turn = 0; turn < 5; turn += 1) await new Response('').text();
  };
  const hint = (type: string) => [{ v: 1, type, attemptId: ID }, SHOP];

  it('takes the session out of the address and greets the storefront, and it alone', () => {
    mount();
    expect(location.search).to.equal('?token=launch-token');
    expect(said).to.deep.equal([hint('hello')]);
    expect(shown()).to.equal('moving');
  });

  it('greets nobody in the same tab, nor where the origin is not known', () => {
    mount({ presentation: 'redirect' });
    element.remove();
    mount({ openerOrigin: '' });
    expect(said).to.deep.equal([]);
  });

  it('does without an opener', () => {
    page.opener = () => null;
    expect(() => mount()).not.to.throw();
  });

  it('goes where a redirect says', () => {
    mount();
    window.payWindow.perform({ kind: 'redirect', url: 'https://provider.example/pay' });
    expect(left).to.deep.equal(['https://provider.example/pay']);
  });

  it('posts a form with its fields in order, and in its charset', () => {
    mount();
    window.payWindow.perform({
      kind: 'form',
      url: 'https://provider.example/form',
      fields: [
        ['a', '1'],
        ['submit', '"<&'],
        ['a', '2'],
      ],
      charset: 'euc-kr',
    });
    const [form] = forms;
    expect(form?.isConnected).to.equal(true);
    expect(form?.getAttribute('method')).to.equal('post');
    expect(form?.getAttribute('action')).to.equal('https://provider.example/form');
    expect(form?.acceptCharset).to.equal('euc-kr');
    expect(form && [...new FormData(form)]).to.deep.equal([
      ['a', '1'],
      ['submit', '"<&'],
      ['a', '2'],
    ]);
  });

  it('offers to go once more where the provider’s page is late, and only there', async () => {
    const later: (() => void)[] = [];
    page.after = (ms, run) => {
      if (ms === 8_000) later.push(run);
    };
    const redirect = { kind: 'redirect', url: 'https://provider.example/pay' } as const;
    mount();
    window.payWindow.perform(redirect);
    expect(element.hasAttribute('late')).to.equal(false);
    later.shift()?.();
    expect(element.hasAttribute('late')).to.equal(true);
    await press('moving', 'retry');
    expect(reloaded).to.equal(1);
    element.remove();

    mount();
    window.payWindow.perform(redirect);
    window.payWindow.fail();
    later.shift()?.();
    expect(element.hasAttribute('late')).to.equal(false);
    element.remove();

    // An SDK that never settles leaves nothing to try again in this page.
    mount();
    window.payWindow.perform({ kind: 'script', src: 'data:,', global: 'nobody', data: {} });
    later.shift()?.();
    expect(element.hasAttribute('late')).to.equal(true);
    await press('moving', 'retry');
    expect(reloaded).to.equal(2);
    window.payWindow.fail();
    expect(element.hasAttribute('late')).to.equal(false);
  });

  it('offers to try again when the provider did not answer', async () => {
    mount();
    window.payWindow.fail();
    expect(shown()).to.equal('failed');
    await press('failed', 'retry');
    expect(reloaded).to.equal(1);
    expect(sent).to.deep.equal([]);
  });

  it('reports a buyer who gives up, then closes', async () => {
    mount();
    await press('moving', 'close');
    expect(sent[0]?.url).to.equal(`/launch/${ID}/outcome`);
    expect(sent[0]?.init).to.deep.include({
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer launch-token' },
      body: JSON.stringify({ v: 1, launch: 2, kind: 'canceled', code: 'BUYER_CANCELED' }),
    });
    expect(said).to.deep.equal([hint('hello'), hint('closing')]);
    expect(closed).to.equal(1);
    expect(left).to.deep.equal(['/result/x']);
  });

  it('reports a buyer who gives up after a failure as a failure', async () => {
    mount();
    window.payWindow.fail();
    await press('failed', 'close');
    expect(sent[0]?.init?.body).to.equal(
      JSON.stringify({
        v: 1,
        launch: 2,
        kind: 'failed',
        code: 'LAUNCH_FAILED',
      }),
    );
  });

  it('reports once, and goes nowhere else meanwhile', async () => {
    mount();
    const buttons = press('moving', 'close');
    void press('moving', 'close');
    window.payWindow.perform({ kind: 'redirect', url: 'https://provider.example/pay' });
    await buttons;
    expect(sent).to.have.length(1);
    expect(left).to.deep.equal(['/result/x']);
  });

  it('tells that a newer window is open, and then closes without a report', async () => {
    mount();
    answer = () => Promise.resolve(Response.json({ code: 'WINDOW_REPLACED' }, { status: 409 }));
    await press('moving', 'close');
    expect(shown()).to.equal('replaced');
    expect(closed).to.equal(0);
    await press('replaced', 'close');
    expect(sent).to.have.length(1);
    expect(closed).to.equal(1);
  });

  it('lets the buyer go where the server cannot be reached', async () => {
    mount();
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    await press('moving', 'close');
    expect(closed).to.equal(1);
    expect(left).to.deep.equal(['https://shop.example/cart']);
  });

  it('marks its tab with the way it was opened, and does without where storage is refused', () => {
    mount({ presentation: 'redirect' });
    expect(sessionStorage[`pay-checkout:${ID}`]).to.equal('redirect');
    element.remove();
    const refused = Object.getOwnPropertyDescriptor(window, 'sessionStorage');
    Object.defineProperty(window, 'sessionStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('', 'SecurityError');
      },
    });
    try {
      expect(() => mount()).not.to.throw();
      expect(shown()).to.equal('moving');
    } finally {
      if (refused) Object.defineProperty(window, 'sessionStorage', refused);
    }
  });

  describe('that the buyer comes back to from the provider', () => {
    it('asks before it goes there again', async () => {
      page.isRevisit = () => true;
      mount();
      expect(shown()).to.equal('returned');
      window.payWindow.perform({ kind: 'redirect', url: 'https://provider.example/pay' });
      window.payWindow.fail();
      expect(left).to.deep.equal([]);
      await press('returned', 'retry');
      expect(reloaded).to.equal(1);
    });

    it('asks the server what became of the payment when it comes out of the memory', () => {
      mount();
      restore(false);
      expect(revisited).to.equal(0);
      restore(true);
      expect(revisited).to.equal(1);
    });

    it('knows a revisit by what stood in the history, once', () => {
      page.isRevisit = real.isRevisit;
      history.replaceState('revisit', '');
      mount();
      expect(shown()).to.equal('returned');
      element.remove();
      mount();
      expect(shown()).to.equal('moving');
    });

    it('keeps what it had to say when it had stopped before', () => {
      mount();
      window.payWindow.fail();
      restore(true);
      expect(shown()).to.equal('failed');
      expect(revisited).to.equal(0);
    });

    it('reports a buyer who gives up there as canceled', async () => {
      page.isRevisit = () => true;
      mount();
      await press('returned', 'close');
      expect(sent[0]?.init?.body).to.contain('BUYER_CANCELED');
      expect(left).to.deep.equal(['/result/x']);
    });
  });

  describe('that is told to launch an SDK', () => {
    const DATA = { clientKey: 'ck' };
    let src: string;
    /** Each call of the launcher: what it was given, and how to let it end. */
    let launches: {
      readonly given: readonly unknown[];
      readonly end: (end?: LaunchEnd) => void;
      readonly throwUp: (error: unknown) => void;
    }[];

    beforeEach(() => {
      launches = [];
      src = scriptOf('window.fakeSdk = "the SDK";');
      // Windows close at once; scripts are waited for.
      page.after = (ms, run) => {
        waited.push(ms);
        if (ms < 1000) run();
      };
      window.payLauncher = {
        launch: (...given) =>
          new Promise((resolve, reject) => {
            launches.push({ given, end: resolve, throwUp: reject });
          }),
      };
    });
    afterEach(() => {
      for (const tag of tags()) tag.remove();
      URL.revokeObjectURL(src);
      for (const name of ['payLauncher', 'fakeSdk', 'runs']) Reflect.deleteProperty(window, name);
    });

    const scriptOf = (code: string): string =>
      URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    const tags = (): Element[] => [...document.querySelectorAll('script[src^="blob:"]')];
    const perform = (): void => {
      window.payWindow.perform({ kind: 'script', src, global: 'fakeSdk', data: DATA });
    };
    const launched = async (count = 1): Promise<(typeof launches)[number]> => {
      await waitUntil(() => launches.length === count, 'the launcher was not called');
      const last = launches.at(-1);
      if (!last) throw new Error('no launch');
      return last;
    };
    const failing = (): Promise<void> => waitUntil(() => shown() === 'failed', 'it did not fail');
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn += 1) await new Response('').text();
    };

    it('loads it and gives the launcher what the SDK defined, with the data', async () => {
      mount();
      perform();
      const { given } = await launched();
      expect(given).to.deep.equal(['the SDK', DATA]);
      expect(shown()).to.equal('moving');
      expect(sent).to.deep.equal([]);
    });

    it('stays as it is while the SDK leaves the page, also when that settles', async () => {
      mount();
      perform();
      (await launched()).end();
      await turns();
      expect(shown()).to.equal('moving');
      expect(sent).to.deep.equal([]);
      expect(left).to.deep.equal([]);
    });

    it('reports a buyer who canceled in the SDK, and leaves as if he had pressed close', async () => {
      mount();
      perform();
      (await launched()).end({ kind: 'canceled' });
      await waitUntil(() => closed === 1, 'it did not close');
      expect(sent.map(({ init }) => init?.body)).to.deep.equal([
        JSON.stringify({ v: 1, launch: 2, kind: 'canceled', code: 'BUYER_CANCELED' }),
      ]);
      expect(said).to.deep.equal([hint('hello'), hint('closing')]);
      expect(left).to.deep.equal(['/result/x']);
    });

    it('offers to try again where the SDK failed, and launches it in this very page', async () => {
      mount();
      perform();
      (await launched()).end({ kind: 'failed', code: 'NETWORK_ERROR' });
      await failing();
      await press('failed', 'retry');
      const second = await launched(2);
      expect(shown()).to.equal('moving');
      expect(second.given).to.deep.equal(['the SDK', DATA]);
      expect(reloaded).to.equal(0);
      expect(sent).to.deep.equal([]);
      expect(tags()).to.have.length(1);
    });

    it('loads it anew where it had not come', async () => {
      src = scriptOf(`window.runs = (window.runs ?? 0) + 1;
        if (window.runs === 2) window.fakeSdk = 'the SDK';`);
      mount();
      perform();
      await failing();
      expect(launches).to.deep.equal([]);
      await press('failed', 'retry');
      expect((await launched()).given[0]).to.equal('the SDK');
      expect(reloaded).to.equal(0);
    });

    it('takes a second press on try again for the first', async () => {
      mount();
      perform();
      (await launched()).end({ kind: 'failed', code: 'NETWORK_ERROR' });
      await failing();
      await press('failed', 'retry');
      await press('failed', 'retry');
      await turns();
      expect(launches).to.have.length(2);
      expect(reloaded).to.equal(0);
    });

    it('does not try again for a buyer who is on his way out', async () => {
      mount();
      perform();
      (await launched()).end({ kind: 'failed', code: 'NETWORK_ERROR' });
      await failing();
      const leaving = press('failed', 'close');
      void press('failed', 'retry');
      expect(shown()).to.equal('failed');
      await leaving;
      expect(launches).to.have.length(1);
      expect(left).to.deep.equal(['/result/x']);
    });

    const reportedAfter = async (fail: () => Promise<void>): Promise<unknown> => {
      mount();
      perform();
      await fail();
      await failing();
      await press('failed', 'close');
      return JSON.parse(sent[0]?.init?.body as string) as unknown;
    };
    const report = (code: string) => ({ v: 1, launch: 2, kind: 'failed', code });

    it('reports a buyer who closes after a failure with the code of the SDK', async () => {
      const said = await reportedAfter(async () => {
        (await launched()).end({ kind: 'failed', code: 'INVALID_CLIENT_KEY' });
      });
      expect(said).to.deep.equal(report('INVALID_CLIENT_KEY'));
    });

    it('reports the last of several failures', async () => {
      mount();
      perform();
      (await launched()).end({ kind: 'failed', code: 'FIRST' });
      await failing();
      await press('failed', 'retry');
      (await launched(2)).throwUp({ code: 'SECOND' });
      await failing();
      await press('failed', 'close');
      expect(sent[0]?.init?.body).to.equal(JSON.stringify(report('SECOND')));
    });

    for (const code of ['', 'lower_case', 'WITH SPACE', 'A'.repeat(65), '결제_실패', '1ST']) {
      it(`does not pass "${code}" on as a code`, async () => {
        const said = await reportedAfter(async () => {
          (await launched()).end({ kind: 'failed', code });
        });
        expect(said).to.deep.equal(report('SDK_FAILED'));
      });
    }

    it('passes a code of full length on', async () => {
      const code = `A${'9'.repeat(63)}`;
      const said = await reportedAfter(async () => {
        (await launched()).end({ kind: 'failed', code });
      });
      expect(said).to.deep.equal(report(code));
    });

    for (const [name, error] of [
      ['nothing', undefined],
      ['null', null],
      ['a text', 'FAILED'],
      ['an error without a code', new Error('x')],
      ['a number for a code', { code: 12 }],
    ] as const) {
      it(`takes a rejection with ${name} for a failure`, async () => {
        const said = await reportedAfter(async () => {
          (await launched()).throwUp(error);
        });
        expect(said).to.deep.equal(report('SDK_FAILED'));
      });
    }

    it('tells in its report what became of the script', async () => {
      src = scriptOf('');
      const said = await reportedAfter(() => Promise.resolve());
      expect(said).to.deep.equal(report('SCRIPT_GLOBAL_MISSING'));
    });

    it('fails where the page carries no launcher', async () => {
      Reflect.deleteProperty(window, 'payLauncher');
      const said = await reportedAfter(() => Promise.resolve());
      expect(said).to.deep.equal(report('LAUNCHER_MISSING'));
    });

    it('does not launch for a buyer who has turned away meanwhile', async () => {
      let loaded: ((value: unknown) => void) | undefined;
      const loading = new Promise((resolve) => (loaded = resolve));
      Object.assign(window, { told: loaded });
      src = scriptOf('window.fakeSdk = "the SDK"; window.told();');
      mount();
      perform();
      await press('moving', 'close');
      await loading;
      await turns();
      expect(launches).to.deep.equal([]);
      expect(sent).to.have.length(1);
      Reflect.deleteProperty(window, 'told');
    });

    it('does not hear an SDK while the buyer leaves', async () => {
      mount();
      answer = () => Promise.resolve(Response.json({ code: 'WINDOW_REPLACED' }, { status: 409 }));
      perform();
      const { end } = await launched();
      const leaving = press('moving', 'close');
      end({ kind: 'failed', code: 'PAGE_GONE' });
      await leaving;
      expect(shown()).to.equal('replaced');
      expect(sent.map(({ init }) => init?.body)).to.deep.equal([
        JSON.stringify({ v: 1, launch: 2, kind: 'canceled', code: 'BUYER_CANCELED' }),
      ]);
    });

    it('does not hear an SDK that ends after a newer window was found open', async () => {
      mount();
      answer = () => Promise.resolve(Response.json({ code: 'WINDOW_REPLACED' }, { status: 409 }));
      perform();
      const { end } = await launched();
      await press('moving', 'close');
      end({ kind: 'canceled' });
      await turns();
      expect(shown()).to.equal('replaced');
      expect(sent).to.have.length(1);
    });

    it('does not hear what an SDK says once its page was left for the provider’s', async () => {
      mount();
      perform();
      const { end } = await launched();
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      end({ kind: 'canceled' });
      await turns();
      expect(shown()).to.equal('moving');
      expect(sent).to.deep.equal([]);
      restore(true);
      expect(revisited).to.equal(1);
    });

    it('launches nothing for a buyer who came back, until he wants to go on', async () => {
      page.isRevisit = () => true;
      mount();
      perform();
      await turns();
      expect(tags()).to.deep.equal([]);
      expect(shown()).to.equal('returned');
      await press('returned', 'retry');
      expect(reloaded).to.equal(1);
    });
  });

  describe('that asks the buyer to confirm', () => {
    const URL_OF = 'https://pay.example/callback/points/a/t/approve';
    const DATA = {
      v: 1,
      attemptId: ID,
      orderId: 'A-"1<',
      amount: { value: 24_000, currency: 'KRW' },
    };
    const RESULT = 'https://pay.example/result/a/t';
    /** Each request of the window, to be answered when the test says so. */
    let requests: { readonly answer: (response: Response) => void; readonly lose: () => void }[];
    let later: (() => void)[];

    beforeEach(() => {
      requests = [];
      later = [];
      // Windows close at once; the provider's page is waited for.
      page.after = (ms, run) => {
        if (ms < 1000) run();
        else later.push(run);
      };
      answer = () =>
        new Promise((resolve, reject) => {
          requests.push({
            answer: resolve,
            lose: () => {
              reject(new TypeError('Failed to fetch'));
            },
          });
        });
    });

    const ask = (data: Record<string, string> = {}): void => {
      mount(data);
      window.payWindow.perform({ kind: 'none', url: URL_OF, data: DATA });
    };
    /** As fetch gives it, after it has followed the server's 303. */
    const arrived = (status = 200, redirected = true): Response =>
      Object.defineProperties(new Response('', { status }), {
        redirected: { value: redirected },
        url: { value: redirected ? RESULT : URL_OF },
      });
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn += 1) await new Response('').text();
    };
    const settle = async (how: (request: (typeof requests)[number]) => void): Promise<void> => {
      const request = requests.at(-1);
      if (!request) throw new Error('nothing was sent');
      how(request);
      await turns();
    };
    const outcome = (kind: string, code: string): string =>
      JSON.stringify({ v: 1, launch: 2, kind, code });

    it('shows the question, and sends nothing before it is answered', async () => {
      ask();
      await turns();
      expect(shown()).to.equal('confirm');
      expect(sent).to.deep.equal([]);
      expect(left).to.deep.equal([]);
      expect(later).to.deep.equal([]);
    });

    it('is accessible', async () => {
      ask();
      const style = document.createElement('style');
      style.textContent = 'pay-window > :not([data-when=confirm]) { display: none }';
      element.append(style);
      await expect(element).to.be.accessible();
    });

    it('posts what it was told, to the letter, and goes to the result', async () => {
      ask();
      await press('confirm', 'confirm');
      expect(shown()).to.equal('moving');
      expect(sent).to.deep.equal([
        {
          url: URL_OF,
          init: {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(DATA),
            credentials: 'same-origin',
          },
        },
      ]);
      await settle((request) => {
        request.answer(arrived());
      });
      expect(left).to.deep.equal([RESULT]);
      expect(shown()).to.equal('moving');
      expect(sent).to.have.length(1);
    });

    it('takes a second press for the first, before the answer and after', async () => {
      ask();
      void press('confirm', 'confirm');
      await press('confirm', 'confirm');
      expect(sent).to.have.length(1);
      await settle((request) => {
        request.answer(arrived());
      });
      await press('confirm', 'confirm');
      expect(sent).to.have.length(1);
      expect(left).to.deep.equal([RESULT]);
      expect(reloaded).to.equal(0);
    });

    it('offers to try again where no answer came, and posts the very same once more', async () => {
      ask();
      await press('confirm', 'confirm');
      await settle((request) => {
        request.lose();
      });
      expect(shown()).to.equal('failed');
      expect(left).to.deep.equal([]);
      void press('failed', 'retry');
      await press('failed', 'retry');
      expect(shown()).to.equal('moving');
      expect(sent).to.have.length(2);
      expect(sent[1]).to.deep.equal(sent[0]);
      expect(reloaded).to.equal(0);
      await settle((request) => {
        request.answer(arrived());
      });
      expect(left).to.deep.equal([RESULT]);
    });

    for (const [name, response] of [
      ['a refusal', () => arrived(404, false)],
      ['a fault', () => arrived(500, false)],
      ['a result that cannot be shown', () => arrived(503)],
      ['a page that is not the result', () => arrived(200, false)],
    ] as const) {
      it(`fails, and goes nowhere, where the answer is ${name}`, async () => {
        ask();
        await press('confirm', 'confirm');
        await settle((request) => {
          request.answer(response());
        });
        expect(shown()).to.equal('failed');
        expect(left).to.deep.equal([]);
        await press('failed', 'retry');
        expect(sent).to.have.length(2);
      });
    }

    for (const [what, code, how] of [
      ['no answer', 'CONFIRM_NOT_ANSWERED', (request) => request.lose()],
      ['a refusal', 'CONFIRM_REFUSED', (request) => request.answer(arrived(404, false))],
    ] as const satisfies readonly (readonly [string, string, Parameters<typeof settle>[0]])[]) {
      it(`reports a buyer who closes after ${what} with a code for the operator`, async () => {
        ask();
        await press('confirm', 'confirm');
        await settle(how);
        await press('failed', 'close');
        expect(sent[1]?.init?.body).to.equal(outcome('failed', code));
      });
    }

    it('reports a buyer who would rather not as canceled, and posts nothing else', async () => {
      ask();
      answer = () => Promise.resolve(Response.json({ v: 1, next: '/result/x' }));
      const leaving = press('confirm', 'close');
      void press('confirm', 'confirm');
      await leaving;
      expect(sent.map(({ init }) => init?.body)).to.deep.equal([
        outcome('canceled', 'BUYER_CANCELED'),
      ]);
      expect(closed).to.equal(1);
      expect(left).to.deep.equal(['/result/x']);
    });

    it('does not go to the result for a buyer who is on his way out already', async () => {
      ask();
      await press('confirm', 'confirm');
      const [confirmation] = requests;
      const leaving = press('moving', 'close');
      confirmation?.answer(arrived());
      await turns();
      expect(left).to.deep.equal([]);
      await settle((request) => {
        request.answer(Response.json({ v: 1, next: '/result/x' }));
      });
      await leaving;
      expect(left).to.deep.equal(['/result/x']);
    });

    it('can be gone on with where the answer is late, by asking the server', async () => {
      ask();
      await press('confirm', 'confirm');
      expect(element.hasAttribute('late')).to.equal(false);
      later.shift()?.();
      expect(element.hasAttribute('late')).to.equal(true);
      await press('moving', 'retry');
      expect(reloaded).to.equal(1);
      expect(sent).to.have.length(1);
    });

    it('counts the time of a second try from its own beginning', async () => {
      ask();
      await press('confirm', 'confirm');
      await settle((request) => {
        request.lose();
      });
      await press('failed', 'retry');
      later.shift()?.();
      expect(element.hasAttribute('late')).to.equal(false);
      later.shift()?.();
      expect(element.hasAttribute('late')).to.equal(true);
    });

    it('asks the server, and hears no answer any more, when it was left on the way', async () => {
      ask();
      await press('confirm', 'confirm');
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      await settle((request) => {
        request.lose();
      });
      expect(shown()).to.equal('moving');
      restore(true);
      expect(revisited).to.equal(1);
    });

    it('still asks when it was left before the answer, and came back', async () => {
      ask();
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      restore(true);
      expect(shown()).to.equal('confirm');
      expect(revisited).to.equal(0);
      await press('confirm', 'confirm');
      await settle((request) => {
        request.answer(arrived());
      });
      expect(left).to.deep.equal([RESULT]);
    });

    it('asks nothing of a buyer who comes back to it, until he wants to go on', async () => {
      page.isRevisit = () => true;
      ask();
      expect(shown()).to.equal('returned');
      await press('returned', 'retry');
      expect(reloaded).to.equal(1);
      expect(sent).to.deep.equal([]);
    });

    it('does not ask where it has failed already', () => {
      mount();
      window.payWindow.fail();
      window.payWindow.perform({ kind: 'none', url: URL_OF, data: DATA });
      expect(shown()).to.equal('failed');
    });
  });

  it('is not moved by a script that ends after it has failed', () => {
    mount();
    window.payWindow.fail();
    window.payWindow.perform({ kind: 'redirect', url: 'https://provider.example/pay' });
    expect(left).to.deep.equal([]);
  });

  it('stays on its way out when the provider turns out to be out of reach', async () => {
    mount();
    const leaving = press('moving', 'close');
    window.payWindow.fail();
    expect(shown()).to.equal('moving');
    await leaving;
    expect(left).to.deep.equal(['/result/x']);
  });

  it('goes to the result at once in the same tab, where there is nothing to close', async () => {
    mount({ presentation: 'redirect' });
    await press('moving', 'close');
    expect(left).to.deep.equal(['/result/x']);
    expect(closed).to.equal(0);
    expect(waited).to.deep.equal([]);
    expect(said).to.deep.equal([]);
  });
});
