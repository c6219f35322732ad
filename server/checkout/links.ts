import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CheckedConfig } from '../config.ts';

type Purpose = 'launch' | 'callback' | 'result';

/** 128 bits over purpose and attempt, recomputed when it comes back; nothing is stored. */
function tokenOf(secret: string, purpose: Purpose, attemptId: string): string {
  const mac = createHmac('sha256', Buffer.from(secret, 'base64url'));
  return mac.update(`${purpose}:${attemptId}`).digest().subarray(0, 16).toString('base64url');
}

/** The addresses of an attempt's pages. A token of one purpose opens no other door. */
export interface Links {
  launchToken(attemptId: string): string;
  callback(channel: string, attemptId: string, leg: string): string;
  result(attemptId: string): string;
  outcome(attemptId: string): string;
  holds(purpose: Purpose, attemptId: string, token: unknown): boolean;
}

export function createLinks(config: CheckedConfig): Links {
  const { publicUrl, secrets } = config;
  const sign = (purpose: Purpose, attemptId: string): string =>
    tokenOf(secrets[0]?.secret ?? '', purpose, attemptId);
  return {
    launchToken: (id) => sign('launch', id),
    callback: (channel, id, leg) =>
      `${publicUrl}/callback/${channel}/${id}/${sign('callback', id)}/${leg}`,
    result: (id) => `${publicUrl}/result/${id}/${sign('result', id)}`,
    outcome: (id) => `${publicUrl}/launch/${id}/outcome`,
    holds: (purpose, id, token) =>
      typeof token === 'string' &&
      secrets.some(({ secret }) => sameText(token, tokenOf(secret, purpose, id))),
  };
}

const RETURN_CODE = 'pay-checkout';

/**
 * Where a redirect goes back to, with its code in the place of one that was there before. The rest
 * stays to the letter: shops have queries that are not in UTF-8.
 */
export function withReturnCode(returnUrl: string, code: string): string {
  const url = new URL(returnUrl);
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && part.split('=')[0] !== RETURN_CODE);
  url.search = [...kept, `${RETURN_CODE}=${code}`].join('&');
  return url.href;
}

/** Takes the same time wherever the two differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
