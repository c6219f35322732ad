import assert from 'node:assert/strict';
import type { ForwardEnvelope } from '../backend.ts';
import { SIMULATOR_KEYS } from '../providers/kakaopay/kakaopay.simulator.ts';
import type { ArrivedForward, BackendAnswer } from './approving-backend.ts';
import type { Harness } from './harness.ts';

/** What Kakao Pay answered to the shop's own approval. */
interface TakenAtKakao {
  readonly tid: string;
  readonly value: number;
}

/** Approves with Kakao Pay as a shop does by itself: its own key, and what the envelope brought. */
export async function approveAtKakao(
  { kakaopay: { baseUrl = '' } }: Pick<Harness, 'kakaopay'>,
  { envelope, query }: ArrivedForward,
): Promise<TakenAtKakao> {
  const response = await fetch(`${baseUrl}/online/v1/payment/approve`, {
    method: 'POST',
    headers: {
      authorization: `SECRET_KEY ${SIMULATOR_KEYS.secretKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      cid: SIMULATOR_KEYS.cid,
      tid: envelope.providerState['tid'],
      partner_user_id: envelope.providerState['partner_user_id'],
      partner_order_id: envelope.providerOrderId,
      pg_token: new URLSearchParams(query).get('pg_token'),
    }),
  });
  const body = (await response.json()) as { tid: string; amount: { total: number } };
  assert.equal(response.status, 200, JSON.stringify(body));
  return { tid: body.tid, value: body.amount.total };
}

/** A shop that approves once, and remembers what it answered. */
export function kakaoShop(harness: Pick<Harness, 'kakaopay'>) {
  const answers = new Map<string, BackendAnswer>();
  return {
    approve: async (forward: ArrivedForward): Promise<BackendAnswer> => {
      const known = answers.get(forward.envelope.id);
      if (known) return known;
      const { tid, value } = await approveAtKakao(harness, forward);
      const amount = { value, currency: 'KRW' };
      const answer = { json: { outcome: 'approved', transactionId: tid, amount } };
      answers.set(forward.envelope.id, answer);
      return answer;
    },
    status: ({ id }: ForwardEnvelope): BackendAnswer =>
      answers.get(id) ?? { json: { outcome: 'none' } },
  };
}
