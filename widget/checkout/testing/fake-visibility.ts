/** Decides whether the page is seen; test runners keep pages in the background. */
export class FakeVisibility {
  #state: DocumentVisibilityState = 'visible';

  constructor() {
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => this.#state,
    });
  }

  become(state: DocumentVisibilityState): void {
    this.#state = state;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }

  restore(): void {
    Reflect.deleteProperty(document, 'visibilityState');
  }
}
