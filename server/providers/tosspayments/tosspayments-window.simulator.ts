import express from 'express';
import type { Response, Router } from 'express';
import { send } from '../outgoing.simulator.ts';
import { deposit, takesDeposit, withdrawDeposit } from './tosspayments-accounts.simulator.ts';
import { failure } from './tosspayments-codes.simulator.ts';
import type { Failure } from './tosspayments-codes.simulator.ts';
import { leave, successAddress } from './tosspayments-endings.simulator.ts';
import type { Ending } from './tosspayments-endings.simulator.ts';
import type { TossPaymentsFaults } from './tosspayments-faults.simulator.ts';
import type { TossPaymentsLedger } from './tosspayments-ledger.simulator.ts';
import { readOpening } from './tosspayments-opening.simulator.ts';
import { DecisionSchema } from './tosspayments-order.simulator.ts';
import type { Decision } from './tosspayments-order.simulator.ts';
import {
  accountPage,
  finishedPage,
  noPaymentPage,
  paymentPage,
  refusedPage,
} from './tosspayments-page.simulator.ts';
import type { SimulatedPayment } from './tosspayments-records.simulator.ts';

/** What the buyer's pages work with. */
export interface WindowDesk {
  readonly clientKeys: readonly string[];
  readonly ledger: TossPaymentsLedger;
  readonly faults: TossPaymentsFaults;
  readonly now: () => number;
}

/** The window that the SDK opens, and the buyer's bank for the accounts that were issued. */
export function windowRouter(desk: WindowDesk): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false });
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.post('/payments', form, (request, response) => open(desk, response, request.body));
  router.get('/payments/:paymentKey/info', (request, response) => {
    isolate(desk, response);
    show(response, desk.ledger.find(request.params.paymentKey));
  });
  router.post('/payments/:paymentKey/decision', form, (request, response) => {
    const payment = desk.ledger.find(request.params.paymentKey);
    decide(desk, response, { payment, decision: decisionIn(request.body) });
  });
  router.get('/accounts/:orderId', (request, response) => {
    showAccount(desk, response, desk.ledger.ofOrder(request.params.orderId));
  });
  router.post('/accounts/:orderId/decision', form, (request, response) => {
    const { orderId } = request.params;
    const { decision } = decisionIn(request.body);
    if (decision === 'deposit') deposit(desk, orderId);
    if (decision === 'withdraw') withdrawDeposit(desk, orderId);
    response.redirect(303, `../${encodeURIComponent(orderId)}`);
  });
  return router;
}

/** A page of its own behind the form's answer, which can be reloaded without paying anew. */
function open(desk: WindowDesk, response: Response, body: unknown): void {
  const opening = readOpening(body, desk.clientKeys, desk.now());
  switch (opening.kind) {
    case 'order': {
      const { paymentKey } = desk.ledger.open(opening.order);
      return response.redirect(303, `payments/${paymentKey}/info`);
    }
    case 'wrong':
      return leave(response, opening.place, { kind: 'fail', ...opening.reason });
    case 'homeless':
      return void response.status(400).send(refusedPage(opening.reason));
  }
}

function isolate({ faults }: WindowDesk, response: Response): void {
  const fault = faults.takeForWindow('coop');
  if (!fault) return;
  response.set('Cross-Origin-Opener-Policy', fault.policy);
  if (fault.coep) response.set('Cross-Origin-Embedder-Policy', fault.coep);
}

const NO_DECISION: Decision = { decision: '', bank: '', depositor: '' };
const decisionIn = (body: unknown): Decision =>
  DecisionSchema.safeParse(body ?? {}).data ?? NO_DECISION;

function show(response: Response, payment: SimulatedPayment | undefined): void {
  if (!payment) return void response.status(404).send(noPaymentPage());
  if (payment.isLeft || payment.authenticatedAt !== undefined) {
    return void response.send(finishedPage(payment));
  }
  if (payment.status === 'READY') return void response.send(paymentPage(payment));
  end(response, payment, failed(payment, failure('PAY_PROCESS_ABORTED')));
}

interface Decided {
  readonly payment: SimulatedPayment | undefined;
  readonly decision: Decision;
}

function decide(desk: WindowDesk, response: Response, { payment, decision }: Decided): void {
  if (payment?.status !== 'READY' || payment.isLeft) return show(response, payment);
  switch (decision.decision) {
    case 'approve':
      return authenticate(desk, response, { payment, decision });
    case 'cancel':
      // Closing the window leaves the payment as it was, until its time is over.
      return end(response, payment, canceled(payment));
    case 'close':
      return payment.order.target === 'iframe'
        ? end(response, payment, canceled(payment))
        : show(response, payment);
    case 'fail': {
      const reason = failure(refusalOf(payment));
      desk.ledger.change(payment, 'ABORTED', reason);
      return end(response, payment, failed(payment, reason));
    }
    default:
      return show(response, payment);
  }
}

/** That a refusal in the window aborts the payment is assumed; only that of a confirm is drawn. */
const refusalOf = ({ order }: SimulatedPayment): string =>
  order.request.method === 'CARD' ? 'REJECT_CARD_COMPANY' : 'PAY_PROCESS_ABORTED';

function authenticate(
  desk: WindowDesk,
  response: Response,
  { payment, decision }: Decided & { readonly payment: SimulatedPayment },
): void {
  payment.authenticatedAt = desk.now();
  payment.wishes = { bankCode: decision.bank, depositorName: decision.depositor || null };
  desk.ledger.change(payment, 'IN_PROGRESS');
  const hasAddress = payment.order.request.successUrl !== undefined;
  if (hasAddress && desk.faults.takeForWindow('duplicate-callback')) {
    response.once('finish', () => void deliverSuccess(desk, payment.paymentKey));
  }
  end(response, payment, successOf(payment));
}

function end(response: Response, payment: SimulatedPayment, ending: Ending): void {
  payment.isLeft = true;
  const { request, ...place } = payment.order;
  const { successUrl, failUrl } = request;
  leave(response, { ...place, successUrl, failUrl }, ending);
}

const canceled = ({ order }: SimulatedPayment): Ending => ({
  kind: 'cancel',
  orderId: order.request.orderId,
});

const failed = ({ order }: SimulatedPayment, reason: Failure): Ending => ({
  kind: 'fail',
  orderId: order.request.orderId,
  ...reason,
});

const successOf = ({ paymentKey, order: { request } }: SimulatedPayment) =>
  ({
    kind: 'success',
    paymentKey,
    orderId: request.orderId,
    amount: request.amount.value,
  }) as const;

/**
 * Requests the success address as a browser that was reloaded would, and notes the answer.
 * `undefined`: no such payment, or it has no such address.
 */
export async function deliverSuccess(
  { ledger, now }: Pick<WindowDesk, 'ledger' | 'now'>,
  paymentKey: string,
): Promise<number | 'no answer' | undefined> {
  const payment = ledger.find(paymentKey);
  const url = payment && successAddress(payment.order.request, successOf(payment));
  if (payment === undefined || url === undefined) return undefined;
  const answer = await send(new URL(url));
  const { orderId } = payment.order.request;
  ledger.noteDelivery({ at: now(), kind: 'callback', orderId, answer });
  return answer;
}

function showAccount(
  { now }: WindowDesk,
  response: Response,
  payment: SimulatedPayment | undefined,
): void {
  if (payment?.account) response.send(accountPage(payment, takesDeposit(payment, now())));
  else response.status(404).send(noPaymentPage());
}
