import express from 'express';
import type { Request, Router } from 'express';
import { Delays } from '../delays.simulator.ts';
import { deposit, withdrawDeposit } from './tosspayments-accounts.simulator.ts';
import { refundInConsole } from './tosspayments-api.simulator.ts';
import type { ApiDesk } from './tosspayments-api.simulator.ts';
import { paymentBody } from './tosspayments-bodies.simulator.ts';
import { apiRouter } from './tosspayments-calls.simulator.ts';
import { controlRouter } from './tosspayments-control.simulator.ts';
import type { TossPaymentsControl } from './tosspayments-control.simulator.ts';
import { TossPaymentsFaults } from './tosspayments-faults.simulator.ts';
import { IdempotentAnswers } from './tosspayments-idempotency.simulator.ts';
import { TossPaymentsLedger } from './tosspayments-ledger.simulator.ts';
import { WEBHOOK_KINDS } from './tosspayments-records.simulator.ts';
import type { WebhookKind } from './tosspayments-records.simulator.ts';
import { sdkRouter } from './tosspayments-sdk.simulator.ts';
import { TossPaymentsWebhooks } from './tosspayments-webhooks.simulator.ts';
import { deliverSuccess, windowRouter } from './tosspayments-window.simulator.ts';

const MINUTE = 60_000;

/** What the simulator expects and how it keeps time. */
export interface TossPaymentsSimulatorOptions {
  /** Of `payment()` windows. */
  readonly clientKey?: string;
  readonly secretKey?: string;
  /** Of `widgets()`. Unlike Toss Payments, either secret key opens the payments of both. */
  readonly widgetClientKey?: string;
  readonly widgetSecretKey?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Where the router is mounted, for the addresses in its answers; else from `Host`. */
  readonly baseUrl?: string;
  readonly authenticationWindowMinutes?: number;
  readonly confirmWindowMinutes?: number;
  /** Where webhooks go. Nowhere when left out, until `sendWebhooksTo`. */
  readonly webhookUrl?: string;
  /** Which kinds are registered; both when left out, and then an account is told of twice. */
  readonly webhookKinds?: readonly WebhookKind[];
}

export interface TossPaymentsSimulator extends TossPaymentsControl {
  readonly router: Router;
  /** Resolves as soon as a call waits under the fault `hold`. */
  readonly held: () => Promise<void>;
  /** Resolves when no webhook is on its way. */
  readonly delivered: () => Promise<void>;
}

/** The keys that the simulator takes unless told otherwise. */
export const SIMULATOR_KEYS = {
  clientKey: 'test_ck_SIMULATOR0CLIENT0KEY',
  secretKey: 'test_sk_SIMULATOR0SECRET0KEY',
} as const;

/** Those of its widgets. */
export const SIMULATOR_WIDGET_KEYS = {
  widgetClientKey: 'test_gck_SIMULATOR0CLIENT0KEY',
  widgetSecretKey: 'test_gsk_SIMULATOR0SECRET0KEY',
} as const;

/**
 * A stand-in for Toss Payments' core API, its payment window, its browser SDKs and its webhooks, to
 * be mounted at any path of an Express application. The routes under `/control` do what
 * {@link TossPaymentsControl} does; the buyer pays into an account at `/window/accounts/:orderId`.
 */
export function createTossPaymentsSimulator(
  options: TossPaymentsSimulatorOptions = {},
): TossPaymentsSimulator {
  const parts = partsOf(options);
  const { keys, now, ledger, faults, delays, idempotent } = parts;
  const { clientKey, widgetClientKey, secretKey, widgetSecretKey } = keys;
  const control = controlOf(parts);
  const deskFor = (request: Request): ApiDesk => {
    parts.place.base = options.baseUrl ?? ownAddress(request);
    return parts.desk();
  };
  const secretKeys = [secretKey, widgetSecretKey];
  const clientKeys = [clientKey, widgetClientKey];

  const router = express.Router();
  router.use('/v1/payments', apiRouter({ secretKeys, deskFor, faults, delays, idempotent }));
  router.get(['/v2/standard', '/v1', '/v1/payment'], faults.onSdk);
  router.use(sdkRouter());
  router.use('/window', windowRouter({ clientKeys, ledger, faults, now }));
  router.use('/control', controlRouter(control));
  return {
    ...control,
    router,
    held: () => delays.held(),
    delivered: () => parts.webhooks.delivered(),
  };
}

/** Everything that the simulator is made of. */
function partsOf(options: TossPaymentsSimulatorOptions) {
  const now = options.now ?? Date.now;
  // A webhook is nobody's request: it takes the address that the last one came to.
  const place = { base: options.baseUrl ?? '' };
  const webhooks = new TossPaymentsWebhooks({
    now,
    kinds: options.webhookKinds ?? WEBHOOK_KINDS,
    bodyOf: (payment) => paymentBody({ now, base: place.base }, payment),
    note: (delivery) => ledger.noteDelivery(delivery),
  });
  webhooks.sendTo(options.webhookUrl);
  const ledger = new TossPaymentsLedger(
    {
      now,
      authenticationWindow: (options.authenticationWindowMinutes ?? 30) * MINUTE,
      confirmWindow: (options.confirmWindowMinutes ?? 10) * MINUTE,
    },
    (payment) => webhooks.announce(payment),
  );
  return {
    keys: { ...SIMULATOR_KEYS, ...SIMULATOR_WIDGET_KEYS, ...options },
    now,
    place,
    webhooks,
    ledger,
    desk: (): ApiDesk => ({ ledger, now, base: place.base }),
    faults: new TossPaymentsFaults(),
    delays: new Delays(),
    idempotent: new IdempotentAnswers(now),
  };
}
type Parts = ReturnType<typeof partsOf>;

function controlOf(parts: Parts): TossPaymentsControl {
  const { ledger, faults, delays, idempotent, webhooks, now, desk } = parts;
  return {
    ledger,
    fault: (fault) => faults.add(fault),
    reset: () => [ledger, faults, delays, idempotent, webhooks].forEach((part) => part.reset()),
    callAgain: async (paymentKey) => deliverSuccess({ ledger, now }, paymentKey),
    release: () => delays.release(),
    commitLate: () => delays.commitLate(),
    refund: (paymentKey, amount) => refundInConsole(desk(), paymentKey, amount),
    deposit: (orderId) => deposit({ ledger, now }, orderId),
    withdrawDeposit: (orderId) => withdrawDeposit({ ledger, now }, orderId),
    sendWebhooksTo: (url) => webhooks.sendTo(url),
    retryWebhooks: () => {
      ledger.expire();
      return webhooks.retry();
    },
    webhookAbout: (orderId) => {
      const payment = ledger.ofOrder(orderId);
      return payment && webhooks.compose(payment);
    },
  };
}

const ownAddress = (request: Request): string =>
  `${request.protocol}://${request.get('host') ?? ''}${request.baseUrl.replace(/\/v1\/payments$/, '')}`;
