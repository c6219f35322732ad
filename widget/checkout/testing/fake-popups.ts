export interface OpenedPopup {
  readonly url: URL;
  readonly name: string;
  readonly features: string;
  readonly handle: Window;
}

/** Stands where `window.open` leads. Handles are windows of real frames, so they can be closed. */
export class FakePopups {
  readonly opened: OpenedPopup[] = [];
  focused = 0;
  isBlocked = false;
  readonly #frames: HTMLIFrameElement[] = [];
  readonly #open = window.open.bind(window);

  constructor() {
    window.open = (url, name, features) => {
      if (this.isBlocked) return null;
      const handle = this.#newHandle();
      this.opened.push({
        url: new URL(String(url)),
        name: name ?? '',
        features: features ?? '',
        handle,
      });
      return handle;
    };
  }

  /** As the buyer would. */
  close(index = this.#frames.length - 1): void {
    this.#frames[index]?.remove();
  }

  restore(): void {
    window.open = this.#open;
    for (const frame of this.#frames) frame.remove();
  }

  /** A message as the payment window would post it. */
  say(
    data: unknown,
    origin: string,
    source: Window | undefined = this.opened.at(-1)?.handle,
  ): void {
    window.dispatchEvent(new MessageEvent('message', { data, origin, source: source ?? null }));
  }

  #newHandle(): Window {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    this.#frames.push(frame);
    const handle = frame.contentWindow;
    if (!handle) throw new Error('A frame in the document has a window.');
    handle.focus = () => {
      this.focused += 1;
    };
    handle.close = () => frame.remove();
    return handle;
  }
}
