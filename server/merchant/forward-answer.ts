import * as z from 'zod';
import { AmountSchema, DepositSchema, type Amount } from '../protocol/index.ts';
import type { Approval, QueryAnswer } from '../providers/provider.ts';

const TransactionId = z.string().min(1).max(200);
const textOf = (longest: number) =>
  z.unknown().transform((value) => (typeof value === 'string' ? value.slice(0, longest) : ''));

const ended = [
  z.object({
    outcome: z.literal('approved'),
    /** The provider's; what a refund will be asked for with. */
    transactionId: TransactionId,
    /** What was taken, as the provider said it. */
    amount: AmountSchema,
  }),
  // A no is a no, whatever stands beside it.
  z.object({ outcome: z.literal('declined'), code: textOf(100), message: textOf(200) }),
  z.object({
    outcome: z.literal('awaiting-deposit'),
    transactionId: TransactionId,
    deposit: DepositSchema,
  }),
] as const;

const ForwardAnswerSchema = z.discriminatedUnion('outcome', [...ended]);
const StatusAnswerSchema = z.discriminatedUnion('outcome', [
  ...ended,
  /** Nothing was done about this forward, and nothing will be. */
  z.object({ outcome: z.literal('none') }),
]);

/** What the merchant's backend answers to a forwarded callback, with HTTP 200. */
export type ForwardAnswer = z.input<typeof ForwardAnswerSchema>;
/** What it answers to `status`. */
export type StatusAnswer = z.input<typeof StatusAnswerSchema>;

/** Anything but a documented answer with HTTP 200 is a doubt: it may have approved all the same. */
export function readForwardAnswer(status: number, answer: unknown, amount: Amount): Approval {
  const read = status === 200 ? ForwardAnswerSchema.safeParse(answer) : undefined;
  return read?.success ? approvalOf(read.data, amount) : doubt(status);
}

/** As the provider would have answered a query: `none` is an authentication not made use of. */
export function readStatusAnswer(status: number, answer: unknown, amount: Amount): QueryAnswer {
  const read = status === 200 ? StatusAnswerSchema.safeParse(answer) : undefined;
  if (!read?.success) return doubt(status);
  return read.data.outcome === 'none'
    ? { outcome: 'authenticated' }
    : approvalOf(read.data, amount);
}

const doubt = (status: number) =>
  ({ outcome: 'unknown', reason: `HTTP ${String(status)}, not a documented answer` }) as const;

function approvalOf(
  answer: z.output<typeof ForwardAnswerSchema>,
  amount: Amount,
): Exclude<Approval, { outcome: 'not-sent' }> {
  switch (answer.outcome) {
    case 'approved':
      return answer;
    case 'awaiting-deposit':
      return { ...answer, amount };
    case 'declined': {
      const said = answer.message === '' ? {} : { message: answer.message };
      return { outcome: 'declined', providerCode: answer.code || 'DECLINED', ...said };
    }
  }
}
