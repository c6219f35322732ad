import { Webhook } from 'standardwebhooks';
import type { Checkout } from '../checkout/checkout.ts';
import type { HttpOutcome } from '../providers/provider.ts';

export interface Hook {
  readonly url: string;
  /** `webhook-id`: the same for every repetition of one call. */
  readonly id: string;
  readonly body: string;
  readonly timeoutMs: number;
  /** Only the status of the answer counts. */
  readonly statusOnly?: boolean;
}

/** A signed call to the merchant's backend, with the Standard Webhooks headers. */
export function callHook(checkout: Checkout, hook: Hook): Promise<HttpOutcome> {
  const at = new Date(checkout.clock.now());
  const { hookSecret } = checkout.config;
  return checkout.send({
    method: 'POST',
    url: hook.url,
    headers: {
      'content-type': 'application/json',
      'webhook-id': hook.id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(hookSecret).sign(hook.id, at, hook.body),
    },
    body: hook.body,
    timeoutMs: hook.timeoutMs,
    statusOnly: hook.statusOnly ?? false,
  });
}

export const readJson = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
};
