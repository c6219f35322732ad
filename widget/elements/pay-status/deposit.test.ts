import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { CheckoutView } from '../../checkout/context.ts';
import { FakeTimers } from '../../checkout/testing/fake-timers.ts';
import { fixtureStage, inside, textOf } from '../../testing/fixture-stage.ts';
import type { PayStage } from '../../testing/stage.ts';
import { RESULT, viewOf } from '../../testing/view.ts';

const UNNAMED = {
  bank: '새벽은행',
  accountNumber: '7000-0001-2345-67',
  holder: '온유도예',
  /** 25 November 2026, 23:59 in Korea. */
  dueAt: Date.UTC(2026, 10, 25, 14, 59),
};
const DEPOSIT = { ...UNNAMED, depositor: '김하늘' };
const awaiting = (change: Partial<CheckoutView> = {}): CheckoutView =>
  viewOf({
    state: 'pending',
    method: { id: 'deposit', type: 'virtual-account', label: '무통장입금' },
    result: { ...RESULT, method: 'deposit', provider: 'bank' },
    deposit: DEPOSIT,
    ...change,
  });
const ENGLISH = { bank: 'Dawn Bank', holder: 'Onyu Pottery', depositor: 'Kim Haneul' };
const inEnglish = awaiting({ locale: 'en', deposit: { ...DEPOSIT, ...ENGLISH } });
const closed = (locale: 'ko' | 'en' = 'ko'): CheckoutView =>
  viewOf({ state: 'failed', locale, result: { ...RESULT, code: 'ACCOUNT_GIVEN_UP' } });

const status = (stage: PayStage) => stage.inner('pay-status');
const part = (stage: PayStage, name: string) => inside(status(stage), `[part=${name}]`);
const copyButton = (stage: PayStage) => part(stage, 'copy');
const said = (stage: PayStage) => textOf(inside(status(stage), 'output'));
const factsOf = (stage: PayStage): string[] =>
  [...(status(stage)?.shadowRoot?.querySelectorAll('[part=fact]') ?? [])].map((fact) =>
    [...fact.children].map(textOf).join(': '),
  );
const drawn = async (stage: PayStage): Promise<void> => {
  // What the clipboard answers comes first, then the picture of it.
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  await status(stage)?.updateComplete;
};

/** Stands where the clipboard is, or is not. */
const withClipboard = (clipboard: Partial<Clipboard> | undefined): void => {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
};

