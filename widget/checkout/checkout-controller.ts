import type { ReactiveController } from 'lit';
import type { PaymentResult } from '../../server/protocol/index.ts';
import { Attempt } from './attempt.ts';
import { tell } from './announce.ts';
import { keyOf } from './attempt-record.ts';
import { type AttemptStore, documentStore } from './attempt-store.ts';
import { isVisible, watchAttention } from './attention.ts';
import { trustOffline } from './client.ts';
import type { CheckoutActions, CheckoutView } from './context.ts';
import { detailOf } from './event-detail.ts';
import {
  CheckoutErrorEvent,
  type CheckoutEventClass,
  type CheckoutEventDetail,
  CheckoutReadyEvent,
  MethodChangeEvent,
  PaymentStartEvent,
  PaymentStateEvent,
} from './events.ts';
import type { CheckoutHost } from './host.ts';
import { canStart, isLive, isOpen } from './machine.ts';
import { newAttemptId } from './new-attempt-id.ts';
import { orderIdOf, TICKET_EXPIRED } from './order-ticket.ts';
import { launchOf, page } from './payment-window.ts';
import { HELD, hostLocale, SessionKeeper } from './session.ts';
import { choiceOf, usableMethod, viewOf } from './view.ts';

/** Runs the checkout of one `<pay-checkout>`: its session, its share in the attempt, its events. */
export class CheckoutController implements ReactiveController {
  readonly #host: CheckoutHost;
  readonly #store: AttemptStore;
  readonly #keeper: SessionKeeper;
  readonly #actions: CheckoutActions = {
    choose: (methodId) => this.#choose(methodId),
    pay: () => void this.start(),
    showWindow: () => this.#attempt.reopen(),
    reopen: () => this.#attempt.reopen(),
    continueHere: () => this.#attempt.reopen('redirect'),
    // Of our attempt while it may move, of the order once it cannot.
    check: () => (isLive(this.#attempt.snapshot.state) ? void this.refresh() : this.reset()),
    cancel: () => void this.cancel(),
    // Only the page can have another ticket.
    reload: () => (this.#keeper.problem?.code === TICKET_EXPIRED ? page.reload() : this.reset()),
  };
  readonly #observer;
  #attempt = new Attempt('');
  /** The attributes that the session and the attempt are for. */
  #subject = '';
  /** By the buyer; the page's wish holds until then. */
  #chosen: string | undefined;
  /** What the page was last told of the session. */
  #told: string | undefined;
  #starting = false;
  /** While the host is connected. */
  #connection: AbortController | undefined;

  constructor(host: CheckoutHost, store = documentStore()) {
    this.#host = host;
    this.#store = store;
    this.#keeper = new SessionKeeper(
      host,
      () => this.#sessionChanged(),
      () => isVisible() && this.#keepSession(),
    );
    const changed = (): void => {
      this.#keepSession();
      host.requestUpdate();
    };
    this.#observer = { target: host, changed };
    host.addController(this);
  }

  get view(): CheckoutView {
    const view = viewOf({
      host: this.#host,
      attempt: this.#attempt,
      keeper: this.#keeper,
      chosen: this.#chosen,
      isArriving: !!this.#store.arrival,
    });
    return { ...view, actions: this.#actions };
  }

  /** What the server said of the payment, as far as it did. */
  get result(): PaymentResult | undefined {
    return this.view.result;
  }

  hostConnected(): void {
    this.#connection = new AbortController();
    watchAttention(({ type }) => {
      if (type === 'offline') trustOffline();
      this.#observer.changed();
    }, this.#connection.signal);
    this.#attempt.observers.add(this.#observer);
    if (this.#subject) this.#observer.changed();
  }

  hostUpdate(): void {
    const { server, orderTicket, line, returnUrl, isConnected } = this.#host;
    const key = keyOf(server, line, orderIdOf(this.#host));
    const subject = key + orderTicket + hostLocale(this.#host) + returnUrl;
    if (!isConnected || subject === this.#subject) return;
    this.#subject = subject;
    this.#chosen = undefined;
    this.#attempt.observers.delete(this.#observer);
    this.#attempt = this.#store.of(key);
    this.#attempt.observers.add(this.#observer);
    this.#keeper.leave();
    this.#store.arrive(server);
    void this.#store.arrival?.then(this.#observer.changed);
    if (this.#attempt.launch) this.#catchUp();
    else this.#attempt.remember();
    this.#keepSession();
    // The host has taken its view already for this update, and would not hear of another one yet.
    queueMicrotask(() => this.#host.requestUpdate());
  }

  /** Leaves the payment to the document's store, which goes on without the element. */
  hostDisconnected(): void {
    this.#connection?.abort();
    this.#attempt.observers.delete(this.#observer);
    this.#keeper.pause();
  }

  /**
   * Opens the payment window or leaves for it, in this very task. Call it from a click: browsers
   * open windows nowhere else. Where a window is open already it is brought to the front.
   *
   * @returns whether a payment was started
   */
  start(): boolean {
    const { state, method, locale, disabled, offline } = this.view;
    const { session } = this.#keeper;
    if (disabled || offline || this.#starting) return false;
    if (isOpen(state)) this.#attempt.reopen();
    if (!canStart(state)) return false;
    if (!session || state === 'expired') this.reset();
    if (!session || !method || state === 'expired') return false;
    this.#starting = true;
    const allowed = this.#tell(PaymentStartEvent);
    this.#starting = false;
    const launch = {
      server: this.#host.server,
      session,
      method,
      locale,
      attemptId: newAttemptId(),
      ...choiceOf(this.#host),
    };
    if (allowed) this.#keeper.showAmount();
    return allowed && this.#attempt.start(launch);
  }

  /** Asks the server to cancel; the state tells whether it did. */
  cancel(): Promise<void> {
    return this.#attempt.cancel();
  }

  /** Asks the server how things stand. */
  async refresh(): Promise<void> {
    await (this.#attempt.launch ? this.#attempt.ask() : this.#keeper.keep());
  }

  /** Back to the choice of a method, unless a payment is under way. */
  reset(): void {
    this.#attempt.reset();
    if (this.#attempt.snapshot.state !== 'idle') return;
    this.#keeper.forget();
    this.#keepSession();
  }

  /** An element that comes late was told of nothing. */
  #catchUp(): void {
    const { launch, snapshot } = this.#attempt;
    const here = { launch, snapshot, observers: new Set([this.#observer]) };
    tell(here, { replayed: true }, PaymentStateEvent);
  }

  #choose(methodId: string): void {
    const { state, methods, method } = this.view;
    if (!canStart(state) || methodId === method?.id || !usableMethod(methods, methodId)) return;
    this.#chosen = methodId;
    this.#tell(MethodChangeEvent);
    this.#host.requestUpdate();
  }

  /** Not while a payment is under way: the server would only say that it is. */
  #keepSession(): void {
    if (canStart(this.#attempt.snapshot.state) && !this.#store.arrival) void this.#keeper.keep();
  }

  /** An order that was paid elsewhere is no news of this tab's, so it completes nothing here. */
  #sessionChanged(): void {
    this.#host.requestUpdate();
    const { session, problem } = this.#keeper;
    // Our own attempt holds the order, which this page has not known.
    const own = session && launchOf(this.#host.server, session, hostLocale(this.#host));
    if (own) {
      this.#attempt.resume(own, session.attempt);
      // Its order was not asked for anew, so it starts nothing.
      this.#keeper.forget();
      return;
    }
    const told = session ? 'ready' : problem?.code;
    if (told === this.#told) return;
    this.#told = told;
    if (session) this.#tell(CheckoutReadyEvent);
    else if (problem && HELD[problem.code]) this.#tell(PaymentStateEvent, { replayed: true });
    else if (problem) this.#tell(CheckoutErrorEvent, problem);
  }

  #tell(Event: CheckoutEventClass, more?: Partial<CheckoutEventDetail>): boolean {
    const { line } = this.#host;
    const { state, method, order = { orderId: orderIdOf(this.#host), line } } = this.view;
    const detail = detailOf(state, order, method);
    return this.#host.dispatchEvent(new Event({ ...detail, ...more }));
  }
}
