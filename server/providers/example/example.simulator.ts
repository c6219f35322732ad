import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Response, Router } from 'express';
import * as z from 'zod';

export const SIMULATOR_KEY = 'example-secret-key';

export type ExampleVerb = 'prepare' | 'approve' | 'query';

interface SimulatedPayment {
  readonly id: string;
  readonly orderId: string;
  readonly amount: number;
  readonly returnUrl: string;
  /** When it can no longer be paid. */
  readonly over: number;
  status: 'open' | 'authenticated' | 'canceled' | 'failed' | 'approved';
  /** How often the money was taken. */
  approvals: number;
}

export interface ExampleSimulator {
  readonly router: Router;
  readonly timesTaken: (orderId: string) => number;
  /** The next call of that verb goes wrong, by the names of the contract. */
  readonly fault: (verb: ExampleVerb, kind: string) => void;
  readonly passTime: (ms: number) => void;
  readonly reset: () => void;
}

const WINDOW = 15 * 60_000;

const OrderSchema = z.object({ orderId: z.string(), amount: z.int(), returnUrl: z.string() });

type Wire = (response: Response) => void;

/** Calls lost on the wire, by the first word of a fault. */
const LOSSES: ReadonlyMap<string, Wire> = new Map<string, Wire>([
  ['hang', () => undefined],
  ['drop', (response) => response.destroy()],
  ['500', (response) => response.status(500).json({ code: 'OVER', message: '' })],
  ['html', (response) => response.status(200).send('<h1>Sorry</h1>')],
]);

interface Books {
  readonly payments: Map<string, SimulatedPayment>;
  readonly faults: Map<ExampleVerb, string>;
  /** Milliseconds since it began. */
  clock: number;
}

/** A stand-in for Example Pay: its API, its buyer's page and its books. */
export function createExampleSimulator(): ExampleSimulator {
  const books: Books = { payments: new Map(), faults: new Map(), clock: 0 };
  const { payments, faults } = books;
  return {
    router: express.Router().use('/api', api(books)).use('/buyer', buyerPages(payments)),
    timesTaken: (orderId) =>
      [...payments.values()]
        .filter((payment) => payment.orderId === orderId)
        .reduce((sum, { approvals }) => sum + approvals, 0),
    fault: (verb, kind) => faults.set(verb, kind),
    passTime: (ms) => {
      books.clock += ms;
    },
    reset: () => {
      payments.clear();
      faults.clear();
    },
  };
}

function api(books: Books): Router {
  const { payments } = books;
  const router = express.Router().use(express.json());
  router.use((request, response, next) => {
    if (request.get('authorization') === `Bearer ${SIMULATOR_KEY}`) next();
    else refuse(response, 401, 'WRONG_KEY');
  });
  router.post('/payments', (request, response) => {
    const id = randomUUID();
    const order = OrderSchema.parse(request.body);
    answer(books, 'prepare', response, () => {
      const over = books.clock + WINDOW;
      payments.set(id, { ...order, id, over, status: 'open', approvals: 0 });
      return payments.get(id);
    });
  });
  router.post('/payments/:id/approve', (request, response) => {
    answer(books, 'approve', response, (isRefused) => {
      const payment = payments.get(request.params.id);
      if (payment?.status !== 'authenticated' || books.clock > payment.over) return undefined;
      payment.status = isRefused ? 'failed' : 'approved';
      payment.approvals += isRefused ? 0 : 1;
      return payment;
    });
  });
  router.get('/payments/:id', (request, response) => {
    answer(books, 'query', response, () => payments.get(request.params.id));
  });
  return router;
}

/** Does what is asked, unless the call is lost on the way there, and answers, unless on the way back. */
function answer(
  { faults }: Books,
  verb: ExampleVerb,
  response: Response,
  act: (isRefused: boolean) => SimulatedPayment | undefined,
): void {
  const fault = faults.get(verb) ?? '';
  faults.delete(verb);
  const lose = LOSSES.get(fault.replace('-after-commit', ''));
  const isRefused = fault === 'declined';
  const isLostBefore = lose !== undefined && !fault.endsWith('-after-commit');
  const done = isLostBefore ? undefined : act(isRefused);
  if (lose) lose(response);
  else if (isRefused) refuse(response, 402, 'CARD_REFUSED');
  else if (!done) refuse(response, 404, 'NO_SUCH_PAYMENT');
  else response.json({ ...told(done, response), ...(fault === 'amount' ? { amount: 1 } : {}) });
}

const told = (payment: SimulatedPayment, { req }: Response) => ({
  ...payment,
  url: `http://${req.get('host') ?? ''}${req.baseUrl.replace(/\/api$/, '')}/buyer/${payment.id}`,
});

const refuse = (response: Response, status: number, code: string): void => {
  response.status(status).json({ code, message: '보기페이가 거절했습니다.' });
};

const DECISIONS = new Map([
  ['approve', ['authenticated', 'ok']],
  ['cancel', ['canceled', 'canceled']],
  ['fail', ['failed', 'failed']],
] as const);

/** `POST /buyer/:id/:decision` decides, and sends the browser back to the shop's server. */
function buyerPages(payments: ReadonlyMap<string, SimulatedPayment>): Router {
  const router = express.Router();
  router.post('/:id/:decision', (request, response) => {
    const payment = payments.get(request.params.id);
    const decided = new Map<string, readonly ['authenticated' | 'canceled' | 'failed', string]>(
      DECISIONS,
    ).get(request.params.decision);
    if (!payment || !decided) {
      response.sendStatus(404);
      return;
    }
    const [status, result] = decided;
    payment.status = status;
    response.redirect(303, `${payment.returnUrl}?id=${payment.id}&result=${result}`);
  });
  return router;
}
