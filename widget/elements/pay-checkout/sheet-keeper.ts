import type { LitElement } from 'lit';
import type { CheckoutState } from '../../checkout/context.ts';

const RESTING: readonly CheckoutState[] = ['loading', 'idle', 'failed', 'canceled', 'expired'];

interface Part extends HTMLElement {
  readonly updateComplete: Promise<boolean>;
}

/**
 * Keeps the sheet steady while its middle changes: its height as long as an attempt lives, and the
 * buyer's focus when the button that held it goes away. Focus that was elsewhere stays there.
 */
export class SheetKeeper {
  readonly #host: LitElement;
  #state: CheckoutState | undefined;
  #heldFocus = false;
  #settled: Promise<void> | undefined;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** To be called before the change is drawn. */
  before(state: CheckoutState): void {
    if (state === this.#state) return;
    this.#heldFocus = this.#holdsFocus();
    const base = this.#host.renderRoot.querySelector<HTMLElement>('[part=base]');
    if (base && RESTING.includes(state)) base.style.minBlockSize = '';
    else if (base && this.#state && RESTING.includes(this.#state)) {
      base.style.minBlockSize = `${base.offsetHeight}px`;
    }
  }

  /** To be called when the change is drawn. */
  after(state: CheckoutState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#settled = this.#heldFocus ? this.#keepFocus(state) : undefined;
  }

  /** When focus is where it belongs. */
  get settled(): Promise<void> | undefined {
    return this.#settled;
  }

  /** After a cancel the button is what the buyer wants; else the title that tells what happened. */
  async #keepFocus(state: CheckoutState): Promise<void> {
    const [button, status] = [this.part('pay-button'), this.part('pay-status')];
    await Promise.all([button?.updateComplete, status?.updateComplete]);
    const canceled = state === 'canceled';
    const onPanel = Boolean(status?.shadowRoot?.activeElement);
    if (this.#holdsFocus() && !(canceled && onPanel)) return;
    (canceled ? button : status)?.focus();
  }

  /** A part, wherever it stands: in the sheet, or where the page has put it. */
  part(tag: string): Part | null {
    const { renderRoot } = this.#host;
    return this.#host.querySelector<Part>(tag) ?? renderRoot.querySelector<Part>(tag);
  }

  #holdsFocus(): boolean {
    const { activeElement } = this.#host.getRootNode() as Document | ShadowRoot;
    return this.#host.contains(activeElement);
  }
}
