import { delay } from '../clock.ts';
import { sameAmount } from '../protocol/index.ts';
import type { Approval, AuthenticatedCallback, Provider } from '../providers/provider.ts';
import { advance, type Step } from './advance.ts';
import type { Attempt } from './attempt.ts';
import { providerOf, type Checkout } from './checkout.ts';
import { contextOf, faultOf, preparedRecordOf } from './provider-call.ts';

const BETWEEN_TRIES_MS = 1000;

/** How often the answer is tried to be written down. Until then it is known here and nowhere else. */
const MOST_RECORDINGS = 60;

/**
 * Stage 4. Moves to `approving` (the compare-and-set lets exactly one caller through), then asks
 * the provider, then writes what it said. Never throws; safe to call again at any time. While the
 * server is being stopped nothing begins: the attempt waits for the next start.
 */
export async function approve(checkout: Checkout, id: string): Promise<void> {
  if (checkout.isStopping()) return;
  try {
    const attempt = await begin(checkout, id);
    if (attempt) await record(checkout, id, await askUntilSent(checkout, attempt));
  } catch (error) {
    // Before anything was asked: the attempt is still `authenticated`, and the loop finds it there.
    checkout.log.error({ attemptId: id, ...faultOf(error) }, 'approval interrupted');
  }
}

/** A store that fails for a moment must not cost us the answer. */
async function record(checkout: Checkout, id: string, approval: Approval): Promise<void> {
  for (let tries = 1; tries <= MOST_RECORDINGS; tries += 1) {
    try {
      await advance(checkout, id, (at) =>
        at.state === 'approving' ? settleStep(checkout, at, approval) : undefined,
      );
      return;
    } catch (error) {
      checkout.log.error({ attemptId: id, tries, ...faultOf(error) }, 'answer not written yet');
      await delay(checkout.clock, BETWEEN_TRIES_MS);
    }
  }
}

/** The attempt as it stands in `approving`, for the one caller that may go on. */
async function begin(checkout: Checkout, id: string): Promise<Attempt | undefined> {
  const { attempt, outcome } = await advance(checkout, id, (at) =>
    at.state === 'authenticated' ? beginStep(checkout, at) : undefined,
  );
  if (outcome === 'order-held') {
    await advance(checkout, id, (at) =>
      at.state === 'authenticated'
        ? { transition: 'order-held', progress: { stage: 'confirm', code: 'ORDER_HELD' } }
        : undefined,
    );
  }
  return outcome === 'moved' && attempt.state === 'approving' ? attempt : undefined;
}

function beginStep(checkout: Checkout, attempt: Attempt): Step {
  const now = checkout.clock.now();
  return now < deadlineOf(checkout, attempt)
    ? { transition: 'approval-started', progress: { approvingAt: now } }
    : {
        transition: 'approval-refused',
        progress: { stage: 'confirm', code: 'APPROVE_DEADLINE' },
      };
}

const deadlineOf = (checkout: Checkout, attempt: Attempt): number =>
  (attempt.progress.authenticatedAt ?? 0) +
  (providerOf(checkout, attempt)?.facts.approveWindow ?? 0);

/** Tries again only while it is proven that nothing left us, inside the window, before a stop. */
async function askUntilSent(checkout: Checkout, attempt: Attempt): Promise<Approval> {
  const deadline = deadlineOf(checkout, attempt);
  for (;;) {
    const approval = await ask(checkout, attempt);
    const again = checkout.clock.now() + BETWEEN_TRIES_MS < deadline && !checkout.isStopping();
    if (approval.outcome !== 'not-sent' || !again) return approval;
    await delay(checkout.clock, BETWEEN_TRIES_MS);
  }
}

async function ask(checkout: Checkout, attempt: Attempt): Promise<Approval> {
  const provider: Provider | undefined = providerOf(checkout, attempt);
  const callback = checkedCallback(attempt);
  if (!provider?.approve || !callback) return { outcome: 'unknown', reason: 'cannot be asked' };
  try {
    const record = preparedRecordOf(attempt);
    return await provider.approve(callback, record, contextOf(checkout, attempt));
  } catch (error) {
    checkout.log.error({ attemptId: attempt.id, ...faultOf(error) }, 'approve failed');
    return { outcome: 'unknown', reason: 'INTERNAL' };
  }
}

/** The brand. Only a callback that agreed with its attempt was ever stored as authentication. */
const checkedCallback = (attempt: Attempt): AuthenticatedCallback | undefined =>
  attempt.progress.authentication as AuthenticatedCallback | undefined;

function settleStep(checkout: Checkout, attempt: Attempt, approval: Approval): Step {
  switch (approval.outcome) {
    case 'approved':
      return approvedStep(checkout, attempt, approval);
    case 'declined': {
      const { providerCode, message } = approval;
      const said = message === undefined ? {} : { message };
      return {
        transition: 'declined',
        progress: { stage: 'approve', code: 'PAYMENT_DECLINED', providerCode, ...said },
        data: { providerCode },
      };
    }
    case 'unknown':
      return {
        transition: 'doubted',
        progress: { code: 'APPROVAL_UNKNOWN' },
        data: { reason: approval.reason },
      };
    case 'not-sent':
      return {
        transition: 'not-executed',
        progress: { stage: 'approve', code: 'NOT_EXECUTED' },
        data: { reason: approval.reason },
      };
  }
}

function approvedStep(
  checkout: Checkout,
  attempt: Attempt,
  { transactionId, amount, approvedAt }: Extract<Approval, { outcome: 'approved' }>,
): Step {
  const progress = {
    transactionId,
    approvedAmount: amount,
    approvedAt: approvedAt ?? checkout.clock.now(),
  };
  const data = { transactionId, amount: amount.value };
  return sameAmount(amount, attempt.amount)
    ? { transition: 'approved', progress, data }
    : { transition: 'reversal-started', progress: { ...progress, code: 'AMOUNT_MISMATCH' }, data };
}
