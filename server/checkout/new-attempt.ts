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
  /** Cookies that the line hands on, sealed. */
  readonly relayed?: string | undefined;
}

/** The row of an attempt at its beginning: all that is frozen, taken from the session alone. */
export function newAttempt(beginning: Beginning): NewAttempt {
  const { id, claims, chosen, state = 'created', relayed } = beginning;
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
      ...(chosen?.approve.mode === 'forward' ? { approveMode: 'forward' } : {}),
    },
    progress: {
      launches: 0,
      prepareTries: 0,
      ...(relayed === undefined ? {} : { relayed }),
      ...(state === 'canceled' ? { code: 'BUYER_CANCELED' } : {}),
    },
  };
}

const takesOwnOrderId = ({ approve }: Pick<ChosenMethod, 'approve'>): boolean =>
  approve.mode === 'forward' && approve.providerOrderId === 'merchant';

/** Whether the merchant's own order id, where the provider is to be given it, is one for it. */
export function fitsProvider(
  orderId: string,
  chosen: Pick<ChosenMethod, 'provider' | 'approve'>,
): boolean {
  const { alphabet, minLength = 1, maxLength } = chosen.provider.facts.orderId;
  const fits = orderId.length >= minLength && orderId.length <= maxLength;
  return !takesOwnOrderId(chosen) || (fits && [...orderId].every((char) => alphabet.test(char)));
}

const SUFFIX_LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const SUFFIX_LENGTH = 6;

/**
 * The merchant's order id as the provider's alphabet and length allow it, then a short random
 * suffix: unique per attempt, and people still find the order in the provider's dashboard.
 */
function providerOrderIdOf(
  orderId: string,
  chosen: Pick<ChosenMethod, 'provider' | 'approve'> | undefined,
): string {
  if (chosen && takesOwnOrderId(chosen)) return orderId;
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
