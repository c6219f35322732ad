import type { AttemptView, HintMessage } from '../../server/protocol/index.ts';
import { announce, type AttemptObserver, tell } from './announce.ts';
import { isAttemptView } from './answers.ts';
import { dropRecord, findRecord, keepRecord } from './attempt-record.ts';
import { isVisible, watchAttention } from './attention.ts';
import { type Answer, ask } from './client.ts';
import { CheckoutErrorEvent, PaymentWindowBlockedEvent } from './events.ts';
import { hintIn } from './hint.ts';
import {
  canStart,
  type Effect,
  IDLE,
  isLive,
  isOpen,
  type MachineEvent,
  transition,
} from './machine.ts';
import {
  findPaymentWindow,
  type Launch,
  launchUrl,
  openPaymentWindow,
  page,
} from './payment-window.ts';
import { rhythmOf } from './rhythm.ts';
import { alarm } from './timers.ts';

const HINT_PAUSE = 1_000;

/**
 * Carries out what the machine decides for one line and order: the window, the questions to the
 * server, the events. Lives in the document's store, so that an element that leaves the page loses
 * nothing. Listens to the page only while a payment is under way.
 */
export class Attempt {
  snapshot = IDLE;
  launch: Launch | undefined;
  /** In this state for so long that the buyer is owed other words. */
  slow = false;
  readonly observers = new Set<AttemptObserver>();

  readonly #key: string;
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

  /** @param key of the attempt in its store, under which the tab remembers it */
  constructor(key: string) {
    this.#key = key;
  }

  /**
   * Opens the window, or leaves the page, in the caller's own task. Only where no payment is under
   * way; see {@link reopen}.
   *
   * @returns whether the payment has begun
   */
  start(launch: Launch): boolean {
    if (!canStart(this.snapshot.state)) return false;
    const { attemptId, presentation } = launch;
    this.#take(launch);
    this.#send({ type: 'press', attemptId, presentation });
    return this.snapshot.window !== 'none';
  }

  /** Goes on with what this tab was paying for when the page was left or reloaded. */
  remember(): void {
    const launch = findRecord(this.#key);
    if (launch && launch.attemptId !== this.launch?.attemptId) this.resume(launch);
  }

  /** Goes on with an attempt that was launched before this page was there. */
  resume(launch: Launch, answer?: AttemptView): void {
    const { attemptId } = launch;
    const { state, attemptId: known } = this.snapshot;
    if (isLive(state) && attemptId === known) return this.#send({ type: 'answered', answer });
    // What is under way here is newer than a payment that nothing has come of.
    const isOlder = isOpen(state) && answer?.status === 'open';
    if (isOlder || !(isOpen(state) || canStart(state))) return;
    this.#take(launch);
    this.#window = launch.presentation === 'popup' ? findPaymentWindow(launch) : undefined;
    this.#send({ type: 'resumed', attemptId, isSeen: !!this.#window, answer });
  }

  /**
   * Brings the window to the front, or opens the same attempt again where it is gone.
   *
   * @param presentation `redirect` to go on in this tab
   */
  reopen(presentation = this.launch?.presentation): void {
    if (!this.launch || !presentation) return;
    this.#lookAtWindow();
    if (isOpen(this.snapshot.state)) this.#take({ ...this.launch, presentation });
    this.#send({ type: 'reopen', presentation });
  }

  /** Asks the server now; settles when it has answered or could not. */
  async ask(): Promise<void> {
    if (!this.launch) return;
    const question = (this.#question = {});
    this.#follow();
    const { value, problem } = await this.#call(this.launch, '');
    if (this.#question !== question) return;
    this.#question = undefined;
    this.#asked += 1;
    if (problem?.code === 'ATTEMPT_NOT_STARTED') this.#send({ type: 'unstarted' });
    else if (problem?.code.startsWith('SESSION_')) this.#send({ type: 'forgotten' });
    else this.#send({ type: 'answered', answer: value });
  }

  /** Settles when the server has accepted or refused, or could not be reached. */
  async cancel(): Promise<void> {
    this.#send({ type: 'cancel' });
    await this.#cancellation;
  }

  /** Forgets an attempt that is over. */
  reset(): void {
    this.#send({ type: 'reset' });
  }

  #take(launch: Launch): void {
    this.launch = launch;
    this.#question = undefined;
    keepRecord(this.#key, launch);
  }

  #send(event: MachineEvent): void {
    const [snapshot, effect] = transition(this.snapshot, event);
    const isNew = snapshot.state !== this.snapshot.state;
    this.snapshot = snapshot;
    if (isNew) {
      this.slow = false;
      this.#asked = 0;
      this.#poll(undefined);
      this.#slow(undefined);
      if (!isLive(snapshot.state))
        dropRecord(this.#key, snapshot.attemptId ?? this.launch?.attemptId);
    }
    this.#follow();
    if (isNew) announce(this);
    if (effect && this.launch) this.#carryOut(effect, this.launch);
    if (this.snapshot === IDLE) this.launch = undefined;
    this.#tellObservers();
  }

  #tellObservers(): void {
    for (const { changed } of this.observers) changed();
  }

  /** What listens and what ticks follows from the snapshot alone, so that nothing is forgotten. */
  #follow(): void {
    const asked = this.#question ? undefined : this.#asked;
    const { poll, look, grace, slow } = rhythmOf(this.snapshot, asked, isVisible());
    this.#poll(poll);
    this.#look(look);
    this.#grace(grace);
    this.#slow(this.slow ? undefined : slow);
    if (!isLive(this.snapshot.state)) this.#listening = this.#listening?.abort() as undefined;
    else if (this.launch) this.#listening ??= this.#listen(this.launch);
  }

  #listen({ server }: Launch): AbortController {
    const listening = new AbortController();
    const { signal } = listening;
    const { origin } = new URL(server, document.baseURI);
    watchAttention((event) => {
      if (event instanceof PageTransitionEvent && event.persisted) {
        this.remember();
        this.#send({ type: 'restored' });
      }
      this.#lookAtWindow();
      if (isVisible() && !this.#question) void this.ask();
    }, signal);
    const hear = (event: MessageEvent<unknown>): void => {
      const { attemptId } = this.snapshot;
      this.#hear(hintIn(event, { origin, source: this.#window, attemptId }));
    };
    window.addEventListener('message', hear, { signal });
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

  #carryOut(effect: Effect, launch: Launch): void {
    if (effect === 'open') this.#open(launch);
    if (effect === 'leave') this.#leave(launch);
    if (effect === 'focus') this.#window?.focus();
    if (effect === 'ask') void this.ask();
    if (effect === 'cancel') this.#cancellation ??= this.#cancel(launch);
  }

  #open(launch: Launch): void {
    // Somebody who heard of the opening may have canceled it.
    if (this.snapshot === IDLE) return;
    this.#window = openPaymentWindow(launch);
    if (this.#window) return this.#send({ type: 'opened' });
    const handled = !tell(this, { code: 'POPUP_BLOCKED' }, PaymentWindowBlockedEvent);
    this.#send({ type: 'blocked', handled });
  }

  #leave(launch: Launch): void {
    if (this.snapshot.state === 'redirecting') page.leave(launchUrl(launch));
  }

  async #cancel(launch: Launch): Promise<void> {
    const window = this.#window;
    const { value, problem } = await this.#call(launch, '/cancel', { method: 'POST' });
    this.#cancellation = undefined;
    if (value?.status === 'canceled') window?.close();
    if (problem) tell(this, problem, CheckoutErrorEvent);
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
}
