import express from 'express';
import type { ErrorRequestHandler, Request, Response, Router } from 'express';
import * as z from 'zod';
import { Delays } from '../delays.simulator.ts';
import { AS_MEANT, perform } from '../plays.simulator.ts';
import { plain } from '../wire.simulator.ts';
import type { ApiAnswer } from '../wire.simulator.ts';
import { VERBS, decline, refundInConsole } from './kakaopay-api.simulator.ts';
import type { ApiDesk } from './kakaopay-api.simulator.ts';
import { error } from './kakaopay-codes.simulator.ts';
import { controlRouter } from './kakaopay-control.simulator.ts';
import type { KakaoPayControl } from './kakaopay-control.simulator.ts';
import { INTERNAL_FAILURE, KakaoPayFaults, PLAYS } from './kakaopay-faults.simulator.ts';
import type { ApiFault } from './kakaopay-faults.simulator.ts';
import { KakaoPayLedger } from './kakaopay-ledger.simulator.ts';
import type { ApiVerb } from './kakaopay-ledger.simulator.ts';
import { MerchantSchema } from './kakaopay-limits.simulator.ts';
import { deliverApproval, moveOn, windowRouter } from './kakaopay-window.simulator.ts';

/** What the simulator expects and how it keeps time. */
export interface KakaoPaySimulatorOptions {
  /** Accepted with both words, `SECRET_KEY` and `DEV_SECRET_KEY`. */
  readonly secretKey?: string;
  readonly cid?: string;
  /** Where it is given, every call has to bring it. */
  readonly cidSecret?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Where the router is mounted, for the addresses that `ready` answers; else from `Host`. */
  readonly baseUrl?: string;
  readonly authenticationWindowMinutes?: number;
}

export interface KakaoPaySimulator extends KakaoPayControl {
  readonly router: Router;
  /** Resolves as soon as a call waits under the fault `hold`. */
  readonly held: () => Promise<void>;
}

/** The keys that the simulator takes unless told otherwise. */
export const SIMULATOR_KEYS = { secretKey: 'SIMULATOR0SECRET0KEY', cid: 'TC0ONETIME' } as const;

/**
 * A stand-in for Kakao Pay's one-time payment API and its payment window, to be mounted at any
 * path of an Express application. The routes under `/control` do what {@link KakaoPayControl} does.
 */
export function createKakaoPaySimulator(options: KakaoPaySimulatorOptions = {}): KakaoPaySimulator {
  const now = options.now ?? Date.now;
  const authenticationWindow = (options.authenticationWindowMinutes ?? 15) * 60_000;
  const ledger = new KakaoPayLedger();
  const faults = new KakaoPayFaults();
  const delays = new Delays();
  const keys: Keys = { ...SIMULATOR_KEYS, ...options };
  const deskAt = (base: string): ApiDesk => ({
    cid: keys.cid,
    ledger,
    now,
    authenticationWindow,
    windowUrl: (tid, page) => `${base}/window/${tid}/${page}`,
  });
  const windowDesk = { ledger, faults, now, authenticationWindow };
  const control: KakaoPayControl = {
    ledger,
    fault: (fault) => faults.add(fault),
    reset: () => [ledger, faults, delays].forEach((part) => part.reset()),
    callAgain: async (tid) => deliverApproval(windowDesk, tid),
    release: () => delays.release(),
    commitLate: () => delays.commitLate(),
    refund: (tid, amount) => refundInConsole(deskAt(''), tid, amount),
    move: (tid, status) => moveOn(windowDesk, tid, status),
  };

  const router = express.Router();
  for (const verb of Object.keys(VERBS) as ApiVerb[]) {
    router.post(`/online/v1/payment/${verb}`, express.json(), (request, response) => {
      const desk = deskAt(options.baseUrl ?? ownAddress(request));
      answer({ desk, verb, request, response, keys, faults, delays });
    });
  }
  router.use('/window', windowRouter(windowDesk));
  router.use('/control', controlRouter(control));
  router.use(unreadableBody);
  return { ...control, router, held: () => delays.held() };
}

interface Keys {
  readonly secretKey: string;
  readonly cid: string;
  readonly cidSecret?: string;
}

/** One call of the API with all that decides how it goes. */
interface Call {
  readonly desk: ApiDesk;
  readonly verb: ApiVerb;
  readonly request: Request;
  readonly response: Response;
  readonly keys: Keys;
  readonly faults: KakaoPayFaults;
  readonly delays: Delays;
}

function answer(call: Call): void {
  const { desk, verb, request, response, keys, faults } = call;
  const note = (outcome: string) => {
    const body = withoutSecret(request.body);
    desk.ledger.noteCall({ at: desk.now(), path: request.path, body, outcome });
  };
  const refusal = checkKeys(request, keys);
  if (refusal) {
    note(wordFor(refusal));
    plain(response, refusal);
    return;
  }
  const fault = faults.takeForApi(verb);
  const play = (fault && PLAYS.get(fault.kind)) ?? AS_MEANT;
  const answered = perform({
    play,
    response,
    delays: call.delays,
    run: () => carryOut(call, fault),
    notDone: INTERNAL_FAILURE,
    onLate: (late) => {
      note(`late ${wordFor(late)}`);
      return wordFor(late);
    },
  });
  note(fault && play.wire !== plain ? fault.kind : wordFor(answered));
}

function carryOut({ desk, verb, request }: Call, fault: ApiFault | undefined): ApiAnswer {
  const body: unknown = request.body;
  if (fault?.kind === 'declined') return decline(desk, verb, body, fault.value);
  const mistake = fault?.kind === 'amount' ? { mistake: { amount: fault.value } } : {};
  return VERBS[verb]({ ...desk, ...mistake }, body);
}

const wordFor = ({ json }: ApiAnswer): string =>
  'error_code' in json ? `error ${String(json['error_code'])}` : 'ok';

function checkKeys(request: Request, { secretKey, cid, cidSecret }: Keys): ApiAnswer | undefined {
  const [word, key] = (request.get('authorization') ?? '').split(' ');
  const isKnownWord = word === 'SECRET_KEY' || word === 'DEV_SECRET_KEY';
  if (!isKnownWord || key !== secretKey) return error(-401);
  const merchant = MerchantSchema.safeParse(request.body);
  if (!merchant.success) return error(-2, 'cid or cid_secret');
  if (merchant.data.cid !== cid) return error(-731);
  const isSecretRight = cidSecret === undefined || merchant.data.cid_secret === cidSecret;
  return isSecretRight ? undefined : error(-733);
}

function withoutSecret(body: unknown): unknown {
  const fields = z.record(z.string(), z.unknown()).safeParse(body);
  if (!fields.success) return null;
  return Object.fromEntries(Object.entries(fields.data).filter(([name]) => name !== 'cid_secret'));
}

const unreadableBody: ErrorRequestHandler = (failure, _request, response, next) => {
  if (failure instanceof SyntaxError) plain(response, error(-2, 'the body cannot be read'));
  else next(failure);
};

const ownAddress = (request: Request): string =>
  `${request.protocol}://${request.get('host') ?? ''}${request.baseUrl}`;
