import express from 'express';
import type { Request, Response, Router } from 'express';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { ConfirmQuestionSchema, NoticeSchema, OrderQuestionSchema } from './hooks.ts';
import type { ConfirmAnswer, ConfirmQuestion, OrderAnswer } from './hooks.ts';
import { samePrice } from './orders.ts';
import type { OrderBook } from './orders.ts';

export interface MerchantBackendOptions {
  readonly book: OrderBook;
  /** Shared with the companion server: `whsec_` and base64. */
  readonly hookSecret: string;
  /** Where the shop is, without a slash at the end. */
  readonly shopUrl: string;
}

/** The three addresses that the companion server calls, and the only way the shop learns of money. */
export function createMerchantBackend(options: MerchantBackendOptions): Router {
  const { book, shopUrl } = options;
  const webhook = new Webhook(options.hookSecret);
  const hooks = express.Router();
  // The signature covers the bytes, so they are checked before anything is parsed.
  hooks.use(express.raw({ type: 'application/json', limit: '64kb' }));

  hooks.post('/order', (request, response) => {
    const question = OrderQuestionSchema.safeParse(readSigned(request, webhook));
    if (!question.success) {
      refuse(response, question.error.message);
      return;
    }
    answerOrder(response, book, shopUrl, question.data);
  });

  hooks.post('/confirm', (request, response) => {
    const question = ConfirmQuestionSchema.safeParse(readSigned(request, webhook));
    if (question.success) response.json(confirm(book, question.data));
    else refuse(response, question.error.message);
  });

  hooks.post('/payment', (request, response) => {
    const notice = NoticeSchema.safeParse(readSigned(request, webhook));
    if (!notice.success) {
      refuse(response, notice.error.message);
      return;
    }
    const { effect } = book.receive(request.get('webhook-id') ?? '', notice.data);
    // Not taken for delivered: a payment that fits no order must not vanish quietly.
    response.status(effect === 'order-unknown' ? 404 : 200).json({ effect });
  });

  hooks.use(answerFailure);
  return hooks;
}

function answerOrder(
  response: Response,
  book: OrderBook,
  shopUrl: string,
  question: { orderId: string; line: string },
): void {
  const order = book.findOn(question.line, question.orderId);
  if (!order) return void response.status(404).json({ reason: 'There is no such order.' });
  if (order.state === 'paid') {
    return void response.status(409).json({ reason: 'The order is already paid.' });
  }
  const answer: OrderAnswer = {
    orderName: order.orderName,
    amount: order.amount,
    url: `${shopUrl}/thanks/${order.orderId}`,
  };
  response.json(answer);
}

/** The last word before money moves; a real shop would set the pieces aside here. */
function confirm(book: OrderBook, { orderId, line, amount }: ConfirmQuestion): ConfirmAnswer {
  const order = book.findOn(line, orderId);
  if (!order) return { outcome: 'refused', reason: 'There is no such order.' };
  if (order.state === 'paid') return { outcome: 'refused', reason: 'The order is already paid.' };
  return samePrice(order.amount, amount)
    ? { outcome: 'confirmed' }
    : { outcome: 'refused', reason: 'The price has changed.' };
}

/** @throws WebhookVerificationError when nobody with the secret sent this, or too long ago. */
function readSigned(request: Request, webhook: Webhook): unknown {
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body)) throw new WebhookVerificationError('A JSON body is required');
  return webhook.verify(body, {
    'webhook-id': request.get('webhook-id') ?? '',
    'webhook-timestamp': request.get('webhook-timestamp') ?? '',
    'webhook-signature': request.get('webhook-signature') ?? '',
  });
}

function refuse(response: Response, reason: string): void {
  response.status(400).json({ reason });
}

function answerFailure(
  error: unknown,
  _request: Request,
  response: Response,
  next: (error: unknown) => void,
): void {
  if (error instanceof WebhookVerificationError) {
    return void response.status(401).json({ reason: error.message });
  }
  if (error instanceof SyntaxError) return refuse(response, 'The body is not JSON.');
  next(error);
}
