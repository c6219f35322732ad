import express from 'express';
import type { Router } from 'express';
import * as z from 'zod';
import { postsOf } from '../control.simulator.ts';
import { plain } from '../wire.simulator.ts';
import type { ApiAnswer } from '../wire.simulator.ts';
import { FaultSchema } from './tosspayments-faults.simulator.ts';
import type { FaultRequest } from './tosspayments-faults.simulator.ts';
import type { TossPaymentsLedger } from './tosspayments-ledger.simulator.ts';
import type { Webhook } from './tosspayments-webhooks.simulator.ts';

/** What a test may do that neither shop nor buyer can. */
export interface TossPaymentsControl {
  readonly ledger: TossPaymentsLedger;
  /** Makes calls to come go wrong. `POST /control/faults`. */
  readonly fault: (fault: FaultRequest) => void;
  /**
   * Forgets payments, calls, faults, first answers and webhooks to be sent again; cuts off who is
   * held. `POST /control/reset`.
   */
  readonly reset: () => void;
  /**
   * Calls the success address once more, as a reloaded browser would, and answers with its HTTP
   * status; `undefined` where there is none. `POST /control/callback { paymentKey }`.
   */
  readonly callAgain: (paymentKey: string) => Promise<number | 'no answer' | undefined>;
  /** Answers what waits under `hold`; says how many it were. `POST /control/release`. */
  readonly release: () => number;
  /** Carries out what was dropped under `commit-later`. `POST /control/commit-late`. */
  readonly commitLate: () => readonly string[];
  /**
   * Gives money back in the merchant's console, all that is left unless told how much. Answers as
   * the API does. `POST /control/refund { paymentKey, amount? }`.
   */
  readonly refund: (paymentKey: string, amount?: number) => ApiAnswer;
  /**
   * The buyer sends the whole amount to the account that was issued for an order; `false` where
   * none takes it. `POST /control/deposit { orderId }`.
   */
  readonly deposit: (orderId: string) => boolean;
  /**
   * The bank takes a deposit back, and the account waits again; `false` where there is none.
   * `POST /control/withdraw { orderId }`.
   */
  readonly withdrawDeposit: (orderId: string) => boolean;
  /** Where webhooks of changes to come go; `undefined`: nowhere. `POST /control/webhooks { url? }`. */
  readonly sendWebhooksTo: (url: string | undefined) => void;
  /**
   * Ends what is overdue, then sends again what nobody has taken and is due by the clock; resolves
   * with their number when all were answered. `POST /control/retry-webhooks`.
   */
  readonly retryWebhooks: () => Promise<number>;
  /**
   * The PAYMENT_STATUS_CHANGED that tells of this order as it stands, sent or not. `undefined`: no
   * such order.
   */
  readonly webhookAbout: (orderId: string) => Webhook | undefined;
}

const KeySchema = z.strictObject({ paymentKey: z.string() });
const OrderSchema = z.strictObject({ orderId: z.string() });
const RefundSchema = z.strictObject({ paymentKey: z.string(), amount: z.int().optional() });
const WebhooksSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional(),
});

/** The same over HTTP, for tests and people outside of this process. */
export function controlRouter(control: TossPaymentsControl): Router {
  const router = express.Router();
  router.use(express.json());
  const on = postsOf(router);
  faultDoors(on, control);
  paymentDoors(on, control);
  webhookDoors(on, control);
  on('/reset', z.unknown(), (_asked, response) => {
    control.reset();
    response.status(204).end();
  });
  router.get('/ledger', (_request, response) => {
    response.json(inWhole(control.ledger));
  });
  return router;
}

type Doors = ReturnType<typeof postsOf>;

function faultDoors(on: Doors, control: TossPaymentsControl): void {
  on('/faults', FaultSchema, (fault, response) => {
    control.fault(fault);
    response.status(204).end();
  });
  on('/release', z.unknown(), (_asked, response) => {
    response.json({ released: control.release() });
  });
  on('/commit-late', z.unknown(), (_asked, response) => {
    response.json({ outcomes: control.commitLate() });
  });
}

function paymentDoors(on: Doors, control: TossPaymentsControl): void {
  on('/callback', KeySchema, async ({ paymentKey }, response) => {
    const status = await control.callAgain(paymentKey);
    if (status === undefined) response.status(404).json({ issues: ['nothing to call'] });
    else response.json({ status });
  });
  on('/refund', RefundSchema, ({ paymentKey, amount }, response) => {
    plain(response, control.refund(paymentKey, amount));
  });
  on('/deposit', OrderSchema, ({ orderId }, response) => {
    response.status(control.deposit(orderId) ? 204 : 409).end();
  });
  on('/withdraw', OrderSchema, ({ orderId }, response) => {
    response.status(control.withdrawDeposit(orderId) ? 204 : 409).end();
  });
}

function webhookDoors(on: Doors, control: TossPaymentsControl): void {
  on('/webhooks', WebhooksSchema, ({ url }, response) => {
    control.sendWebhooksTo(url);
    response.status(204).end();
  });
  on('/retry-webhooks', z.unknown(), async (_asked, response) => {
    response.json({ sent: await control.retryWebhooks() });
  });
}

const inWhole = (ledger: TossPaymentsLedger) => ({
  payments: ledger.payments(),
  standingApprovals: Object.fromEntries(ledger.standingApprovals()),
  calls: ledger.calls(),
  deliveries: ledger.deliveries(),
});
