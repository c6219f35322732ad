import { writeSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { Checkout } from '../checkout/checkout.ts';
import type { HttpOutcome, HttpRequest } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';

/**
 * Names the point at which a server under test kills itself: `K6`, or `K6:2` for the second time
 * that it is passed. Read by `child-server.ts`; the published server does not know it.
 */
export const FAILPOINT_VARIABLE = 'PAY_CHECKOUT_FAILPOINT';

/** The points, as a sentence about a killed server ends. A session is not stored, so none has one. */
export const FAILPOINTS = {
  K1: 'after the commit that creates the attempt',
  K2: 'after the commit "prepared"',
  K3: 'when the bytes of the request were read, before they are kept',
  K4: 'after the commit that keeps the request, before it is answered',
  K5: 'after the commit "authenticated"',
  K6: 'after the commit "approval-started", before it connects',
  K7: 'when half of the call was written',
  K8: 'when the whole call was written',
  K9: "when the answer's headers were read",
  K10: "when the answer's body was read, before the commit",
  K11: 'by the commit of the answer, which it does not live to see acknowledged',
  K12: 'when the answer is committed, before the notice is sent',
  K13: 'when the notice was taken, before it is marked as delivered',
  K14: 'after the commit "reversal-started"',
  K15: 'when the reversal was sent, before its answer is read',
  K16: 'during the migration of its store',
  K17: 'during a graceful stop, with a call under way',
  K18: 'in its worker, after it took what was due',
} as const;
export type Failpoint = keyof typeof FAILPOINTS;

export interface Failpoints {
  /** The process is there now; it goes no further if this is where it dies. */
  readonly pass: (point: Failpoint, detail?: string) => void;
  /** Whether one of these may still kill. */
  readonly isAhead: (...points: readonly Failpoint[]) => boolean;
  /** Puts another point in place of the one from the environment; an empty text is none. */
  readonly arm: (spec: string) => void;
}

/** @throws Error for a point that there is not. */
export function createFailpoints(spec = process.env[FAILPOINT_VARIABLE] ?? ''): Failpoints {
  let armed: { readonly point: string; left: number } | undefined;
  const arm = (next: string): void => {
    const [point = '', times = '1'] = next.split(':');
    const isKnown = Object.hasOwn(FAILPOINTS, point) && /^[1-9]\d*$/.test(times);
    if (next !== '' && !isKnown) throw new Error(`${FAILPOINT_VARIABLE}: there is no ${next}`);
    armed = next === '' ? undefined : { point, left: Number(times) };
  };
  arm(spec);
  return {
    arm,
    isAhead: (...points) => points.some((point) => point === armed?.point),
    pass: (point, detail) => {
      if (armed?.point !== point) return;
      armed.left -= 1;
      if (armed.left === 0) die(detail === undefined ? point : `${point}, ${detail}`);
    },
  };
}

/** What a dying server leaves on its standard error, and nothing else: that it died where it should. */
export const lastWords = (point: string): string => `failpoint ${point}\n`;

/** With no chance to tidy up, and nothing after it: the signal of one's own is there at once. */
function die(point: string): never {
  writeSync(2, lastWords(point));
  for (;;) process.kill(process.pid, 'SIGKILL');
}

/** Commits that write down what the provider answered about money. */
const ANSWERS = new Set(['approved', 'approved-in-window']);

const AFTER_COMMIT: Readonly<Record<string, Failpoint>> = {
  prepared: 'K2',
  authenticated: 'K5',
  'approval-started': 'K6',
  'reversal-started': 'K14',
};

/** The store given, whose owner may drop dead beside its transactions. */
export function mortalStore(store: Store, { pass }: Failpoints): Store {
  return {
    ...store,
    insert: async (...given) => {
      const isNew = await store.insert(...given);
      if (isNew) pass('K1');
      return isNew;
    },
    keepRequest: async (request) => {
      pass('K3');
      const kept = await store.keepRequest(request);
      pass('K4');
      return kept;
    },
    change: async (change) => {
      const outcome = await store.change(change);
      const { name } = change.event;
      const point = ANSWERS.has(name) ? 'K11' : AFTER_COMMIT[name];
      if (outcome === 'done' && point) pass(point);
      return outcome;
    },
    settleNotice: (id) => {
      pass('K13');
      return store.settleNotice(id);
    },
    claimDue: async (...given) => {
      const due = await store.claimDue(...given);
      if (due.length > 0) pass('K18', 'an attempt');
      return due;
    },
    claimRequests: async (...given) => {
      const left = await store.claimRequests(...given);
      if (left.length > 0) pass('K18', 'a request');
      return left;
    },
  };
}

/** Calls that may take money or bring proof of it, and calls that give it back, by their paths. */
const MONEY_CALL = /\/v1\/(payment\/)?(approve|order|query)$|\/(approval|status)$/;
const REVERSAL_CALL = /\/v1\/(payment\/)?(cancel|refund|netCancel)$/;

/** The way out given, on which the server may drop dead at every stage of a call. */
export function mortalSend(
  send: Checkout['send'],
  { pass, isAhead }: Failpoints,
  notifyUrl: string | undefined,
): Checkout['send'] {
  return async (request) => {
    if (request.url === notifyUrl) pass('K12');
    if (MONEY_CALL.test(request.url) && isAhead('K7', 'K8', 'K9', 'K10')) {
      return sendInStages(request, (stage) => {
        pass(stage);
      });
    }
    if (REVERSAL_CALL.test(request.url) && isAhead('K15')) {
      return sendInStages(request, (stage) => {
        if (stage === 'K8') pass('K15');
      });
    }
    return send(request);
  };
}

/** A call over a connection of its own that tells how far it has come, byte by byte as it were. */
const sendInStages = (
  { method, url, headers, body = '', exact, timeoutMs }: HttpRequest,
  reached: (stage: 'K7' | 'K8' | 'K9' | 'K10') => void,
): Promise<HttpOutcome> =>
  new Promise((resolve) => {
    const bytes = exact ? Buffer.from(exact.body) : Buffer.from(body);
    const half = Math.floor(bytes.length / 2);
    const call = httpRequest(exact?.query ? `${url}?${exact.query}` : url, {
      method,
      agent: false,
      headers: { ...headers, 'content-length': bytes.length },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const lost = (): void => {
      resolve({ kind: 'no-answer', reason: 'LOST' });
    };
    call.on('error', lost);
    call.on('response', (response) => {
      reached('K9');
      const chunks: Buffer[] = [];
      response.on('error', lost).on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        reached('K10');
        const { statusCode: status = 0 } = response;
        resolve({ kind: 'answered', status, body: Buffer.concat(chunks) });
      });
    });
    // Each is called when the system has the bytes, which outlive the process.
    call.write(bytes.subarray(0, half), () => {
      reached('K7');
      call.end(bytes.subarray(half), () => {
        reached('K8');
      });
    });
  });
