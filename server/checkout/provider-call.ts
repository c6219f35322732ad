import type {
  PaymentRecord,
  PreparedRecord,
  ProviderContext,
  QueryAnswer,
} from '../providers/provider.ts';
import type { Attempt } from './attempt.ts';
import { providerOf, type Checkout } from './checkout.ts';

/** What a provider may see of an attempt. */
export const recordOf = ({ id, snapshot, ...attempt }: Attempt): PaymentRecord => ({
  attemptId: id,
  orderId: attempt.orderId,
  line: attempt.line,
  providerOrderId: attempt.providerOrderId,
  method: snapshot.providerMethod,
  buyerRef: snapshot.buyerRef,
  orderName: snapshot.orderName,
  amount: attempt.amount,
  taxFreeAmount: snapshot.taxFreeAmount,
  device: snapshot.device,
  locale: snapshot.locale,
});

export const preparedRecordOf = (attempt: Attempt): PreparedRecord => ({
  ...recordOf(attempt),
  providerState: attempt.progress.providerState ?? {},
  ...(attempt.progress.authentication ? { authentication: attempt.progress.authentication } : {}),
});

/**
 * A provider's way to the world, for one attempt.
 * @param sendBefore by the process's clock: a process that slept until then sends nothing any more
 */
export const contextOf = (
  checkout: Checkout,
  attempt: Attempt,
  sendBefore = Infinity,
): ProviderContext => ({
  http: (request) =>
    checkout.clock.now() < sendBefore
      ? checkout.send(request)
      : Promise.resolve({ kind: 'not-sent', reason: 'too late to be sent' }),
  callbackUrl: (leg) => checkout.links.callback(attempt.channel, attempt.id, leg),
  now: checkout.clock.now,
});

/** What an error of ours may say in a log: its name and message, never what it carried. */
export const faultOf = (error: unknown): { readonly fault: string } => ({
  fault: error instanceof Error ? `${error.name}: ${error.message}` : 'not an error',
});

const LONGEST_QUERY_MS = 10_000;

/** Asks the provider what became of an attempt. Never throws; a doubt where it cannot be asked. */
export async function queryProvider(checkout: Checkout, attempt: Attempt): Promise<QueryAnswer> {
  const provider = providerOf(checkout, attempt);
  if (!provider?.query) return { outcome: 'unknown', reason: 'cannot be asked' };
  const ctx = contextOf(checkout, attempt);
  // To be asked again costs nothing, so a silent provider is not waited for as long as elsewhere.
  const http: typeof ctx.http = (request) =>
    ctx.http({ ...request, timeoutMs: Math.min(request.timeoutMs, LONGEST_QUERY_MS) });
  try {
    return await provider.query(preparedRecordOf(attempt), { ...ctx, http });
  } catch (error) {
    checkout.log.error({ attemptId: attempt.id, ...faultOf(error) }, 'query failed');
    return { outcome: 'unknown', reason: 'INTERNAL' };
  }
}
