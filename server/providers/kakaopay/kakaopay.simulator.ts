import express from 'express';
import type { ErrorRequestHandler, Request, Response, Router } from 'express';
import * as z from 'zod';
import { approve, error, order, ready } from './kakaopay-api.simulator.ts';
import type { ApiAnswer, ApiDesk } from './kakaopay-api.simulator.ts';
import { FaultSchema, KakaoPayFaults } from './kakaopay-faults.simulator.ts';
import type { ApiFault, FaultRequest } from './kakaopay-faults.simulator.ts';
import { KakaoPayLedger } from './kakaopay-ledger.simulator.ts';
import { deliverApproval, windowRouter } from './kakaopay-window.simulator.ts';

/** What the simulator expects and how it keeps time. */
export interface KakaoPaySimulatorOptions {
  /** Accepted with both words, `SECRET_KEY` and `DEV_SECRET_KEY`. */
  readonly secretKey?: string;
  readonly cid?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Where the router is mounted, for the addresses that `ready` answers; else from `Host`. */
  readonly baseUrl?: string;
  readonly authenticationWindowMinutes?: number;
}

export interface KakaoPaySimulator {
  readonly router: Router;
  readonly ledger: KakaoPayLedger;
  readonly fault: (fault: FaultRequest) => void;
  /** Forgets payments, calls and faults. */
  readonly reset: () => void;
}

/** The keys that the simulator takes unless told otherwise. */
export const SIMULATOR_KEYS = { secretKey: 'SIMULATOR0SECRET0KEY', cid: 'TC0ONETIME' } as const;

/**
 * A stand-in for Kakao Pay's one-time payment API and its payment window, to be mounted at any
 * path of an Express application. Control: `POST /control/faults`, `POST /control/reset`,
 * `POST /control/callback { tid }` (calls the approval address once more), `GET /control/ledger`.
 */
export function createKakaoPaySimulator(options: KakaoPaySimulatorOptions = {}): KakaoPaySimulator {
  const { secretKey, cid } = { ...SIMULATOR_KEYS, ...options };
  const now = options.now ?? Date.now;
  const authenticationWindow = (options.authenticationWindowMinutes ?? 15) * 60_000;
  const ledger = new KakaoPayLedger();
  const faults = new KakaoPayFaults();
  const reset = () => {
    ledger.reset();
    faults.reset();
  };

  const router = express.Router();
  for (const verb of ['ready', 'approve', 'order'] as const) {
    router.post(`/online/v1/payment/${verb}`, express.json(), (request, response) => {
      const base = options.baseUrl ?? ownAddress(request);
      const windowUrl = (tid: string, page: string) => `${base}/window/${tid}/${page}`;
      const refusal = checkKeys(request, secretKey, cid);
      const fault = refusal ? undefined : faults.takeForApi(verb);
      const desk = { cid, ledger, now, authenticationWindow, windowUrl, fault };
      const play = refusal ? send(refusal) : answer(desk, verb, request.body);
      const body = withoutSecret(request.body);
      ledger.noteCall({ at: now(), path: request.path, body, outcome: play.outcome });
      play.on(response);
    });
  }
  router.use('/window', windowRouter({ ledger, faults, now, authenticationWindow }));
  router.use('/control', controlRouter(ledger, faults, reset, now));
  router.use(unreadableBody);
  return { router, ledger, fault: (fault) => faults.add(fault), reset };
}

const VERBS = { ready, approve, order } as const;

/** What goes over the wire, and how the ledger calls it. */
interface Play {
  readonly outcome: string;
  readonly on: (response: Response) => void;
}

const send = (answered: ApiAnswer): Play => ({
  outcome: 'error_code' in answered.json ? `error ${String(answered.json['error_code'])}` : 'ok',
  on: (response) => {
    response.status(answered.status).json(answered.json);
  },
});

/** Failures of the line and of the machines in between. */
const WIRE_FAULTS: ReadonlyMap<string, (response: Response) => void> = new Map([
  ['hang', () => undefined],
  ['drop', (response: Response) => void response.socket?.destroy()],
  ['500', (response: Response) => void response.status(500).json(error(-1, 'internal').json)],
  ['html', (response: Response) => void response.send('<!doctype html><title>점검 중</title>')],
]);

function answer(desk: ApiDesk, verb: keyof typeof VERBS, body: unknown): Play {
  const { fault } = desk;
  if (fault === undefined) return send(VERBS[verb](desk, body));
  const before = WIRE_FAULTS.get(fault.kind);
  if (before) return { outcome: fault.kind, on: before };
  if (fault.kind === 'declined' && verb !== 'approve') return send(refused(fault));
  const answered = VERBS[verb](desk, body);
  const after = WIRE_FAULTS.get(fault.kind.replace('-after-commit', ''));
  return after ? { outcome: fault.kind, on: after } : send(answered);
}

const refused = (fault: ApiFault): ApiAnswer => error(fault.value ?? -780, 'refused');

function checkKeys(request: Request, secretKey: string, cid: string): ApiAnswer | undefined {
  const [word, key] = (request.get('authorization') ?? '').split(' ');
  const isKnownWord = word === 'SECRET_KEY' || word === 'DEV_SECRET_KEY';
  if (!isKnownWord || key !== secretKey) return error(-401, 'no such key');
  const body = z.object({ cid: z.string() }).safeParse(request.body);
  if (!body.success) return error(-2, 'invalid parameter: cid');
  return body.data.cid === cid ? undefined : error(-731, 'no such cid');
}

function withoutSecret(body: unknown): unknown {
  const fields = z.record(z.string(), z.unknown()).safeParse(body);
  if (!fields.success) return null;
  return Object.fromEntries(Object.entries(fields.data).filter(([name]) => name !== 'cid_secret'));
}

function controlRouter(
  ledger: KakaoPayLedger,
  faults: KakaoPayFaults,
  reset: () => void,
  now: () => number,
): Router {
  const router = express.Router();
  router.use(express.json());
  router.post('/faults', (request, response) => {
    const fault = FaultSchema.safeParse(request.body);
    if (!fault.success) return void response.status(400).json({ issues: fault.error.issues });
    faults.add(fault.data);
    response.status(204).end();
  });
  router.post('/reset', (_request, response) => {
    reset();
    response.status(204).end();
  });
  router.post('/callback', async (request, response) => {
    const asked = z.object({ tid: z.string() }).safeParse(request.body);
    const payment = asked.success ? ledger.find(asked.data.tid) : undefined;
    if (!payment) return void response.status(404).json({ issues: ['no such tid'] });
    response.json({ status: await deliverApproval(ledger, payment, now) });
  });
  router.get('/ledger', (_request, response) => {
    response.json({
      payments: ledger.payments(),
      calls: ledger.calls(),
      deliveries: ledger.deliveries(),
    });
  });
  return router;
}

const unreadableBody: ErrorRequestHandler = (failure, _request, response, next) => {
  if (failure instanceof SyntaxError) {
    response.status(400).json(error(-2, 'invalid parameter: the body cannot be read').json);
  } else {
    next(failure);
  }
};

const ownAddress = (request: Request): string =>
  `${request.protocol}://${request.get('host') ?? ''}${request.baseUrl}`;
