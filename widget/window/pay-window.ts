import type { LaunchInstruction } from '../../server/protocol/index.ts';
import { confirm, type ConfirmInstruction } from './confirm.ts';
import { sendHint } from './hint.ts';
import { launchSdk, type ScriptInstruction } from './launch-sdk.ts';
import { leaveMark } from './mark.ts';
import { page } from './page.ts';
import { perform } from './perform.ts';

type WindowState = 'moving' | 'confirm' | 'failed' | 'replaced' | 'returned';

/** After so long the provider's page should be there; a buyer is owed a way to go once more. */
const LATE = 8_000;

/** How long a window that can be closed by script takes to be gone. */
const CLOSING = 300;

/**
 * The payment window between the click and the provider's page. The server has drawn every block
 * already, in the buyer's language; this says which one is shown and does what the buttons say. A
 * buyer who comes back here from the provider's page is asked first, and not sent there again.
 *
 * @attr state - `moving`, `confirm`, `failed`, `replaced` or `returned`
 * @attr late - on the way for longer than it should take
 */
export class PayWindow extends HTMLElement {
  #state: WindowState = 'moving';
  #isLeaving = false;
  /** What is done in this very page, once the server has told it: trying again needs nobody else. */
  #here: ScriptInstruction | ConfirmInstruction | undefined;
  /** Why it failed, for the operator. */
  #code = 'LAUNCH_FAILED';
  /** Of the launch that may speak: an SDK is not heard after its page was left. */
  #round = 0;

  /** Runs while the page is still streaming in: the children are not there yet. */
  connectedCallback(): void {
    const isRevisit = page.isRevisit();
    // The address held the session; neither history nor a reload shall carry it.
    history.replaceState(null, '', `?token=${this.#data('token')}`);
    leaveMark(this.#data('attempt'), this.#data('presentation'));
    this.addEventListener('click', this);
    window.addEventListener('pageshow', this);
    window.addEventListener('pagehide', this);
    this.#show(isRevisit ? 'returned' : 'moving');
    if (this.#isPopup) sendHint(this, 'hello');
  }

  disconnectedCallback(): void {
    this.removeEventListener('click', this);
    window.removeEventListener('pageshow', this);
    window.removeEventListener('pagehide', this);
  }

  get #isPopup(): boolean {
    return this.#data('presentation') === 'popup';
  }

  /** Neither moves a page any more that has shown the buyer something else, or that he leaves. */
  get #mayMove(): boolean {
    return this.#state === 'moving' && !this.#isLeaving;
  }

  /** The server's last word of this page: how to get to the provider. */
  perform(instruction: LaunchInstruction): void {
    if (!this.#mayMove) return;
    if (instruction.kind === 'script') {
      void this.#launch(instruction);
    } else if (instruction.kind === 'none') {
      this.#here = instruction;
      this.#show('confirm');
    } else {
      this.#setOff();
      perform(instruction);
    }
  }

  /** The way begins anew. @returns whether it is still this one, and wanted */
  #setOff(): () => boolean {
    this.#round += 1;
    const round = this.#round;
    const isWanted = (): boolean => this.#mayMove && round === this.#round;
    page.after(LATE, () => {
      if (isWanted()) this.toggleAttribute('late', true);
    });
    return isWanted;
  }

  /** Shows `moving` while it works, which ends in silence where the page is being left. */
  async #launch(here: ScriptInstruction | ConfirmInstruction): Promise<void> {
    this.#here = here;
    const isWanted = this.#setOff();
    const end = await (here.kind === 'script'
      ? launchSdk(here, isWanted)
      : confirm(here, isWanted));
    if (!end || !isWanted()) return;
    if (end.kind === 'canceled') {
      await this.#giveUp();
    } else {
      this.#code = end.code;
      this.#show('failed');
    }
  }

  /** The provider could not be had; the buyer may try again or give up. */
  fail(): void {
    if (this.#mayMove) this.#show('failed');
  }

  handleEvent(event: Event): void {
    if (event.type === 'pagehide') this.#round += 1;
    else if (event instanceof PageTransitionEvent) this.#cameBack(event);
    else this.#press(event);
  }

  /**
   * Out of the browser's memory, as it was left: on its way to the provider. The payment may be over
   * by now, and only the server knows.
   */
  #cameBack({ persisted }: PageTransitionEvent): void {
    if (!persisted) return;
    this.#isLeaving = false;
    if (this.#state === 'moving') page.revisit();
  }

  #press({ target }: Event): void {
    const button = target instanceof Element ? target.closest('[data-action]') : null;
    const action = button?.getAttribute('data-action');
    if (action === 'retry' || action === 'confirm') this.#goOn();
    else if (action === 'close') void this.#giveUp();
  }

  /** In this very page where the way is known, else by asking the server again. */
  #goOn(): void {
    const state = this.#state;
    // The second press of a double click.
    if (state === 'moving' && !this.hasAttribute('late')) return;
    const here = state === 'failed' || state === 'confirm' ? this.#here : undefined;
    if (!here) {
      page.reload();
    } else if (!this.#isLeaving) {
      this.#show('moving');
      void this.#launch(here);
    }
  }

  /** Says on the way out that the buyer gave up; the server decides what that means. */
  async #giveUp(): Promise<void> {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    const next = this.#state === 'replaced' ? this.#data('shopUrl') : await this.#report();
    if (next === undefined) {
      this.#isLeaving = false;
      this.#show('replaced');
      return;
    }
    this.#leaveFor(next);
  }

  #leaveFor(next: string): void {
    const go = (): void => {
      if (next) page.replace(next);
    };
    if (!this.#isPopup) return go();
    sendHint(this, 'closing');
    page.close();
    page.after(CLOSING, go);
  }

  /**
   * @returns where to go if the window stays; `undefined` when a newer window of this attempt
   * speaks for it. Where the server cannot be reached the buyer is let go all the same: the
   * storefront asks what became of the attempt.
   */
  async #report(): Promise<string | undefined> {
    const end =
      this.#state === 'failed'
        ? { kind: 'failed', code: this.#code }
        : { kind: 'canceled', code: 'BUYER_CANCELED' };
    try {
      const response = await page.fetch(this.#data('outcomeUrl'), {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${this.#data('token')}`,
        },
        body: JSON.stringify({ v: 1, launch: Number(this.#data('launch')), ...end }),
      });
      if (response.status === 409) return undefined;
      const answer = (await response.json()) as { next?: unknown };
      return typeof answer.next === 'string' ? answer.next : this.#data('shopUrl');
    } catch {
      return this.#data('shopUrl');
    }
  }

  #show(state: WindowState): void {
    this.#state = state;
    this.removeAttribute('late');
    this.setAttribute('state', state);
  }

  #data(name: string): string {
    return this.dataset[name] ?? '';
  }
}
