import * as z from 'zod';
import type { HouseSimulator } from '../../server/providers/house/house.simulator.ts';
import { declined, OPEN } from './pg-service.ts';
import type { PgService } from './pg-service.ts';

const QuerySchema = z.object({ authorization: z.string() });

/** The shop's own points: what the buyer said yes to on their page is spent in the shop's books. */
export const pointsService = ({
  ledger,
  approve,
}: Pick<HouseSimulator, 'ledger' | 'approve'>): PgService => ({
  approve: ({ query }, { attemptId, amount }) => {
    const read = QuerySchema.safeParse(query);
    if (!read.success) return Promise.resolve(declined('NO_AUTHORIZATION'));
    const { authorization } = read.data;
    // A yes to another payment, even of the same amount, is none to this one.
    return Promise.resolve(
      ledger.find(authorization)?.attemptId === attemptId
        ? approve(authorization, amount)
        : declined('AUTHORIZATION_UNKNOWN'),
    );
  },
  // Nobody else is asked, so that no doubt can be left.
  inquire: () => Promise.resolve(OPEN),
});
