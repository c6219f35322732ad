import { isProblem } from './answers.ts';
import type { CheckoutProblem } from './context.ts';

/** Why there is no value. After `NETWORK_UNREACHABLE` what was asked for may have happened. */
export interface Refusal extends CheckoutProblem {
  /** Whether trying again can help. */
  readonly recoverable: boolean;
}

/** What a request came to. Errors are data: who asks must look. */
export type Answer<T> =
  | { readonly value: T; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: Refusal };

/** Longer than the server lets the merchant's backend take. */
const GIVE_UP_AFTER = 15_000;

/** What the widget itself has to say; the table tells what to do about it. */
export const refusal = (code: string, recoverable = false): { readonly problem: Refusal } => ({
  problem: { code, message: code, recoverable },
});

type Guard<T> = (value: unknown) => value is T;

let isFlagWrong = false;

/**
 * Whether the browser says that there is no network. In some machines it always does; an answer that
 * comes all the same proves it wrong, and nobody is kept from paying by it, unless it changes.
 */
export const isOffline = (): boolean => !navigator.onLine && !isFlagWrong;

/** The browser has just said so: it does notice. */
export const trustOffline = (): void => void (isFlagWrong = false);

/** Asks the companion server. It needs no cookies, but on its own origin a line may relay some. */
export async function ask<T>(
  url: string,
  isRight: Guard<T>,
  token: string | undefined,
  init: RequestInit = {},
): Promise<Answer<T>> {
  const abort = new AbortController();
  const patience = setTimeout(() => abort.abort(), GIVE_UP_AFTER);
  try {
    const response = await fetch(url, {
      ...init,
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(init.body && { 'Content-Type': 'application/json' }),
      },
      signal: abort.signal,
    });
    const json: unknown = await response.json().catch(() => undefined);
    isFlagWrong ||= !navigator.onLine;
    return answerOf(json, isRight);
  } catch {
    return refusal('NETWORK_UNREACHABLE', true);
  } finally {
    clearTimeout(patience);
  }
}

function answerOf<T>(json: unknown, isRight: Guard<T>): Answer<T> {
  if (isRight(json)) return { value: json };
  if (!isProblem(json)) return refusal('ANSWER_INVALID');
  const { code, detail, title, traceId, fault, attempt } = json as typeof json & {
    readonly attempt?: unknown;
  };
  // A refused cancel says how things really stand, and is as good an answer as any.
  if (isRight(attempt)) return { value: attempt };
  const message = detail ?? title;
  return { problem: { code, message, traceId, recoverable: fault !== 'integrator' } };
}
