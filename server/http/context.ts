import type { Request, Response } from 'express';
import type { Checkout } from '../checkout/checkout.ts';
import type { ReadSession } from '../checkout/session-token.ts';
import { chooseMethod } from '../config.ts';
import { LocaleSchema, type ErrorCode, type Locale } from '../protocol/index.ts';
import { pageHeaders } from './headers.ts';
import { PAGE_WORDS } from './pages/format.ts';
import { refusalPage } from './pages/refusal-page.ts';
import { httpStatusOf } from './problem.ts';

/** The classic scripts that the pages carry inline. */
export interface PageScripts {
  readonly window: string;
  readonly result: string;
  /** By provider: what calls its SDK in the payment window. */
  readonly launchers: ReadonlyMap<string, string>;
}

/** What the routes work with. */
export interface RouteContext {
  readonly checkout: Checkout;
  readonly scripts: PageScripts;
}

/** The token of an `Authorization: Bearer` header. */
export const bearerOf = (req: Request): string | undefined =>
  /^Bearer ([^\s]+)$/.exec(req.get('authorization') ?? '')?.[1];

/** The session a request speaks for, or `undefined`. */
export async function sessionOf(
  { sessions }: Checkout,
  req: Request,
): Promise<ReadSession | undefined> {
  const token = bearerOf(req);
  return token === undefined ? undefined : sessions.open(token);
}

/** The query as it stood in the request line, in its order and its own escapes. */
export function rawQueryOf({ originalUrl }: Request): string {
  const at = originalUrl.indexOf('?');
  return at < 0 ? '' : originalUrl.slice(at + 1);
}

export const localeOf = (value: unknown): Locale => {
  const read = LocaleSchema.safeParse(value);
  return read.success ? read.data : 'ko';
};

/** How pages name a method. */
export interface NamedMethod {
  /** Alone, in a list of facts. */
  readonly methodLabel: string;
  /** Within a sentence. */
  readonly methodName: string;
}

/** In the buyer's language; by its id once it was taken out of the configuration. */
export function namedMethod(
  { config }: Checkout,
  { line, method, locale }: { line: string; method: string; locale: Locale },
): NamedMethod {
  const chosen = chooseMethod(config, line, method);
  const known = chosen?.provider.methods[chosen.providerMethod];
  const label = known?.label[locale] ?? method;
  const { nameOf } = PAGE_WORDS[locale];
  return { methodLabel: label, methodName: nameOf(label, known?.type ?? 'wallet') };
}

interface PageRefusal {
  readonly code: ErrorCode;
  readonly locale: Locale;
  /** Where its words are those of another code. */
  readonly said?: ErrorCode;
  /** Where the buyer can go back to in this tab. */
  readonly returnUrl?: string;
}

/** Answers with a page a buyer can read. */
export function sendRefusal(
  { config }: Checkout,
  res: Response,
  { code, locale, said = code, returnUrl }: PageRefusal,
): void {
  pageHeaders(res, { referrer: 'no-referrer' });
  const page = refusalPage({ code: said, locale, shopName: config.shop.name, returnUrl });
  res.status(httpStatusOf(code)).send(page.text);
}
