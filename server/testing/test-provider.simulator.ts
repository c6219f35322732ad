import express from 'express';
import type { Request, Response, Router } from 'express';
import * as z from 'zod';
import { sendRequest } from '../checkout/outbound.ts';
import type { BrowserRequest } from '../providers/provider.contract.ts';
import type { WebhookRequest } from '../providers/provider.ts';
import type { BankPayment, BankReply, TestBank } from './test-provider.bank.ts';
import { BankFaultSchema } from './test-provider.faults.ts';
import { METHODS, UNSENT_STATUS, VERBS, WEBHOOK_ANSWER } from './test-provider.wire.ts';

const WEBHOOK_TIMEOUT = 10_000;

export interface TestBankSimulator {
  /** To be mounted at any path of an Express application that reads no bodies itself. */
  readonly router: Router;
  /**
   * POSTs the webhooks that nobody has taken yet to this address of ours, oldest first; with `again`
   * all there ever were. What is not answered as documented is sent the next time too.
   */
  readonly deliverWebhooks: (
    url: string,
    options?: { readonly again?: boolean },
  ) => Promise<{ readonly delivered: number; readonly failed: number }>;
}

/**
 * HTTP in front of a test bank; all it knows is in the bank, which the test may hold on to. The API
 * stands under `/v1/:verb`, the page on which the buyer decides at `/window/:order/info`; its form
 * posts `decision` (`approve`, `pay`, `deposit`, `cancel` or `fail`) to `/window/:order/decision`.
 *
 * Control, for tests in another process, JSON in and out:
 * `POST /control/faults { on, kind, times?, value? }`,
 * `POST /control/buyer { orderId, action, method? }` answers the callback with its body as text,
 * `POST /control/deposits { orderId, action }`, `POST /control/refund { orderId }`,
 * `POST /control/commit-late`, `POST /control/webhooks { url, again? }`, `POST /control/reset`,
 * `GET /control/ledger`. An action that makes no sense by now answers 409.
 */
export function createTestBankSimulator(bank: TestBank): TestBankSimulator {
  const router = express.Router();
  for (const verb of VERBS) {
    router.post(`/v1/${verb}`, express.json(), (request, response) => {
      if (request.get('authorization') !== `Bearer ${bank.secret}`) {
        response.status(401).json({ code: 'UNAUTHORIZED' });
      } else play(response, bank.call(verb, request.body));
    });
  }
  const deliverWebhooks: TestBankSimulator['deliverWebhooks'] = (url, options) =>
    bank.deliverWebhooks((webhook) => post(url, webhook), options);
  router.use('/window', windowRouter(bank));
  router.use('/control', controlRouter(bank, deliverWebhooks));
  return { router, deliverWebhooks };
}

function play(response: Response, reply: BankReply): void {
  switch (reply.kind) {
    case 'answered':
      response.status(reply.status).json(reply.json);
      return;
    case 'nonsense':
      response.send('<!doctype html><title>점검 중</title>');
      return;
    case 'unsent':
      response.status(UNSENT_STATUS).end();
      return;
    case 'dropped':
      response.socket?.destroy();
      return;
    case 'hang':
      return;
  }
}

/** Whether our server received it, in the words that the bank wants to hear. */
async function post(url: string, { headers, body }: WebhookRequest): Promise<boolean> {
  const text = Buffer.from(body).toString();
  const outcome = await sendRequest({
    method: 'POST',
    url,
    headers,
    body: text,
    timeoutMs: WEBHOOK_TIMEOUT,
  });
  if (outcome.kind !== 'answered' || outcome.status !== 200) return false;
  return Buffer.from(outcome.body).toString() === WEBHOOK_ANSWER.body;
}

/** What a button of the window does. */
const DECISIONS: ReadonlyMap<
  string,
  (bank: TestBank, orderId: string) => BrowserRequest | undefined
> = new Map([
  ['approve', (bank, id) => bank.authenticate(id)],
  ['pay', (bank, id) => bank.authenticateAndApprove(id)],
  ['deposit', (bank, id) => bank.authenticate(id, { method: 'virtual-account' })],
  ['cancel', (bank, id) => bank.cancel(id)],
  ['fail', (bank, id) => bank.fail(id)],
]);

