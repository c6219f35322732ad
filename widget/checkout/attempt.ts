import type { AttemptId, HintMessage } from '../../server/protocol/index.ts';
import { AttemptAlarms } from './attempt-alarms.ts';
import { attemptDetail } from './event-detail.ts';
import { type Answer, Client } from './client.ts';
import { rememberTold, wasTold } from './complete-memory.ts';
import {
  CheckoutErrorEvent,
  PAYMENT_EVENTS,
  type PaymentEventName,
  PaymentWindowBlockedEvent,
} from './events.ts';
import type { HintSender } from './hint-listener.ts';
import { canStart, type Effect, IDLE, isLive, type MachineEvent, transition } from './machine.ts';
import type { Launch } from './launch.ts';
import { newAttemptId } from './new-attempt-id.ts';
import { PaymentWindow } from './payment-window.ts';
import { atMostEvery } from './rate-limit.ts';
import type { Timers } from './timers.ts';

/** Somebody who shows the attempt. */
export interface AttemptObserver {
  /** Where events of the attempt are dispatched. */
  readonly target: EventTarget;
  readonly changed: () => void;
}

const HINT_PAUSE = 1_000;

/**
 * Carries out what the machine decides for one line and order: the window, the questions to the
 * server, the events. Lives in the document's store, so that an element that leaves the page loses
 * nothing.
 */
export class Attempt {
  snapshot = IDLE;
  launch: Launch | undefined;
  /** When the server was last asked, in milliseconds since 1970. */
  askedAt: number | undefined;

  readonly #timers: Timers;
  readonly #onChange: () => void;
  readonly #observers = new Set<AttemptObserver>();
  readonly #alarms: AttemptAlarms;
  readonly #hint: () => void;
  readonly #events: MachineEvent[] = [];
  #window: PaymentWindow | undefined;
  #question: AbortController | undefined;
  #cancellation: Promise<void> = Promise.resolve();

