import type { ReactiveController } from 'lit';
import type { Amount, Method, PaymentResult, Session } from '../../server/protocol/index.ts';
import type { Attempt } from './attempt.ts';
import { viewDetail } from './event-detail.ts';
import type { AttemptStore } from './attempt-store.ts';
import { isVisible, watchAttention } from './attention.ts';
import type { CheckoutActions, CheckoutView } from './context.ts';
import {
  CheckoutErrorEvent,
  type CheckoutEventDetail,
  MethodChangeEvent,
  PaymentStartEvent,
} from './events.ts';
import type { CheckoutHost } from './host.ts';
import { BROWSER, type CheckoutEnvironment } from './environment.ts';
import { canStart, isLive, isOpen } from './machine.ts';
import { preconnect } from './preconnect.ts';
import { SessionKeeper, type SessionWish } from './session.ts';
import { sessionEvent } from './session-event.ts';
import { wishOf, type WishOrProblem } from './session-wish.ts';
import { blankView, hostLocale, sameView, usableMethod, viewOf } from './view.ts';

/** Runs the checkout of one `<pay-checkout>`: its session, its share in the attempt, its events. */
export class CheckoutController implements ReactiveController {
  readonly #host: CheckoutHost;
  readonly #store: () => AttemptStore;
  readonly #session: SessionKeeper;
  readonly #actions: CheckoutActions = {
    choose: (methodId) => this.#choose(methodId),
    pay: () => void this.start(),
    showWindow: () => this.#attempt?.reopen(),
    reopen: () => this.#attempt?.reopen(),
    check: () => void this.#check(),
    cancel: () => void this.cancel(),
    reload: () => this.#reload(),
  };
  #view = blankView(this.#actions);
  #attempt: Attempt | undefined;
  #wish: SessionWish | undefined;
  /** The attributes that {@link #wish} was made of. */
  #subject = '';
  #preselected = '';
  #chosen = '';
  #acknowledged: Amount | undefined;
  /** Kind of session that the page was last told of. */
  #told = '';
  #starting = false;
  #stopWatching: (() => void) | undefined;
  #stopObserving: (() => void) | undefined;

  constructor(host: CheckoutHost, { timers, store }: CheckoutEnvironment = BROWSER) {
    this.#host = host;
    this.#store = store;
    this.#session = new SessionKeeper(timers, {
      changed: () => this.#sessionChanged(),
      due: () => isVisible() && this.#keepSession(),
    });
    host.addController(this);
  }

  /** The same object until something that is drawn changes. */
  get view(): CheckoutView {
    if (!this.#attempt) return this.#view;
    const next = viewOf({
      host: this.#host,
      attempt: this.#attempt,
      session: this.#session.state,
      chosen: this.#chosen,
      acknowledged: this.#acknowledged,
      actions: this.#actions,
    });
    if (!sameView(this.#view, next)) this.#view = next;
    return this.#view;
  }

  /** What the server said of the payment, as far as it did. */
  get result(): PaymentResult | undefined {
    return this.#attempt?.snapshot.answer?.result;
  }

  hostConnected(): void {
    this.#stopWatching = watchAttention((visible) => visible && this.#keepSession());
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    if (!this.#stopWatching) return;
    const { server, orderId, line, method, returnUrl } = this.#host;
    if (method !== this.#preselected) this.#chosen = this.#preselected = method;
    const subject = JSON.stringify([server, orderId, line, returnUrl, hostLocale(this.#host)]);
    const isSame = subject === this.#subject;
    if (isSame && this.#stopObserving) return;
    this.#subject = subject;
    const wanted = wishOf(this.#host);
    this.#join(wanted);
    if (isSame) this.#keepSession();
    else this.#setUp(wanted);
    // The host has taken its view already for this update, and would not hear of another one yet.
    queueMicrotask(() => this.#host.requestUpdate());
  }

  /** Leaves the payment to the document's store, which goes on without the element. */
  hostDisconnected(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#stopObserving?.();
    this.#stopObserving = undefined;
    this.#session.pause();
  }

  /**
   * Opens the payment window, in this very task. Call it from a click: browsers open windows
   * nowhere else. Where a window is open already it is brought to the front.
   *
   * @returns whether a payment was started
   */
  start(): boolean {
    const attempt = this.#attempt;
    if (!attempt || this.#starting || this.#host.disabled) return false;
    const { state } = this.view;
    if (isOpen(state)) attempt.reopen();
    else if (state === 'expired') this.#reload();
    else if (canStart(state)) return this.#begin(attempt);
    return false;
  }

  /** Asks the server to cancel; the state tells whether it did. */
  async cancel(): Promise<void> {
    await this.#attempt?.cancel();
  }

  /** Asks the server how things stand. */
  async refresh(): Promise<void> {
    await (this.#attempt?.snapshot.attemptId ? this.#attempt.ask() : this.#loadSession());
  }

  /** Back to the choice of a method, unless a payment is under way. */
  reset(): void {
    this.#reload();
  }

  #begin(attempt: Attempt): boolean {
    const session = this.#session.state;
    const { method, amountChanged } = this.view;
    if (session.kind !== 'ready') this.#reload();
    else if (amountChanged) this.#acknowledge(session.session.order.amount);
    else if (method && this.#mayStart()) {
      this.#launch(attempt, session.session, method);
      return attempt.snapshot.state === 'opening';
    }
    return false;
  }

  #mayStart(): boolean {
    this.#starting = true;
    const allowed = this.#host.dispatchEvent(new PaymentStartEvent(this.#detail()));
    this.#starting = false;
    return allowed;
  }

  #launch(attempt: Attempt, session: Session, method: Method): void {
    const { sessionToken, order, shop } = session;
    const server = this.#wish?.server ?? '';
    const { locale } = this.view;
    attempt.start({ server, sessionToken, order, method, shopName: shop.name, locale });
  }

  #acknowledge(amount: Amount): void {
    this.#acknowledged = amount;
    this.#host.requestUpdate();
  }

  #choose(methodId: string): void {
    const { state, methods, method } = this.view;
    if (!canStart(state) || methodId === method?.id || !usableMethod(methods, methodId)) return;
    this.#chosen = methodId;
    this.#host.dispatchEvent(new MethodChangeEvent(this.#detail()));
    this.#host.requestUpdate();
  }

  /** "Check the result": of our attempt while it may move, of the order once it cannot. */
  async #check(): Promise<void> {
    if (this.#attempt && isLive(this.#attempt.snapshot.state)) await this.#attempt.ask();
    else this.#reload();
  }

  #reload(): void {
    if (!this.#attempt || isLive(this.#attempt.snapshot.state)) return;
    this.#attempt.reset();
    void this.#loadSession();
  }

  /** Takes part in the document's attempt for this line and order. */
  #join(wanted: WishOrProblem): void {
    const { line, orderId } = this.#host;
    this.#wish = wanted.kind === 'wish' ? wanted.wish : undefined;
    this.#stopObserving?.();
    this.#attempt = this.#store().attempt({ server: this.#wish?.server ?? '', line, orderId });
    this.#stopObserving = this.#attempt.observe({
      target: this.#host,
      changed: () => this.#attemptChanged(),
    });
  }

  #setUp(wanted: WishOrProblem): void {
    this.#told = '';
    if (wanted.kind === 'problem') return this.#session.refuse(wanted.problem);
    preconnect(wanted.wish.server);
    this.#session.forget();
    this.#keepSession();
  }

  async #loadSession(): Promise<void> {
    if (this.#wish) await this.#session.load(this.#wish);
  }

  /** Not while a payment is under way: the server would only say that it is. */
  #keepSession(): void {
    if (!this.#attempt || !canStart(this.#attempt.snapshot.state)) return;
    void (this.#session.state.kind === 'none' ? this.#loadSession() : this.#session.renewIfDue());
  }

  #attemptChanged(): void {
    this.#keepSession();
    this.#host.requestUpdate();
  }

  #sessionChanged(): void {
    this.#host.requestUpdate();
    const session = this.#session.state;
    if (session.kind === this.#told) return;
    this.#told = session.kind;
    const event = sessionEvent(session, this.#detail());
    if (event) this.#host.dispatchEvent(event);
    if (!this.view.amountChanged) return;
    const detail = { ...this.#detail(), code: 'AMOUNT_CHANGED', recoverable: true };
    this.#host.dispatchEvent(new CheckoutErrorEvent(detail));
  }

  #detail(): CheckoutEventDetail {
    return viewDetail(this.#host, this.view);
  }
}
