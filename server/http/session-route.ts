import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Checkout } from '../checkout/checkout.ts';
import type { ReadSession } from '../checkout/session-token.ts';
import { viewOf } from '../checkout/status.ts';
import type { LineSettings } from '../config.ts';
import { askOrder } from '../merchant/order.ts';
import {
  SessionRequestSchema,
  type ErrorCode,
  type Session,
  type SessionRequest,
} from '../protocol/index.ts';
import { sessionOf, type RouteContext } from './context.ts';
import { sendProblem } from './problem.ts';
import { sessionAnswer } from './session-answer.ts';

/** `POST /v1/sessions`: what is to be paid, and how it can be. Writes nothing. */
export const openSession =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const asked = SessionRequestSchema.safeParse(req.body);
    if (!asked.success) {
      const detail = asked.error.issues.map(({ path }) => path.join('.') || 'body').join(', ');
      sendProblem(res, 'REQUEST_INVALID', { detail });
      return;
    }
    const storefront = req.get('origin') ?? '';
    const opened = await open(checkout, asked.data, {
      storefront,
      renews: await sessionOf(checkout, req),
    });
    if ('code' in opened) {
      const { code, detail } = opened;
      if (detail !== undefined) checkout.log.warn({ code, reason: detail }, 'session refused');
      sendProblem(res, code, detail === undefined ? {} : { detail });
      return;
    }
    res.status(201).json(opened);
  };

interface Refused {
  readonly code: ErrorCode;
  readonly detail?: string;
}

interface Asking {
  readonly storefront: string;
  /** The session that this one goes on from. */
  readonly renews: ReadSession | undefined;
}

async function open(
  checkout: Checkout,
  asked: SessionRequest,
  { storefront, renews }: Asking,
): Promise<Session | Refused> {
  const settings = ownLine(checkout, asked.line);
  if (!settings) return { code: 'LINE_UNKNOWN' };
  const returnUrl = returnUrlOf(checkout, asked.returnUrl ?? storefront);
  if (returnUrl === undefined) return { code: 'RETURN_URL_NOT_ALLOWED' };

  const own = isSameOrder(renews, asked, storefront) ? renews : undefined;
  const holder = await checkout.store.holder(asked.line, asked.orderId);
  if (holder) {
    if (holder.sessionId !== own?.claims.sid) {
      return { code: holder.state === 'approved' ? 'ORDER_ALREADY_PAID' : 'ORDER_IN_PROGRESS' };
    }
    // Its own order is being paid: the session goes on as it was, the merchant is not asked. One that
    // could start nothing any more still cannot: the order may cost something else by now.
    const { claims, expired } = own;
    const session = await sessionAnswer(checkout, { ...claims, locale: asked.locale }, { expired });
    return { ...session, attempt: viewOf(holder) };
  }

  const reply = await askOrder(checkout, settings.order, {
    orderId: asked.orderId,
    line: asked.line,
  });
  if (reply.kind === 'refused') return reply;
  const { url, taxFreeAmount = 0, methods, ...order } = reply.order;
  return sessionAnswer(checkout, {
    sid: own?.claims.sid ?? randomBytes(16).toString('base64url'),
    line: asked.line,
    storefront,
    returnUrl,
    locale: asked.locale,
    order: {
      ...order,
      orderId: asked.orderId,
      taxFreeAmount,
      ...(url === undefined ? {} : { url }),
      ...(methods === undefined ? {} : { methods: methods.filter((id) => id in settings.methods) }),
    },
  });
}

const ownLine = ({ config }: Checkout, line: string): LineSettings | undefined =>
  Object.hasOwn(config.lines, line) ? config.lines[line] : undefined;

const isSameOrder = (
  renews: ReadSession | undefined,
  asked: SessionRequest,
  storefront: string,
): renews is ReadSession =>
  renews?.claims.line === asked.line &&
  renews.claims.order.orderId === asked.orderId &&
  renews.claims.storefront === storefront;

/**
 * It stands in the launch address, inside the session token, which may have 4 KB. A longer one gives
 * way to the front page of its shop: better to pay and look for the order than not to pay.
 */
const LONGEST_RETURN_URL = 700;

/** Only pages of a storefront; a page elsewhere would be an open redirect. */
function returnUrlOf({ config }: Checkout, text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPage = url.protocol === 'https:' || url.protocol === 'http:';
  const isOurs = isPage && config.storefronts.includes(url.origin);
  const isPlain = url.username === '' && url.password === '';
  if (!isOurs || !isPlain) return undefined;
  return url.href.length <= LONGEST_RETURN_URL ? url.href : `${url.origin}/`;
}
