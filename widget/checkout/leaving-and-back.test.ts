import { expect } from '@open-wc/testing';
import type { Session } from '../../server/protocol/index.ts';
import { AttemptStore } from './attempt-store.ts';
import type { CheckoutEventDetail } from './events.ts';
import { newAttemptId } from './new-attempt-id.ts';
import { page } from './payment-window.ts';
import { takeReturnCode } from './return-code.ts';
import { FakePopups } from './testing/fake-popups.ts';
import { FakeServer, ok, problem, SERVER, view } from './testing/fake-server.ts';
import { FakeTimers, settled } from './testing/fake-timers.ts';
import { FakeVisibility } from './testing/fake-visibility.ts';
import { TestHost } from './testing/test-host.ts';

const CODE = 'AAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBB';
/** Another one in each test: a document remembers what was completed. */
let ID = newAttemptId();

describe('leaving the page and coming back', () => {
  let timers: FakeTimers;
  let server: FakeServer;
  let popups: FakePopups;
  let visibility: FakeVisibility;
  let hosts: TestHost[];
  let left: string[];
  const { leave } = page;

  beforeEach(() => {
    timers = new FakeTimers();
    server = new FakeServer(timers);
    popups = new FakePopups();
    visibility = new FakeVisibility();
    hosts = [];
    left = [];
    page.leave = (url) => void left.push(url);
    TestHost.store = new AttemptStore();
    sessionStorage.clear();
    ID = newAttemptId();
  });
  afterEach(async () => {
    for (const host of hosts) host.remove();
    // Ends what is still under way, so that nothing listens on; a page that leaves asks when looked at.
    server.attempt = (id) => ok(view(id, 'failed', 1_000));
    window.dispatchEvent(new Event('focus'));
    await timers.advance(60_000);
    page.leave = leave;
    server.restore();
    popups.restore();
    visibility.restore();
    timers.restore();
  });

  const mount = async (change: Partial<TestHost> = {}): Promise<TestHost> => {
    const host = Object.assign(new TestHost(), { presentation: 'redirect' }, change);
    hosts.push(host);
    document.body.append(host);
    await settled();
    return host;
  };
  /** What was loaded is gone; what the tab keeps stays. */
  const loadAgain = async (change: Partial<TestHost> = {}, code?: string): Promise<TestHost> => {
    for (const host of hosts.splice(0)) host.remove();
    TestHost.store = new AttemptStore(code);
    return mount(change);
  };
  const stateOf = (host: TestHost): string => host.controller.view.state;
  const leftFor = (): URL => new URL(left.at(-1) ?? '');
  const attemptId = (): string => leftFor().pathname.split('/').at(-1) ?? '';
  const completions = (host: TestHost): CheckoutEventDetail[] =>
    host.heard
      .filter((event): event is CustomEvent<CheckoutEventDetail> => event instanceof CustomEvent)
      .filter(({ type }) => type === 'payment-complete')
      .map(({ detail }) => detail);
  const back = async (persisted: boolean): Promise<void> => {
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted }));
    await settled();
  };

  describe('by redirect', () => {
    it('leaves for the launch in the click itself, and opens no window', async () => {
      const host = await mount();
      expect(host.controller.view.presentation).to.equal('redirect');
      expect(host.controller.start()).to.equal(true);
      expect(stateOf(host)).to.equal('redirecting');
      expect(left).to.have.length(1);
      expect(leftFor().searchParams.get('presentation')).to.equal('redirect');
      expect(popups.opened).to.deep.equal([]);
    });

    it('asks nothing while it leaves, and offers to go once more when it is still here', async () => {
      const host = await mount();
      host.controller.start();
      const { length } = server.calls;
      await timers.advance(4_999);
      expect(host.controller.view.slow).to.equal(false);
      await timers.advance(1);
      expect(host.controller.view.slow).to.equal(true);
      expect(server.calls).to.have.length(length);
      host.controller.view.actions.reopen();
      expect(left).to.have.length(2);
      expect(left[0]).to.equal(left[1]);
    });

    it('shows no dead button when the browser brings the page back as it was', async () => {
      server.attempt = (id) => ok(view(id, 'open', 2));
      const host = await mount();
      host.controller.start();
      await back(true);
      expect(stateOf(host)).to.equal('returning');
      expect(host.controller.view.unpaid).to.equal(true);
      host.controller.view.actions.reopen();
      expect(stateOf(host)).to.equal('redirecting');
      expect(left[1]).to.equal(left[0]);
    });

    it('is not disturbed by a page that comes into view without having been left', async () => {
      const host = await mount();
      host.controller.start();
      await back(false);
      expect(stateOf(host)).to.equal('redirecting');
    });

    it('goes on after the page was loaded anew, and completes once', async () => {
      server.attempt = (id) => ok(view(id, 'open', 2));
      const before = await mount();
      before.controller.start();
      const id = attemptId();
      const host = await loadAgain();
      expect(host.names[0]).to.equal('payment-state');
      expect(stateOf(host)).to.equal('returning');
      expect(server.asked).to.include(id);
      expect(server.count('/v1/sessions')).to.equal(1);
      server.attempt = (asked) => ok(view(asked, 'complete', 5));
      await timers.advance(2_000);
      expect(stateOf(host)).to.equal('complete');
      expect(completions(host)).to.have.length(1);
      expect(completions(host)[0]?.attemptId).to.equal(id);
    });

    it('takes a launch that the server never saw for a payment that is not finished', async () => {
      const before = await mount();
      before.controller.start();
      const host = await loadAgain();
      expect(host.controller.view.unpaid).to.equal(true);
    });

    it('starts over by canceling on the server', async () => {
      server.attempt = (id) => ok(view(id, 'open', 2));
      (await mount()).controller.start();
      const host = await loadAgain();
      host.controller.view.actions.cancel();
      await settled();
      expect(server.count('/cancel')).to.equal(1);
      expect(stateOf(host)).to.equal('canceled');
      expect(host.controller.start()).to.equal(true);
      expect(attemptId()).not.to.equal(leftForAt(0));
    });

    it('remembers nothing once it is over', async () => {
      (await mount()).controller.start();
      server.attempt = (id) => ok(view(id, 'failed', 3));
      await loadAgain();
      const host = await loadAgain();
      expect(host.names).to.deep.equal(['checkout-ready']);
      expect(stateOf(host)).to.equal('idle');
    });

    it('begins anew where the server does not know the session any more', async () => {
      (await mount()).controller.start();
      server.attempt = () => problem('SESSION_INVALID', 401, 'security');
      const host = await loadAgain();
      expect(stateOf(host)).to.equal('idle');
      expect(server.count('/v1/sessions')).to.equal(2);
      expect(host.controller.start()).to.equal(true);
    });

    it('offers to check after ten seconds without an answer, and never to pay', async () => {
      (await mount()).controller.start();
      server.attempt = () => 'down';
      const host = await loadAgain();
      await timers.advance(10_000);
      const { slow, unpaid } = host.controller.view;
      expect({ slow, unpaid }).to.deep.equal({ slow: true, unpaid: false });
      expect(host.controller.start()).to.equal(false);
      expect(left).to.have.length(1);
    });

    for (const [how, event, state] of [
      ['looked at', () => new Event('focus'), 'failed'],
      ['brought back', () => new PageTransitionEvent('pageshow', { persisted: true }), 'returning'],
    ] as const) {
      it(`keeps the newer payment when an older page is ${how}`, async () => {
        const older = await mount();
        older.controller.start();
        const first = attemptId();
        server.attempt = (id) => ok(view(id, id === first ? 'failed' : 'open', 3));
        TestHost.store = new AttemptStore();
        sessionStorage.clear();
        expect((await mount()).controller.start()).to.equal(true);
        const second = attemptId();
        expect(second).not.to.equal(first);
        window.dispatchEvent(event());
        await settled();
        expect(stateOf(older)).to.equal(state);
        const again = await loadAgain();
        expect(stateOf(again)).to.equal('returning');
        const { length } = left;
        again.controller.view.actions.reopen();
        expect(left).to.have.length(length + 1);
        expect(attemptId()).to.equal(second);
      });
    }

    it('takes no payment from the tab’s storage that was kept for another server', async () => {
      (await mount()).controller.start();
      const key = JSON.stringify([SERVER, 'order', 'A-1001']);
      const name = `pay-checkout:attempt:${key}`;
      const kept = sessionStorage.getItem(name) ?? '';
      sessionStorage.setItem(name, kept.replace(SERVER, 'https://evil.example'));
      const host = await loadAgain();
      expect(stateOf(host)).to.equal('idle');
    });

    const leftForAt = (at: number): string =>
      new URL(left[at] ?? '').pathname.split('/').at(-1) ?? '';

    for (const [what, text] of [
      ['nonsense', 'not json'],
      ['another shape', '{"attemptId":"x"}'],
      ['a list', '[]'],
      ['nothing', 'null'],
    ] as const) {
      it(`takes ${what} in the tab’s storage for no payment`, async () => {
        const key = JSON.stringify([SERVER, 'order', 'A-1001']);
        sessionStorage[`pay-checkout:attempt:${key}`] = text;
        const host = await mount();
        expect(stateOf(host)).to.equal('idle');
      });
    }
  });

  describe('by popup', () => {
    const open = window.open;
    const found = (handle: Window | null): void => {
      const before = window.open;
      window.open = (url, name, features) => (url === '' ? handle : before(url, name, features));
    };
    /** Reading the address of somebody else's page throws. */
    const foreign = (): Window =>
      ({
        closed: false,
        get location(): Location {
          throw new DOMException('Blocked', 'SecurityError');
        },
      }) as Window;
    after(() => {
      window.open = open;
    });

    it('finds its window again after a reload', async () => {
      server.attempt = (id) => ok(view(id, 'open', 2));
      (await mount({ presentation: 'popup' })).controller.start();
      found(foreign());
      const host = await loadAgain({ presentation: 'popup' });
      expect(stateOf(host)).to.equal('authenticating');
    });

    it('leaves no blank window behind when it was closed meanwhile', async () => {
      server.attempt = (id) => ok(view(id, 'open', 2));
      (await mount({ presentation: 'popup' })).controller.start();
      let closed = 0;
      const blank = { location: { href: 'about:blank' }, close: () => (closed += 1) };
      found(blank as unknown as Window);
      const host = await loadAgain({ presentation: 'popup' });
      expect(closed).to.equal(1);
      expect(stateOf(host)).to.equal('returning');
      expect(host.controller.view.unpaid).to.equal(true);
    });

    it('continues in this tab when the browser blocks, with the same attempt', async () => {
      popups.isBlocked = true;
      const host = await mount({ presentation: 'popup' });
      host.controller.start();
      expect(stateOf(host)).to.equal('popup-blocked');
      expect(left).to.deep.equal([]);
      host.controller.view.actions.continueHere();
      expect(stateOf(host)).to.equal('redirecting');
      expect(leftFor().searchParams.get('presentation')).to.equal('redirect');
      const id = attemptId();
      const again = await loadAgain({ presentation: 'popup' });
      expect(again.controller.view.presentation).to.equal('redirect');
      again.controller.view.actions.reopen();
      expect(attemptId()).to.equal(id);
    });
  });

  describe('with a return code', () => {
    const returned = (status: 'complete' | 'open' | 'failed' = 'complete'): Session =>
      server.sessionOf({
        sessionToken: 'returned',
        attempt: view(ID, status, 7, {
          result: {
            orderId: 'A-1001',
            line: 'order',
            method: 'card',
            provider: 'kakaopay',
            amount: { value: 48_000, currency: 'KRW' },
            traceId: 'T',
          },
        }),
      });

    it('completes in the element of its line and order, in a tab that remembers nothing', async () => {
      server.returned = () => ok(returned());
      const host = await loadAgain({}, CODE);
      expect(stateOf(host)).to.equal('complete');
      expect(completions(host)).to.have.length(1);
      expect(completions(host)[0]?.method).to.equal('card');
      expect(server.calls.map(({ path }) => path)).to.deep.equal(['/v1/returns']);
    });

    it('completes on the document where no element is of that order', async () => {
      server.returned = () => ok(returned());
      const heard: Event[] = [];
      const hear = (event: Event): void => void heard.push(event);
      document.addEventListener('payment-complete', hear);
      const host = await loadAgain({ orderId: 'A-2' }, CODE);
      document.removeEventListener('payment-complete', hear);
      expect(heard).to.have.length(1);
      expect(stateOf(host)).to.equal('idle');
    });

    it('offers no payment until it is known whose return it is', async () => {
      let answer: (reply: ReturnType<typeof ok>) => void = () => undefined;
      server.returned = () => new Promise((resolve) => (answer = resolve));
      const host = await loadAgain({}, CODE);
      expect(stateOf(host)).to.equal('returning');
      expect(host.controller.start()).to.equal(false);
      expect(server.count('/v1/sessions')).to.equal(0);
      answer(ok(returned('failed')));
      await settled();
      expect(stateOf(host)).to.equal('failed');
      expect(server.count('/v1/sessions')).to.equal(1);
    });

    it('is handed in again when no answer comes, and once when one does', async () => {
      server.returned = () => 'down';
      const host = await loadAgain({}, CODE);
      await timers.advance(2_000);
      expect(server.count('/v1/returns')).to.equal(2);
      server.returned = () => ok(returned('open'));
      await timers.advance(2_000);
      expect(server.count('/v1/returns')).to.equal(3);
      expect(stateOf(host)).to.equal('returning');
      expect(host.controller.view.unpaid).to.equal(true);
      await mount({ orderId: 'A-2' });
      expect(server.count('/v1/returns')).to.equal(3);
    });

    for (const [what, reply] of [
      ['the server is being restarted', problem('STORE_UNAVAILABLE', 503, 'internal')],
      ['a proxy answers in its place', 'page'],
    ] as const) {
      it(`is handed in again when ${what}`, async () => {
        server.returned = () => reply;
        const host = await loadAgain({}, CODE);
        expect(stateOf(host)).to.equal('returning');
        server.returned = () => ok(returned());
        await timers.advance(2_000);
        expect(completions(host)).to.have.length(1);
      });
    }

    it('is handed in no longer than it can be good', async () => {
      server.returned = () => 'page';
      const host = await loadAgain({}, CODE);
      await timers.advance(11 * 60_000);
      expect(stateOf(host)).to.equal('idle');
      const asked = server.count('/v1/returns');
      await timers.advance(60_000);
      expect(server.count('/v1/returns')).to.equal(asked);
    });

    it('tells an element that comes late, as something that was told before', async () => {
      server.returned = () => ok(returned());
      await loadAgain({}, CODE);
      const late = await mount();
      expect(late.names).to.deep.equal(['payment-state']);
      const [event] = late.heard as [CustomEvent<CheckoutEventDetail>];
      expect([event.detail.state, event.detail.replayed]).to.deep.equal(['complete', true]);
    });

    it('takes the place of no newer payment of which nothing is known yet', async () => {
      let answer: (reply: ReturnType<typeof ok>) => void = () => undefined;
      server.attempt = (id) => ok(view(id, 'open', 2));
      server.returned = () => new Promise((resolve) => (answer = resolve));
      (await mount()).controller.start();
      const newer = attemptId();
      const host = await loadAgain({}, CODE);
      answer(ok(returned('open')));
      await settled();
      expect(server.asked).to.include(newer);
      host.controller.view.actions.reopen();
      expect(left).to.have.length(2);
      expect(attemptId()).to.equal(newer);
    });

    it('means nothing when the server does not know it', async () => {
      const host = await loadAgain({}, CODE);
      expect(stateOf(host)).to.equal('idle');
      expect(host.names).to.deep.equal(['checkout-ready']);
    });

    it('does not complete again what this tab was told before', async () => {
      server.returned = () => ok(returned());
      await loadAgain({}, CODE);
      const host = await loadAgain({}, CODE);
      expect(stateOf(host)).to.equal('complete');
      expect(completions(host)).to.deep.equal([]);
    });

    it('is taken out of the address bar, and the rest of the address stays to the letter', () => {
      const { href } = location;
      const rows: readonly [string, string, string | undefined][] = [
        [`?pay-checkout=${CODE}`, '', CODE],
        [`?a=%B0%A1&pay-checkout=${CODE}&b#part`, '?a=%B0%A1&b#part', CODE],
        [`?pay-checkout=${CODE}&iife`, '?iife', CODE],
        [`?a=1&pay-checkout=${CODE}`, '?a=1', CODE],
        ['?pay-checkout=', '', ''],
        ['?not-pay-checkout=x', '?not-pay-checkout=x', undefined],
        ['#pay-checkout=x', '#pay-checkout=x', undefined],
      ];
      for (const [address, rest, code] of rows) {
        history.replaceState({ mine: 1 }, '', location.pathname + address);
        expect(takeReturnCode(), address).to.equal(code);
        expect(location.search + location.hash, address).to.equal(rest);
        expect(history.state, address).to.deep.equal({ mine: 1 });
      }
      history.replaceState(null, '', href);
    });
  });

  describe('while away', () => {
    const goOffline = async (isOffline: boolean): Promise<void> => {
      Object.defineProperty(navigator, 'onLine', { configurable: true, value: !isOffline });
      window.dispatchEvent(new Event(isOffline ? 'offline' : 'online'));
      await settled();
    };
    afterEach(() => Reflect.deleteProperty(navigator, 'onLine'));

    it('says that there is no network, keeps the state, and takes no press', async () => {
      const host = await mount();
      await goOffline(true);
      expect(host.controller.view.offline).to.equal(true);
      expect(stateOf(host)).to.equal('idle');
      expect(host.controller.start()).to.equal(false);
      await goOffline(false);
      expect(host.controller.view.offline).to.equal(false);
      expect(host.controller.start()).to.equal(true);
    });

    it('asks at once when the network is back', async () => {
      const host = await mount({ presentation: 'popup' });
      host.controller.start();
      server.attempt = () => 'down';
      await goOffline(true);
      await timers.advance(30_000);
      expect(host.controller.view.offline).to.equal(true);
      server.attempt = (id) => ok(view(id, 'complete', 5));
      await goOffline(false);
      expect(stateOf(host)).to.equal('complete');
    });

    it('tells of another price before it can be paid, until the buyer pays it', async () => {
      const host = await mount();
      expect(host.controller.view.amountChanged).to.equal(false);
      const dearer = { ...server.sessionOf().order, amount: { value: 52_000, currency: 'KRW' } };
      server.session = ok(server.sessionOf({ order: dearer }));
      timers.sleep(2 * 3_600_000);
      expect(stateOf(host)).to.equal('loading');
      expect(host.controller.start()).to.equal(false);
      // The machine is awake, and so is the alarm of the renewal.
      await timers.advance(0);
      expect(host.controller.view.amountChanged).to.equal(true);
      expect(host.controller.view.order?.amount.value).to.equal(52_000);
      expect(host.controller.start()).to.equal(true);
      expect(host.controller.view.amountChanged).to.equal(false);
    });

    it('takes the price of another order for what it is', async () => {
      const host = await mount();
      const other = {
        ...server.sessionOf().order,
        orderId: 'A-2',
        amount: { value: 1, currency: 'KRW' },
      };
      server.session = ok(server.sessionOf({ order: other }));
      host.orderId = 'A-2';
      host.requestUpdate();
      await settled();
      expect(host.controller.view.order?.orderId).to.equal('A-2');
      expect(host.controller.view.amountChanged).to.equal(false);
    });

    it('goes on with its own attempt that holds the order, also when the page had forgotten it', async () => {
      server.session = ok(server.sessionOf({ attempt: view(ID, 'pending', 4) }));
      const host = await mount();
      expect(stateOf(host)).to.equal('pending');
      expect(host.controller.start()).to.equal(false);
      server.session = ok(server.sessionOf({ sessionToken: 'fresh' }));
      server.attempt = (id) => ok(view(id, 'failed', 5));
      await timers.advance(15_000);
      expect(host.controller.start()).to.equal(true);
      expect(leftFor().searchParams.get('session')).to.equal('fresh');
    });
  });
});
