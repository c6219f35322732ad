import type { Tab } from '../engines/engine.ts';

/** An event of the widget as the storefront heard it. */
export interface HeardEvent {
  readonly type: string;
  readonly state?: string;
  readonly attemptId?: string;
  readonly orderId?: string;
  readonly line?: string;
  readonly amount?: { readonly value: number };
  readonly code?: string;
  readonly replayed?: boolean;
  /** Milliseconds since 1970, by the page's clock. */
  readonly at: number;
}

interface Notes {
  /** When this document began; no two documents of a tab share it. */
  readonly origin: number;
  readonly heard: readonly HeardEvent[];
}

/** In the page, which begins to listen here if it has not from the start. */
function readNotes(): Notes {
  const page = window as unknown as { heard?: HeardEvent[] };
  if (!page.heard) {
    const heard: HeardEvent[] = [];
    page.heard = heard;
    const names = ['start', 'state', 'pending', 'complete', 'cancel', 'fail', 'window-blocked'];
    for (const type of [...names.map((name) => `payment-${name}`), 'checkout-error']) {
      document.addEventListener(type, (event) => {
        const { detail } = event as CustomEvent<Omit<HeardEvent, 'type' | 'at'>>;
        heard.push({
          ...{ state: detail.state, attemptId: detail.attemptId, orderId: detail.orderId },
          ...{ line: detail.line, amount: detail.amount, code: detail.code },
          ...{ replayed: detail.replayed, type, at: performance.now() },
        } as HeardEvent);
      });
    }
  }
  return { origin: performance.timeOrigin, heard: page.heard };
}

/** What one tab's documents heard, also those that it has left since they were last asked. */
export function hearingOf(tab: Tab): () => Promise<readonly HeardEvent[]> {
  const documents = new Map<number, readonly HeardEvent[]>();
  return async () => {
    const { origin, heard } = await tab.evaluate(readNotes);
    documents.set(
      origin,
      heard.map((event) => ({ ...event, at: origin + event.at })),
    );
    return [...documents.values()].flat();
  };
}
