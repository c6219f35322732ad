import { sameAmount, type Amount, type Deposit } from '../protocol/index.ts';
import type { Approval, QueryAnswer } from '../providers/provider.ts';
import type { Remark, Step } from './advance.ts';
import type { Attempt } from './attempt.ts';
import {
  approveDeadline,
  depositEnd,
  quarantineEnd,
  type Recoverability,
  type Recoverable,
} from './deadlines.ts';

type Told = Step | Remark | undefined;
type Approved = Extract<Approval, { outcome: 'approved' }>;
type Issued = Extract<Approval, { outcome: 'awaiting-deposit' }>;
type Declined = Extract<Approval, { outcome: 'declined' }>;

/**
 * What the answer to an approval makes of the attempt. An answer that comes late, to an attempt that
 * is in doubt by then, is still an answer; a doubt that comes late is none.
 */
export const settleApproval = (attempt: Attempt, approval: Approval, approver: Recoverable): Told =>
  asOneMay(attempt, approver, toldByApproval(attempt, approval, approver));

/** What the answer to a query makes of the attempt, whatever state it is in. */
export const settleQuery = (
  attempt: Attempt,
  answer: QueryAnswer,
  approver: Recoverability,
): Told => asOneMay(attempt, approver, toldByQuery(attempt, answer, approver));

/**
 * Only what we took can we give back. Where the merchant's backend takes the money, what it did with
 * it is written down, and a person looks where it does not fit.
 */
function asOneMay(attempt: Attempt, approver: Recoverable, told: Told): Told {
  const isMerchants = approver?.byMerchant ?? attempt.progress.approveMode === 'forward';
  if (!isMerchants || !told || !('transition' in told)) return told;
  if (told.transition !== 'reversal-started') return told;
  const { progress = {}, data = {} } = told;
  if (attempt.state === 'approving') return { transition: 'doubted', progress, data };
  if (attempt.state === 'awaiting-deposit' && progress.code === 'ACCOUNT_GIVEN_UP') {
    return { transition: 'deposit-missed', progress, data };
  }
  const isNews = progress.code !== attempt.progress.code;
  return isNews ? { remark: 'not-ours-to-give-back', progress, data } : undefined;
}

function toldByApproval(attempt: Attempt, approval: Approval, approver: Recoverable): Told {
  const { state } = attempt;
  if (state !== 'approving' && state !== 'unknown') return lateAnswer(attempt, approval);
  if (approval.outcome === 'approved') return approvedStep(attempt, approval, 'approved');
  if (approval.outcome === 'awaiting-deposit') return issuedStep(attempt, approval);
  if (approval.outcome === 'declined') return declinedStep(approval);
  if (state === 'unknown') return undefined;
  const { reason } = approval;
  if (approval.outcome === 'not-sent') return notSentStep(attempt, reason, approver);
  return { transition: 'doubted', progress: { code: 'APPROVAL_UNKNOWN' }, data: { reason } };
}

/** Nobody waited for it any more, but it may be all that is known of money that moved. */
function lateAnswer({ state, progress }: Attempt, approval: Approval): Step | Remark {
  const data = { outcome: approval.outcome };
  if (approval.outcome !== 'approved') return { remark: 'late-answer', data };
  if (state === 'canceled' || state === 'expired' || state === 'reversed') {
    return lateApproval(approval);
  }
  const { transactionId, amount: approvedAmount } = approval;
  const isNews = progress.transactionId === undefined;
  return {
    remark: 'late-answer',
    data: { ...data, transactionId },
    ...(isNews ? { progress: { transactionId, approvedAmount } } : {}),
  };
}

function toldByQuery(attempt: Attempt, answer: QueryAnswer, approver: Recoverability): Told {
  switch (attempt.state) {
    case 'ready':
    case 'authenticated':
      if (answer.outcome !== 'approved') return undefined;
      return approvedStep(attempt, answer, 'approved-in-window');
    case 'unknown':
      return settleDoubt(attempt, answer, approver);
    case 'awaiting-deposit':
      return settleDeposit(attempt, answer, approver);
    case 'approved':
      return withdrawn(attempt, answer);
    case 'canceled':
    case 'expired':
    case 'reversed':
      return answer.outcome === 'approved' ? lateApproval(answer) : undefined;
    default:
      return undefined;
  }
}

function settleDoubt(attempt: Attempt, answer: QueryAnswer, approver: Recoverability): Told {
  switch (answer.outcome) {
    case 'approved':
      return approvedStep(attempt, answer, 'approved');
    case 'awaiting-deposit':
      return issuedStep(attempt, answer);
    case 'declined':
      return declinedStep(answer);
    case 'refunded':
      return { transition: 'reversal-started', progress: { code: 'REFUNDED_OUTSIDE' } };
    case 'unknown':
      return undefined;
    default:
      return notFound(attempt, answer, approver);
  }
}

