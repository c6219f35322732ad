import { expect } from '@open-wc/testing';
import type { AttemptView, Deposit } from '../../server/protocol/index.ts';
import { AttemptStore } from './attempt-store.ts';
import type { CheckoutEventDetail, CheckoutEventName } from './events.ts';
import { FakePopups } from './testing/fake-popups.ts';
import { FakeServer, ok, problem, SERVER, view } from './testing/fake-server.ts';
import { FakeTimers, settled } from './testing/fake-timers.ts';
import { FakeVisibility } from './testing/fake-visibility.ts';
import { TestHost } from './testing/test-host.ts';

const HOUR = 60 * 60_000;

describe('a deposit', () => {
  let timers: FakeTimers;
  let server: FakeServer;
  let popups: FakePopups;
  let visibility: FakeVisibility;
  let host: TestHost;
  /** The attempt that was issued an account. */
  let id = '';
  let deposit: Deposit;

  beforeEach(async () => {
    timers = new FakeTimers();
    server = new FakeServer(timers);
    popups = new FakePopups();
    visibility = new FakeVisibility();
    TestHost.store = new AttemptStore();
    sessionStorage.clear();
    deposit = {
      bank: '새벽은행',
      accountNumber: '70000001234567',
      holder: '온유도예',
      depositor: '김하늘',
      dueAt: timers.now() + 72 * HOUR,
    };
    host = await mount();
    host.controller.start();
    id = attemptId();
    await hear(awaiting(2));
    popups.close();
    await timers.advance(10_000);
  });
  afterEach(async () => {
    host.remove();
    server.attempt = (other) => ok(view(other, 'failed', 1_000));
    window.dispatchEvent(new Event('focus'));
    await timers.advance(60_000);
    server.restore();
    popups.restore();
    visibility.restore();
    timers.restore();
  });

  const mount = async (): Promise<TestHost> => {
    const mounted = new TestHost();
    document.body.append(mounted);
    await settled();
    return mounted;
  };
  const attemptId = (): string => popups.opened.at(-1)?.url.pathname.split('/').at(-1) ?? '';
  const awaiting = (seq: number): AttemptView =>
    view(id, 'pending', seq, { awaiting: 'deposit', deposit, pollAfterMs: 15_000 });
  const givenUp = (seq: number): AttemptView =>
    view(id, 'failed', seq, {
      result: {
        orderId: 'A-1001',
        line: 'order',
        method: 'kakaopay',
        provider: 'bank',
        amount: { value: 48_000, currency: 'KRW' },
        code: 'ACCOUNT_GIVEN_UP',
        traceId: '7F3K9Q',
      },
    });
  /** What the server says from now on, heard by the payment window's word. */
  const hear = async (answer: AttemptView): Promise<void> => {
    server.attempt = () => ok(answer);
    popups.say({ v: 1, type: 'attempt-changed', attemptId: id }, SERVER);
    await settled();
  };
  /** What the server says from now on, heard by looking at the page. */
  const lookAgain = async (answer: AttemptView): Promise<void> => {
    server.attempt = () => ok(answer);
    window.dispatchEvent(new Event('focus'));
    await settled();
  };
  const stateOf = (): string => host.controller.view.state;
  const count = (name: CheckoutEventName): number =>
    host.names.filter((heard) => heard === name).length;
  const last = (name: CheckoutEventName): CheckoutEventDetail | undefined =>
    host.heard
      .filter((event): event is CustomEvent<CheckoutEventDetail> => event.type === name)
      .at(-1)?.detail;

  it('is awaited in the public state of any payment whose outcome is open', () => {
    expect(stateOf()).to.equal('pending');
    expect(host.controller.view.deposit).to.deep.equal(deposit);
    expect(last('payment-pending')).to.deep.include({ state: 'pending', attemptId: id });
  });

  it('is told of once, however often the page is looked at', async () => {
    for (const seq of [2, 3, 4]) await lookAgain(awaiting(seq));
    expect(count('payment-pending')).to.equal(1);
  });

  it('makes the page ask at once when it comes to somebody’s eyes or to the network, and by no timer', async () => {
    const asked = server.asked.length;
    await timers.advance(24 * HOUR);
    expect(server.asked.length).to.equal(asked);
    const moments = ['focus', 'pageshow', 'online'];
    for (const [at, moment] of moments.entries()) {
      window.dispatchEvent(new Event(moment));
      await settled();
      expect(server.asked.length, moment).to.equal(asked + at + 1);
    }
    visibility.become('hidden');
    await settled();
    expect(server.asked.length).to.equal(asked + moments.length);
    visibility.become('visible');
    await settled();
    expect(server.asked.length).to.equal(asked + moments.length + 1);
  });

  it('completes when the money came', async () => {
    await lookAgain(view(id, 'complete', 3));
    expect(stateOf()).to.equal('complete');
    expect(host.controller.view.deposit).to.equal(undefined);
    expect(count('payment-complete')).to.equal(1);
  });

  it('is shown again by a page that is loaded anew in the same tab', async () => {
    // The window is gone, and a page that was only loaded opens none.
    popups.isBlocked = true;
    TestHost.store = new AttemptStore();
    const again = await mount();
    await timers.advance(0);
    expect(again.controller.view.deposit).to.deep.equal(deposit);
    again.remove();
  });

  it('ends with its time when the server says so, not when the clock does', async () => {
    timers.sleep(100 * HOUR);
    await lookAgain(awaiting(2));
    expect(host.controller.view.deposit).to.deep.equal(deposit);
    await lookAgain(view(id, 'expired', 3));
    expect(stateOf()).to.equal('expired');
  });

  describe('given up for another way to pay', () => {
    it('closes the account by one press, and then the methods are back', async () => {
      server.cancel = () => ok(view(id, 'confirming', 3, { pollAfterMs: 300 }));
      server.attempt = () => ok(givenUp(4));
      host.controller.view.actions.cancel();
      host.controller.view.actions.cancel();
      await settled();
      expect(server.count('/cancel')).to.equal(1);
      expect(stateOf()).to.equal('confirming');
      await timers.advance(300);
      expect(stateOf()).to.equal('failed');
      expect(last('payment-fail')).to.deep.include({ code: 'ACCOUNT_GIVEN_UP', recoverable: true });
      expect(host.controller.view.methods.map((method) => method.id)).to.include('card');
      expect(count('payment-cancel')).to.equal(0);
    });

    it('lets a new payment begin by another method, as another attempt', async () => {
      server.cancel = () => ok(givenUp(3));
      host.controller.view.actions.cancel();
      await timers.advance(0);
      host.controller.view.actions.choose('card');
      expect(host.controller.start()).to.equal(true);
      expect(attemptId()).to.not.equal(id);
      expect(popups.opened.at(-1)?.url.searchParams.get('method')).to.equal('card');
    });

    it('shows that it was paid when the money was faster', async () => {
      const attempt = view(id, 'complete', 3);
      server.cancel = () => problem('ATTEMPT_NOT_CANCELABLE', 409, 'buyer', { attempt });
      host.controller.view.actions.cancel();
      await settled();
      expect(stateOf()).to.equal('complete');
      expect(count('payment-complete')).to.equal(1);
      expect(count('checkout-error')).to.equal(0);
    });

    it('stays where it cannot be given up: the account is shown, and nobody is alarmed', async () => {
      const told = host.heard.length;
      const attempt = awaiting(2);
      server.cancel = () => problem('ATTEMPT_NOT_CANCELABLE', 409, 'buyer', { attempt });
      for (const presses of [1, 2]) {
        host.controller.view.actions.cancel();
        await settled();
        expect(server.count('/cancel')).to.equal(presses);
        expect(stateOf()).to.equal('pending');
        expect(host.controller.view.deposit).to.deep.equal(deposit);
      }
      expect(host.heard).to.have.length(told);
      await lookAgain(view(id, 'complete', 3));
      expect(stateOf()).to.equal('complete');
    });

    it('stays as it is when the server cannot be reached, and can be tried again', async () => {
      server.cancel = () => 'down';
      host.controller.view.actions.cancel();
      await settled();
      expect(host.controller.view.deposit).to.deep.equal(deposit);
      expect(last('checkout-error')?.code).to.equal('NETWORK_UNREACHABLE');
      server.cancel = () => ok(view(id, 'confirming', 3));
      host.controller.view.actions.cancel();
      await settled();
      expect(stateOf()).to.equal('confirming');
    });
  });

  it('cannot be given up where no account is known: the outcome is only in doubt', async () => {
    await lookAgain(view(id, 'pending', 3));
    host.controller.view.actions.cancel();
    await settled();
    expect(server.count('/cancel')).to.equal(0);
  });

  it('that the bank takes back is awaited again, and completes only once for this tab', async () => {
    await lookAgain(view(id, 'complete', 3));
    server.attempt = () => ok(awaiting(4));
    await host.controller.refresh();
    expect(stateOf()).to.equal('pending');
    expect(host.controller.view.deposit).to.deep.equal(deposit);
    await lookAgain(view(id, 'complete', 5));
    expect(stateOf()).to.equal('complete');
    expect(count('payment-complete')).to.equal(1);
    expect(last('payment-state')).to.deep.include({ state: 'complete', replayed: true });
  });
});
