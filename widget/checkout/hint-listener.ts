import type { AttemptId, HintMessage } from '../../server/protocol/index.ts';
import { isHintMessage } from './answers.ts';

/** Whose messages about an attempt are heard. */
export interface HintSender {
  /** Origin of the companion server, compared as a whole. */
  readonly origin: string;
  readonly source: Window;
}

/**
 * Hears the payment windows: exact origin, the very window we opened, exact shape, an attempt we
 * know. Anything else on the page's message bus is none of our business and is ignored in silence.
 * A hint carries no result, so the worst a forged one could do is to make us ask the server.
 *
 * @returns stops listening
 */
export function listenForHints(
  senderOf: (attemptId: AttemptId) => HintSender | undefined,
  onHint: (hint: HintMessage) => void,
): () => void {
  const listen = (event: MessageEvent<unknown>): void => {
    const hint = event.data;
    if (!isHintMessage(hint)) return;
    const sender = senderOf(hint.attemptId);
    if (sender?.origin === event.origin && sender.source === event.source) onHint(hint);
  };
  window.addEventListener('message', listen);
  return () => window.removeEventListener('message', listen);
}
