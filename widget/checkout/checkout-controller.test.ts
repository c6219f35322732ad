import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { Order, Status } from '../../server/protocol/index.ts';
import { AttemptStore } from './attempt-store.ts';
import type { CheckoutEventDetail, CheckoutEventName } from './events.ts';
import { FakePopups } from './testing/fake-popups.ts';
import { FakeServer, ok, problem, SERVER, view } from './testing/fake-server.ts';
import { FakeTimers, settled } from './testing/fake-timers.ts';
import { FakeVisibility } from './testing/fake-visibility.ts';
import { TestHost } from './testing/test-host.ts';

describe('CheckoutController', () => {
  let timers: FakeTimers;
  let server: FakeServer;
  let popups: FakePopups;
  let visibility: FakeVisibility;
  let hosts: TestHost[];

  beforeEach(() => {
    timers = new FakeTimers();
    server = new FakeServer(timers);
    popups = new FakePopups();
    visibility = new FakeVisibility();
    hosts = [];
    TestHost.store = new AttemptStore();
    sessionStorage.clear();
  });
  afterEach(async () => {
    for (const host of hosts) host.remove();
    // Ends what is still under way, so that nothing listens on.
    server.attempt = (id) => ok(view(id, 'failed', 1_000));
    await timers.advance(60_000);
    server.restore();
    popups.restore();
    visibility.restore();
    timers.restore();
  });

  const mount = async (change: Partial<TestHost> = {}): Promise<TestHost> => {
    const host = Object.assign(new TestHost(), change);
    hosts.push(host);
    document.body.append(host);
    await settled();
    return host;
  };
  const paying = async (change: Partial<TestHost> = {}): Promise<TestHost> => {
    const host = await mount(change);
    host.controller.start();
    say('hello');
    return host;
  };
  const attemptId = (): string => popups.opened.at(-1)?.url.pathname.split('/').at(-1) ?? '';
  const say = (type: string): void => popups.say({ v: 1, type, attemptId: attemptId() }, SERVER);
  const stateOf = (host: TestHost): string => host.controller.view.state;
  const details = (host: TestHost, name: CheckoutEventName): CheckoutEventDetail[] =>
    host.heard
      .filter((event): event is Event & { detail: CheckoutEventDetail } => event.type === name)
      .map(({ detail }) => detail);

  describe('before the press', () => {
    it('is busy until a session is at hand, then ready', async () => {
      const host = Object.assign(new TestHost(), {});
      hosts.push(host);
      document.body.append(host);
      expect(stateOf(host)).to.equal('loading');
      await settled();
      expect(stateOf(host)).to.equal('idle');
      expect(host.names).to.deep.equal(['checkout-ready']);
      expect(server.calls[0]?.body).to.deep.include({ v: 1, orderId: 'A-1001', line: 'order' });
    });

    it('offers what the page wants of the server’s list', async () => {
      const ids = (host: TestHost) => host.controller.view.methods.map(({ id }) => id);
      expect(ids(await mount())).to.deep.equal(['kakaopay', 'card', 'transfer']);
      expect(ids(await mount({ methods: 'card kakaopay' }))).to.deep.equal(['kakaopay', 'card']);
      expect(ids(await mount({ withoutMethods: 'card' }))).to.deep.equal(['kakaopay', 'transfer']);
    });

    it('preselects what the page names or the only method, and nothing else', async () => {
      const chosen = (host: TestHost) => host.controller.view.method?.id;
      expect(chosen(await mount({ method: 'card' }))).to.equal('card');
      expect(chosen(await mount({ method: '' }))).to.equal(undefined);
      expect(chosen(await mount({ method: '', methods: 'card' }))).to.equal('card');
      expect(chosen(await mount({ method: 'transfer' }))).to.equal(undefined);
    });

    it('tells of the buyer’s choice, but not of one that cannot be made', async () => {
      const host = await mount();
      host.controller.view.actions.choose('card');
      host.controller.view.actions.choose('card');
      host.controller.view.actions.choose('transfer');
      host.controller.view.actions.choose('nothing');
      expect(host.controller.view.method?.id).to.equal('card');
      expect(details(host, 'method-change').map(({ method }) => method)).to.deep.equal(['card']);
    });

    it('says what is missing in the attributes', async () => {
      const host = await mount({ orderId: '' });
      expect(stateOf(host)).to.equal('idle');
      expect(host.controller.view.problem?.code).to.equal('ORDER_ID_MISSING');
      expect(details(host, 'checkout-error')[0]?.code).to.equal('ORDER_ID_MISSING');
      expect((await mount({ server: '' })).controller.view.problem?.code).to.equal(
        'SERVER_MISSING',
      );
    });

    it('asks for another session when the order changes', async () => {
      const host = await mount();
      host.orderId = 'A-1002';
      host.requestUpdate();
      await settled();
      expect(server.calls.at(-1)?.body).to.deep.include({ orderId: 'A-1002' });
      expect(server.count('/v1/sessions')).to.equal(2);
    });

    it('shows a set-up failure and loads again when asked', async () => {
      server.session = problem('ORDER_HOOK_FAILED', 502, 'merchant');
      const host = await mount();
      expect(host.controller.view.problem?.code).to.equal('ORDER_HOOK_FAILED');
      expect(details(host, 'checkout-error')[0]?.traceId).to.equal('trace-1');
      server.session = ok(server.sessionOf());
      host.controller.view.actions.reload();
      await settled();
      expect(stateOf(host)).to.equal('idle');
      expect(host.controller.view.problem).to.equal(undefined);
    });

    it('knows an address that answers with a page for another server', async () => {
      server.session = 'page';
      const host = await mount();
      expect(host.controller.view.problem?.code).to.equal('ANSWER_INVALID');
      expect(details(host, 'checkout-error')[0]).to.include({ recoverable: false });
    });

    it('shows an order that was paid elsewhere as paid, without completing it again', async () => {
      server.session = problem('ORDER_ALREADY_PAID', 409);
      const host = await mount();
      expect(stateOf(host)).to.equal('complete');
      expect(host.names).to.deep.equal(['payment-state']);
      expect(details(host, 'payment-state')[0]?.replayed).to.equal(true);
      expect(host.controller.start()).to.equal(false);
    });

    it('shows an order that is being paid elsewhere as pending, and looks again when somebody does', async () => {
      server.session = problem('ORDER_IN_PROGRESS', 409);
      const host = await mount();
      expect(stateOf(host)).to.equal('pending');
      expect(host.controller.start()).to.equal(false);
      server.session = problem('ORDER_ALREADY_PAID', 409);
      window.dispatchEvent(new Event('focus'));
      await settled();
      expect(stateOf(host)).to.equal('complete');
    });

    it('keeps looking at an order that is being paid elsewhere, as its words say', async () => {
      server.session = problem('ORDER_IN_PROGRESS', 409);
      const host = await mount();
      server.session = problem('ORDER_ALREADY_PAID', 409);
      await timers.advance(15_000);
      expect(stateOf(host)).to.equal('complete');
    });
  });

  describe('the session', () => {
    it('is asked for with the cookies that a server on the page’s own origin may relay, and no others', async () => {
      await paying();
      await timers.advance(2_000);
      expect(server.calls.map(({ path }) => path)).to.have.length.above(1);
      for (const { path, credentials } of server.calls)
        expect(credentials, path).to.equal('same-origin');
    });

    it('is renewed at four fifths of its life, as the same session', async () => {
      const host = await mount();
      await timers.advance(24 * 60_000 - 1);
      expect(server.count('/v1/sessions')).to.equal(1);
      server.session = ok(server.sessionOf({ sessionToken: 'renewed' }));
      await timers.advance(1);
      expect(server.calls[1]?.token).to.equal('session-0');
      expect(host.names).to.deep.equal(['checkout-ready']);
      host.controller.start();
      expect(popups.opened[0]?.url.searchParams.get('session')).to.equal('renewed');
    });

    it('is renewed when the page is looked at after a long sleep, and the button waits for it', async () => {
      const host = await mount();
      timers.sleep(2 * 3_600_000);
      expect(stateOf(host)).to.equal('loading');
      expect(host.controller.start()).to.equal(false);
      server.session = ok(server.sessionOf());
      window.dispatchEvent(new Event('pageshow'));
      window.dispatchEvent(new Event('focus'));
      await settled();
      expect(stateOf(host)).to.equal('idle');
      expect(server.count('/v1/sessions')).to.equal(2);
    });

    it('is kept through a passing failure of its renewal', async () => {
      const host = await mount();
      server.session = 'down';
      await timers.advance(25 * 60_000);
      expect(stateOf(host)).to.equal('idle');
      server.session = ok(server.sessionOf());
      await timers.advance(15_000);
      await timers.advance(10 * 60_000);
      expect(stateOf(host)).to.equal('idle');
    });

    it('is asked for anew where the server refuses the old one', async () => {
      await mount();
      server.session = problem('SESSION_INVALID', 401, 'security');
      await timers.advance(24 * 60_000);
      expect(server.calls.slice(1, 3).map(({ token }) => token)).to.deep.equal([
        'session-0',
        undefined,
      ]);
    });

    it('is not renewed while nobody looks, and at once when somebody does', async () => {
      const host = await mount();
      visibility.become('hidden');
      await timers.advance(25 * 60_000);
      expect(server.count('/v1/sessions')).to.equal(1);
      server.session = ok(server.sessionOf());
      visibility.become('visible');
      await settled();
      expect(server.count('/v1/sessions')).to.equal(2);
      expect(stateOf(host)).to.equal('idle');
    });

    it('is there in a page that was opened in the background', async () => {
      visibility.become('hidden');
      expect(stateOf(await mount())).to.equal('idle');
    });

    it('is asked for once and set on no timer by an element that has left', async () => {
      const host = await mount();
      let answer: (reply: ReturnType<typeof ok>) => void = () => undefined;
      server.session = new Promise((resolve) => (answer = resolve));
      await timers.advance(24 * 60_000);
      host.remove();
      answer(ok(server.sessionOf()));
      await timers.advance(60_000);
      expect(timers.size).to.equal(0);
      expect(server.count('/v1/sessions')).to.equal(2);
    });

    it('is not asked for every second by a browser whose clock is wrong', async () => {
      server.session = ok(server.sessionOf({ expiresAt: timers.now() - 3_600_000 }));
      await mount();
      await timers.advance(40_000);
      expect(server.count('/v1/sessions')).to.equal(1);
    });

    it('comes back by itself when the network does', async () => {
      server.session = 'down';
      const host = await mount();
      expect(host.controller.view.problem?.code).to.equal('NETWORK_UNREACHABLE');
      server.session = ok(server.sessionOf());
      window.dispatchEvent(new Event('online'));
      await settled();
      expect(stateOf(host)).to.equal('idle');
    });
  });

  describe('the press', () => {
    it('opens the window before anything else can happen', async () => {
      const host = await mount();
      const calls = server.calls.length;
      expect(host.controller.start()).to.equal(true);
      expect(popups.opened).to.have.length(1);
      expect(server.calls).to.have.length(calls);
      expect(stateOf(host)).to.equal('opening');
      const { url } = popups.opened[0] ?? {};
      expect(url?.pathname).to.match(/^\/launch\/[\w-]{22}$/);
      expect(Object.fromEntries(url?.searchParams ?? [])).to.deep.equal({
        session: 'session-0',
        method: 'kakaopay',
        presentation: 'popup',
        device: 'desktop',
        locale: 'ko',
      });
    });

    it('opens one window however often it comes', async () => {
      const host = await mount();
      host.controller.start();
      host.controller.start();
      host.controller.view.actions.pay();
      expect(popups.opened).to.have.length(1);
      expect(popups.focused).to.equal(2);
      expect(details(host, 'payment-start')).to.have.length(1);
    });

    it('opens one window when a listener presses again', async () => {
      const host = await mount();
      host.addEventListener('payment-start', () => host.controller.start());
      host.controller.start();
      expect(popups.opened).to.have.length(1);
      expect(details(host, 'payment-start')).to.have.length(1);
    });

    it('can be stopped by the page', async () => {
      const host = await mount();
      host.addEventListener('payment-start', (event) => event.preventDefault(), { once: true });
      expect(host.controller.start()).to.equal(false);
      expect(popups.opened).to.have.length(0);
      expect(host.controller.start()).to.equal(true);
    });

    it('does nothing without a method, or where the element is disabled', async () => {
      expect((await mount({ method: '' })).controller.start()).to.equal(false);
      expect((await mount({ disabled: true })).controller.start()).to.equal(false);
      expect(popups.opened).to.have.length(0);
    });

    it('offers a fresh press when the browser blocks, with the same attempt', async () => {
      const host = await mount();
      popups.isBlocked = true;
      expect(host.controller.start()).to.equal(false);
      expect(stateOf(host)).to.equal('popup-blocked');
      const blocked = details(host, 'payment-window-blocked')[0];
      expect(blocked?.code).to.equal('POPUP_BLOCKED');
      popups.isBlocked = false;
      host.controller.view.actions.reopen();
      expect(attemptId()).to.equal(blocked?.attemptId);
      expect(stateOf(host)).to.equal('opening');
    });

    it('drops a blocked attempt on the buyer’s wish, without the server, which never saw it', async () => {
      const host = await mount();
      popups.isBlocked = true;
      host.controller.start();
      await host.controller.cancel();
      expect(stateOf(host)).to.equal('idle');
      expect(server.count('/cancel')).to.equal(0);
    });

    it('opens no window that a listener canceled', async () => {
      const host = await mount();
      host.addEventListener('payment-state', () => void host.controller.cancel(), { once: true });
      expect(host.controller.start()).to.equal(false);
      expect(popups.opened).to.have.length(0);
      expect(stateOf(host)).to.equal('idle');
    });

    it('leaves the blocked window to a page that wants to explain it itself', async () => {
      const host = await mount();
      host.addEventListener('payment-window-blocked', (event) => event.preventDefault());
      popups.isBlocked = true;
      host.controller.start();
      expect(stateOf(host)).to.equal('idle');
    });
  });

  describe('while the buyer pays', () => {
    it('shows the same payment in two elements of one order', async () => {
      const host = await paying();
      const other = await mount();
      expect(stateOf(other)).to.equal('authenticating');
      other.controller.start();
      expect(popups.opened).to.have.length(1);
      server.attempt = (id) => ok(view(id, 'complete', 5));
      say('attempt-changed');
      await settled();
      expect([stateOf(host), stateOf(other)]).to.deep.equal(['complete', 'complete']);
      const told = [host, other].flatMap((each) => details(each, 'payment-complete'));
      expect(told).to.have.length(1);
    });

    it('knows the window by its hello', async () => {
      const host = await paying();
      expect(stateOf(host)).to.equal('authenticating');
      expect(host.controller.view.method?.id).to.equal('kakaopay');
    });

    it('asks the server at once on a hint, and completes once', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'complete', 5, { result: resultOf() }));
      say('attempt-changed');
      say('closing');
      await timers.advance(5_000);
      expect(stateOf(host)).to.equal('complete');
      expect(details(host, 'payment-complete')).to.have.length(1);
      expect(details(host, 'payment-complete')[0]).to.deep.equal({
        orderId: 'A-1001',
        line: 'order',
        state: 'complete',
        attemptId: attemptId(),
        method: 'kakaopay',
        provider: 'kakaopay',
        amount: { value: 48_000, currency: 'KRW' },
        recoverable: false,
        replayed: false,
        traceId: 'trace-9',
      });
      expect(host.controller.result?.provider).to.equal('kakaopay');
    });

    it('completes once, whatever the server answers in whatever order', async () => {
      const statuses = ['open', 'confirming', 'pending', 'complete', 'failed'] as const;
      const answers = fc.array(fc.tuple(fc.constantFrom(...statuses), fc.nat(6)), {
        maxLength: 12,
      });
      let order = 0;
      const completions = async (told: readonly (readonly [Status, number])[]): Promise<number> => {
        order += 1;
        const host = await paying({ orderId: `random-${order}` });
        for (const [status, seq] of told) {
          server.attempt = (id) => ok(view(id, status, seq));
          await host.controller.refresh();
        }
        return details(host, 'payment-complete').length;
      };
      await fc.assert(
        fc.asyncProperty(answers, async (told) => {
          const isPaid = told.some(([status]) => status === 'complete');
          expect(await completions(told)).to.be.at.most(isPaid ? 1 : 0);
        }),
        { numRuns: 50 },
      );
      const twice = [
        ['complete', 1],
        ['confirming', 2],
        ['complete', 3],
      ] as const;
      expect(await completions(twice)).to.equal(1);
    });

    it('does not complete again what this tab was told before', async () => {
      const host = await paying();
      sessionStorage.setItem(`pay-checkout:complete:${attemptId()}`, '1');
      server.attempt = (id) => ok(view(id, 'complete', 5));
      say('attempt-changed');
      await settled();
      expect(stateOf(host)).to.equal('complete');
      expect(details(host, 'payment-complete')).to.have.length(0);
      expect(details(host, 'payment-state').at(-1)?.replayed).to.equal(true);
    });

    it('asks once a second in a flood of hints', async () => {
      await paying();
      const flood = async (): Promise<void> => {
        for (let count = 0; count < 10_000; count += 1) say('attempt-changed');
        await settled();
      };
      await flood();
      expect(server.asked).to.have.length(1);
      await timers.advance(999);
      await flood();
      expect(server.asked).to.have.length(1);
      await timers.advance(1);
      await flood();
      expect(server.asked).to.have.length(2);
    });

    it('is moved by no message but that of its own window', async () => {
      const host = await mount();
      host.controller.start();
      popups.say({ v: 1, type: 'hello', attemptId: attemptId() }, 'https://evil.example');
      popups.say({ v: 1, type: 'hello', attemptId: attemptId() }, SERVER, window);
      expect(stateOf(host)).to.equal('opening');
    });

    it('waits for a last word when the window is closed, then asks, then says so', async () => {
      const host = await paying();
      popups.close();
      server.attempt = (id) => ok(view(id, 'open'));
      await timers.advance(500);
      expect(server.asked).to.have.length(0);
      await timers.advance(599);
      expect(server.asked).to.have.length(0);
      expect(stateOf(host)).to.equal('authenticating');
      await timers.advance(1);
      expect(server.asked).to.have.length(1);
      expect(stateOf(host)).to.equal('window-lost');
      expect(server.count('/cancel')).to.equal(0);
    });

    it('never shows a window as lost that closed itself after paying', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'confirming', 4));
      popups.close();
      await timers.advance(500);
      server.attempt = (id) => ok(view(id, 'complete', 5));
      await timers.advance(2_000);
      const states = details(host, 'payment-state').map(({ state }) => state);
      expect(states).to.deep.equal(['opening', 'authenticating', 'complete']);
    });

    it('believes no answer to a question that was asked before the window closed', async () => {
      const host = await paying();
      let answerFirst: (reply: ReturnType<typeof ok>) => void = () => undefined;
      server.attempt = () => new Promise((resolve) => (answerFirst = resolve));
      await timers.advance(2_000);
      popups.close();
      server.attempt = (id) => ok(view(id, 'complete', 5));
      await timers.advance(1_100);
      answerFirst(ok(view(attemptId(), 'open', 1)));
      await settled();
      expect(details(host, 'payment-state').map(({ state }) => state)).not.to.include(
        'window-lost',
      );
      expect(stateOf(host)).to.equal('complete');
    });

    it('can check, open again and cancel when the window is lost', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'open'));
      popups.close();
      await timers.advance(1_100);
      const { actions } = host.controller.view;
      const first = attemptId();
      const asked = server.asked.length;
      actions.check();
      await settled();
      expect(server.asked).to.have.length(asked + 1);
      actions.reopen();
      expect(popups.opened).to.have.length(2);
      expect(attemptId()).to.equal(first);
      say('hello');
      expect(stateOf(host)).to.equal('authenticating');
      popups.close();
      await timers.advance(1_100);
      actions.cancel();
      await settled();
      expect(stateOf(host)).to.equal('canceled');
      expect(details(host, 'payment-cancel')).to.have.length(1);
    });

    it('closes the window when the buyer’s cancel is accepted', async () => {
      const host = await paying();
      await host.controller.cancel();
      expect(stateOf(host)).to.equal('canceled');
      expect(popups.opened[0]?.handle.closed).to.equal(true);
      expect(server.calls.at(-1)?.token).to.equal('session-0');
      expect(server.calls.at(-1)?.body).to.equal(undefined);
    });

    it('leaves the window alone when the payment ended in it', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'failed', 3, { stage: 'approve' }));
      say('attempt-changed');
      await settled();
      expect(stateOf(host)).to.equal('failed');
      expect(details(host, 'payment-fail')[0]).to.include({ stage: 'approve', recoverable: true });
      expect(popups.opened[0]?.handle.closed).to.equal(false);
    });

    it('shows the real status when a cancel comes too late', async () => {
      const host = await paying();
      server.cancel = (id) =>
        problem('ATTEMPT_NOT_CANCELABLE', 409, 'buyer', { attempt: view(id, 'complete', 7) });
      await host.controller.cancel();
      expect(stateOf(host)).to.equal('complete');
      expect(details(host, 'payment-complete')).to.have.length(1);
    });

    it('asks when a refused cancel does not say how things stand', async () => {
      const host = await paying();
      server.cancel = () => problem('ATTEMPT_NOT_CANCELABLE', 409);
      server.attempt = (id) => ok(view(id, 'confirming', 7));
      await host.controller.cancel();
      await settled();
      expect(stateOf(host)).to.equal('confirming');
    });

    it('tells the page when a cancel could not be sent, and changes nothing', async () => {
      const host = await paying();
      server.cancel = () => 'down';
      await host.controller.cancel();
      expect(stateOf(host)).to.equal('authenticating');
      expect(details(host, 'checkout-error')[0]?.code).to.equal('NETWORK_UNREACHABLE');
    });

    it('finds out by asking where no message can come', async () => {
      const host = await mount();
      host.controller.start();
      server.attempt = (id) => ok(view(id, 'confirming', 3));
      await timers.advance(2_000);
      expect(stateOf(host)).to.equal('confirming');
      server.attempt = (id) => ok(view(id, 'complete', 4));
      await timers.advance(300);
      expect(stateOf(host)).to.equal('complete');
    });

    it('asks nothing while nobody looks, and at once when somebody does', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'open'));
      visibility.become('hidden');
      await timers.advance(10 * 60_000);
      expect(server.asked).to.have.length(0);
      server.attempt = (id) => ok(view(id, 'complete', 5));
      visibility.become('visible');
      await settled();
      expect(server.asked).to.have.length(1);
      expect(stateOf(host)).to.equal('complete');
    });

    it('notices a window that was closed while nobody looked', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'open'));
      visibility.become('hidden');
      popups.close();
      await timers.advance(60_000);
      expect(stateOf(host)).to.equal('authenticating');
      visibility.become('visible');
      await timers.advance(600);
      expect(stateOf(host)).to.equal('window-lost');
    });

    it('finds a calmer sentence after half a minute of confirming', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'confirming', 3));
      say('attempt-changed');
      await timers.advance(29_999);
      expect(host.controller.view.slow).to.equal(false);
      await timers.advance(1);
      expect(host.controller.view.slow).to.equal(true);
    });

    it('does not ask for sessions meanwhile', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'open'));
      await timers.advance(29 * 60_000);
      expect(stateOf(host)).to.equal('authenticating');
      expect(server.count('/v1/sessions')).to.equal(1);
    });

    it('gives up a question that is not answered, and asks again', async () => {
      const host = await paying();
      server.attempt = () => new Promise(() => undefined);
      await timers.advance(2_000);
      expect(server.asked).to.have.length(1);
      window.dispatchEvent(new Event('focus'));
      await timers.advance(15_000);
      expect(server.asked).to.have.length(1);
      server.attempt = (id) => ok(view(id, 'complete', 5));
      await timers.advance(2_000);
      expect(stateOf(host)).to.equal('complete');
    });
  });

  describe('the life of the element', () => {
    it('loses nothing when the element is moved', async () => {
      const host = await paying();
      const box = document.body.appendChild(document.createElement('div'));
      box.append(host);
      await settled();
      expect(stateOf(host)).to.equal('authenticating');
      expect(popups.opened[0]?.handle.closed).to.equal(false);
      server.attempt = (id) => ok(view(id, 'complete', 5));
      say('attempt-changed');
      await settled();
      expect(details(host, 'payment-complete')).to.have.length(1);
      box.remove();
    });

    it('keeps its session when the element is moved', async () => {
      const host = await mount();
      const box = document.body.appendChild(document.createElement('div'));
      box.append(host);
      await settled();
      expect(stateOf(host)).to.equal('idle');
      expect(server.count('/v1/sessions')).to.equal(1);
      expect(host.controller.start()).to.equal(true);
      box.remove();
    });

    it('asks once when it comes back after its session was lost on the way', async () => {
      let answer: (reply: ReturnType<typeof ok>) => void = () => undefined;
      server.session = new Promise((resolve) => (answer = resolve));
      const host = await mount();
      host.remove();
      answer(ok(server.sessionOf()));
      await settled();
      expect(stateOf(host)).to.equal('loading');
      server.session = ok(server.sessionOf());
      document.body.append(host);
      await settled();
      expect(stateOf(host)).to.equal('idle');
      expect(server.count('/v1/sessions')).to.equal(2);
    });

    it('completes on the document when the element has left', async () => {
      const host = await paying();
      host.remove();
      const heard: CheckoutEventDetail[] = [];
      document.addEventListener('payment-complete', ({ detail }) => heard.push(detail), {
        once: true,
      });
      server.attempt = (id) => ok(view(id, 'complete', 5));
      say('attempt-changed');
      await settled();
      expect(heard.map(({ attemptId: id }) => id)).to.deep.equal([attemptId()]);
      expect(details(host, 'payment-complete')).to.have.length(0);
    });

    it('shows the attempt in an element that comes later', async () => {
      const first = await paying();
      first.remove();
      const second = await mount();
      expect(stateOf(second)).to.equal('authenticating');
      expect(second.controller.view.order?.orderName).to.equal('다완');
      second.controller.start();
      expect(popups.opened).to.have.length(1);
    });

    it('lets another order be paid beside it', async () => {
      await paying();
      server.session = ok(server.sessionOf({ order: orderOf('A-1002') }));
      const other = await mount({ orderId: 'A-1002' });
      expect(other.controller.start()).to.equal(true);
      expect(popups.opened).to.have.length(2);
    });

    it('tries again as a new attempt of the same session', async () => {
      const host = await paying();
      const first = attemptId();
      server.attempt = (id) => ok(view(id, 'failed', 3));
      say('attempt-changed');
      await settled();
      expect(host.controller.start()).to.equal(true);
      expect(attemptId()).not.to.equal(first);
      expect(popups.opened.at(-1)?.url.searchParams.get('session')).to.equal('session-0');
    });

    it('looks at the order again before a payment that ran out of time is repeated', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'expired', 3));
      say('attempt-changed');
      await settled();
      expect(host.controller.start()).to.equal(false);
      await settled();
      expect(stateOf(host)).to.equal('idle');
      expect(server.count('/v1/sessions')).to.equal(2);
    });

    it('keeps no timer and no listener when everything is over', async () => {
      const listening = new Set<unknown>();
      const { addEventListener } = window;
      window.addEventListener = (
        type: string,
        listener: EventListenerOrEventListenerObject,
        options?: boolean | AddEventListenerOptions,
      ): void => {
        const entry = {};
        listening.add(entry);
        const { signal } = typeof options === 'object' ? options : {};
        signal?.addEventListener('abort', () => listening.delete(entry));
        addEventListener.call(window, type, listener, options);
      };
      const host = await paying();
      expect(listening.size).to.be.greaterThan(0);
      await host.controller.cancel();
      host.remove();
      await timers.advance(60_000);
      const calls = server.calls.length;
      window.dispatchEvent(new Event('focus'));
      say('attempt-changed');
      await timers.advance(3_600_000);
      expect(server.calls).to.have.length(calls);
      expect(timers.size).to.equal(0);
      window.addEventListener = addEventListener;
      expect(listening.size).to.equal(0);
    });
  });
});

const orderOf = (orderId: string): Order => ({
  orderId,
  line: 'order',
  orderName: '찻잔',
  amount: { value: 12_000, currency: 'KRW' },
});

const resultOf = () => ({
  orderId: 'A-1001',
  line: 'order',
  method: 'kakaopay',
  provider: 'kakaopay',
  amount: { value: 48_000, currency: 'KRW' },
  traceId: 'trace-9',
});
