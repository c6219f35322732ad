import type { AttemptView, HintMessage } from '../../server/protocol/index.ts';
import { isAttemptView } from './answers.ts';
import { isVisible, watchAttention } from './attention.ts';
import { type Answer, ask } from './client.ts';
import { isNews } from './complete-memory.ts';
import { detailOf } from './event-detail.ts';
import {
  CheckoutErrorEvent,
  type CheckoutEventClass,
  type CheckoutEventDetail,
  OWN_EVENT,
  PaymentStateEvent,
  PaymentWindowBlockedEvent,
} from './events.ts';
import { hintIn } from './hint.ts';
import {
  type AttemptState,
  canStart,
  type Effect,
  IDLE,
  isLive,
  type MachineEvent,
  transition,
} from './machine.ts';
import { type Launch, openPaymentWindow } from './payment-window.ts';
import { pollDelay, type Waiting } from './polling.ts';
import { alarm } from './timers.ts';

/** Somebody who shows the attempt. */
export interface AttemptObserver {
  /** Where events of the attempt are dispatched. */
  readonly target: EventTarget;
  readonly changed: () => void;
}

const HINT_PAUSE = 1_000;
const CLOSED_POLL = 500;
/** Browsers may show the window as closed before its last message is delivered. */
const CLOSED_GRACE = 600;
const SLOW_AFTER = 30_000;

const WAITING: Partial<Record<AttemptState, Waiting>> = {
  confirming: 'approval',
  pending: 'doubt',
};

/**
 * Carries out what the machine decides for one line and order: the window, the questions to the
 * server, the events. Lives in the document's store, so that an element that leaves the page loses
 * nothing. Listens to the page only while a payment is under way.
 */
export class Attempt {
  snapshot = IDLE;
  launch: Launch | undefined;
  /** Confirming for so long that the buyer is owed a calmer sentence. */
  slow = false;
  readonly observers = new Set<AttemptObserver>();

