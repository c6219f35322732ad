import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { ApiFault } from './kakaopay-faults.simulator.ts';
import type { KakaoPayLedger, SimulatedPayment } from './kakaopay-ledger.simulator.ts';

/** Answer of the simulated API, before it goes over the wire. */
export interface ApiAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** What an API verb works with. `windowUrl` makes the address of the buyer's page. */
export interface ApiDesk {
  readonly cid: string;
  readonly ledger: KakaoPayLedger;
  readonly now: () => number;
  readonly authenticationWindow: number;
  readonly windowUrl: (tid: string, page: string) => string;
  readonly fault: ApiFault | undefined;
}

// Kakao's own samples send numbers as JSON strings too.
const IntSchema = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,12}$/)
    .transform(Number),
]);
const CountSchema = IntSchema.pipe(z.int().nonnegative());
const TextSchema = z.string().min(1).max(100);
const UrlSchema = z.url({ protocol: /^https?$/ }).max(255);

const ReadySchema = z.object({
  partner_order_id: TextSchema,
  partner_user_id: TextSchema,
  item_name: TextSchema,
  quantity: CountSchema,
  total_amount: CountSchema,
  tax_free_amount: CountSchema,
  approval_url: UrlSchema,
  cancel_url: UrlSchema,
  fail_url: UrlSchema,
});

const ApproveSchema = z.object({
  tid: z.string().min(1),
  partner_order_id: TextSchema,
  partner_user_id: TextSchema,
  pg_token: z.string().min(1),
  total_amount: CountSchema.optional(),
});
type ApproveRequest = z.output<typeof ApproveSchema>;

const OrderSchema = z.object({ tid: z.string().min(1) });

/** `POST …/ready`: opens a payment and says where its pages are. */
export function ready(desk: ApiDesk, body: unknown): ApiAnswer {
  const parsed = ReadySchema.safeParse(body);
  if (!parsed.success) return badParameter(parsed.error);
  const { tid, createdAt } = desk.ledger.open(parsed.data, desk.now());
  const scheme = `kakaotalk://kakaopay/pg?url=${desk.windowUrl(tid, 'order')}`;
  return ok({
    tid,
    next_redirect_app_url: desk.windowUrl(tid, 'aInfo'),
    next_redirect_mobile_url: desk.windowUrl(tid, 'mInfo'),
    next_redirect_pc_url: desk.windowUrl(tid, 'info'),
    android_app_scheme: scheme,
    ios_app_scheme: scheme,
    created_at: koreanTime(createdAt),
  });
}

/** `POST …/approve`: takes the money of an authenticated payment, once. */
export function approve(desk: ApiDesk, body: unknown): ApiAnswer {
  const parsed = ApproveSchema.safeParse(body);
  if (!parsed.success) return badParameter(parsed.error);
  const payment = desk.ledger.find(parsed.data.tid);
  if (!payment) return error(-721, 'no such tid');
  const objection = objectTo(desk, payment, parsed.data);
  if (objection) return objection;
  if (desk.fault?.kind === 'declined') return decline(payment, desk.fault.value);
  commit(desk, payment);
  return ok({ aid: payment.aid, ...describe(desk, payment), amount: amountOf(payment) });
}

/** `POST …/order`: what became of a payment. */
export function order(desk: ApiDesk, body: unknown): ApiAnswer {
  const parsed = OrderSchema.safeParse(body);
  if (!parsed.success) return badParameter(parsed.error);
  const payment = desk.ledger.find(parsed.data.tid);
  if (!payment) return error(-721, 'no such tid');
  const amount = amountOf(payment);
  const left = payment.status === 'SUCCESS_PAYMENT' ? amount : zeroAmount();
  return ok({
    ...describe(desk, payment),
    status: payment.status,
    amount: desk.fault?.kind === 'amount' ? moved(amount, desk.fault.value) : amount,
    canceled_amount: zeroAmount(),
    cancel_available_amount: left,
    payment_action_details: actionsOf(payment),
  });
}

/** Whether the buyer's time for the window is over; Kakao then ends the payment by itself. */
export function isExpired(desk: Pick<ApiDesk, 'now' | 'authenticationWindow'>, at: number) {
  return desk.now() - at >= desk.authenticationWindow;
}

