import type { Demo } from '../demo.ts';

/** What the providers themselves say of one order of the shop. */
export interface LedgerBooks {
  /** `status ×approvals` of each payment, as the simulators' ledgers have it. */
  readonly ledger: string;
  /** How often a provider was asked to take the money. */
  readonly approveCalls: number;
}

interface Payment {
  readonly orderId: string;
  readonly status: string;
  readonly approvals: number;
}

/** Of every provider: nobody knows beforehand where money went. */
export function ledgersOf({ simulators }: Pick<Demo, 'simulators'>, orderId: string): LedgerBooks {
  const { kakaopay, tosspayments } = simulators;
  const payments: readonly Payment[] = [
    ...kakaopay.ledger
      .payments()
      .map(({ partner_order_id, ...payment }) => ({ ...payment, orderId: partner_order_id })),
    ...tosspayments.ledger.payments(),
  ];
  const calls = [
    ...kakaopay.ledger.calls().filter(({ path }) => path.endsWith('/approve')),
    ...tosspayments.ledger.calls().filter(({ path }) => path.endsWith('/confirm')),
  ];
  return {
    ledger: payments
      // Ours at the provider begin with the merchant's.
      .filter((payment) => payment.orderId.startsWith(`${orderId}-`))
      .map(({ status, approvals }) => `${status} ×${String(approvals)}`)
      .join(', '),
    approveCalls: calls.filter(({ body }) => JSON.stringify(body).includes(`"${orderId}-`)).length,
  };
}

/** What a ledger says of an order that was paid, whoever was paid by. */
export const PAID_ONCE: ReadonlySet<string> = new Set(['SUCCESS_PAYMENT ×1', 'DONE ×1']);

/** `paid` and the amount, or whatever else the merchant's backend has. */
export function backendBook({ backend }: Pick<Demo, 'backend'>, orderId: string): string {
  const order = backend.find(orderId);
  return order?.state === 'paid' ? `paid ${String(order.amount.value)}` : (order?.state ?? 'none');
}
