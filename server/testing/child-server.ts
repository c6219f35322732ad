import { sendRequest } from '../checkout/outbound.ts';
import type { CheckoutConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { kakaopay } from '../providers/kakaopay/kakaopay.ts';
import { createCheckoutServer } from '../server.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { createFailpoints, mortalSend, mortalStore } from './failpoints.ts';
import { movedClock } from './moved-clock.ts';
import { testProviderAt, type TestBankAddress } from './test-provider.ts';

/** A server in a process of its own, which may be killed. Started by `kill-stage.ts`. */

/** What the parent hands over; providers cannot be serialized, their options can. */
export interface ChildOrder {
  readonly config: Omit<CheckoutConfig, 'channels'> & { readonly channels: undefined };
  readonly kakaopay: Parameters<typeof kakaopay>[0];
  /** Channels of the test bank. */
  readonly testBanks: Readonly<Record<string, TestBankAddress>>;
  readonly port: number;
  readonly storePath: string;
  /** How far ahead of real time the parent's clock is. */
  readonly offset: number;
}

/** What the parent may ask for while it runs. Each is answered with `done`. */
export interface ChildRequest {
  /** Moves the clock on by so many milliseconds, and waits until nothing is under way. */
  readonly pass?: number;
  /** Arms a failpoint, as the environment variable does for the start. */
  readonly failpoint?: string;
}

export type ChildReply = 'listening' | 'done';

/** No test waits for a provider's own time-out; long enough for a busy machine. */
const LONGEST_CALL_MS = 5000;
/** The server rests when so many turns of its event loop brought nothing. */
const QUIET_TURNS = 8;

const order = JSON.parse(process.env['CHILD_ORDER'] ?? '') as ChildOrder;
const failpoints = createFailpoints();
const clock = movedClock(order.offset);
const notifyUrl = order.config.lines['order']?.notify;

let calls = 0;
let storeCalls = 0;

/** Counts what is asked of the store, to know when it rests. */
const counted = (store: Store): Store =>
  new Proxy(store, {
    get: (target, name, receiver) => {
      storeCalls += 1;
      return Reflect.get(target, name, receiver) as unknown;
    },
  });

const mortal = mortalSend(sendRequest, failpoints, notifyUrl);

const server = await createCheckoutServer(
  {
    ...order.config,
    channels: {
      kakaopay: kakaopay(order.kakaopay),
      ...Object.fromEntries(
        Object.entries(order.testBanks).map(([name, bank]) => [name, testProviderAt(bank)]),
      ),
    },
  },
  {
    port: order.port,
    host: '127.0.0.1',
    logger: createLogger('silent'),
    clock,
    store: counted(
      mortalStore(
        openSqliteStore({
          path: order.storePath,
          clockOffset: clock.offset,
          onMigration: () => {
            failpoints.pass('K16');
          },
        }),
        failpoints,
      ),
    ),
    send: async (request) => {
      calls += 1;
      try {
        const timeoutMs = Math.min(request.timeoutMs, LONGEST_CALL_MS);
        return await mortal({ ...request, timeoutMs });
      } finally {
        calls -= 1;
      }
    },
  },
);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function quiet(): Promise<void> {
  for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
    const before = storeCalls;
    await turn();
    if (calls > 0 || storeCalls > before) turns = 0;
  }
}

const reply = (word: ChildReply): void => {
  process.send?.(word);
};

async function obey({ pass = 0, failpoint }: ChildRequest): Promise<void> {
  if (failpoint !== undefined) failpoints.arm(failpoint);
  clock.pass(pass);
  await quiet();
  reply('done');
}

process.on('message', (request) => void obey(request as ChildRequest));

// As the command line does it, but for the death in between.
process.once('SIGTERM', () => {
  const closed = server.close();
  failpoints.pass('K17', `${String(calls)} under way`);
  void closed.then(() => process.exit(0));
});

reply('listening');
