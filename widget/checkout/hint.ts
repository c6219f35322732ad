import type { AttemptId, HintMessage } from '../../server/protocol/index.ts';
import { isHintMessage } from './answers.ts';

/** Whose messages are heard, and about what. */
export interface HintSender {
  /** Origin of the companion server, compared as a whole. */
  readonly origin: string;
  readonly source: Window | undefined;
  readonly attemptId: AttemptId | undefined;
}

/**
 * The hint in a message of the payment window: exact origin, the very window we opened, exact
 * shape, our attempt. Anything else on the page's message bus is none of our business and is
 * ignored in silence. A hint carries no result, so the worst a forged one could do is to make us
 * ask the server.
 */
export function hintIn(
  { data, origin, source }: MessageEvent<unknown>,
  sender: HintSender,
): HintMessage['type'] | undefined {
  const isHeard = origin === sender.origin && source === sender.source && isHintMessage(data);
  return isHeard && data.attemptId === sender.attemptId ? data.type : undefined;
}
