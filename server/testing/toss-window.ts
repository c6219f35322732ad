import assert from 'node:assert/strict';
import type { LaunchInstruction } from '../protocol/index.ts';

interface SdkData {
  readonly version: 'v1' | 'v2';
  readonly clientKey: string;
  readonly customerKey?: string;
  readonly method?: string;
  readonly request: { readonly amount: unknown };
}

/**
 * Does what the SDK of Toss Payments does at its simulator, then presses a button of the window, as
 * a browser would.
 *
 * @returns the callback address that the window sends the browser to
 */
export async function pressAtToss(
  instruction: LaunchInstruction,
  decision: string,
): Promise<string> {
  assert.ok(instruction.kind === 'script', instruction.kind);
  const {
    version,
    clientKey,
    customerKey = '',
    method,
    request,
  } = instruction.data as never as SdkData;
  const amount = version === 'v1' ? { currency: 'KRW', value: request.amount } : request.amount;
  const base = instruction.src.replace(/\/(v2\/standard|v1)$/, '');
  const opened = await fetch(`${base}/window/payments`, {
    method: 'POST',
    body: new URLSearchParams({
      sdk: version,
      clientKey,
      customerKey,
      target: 'self',
      origin: 'https://pay.shop.example',
      request: JSON.stringify({ ...(method === undefined ? {} : { method }), ...request, amount }),
    }),
  });
  assert.equal(opened.status, 200, await opened.text());
  const answer = await fetch(opened.url.replace(/info$/, 'decision'), {
    method: 'POST',
    body: new URLSearchParams({ decision }),
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? assert.fail('the window sends the buyer nowhere');
}