  /** @param onChange runs before anything else that follows from a change */
  constructor(timers: Timers, onChange: () => void) {
    this.#timers = timers;
    this.#onChange = onChange;
    this.#hint = atMostEvery(HINT_PAUSE, timers, () => this.#send({ type: 'hint' }));
    this.#alarms = new AttemptAlarms(timers, {
      ask: () => void this.ask(),
      lookAtWindow: () => this.#lookAtWindow(),
      graceOver: () => this.#send({ type: 'grace-over' }),
      slow: () => this.#send({ type: 'slow' }),
    });
  }

  /** @returns stops observing */
  observe(observer: AttemptObserver): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  /** Whose messages about the attempt count. */
  senderFor(attemptId: AttemptId): HintSender | undefined {
    const { state, attemptId: own } = this.snapshot;
    if (attemptId !== own || !isLive(state) || !this.launch || !this.#window) return undefined;
    return { origin: new URL(this.launch.server).origin, source: this.#window.source };
  }

  /** Opens the window in the caller's own task. Only where none is open; see {@link reopen}. */
  start(launch: Launch): void {
    if (!canStart(this.snapshot.state)) return;
    this.#forget();
    this.launch = launch;
    this.#send({ type: 'press', attemptId: newAttemptId() });
  }

  /** Brings the window to the front, or opens the same attempt again where it is gone. */
  reopen(): void {
    if (this.#window?.closed) this.#send({ type: 'closed' });
    this.#send({ type: 'reopen' });
  }

  hear(hint: HintMessage): void {
    if (hint.type === 'hello') this.#send({ type: 'hello' });
    else this.#hint();
  }

  /** @param visible whether the page came into sight or went out of it */
  attend(visible: boolean): void {
    this.#lookAtWindow();
    if (visible) this.#send({ type: 'attention' });
  }

  /** Asks the server now; settles when it has answered or could not. */
  async ask(): Promise<void> {
    const { attemptId } = this.snapshot;
    if (!this.launch || !attemptId) return;
    const { server, sessionToken } = this.launch;
    const question = new AbortController();
    this.#question?.abort();
    this.#question = question;
    const client = new Client(server, this.#timers);
    const answer = await client.readAttempt(attemptId, sessionToken, question);
    if (this.#question !== question) return;
    this.#question = undefined;
    this.askedAt = this.#timers.now();
    this.#alarms.asked();
    this.#send(eventOf(answer));
  }

  /** Settles when the server has accepted or refused, or could not be reached. */
  cancel(): Promise<void> {
    this.#send({ type: 'cancel' });
    return this.#cancellation;
  }

  reset(): void {
    if (isLive(this.snapshot.state)) return;
    this.#send({ type: 'reset' });
    this.#forget();
  }

  /** An event that comes of another one waits until that one is dealt with. */
  #send(event: MachineEvent): void {
    this.#events.push(event);
    if (this.#events.length > 1) return;
    try {
      for (const next of this.#events) this.#step(next);
    } finally {
      this.#events.length = 0;
    }
  }

  #step(event: MachineEvent): void {
    const step = transition(this.snapshot, event);
    this.snapshot = step.snapshot;
    this.#onChange();
    for (const effect of step.effects) this.#carryOut(effect);
    this.#alarms.follow(this.snapshot, this.#question !== undefined);
    for (const observer of this.#observers) observer.changed();
  }

  #carryOut(effect: Effect): void {
    switch (effect.do) {
      case 'open':
        return this.#open();
      case 'focus':
        return this.#window?.focus();
      case 'close':
        return this.#window?.close();
      case 'cancel':
        this.#cancellation = this.#cancel();
        return;
      case 'ask':
        if (effect.fresh || !this.#question) void this.ask();
        return;
      case 'announce':
        return this.#announce(effect.name);
    }
  }

  #open(): void {
    const { launch } = this;
    const { attemptId } = this.snapshot;
    if (!launch || !attemptId) return;
    const method = launch.method.id;
    this.#window = PaymentWindow.open({ ...launch, attemptId, method, device: 'desktop' });
    if (this.#window) return this.#send({ type: 'opened' });
    const event = new PaymentWindowBlockedEvent({
      ...attemptDetail(this.snapshot, this.launch),
      code: 'POPUP_BLOCKED',
    });
    this.#send({ type: 'blocked', handled: !this.#target.dispatchEvent(event) });
  }

  async #cancel(): Promise<void> {
    const { launch } = this;
    const { attemptId } = this.snapshot;
    if (!launch || !attemptId) return;
    const client = new Client(launch.server, this.#timers);
    const answer = await client.cancelAttempt(attemptId, launch.sessionToken);
    if (answer.kind === 'ok') this.#send({ type: 'cancel-answered', answer: answer.value });
    else this.#send({ type: 'cancel-failed' });
    if (answer.kind === 'ok' || answer.kind === 'problem') return;
    const code = answer.kind === 'invalid' ? 'ANSWER_INVALID' : 'NETWORK_UNREACHABLE';
    this.#target.dispatchEvent(
      new CheckoutErrorEvent({ ...attemptDetail(this.snapshot, this.launch), code }),
    );
  }

  #lookAtWindow(): void {
    if (this.#window?.closed) this.#send({ type: 'closed' });
    else this.#alarms.follow(this.snapshot, this.#question !== undefined);
  }

  #announce(name: PaymentEventName): void {
    const { attemptId, state } = this.snapshot;
    const replayed = state === 'complete' && attemptId !== undefined && wasTold(attemptId);
    if (name === 'payment-complete') {
      if (replayed || !attemptId) return;
      rememberTold(attemptId);
    }
    this.#target.dispatchEvent(
      new PAYMENT_EVENTS[name]({ ...attemptDetail(this.snapshot, this.launch), replayed }),
    );
  }

  /** The element, or the document when the element has left. */
  get #target(): EventTarget {
    const [observer] = this.#observers;
    return observer?.target ?? document;
  }

  #forget(): void {
    this.#question?.abort();
    this.#question = undefined;
    this.#window = undefined;
    this.launch = undefined;
    this.askedAt = undefined;
  }
}

function eventOf(
  answer: Answer<Extract<MachineEvent, { type: 'answered' }>['answer']>,
): MachineEvent {
  if (answer.kind === 'ok') return { type: 'answered', answer: answer.value };
  const notStarted = answer.kind === 'problem' && answer.problem.code === 'ATTEMPT_NOT_STARTED';
  return { type: notStarted ? 'not-started' : 'unreachable' };
}
