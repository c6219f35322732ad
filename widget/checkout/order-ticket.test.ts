import { expect } from '@open-wc/testing';
import type { AttemptView, Session } from '../../server/protocol/index.ts';
import { AttemptStore } from './attempt-store.ts';
import type { CheckoutEventDetail, CheckoutEventName } from './events.ts';
import { newAttemptId } from './new-attempt-id.ts';
import { page } from './payment-window.ts';
import { FakePopups } from './testing/fake-popups.ts';
import { FakeServer, ok, problem, SERVER, view } from './testing/fake-server.ts';
import { FakeTimers, settled } from './testing/fake-timers.ts';
import { FakeVisibility } from './testing/fake-visibility.ts';
import { TestHost } from './testing/test-host.ts';
import { ticketFor } from './testing/ticket.ts';

const MINUTE = 60_000;
const EXPIRED = problem('ORDER_TICKET_EXPIRED', 401);
/** Letters of every length, and bytes that base64 and base64url write differently. */
const ORDER_ID = '주문-1001>>>>>?????🏺';

describe('an order ticket', () => {
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
    server.session = ok(sessionFor(ORDER_ID));
  });
  afterEach(async () => {
    for (const host of hosts) host.remove();
    server.attempt = (id) => ok(view(id, 'failed', 1_000));
    window.dispatchEvent(new Event('focus'));
    await timers.advance(MINUTE);
    server.restore();
    popups.restore();
    visibility.restore();
    timers.restore();
  });

  const sessionFor = (orderId: string, change: Partial<Session> = {}): Session => {
    const { order } = server.sessionOf();
    return server.sessionOf({ order: { ...order, orderId }, ...change });
  };
  const mount = async (change: Partial<TestHost> = {}): Promise<TestHost> => {
    const host = Object.assign(
      new TestHost(),
      { orderId: '', orderTicket: ticketFor(ORDER_ID) },
      change,
    );
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
  const paying = async (): Promise<TestHost> => {
    const host = await mount();
    host.controller.start();
    popups.say({ v: 1, type: 'hello', attemptId: attemptId() }, SERVER);
    return host;
  };
  const give = async (host: TestHost, orderTicket: string): Promise<void> => {
    host.orderTicket = orderTicket;
    host.requestUpdate();
    await settled();
  };
  const attemptId = (): string => popups.opened.at(-1)?.url.pathname.split('/').at(-1) ?? '';
  const heldBy = (id: string, status: AttemptView['status']): Session =>
    sessionFor(ORDER_ID, { attempt: view(id, status, 7) });
  const stateOf = (host: TestHost): string => host.controller.view.state;
  const details = (host: TestHost, name: CheckoutEventName): CheckoutEventDetail[] =>
    host.heard
      .filter((event): event is CustomEvent<CheckoutEventDetail> => event.type === name)
      .map(({ detail }) => detail);

  describe('opens a session', () => {
    it('instead of an order id, and goes before one', async () => {
      const ticket = ticketFor(ORDER_ID);
      expect(ticket).to.match(/-.*_/);
      const host = await mount({ orderId: 'A-2' });
      expect(server.calls[0]?.body).to.deep.equal({
        v: 1,
        ticket,
        line: 'order',
        locale: 'ko',
        returnUrl: document.baseURI,
      });
      expect(stateOf(host)).to.equal('idle');
      expect(details(host, 'checkout-ready')[0]?.orderId).to.equal(ORDER_ID);
    });

    it('of an order that every event names', async () => {
      const host = await paying();
      server.attempt = (id) => ok(view(id, 'complete', 5));
      await host.controller.refresh();
      expect(host.names).to.include.members(['payment-start', 'payment-complete']);
      for (const { type, detail } of host.heard as CustomEvent<CheckoutEventDetail>[])
        expect(detail.orderId, type).to.equal(ORDER_ID);
    });

    for (const [code, status, fault] of [
      ['ORDER_TICKET_INVALID', 401, 'security'],
      ['ORDER_TICKET_REQUIRED', 400, 'integrator'],
    ] as const) {
      it(`or not: the page is told of ${code}, and can be loaded again`, async () => {
        server.session = problem(code, status, fault);
        const host = await mount({ orderTicket: 'not.a.ticket' });
        expect(stateOf(host)).to.equal('idle');
        expect(details(host, 'checkout-error')).to.have.length(1);
        expect(details(host, 'checkout-error')[0]).to.include({ code, orderId: '' });
        server.session = ok(sessionFor(ORDER_ID));
        host.controller.view.actions.reload();
        await settled();
        expect(host.controller.view.problem).to.equal(undefined);
      });
    }

    it('and where its attempt holds the order, that is the element’s attempt from the first answer', async () => {
      const id = newAttemptId();
      server.session = ok(heldBy(id, 'confirming'));
      const host = await mount();
      expect(stateOf(host)).to.equal('confirming');
      expect(host.controller.start()).to.equal(false);
      server.attempt = (asked) => ok(view(asked, 'complete', 8));
      await timers.advance(300);
      expect(server.asked).to.deep.equal([id]);
      expect(details(host, 'payment-complete').map(({ attemptId }) => attemptId)).to.deep.equal([
        id,
      ]);
    });

    it('and shows what was paid in another tab as paid, completing once in this one', async () => {
      server.session = ok(heldBy(newAttemptId(), 'complete'));
      const host = await mount();
      expect(stateOf(host)).to.equal('complete');
      expect(details(host, 'payment-complete')).to.have.length(1);
      const again = await loadAgain();
      expect(stateOf(again)).to.equal('complete');
      expect(details(again, 'payment-complete')).to.deep.equal([]);
    });
  });

  describe('finds the payment of its order', () => {
    it('after a reload, with another ticket and without a session', async () => {
      const before = await mount({ presentation: 'redirect' });
      const { leave } = page;
      page.leave = () => undefined;
      before.controller.start();
      page.leave = leave;
      server.attempt = (id) => ok(view(id, 'confirming', 3));
      const asked = server.count('/v1/sessions');
      const host = await loadAgain({ orderTicket: ticketFor(ORDER_ID, 2_000_000_001) });
      expect(stateOf(host)).to.equal('confirming');
      expect(server.count('/v1/sessions')).to.equal(asked);
    });

    it('for the buyer who comes back, also when the ticket has expired meanwhile', async () => {
      server.session = EXPIRED;
      server.returned = () => ok(heldBy(newAttemptId(), 'complete'));
      const host = await loadAgain({}, 'A'.repeat(44));
      expect(stateOf(host)).to.equal('complete');
      expect(details(host, 'payment-complete')).to.have.length(1);
      expect(details(host, 'checkout-error')).to.deep.equal([]);
    });

    it('in another element, which names the order by its id, or wrongly beside its ticket', async () => {
      await paying();
      expect(stateOf(await mount({ orderId: 'A-2' }))).to.equal('authenticating');
      expect(stateOf(await mount({ orderId: ORDER_ID, orderTicket: '' }))).to.equal(
        'authenticating',
      );
      expect(stateOf(await mount({ orderTicket: ticketFor('A-2') }))).to.equal('idle');
    });
  });

  describe('that changes', () => {
    it('for the same order leaves a payment that is under way alone', async () => {
      const host = await paying();
      const id = attemptId();
      await give(host, ticketFor(ORDER_ID, 2_000_000_001));
      expect(stateOf(host)).to.equal('authenticating');
      expect(popups.opened[0]?.handle.closed).to.equal(false);
      host.controller.start();
      expect(popups.opened).to.have.length(1);
      server.attempt = (asked) => ok(view(asked, 'complete', 5));
      await host.controller.refresh();
      expect(details(host, 'payment-complete').map(({ attemptId }) => attemptId)).to.deep.equal([
        id,
      ]);
    });

    it('is what the next session is asked with', async () => {
      const host = await mount();
      const ticket = ticketFor(ORDER_ID, 2_000_000_001);
      await give(host, ticket);
      expect(server.count('/v1/sessions')).to.equal(2);
      expect(server.calls.at(-1)?.body).to.include({ ticket });
    });

    it('for another order starts over', async () => {
      const host = await paying();
      server.session = ok(sessionFor('A-2'));
      await give(host, ticketFor('A-2'));
      expect(stateOf(host)).to.equal('idle');
      expect(host.controller.view.order?.orderId).to.equal('A-2');
      expect(popups.opened[0]?.handle.closed).to.equal(false);
    });
  });

  describe('that expires', () => {
    it('leaves the session at hand in use for as long as it lives', async () => {
      const host = await mount();
      server.session = EXPIRED;
      await timers.advance(29 * MINUTE);
      expect(server.count('/v1/sessions')).to.be.greaterThan(1);
      expect(stateOf(host)).to.equal('idle');
      expect(host.controller.view.problem).to.equal(undefined);
      expect(host.names).to.deep.equal(['checkout-ready']);
      expect(host.controller.start()).to.equal(true);
      expect(popups.opened[0]?.url.searchParams.get('session')).to.equal('session-0');
    });

    it('is told of when the session has ended, and asks the buyer to load the page again', async () => {
      const host = await mount();
      server.session = EXPIRED;
      await timers.advance(31 * MINUTE);
      expect(host.controller.view.problem?.code).to.equal('ORDER_TICKET_EXPIRED');
      expect(details(host, 'checkout-error')).to.have.length(1);
      expect(details(host, 'checkout-error')[0]?.orderId).to.equal(ORDER_ID);
      const { reload } = page;
      let reloaded = 0;
      page.reload = () => void (reloaded += 1);
      host.controller.view.actions.reload();
      page.reload = reload;
      expect(reloaded).to.equal(1);
    });

    it('gives way to a new one that the page sets', async () => {
      server.session = EXPIRED;
      const host = await mount();
      expect(stateOf(host)).to.equal('idle');
      server.session = ok(sessionFor(ORDER_ID));
      await give(host, ticketFor(ORDER_ID, 2_000_000_001));
      expect(host.controller.view.problem).to.equal(undefined);
      expect(host.controller.start()).to.equal(true);
    });
  });
});