  readonly #poll = alarm(() => void this.ask());
  readonly #look = alarm(() => this.#lookAtWindow());
  readonly #grace = alarm(() => this.#send({ type: 'grace-over' }));
  readonly #slow = alarm(() => {
    this.slow = true;
    this.#tellObservers();
  });
  #window: Window | undefined;
  /** On its way to the server; the answers to earlier ones are not heard. */
  #question: object | undefined;
  /** How often the server was asked in this state. */
  #asked = 0;
  #deafUntil = 0;
  #cancellation: Promise<void> | undefined;
  #listening: AbortController | undefined;

  /**
   * Opens the window in the caller's own task. Only where none is open; see {@link reopen}.
   *
   * @returns whether it is open
   */
  start(launch: Launch): boolean {
    if (!canStart(this.snapshot.state)) return false;
    this.launch = launch;
    this.#question = undefined;
    this.#send({ type: 'press', attemptId: launch.attemptId });
    return this.snapshot.window === 'seen';
  }

  /** Brings the window to the front, or opens the same attempt again where it is gone. */
  reopen(): void {
    this.#lookAtWindow();
    this.#send({ type: 'reopen' });
  }

  /** Asks the server now; settles when it has answered or could not. */
  async ask(): Promise<void> {
    if (!this.launch) return;
    const question = (this.#question = {});
    this.#follow();
    const { value } = await this.#call(this.launch, '');
    if (this.#question !== question) return;
    this.#question = undefined;
    this.#asked += 1;
    this.#send({ type: 'answered', answer: value });
  }

  /** Settles when the server has accepted or refused, or could not be reached. */
  async cancel(): Promise<void> {
    this.#send({ type: 'cancel' });
    await this.#cancellation;
  }

  /** Forgets an attempt that is over. */
  reset(): void {
    this.#send({ type: 'reset' });
    if (this.snapshot === IDLE) this.launch = undefined;
  }

  #send(event: MachineEvent): void {
    const [snapshot, effect] = transition(this.snapshot, event);
    const isNew = snapshot.state !== this.snapshot.state;
    this.snapshot = snapshot;
    if (isNew) {
      this.slow = false;
      this.#asked = 0;
      this.#poll(false, 0);
    }
    this.#follow();
    if (isNew) this.#announce();
    if (effect && this.launch) this.#carryOut(effect, this.launch);
    this.#tellObservers();
  }

  #tellObservers(): void {
    for (const { changed } of this.observers) changed();
  }

  /** What listens and what ticks follows from the snapshot alone, so that nothing is forgotten. */
  #follow(): void {
    const { state, window, answer } = this.snapshot;
    const waiting = WAITING[state] ?? 'buyer';
    const isWatched = isLive(state) && isVisible();
    this.#poll(
      // What never had a window has not reached the server.
      isWatched && window !== 'none' && !this.#question,
      pollDelay(waiting, this.#asked, answer?.pollAfterMs),
    );
    this.#look(isWatched && window === 'seen', CLOSED_POLL);
    this.#grace(window === 'grace', CLOSED_GRACE);
    this.#slow(state === 'confirming' && !this.slow, SLOW_AFTER);
    if (!isLive(state)) this.#listening = this.#listening?.abort() as undefined;
    else if (this.launch) this.#listening ??= this.#listen(this.launch);
  }

  #listen({ server, attemptId }: Launch): AbortController {
    const listening = new AbortController();
    const { signal } = listening;
    const { origin } = new URL(server, document.baseURI);
    watchAttention(() => {
      this.#lookAtWindow();
      if (isVisible() && !this.#question) void this.ask();
    }, signal);
    window.addEventListener(
      'message',
      (event) => this.#hear(hintIn(event, { origin, source: this.#window, attemptId })),
      { signal },
    );
    return listening;
  }

  #hear(hint: HintMessage['type'] | undefined): void {
    const now = Date.now();
    if (hint === 'hello') this.#send({ type: 'hello' });
    else if (hint && now >= this.#deafUntil) {
      this.#deafUntil = now + HINT_PAUSE;
      void this.ask();
    }
  }

  #lookAtWindow(): void {
    if (this.#window?.closed) this.#send({ type: 'closed' });
    else this.#follow();
  }

  #carryOut(effect: Effect | undefined, launch: Launch): void {
    if (effect === 'open') this.#open(launch);
    if (effect === 'focus') this.#window?.focus();
    if (effect === 'ask') void this.ask();
    if (effect === 'cancel') this.#cancellation ??= this.#cancel(launch);
  }

  #open(launch: Launch): void {
    // Somebody who heard of the opening may have canceled it.
    if (this.snapshot === IDLE) return;
    this.#window = openPaymentWindow(launch);
    if (this.#window) return this.#send({ type: 'opened' });
    const handled = !this.#tell({ code: 'POPUP_BLOCKED' }, PaymentWindowBlockedEvent);
    this.#send({ type: 'blocked', handled });
  }

  async #cancel(launch: Launch): Promise<void> {
    const window = this.#window;
    const { value, problem } = await this.#call(launch, '/cancel', { method: 'POST' });
    this.#cancellation = undefined;
    if (value?.status === 'canceled') window?.close();
    if (problem) this.#tell(problem, CheckoutErrorEvent);
    if (value) this.#send({ type: 'answered', answer: value });
    else void this.ask();
  }

  #call(
    { server, attemptId, session }: Launch,
    path: string,
    init?: RequestInit,
  ): Promise<Answer<AttemptView>> {
    const url = `${server}/v1/attempts/${attemptId}${path}`;
    return ask(url, isAttemptView, session.sessionToken, init);
  }

  #announce(): void {
    const { state, attemptId } = this.snapshot;
    const replayed = state === 'complete' && !!attemptId && !isNews(attemptId);
    const own = OWN_EVENT[state];
    this.#tell({ replayed }, PaymentStateEvent, ...(own && !replayed ? [own] : []));
  }

  /**
   * Tells the element, or the document when the element has left.
   *
   * @returns whether nobody prevented it
   */
  #tell(more: Partial<CheckoutEventDetail>, ...events: readonly CheckoutEventClass[]): boolean {
    const { launch, snapshot } = this;
    if (!launch) return false;
    const detail = detailOf(snapshot.state, launch.session.order, launch.method, snapshot);
    return events.every((Event) => {
      const [observer] = this.observers;
      return (observer?.target ?? document).dispatchEvent(new Event({ ...detail, ...more }));
    });
  }
}
