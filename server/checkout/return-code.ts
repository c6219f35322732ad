import { createHash, randomBytes } from 'node:crypto';
import { AttemptIdSchema, type AttemptId } from '../protocol/index.ts';
import { advance, type Remark } from './advance.ts';
import { presentationOf, type Attempt } from './attempt.ts';
import type { Checkout } from './checkout.ts';
import { MINUTE, SECOND } from './deadlines.ts';
import { sameText, withReturnCode } from './links.ts';
import type { SessionClaims } from './session-token.ts';
import { statusOf } from './status.ts';

/** For how long a code may be handed in. */
const CODE_LIFE_MS = 10 * MINUTE;
/** And once more, because the answer can be lost on its way. */
const REPEAT_MS = MINUTE;
/** A buyer in the storefront's own tab is held up no longer by an approval that takes its time. */
const HELD_UP_MS = 10 * SECOND;

/** A code as the storefront's page hands it in. */
export interface HandedIn {
  readonly code: string;
  /** Origin of that page. */
  readonly origin: string;
}

const ID_LENGTH = 22;
const CODE = /^[A-Za-z0-9_-]{44}$/;

const hashOf = (code: string): string => createHash('sha256').update(code).digest('base64url');

/** The attempt a code names; whether the code is good is another question. */
export function attemptOfCode(code: string): AttemptId | undefined {
  const id = AttemptIdSchema.safeParse(code.slice(0, ID_LENGTH));
  return CODE.test(code) ? id.data : undefined;
}

/** Puts a new code in the place of any before. A popup goes back nowhere, and gets none. */
export function issue(at: Attempt, code: string): Remark | undefined {
  if (presentationOf(at) !== 'redirect') return undefined;
  const returnCode = { hash: hashOf(code), issuedAt: at.readAt };
  return { remark: 'return-code-issued', fromOutside: true, progress: { returnCode } };
}

/** The newest code, handed in by the page that it was made for. */
const isRight = ({ progress, snapshot }: Attempt, { code, origin }: HandedIn): boolean =>
  progress.returnCode !== undefined &&
  sameText(hashOf(code), progress.returnCode.hash) &&
  origin === snapshot.storefront;

/** Uses up a code that is still good. */
export function exchange(at: Attempt, handedIn: HandedIn): Remark | undefined {
  const { returnCode } = at.progress;
  if (!returnCode || !isRight(at, handedIn)) return undefined;
  const isOver = at.readAt >= returnCode.issuedAt + CODE_LIFE_MS;
  if (isOver || returnCode.usedAt !== undefined) return undefined;
  const used = { ...returnCode, usedAt: at.readAt };
  return { remark: 'return-code-used', fromOutside: true, progress: { returnCode: used } };
}

/** Whether it was used just now, so that whoever hands it in is answered, again if need be. */
export function isExchanged(at: Attempt, handedIn: HandedIn): boolean {
  const usedAt = at.progress.returnCode?.usedAt;
  return usedAt !== undefined && isRight(at, handedIn) && at.readAt < usedAt + REPEAT_MS;
}

/** The attempt that a redirect comes back from; `undefined` for a code that is not good, or not here. */
export async function redeem(checkout: Checkout, handedIn: HandedIn): Promise<Attempt | undefined> {
  const id = attemptOfCode(handedIn.code);
  if (id === undefined || !(await checkout.store.find(id))) return undefined;
  const { attempt } = await advance(checkout, id, (at) => exchange(at, handedIn));
  return isExchanged(attempt, handedIn) ? attempt : undefined;
}

/** Whether the result page may go back: at the end, and where the approval has taken long enough. */
export function mayLeave(at: Attempt): boolean {
  const { approvingAt, authenticatedAt, since } = at.progress;
  const began = approvingAt ?? authenticatedAt ?? since ?? 0;
  return statusOf(at) !== 'confirming' || at.readAt >= began + HELD_UP_MS;
}

/**
 * Where the result page goes back to. Without a code where none could be noted; the storefront then
 * asks in the ordinary way.
 */
export async function wayBack(checkout: Checkout, id: AttemptId): Promise<string> {
  const code = id + randomBytes(16).toString('base64url');
  const { attempt, outcome } = await advance(checkout, id, (at) => issue(at, code));
  const { returnUrl } = attempt.snapshot;
  return outcome === 'moved' ? withReturnCode(returnUrl, code) : returnUrl;
}

/** The session that an attempt was begun in, as far as its row knows. */
export function claimsOf({ snapshot, ...at }: Attempt): SessionClaims {
  const { orderName, orderUrl, taxFreeAmount, storefront, returnUrl, locale } = snapshot;
  return {
    sid: at.sessionId,
    line: at.line,
    storefront,
    returnUrl,
    locale,
    order: {
      orderId: at.orderId,
      orderName,
      amount: at.amount,
      taxFreeAmount,
      ...(orderUrl === undefined ? {} : { url: orderUrl }),
    },
  };
}
