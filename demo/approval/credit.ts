import * as z from 'zod';
import type { CreditBook } from '../credit.ts';
import { declined, OPEN } from './pg-service.ts';
import type { PgService } from './pg-service.ts';

/** What the payment window posts when the buyer says yes in it. */
const ConfirmationSchema = z.object({ v: z.literal(1), attemptId: z.string() });

const confirmedIn = (body: unknown): unknown => {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  } catch {
    return undefined;
  }
};

/** Takes what buyers paid in beforehand. A real shop would know by his session whose it is. */
export const creditService = (credit: CreditBook): PgService => ({
  approve: ({ body }, { attemptId, orderId, amount }) => {
    const said = ConfirmationSchema.safeParse(confirmedIn(body));
    if (!said.success || said.data.attemptId !== attemptId) {
      return Promise.resolve(declined('NOT_CONFIRMED'));
    }
    const spending = credit.spend({ attemptId, orderId, amount });
    return Promise.resolve(
      spending
        ? { outcome: 'approved', transactionId: spending.transactionId, amount }
        : declined('TOO_LITTLE_LEFT', '예치금이 모자라요.'),
    );
  },
  // Nobody else is asked, so that no doubt can be left.
  inquire: () => Promise.resolve(OPEN),
});
