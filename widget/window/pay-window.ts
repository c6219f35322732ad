import type { LaunchInstruction } from '../../server/protocol/index.ts';
import { sendHint } from './hint.ts';
import { page } from './page.ts';
import { perform } from './perform.ts';

type WindowState = 'moving' | 'failed' | 'replaced';

/** How long a window that can be closed by script takes to be gone. */
const CLOSING = 300;

/**
 * The payment window between the click and the provider's page. The server has drawn every block
 * already, in the buyer's language; this shows the right one and does what the buttons say.
 *
 * @attr state - `moving`, `failed` or `replaced`
 */
export class PayWindow extends HTMLElement {
  #state: WindowState = 'moving';
  #isLeaving = false;

  /** Runs while the page is still streaming in: the children are not there yet. */
  connectedCallback(): void {
    // The address held the session; neither history nor a reload shall carry it.
    history.replaceState(null, '', `?token=${this.#data('token')}`);
    this.addEventListener('click', this);
    this.#show('moving');
    sendHint(this, 'hello');
  }

  disconnectedCallback(): void {
    this.removeEventListener('click', this);
  }

  /** The server's last word of this page: how to get to the provider. */
  perform(instruction: LaunchInstruction): void {
    if (this.#isLeaving) return;
    if (!perform(instruction)) this.fail();
  }

  /** The provider could not be had; the buyer may try again or give up. */
  fail(): void {
    this.#show('failed');
  }

  handleEvent({ target }: Event): void {
    const button = target instanceof Element ? target.closest('[data-action]') : null;
    const action = button?.getAttribute('data-action');
    if (action === 'retry') page.reload();
    else if (action === 'close') void this.#giveUp();
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
    sendHint(this, 'closing');
    page.close();
    if (next) page.after(CLOSING, () => page.replace(next));
  }

  /**
   * @returns where to go if the window stays; `undefined` when a newer window of this attempt
   * speaks for it. Where the server cannot be reached the buyer is let go all the same: the
   * storefront asks what became of the attempt.
   */
  async #report(): Promise<string | undefined> {
    const end =
      this.#state === 'failed'
        ? { kind: 'failed', code: 'LAUNCH_FAILED' }
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
    this.setAttribute('state', state);
    for (const block of this.querySelectorAll<HTMLElement>('[data-when]'))
      block.hidden = block.dataset['when'] !== state;
  }

  #data(name: string): string {
    return this.dataset[name] ?? '';
  }
}
