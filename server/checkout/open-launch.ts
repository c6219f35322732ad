import { chooseMethod } from '../config.ts';
import { LaunchQuerySchema, type AttemptId, type ErrorCode } from '../protocol/index.ts';
import { advance } from './advance.ts';
import type { Attempt } from './attempt.ts';
import type { Checkout } from './checkout.ts';
import { windowOf } from './deadlines.ts';
import { newAttempt } from './new-attempt.ts';

export type OpenedLaunch =
  | { readonly kind: 'opened'; readonly attempt: Attempt }
  /** Past the window: its result tells more. */
  | { readonly kind: 'past'; readonly attempt: Attempt }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

const refused = (code: ErrorCode): OpenedLaunch => ({ kind: 'refused', code });

/**
 * Lets a window in: the first time by its session, whose insert claims the attempt, later by the
 * launch token that the page wrote into its own address. Nothing is inserted while another attempt
 * holds the order.
 */
export async function openLaunch(
  checkout: Checkout,
  id: AttemptId,
  query: Readonly<Record<string, unknown>>,
): Promise<OpenedLaunch> {
  const entered =
    'token' in query
      ? await byToken(checkout, id, query['token'])
      : await bySession(checkout, id, query);
  if ('code' in entered) return refused(entered.code);
  if (entered.state !== 'created' && entered.state !== 'ready') {
    return { kind: 'past', attempt: entered };
  }
  const holder = await checkout.store.holder(entered.line, entered.orderId);
  if (holder) return refused(heldBy(holder));
  const { attempt, outcome } = await advance(checkout, id, ({ state, progress }) =>
    state === 'created' || state === 'ready'
      ? { remark: 'launched', fromOutside: true, progress: { launches: progress.launches + 1 } }
      : undefined,
  );
  const isOpen = attempt.state === 'created' || attempt.state === 'ready';
  if (!isOpen) return { kind: 'past', attempt };
  // Opened some two hundred times: no buyer does that.
  return outcome === 'moved' ? { kind: 'opened', attempt } : refused('LINK_INVALID');
}

const heldBy = (holder: Attempt): ErrorCode =>
  holder.state === 'approved' ? 'ORDER_ALREADY_PAID' : 'ORDER_IN_PROGRESS';

interface Refusal {
  readonly code: ErrorCode;
}

async function byToken(
  { store, links }: Checkout,
  id: AttemptId,
  token: unknown,
): Promise<Attempt | Refusal> {
  const attempt = links.holds('launch', id, token) ? await store.find(id) : undefined;
  return attempt ?? { code: 'LINK_INVALID' };
}

async function bySession(
  checkout: Checkout,
  id: AttemptId,
  query: Readonly<Record<string, unknown>>,
): Promise<Attempt | Refusal> {
  const { store, sessions, config } = checkout;
  const read = LaunchQuerySchema.safeParse(query);
  const session = read.success ? await sessions.open(read.data.session) : undefined;
  if (!read.success || !session) return { code: 'LINK_INVALID' };
  const { claims, expired } = session;

  const known = await store.find(id);
  if (known) return known.sessionId === claims.sid ? known : { code: 'LINK_INVALID' };
  if (expired) return { code: 'SESSION_EXPIRED' };

  const chosen = chooseMethod(config, claims.line, read.data.method);
  const isOffered = claims.order.methods?.includes(read.data.method) ?? true;
  if (!chosen || !isOffered) return { code: 'METHOD_UNKNOWN' };
  const holder = await store.holder(claims.line, claims.order.orderId);
  if (holder) return { code: heldBy(holder) };

  const { method, presentation, device, locale } = read.data;
  const attempt = newAttempt({
    id,
    claims,
    chosen: { ...chosen, id: method, presentation, device, locale },
  });
  const event = { name: 'created', data: { method, presentation, device } };
  await store.insert(attempt, event, windowOf(chosen.provider));
  const inserted = await store.find(id);
  return inserted?.sessionId === claims.sid ? inserted : { code: 'LINK_INVALID' };
}
