import * as z from 'zod';
import type { KakaoPaySimulator } from '../../server/providers/kakaopay/kakaopay.simulator.ts';
import type { Demo } from '../demo.ts';

/** What the providers themselves say of one order of the shop. */
export interface LedgerBooks {
  /** `status ×approvals` of each payment, as the simulators' ledgers have it. */
  readonly ledger: string;
  /** How often a provider was asked to take the money. */
  readonly approveCalls: number;
}

/** Who asked for the money: the companion server, or the shop's own backend. */
export type Asker = 'server' | 'backend';

interface Payment {
  readonly orderId: string;
  readonly status: string;
  readonly approvals: number;
}

interface ApproveCall {
  readonly orderId: string;
  readonly asker: Asker;
}

type Books = Pick<Demo, 'simulators' | 'backend'>;

/** Of every provider: nobody knows beforehand where money went. */
export function ledgersOf({ simulators, backend }: Books, orderId: string): LedgerBooks {
  const isOf = belongingTo(backend, orderId);
  return {
    ledger: paymentsAt(simulators)
      .filter(isOf)
      .map(({ status, approvals }) => `${status} ×${String(approvals)}`)
      .join(', '),
    approveCalls: approveCallsAt(simulators).filter(isOf).length,
  };
}

/** Who asked for the money of an order, once for each time that a provider was asked. */
export const askersOf = ({ simulators, backend }: Books, orderId: string): readonly Asker[] =>
  approveCallsAt(simulators)
    .filter(belongingTo(backend, orderId))
    .map(({ asker }) => asker);

/**
 * An order's number at a provider is the shop's own, or begins with it. Those of its extras do too,
 * and are other orders.
 */
function belongingTo(backend: Demo['backend'], orderId: string) {
  const isBelow = (id: string, number: string) => id === number || id.startsWith(`${number}-`);
  const others = backend
    .orders()
    .map((order) => order.orderId)
    .filter((number) => number !== orderId && isBelow(number, orderId));
  return ({ orderId: id }: { readonly orderId: string }): boolean =>
    isBelow(id, orderId) && !others.some((number) => isBelow(id, number));
}

const kakaoPaysOf = ({ kakaopay, kakaopayRepair }: Demo['simulators']) => [
  kakaopay,
  kakaopayRepair,
];

const paymentsAt = (simulators: Demo['simulators']): readonly Payment[] => [
  ...kakaoPaysOf(simulators).flatMap(({ ledger }) =>
    ledger
      .payments()
      .map(({ partner_order_id, ...payment }) => ({ ...payment, orderId: partner_order_id })),
  ),
  ...simulators.tosspayments.ledger.payments(),
  ...simulators.points.ledger.authorizations().map(({ orderId, transactionId }) => ({
    orderId,
    status: transactionId === undefined ? 'AUTHORIZED' : 'SPENT',
    approvals: transactionId === undefined ? 0 : 1,
  })),
  ...simulators.credit.spent().map(({ orderId }) => ({ orderId, status: 'SPENT', approvals: 1 })),
];

/** The backend's calls carry the id of the forward that they are made for. */
const askerWith = (mark: string | undefined): Asker =>
  mark?.startsWith('forward.') ? 'backend' : 'server';

const approveCallsAt = (simulators: Demo['simulators']): readonly ApproveCall[] => [
  ...kakaoPaysOf(simulators).flatMap(({ ledger }) => ledger.calls('approve').map(kakaoCall)),
  ...simulators.tosspayments.ledger.calls('confirm').map(({ body, idempotencyKey }) => ({
    orderId: TossBody.parse(body).orderId,
    asker: askerWith(idempotencyKey),
  })),
  // Only the backend can spend them.
  ...simulators.points.ledger
    .authorizations()
    .filter(({ transactionId }) => transactionId !== undefined)
    .map(({ orderId }) => ({ orderId, asker: 'backend' as const })),
  ...simulators.credit.spent().map(({ orderId }) => ({ orderId, asker: 'backend' as const })),
];

const KakaoBody = z.object({ partner_order_id: z.string(), payload: z.string().optional() });
const TossBody = z.object({ orderId: z.string() });

function kakaoCall({
  body,
}: ReturnType<KakaoPaySimulator['ledger']['calls']>[number]): ApproveCall {
  const { partner_order_id: orderId, payload } = KakaoBody.parse(body);
  return { orderId, asker: askerWith(payload) };
}

/** What a ledger says of an order that was paid, whoever was paid by. */
export const PAID_ONCE: ReadonlySet<string> = new Set([
  'SUCCESS_PAYMENT ×1',
  'DONE ×1',
  'SPENT ×1',
]);

/** `paid` and the amount, or whatever else the merchant's backend has. */
export function backendBook({ backend }: Pick<Demo, 'backend'>, orderId: string): string {
  const order = backend.find(orderId);
  return order?.state === 'paid' ? `paid ${String(order.amount.value)}` : (order?.state ?? 'none');
}
