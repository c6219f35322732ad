import express from 'express';
import type { Request, Response, Router } from 'express';
import * as z from 'zod';
import { SignatureError, verifyHook } from '../server/backend.ts';
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

/**
 * The three addresses of each line that the companion server calls. Of money that the shop does not
 * take by itself, they are the only way it learns.
 */
export function createMerchantBackend({
  book,
  hookSecret,
  shopUrl,
}: MerchantBackendOptions): Router {
  const hooks = express.Router();
  // The signature covers the bytes, so they are checked before anything is parsed.
  hooks.use(express.raw({ type: 'application/json', limit: '64kb' }));

  hooks.post('/:line/order', (request, response) => {
    const question = OrderQuestionSchema.parse(readSigned(request, hookSecret));
    if (isForThisLine(request, response, question)) answerOrder(response, book, shopUrl, question);
  });

  hooks.post('/:line/confirm', (request, response) => {
    const question = ConfirmQuestionSchema.parse(readSigned(request, hookSecret));
    if (isForThisLine(request, response, question)) response.json(confirm(book, question));
  });

  hooks.post('/:line/payment', (request, response) => {
    const notice = NoticeSchema.parse(readSigned(request, hookSecret));
    if (!isForThisLine(request, response, notice)) return;
    const { effect } = book.receive(request.get('webhook-id') ?? '', notice);
    // Not taken for delivered: a payment that fits no order must not vanish quietly.
    response.status(effect === 'order-unknown' ? 404 : 200).json({ effect });
  });

  hooks.use(answerFailure);
  return hooks;
}

/** Lines are apart: what is meant for another is not answered here. */
function isForThisLine(request: Request, response: Response, asked: { line: string }): boolean {
  const isHere = request.params['line'] === asked.line;
  if (!isHere) refuse(response, `This is for the line ${asked.line}.`);
  return isHere;
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

/** @throws SignatureError when nobody with the secret sent this, or too long ago; SyntaxError */
const readSigned = ({ headers, body }: Request, hookSecret: string): unknown =>
  verifyHook(hookSecret, { headers, body: Buffer.isBuffer(body) ? body : '' });

function refuse(response: Response, reason: string): void {
  response.status(400).json({ reason });
}

function answerFailure(
  error: unknown,
  _request: Request,
  response: Response,
  next: (error: unknown) => void,
): void {
  if (error instanceof SignatureError) {
    return void response.status(401).json({ reason: error.message });
  }
  if (error instanceof z.ZodError) return refuse(response, error.message);
  if (error instanceof SyntaxError) return refuse(response, 'The body is not JSON.');
  next(error);
}
