import { SignJWT } from 'jose';
import type {
  CallbackReading,
  CallbackRequest,
  PaymentRecord,
  Preparation,
  Provider,
  ProviderContext,
} from '../provider.ts';
import {
  ConfirmationSchema,
  LAUNCH_ALGORITHM,
  LAUNCH_TYPE,
  parseOptions,
  type Confirmation,
  type HouseOptions,
  type HousePageConfig,
  type LaunchClaims,
} from './house.schema.ts';

export type { HouseOptions, HousePage } from './house.schema.ts';

const MINUTE = 60_000;
const WINDOW_MINUTES = 15;
/** Of a launch instruction, in characters. */
const LONGEST_ADDRESS = 4096;

/**
 * The shop's own payment: points, store credit, an account with the shop. It cannot approve: only
 * the shop's backend can, so its method must `forward`. The buyer says yes on a page of the shop's,
 * or, without one, in the payment window.
 *
 * @throws Error that names the wrong option; its value is not repeated.
 */
export function house(options: HouseOptions): Provider {
  const { name, page } = parseOptions(options);
  return {
    id: 'house',
    name,
    methods: { house: { type: 'house', label: name } },
    facts: {
      authenticationWindow: (page?.windowMinutes ?? WINDOW_MINUTES) * MINUTE,
      approveWindow: 10 * MINUTE,
      callTimeout: 10_000,
      // Whatever is an order id to the shop.
      orderId: { alphabet: /^[^\p{Cc}\p{Cs}]+$/u, maxLength: 100 },
      endsNeedQuery: false,
      replaySafe: false,
      approvedAtCallback: false,
    },
    origins: { script: [], connect: [] },
    ...(page ? onPageOf(page) : IN_OUR_WINDOW),
  };
}

type Kind = Pick<Provider, 'prepare' | 'readCallback' | 'confirmsHere'>;

const onPageOf = (page: HousePageConfig): Kind => ({
  prepare: async (record, ctx) => preparationOf(page, await launchOf(page, record, ctx)),
  readCallback: readPage,
});

function preparationOf({ url }: HousePageConfig, launch: string): Preparation {
  const address = `${url}${url.includes('?') ? '&' : '?'}payment=${launch}`;
  return address.length > LONGEST_ADDRESS
    ? { outcome: 'declined', providerCode: 'LAUNCH_TOO_LONG' }
    : {
        outcome: 'prepared',
        instruction: { kind: 'redirect', url: address },
        providerState: {},
      };
}

function launchOf(
  { url, secret, windowMinutes }: HousePageConfig,
  { attemptId, orderId, line, orderName, amount, locale, device }: PaymentRecord,
  ctx: ProviderContext,
): Promise<string> {
  const iat = Math.floor(ctx.now() / 1000);
  const claims: LaunchClaims = {
    v: 1,
    attemptId,
    orderId,
    line,
    orderName,
    amount,
    locale,
    device,
    approveUrl: ctx.callbackUrl('approve'),
    cancelUrl: ctx.callbackUrl('cancel'),
  };
  return new SignJWT({ aud: url, iat, exp: iat + windowMinutes * 60, ...claims })
    .setProtectedHeader({ alg: LAUNCH_ALGORITHM, typ: LAUNCH_TYPE })
    .sign(Buffer.from(secret, 'base64url'));
}

const rejected = (reason: string): CallbackReading => ({ kind: 'rejected', reason });

/** Nothing is believed of what it carries: the backend, which knows what it means, gets it whole. */
function readPage({ leg }: CallbackRequest): CallbackReading {
  if (leg === 'approve') return { kind: 'authenticated', authentication: {} };
  return leg === 'cancel' ? { kind: 'canceled' } : rejected('unknown leg');
}

const IN_OUR_WINDOW: Kind = {
  confirmsHere: true,
  prepare: (record, ctx) =>
    Promise.resolve({
      outcome: 'prepared',
      instruction: {
        kind: 'none',
        url: ctx.callbackUrl('approve'),
        data: confirmationOf(record, record.amount),
      },
      providerState: {},
    }),
  readCallback: readConfirmation,
};

const confirmationOf = (
  { attemptId, orderId }: PaymentRecord,
  { value, currency }: Confirmation['amount'],
): Confirmation => ({ v: 1, attemptId, orderId, amount: { value, currency } });

/**
 * One spelling is taken, the one that our window sends. The bytes go on to the backend, and of any
 * other its reader might see something else than ours did: of a name that stands there twice, say.
 */
function readConfirmation(request: CallbackRequest, record: PaymentRecord): CallbackReading {
  if (request.leg !== 'approve') return rejected('unknown leg');
  if (request.httpMethod !== 'POST') return rejected('not posted');
  if (!/^application\/json\s*(;|$)/i.test(request.contentType)) return rejected('not JSON');
  if (request.query.length > 0) return rejected('has a query');
  const body = Buffer.from(request.body);
  const said = ConfirmationSchema.safeParse(parseJson(body));
  if (!said.success) return rejected('no confirmation');
  const { amount } = said.data;
  const expected = JSON.stringify(confirmationOf(record, amount));
  return body.equals(Buffer.from(expected))
    ? { kind: 'authenticated', authentication: {}, claims: { amount } }
    : rejected('confirms something else');
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