/** Believed when it is said twice, the second time when no call of ours can be under way any more. */
function notFound(attempt: Attempt, { outcome }: QueryAnswer, approver: Recoverability): Told {
  const { notFoundAt } = attempt.progress;
  const data = { answer: outcome };
  if (notFoundAt === undefined) {
    return { remark: 'not-found', progress: { notFoundAt: attempt.readAt }, data };
  }
  if (attempt.readAt < quarantineEnd(attempt, approver.facts)) return undefined;
  return {
    transition: 'not-executed',
    progress: { stage: 'approve', code: 'NOT_EXECUTED' },
    data,
  };
}

function settleDeposit(attempt: Attempt, answer: QueryAnswer, approver: Recoverability): Told {
  switch (answer.outcome) {
    case 'approved':
      return approvedStep(attempt, answer, 'deposit-received');
    case 'unknown':
      return undefined;
    case 'canceled':
    case 'declined':
    case 'refunded':
      return { transition: 'reversal-started', progress: { code: 'ACCOUNT_GIVEN_UP' } };
    case 'awaiting-deposit':
      if (approver.byMerchant && isLater(answer.deposit, attempt)) {
        return { remark: 'deposit-extended', progress: { deposit: answer.deposit } };
      }
      return missedIfOver(attempt);
    default:
      return missedIfOver(attempt);
  }
}

const missedIfOver = (attempt: Attempt): Told =>
  attempt.readAt < depositEnd(attempt) ? undefined : { transition: 'deposit-missed' };

/** The shop gives its buyer more time. */
const isLater = ({ dueAt }: Deposit, { progress }: Attempt): boolean =>
  dueAt > (progress.deposit?.dueAt ?? dueAt);

function withdrawn({ progress }: Attempt, answer: QueryAnswer): Told {
  if (answer.outcome !== 'awaiting-deposit' || !progress.deposit) return undefined;
  const { deposit } = answer;
  return { transition: 'deposit-withdrawn', progress: { deposit } };
}

/** Money that moved after we had said that none did: it goes back. */
function lateApproval({ transactionId, amount }: Approved): Step {
  return {
    transition: 'reversal-started',
    progress: {
      transactionId,
      approvedAmount: amount,
      code: 'LATE_APPROVAL',
      reversalAskedAt: undefined,
      refusedWays: undefined,
      reversalAcceptedAt: undefined,
    },
    data: { transactionId, amount: amount.value },
  };
}

function approvedStep(
  attempt: Attempt,
  { transactionId, amount, approvedAt = attempt.readAt }: Approved,
  transition: 'approved' | 'approved-in-window' | 'deposit-received',
): Step {
  const progress = { transactionId, approvedAmount: amount, approvedAt, code: undefined };
  const data = { transactionId, amount: amount.value };
  return sameAmount(amount, attempt.amount)
    ? { transition, progress, data }
    : otherAmount(progress, data);
}

function issuedStep(attempt: Attempt, { transactionId, amount, deposit }: Issued): Step {
  const data = { transactionId, amount: amount.value };
  return sameAmount(amount, attempt.amount)
    ? { transition: 'deposit-awaited', progress: { transactionId, deposit, code: undefined }, data }
    : otherAmount({ transactionId, approvedAmount: amount }, data);
}

const otherAmount = (
  progress: { readonly transactionId: string; readonly approvedAmount: Amount },
  data: Readonly<Record<string, string | number>>,
): Step => ({
  transition: 'reversal-started',
  progress: { ...progress, code: 'AMOUNT_MISMATCH' },
  data,
});

function declinedStep({ providerCode, message }: Declined): Step {
  const said = message === undefined ? {} : { message };
  return {
    transition: 'declined',
    progress: { stage: 'approve', code: 'PAYMENT_DECLINED', providerCode, ...said },
    data: { providerCode },
  };
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/** Again a little later each time, as long as the provider takes it. */
function notSentStep(attempt: Attempt, reason: string, approver: Recoverable): Told {
  const { readAt, progress } = attempt;
  const data = { reason };
  if (readAt >= approveDeadline(attempt, approver)) return notSentInTime(data);
  const age = readAt - (progress.approvingAt ?? readAt);
  const pause = Math.min(Math.max(age / 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
  return { remark: 'approval-not-sent', progress: { askAgainAt: readAt + pause }, data };
}

export const notSentInTime = (data: Readonly<Record<string, string>> = {}): Step => ({
  transition: 'not-executed',
  progress: { stage: 'approve', code: 'NOT_EXECUTED' },
  data,
});
