import { createHash, randomInt } from 'node:crypto';
import type { ChosenMethod } from '../config.ts';
import type { AttemptId, Device, Locale, Presentation } from '../protocol/index.ts';
import type { NewAttempt } from '../store/store.ts';
import type { SessionClaims } from './session-token.ts';

interface Beginning {
  readonly id: AttemptId;
  readonly claims: SessionClaims;
  /** `undefined` when it was canceled before any method was known here. */
  readonly chosen:
    | (ChosenMethod & {
        readonly id: string;
        readonly presentation: Presentation;
        readonly device: Device;
        readonly locale: Locale;
      })
    | undefined;
  readonly state?: 'created' | 'canceled';
}

/** The row of an attempt at its beginning: all that is frozen, taken from the session alone. */
export function newAttempt({ id, claims, chosen, state = 'created' }: Beginning): NewAttempt {
  const { order } = claims;
  return {
    id,
    state,
    sessionId: claims.sid,
    line: claims.line,
    orderId: order.orderId,
    providerOrderId: providerOrderIdOf(order.orderId, chosen),
    channel: chosen?.channel ?? '',
    method: chosen?.id ?? '',
    amount: order.amount,
    snapshot: {
      provider: chosen?.provider.id ?? '',
      providerMethod: chosen?.providerMethod ?? '',
      presentation: chosen?.presentation ?? 'popup',
      device: chosen?.device ?? 'desktop',
      locale: chosen?.locale ?? claims.locale,
      storefront: claims.storefront,
      returnUrl: claims.returnUrl,
      orderName: order.orderName,
      ...(order.url === undefined ? {} : { orderUrl: order.url }),
      taxFreeAmount: order.taxFreeAmount,
      buyerRef: createHash('sha256').update(`buyer:${id}`).digest('base64url').slice(0, 20),
    },
    progress: {
      launches: 0,
      prepareTries: 0,
      ...(state === 'canceled' ? { code: 'BUYER_CANCELED' } : {}),
    },
  };
}

const SUFFIX_LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const SUFFIX_LENGTH = 6;

/**
 * The merchant's order id as the provider's alphabet and length allow it, then a short random
 * suffix: unique per attempt, and people still find the order in the provider's dashboard.
 */
function providerOrderIdOf(
  orderId: string,
  chosen: Pick<ChosenMethod, 'provider'> | undefined,
): string {
  const { alphabet, maxLength } = chosen?.provider.facts.orderId ?? {
    alphabet: /[A-Za-z0-9_-]/,
    maxLength: 64,
  };
  const room = maxLength - SUFFIX_LENGTH - 1;
  const letters = Array.from(orderId).filter((char) => alphabet.test(char));
  const suffix = Array.from(
    { length: SUFFIX_LENGTH },
    () => SUFFIX_LETTERS[randomInt(SUFFIX_LETTERS.length)] ?? '',
  );
  return `${letters.slice(0, room).join('')}-${suffix.join('')}`;
}
