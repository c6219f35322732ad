import type { KeptRequest } from '../store/store.ts';
import type { Checkout } from './checkout.ts';
import type { RawRequest } from './envelope.ts';
import { faultOf } from './provider-call.ts';
import { receiveCallback } from './receive.ts';
import { followWebhook } from './webhook.ts';

/**
 * Keeps a request as it came, before anything of it is believed. `undefined`: there are so many
 * about one attempt, or about nobody, that somebody is filling the disk.
 */
export const keep = async (
  { envelopes, store }: Checkout,
  raw: RawRequest,
): Promise<KeptRequest | undefined> => store.keepRequest(await envelopes.seal(raw));

/** Requests that a dead process left unread, or that could not be looked into then. */
export async function takeUpRequests(checkout: Checkout, before: number): Promise<void> {
  const left = await checkout.store.claimRequests(before, 20);
  await Promise.all(
    left.map((kept) =>
      takeUp(checkout, kept).catch((error: unknown) => {
        const { channel, tries } = kept;
        checkout.log.error({ channel, tries, ...faultOf(error) }, 'kept request not read');
      }),
    ),
  );
}

async function takeUp(checkout: Checkout, kept: KeptRequest): Promise<void> {
  const raw = await checkout.envelopes.open(kept);
  if (kept.source === 'webhook') {
    await followWebhook(checkout, { kept, raw });
    return;
  }
  const attempt =
    kept.attemptId === undefined ? undefined : await checkout.store.find(kept.attemptId);
  if (attempt) await receiveCallback(checkout, attempt, { kept, raw });
  else await checkout.store.settleRequest(kept.id);
}
