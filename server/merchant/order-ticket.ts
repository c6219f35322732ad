import { jwtVerify, SignJWT } from 'jose';
import { JWSSignatureVerificationFailed, JWTExpired } from 'jose/errors';
import * as z from 'zod';
import { LineSchema, OrderIdSchema } from '../protocol/index.ts';
import { OrderFacts } from './order.ts';

/** The one algorithm: what a secret of ours signs. Anything else in a ticket's header is refused. */
const ALGORITHM = 'HS256';
const TYPE = 'pc-order+jwt';
/** A ticket stands in a page for as long as the page is open; a longer life helps only thieves. */
const LONGEST_LIFE_MS = 24 * 3_600_000;
/** What `POST /v1/sessions` takes. */
const LONGEST_TICKET = 4096;
const SHORTEST_SECRET_BYTES = 32;
/** Clocks of two machines are never the same. */
const TOLERANCE_SECONDS = 30;

const TicketClaims = OrderFacts.and(
  z.object({ line: LineSchema, orderId: OrderIdSchema, iat: z.int(), exp: z.int() }),
);

/** What a ticket says: an order as the `order` hook would have answered it. */
export type OrderTicketClaims = z.input<typeof OrderFacts> & {
  readonly line: string;
  readonly orderId: string;
};

export interface OrderTicketOptions {
  /** One of `ticketSecrets` of the configuration: 32 bytes or more, base64url. */
  readonly secret: string;
  /** `publicUrl` of the configuration: the ticket opens that server and no other. */
  readonly audience: string;
  /** For how long it may open sessions, in milliseconds; an hour when left out, a day at most. */
  readonly lifeMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * A ticket for `order-ticket` of the tag: the order and its price, signed by the merchant's backend,
 * so that the server need not ask and nobody can guess an order's id. Made where the page is made.
 *
 * @throws TypeError for a life of more than a day, a short secret, claims that no order can have, or
 * more of them than a ticket can hold
 */
export async function createOrderTicket(
  claims: OrderTicketClaims,
  { secret, audience, lifeMs = 3_600_000, now = Date.now }: OrderTicketOptions,
): Promise<string> {
  if (!(lifeMs > 0 && lifeMs <= LONGEST_LIFE_MS))
    throw new TypeError('lifeMs must be more than nothing, and a day at most');
  const key = Buffer.from(secret, 'base64url');
  if (key.length < SHORTEST_SECRET_BYTES) throw new TypeError('secret has less than 32 bytes');
  const iat = Math.floor(now() / 1000);
  const payload = { ...claims, iat, exp: iat + Math.ceil(lifeMs / 1000) };
  const read = TicketClaims.safeParse(payload);
  if (!read.success) {
    const wrong = read.error.issues.map(({ path }) => path.join('.') || 'claims').join(', ');
    throw new TypeError(`no ticket can say that: ${wrong}`);
  }
  const ticket = await new SignJWT(payload)
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
    .setAudience(audience)
    .sign(key);
  if (ticket.length > LONGEST_TICKET) throw new TypeError('a ticket has at most 4096 characters');
  return ticket;
}

export type ReadTicket =
  | { readonly kind: 'ticket'; readonly claims: z.output<typeof TicketClaims> }
  /** It was good once. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid'; readonly reason: string };

interface TicketReader {
  readonly secrets: readonly string[];
  readonly audience: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Never throws: whatever a page sends is either a ticket of this merchant or not. */
export async function readOrderTicket(
  ticket: string,
  { secrets, audience, now }: TicketReader,
): Promise<ReadTicket> {
  let reason = 'no ticketSecrets';
  for (const secret of secrets) {
    try {
      const { payload } = await jwtVerify(ticket, Buffer.from(secret, 'base64url'), {
        algorithms: [ALGORITHM],
        audience,
        typ: TYPE,
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(now),
        requiredClaims: ['exp', 'iat'],
        maxTokenAge: LONGEST_LIFE_MS / 1000,
      });
      const read = TicketClaims.safeParse(payload);
      if (read.success) return { kind: 'ticket', claims: read.data };
      const wrong = read.error.issues.map(({ path }) => path.join('.') || 'claims').join(', ');
      return { kind: 'invalid', reason: wrong };
    } catch (error) {
      if (error instanceof JWTExpired) return { kind: 'expired' };
      reason = error instanceof Error && 'code' in error ? String(error.code) : 'INVALID';
      // Only a signature may be good by another secret; of the rest each says the same.
      if (!(error instanceof JWSSignatureVerificationFailed)) return { kind: 'invalid', reason };
    }
  }
  return { kind: 'invalid', reason };
}
