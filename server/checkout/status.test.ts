import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AttemptIdSchema, AttemptViewSchema } from '../protocol/index.ts';
import type { Attempt, AttemptProgress } from './attempt.ts';
import { statusOf, viewOf } from './status.ts';
import { STATES, type AttemptState } from './transitions.ts';

const NOW = 1_800_000_000_000;

const attempt = (state: AttemptState, progress: Partial<AttemptProgress> = {}): Attempt => ({
  id: AttemptIdSchema.parse('AAAAAAAAAAAAAAAAAAAAAA'),
  version: 7,
  state,
  sessionId: 's',
  line: 'order',
  orderId: 'A-1',
  providerOrderId: 'A-1-7f3k9q',
  channel: 'kakaopay',
  method: 'kakaopay',
  amount: { value: 48000, currency: 'KRW' },
  holdsOrder: false,
  createdAt: 0,
  updatedAt: 0,
  readAt: NOW,
  dueAt: undefined,
  snapshot: {
    provider: 'kakaopay',
    providerMethod: 'kakaopay',
    presentation: 'popup',
    device: 'desktop',
    locale: 'ko',
    storefront: 'https://shop.example',
    returnUrl: 'https://shop.example/',
    orderName: '청자 머그',
    taxFreeAmount: 0,
    buyerRef: 'b',
  },
  progress: { launches: 1, prepareTries: 0, ...progress },
});

describe('what a browser is told of an attempt', () => {
  it('is complete for approved and for nothing else', () => {
    const complete = STATES.filter((state) => statusOf(attempt(state)) === 'complete');
    assert.deepEqual(complete, ['approved']);
  });

  it('is never an end while money may have moved', () => {
    for (const state of ['authenticated', 'approving', 'unknown', 'reversing', 'review'] as const) {
      assert.ok(['confirming', 'pending'].includes(statusOf(attempt(state))), state);
    }
  });

  it('calls a doubt confirming for thirty seconds and pending from then on', () => {
    const doubt = attempt('unknown', { approvingAt: NOW });
    assert.equal(statusOf({ ...doubt, readAt: NOW + 29_999 }), 'confirming');
    assert.equal(statusOf({ ...doubt, readAt: NOW + 30_000 }), 'pending');
  });

  it('calls canceled only what the buyer canceled', () => {
    assert.equal(statusOf(attempt('canceled', { code: 'BUYER_CANCELED' })), 'canceled');
    for (const code of ['ORDER_REFUSED', 'APPROVE_DEADLINE', 'NOT_EXECUTED']) {
      assert.equal(statusOf(attempt('canceled', { code })), 'failed', code);
    }
  });

  it('fits the schema in every state and carries nothing of the provider', () => {
    for (const state of STATES) {
      const secret = { providerState: { tid: 'SECRET' }, authentication: { pgToken: 'SECRET' } };
      const view = viewOf(attempt(state, { ...secret, providerCode: 'SECRET' }));
      assert.ok(AttemptViewSchema.parse(view));
      assert.equal(JSON.stringify(view).includes('SECRET'), false);
      assert.equal(view.result?.traceId, '7F3K9Q');
    }
  });

  it('says where it failed only when it failed', () => {
    const declined = attempt('declined', { stage: 'approve', code: 'PAYMENT_DECLINED' });
    assert.equal(viewOf(declined).stage, 'approve');
    assert.equal(viewOf(attempt('approved', { stage: 'approve' })).stage, undefined);
  });

  it('tells where to pay into while a deposit is awaited, and only then', () => {
    const deposit = { bank: '신한', accountNumber: '110-1', holder: '온유도예', dueAt: NOW + 1 };
    const view = viewOf(attempt('awaiting-deposit', { deposit }));
    assert.deepEqual([view.status, view.awaiting, view.deposit], ['pending', 'deposit', deposit]);
    const paid = viewOf(attempt('approved', { deposit }));
    assert.deepEqual([paid.awaiting, paid.deposit], [undefined, undefined]);
  });
});
