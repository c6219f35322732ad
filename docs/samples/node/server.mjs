import express from 'express';
import { createOrderTicket } from 'pay-checkout/backend';
import { paymentRoutes } from './payment-routes.mjs';
import { createAnswerBook, createShop } from './shop.mjs';

const {
  PORT = '3000',
  /** Several, with a blank in between, while one takes over from another. */
  PAY_HOOK_SECRET,
  PAY_TICKET_SECRET,
  /** `publicUrl` of the pay-checkout server. */
  PAY_PUBLIC_URL,
} = process.env;
if (!PAY_HOOK_SECRET || !PAY_TICKET_SECRET || !PAY_PUBLIC_URL) {
  throw new Error('Set PAY_HOOK_SECRET, PAY_TICKET_SECRET and PAY_PUBLIC_URL.');
}

const shop = createShop();
const app = express();

// Before express.json() and express.urlencoded().
app.use(
  '/payment',
  paymentRoutes({ hookSecret: PAY_HOOK_SECRET.split(' '), shop, book: createAnswerBook() }),
);

// A page that carries its order in a ticket, so that the server need not ask for it.
app.get('/orders/:orderId', async (request, response) => {
  const order = shop.findOrder('order', request.params.orderId);
  if (!order) return void response.status(404).send('There is no such order.');
  const { orderId, orderName, amount } = order;
  const ticket = await createOrderTicket(
    { line: 'order', orderId, orderName, amount },
    { secret: PAY_TICKET_SECRET, audience: PAY_PUBLIC_URL },
  );
  response.set('Cache-Control', 'no-store').send(`<!doctype html>
<title>Order</title>
<script type="module" src="${PAY_PUBLIC_URL}/widget/pay-checkout.js"></script>
<pay-checkout order-ticket="${ticket}"></pay-checkout>`);
});

app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on ${PORT}`);
});
