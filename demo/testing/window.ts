import assert from 'node:assert/strict';
import type { LaunchInstruction } from '../../server/protocol/index.ts';
import { pressAtToss } from '../../server/testing/toss-window.ts';
import { POINTS } from '../points.ts';

/**
 * Says yes in the window of whichever provider of the demo, as a browser would.
 *
 * @returns the callback address that the window sends the browser to
 */
export async function sayYesIn(instruction: LaunchInstruction): Promise<string> {
  if (instruction.kind === 'script') return pressAtToss(instruction, 'approve');
  assert.ok(instruction.kind === 'redirect', instruction.kind);
  const { origin, pathname, searchParams } = new URL(instruction.url);
  const opened = await fetch(instruction.url);
  assert.equal(opened.status, 200, await opened.text());
  const payment = searchParams.get('payment');
  const isPoints = payment !== null;
  const form = isPoints ? { payment, pin: POINTS.pin } : {};
  const path = isPoints ? `${pathname}/decision` : pathname.replace(/\/info$/, '/decision');
  const answer = await fetch(origin + path, {
    method: 'POST',
    body: new URLSearchParams({ ...form, decision: 'approve' }),
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? assert.fail('the window sends the buyer nowhere');
}
