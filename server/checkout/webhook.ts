import type { Provider, WebhookReading } from '../providers/provider.ts';
import type { KeptRequest } from '../store/store.ts';
import { attend } from './attend.ts';
import type { Attempt } from './attempt.ts';
import type { Checkout } from './checkout.ts';
import type { RawRequest } from './envelope.ts';
import { faultOf } from './provider-call.ts';

/** A webhook about nobody we know is looked for so often; its sender repeats it too. */
const MOST_TRIES = 10;

export type Webhook =
  | { readonly kind: 'about'; readonly attempt: Attempt }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'rejected'; readonly reason: string };

/** Whom a webhook is about, as far as its sender can be believed. Changes nothing. */
export async function readWebhook(checkout: Checkout, raw: RawRequest): Promise<Webhook> {
  const provider = checkout.config.channels[raw.channel];
  const reading: WebhookReading = provider?.readWebhook
    ? read(provider.readWebhook, raw)
    : { kind: 'rejected', reason: 'no webhooks here' };
  if (reading.kind === 'rejected') return reading;
  const { store } = checkout;
  const attempt = await store.findByProviderOrder(raw.channel, reading.providerOrderId);
  return attempt ? { kind: 'about', attempt } : { kind: 'unknown' };
}

function read(
  readWebhookOf: NonNullable<Provider['readWebhook']>,
  raw: RawRequest,
): WebhookReading {
  const { headers, contentType, body } = raw;
  try {
    return readWebhookOf({
      headers,
      contentType,
      body,
      query: [...new URLSearchParams(raw.rawQuery)],
    });
  } catch (error) {
    return { kind: 'rejected', reason: faultOf(error).fault };
  }
}

export interface KeptWebhook {
  readonly kept: KeptRequest;
  readonly raw: RawRequest;
}

/**
 * A kept webhook never changes a state: it makes us ask the provider, now. Settled once the provider
 * has answered; until then it comes up again.
 */
export async function followWebhook(checkout: Checkout, { kept, raw }: KeptWebhook): Promise<void> {
  // Kept, and taken up again: the channel may be put back.
  if (!checkout.config.channels[raw.channel]) return;
  const webhook = await readWebhook(checkout, raw);
  if (webhook.kind === 'about') {
    const attended = await attend(checkout, webhook.attempt.id, 'hint');
    if (attended !== 'answered') return;
  } else if (webhook.kind === 'unknown' && kept.tries < MOST_TRIES) return;
  await checkout.store.settleRequest(kept.id);
}
