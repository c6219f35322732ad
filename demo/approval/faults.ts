import type { Response } from 'express';

/** What can go wrong between the shop's backend and whoever asks it. */
export type ApprovalFaultKind =
  /** The connection ends before anything is done. */
  | 'down'
  /** Everything is done, then the connection ends without an answer. */
  | 'dies'
  /** Everything is done, and nobody ever answers. */
  | 'hangs'
  | '500'
  | 'html'
  | 'redirect'
  /** One won more than was taken. */
  | 'other-amount'
  | 'no-transaction';

export interface ApprovalFault {
  /** The forwarded callback, or the question what became of it. */
  readonly on: 'approval' | 'status';
  readonly kind: ApprovalFaultKind;
  /** For how many requests; 1 when left out, `Infinity` until `reset`. */
  readonly times?: number;
}

/** Makes requests to come go wrong. */
export interface ApprovalFaults {
  readonly add: (fault: ApprovalFault) => void;
  readonly reset: () => void;
  /** For the next request, oldest first. */
  readonly take: (on: ApprovalFault['on']) => ApprovalFaultKind | undefined;
}

export function createApprovalFaults(): ApprovalFaults {
  let waiting: { readonly fault: ApprovalFault; left: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1 }),
    reset: () => {
      waiting = [];
    },
    take: (on) => {
      const next = waiting.find(({ fault, left }) => fault.on === on && left > 0);
      if (next) next.left -= 1;
      return next?.fault.kind;
    },
  };
}

/** What the backend has to say, before it goes over the wire. */
export interface Reply {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

type Wire = (response: Response, reply: Reply) => void;

const plain: Wire = (response, { status, json }) => void response.status(status).json(json);
const cut: Wire = (response) => void response.socket?.destroy();

const WIRES: Readonly<Record<ApprovalFaultKind, Wire>> = {
  down: cut,
  dies: cut,
  hangs: () => undefined,
  '500': (response) => void response.status(500).json({ reason: 'Something broke.' }),
  html: (response) => void response.send('<!doctype html><title>점검 중</title>'),
  redirect: (response) => response.redirect(303, '/login'),
  'other-amount': (response, { status, json }) =>
    plain(response, { status, json: { ...json, amount: oneMore(json['amount']) } }),
  'no-transaction': (response, { status, json }) =>
    plain(response, { status, json: { ...json, transactionId: undefined } }),
};

const oneMore = (amount: unknown): unknown =>
  typeof amount === 'object' && amount !== null && 'value' in amount
    ? { ...amount, value: Number(amount.value) + 1 }
    : amount;

/** Answers as it is meant, or as the fault has it. */
export const send = (
  response: Response,
  reply: Reply,
  fault: ApprovalFaultKind | undefined,
): void => (fault === undefined ? plain : WIRES[fault])(response, reply);
