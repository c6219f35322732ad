import * as z from 'zod';
import { callPg } from './pg-call.ts';
import type { PgCall, PgReply } from './pg-call.ts';
import { declined, OPEN, UNKNOWN } from './pg-service.ts';
import type { PgService, Word } from './pg-service.ts';

/** The shop's keys at Toss Payments. */
export interface TossPaymentsAccount {
  readonly secretKey: string;
  /** Toss Payments' own when left out. */
  readonly apiUrl?: string;
}

const AccountSchema = z.object({
  accountNumber: z.string(),
  bankCode: z.string(),
  customerName: z.string().nullish(),
  depositorName: z.string().nullish(),
  /** With a zone. */
  dueDate: z.string(),
});
const PaymentSchema = z.object({
  paymentKey: z.string(),
  orderId: z.string(),
  status: z.string(),
  totalAmount: z.int(),
  virtualAccount: AccountSchema.nullish(),
  failure: z.object({ code: z.string(), message: z.string().optional() }).nullish(),
});
type Payment = z.output<typeof PaymentSchema>;
const RefusedSchema = z.object({ code: z.string(), message: z.string().optional() });
type Refused = z.output<typeof RefusedSchema>;

const QuerySchema = z.object({
  paymentKey: z.string(),
  orderId: z.string(),
  amount: z.string().regex(/^\d{1,12}$/),
});

/** No money has moved or will: the card, the account or the buyer was refused, or it is too late. */
const NO_CODES =
  /^(INVALID_(REJECT|STOPPED)_CARD|INVALID_CARD_\w+|REJECT_\w+|EXCEED_MAX_\w+|NOT_AVAILABLE_BANK|FDS_ERROR|NOT_FOUND_PAYMENT_SESSION)$/;
const NO_SUCH_PAYMENT = 'NOT_FOUND_PAYMENT';

const TOSSPAYMENTS_API = 'https://api.tosspayments.com';

export function tossPaymentsService(account: TossPaymentsAccount): PgService {
  const { secretKey, apiUrl = TOSSPAYMENTS_API } = account;
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
  const call = (path: string, { headers = {}, ...more }: Partial<PgCall> = {}) =>
    callPg(
      { ...more, url: `${apiUrl}/v1/payments/${path}`, headers: { authorization, ...headers } },
      { ok: PaymentSchema, refused: RefusedSchema },
    );
  return {
    approve: async (request, forward) => {
      const query = QuerySchema.safeParse(request.query);
      if (!query.success) return declined('NO_PAYMENT_KEY');
      const { paymentKey, orderId, amount } = query.data;
      if (orderId !== forward.providerOrderId) return declined('ANOTHER_ORDER');
      if (Number(amount) !== forward.amount.value) return declined('ANOTHER_AMOUNT');
      const reply = await call('confirm', {
        body: { paymentKey, orderId, amount: Number(amount) },
        headers: { 'idempotency-key': forward.id },
      });
      return readConfirm({ paymentKey, orderId }, reply);
    },
    inquire: async ({ query, providerOrderId: orderId }) => {
      const paymentKey = new URLSearchParams(query).get('paymentKey') ?? '';
      return readPayment({ paymentKey, orderId }, await call(encodeURIComponent(paymentKey)));
    },
  };
}

/** Which payment of Toss Payments is meant. */
type Meant = Pick<Payment, 'paymentKey' | 'orderId'>;

function readConfirm(meant: Meant, reply: PgReply<Payment, Refused>): Word {
  if (reply.kind === 'ok') return readPayment(meant, reply);
  if (reply.kind === 'silent') return UNKNOWN;
  const { code, message } = reply.refusal;
  // "Already processed" and the like hide a success.
  return NO_CODES.test(code) ? declined(code, message) : UNKNOWN;
}

function readPayment({ paymentKey, orderId }: Meant, reply: PgReply<Payment, Refused>): Word {
  if (reply.kind === 'silent') return UNKNOWN;
  if (reply.kind === 'refused') return reply.refusal.code === NO_SUCH_PAYMENT ? OPEN : UNKNOWN;
  const payment = reply.body;
  if (payment.paymentKey !== paymentKey || payment.orderId !== orderId) return UNKNOWN;
  return (STATUSES.get(payment.status) ?? (() => UNKNOWN))(payment);
}

const ended = ({ status, failure }: Payment): Word =>
  declined(failure?.code ?? status, failure?.message);

const taken = ({ paymentKey: transactionId, totalAmount: value }: Payment): Word => ({
  outcome: 'approved',
  transactionId,
  amount: { value, currency: 'KRW' },
});

const STATUSES: ReadonlyMap<string, (payment: Payment) => Word> = new Map([
  ['READY', () => OPEN],
  ['IN_PROGRESS', () => OPEN],
  ['WAITING_FOR_DEPOSIT', awaited],
  ['DONE', taken],
  ['PARTIAL_CANCELED', taken],
  ['CANCELED', ended],
  ['ABORTED', ended],
  // An account that is overdue is still the answer: its own deadline says the rest.
  ['EXPIRED', (payment) => (payment.virtualAccount ? awaited(payment) : ended(payment))],
]);

function awaited({ paymentKey: transactionId, virtualAccount: account }: Payment): Word {
  const dueAt = Date.parse(account?.dueDate ?? '');
  if (!account || Number.isNaN(dueAt)) return UNKNOWN;
  const depositor = account.depositorName ?? account.customerName;
  return {
    outcome: 'awaiting-deposit',
    transactionId,
    deposit: {
      bank: BANKS[account.bankCode] ?? `은행 코드 ${account.bankCode}`,
      accountNumber: account.accountNumber,
      holder: '토스페이먼츠',
      ...(depositor && { depositor }),
      dueAt,
    },
  };
}

const BANKS: Readonly<Record<string, string>> = {
  '03': 'IBK기업은행',
  '06': 'KB국민은행',
  '11': 'NH농협은행',
  '20': '우리은행',
  '32': '부산은행',
  '71': '우체국',
  '81': '하나은행',
  '88': '신한은행',
};
