import type { HintMessage } from '../../server/protocol/index.ts';
import { page } from './page.ts';

/**
 * Tells the storefront that opened this popup to ask the server, and nothing else. The origin is the
 * one the server stored for this attempt after checking it; the browser drops the message where
 * another page is there.
 */
export function sendHint({ dataset }: HTMLElement, type: HintMessage['type']): void {
  const origin = dataset['openerOrigin'];
  if (origin) page.opener()?.postMessage({ v: 1, type, attemptId: dataset['attempt'] }, origin);
}
