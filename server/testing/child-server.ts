import type { CheckoutConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { kakaopay } from '../providers/kakaopay/kakaopay.ts';
import { createCheckoutServer } from '../server.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';

/** What the parent hands over; providers cannot be serialised, their options can. */
export interface ChildOrder {
  readonly config: Omit<CheckoutConfig, 'channels'> & { readonly channels: undefined };
  readonly kakaopay: Parameters<typeof kakaopay>[0];
  readonly port: number;
  readonly storePath: string;
  /** The commit after which the process kills itself, if any. */
  readonly dieAfter: 'callback-kept' | 'authenticated' | 'approved' | undefined;
}

const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

/** The real store; its owner drops dead right after one kind of commit, with no chance to tidy up. */
function mortal(store: Store, dieAfter: ChildOrder['dieAfter']): Store {
  return {
    ...store,
    keepRequest: async (request) => {
      const kept = await store.keepRequest(request);
      if (dieAfter === 'callback-kept') die();
      return kept;
    },
    change: async (change) => {
      const outcome = await store.change(change);
      if (outcome === 'done' && change.event.name === dieAfter) die();
      return outcome;
    },
  };
}

const order = JSON.parse(process.env['CHILD_ORDER'] ?? '') as ChildOrder;
await createCheckoutServer(
  { ...order.config, channels: { kakaopay: kakaopay(order.kakaopay) } },
  {
    port: order.port,
    host: '127.0.0.1',
    logger: createLogger('silent'),
    store: mortal(openSqliteStore({ path: order.storePath }), order.dieAfter),
  },
);
process.send?.('listening');
