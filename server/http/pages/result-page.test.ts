import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Attempt, AttemptProgress } from '../../checkout/attempt.ts';
import { statusOf } from '../../checkout/status.ts';
import type { AttemptState } from '../../checkout/transitions.ts';
import { AttemptIdSchema, type Deposit, type Locale } from '../../protocol/index.ts';
import { resultPage } from './result-page.ts';

const NOW = Date.UTC(2026, 10, 22, 5, 32);

const unnamed: Deposit = {
  bank: '새벽은행',
  accountNumber: '7000-0001-2345-67',
  holder: '온유도예',
  /** 25 November 2026, 23:59 in Korea. */
  dueAt: Date.UTC(2026, 10, 25, 14, 59),
};
const deposit: Deposit = { ...unnamed, depositor: '김하늘' };

interface Drawn {
  readonly state: AttemptState;
  readonly progress?: Partial<AttemptProgress>;
  readonly locale?: Locale;
}

const attemptOf = ({ state, progress, locale = 'ko' }: Drawn): Attempt => ({
  id: AttemptIdSchema.parse('AAAAAAAAAAAAAAAAAAAAAA'),
  version: 7,
  state,
  sessionId: 's',
  line: 'order',
  orderId: 'A-1001',
  providerOrderId: 'A-1001-7f3k9q',
  channel: 'bank',
  method: 'deposit',
  amount: { value: 48_000, currency: 'KRW' },
  holdsOrder: true,
  createdAt: NOW,
  updatedAt: NOW,
  readAt: NOW,
  dueAt: undefined,
  snapshot: {
    provider: 'bank',
    providerMethod: 'virtual-account',
    presentation: 'redirect',
    device: 'mobile',
    locale,
    storefront: 'https://shop.example',
    returnUrl: 'https://shop.example/orders/A-1001',
    orderName: '청자 머그',
    taxFreeAmount: 0,
    buyerRef: 'b',
  },
  progress: { launches: 1, prepareTries: 0, ...progress },
});

/** The page as it is sent. */
function markupOf(drawn: Drawn): string {
  const attempt = attemptOf(drawn);
  return resultPage({
    attempt,
    status: statusOf(attempt),
    shopName: '온유도예',
    methodLabel: '무통장입금',
    methodName: '무통장입금 결제',
    nonce: 'n',
    script: '',
    statusUrl: '/result/x/status',
  }).text;
}

/** What a reader sees without a script: the blocks of the state that the server wrote. */
function seen(markup: string): string {
  const [, body = ''] = /data-when="ended">(.*)<\/main>/s.exec(markup) ?? [];
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const awaiting = (locale: Locale, change: Partial<Deposit> = {}): string =>
  markupOf({
    state: 'awaiting-deposit',
    progress: { deposit: { ...deposit, ...change } },
    locale,
  });

describe('the result page of an account to pay into', () => {
  it('says everything that a transfer needs, in Korean', () => {
    assert.equal(
      seen(awaiting('ko')),
      '11월 25일까지 입금해 주세요 ' +
        '입금한 뒤 주문하던 화면에서 확인할 수 있어요. 계좌번호를 적어 두세요. ' +
        '새벽은행 · 예금주 온유도예 7000 0001 2345 67 ' +
        '입금할 금액 48,000 원 입금 기한 11월 25일 (수) 23:59 주문번호 A-1001 ' +
        '온유도예로 돌아가기',
    );
  });

  it('says the same in English, with the zone', () => {
    const english = { bank: 'Dawn Bank', holder: 'Onyu Pottery', depositor: 'Kim Haneul' };
    assert.equal(
      seen(awaiting('en', english)),
      'Please transfer by Nov 25 ' +
        'After the transfer, check on the page where you ordered. Note the account number. ' +
        'Dawn Bank · Account holder Onyu Pottery 7000 0001 2345 67 ' +
        'Amount ₩48,000 Transfer by Wed, Nov 25, 23:59 KST ' +
        'Order number A-1001 Back to 온유도예',
    );
  });

  it('shows it at once and needs no script for any of it', () => {
    const markup = awaiting('ko');
    assert.match(markup, /<pay-result\s+state="ended"/);
    const [ended = ''] = /<div class="ended".*<\/main>/s.exec(markup) ?? [];
    assert.equal(ended.includes('<button'), false);
    assert.match(
      ended,
      /<a\s+class="button primary"\s+href="https:\/\/shop.example\/orders\/A-1001"/,
    );
  });

  it('calls for the last day, where midnight ends it', () => {
    const midnight = { dueAt: Date.UTC(2026, 10, 25, 15) };
    assert.match(seen(awaiting('ko', midnight)), /^11월 25일까지 .* 11월 26일 \(목\) 00:00/);
    assert.match(seen(awaiting('en', midnight)), /^Please transfer by Nov 25 .* Nov 26, 00:00 KST/);
  });

  it('names nobody, for whoever has the address can read it', () => {
    for (const locale of ['ko', 'en'] as const) {
      assert.doesNotMatch(awaiting(locale), /김하늘|입금자/);
    }
  });

  it('writes what the bank says as text', () => {
    const page = awaiting('ko', { bank: '<img src=x>', accountNumber: '"><b>1' });
    assert.equal(page.includes('<img'), false);
    assert.match(page, /&lt;img src=x&gt; · /);
  });

  it('keeps nothing of the account once it is paid, given up or over', () => {
    for (const state of ['approved', 'reversing', 'reversed', 'expired'] as const) {
      const page = markupOf({ state, progress: { deposit, code: 'ACCOUNT_GIVEN_UP' } });
      for (const secret of ['7000', '새벽은행', '김하늘']) {
        assert.equal(page.includes(secret), false, `${state}: ${secret}`);
      }
    }
  });

  it('is the ordinary one where the outcome is only in doubt', () => {
    const page = markupOf({ state: 'unknown', progress: { approvingAt: 0 } });
    assert.match(seen(page), /^아직 결과를 받지 못했어요 .* 지금 확인하기/);
  });
});

describe('the result page of an account that was given up', () => {
  const closed = (locale: Locale): string =>
    markupOf({ state: 'reversed', progress: { code: 'ACCOUNT_GIVEN_UP' }, locale });

  it('is calm: the account is closed and nothing was charged', () => {
    assert.match(
      seen(closed('ko')),
      /^계좌를 닫았어요 빠져나간 돈은 없어요\. 주문하던 화면에서 다른 결제 수단을 고를 수 있어요\./,
    );
    assert.match(
      seen(closed('en')).replaceAll('&#39;', "'"),
      /^The account is closed You haven't been charged\. You can choose another payment method/,
    );
    assert.equal(closed('ko').includes('icon danger'), false);
  });

  it('is none of a payment whose money went back', () => {
    const page = markupOf({ state: 'reversed', progress: { code: 'LATE_APPROVAL' } });
    assert.match(seen(page), /^결제되지 않았어요 승인을 되돌렸어요/);
    assert.match(page, /icon danger/);
  });
});