/** Error body of the API. Business errors are HTTP 400; the status of a refused key is assumed. */
export function error(
  code: number,
  message: string,
  extras?: Readonly<Record<string, string>>,
): ApiAnswer {
  return {
    status: code === -401 ? 401 : 400,
    json: { error_code: code, error_message: message, ...(extras ? { extras } : {}) },
  };
}

function objectTo(
  desk: ApiDesk,
  payment: SimulatedPayment,
  asked: ApproveRequest,
): ApiAnswer | undefined {
  const { status, request } = payment;
  if (status === 'SUCCESS_PAYMENT') return error(-702, 'payment is already done');
  if (isExpired(desk, payment.createdAt)) return error(-723, 'payment has expired');
  if (status === 'READY' || status === 'OPEN_PAYMENT') return error(-701, 'not authenticated');
  if (status !== 'AUTH_PASSWORD') return error(-783, 'payment is not in a state to approve');
  if (asked.partner_order_id !== request.partner_order_id) {
    return error(-706, 'partner_order_id differs');
  }
  if (asked.partner_user_id !== request.partner_user_id) {
    return error(-707, 'partner_user_id differs');
  }
  if (asked.pg_token !== payment.pgToken) return error(-708, 'pg_token differs');
  const total = asked.total_amount ?? request.total_amount;
  return total === request.total_amount ? undefined : error(-722, 'total_amount differs');
}

function decline(payment: SimulatedPayment, code = -780): ApiAnswer {
  if (code !== -780) return error(code, 'refused');
  payment.status = 'FAIL_PAYMENT';
  return error(-780, 'approval failure!', {
    method_result_code: 'SIM_LIMIT',
    method_result_message: '한도를 초과했습니다.',
  });
}

function commit(desk: ApiDesk, payment: SimulatedPayment): void {
  const { total_amount } = payment.request;
  const other = desk.fault?.kind === 'amount' ? (desk.fault.value ?? total_amount + 1) : undefined;
  payment.status = 'SUCCESS_PAYMENT';
  payment.approvals += 1;
  payment.approvedAmount = other ?? total_amount;
  payment.approvedAt = desk.now();
  payment.aid = `A${randomBytes(10).toString('hex').slice(1)}`;
}

const describe = ({ cid }: ApiDesk, { tid, request, createdAt, approvedAt }: SimulatedPayment) => ({
  tid,
  cid,
  partner_order_id: request.partner_order_id,
  partner_user_id: request.partner_user_id,
  payment_method_type: 'MONEY',
  item_name: request.item_name,
  item_code: '',
  quantity: request.quantity,
  created_at: koreanTime(createdAt),
  ...(approvedAt === undefined ? {} : { approved_at: koreanTime(approvedAt) }),
});

const actionsOf = ({ aid, approvedAt, approvedAmount }: SimulatedPayment) =>
  approvedAt === undefined
    ? []
    : [
        {
          aid,
          approved_at: koreanTime(approvedAt),
          amount: approvedAmount,
          point_amount: 0,
          discount_amount: 0,
          green_deposit: 0,
          payment_action_type: 'PAYMENT',
        },
      ];

function amountOf({ request, approvedAmount }: SimulatedPayment) {
  const total = approvedAmount ?? request.total_amount;
  const vat = Math.round((total - request.tax_free_amount) / 11);
  return { ...zeroAmount(), total, tax_free: request.tax_free_amount, vat };
}

const zeroAmount = () => ({
  total: 0,
  tax_free: 0,
  vat: 0,
  point: 0,
  discount: 0,
  green_deposit: 0,
});

const moved = (amount: ReturnType<typeof zeroAmount>, total = amount.total + 1) => ({
  ...amount,
  total,
});

const ok = (json: ApiAnswer['json']): ApiAnswer => ({ status: 200, json });

const badParameter = (problem: z.ZodError): ApiAnswer =>
  error(-2, `invalid parameter: ${problem.issues.map((issue) => issue.path.join('.')).join(', ')}`);

/** Kakao writes moments in Korean time and without the zone. */
const koreanTime = (at: number): string => new Date(at + 9 * 3_600_000).toISOString().slice(0, 19);
