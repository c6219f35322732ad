import * as z from 'zod';
import { BANKS, EASY_PAYS, METHOD_NAMES } from './tosspayments-names.simulator.ts';
import { fromUnzoned } from './tosspayments-times.simulator.ts';

const LEAST = { CARD: 100, TRANSFER: 200, VIRTUAL_ACCOUNT: 200, MOBILE_PHONE: 100 } as const;
const MOST_BY_TRANSFER = 10_000_000;
const DAY = 24 * 3_600_000;

const PlanSchema = z.union([z.literal(0), z.int().min(2).max(12)]);

/** What the SDK asks the window for, in the words of v2. Unknown fields are the SDK's to refuse. */
const RequestSchema = z.object({
  method: z.enum(['CARD', 'TRANSFER', 'VIRTUAL_ACCOUNT', 'MOBILE_PHONE']),
  amount: z.object({ currency: z.literal('KRW'), value: z.int().positive() }),
  // The SDK takes "=" too, Toss Payments' own sentence about the code does not.
  orderId: z.string().regex(/^[A-Za-z0-9_-]{6,64}$/),
  orderName: z.string().min(1).max(100),
  successUrl: z.string().optional(),
  failUrl: z.string().optional(),
  taxFreeAmount: z.int().nonnegative().default(0),
  customerName: z.string().max(100).optional(),
  customerEmail: z.email().max(100).optional(),
  customerMobilePhone: z
    .string()
    .regex(/^\d{8,15}$/)
    .optional(),
  card: z
    .object({
      flowMode: z.enum(['DEFAULT', 'DIRECT']).default('DEFAULT'),
      cardCompany: z.string().min(1).optional(),
      easyPay: z.string().optional(),
      cardInstallmentPlan: PlanSchema.optional(),
      maxCardInstallmentPlan: PlanSchema.optional(),
      useCardPoint: z.boolean().default(false),
      useEscrow: z.boolean().default(false),
    })
    .optional(),
  transfer: z.object({ useEscrow: z.boolean().default(false) }).optional(),
  virtualAccount: z
    .object({
      validHours: z.int().positive().optional(),
      dueDate: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/)
        .optional(),
      useEscrow: z.boolean().default(false),
    })
    .optional(),
  metadata: z
    .record(z.string().regex(/^[^[\]]{0,40}$/), z.string().max(2000))
    .refine((pairs) => Object.keys(pairs).length <= 5)
    .optional(),
});
export type WindowRequest = z.output<typeof RequestSchema>;

/** Codes of the fields that have one of their own. The others are an INVALID_REQUEST. */
const CODE_OF_FIELD: Readonly<Record<string, string>> = {
  method: 'NOT_SUPPORTED_METHOD',
  amount: 'REQUIRED_AMOUNT',
  'amount.currency': 'INVALID_CURRENCY',
  orderId: 'INVALID_ORDER_ID',
  orderName: 'INVALID_ORDER_NAME',
  customerEmail: 'INVALID_EMAIL',
  'card.cardCompany': 'INVALID_CARD_COMPANY',
  'card.easyPay': 'INVALID_EASY_PAY',
  'virtualAccount.dueDate': 'INVALID_DATE',
};

/** A request to be shown to the buyer, or the code and the field that are wrong with it. */
export type CheckedOrder =
  { readonly request: WindowRequest } | { readonly code: string; readonly field: string };

/**
 * Checks a request as Toss Payments does when the window opens. The codes are on its list, and so
 * is what each means; which of them comes first where several fit was not seen.
 */
export function checkOrder(asked: unknown, now: number): CheckedOrder {
  const parsed = RequestSchema.safeParse(asked);
  if (parsed.success) return objection(parsed.data, now) ?? { request: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  if (field === 'amount.value' && isBelowZero(asked)) return { code: 'BELOW_ZERO_AMOUNT', field };
  return { code: CODE_OF_FIELD[field] ?? 'INVALID_REQUEST', field };
}

const isBelowZero = (asked: unknown): boolean =>
  z.object({ amount: z.object({ value: z.int().max(0) }) }).safeParse(asked).success;

/** What is wrong with a request whose fields are right one by one. */
function objection(request: WindowRequest, now: number): CheckedOrder | undefined {
  const { method, amount, taxFreeAmount } = request;
  const no = (code: string, field: string) => ({ code, field });
  if (amount.value < LEAST[method]) return no('BELOW_MINIMUM_AMOUNT', 'amount.value');
  if (method === 'TRANSFER' && amount.value > MOST_BY_TRANSFER) {
    return no('EXCEEDS_TRANSFER_AMOUNT_MAXIMUM', 'amount.value');
  }
  if (taxFreeAmount > amount.value) return no('INVALID_REQUEST', 'taxFreeAmount');
  return objectionToCard(request) ?? objectionToAccount(request, now);
}

function objectionToCard({ method, card }: WindowRequest): CheckedOrder | undefined {
  if (method !== 'CARD' || !card) return undefined;
  const { flowMode, cardCompany, easyPay } = card;
  if (flowMode === 'DIRECT' && cardCompany === undefined && easyPay === undefined) {
    return { code: 'INVALID_FLOW_MODE_PARAMETERS', field: 'card.flowMode' };
  }
  if (easyPay !== undefined && !EASY_PAYS.has(easyPay)) {
    return { code: 'INVALID_EASY_PAY', field: 'card.easyPay' };
  }
  const hasBoth =
    card.cardInstallmentPlan !== undefined && card.maxCardInstallmentPlan !== undefined;
  return hasBoth
    ? {
        code: 'INVALID_CARD_INSTALLMENT_PLANS_WITH_MAX_AND_SINGLE',
        field: 'card.cardInstallmentPlan',
      }
    : undefined;
}

function objectionToAccount(
  { method, virtualAccount }: WindowRequest,
  now: number,
): CheckedOrder | undefined {
  if (method !== 'VIRTUAL_ACCOUNT' || !virtualAccount) return undefined;
  const { validHours, dueDate } = virtualAccount;
  const field = dueDate === undefined ? 'virtualAccount.validHours' : 'virtualAccount.dueDate';
  if (validHours !== undefined && dueDate !== undefined) {
    return { code: 'INVALID_VALID_HOURS_WITH_DUE_DATE_AND_SINGLE', field };
  }
  if ((validHours ?? 0) > 2160) return { code: 'EXCEED_MAX_VALID_HOURS', field };
  if (dueDate === undefined) return undefined;
  const dueAt = fromUnzoned(dueDate);
  if (!(dueAt > now)) return { code: 'INVALID_DATE', field };
  return dueAt > now + 90 * DAY ? { code: 'EXCEED_MAX_DUE_DATE', field } : undefined;
}

/** What the buyer does on the window's page. */
export const DecisionSchema = z.object({
  decision: z.string().catch(''),
  bank: z.enum([...BANKS.keys()]).catch('06'),
  depositor: z.string().trim().max(60).catch(''),
});
export type Decision = z.output<typeof DecisionSchema>;

/** What a payment is paid by, as its page and its `method` have it. */
export const methodNameOf = ({ method, card }: WindowRequest): string =>
  card?.easyPay === undefined ? METHOD_NAMES[method] : '간편결제';

/** The wallet whose own window opens. */
export const walletOf = ({ card }: WindowRequest): string | undefined =>
  card?.easyPay === undefined ? undefined : EASY_PAYS.get(card.easyPay);
