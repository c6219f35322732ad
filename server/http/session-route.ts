import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Attempt } from '../checkout/attempt.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { cookiesOf, digestOf } from '../checkout/relay.ts';
import type { ReadSession, SessionClaims } from '../checkout/session-token.ts';
import { viewOf } from '../checkout/status.ts';
import type { LineSettings } from '../config.ts';
import { readOrderTicket } from '../merchant/order-ticket.ts';
import { askOrder, type OrderFacts } from '../merchant/order.ts';
import {
  sameAmount,
  SessionRequestSchema,
  type ErrorCode,
  type Session,
  type SessionRequest,
} from '../protocol/index.ts';
import { sessionOf, type RouteContext } from './context.ts';
import { sendProblem } from './problem.ts';
import { sessionAnswer } from './session-answer.ts';
import { wrongFields } from './wrong-fields.ts';

/** `POST /v1/sessions`: what is to be paid, and how it can be. Writes nothing. */
export const openSession =
  ({ checkout }: RouteContext) =>
  async (req: Request, res: Response): Promise<void> => {
    const asked = SessionRequestSchema.safeParse(req.body);
    if (!asked.success) {
      sendProblem(res, 'REQUEST_INVALID', { detail: wrongFields(asked.error.issues) });
      return;
    }
    const opened = await open(checkout, asked.data, {
      storefront: req.get('origin') ?? '',
      cookies: cookiesOf(checkout.config, asked.data.line, req.get('cookie')),
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
  /** Those that the line hands on; `undefined` where it hands on nothing. */
  readonly cookies: string | undefined;
  /** The session that this one goes on from. */
  readonly renews: ReadSession | undefined;
}

async function open(
  checkout: Checkout,
  asked: SessionRequest,
  { storefront, cookies, renews }: Asking,
): Promise<Session | Refused> {
  const { config, store } = checkout;
  const { line, locale } = asked;
  const settings = ownLine(checkout, line);
  if (!settings) return { code: 'LINE_UNKNOWN' };
  const returnUrl = returnUrlOf(checkout, asked.returnUrl ?? storefront);
  if (returnUrl === undefined) return { code: 'RETURN_URL_NOT_ALLOWED' };
  const named = await namedOrder(checkout, settings, asked);
  if ('code' in named) return named;
  const { orderId, ticket } = named;

  const own = isSameOrder(renews, { orderId, line }, storefront) ? renews : undefined;
  const claimsFor = (facts: OrderFacts, sid: string): SessionClaims => ({
    sid,
    line,
    storefront,
    returnUrl,
    locale,
    order: { orderId, ...frozen(facts, settings) },
    ...(cookies === undefined ? {} : { relayed: digestOf(config, cookies) }),
  });
  const holder = await store.holder(line, orderId);
  if (holder) {
    const byTicket = ticket && claimsFor(ticket, holder.sessionId);
    return held(checkout, holder, { own, byTicket, locale });
  }
  const order = ticket ?? (await askedOrder(checkout, settings, { orderId, line, cookies }));
  if ('code' in order) return order;
  const sid = own?.claims.sid ?? randomBytes(16).toString('base64url');
  return sessionAnswer(checkout, claimsFor(order, sid));
}

interface Holding {
  readonly own: ReadSession | undefined;
  /** The holder's session, as whoever has a ticket for its order gets it. */
  readonly byTicket: SessionClaims | undefined;
  readonly locale: SessionClaims['locale'];
}

/** An order that is being paid, or is paid: only its own page, or one with a ticket, is told more. */
async function held(
  checkout: Checkout,
  holder: Attempt,
  { own, byTicket, locale }: Holding,
): Promise<Session | Refused> {
  const goOn = async (claims: SessionClaims, expired: boolean): Promise<Session> => {
    const session = await sessionAnswer(checkout, claims, { expired });
    return { ...session, attempt: viewOf(holder) };
  };
  // The session goes on as it was, the merchant is not asked. One that could start nothing any more
  // still cannot: the order may cost something else by now.
  if (own?.claims.sid === holder.sessionId) return goOn({ ...own.claims, locale }, own.expired);
  // Enough to see what became of it, and nothing to start with.
  if (byTicket && sameAmount(byTicket.order.amount, holder.amount)) return goOn(byTicket, true);
  return { code: holder.state === 'approved' ? 'ORDER_ALREADY_PAID' : 'ORDER_IN_PROGRESS' };
}

interface NamedOrder {
  readonly orderId: string;
  /** What the merchant signed of it; without a ticket he has to be asked. */
  readonly ticket?: OrderFacts;
}

/** Which order it is about. A ticket is good for the line that it names, and for no other server. */
async function namedOrder(
  { config, clock }: Checkout,
  { order }: LineSettings,
  asked: SessionRequest,
): Promise<NamedOrder | Refused> {
  if (!('ticket' in asked)) {
    return order === 'order-ticket' ? { code: 'ORDER_TICKET_REQUIRED' } : asked;
  }
  const read = await readOrderTicket(asked.ticket, {
    secrets: config.ticketSecrets,
    audience: config.publicUrl,
    now: clock.now(),
  });
  if (read.kind === 'expired') return { code: 'ORDER_TICKET_EXPIRED' };
  if (read.kind === 'invalid') return { code: 'ORDER_TICKET_INVALID', detail: read.reason };
  const { line, orderId, ...ticket } = read.claims;
  if (line !== asked.line) return { code: 'ORDER_TICKET_INVALID', detail: 'line' };
  return { orderId, ticket };
}

async function askedOrder(
  checkout: Checkout,
  settings: LineSettings,
  { orderId, line, cookies }: Pick<Asking, 'cookies'> & { orderId: string; line: string },
): Promise<OrderFacts | Refused> {
  // The page may have brought none of them: then the merchant hears of none.
  const cookie = cookies === '' ? undefined : cookies;
  const reply = await askOrder(checkout, settings.order, { orderId, line, cookie });
  return reply.kind === 'order' ? reply.order : reply;
}

/** What of an order is frozen in its session. Of the methods only those that the line has, once. */
function frozen(
  { orderName, amount, url, taxFreeAmount = 0, methods }: OrderFacts,
  settings: LineSettings,
): Omit<SessionClaims['order'], 'orderId'> {
  const offered = Object.keys(settings.methods).filter((id) => methods?.includes(id));
  return {
    orderName,
    amount,
    taxFreeAmount,
    ...(url === undefined ? {} : { url }),
    ...(methods === undefined ? {} : { methods: offered }),
  };
}

const ownLine = ({ config }: Checkout, line: string): LineSettings | undefined =>
  Object.hasOwn(config.lines, line) ? config.lines[line] : undefined;

const isSameOrder = (
  renews: ReadSession | undefined,
  { orderId, line }: { readonly orderId: string; readonly line: string },
  storefront: string,
): renews is ReadSession =>
  renews?.claims.line === line &&
  renews.claims.order.orderId === orderId &&
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
