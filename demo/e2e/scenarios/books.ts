import type { EngineStage } from './stage.ts';

/** What three independent books say of one order. */
export interface Books {
  /** `status ×approvals` of each payment, as the simulator's ledger has it. */
  readonly ledger: string;
  /** How often the provider was asked to take the money. */
  readonly approveCalls: number;
  /** The merchant's own. */
  readonly backend: string;
  /** Each attempt's state, the newest first. */
  readonly store: string;
}

/** Nobody was asked for money, and nobody says that it was paid. */
export const NOTHING_TAKEN = { approveCalls: 0, backend: 'unpaid' } as const;

export async function booksOf({ demo, store }: EngineStage, orderId: string): Promise<Books> {
  const { ledger } = demo.simulators.kakaopay;
  const payments = ledger
    .payments()
    .filter(({ partner_order_id: id }) => id.startsWith(`${orderId}-`));
  const calls = ledger
    .calls()
    .filter(
      ({ path, body }) => path.endsWith('/approve') && JSON.stringify(body).includes(orderId),
    );
  const order = demo.backend.find(orderId);
  const attempts = await store.findByOrder(orderId);
  return {
    ledger: payments.map(({ status, approvals }) => `${status} ×${String(approvals)}`).join(', '),
    approveCalls: calls.length,
    backend:
      order?.state === 'paid' ? `paid ${String(order.amount.value)}` : (order?.state ?? 'none'),
    store: attempts.map(({ state }) => state).join(', '),
  };
}
