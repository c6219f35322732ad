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
  /** Of the buyer, where the line hands them on. Not signed: it says only who he is. */
  readonly cookie?: string | undefined;
}

/** A signed call to the merchant's backend, with the Standard Webhooks headers. */
export function callHook(checkout: Checkout, hook: Hook): Promise<HttpOutcome> {
  return checkout.send({
    method: 'POST',
    url: hook.url,
    headers: {
      'content-type': 'application/json',
      ...signed(checkout, hook.id, hook.body),
      ...(hook.cookie === undefined ? {} : { cookie: hook.cookie }),
    },
    body: hook.body,
    timeoutMs: hook.timeoutMs,
    statusOnly: hook.statusOnly ?? false,
  });
}

/** The headers of Standard Webhooks over a payload. */
export function signed({ clock, config }: Checkout, id: string, payload: string) {
  const at = new Date(clock.now());
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(config.hookSecret).sign(id, at, payload),
  };
}

export const readJson = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
};
