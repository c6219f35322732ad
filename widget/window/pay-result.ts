import { pollDelay } from '../checkout/polling.ts';
import { sendHint } from './hint.ts';
import { findMark } from './mark.ts';
import { page } from './page.ts';

/** After this long a window that could close itself would be gone. */
const STILL_HERE = 1_000;

/**
 * What this tab is: a window of its own, the storefront's own tab, or another browser than the one
 * that began. The last is not moved: nobody there waits for the storefront's page.
 */
type Place = 'popup' | 'redirect' | 'foreign';

interface Answer {
  readonly status?: unknown;
  readonly awaiting?: unknown;
  readonly next?: unknown;
}

/**
 * Where the provider sends the buyer back to. Waits for the end with the buyer, then closes the
 * popup, or goes back to the storefront in its own tab. Everything to be read is drawn by the server.
 *
 * @attr state - `waiting` shows that the payment is being checked, `ended` how it ended
 */
export class PayResult extends HTMLElement {
  #place: Place = 'foreign';
  #asked = 0;
  /** A question is on its way, or the page is. A second one would make the code of the first void. */
  #isBusy = false;

  /** Runs before the children are there. */
  connectedCallback(): void {
    this.addEventListener('click', this);
    this.#place = this.#findPlace();
    this.#tellStorefront();
    if (this.#place === 'redirect') {
      this.setAttribute('state', 'waiting');
      void this.#askAndGoOn();
    } else if (this.#isWaiting) this.#askLater();
    else if (this.#place === 'popup' && !this.#isLastToTell) page.close();
  }

  disconnectedCallback(): void {
    this.removeEventListener('click', this);
  }

  handleEvent({ target }: Event): void {
    const button = target instanceof Element ? target.closest('[data-action]') : null;
    if (button?.getAttribute('data-action') === 'check') void this.#ask();
  }

  #findPlace(): Place {
    const mark = findMark(this.#data('attempt'));
    if (mark === 'popup' || mark === 'redirect') return mark;
    if (this.#data('presentation') === 'popup') return 'popup';
    return mark === 'unreadable' ? 'redirect' : 'foreign';
  }

  #data(name: string): string {
    return this.dataset[name] ?? '';
  }

  /** An account to pay into, and no shop's page behind this window that could show it. */
  get #isLastToTell(): boolean {
    return this.#data('awaiting') !== '' && (page.opener()?.closed ?? true);
  }

  /** The server drew this page without an end to show. */
  get #isWaiting(): boolean {
    return this.#data('status') === 'confirming';
  }

  #tellStorefront(): void {
    if (this.#place === 'popup') sendHint(this, 'attempt-changed');
  }

  #askLater(): void {
    page.after(pollDelay('approval', this.#asked), () => void this.#askAndGoOn());
  }

  async #askAndGoOn(): Promise<void> {
    if (!this.isConnected) return;
    this.#asked += 1;
    if (!(await this.#ask())) this.#askLater();
  }

  /** @returns whether the page is on its way */
  async #ask(): Promise<boolean> {
    if (this.#isBusy) return false;
    this.#isBusy = true;
    const answer = await this.#answer();
    this.#isBusy = this.#place === 'redirect' ? this.#goBack(answer) : this.#end(answer);
    return this.#isBusy;
  }

  /** Nothing where the server could not be asked. */
  async #answer(): Promise<Answer> {
    const query = this.#place === 'redirect' ? '?leave' : '';
    try {
      const response = await page.fetch(this.#data('statusUrl') + query, { cache: 'no-store' });
      return response.ok ? ((await response.json()) as Answer) : {};
    } catch {
      return {};
    }
  }

  /** The server says where to and from when on; what is drawn can be read until it can be asked. */
  #goBack({ status, next }: Answer): boolean {
    if (typeof next === 'string') page.replace(next);
    else if (!status && !this.#isWaiting) this.setAttribute('state', 'ended');
    return typeof next === 'string';
  }

  /** Closes the popup where it can be closed; else the server draws what is new. */
  #end({ status, awaiting = '' }: Answer): boolean {
    const isOld = status === this.#data('status') && awaiting === this.#data('awaiting');
    if (!status || isOld) return false;
    this.#tellStorefront();
    const isPopup = this.#place === 'popup';
    if (isPopup) page.close();
    page.after(isPopup ? STILL_HERE : 0, () => page.replace(location.href));
    return true;
  }
}
