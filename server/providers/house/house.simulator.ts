import { timingSafeEqual } from 'node:crypto';
import express from 'express';
import type { Request, Response, Router } from 'express';
import { jwtVerify } from 'jose';
import * as z from 'zod';
import type { Amount } from '../../protocol/index.ts';
import { HouseLedger } from './house-ledger.simulator.ts';
import type { HouseApproval } from './house-ledger.simulator.ts';
import { noPaymentPage, paymentPage } from './house-page.simulator.ts';
import { LAUNCH_ALGORITHM, LAUNCH_TYPE, LaunchClaimsSchema } from './house.schema.ts';
import type { LaunchClaims } from './house.schema.ts';

/** A shop's points, and the one buyer who has some. */
export interface HouseSimulatorOptions {
  /** Where the router is mounted: `page.url` of the provider, to the letter. */
  readonly url: string;
  /** `page.secret` of the provider. */
  readonly secret: string;
  /** As the buyer knows it. */
  readonly name: string;
  /** The buyer's, in digits. */
  readonly pin: string;
  /** What the buyer has, in won. */
  readonly balance: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface HouseSimulator {
  readonly router: Router;
  readonly ledger: HouseLedger;
  /** For the shop's backend: spends an authorization, once. */
  readonly approve: (authorization: string, amount: Amount) => HouseApproval;
  readonly reset: () => void;
}

interface Desk extends Required<HouseSimulatorOptions> {
  readonly ledger: HouseLedger;
  /** Wrong PINs by attempt: the same payment opened again has no more tries. */
  readonly mistakes: Map<string, number>;
}

/**
 * A stand-in for the shop's own page and the books behind it: checks the launch, shows amount and
 * balance, asks for a PIN, and sends the browser back with an authorization that only the shop's
 * backend knows what to do with. To be mounted at the path of `url`.
 */
export function createHouseSimulator(options: HouseSimulatorOptions): HouseSimulator {
  const now = options.now ?? Date.now;
  const ledger = new HouseLedger({ balance: options.balance, now });
  const desk: Desk = { ...options, now, ledger, mistakes: new Map() };
  const router = express.Router();
  router.use((_request, response, next) => {
    // The address holds the launch, which is nobody else's business.
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    next();
  });
  router.get('/', (request, response) => open(desk, request, response));
  router.post('/decision', express.urlencoded({ extended: false }), (request, response) =>
    decide(desk, request, response),
  );
  return {
    router,
    ledger,
    approve: (authorization, amount) => ledger.spend(authorization, amount),
    reset: () => {
      ledger.reset();
      desk.mistakes.clear();
    },
  };
}

const FormSchema = z.object({
  payment: z.string(),
  decision: z.enum(['approve', 'cancel']),
  pin: z.string().default(''),
});
type Form = z.output<typeof FormSchema>;

/** A parameter that stands there twice is none. */
const QuerySchema = z.object({ payment: z.string().catch('') });

async function open(desk: Desk, request: Request, response: Response): Promise<void> {
  const { payment } = QuerySchema.parse(request.query);
  const claims = await claimsOf(desk, payment);
  if (claims) response.send(pageOf(desk, { request, payment, claims, isWrong: false }));
  else response.status(400).send(noPaymentPage(desk.name));
}

async function decide(desk: Desk, request: Request, response: Response): Promise<void> {
  const read = FormSchema.safeParse(request.body);
  const claims = read.success ? await claimsOf(desk, read.data.payment) : undefined;
  if (!read.success || !claims) {
    response.status(400).send(noPaymentPage(desk.name));
    return;
  }
  const next = nextOf(desk, claims, read.data);
  if (next !== undefined) {
    response.redirect(303, next);
    return;
  }
  const { payment } = read.data;
  response.send(pageOf(desk, { request, payment, claims, isWrong: true }));
}

/** What the server signed, for this page and not too long ago; nothing else is a payment. */
async function claimsOf(
  { url, secret, now }: Desk,
  payment: string,
): Promise<LaunchClaims | undefined> {
  try {
    const { payload } = await jwtVerify(payment, Buffer.from(secret, 'base64url'), {
      algorithms: [LAUNCH_ALGORITHM],
      typ: LAUNCH_TYPE,
      audience: url,
      requiredClaims: ['iat', 'exp'],
      currentDate: new Date(now()),
    });
    return LaunchClaimsSchema.parse(payload);
  } catch {
    return undefined;
  }
}

const MOST_TRIES = 3;

const triesLeft = ({ mistakes }: Desk, { attemptId }: LaunchClaims): number =>
  MOST_TRIES - (mistakes.get(attemptId) ?? 0);

/** Where the browser goes, or nowhere while the PIN is not right. */
function nextOf(desk: Desk, claims: LaunchClaims, { decision, pin }: Form): string | undefined {
  if (decision === 'cancel') return claims.cancelUrl;
  if (triesLeft(desk, claims) === 0) return undefined;
  if (!sameText(pin, desk.pin)) {
    desk.mistakes.set(claims.attemptId, (desk.mistakes.get(claims.attemptId) ?? 0) + 1);
    return undefined;
  }
  if (desk.ledger.balance < claims.amount.value) return undefined;
  const next = new URL(claims.approveUrl);
  next.searchParams.set('authorization', desk.ledger.authorize(claims).id);
  return next.href;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

interface Shown {
  readonly request: Request;
  readonly payment: string;
  readonly claims: LaunchClaims;
  readonly isWrong: boolean;
}

const pageOf = (desk: Desk, { request, payment, claims, isWrong }: Shown): string =>
  paymentPage({
    name: desk.name,
    pin: desk.pin,
    balance: desk.ledger.balance,
    action: `${request.baseUrl}/decision`,
    payment,
    claims,
    triesLeft: triesLeft(desk, claims),
    isWrong,
  });
