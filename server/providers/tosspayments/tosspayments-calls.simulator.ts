import { randomBytes } from 'node:crypto';
import express from 'express';
import type { ErrorRequestHandler, Request, RequestHandler, Response, Router } from 'express';
import type { Delays } from '../delays.simulator.ts';
import { AS_MEANT, perform } from '../plays.simulator.ts';
import { plain } from '../wire.simulator.ts';
import type { ApiAnswer } from '../wire.simulator.ts';
import { VERBS, decline } from './tosspayments-api.simulator.ts';
import type { ApiDesk, Asked } from './tosspayments-api.simulator.ts';
import { CODES, error } from './tosspayments-codes.simulator.ts';
import { INTERNAL_FAILURE, PLAYS } from './tosspayments-faults.simulator.ts';
import type { ApiFault, TossPaymentsFaults } from './tosspayments-faults.simulator.ts';
import type { IdempotencyScope, IdempotentAnswers } from './tosspayments-idempotency.simulator.ts';
import type { ApiVerb } from './tosspayments-records.simulator.ts';

/** What the API works with. */
export interface ApiOffice {
  /** Any of them opens the API. */
  readonly secretKeys: readonly string[];
  readonly deskFor: (request: Request) => ApiDesk;
  readonly faults: TossPaymentsFaults;
  readonly delays: Delays;
  readonly idempotent: IdempotentAnswers;
}

/** The API below `/v1/payments`. */
export function apiRouter(office: ApiOffice): Router {
  const router = express.Router();
  const on = (verb: ApiVerb) => (request: Request, response: Response) =>
    answer({ office, verb, desk: office.deskFor(request), request, response });
  router.use(trace);
  router.post('/confirm', express.json(), on('confirm'));
  router.get('/orders/:orderId', on('query'));
  router.get('/:paymentKey', on('query'));
  router.post('/:paymentKey/cancel', express.json(), on('cancel'));
  router.use(unreadableBody);
  return router;
}

const trace: RequestHandler = (_request, response, next) => {
  response.set('X-TossPayments-Trace-Id', randomBytes(16).toString('hex'));
  next();
};

/** One call of the API with all that decides how it goes. */
interface Call {
  readonly office: ApiOffice;
  readonly verb: ApiVerb;
  readonly desk: ApiDesk;
  readonly request: Request;
  readonly response: Response;
}

function answer(call: Call): void {
  const { office, response } = call;
  const refusal = refuse(call);
  if (refusal) {
    note(call, { outcome: wordFor(refusal) });
    plain(response, refusal);
    return;
  }
  const scope = scopeOf(call);
  const fault = office.faults.takeForApi(call.verb);
  const play = (fault && PLAYS.get(fault.kind)) ?? AS_MEANT;
  let isReplay = false;
  const answered = perform({
    play,
    response,
    delays: office.delays,
    run: () => {
      const again = scope && office.idempotent.find(scope);
      isReplay = again !== undefined;
      return again ?? runFirst(call, scope, fault);
    },
    notDone: INTERNAL_FAILURE,
    onLate: (late) => {
      note(call, { outcome: `late ${wordFor(late)}`, isReplay });
      return wordFor(late);
    },
    onRelease: () => scope && office.idempotent.mark(scope, false),
  });
  if (scope && play.wire === 'hold') office.idempotent.mark(scope, true);
  note(call, { outcome: fault && play.wire !== plain ? fault.kind : wordFor(answered), isReplay });
}

function runFirst(
  call: Call,
  scope: IdempotencyScope | undefined,
  fault: ApiFault | undefined,
): ApiAnswer {
  const answered = carryOut(call, fault);
  if (scope) call.office.idempotent.keep(scope, answered);
  return answered;
}

function carryOut({ desk, verb, request }: Call, fault: ApiFault | undefined): ApiAnswer {
  const asked: Asked = { params: request.params, body: request.body };
  const { kind, value } = fault ?? {};
  const code = typeof value === 'string' ? value : undefined;
  if (kind === 'declined') return decline(desk, verb, asked, code);
  const amount = typeof value === 'number' ? value : undefined;
  const mistake = kind === 'amount' ? { mistake: { amount } } : {};
  return VERBS[verb]({ ...desk, ...mistake }, asked);
}

/** What Toss Payments says before it looks at any payment. */
function refuse({ office, request }: Call): ApiAnswer | undefined {
  const key = keyIn(request);
  // A live key never meets it: a header that was forgotten must not stop real payments.
  const testCode = key?.startsWith('live_') ? undefined : request.get('TossPayments-Test-Code');
  if (testCode !== undefined) return error(CODES.has(testCode) ? testCode : 'INVALID_TEST_CODE');
  // Which of the two codes is for what is assumed.
  if (key === undefined) return error('UNAUTHORIZED_KEY');
  if (!/^(test|live)_g?sk_/.test(key)) return error('INVALID_API_KEY');
  if (!office.secretKeys.includes(key)) return error('UNAUTHORIZED_KEY');
  const idempotencyKey = idempotencyKeyIn(request);
  return (idempotencyKey?.length ?? 0) > 300 ? error('INVALID_IDEMPOTENCY_KEY') : undefined;
}

/** `Basic base64(secretKey + ":")`; without the colon it is nothing. */
function keyIn(request: Request): string | undefined {
  const [word, encoded = ''] = (request.get('authorization') ?? '').split(' ');
  const text = word === 'Basic' ? Buffer.from(encoded, 'base64').toString() : '';
  return text.endsWith(':') ? text.slice(0, -1) : undefined;
}

/** On a GET the header means nothing. */
const idempotencyKeyIn = (request: Request): string | undefined =>
  request.method === 'POST' ? request.get('idempotency-key') : undefined;

function scopeOf({ request }: Call): IdempotencyScope | undefined {
  const key = idempotencyKeyIn(request);
  if (!key) return undefined;
  const { method, path } = request;
  return { key, secretKey: keyIn(request) ?? '', method, path };
}

interface Outcome {
  readonly outcome: string;
  readonly isReplay?: boolean;
}

function note({ desk, verb, request }: Call, { outcome, isReplay = false }: Outcome): void {
  const idempotencyKey = idempotencyKeyIn(request);
  desk.ledger.noteCall({
    at: desk.now(),
    verb,
    path: `/v1/payments${request.path}`,
    body: (request.body as unknown) ?? null,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(isReplay ? { replayed: true } : {}),
    outcome,
  });
}

const wordFor = ({ status, json }: ApiAnswer): string =>
  status === 200 ? 'ok' : `error ${String(json['code'])}`;

const unreadableBody: ErrorRequestHandler = (failure, _request, response, next) => {
  if (failure instanceof SyntaxError) plain(response, error('INVALID_REQUEST'));
  else next(failure);
};
