import type { Checkout } from '../checkout/checkout.ts';
import { faultOf } from '../checkout/provider-call.ts';
import type { Notice } from '../store/store.ts';
import { callHook } from './hook.ts';

const TIMEOUT_MS = 10_000;
/** Longer than a call may take, so that a claimed notice is never sent twice at once. */
const LEASE_MS = TIMEOUT_MS + 20_000;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How long to wait after each try without a 2xx; the last one repeats for ever. */
const WAITS_MS = [
  ...[10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE],
  ...Array.from({ length: 6 }, () => HOUR),
  6 * HOUR,
];
/** After so long somebody should be woken: the merchant does not know of his own payment. */
const OVERDUE_MS = 24 * HOUR;

/** Sends the notices that are due. At least once each; a crash in between sends one again. */
export async function deliverNotices(checkout: Checkout): Promise<void> {
  const due = await checkout.store.claimNotices(10, LEASE_MS);
  const delivered = await Promise.all(due.map((notice) => deliver(checkout, notice)));
  // Behind each one that was taken there may be the next of the same attempt.
  if (delivered.includes(true)) await deliverNotices(checkout);
}

/** The same, now and in the background: a merchant should know before the buyer looks. */
export function deliverSoon(checkout: Checkout): void {
  const delivery = deliverNotices(checkout).catch((error: unknown) => {
    // The worker comes for them.
    checkout.log.warn(faultOf(error), 'notices wait');
  });
  checkout.background(delivery);
}

async function deliver(checkout: Checkout, notice: Notice): Promise<boolean> {
  const url = checkout.config.lines[notice.line]?.notify;
  const call = { id: notice.id, body: notice.payload, timeoutMs: TIMEOUT_MS, statusOnly: true };
  const reply = url && (await callHook(checkout, { ...call, url }));
  if (reply && reply.kind === 'answered' && reply.status >= 200 && reply.status < 300) {
    await checkout.store.settleNotice(notice.id);
    return true;
  }
  const wait = WAITS_MS[Math.min(notice.tries, WAITS_MS.length) - 1] ?? HOUR;
  const spread = 0.8 + 0.4 * checkout.random();
  await checkout.store.postponeNotice(notice.id, Math.round(wait * spread));
  await tellUndelivered(checkout, notice);
  return false;
}

async function tellUndelivered({ store, log }: Checkout, notice: Notice): Promise<void> {
  const { attemptId, tries, createdAt } = notice;
  const isOverdue = (await store.now()) > createdAt + OVERDUE_MS;
  const fields = { attemptId, tries, code: 'NOTICE_UNDELIVERED' };
  log[isOverdue ? 'error' : 'warn'](fields, 'notice not taken by the merchant');
}
