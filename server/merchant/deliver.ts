import type { Checkout } from '../checkout/checkout.ts';
import { faultOf } from '../checkout/provider-call.ts';
import type { Notice } from '../store/store.ts';
import { callHook } from './hook.ts';

const TIMEOUT_MS = 10_000;
/** Longer than a call may take, so that a claimed notice is never sent twice at once. */
const LEASE_MS = TIMEOUT_MS + 20_000;

const MINUTE = 60_000;
/** How long to wait after each try without a 2xx; the last one repeats. */
const WAITS_MS = [10_000, 30_000, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE];

/** Sends the notices that are due. At least once each; a crash in between sends one again. */
export async function deliverNotices(checkout: Checkout): Promise<void> {
  const due = await checkout.store.claimNotices(10, LEASE_MS);
  await Promise.all(due.map((notice) => deliver(checkout, notice)));
}

/** The same, now and in the background: a merchant should know before the buyer looks. */
export function deliverSoon(checkout: Checkout): void {
  const delivery = deliverNotices(checkout).catch((error: unknown) => {
    // The loop comes for them.
    checkout.log.warn(faultOf(error), 'notices wait');
  });
  checkout.background(delivery);
}

async function deliver(checkout: Checkout, notice: Notice): Promise<void> {
  const url = checkout.config.lines[notice.line]?.notify;
  const reply =
    url &&
    (await callHook(checkout, { url, id: notice.id, body: notice.payload, timeoutMs: TIMEOUT_MS }));
  if (reply && reply.kind === 'answered' && reply.status >= 200 && reply.status < 300) {
    await checkout.store.settleNotice(notice.id);
    return;
  }
  const wait = WAITS_MS[Math.min(notice.tries, WAITS_MS.length) - 1] ?? MINUTE;
  await checkout.store.postponeNotice(notice.id, wait);
  checkout.log.warn(
    { attemptId: notice.attemptId, tries: notice.tries, waitMs: wait },
    'notice not taken by the merchant',
  );
}
