import { pollDelay } from '../checkout/polling.ts';
import { sendHint } from './hint.ts';
import { page } from './page.ts';

/** After this long a window that could close itself would be gone. */
const STILL_HERE = 1_000;

/**
 * Where the provider sends the buyer back to. Says so to the storefront, waits for the end with the
 * buyer, and closes the window. Everything to be read is drawn by the server.
 */
export class PayResult extends HTMLElement {
  #asked = 0;

  connectedCallback(): void {
    this.addEventListener('click', this);
    sendHint(this, 'attempt-changed');
    if (this.#drawn === 'confirming') this.#askLater();
    else this.#leave(false);
  }

  disconnectedCallback(): void {
    this.removeEventListener('click', this);
  }

  handleEvent({ target }: Event): void {
    const button = target instanceof Element ? target.closest('[data-action]') : null;
    const action = button?.getAttribute('data-action');
    if (action === 'check') void this.#ask();
    else if (action === 'close') page.close();
  }

  /** Status that the server drew this page for. */
  get #drawn(): string {
    return this.dataset['status'] ?? '';
  }

  #askLater(): void {
    page.after(pollDelay('approval', this.#asked), () => void this.#askAndGoOn());
  }

  async #askAndGoOn(): Promise<void> {
    if (!this.isConnected) return;
    this.#asked += 1;
    if (!(await this.#ask())) this.#askLater();
  }

  /** @returns whether there was news */
  async #ask(): Promise<boolean> {
    const status = await this.#status();
    if (!status || status === this.#drawn) return false;
    sendHint(this, 'attempt-changed');
    this.#leave(true);
    return true;
  }

  /** `undefined` where the server could not be asked. */
  async #status(): Promise<unknown> {
    try {
      const response = await page.fetch(this.dataset['statusUrl'] ?? '', { cache: 'no-store' });
      return response.ok ? ((await response.json()) as { status?: unknown }).status : undefined;
    } catch {
      return undefined;
    }
  }

  /** Closes the window where it can be closed; else the server draws what is new. */
  #leave(hasNews: boolean): void {
    const isPopup = this.dataset['presentation'] === 'popup';
    if (isPopup) page.close();
    if (hasNews) page.after(isPopup ? STILL_HERE : 0, () => page.replace(location.href));
  }
}
