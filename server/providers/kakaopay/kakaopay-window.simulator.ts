import express from 'express';
import type { Response, Router } from 'express';
import * as z from 'zod';
import { send } from '../outgoing.simulator.ts';
import { isExpired, isOpen } from './kakaopay-api.simulator.ts';
import type { KakaoPayFaults } from './kakaopay-faults.simulator.ts';
import type {
  KakaoPayLedger,
  KakaoPayStatus,
  SimulatedPayment,
} from './kakaopay-ledger.simulator.ts';
import { finishedPage, noPaymentPage, paymentPage } from './kakaopay-page.simulator.ts';

const FormSchema = z.object({ decision: z.string() });

/** What the buyer's page works with. */
export interface WindowDesk {
  readonly ledger: KakaoPayLedger;
  readonly faults: KakaoPayFaults;
  readonly now: () => number;
  readonly authenticationWindow: number;
}

/** The three pages that `ready` names, and the form that they post. */
export function windowRouter(desk: WindowDesk): Router {
  const router = express.Router();
  router.get(['/:tid/info', '/:tid/mInfo', '/:tid/aInfo'], (request, response) => {
    const payment = desk.ledger.find(String(request.params['tid']));
    isolate(desk, response);
    show(desk, response, payment);
  });
  router.post('/:tid/decision', express.urlencoded({ extended: false }), (request, response) => {
    const payment = desk.ledger.find(request.params.tid);
    if (payment && isOpen(payment.status))
      decide(desk, response, payment, decisionIn(request.body));
    else show(desk, response, payment);
  });
  return router;
}

function isolate({ faults }: WindowDesk, response: Response): void {
  const fault = faults.takeForWindow('coop');
  if (fault?.kind !== 'coop') return;
  response.set('Cross-Origin-Opener-Policy', fault.policy);
  if (fault.coep) response.set('Cross-Origin-Embedder-Policy', fault.coep);
}

const decisionIn = (body: unknown): string => FormSchema.safeParse(body).data?.decision ?? '';

function show(desk: WindowDesk, response: Response, payment: SimulatedPayment | undefined): void {
  response.set('Cache-Control', 'no-store');
  if (!payment) return void response.status(404).send(noPaymentPage());
  if (!isOpen(payment.status)) return void response.send(finishedPage(payment));
  if (isExpired(desk, payment.createdAt)) return fail(response, payment);
  if (payment.status === 'READY' || payment.status === 'SEND_TMS') payment.status = 'OPEN_PAYMENT';
  response.send(paymentPage(payment));
}

function decide(
  desk: WindowDesk,
  response: Response,
  payment: SimulatedPayment,
  decision: string,
): void {
  if (decision === 'fail' || isExpired(desk, payment.createdAt)) return fail(response, payment);
  if (decision === 'cancel') {
    payment.status = 'QUIT_PAYMENT';
    return response.redirect(303, payment.request.cancel_url);
  }
  if (decision !== 'approve') return show(desk, response, payment);
  payment.status = 'AUTH_PASSWORD';
  if (desk.faults.takeForWindow('duplicate-callback')) {
    response.once('finish', () => void deliverApproval(desk, payment.tid));
  }
  response.redirect(303, approvalUrl(payment));
}

function fail(response: Response, payment: SimulatedPayment): void {
  payment.status = 'FAIL_PAYMENT';
  response.redirect(303, payment.request.fail_url);
}

/** Where a buyer alone can bring a payment. */
export const MOVES = [
  'READY',
  'SEND_TMS',
  'OPEN_PAYMENT',
  'SELECT_METHOD',
  'ARS_WAITING',
  'AUTH_PASSWORD',
  'ISSUED_SID',
  'FAIL_AUTH_PASSWORD',
  'QUIT_PAYMENT',
  'FAIL_PAYMENT',
] as const satisfies readonly KakaoPayStatus[];
export type Move = (typeof MOVES)[number];

/** Puts a payment there, unless it is unknown or money was taken from it. */
export function moveOn({ ledger }: WindowDesk, tid: string, status: Move): boolean {
  const payment = ledger.find(tid);
  if (!payment || payment.approvals > 0) return false;
  payment.status = status;
  return true;
}

/** Kakao adds its token to whatever query the address has, and nothing else. */
function approvalUrl({ request, pgToken }: SimulatedPayment): string {
  const separator = request.approval_url.includes('?') ? '&' : '?';
  return `${request.approval_url}${separator}pg_token=${pgToken}`;
}

/**
 * Requests the approval address as a browser that was reloaded would, and notes the answer.
 * `undefined`: no such payment.
 */
export async function deliverApproval(
  { ledger, now }: WindowDesk,
  tid: string,
): Promise<number | 'no answer' | undefined> {
  const payment = ledger.find(tid);
  if (!payment) return undefined;
  const status = await send(new URL(approvalUrl(payment)));
  ledger.noteDelivery({ at: now(), tid, status });
  return status;
}
