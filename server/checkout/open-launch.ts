import { chooseMethod } from '../config.ts';
import {
  LaunchQuerySchema,
  type AttemptId,
  type ErrorCode,
  type Presentation,
} from '../protocol/index.ts';
import { advance, type Remark } from './advance.ts';
import { presentationOf, type Attempt } from './attempt.ts';
import type { Checkout } from './checkout.ts';
import { windowOf } from './deadlines.ts';
import { fitsProvider, newAttempt } from './new-attempt.ts';
import { cookiesOf, isDigestOf, isSameBrowser, sealCookies } from './relay.ts';
import type { SessionClaims } from './session-token.ts';

export type OpenedLaunch =
  | { readonly kind: 'opened'; readonly attempt: Attempt }
  /** Past the window: its result tells more. */
  | { readonly kind: 'past'; readonly attempt: Attempt }
  | (Refusal & { readonly kind: 'refused' });

interface Refusal {
  readonly code: ErrorCode;
  /** Where the buyer came from in this very tab; a popup is just closed. */
  readonly returnUrl?: string;
}

/** What is refused is refused in the storefront's own tab too, which needs a way out. */
const turnedAway = (
  code: ErrorCode,
  presentation: Presentation,
  { returnUrl }: Pick<SessionClaims, 'returnUrl'>,
): Refusal => {
  // Somebody else's browser is not shown the page that the buyer came from.
  const back = code === 'SESSION_FOREIGN' ? new URL('/', returnUrl).href : returnUrl;
  return { code, ...(presentation === 'redirect' ? { returnUrl: back } : {}) };
};

/**
 * Lets a window in: the first time by its session, whose insert claims the attempt, later by the
 * launch token that the page wrote into its own address, or by its session again, perhaps in another
 * presentation. Nothing is inserted while another attempt holds the order, or for a browser without
 * the cookies that a relaying line bound the session to.
 *
 * @param cookie the request's `Cookie` header
 */
export async function openLaunch(
  checkout: Checkout,
  id: AttemptId,
  query: Readonly<Record<string, unknown>>,
  cookie?: string,
): Promise<OpenedLaunch> {
  const entered =
    'token' in query
      ? await byToken(checkout, id, query['token'])
      : await bySession(checkout, id, { query, cookie });
  if ('code' in entered) return { kind: 'refused', ...entered };
  const known = entered.attempt;
  const presentation = entered.presentation ?? presentationOf(known);
  const refused = (code: ErrorCode): OpenedLaunch => ({
    kind: 'refused',
    ...turnedAway(code, presentation, known.snapshot),
  });
  if (!(await isSameBrowser(checkout, known, cookie))) return refused('SESSION_FOREIGN');
  if (!isOpen(known)) return { kind: 'past', attempt: known };
  const holder = await checkout.store.holder(known.line, known.orderId);
  if (holder) return refused(heldBy(holder));
  const { attempt, outcome } = await advance(checkout, id, (at) =>
    isOpen(at) ? launched(at, presentation) : undefined,
  );
  if (!isOpen(attempt)) return { kind: 'past', attempt };
  // Opened some two hundred times: no buyer does that.
  return outcome === 'moved' ? { kind: 'opened', attempt } : refused('LINK_INVALID');
}

const isOpen = ({ state }: Attempt): boolean => state === 'created' || state === 'ready';

const launched = (at: Attempt, presentation: Presentation): Remark => ({
  remark: 'launched',
  fromOutside: true,
  progress: { launches: at.progress.launches + 1, presentation },
});

const heldBy = (holder: Attempt): ErrorCode =>
  holder.state === 'approved' ? 'ORDER_ALREADY_PAID' : 'ORDER_IN_PROGRESS';

interface Entered {
  readonly attempt: Attempt;
  /** As this visit asks for; a page that comes back by its own token asks for nothing. */
  readonly presentation?: Presentation;
}

async function byToken(
  { store, links }: Checkout,
  id: AttemptId,
  token: unknown,
): Promise<Entered | Refusal> {
  const attempt = links.holds('launch', id, token) ? await store.find(id) : undefined;
  return attempt ? { attempt } : { code: 'LINK_INVALID' };
}

interface Visit {
  readonly query: Readonly<Record<string, unknown>>;
  readonly cookie: string | undefined;
}

async function bySession(
  checkout: Checkout,
  id: AttemptId,
  { query, cookie }: Visit,
): Promise<Entered | Refusal> {
  const { store, sessions, config } = checkout;
  const read = LaunchQuerySchema.safeParse(query);
  const session = read.success ? await sessions.open(read.data.session) : undefined;
  if (!read.success || !session) return { code: 'LINK_INVALID' };
  const { claims, expired } = session;
  const { method, presentation, device, locale } = read.data;

  const known = await store.find(id);
  if (known) return ownOf(known, claims, presentation);
  const refuse = (code: ErrorCode): Refusal => turnedAway(code, presentation, claims);
  if (expired) return refuse('SESSION_EXPIRED');

  const chosen = chooseMethod(config, claims.line, method);
  const isOffered = claims.order.methods?.includes(method) ?? true;
  if (!chosen || !isOffered) return refuse('METHOD_UNKNOWN');
  if (!fitsProvider(claims.order.orderId, chosen)) return refuse('ORDER_ID_UNFIT');
  const holder = await store.holder(claims.line, claims.order.orderId);
  if (holder) return refuse(heldBy(holder));

  const cookies = cookiesOf(config, claims.line, cookie);
  if (cookies !== undefined && !isDigestOf(config, claims.relayed, cookies)) {
    return refuse('SESSION_FOREIGN');
  }
  const attempt = newAttempt({
    id,
    claims,
    chosen: { ...chosen, id: method, presentation, device, locale },
    relayed: cookies === undefined ? undefined : await sealCookies(config, cookies),
  });
  const event = { name: 'created', data: { method, presentation, device } };
  await store.insert(attempt, event, windowOf(chosen.provider));
  return ownOf(await store.find(id), claims, presentation);
}

/** Nobody gets into the attempt of another session. */
const ownOf = (
  attempt: Attempt | undefined,
  { sid }: SessionClaims,
  presentation: Presentation,
): Entered | Refusal =>
  attempt?.sessionId === sid ? { attempt, presentation } : { code: 'LINK_INVALID' };
