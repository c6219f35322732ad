import { expect } from '@open-wc/testing';
import { en } from './en.ts';
import { ko } from './ko.ts';
import { localeOf, wordsOf } from './locale.ts';
import { withParticle } from './particle.ts';
import type { Words } from './words.ts';

type Sentence =
  | string
  | readonly string[]
  | ((m: string, shop: string, price: string, dueAt: number) => string | readonly string[]);

const KRW = (value: number) => ({ value, currency: 'KRW' });
/** 25 November 2026, 23:59:08 in Korea. */
const DEADLINE = Date.UTC(2026, 10, 25, 14, 59, 8);

/** Every sentence of a language by its name, the functions filled in. */
const sentences = (words: Words): Map<string, string> => {
  const others = new Set(['amount', 'time', 'nameOf', 'scenes']);
  const all = (Object.entries({ ...words, ...words.scenes }) as [string, Sentence][]).filter(
    ([key]) => !others.has(key),
  );
  const fill = (text: Sentence) =>
    typeof text === 'function' ? text('카카오페이', '온유도예', '48,000원', DEADLINE) : text;
  return new Map(all.map(([key, text]) => [key, [fill(text)].flat().join(' ')]));
};

describe('amounts', () => {
  it('are written as people of the language write them.', () => {
    expect(ko.amount(KRW(48_000))).to.equal('48,000원');
    expect(en.amount(KRW(48_000))).to.equal('₩48,000');
    expect(ko.amount(KRW(128_560_000))).to.equal('128,560,000원');
    expect(ko.amount(KRW(0))).to.equal('0원');
  });

  it('count minor units as the currency does.', () => {
    expect(en.amount({ value: 1999, currency: 'USD' })).to.equal('$19.99');
    expect(ko.amount({ value: 1999, currency: 'USD' })).to.equal('US$19.99');
    expect(en.amount({ value: 500, currency: 'JPY' })).to.equal('¥500');
  });
});

describe('times', () => {
  it("are told in Korea's zone, whatever the buyer's.", () => {
    expect(ko.time(DEADLINE)).to.equal('11월 25일 (수) 23:59');
    expect(en.time(DEADLINE)).to.equal('Wed, Nov 25, 23:59 KST');
  });

  it('write midnight as 00, not 24.', () => {
    expect(ko.time(Date.UTC(2026, 10, 25, 15, 0, 0))).to.equal('11월 26일 (목) 00:00');
  });
});

describe('the day until which a deposit is awaited', () => {
  const title = (words: Words, dueAt: number) =>
    words.scenes['awaiting-deposit']('', '', '', dueAt)[0];

  it("is that of Korea's zone.", () => {
    expect(title(ko, DEADLINE)).to.equal('11월 25일까지 입금해 주세요');
    expect(title(en, DEADLINE)).to.equal('Please transfer by Nov 25');
    // Still the 25th in Greenwich.
    expect(title(en, Date.UTC(2026, 10, 25, 15, 30))).to.equal('Please transfer by Nov 26');
  });

  it('is the day that ends, where midnight is the end.', () => {
    const midnight = Date.UTC(2026, 10, 25, 15);
    expect(title(ko, midnight)).to.equal('11월 25일까지 입금해 주세요');
    expect(title(ko, midnight + 1)).to.equal('11월 26일까지 입금해 주세요');
  });
});

describe('Korean particles', () => {
  const rows: readonly [string, string, string, string][] = [
    ['카카오페이', '이', '가', '카카오페이가'],
    ['카카오페이', '으로', '로', '카카오페이로'],
    ['카카오페이', '을', '를', '카카오페이를'],
    ['무통장입금', '이', '가', '무통장입금이'],
    ['무통장입금', '으로', '로', '무통장입금으로'],
    ['휴대폰 결제창', '을', '를', '휴대폰 결제창을'],
    ['페이팔', '으로', '로', '페이팔로'],
    ['페이팔', '이', '가', '페이팔이'],
    ['힣', '이', '가', '힣이'],
    ['KB Pay', '이', '가', '선택한 결제 수단이'],
    ['카드 (국내)', '으로', '로', '선택한 결제 수단으로'],
    ['11', '을', '를', '선택한 결제 수단을'],
    ['ㄱ', '이', '가', '선택한 결제 수단이'],
    ['', '이', '가', '선택한 결제 수단이'],
  ];
  for (const [name, consonant, vowel, expected] of rows) {
    it(`make ${JSON.stringify(name)} with ${consonant}/${vowel} into ${expected}.`, () => {
      expect(withParticle(name, consonant, vowel)).to.equal(expected);
    });
  }

  it('follow the kind of payment where a method is not a brand.', () => {
    expect(ko.popup(ko.nameOf({ id: 'card', type: 'card', label: '신용·체크카드' }))).to.equal(
      '새 창에서 신용·체크카드 결제가 열려요',
    );
  });
});

describe('words', () => {
  it('say the same things in both languages.', () => {
    expect([...sentences(en).keys()].sort()).to.deep.equal([...sentences(ko).keys()].sort());
    for (const words of [ko, en]) {
      for (const [key, text] of sentences(words)) expect(text, key).to.match(/\S/);
    }
  });

  it('claim that no money has left only where the server has said so.', () => {
    const allowed = [
      'account-closed',
      'canceled',
      'expired',
      'failed',
      'failed-uncharged',
      'order-refused',
    ];
    const claiming = (words: Words, claim: RegExp): string[] =>
      [...sentences(words)].filter(([, text]) => claim.test(text)).map(([key]) => key);
    expect(claiming(ko, /빠져나간 돈은 없/)).to.have.members(allowed);
    expect(
      claiming(en, /haven't been charged|not been charged|nothing was charged/i),
    ).to.have.members(allowed);
  });

  it('ask nobody to pay again where the outcome is in doubt.', () => {
    const inDoubt = [
      'confirming',
      'confirming-slow',
      'pending',
      'order-held',
      'offline-live',
    ] as const;
    for (const key of inDoubt) {
      expect(ko.scenes[key]('', '', '', 0)[1], key).to.match(/다시 결제하지 (말|않아도)/);
      expect(en.scenes[key]('', '', '', 0)[1], key).to.match(/(don't|no need to) pay again/i);
    }
  });

  it('blame nobody and do not shout.', () => {
    for (const [key, text] of sentences(ko)) {
      expect(text, key).to.not.match(/실패|오류|잘못|죄송|!/);
    }
    for (const [key, text] of sentences(en)) expect(text, key).to.not.match(/!|sorry|error|fail/i);
  });

  it('name no shop that is not known.', () => {
    expect(ko.scenes.complete('', '', '', 0)[1]).to.equal('');
    expect(ko.scenes.complete('', '온유도예', '', 0)[1]).to.equal('온유도예에서 주문을 받았어요.');
  });
});

describe('languages', () => {
  it('are told from a language tag; what is not English is Korean.', () => {
    for (const tag of ['en', 'en-GB', 'EN', 'en-Latn-US'])
      expect(localeOf(tag), tag).to.equal('en');
    for (const tag of ['', 'ko', 'ko-KR', 'ja', 'enx', 'xen']) {
      expect(localeOf(tag), tag).to.equal('ko');
    }
    expect(wordsOf('ko')).to.equal(ko);
    expect(wordsOf('en')).to.equal(en);
  });
});