describe('<pay-status>, awaiting a deposit', () => {
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'clipboard');
  });

  describe('accessibility', () => {
    const views: readonly (readonly [string, CheckoutView])[] = [
      ['an account in Korean', awaiting()],
      ['an account in English', inEnglish],
      ['an account without network', awaiting({ offline: true })],
      ['a closed account in Korean', closed()],
      ['a closed account in English', closed('en')],
    ];
    for (const [what, view] of views) {
      for (const theme of ['light', 'dark']) {
        it(`has no finding when it shows ${what}, ${theme}.`, async () => {
          await expect(await fixtureStage(view, theme)).to.be.accessible();
        });
      }
    }

    it('has no finding when it has copied, or could not.', async () => {
      for (const writeText of [() => Promise.resolve(), () => Promise.reject(new Error('no'))]) {
        withClipboard({ writeText });
        const stage = await fixtureStage(awaiting());
        copyButton(stage).click();
        await drawn(stage);
        expect(said(stage)).to.not.equal('');
        await expect(stage).to.be.accessible();
      }
    });

    it('names what the button copies.', async () => {
      expect(copyButton(await fixtureStage(awaiting())).ariaLabel).to.equal('계좌번호 복사');
      expect(copyButton(await fixtureStage(inEnglish)).ariaLabel).to.equal('Copy account number');
    });

    it('has a region for what a press does before there is anything to tell.', async () => {
      const stage = await fixtureStage(awaiting());
      expect(said(stage)).to.equal('');
      await expect(stage).to.be.accessible();
    });

    it('has no target under 44 px, and never grows wider than its place.', async () => {
      for (const width of ['280px', '360px', '560px', '720px']) {
        for (const view of [awaiting(), inEnglish]) {
          const stage = await fixtureStage(view);
          stage.style.inlineSize = width;
          await stage.show(view);
          for (const button of status(stage)?.shadowRoot?.querySelectorAll('button') ?? []) {
            const { width: across, height } = button.getBoundingClientRect();
            expect(Math.min(across, height), `${width}: ${textOf(button)}`).to.be.at.least(44);
          }
          const base = inside(stage, '[part=base]');
          expect(base.scrollWidth, width).to.be.at.most(base.clientWidth);
        }
      }
    });
  });

  describe('properties', () => {
    it('says until when to transfer what, to which account.', async () => {
      const stage = await fixtureStage(awaiting());
      expect(textOf(inside(status(stage), '[role=status]'))).to.equal(
        '11월 25일까지 입금해 주세요 입금하고 이 화면으로 돌아오면 바로 확인해요. 계좌번호를 적어 두면 닫아도 괜찮아요.',
      );
      expect(textOf(part(stage, 'account-bank'))).to.equal('새벽은행 · 예금주 온유도예');
      expect(textOf(part(stage, 'account-number'))).to.equal('7000 0001 2345 67');
      expect(factsOf(stage)).to.deep.equal([
        '입금할 금액: 48,000원',
        '입금 기한: 11월 25일 (수) 23:59',
        '입금자 이름: 김하늘',
        '주문번호: A-1001',
      ]);
    });

    it('says the same in English, with the zone.', async () => {
      const stage = await fixtureStage(inEnglish);
      expect(textOf(inside(status(stage), '[role=status]'))).to.equal(
        'Please transfer by Nov 25 Come back here after the transfer and we check at once. Note the account number before you close this page.',
      );
      expect(textOf(part(stage, 'account-bank'))).to.equal(
        'Dawn Bank · Account holder Onyu Pottery',
      );
      expect(factsOf(stage)).to.deep.equal([
        'Amount: ₩48,000',
        'Transfer by: Wed, Nov 25, 23:59 KST',
        'Depositor: Kim Haneul',
        'Order number: A-1001',
      ]);
    });

    it('asks for the amount of this payment, also where the order has another one by now.', async () => {
      const amount = { value: 52_000, currency: 'KRW' };
      const view = awaiting();
      const stage = await fixtureStage({ ...view, order: view.order && { ...view.order, amount } });
      expect(factsOf(stage)).to.include('입금할 금액: 48,000원');
    });

    it('leaves out a name that nobody has asked for.', async () => {
      const stage = await fixtureStage(awaiting({ deposit: UNNAMED }));
      expect(factsOf(stage).join()).to.not.contain('입금자');
    });

    it('keeps the account in sight without network: it can be paid into all the same.', async () => {
      const stage = await fixtureStage(awaiting({ offline: true }));
      expect(textOf(part(stage, 'account-number'))).to.equal('7000 0001 2345 67');
    });

    it('offers to look for the deposit, and to close the account for another way to pay.', async () => {
      const actionsOf = (stage: Awaited<ReturnType<typeof fixtureStage>>) => [
        ...(status(stage)?.shadowRoot?.querySelectorAll<HTMLElement>('[part=action]') ?? []),
      ];
      const stage = await fixtureStage(awaiting());
      const actions = actionsOf(stage);
      expect(actions.map(textOf)).to.deep.equal([
        '입금 확인하기',
        '계좌를 닫고 다른 방법으로 결제하기',
      ]);
      for (const action of actions) action.click();
      expect(stage.calls).to.deep.equal(['check', 'cancel']);
      expect(actionsOf(await fixtureStage(inEnglish)).map(textOf)).to.deep.equal([
        'Check now',
        'Close the account and pay another way',
      ]);
    });

    it('writes what the bank says as text, never as markup.', async () => {
      const bank = '<b onclick=x>은행</b>';
      const stage = await fixtureStage(awaiting({ deposit: { ...DEPOSIT, bank } }));
      expect(textOf(part(stage, 'account-bank'))).to.contain(bank);
    });

    it('says nothing of a payment to be confirmed while the account is being closed.', async () => {
      const { result } = closed('ko');
      const stage = await fixtureStage({ ...closed('ko'), state: 'confirming', result });
      expect(textOf(inside(status(stage), '[role=status]'))).to.not.contain('다시 결제하지');
    });

    it('is calm about an account that was given up, with the methods at hand.', async () => {
      for (const [locale, title, text] of [
        ['ko', '계좌를 닫았어요', '빠져나간 돈은 없어요. 다른 결제 수단을 골라 주세요.'],
        ['en', 'The account is closed', "You haven't been charged. Choose another payment method."],
      ] as const) {
        const stage = await fixtureStage(closed(locale));
        expect(textOf(inside(status(stage), '[role=status]'))).to.equal(`${title} ${text}`);
        expect(textOf(inside(status(stage), '[role=alert]'))).to.equal('');
        expect(part(stage, 'notice')).to.be.instanceOf(HTMLElement);
        expect(stage.inner('pay-method-list')).to.not.equal(null);
        expect(stage.inner('pay-button')).to.not.equal(null);
      }
    });
  });

  describe('copying', () => {
    let timers: FakeTimers;
    let copied: string[];

    beforeEach(() => {
      copied = [];
      const writeText = (text: string): Promise<void> => {
        copied.push(text);
        return Promise.resolve();
      };
      withClipboard({ writeText });
      timers = new FakeTimers();
    });
    afterEach(() => {
      timers.restore();
    });

    it('copies digits alone, and says so for two seconds.', async () => {
      const stage = await fixtureStage(awaiting());
      expect(textOf(copyButton(stage))).to.equal('복사');
      copyButton(stage).click();
      await drawn(stage);
      expect(copied).to.deep.equal(['70000001234567']);
      expect(textOf(copyButton(stage))).to.equal('복사됨');
      expect(copyButton(stage).querySelector('svg')).to.not.equal(null);
      await timers.advance(1_999);
      await drawn(stage);
      expect(textOf(copyButton(stage))).to.equal('복사됨');
      await timers.advance(1);
      await drawn(stage);
      expect(textOf(copyButton(stage))).to.equal('복사');
      expect(timers.size).to.equal(0);
    });

    it('says so for two seconds from the last press.', async () => {
      const stage = await fixtureStage(awaiting());
      copyButton(stage).click();
      await drawn(stage);
      await timers.advance(1_500);
      copyButton(stage).click();
      await drawn(stage);
      await timers.advance(1_500);
      await drawn(stage);
      expect(textOf(copyButton(stage))).to.equal('복사됨');
    });

    it('is announced once, politely, and not in sight twice.', async () => {
      const stage = await fixtureStage(awaiting());
      const region = inside(status(stage), 'output');
      const heard: string[] = [];
      const observer = new MutationObserver(() => heard.push(textOf(region)));
      observer.observe(region, { childList: true, characterData: true, subtree: true });
      copyButton(stage).click();
      await drawn(stage);
      expect(getComputedStyle(region).opacity).to.equal('0');
      copyButton(stage).click();
      await drawn(stage);
      await timers.advance(2_000);
      await drawn(stage);
      observer.disconnect();
      expect(heard).to.deep.equal(['복사됨', '']);
      expect(inside(status(stage), 'output')).to.equal(region);
    });

    it('leaves the focus where it is, and the height of the sheet too.', async () => {
      const stage = await fixtureStage(awaiting());
      const height = stage.offsetHeight;
      copyButton(stage).focus();
      copyButton(stage).click();
      await drawn(stage);
      expect(status(stage)?.shadowRoot?.activeElement).to.equal(copyButton(stage));
      expect(stage.offsetHeight).to.equal(height);
    });

    it('works by the keyboard.', async () => {
      const stage = await fixtureStage(awaiting());
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Enter' });
      await drawn(stage);
      expect(copied).to.deep.equal(['70000001234567']);
    });

    const refusals: readonly (readonly [string, Partial<Clipboard> | undefined])[] = [
      ['refuses', { writeText: () => Promise.reject(new DOMException('', 'NotAllowedError')) }],
      ['has none, as in a page that is not secure', undefined],
    ];
    for (const [what, clipboard] of refusals) {
      it(`selects the number and says what to do where the browser ${what}.`, async () => {
        withClipboard(clipboard);
        const stage = await fixtureStage(awaiting());
        copyButton(stage).focus();
        copyButton(stage).click();
        await drawn(stage);
        expect(said(stage)).to.equal('길게 눌러 복사해 주세요');
        expect(getComputedStyle(inside(status(stage), 'output')).opacity).to.equal('1');
        expect(textOf(copyButton(stage))).to.equal('복사');
        expect(getSelection()?.toString()).to.equal('7000 0001 2345 67');
        expect(status(stage)?.shadowRoot?.activeElement).to.equal(copyButton(stage));
        await timers.advance(60_000);
        await drawn(stage);
        expect(said(stage)).to.equal('길게 눌러 복사해 주세요');
      });
    }
  });

  it('hands on the parts of the account.', async () => {
    const stage = await fixtureStage(awaiting());
    const names = ['account', 'account-bank', 'account-number', 'copy'];
    const style = document.createElement('style');
    style.textContent = names
      .map((name) => `pay-stage::part(${name}) { border-start-start-radius: 7px }`)
      .join('');
    document.head.append(style);
    for (const name of names)
      expect(getComputedStyle(part(stage, name)).borderStartStartRadius, name).to.equal('7px');
    style.remove();
  });
});