function windowRouter(bank: TestBank): Router {
  const router = express.Router();
  router.get('/:order/info', (request, response) => show(bank, response, request.params.order));
  router.post('/:order/decision', express.urlencoded({ extended: false }), (request, response) => {
    const { order } = request.params;
    const form = z.object({ decision: z.string() }).safeParse(request.body);
    const callback = DECISIONS.get(form.data?.decision ?? '')?.(bank, order);
    if (callback) sendBack(response, callback);
    else show(bank, response, order);
  });
  return router;
}

function show(bank: TestBank, response: Response, orderId: string): void {
  const payment = bank.payment(orderId);
  const status = payment === undefined ? 404 : 200;
  response.status(status).set('Cache-Control', 'no-store').send(windowPage(bank, payment));
}

/** By GET with a redirect, by POST with a form that sends itself. */
function sendBack(response: Response, { httpMethod, url, body }: BrowserRequest): void {
  if (httpMethod === 'GET') {
    response.redirect(303, url);
    return;
  }
  const fields = [...new URLSearchParams(Buffer.from(body).toString())].map(
    ([name, value]) =>
      `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  response.send(
    page(`<form method="post" action="${escapeHtml(url)}">
${fields.join('\n')}
<button>가맹점으로 돌아가기</button>
</form>
<script>document.forms[0].submit()</script>`),
  );
}

function windowPage(bank: TestBank, payment: BankPayment | undefined): string {
  if (payment === undefined) return page('<p>없는 결제입니다.</p>');
  const { providerOrderId, amount, status } = payment;
  const sheet = `<p>${escapeHtml(bank.orderName(providerOrderId))}</p>
<p>${amount.value.toLocaleString('ko-KR')} ${escapeHtml(amount.currency)}</p>
<p>${escapeHtml(providerOrderId)}</p>`;
  if (status !== 'ready') return page(`${sheet}<p>끝난 결제입니다 (${status}).</p>`);
  return page(`${sheet}
<form method="post" action="decision">
<button name="decision" value="approve">카드로 결제</button>
<button name="decision" value="pay">이 창에서 바로 결제</button>
<button name="decision" value="deposit">가상계좌</button>
<button name="decision" value="cancel">취소</button>
<button name="decision" value="fail">인증 실패</button>
</form>`);
}

const page = (body: string): string => `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>모의은행 결제</title>
<link rel="icon" href="data:,">
</head>
<body>
<p>모의 결제창입니다. 실제로 결제되지 않습니다.</p>
${body}
</body>
</html>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const OrderSchema = z.object({ orderId: z.string() });
const BuyerSchema = OrderSchema.extend({
  action: z.enum(['authenticate', 'authenticateAndApprove', 'cancel', 'fail']),
  method: z.enum(METHODS).optional(),
});
const DepositActionSchema = OrderSchema.extend({
  action: z.enum(['deposit', 'withdrawDeposit', 'letDepositExpire']),
});
const DeliverySchema = z.object({ url: z.url(), again: z.boolean().optional() });

function controlRouter(
  bank: TestBank,
  deliverWebhooks: TestBankSimulator['deliverWebhooks'],
): Router {
  const router = express.Router();
  router.use(express.json());
  const door = <T>(path: string, schema: z.ZodType<T>, work: (asked: T) => unknown): void => {
    router.post(path, async (request: Request, response: Response) => {
      const asked = schema.safeParse(request.body);
      if (!asked.success) return void response.status(400).json({ issues: asked.error.issues });
      const answer = await work(asked.data);
      if (answer === undefined || answer === false) return void response.status(409).end();
      response.json(answer);
    });
  };
  door('/faults', BankFaultSchema, (fault) => {
    bank.fault(fault);
    return {};
  });
  door('/buyer', BuyerSchema, ({ orderId, action, method = 'card' }) => {
    const callback = bank[action](orderId, { method });
    return callback && { ...callback, body: Buffer.from(callback.body).toString() };
  });
  door('/deposits', DepositActionSchema, ({ orderId, action }) => bank[action](orderId));
  door('/refund', OrderSchema, ({ orderId }) => bank.refundInConsole(orderId));
  door('/commit-late', z.unknown(), () => ({ executed: bank.commitLate() }));
  door('/webhooks', DeliverySchema, ({ url, again = false }) => deliverWebhooks(url, { again }));
  door('/reset', z.unknown(), () => {
    bank.reset();
    return {};
  });
  router.get('/ledger', (_request, response) => {
    response.json({ payments: bank.payments(), calls: bank.calls(), webhooks: bank.webhooks() });
  });
  return router;
}
