import express from 'express';
import type { Router } from 'express';
import * as z from 'zod';
import { postsOf } from '../control.simulator.ts';
import { plain } from '../wire.simulator.ts';
import type { ApiAnswer } from '../wire.simulator.ts';
import { FaultSchema } from './kakaopay-faults.simulator.ts';
import type { FaultRequest } from './kakaopay-faults.simulator.ts';
import type { KakaoPayLedger } from './kakaopay-ledger.simulator.ts';
import { MOVES } from './kakaopay-window.simulator.ts';
import type { Move } from './kakaopay-window.simulator.ts';

/** What a test may do that neither shop nor buyer can. */
export interface KakaoPayControl {
  readonly ledger: KakaoPayLedger;
  /** Makes calls to come go wrong. `POST /control/faults`. */
  readonly fault: (fault: FaultRequest) => void;
  /** Forgets payments, calls and faults; cuts off who is held. `POST /control/reset`. */
  readonly reset: () => void;
  /**
   * Calls the approval address once more, as a reloaded browser would, and answers with its HTTP
   * status; `undefined` for an unknown payment. `POST /control/callback { tid }`.
   */
  readonly callAgain: (tid: string) => Promise<number | 'no answer' | undefined>;
  /** Answers what waits under `hold`; says how many it were. `POST /control/release`. */
  readonly release: () => number;
  /** Carries out what was dropped under `commit-later`. `POST /control/commit-late`. */
  readonly commitLate: () => readonly string[];
  /**
   * Gives money back in the merchant's console, all that is left unless told how much. Answers as
   * the API does. `POST /control/refund { tid, amount? }`.
   */
  readonly refund: (tid: string, amount?: number) => ApiAnswer;
  /**
   * Puts a payment, from which no money was taken, where a buyer may have brought it; `false` where
   * that cannot be. `POST /control/status { tid, status }`.
   */
  readonly move: (tid: string, status: Move) => boolean;
}

const TidSchema = z.strictObject({ tid: z.string() });
const RefundSchema = z.strictObject({ tid: z.string(), amount: z.int().optional() });
const MoveSchema = z.strictObject({ tid: z.string(), status: z.enum(MOVES) });

/** The same over HTTP, for tests and people outside of this process. */
export function controlRouter(control: KakaoPayControl): Router {
  const router = express.Router();
  router.use(express.json());
  const on = postsOf(router);
  on('/faults', FaultSchema, (fault, response) => {
    control.fault(fault);
    response.status(204).end();
  });
  on('/reset', z.unknown(), (_asked, response) => {
    control.reset();
    response.status(204).end();
  });
  on('/callback', TidSchema, async ({ tid }, response) => {
    const status = await control.callAgain(tid);
    if (status === undefined) response.status(404).json({ issues: ['no such tid'] });
    else response.json({ status });
  });
  on('/release', z.unknown(), (_asked, response) => {
    response.json({ released: control.release() });
  });
  on('/commit-late', z.unknown(), (_asked, response) => {
    response.json({ outcomes: control.commitLate() });
  });
  on('/refund', RefundSchema, ({ tid, amount }, response) => {
    plain(response, control.refund(tid, amount));
  });
  on('/status', MoveSchema, ({ tid, status }, response) => {
    response.status(control.move(tid, status) ? 204 : 409).end();
  });
  router.get('/ledger', (_request, response) => {
    response.json(inWhole(control.ledger));
  });
  return router;
}

const inWhole = (ledger: KakaoPayLedger) => ({
  payments: ledger.payments(),
  standingApprovals: Object.fromEntries(ledger.standingApprovals()),
  calls: ledger.calls(),
  deliveries: ledger.deliveries(),
});
