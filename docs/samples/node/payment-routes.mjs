import express from 'express';
import { SignatureError, verifyForward, verifyHook } from 'pay-checkout/backend';

/**
 * The addresses that the pay-checkout server calls. Mount them before any body parser: what is
 * signed are bytes.
 *
 * @param hookSecret `hookSecret` of its configuration; a list while one takes over from another
 * @param shop your own orders and approval, as in shop.mjs
 * @param book what was answered to which forward, as in shop.mjs
 */
export function paymentRoutes({ hookSecret, shop, book }) {
  const routes = express.Router();
  routes.use(express.raw({ type: () => true, limit: '256kb' }));

  // `order`: what is to be paid. The page is never asked.
  routes.post('/order', (request, response) => {
    const { line, orderId } = readHook(request);
    const order = shop.findOrder(line, orderId);
    if (!order) return void response.status(404).json({ reason: 'There is no such order.' });
    if (order.paid) return void response.status(409).json({ reason: 'It is already paid.' });
    response.json({ orderName: order.orderName, amount: order.amount });
  });

  // `approve.url`: the provider's callback as it came, by GET or POST, and the envelope around it.
  routes.all('/callback', async (request, response) => {
    const { method, originalUrl: url, headers, body } = request;
    const envelope = verifyForward(hookSecret, { method, url, headers, body });
    const answer = await approveOnce(envelope, request);
    // Whoever was told "nothing happened" must not see it happen afterwards.
    reply(response, answer?.outcome === 'none' ? GIVEN_UP : answer);
  });

  // `approve.status`: what became of a forward whose answer was lost.
  routes.post('/status', async (request, response) => {
    const envelope = readHook(request);
    if (request.get('webhook-id') !== `status.${envelope.id}`) {
      return void response.status(400).json({ reason: 'This is no question about a forward.' });
    }
    // Never seen: written down as such, so that it stays true when the forward comes late.
    reply(response, book.begin(envelope.id, NONE) ? NONE : await whatBecame(envelope));
  });

  // `notify`: every final state, at least once; paying an order twice must change nothing.
  routes.post('/notify', (request, response) => {
    const isTaken = shop.noticed(readHook(request));
    response.status(isTaken ? 200 : 404).json({ isTaken });
  });

  routes.use((error, _request, response, next) => {
    if (!(error instanceof SignatureError)) return next(error);
    response.status(401).json({ reason: error.message });
  });

  function readHook(request) {
    const body = Buffer.isBuffer(request.body) ? request.body : '';
    return verifyHook(hookSecret, { headers: request.headers, body });
  }

  async function approveOnce(envelope, request) {
    // The line is drawn before the provider is asked: a second forward finds it, even after a crash.
    if (!book.begin(envelope.id)) return whatBecame(envelope);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const answer = await shop.approve(envelope, { query: envelope.query, body });
    return book.keep(envelope.id, answer);
  }

  /** `undefined` as long as nobody can say: it may be under way, or a crash came in between. */
  async function whatBecame(envelope) {
    const kept = book.answerTo(envelope.id);
    if (kept && kept.outcome !== 'awaiting-deposit') return kept;
    const found = await shop.lookUp(envelope);
    return found ? book.keep(envelope.id, found) : kept;
  }

  return routes;
}

const NONE = { outcome: 'none' };
const GIVEN_UP = { outcome: 'declined', code: 'GIVEN_UP', message: '결제 시간이 지났어요.' };

/** Anything but 200 is a doubt, and asked about again. Never guess: it is somebody's money. */
function reply(response, answer) {
  if (answer) response.json(answer);
  else response.status(503).json({ reason: 'Not known yet.' });
}
