import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { fixtureStage, inside, textOf } from '../../testing/fixture-stage.ts';
import type { PayStage } from '../../testing/stage.ts';
import { LOADING, RESULT, viewOf, without } from '../../testing/view.ts';

const button = (stage: PayStage): HTMLButtonElement =>
  inside(stage.inner('pay-button'), 'button') as HTMLButtonElement;
const hint = (stage: PayStage): string => textOf(inside(stage.inner('pay-button'), '#hint'));

describe('<pay-button>', () => {
  describe('accessibility', () => {
    it('announces the new window before the press, by its description.', async () => {
      const stage = await fixtureStage(viewOf());
      expect(button(stage).getAttribute('aria-describedby')).to.equal('hint');
      expect(hint(stage)).to.equal('새 창에서 카카오페이가 열려요');
      await expect(stage).to.be.accessible();
    });

    it('has a name even before the amount is known.', async () => {
      const stage = await fixtureStage(LOADING);
      expect(button(stage).ariaLabel).to.equal('결제하기');
      await expect(stage).to.be.accessible();
    });

    it('is never disabled in a way that would take its focus.', async () => {
      for (const view of [
        viewOf(),
        LOADING,
        viewOf({ disabled: true }),
        viewOf({ state: 'opening' }),
      ]) {
        expect(button(await fixtureStage(view)).disabled).to.equal(false);
      }
    });
  });

  describe('properties', () => {
    const words: readonly [string, Partial<ReturnType<typeof viewOf>>, string, string][] = [
      ['ready', {}, '48,000원 결제하기', '새 창에서 카카오페이가 열려요'],
      ['opening', { state: 'opening' }, '결제 창을 열고 있어요', '새 창에서 카카오페이가 열려요'],
      [
        'failed',
        { state: 'failed', result: RESULT },
        '48,000원 다시 결제하기',
        '새 창에서 카카오페이가 열려요',
      ],
      ['canceled', { state: 'canceled' }, '48,000원 결제하기', '새 창에서 카카오페이가 열려요'],
      [
        'redirect',
        { presentation: 'redirect' },
        '48,000원 결제하기',
        '카카오페이로 이동해요. 끝나면 이 페이지로 돌아와요.',
      ],
      [
        'redirecting',
        { state: 'redirecting', presentation: 'redirect' },
        '카카오페이로 이동하고 있어요',
        '카카오페이로 이동해요. 끝나면 이 페이지로 돌아와요.',
      ],
      ['offline', { offline: true }, '48,000원 결제하기', '연결되면 결제할 수 있어요'],
      ['English', { locale: 'en' }, 'Pay ₩48,000', 'Opens 카카오페이 in a new window'],
    ];
    for (const [name, change, label, below] of words) {
      it(`says the amount and what the press will do when ${name}.`, async () => {
        const stage = await fixtureStage(viewOf(change));
        expect(textOf(button(stage))).to.equal(label);
        expect(hint(stage)).to.equal(below);
      });
    }

    it('keeps its words and asks for a method while none is chosen.', async () => {
      const stage = await fixtureStage(without(viewOf(), 'method'));
      expect(textOf(button(stage))).to.equal('48,000원 결제하기');
      expect(button(stage).ariaDisabled).to.equal('true');
      expect(hint(stage)).to.equal('결제 수단을 골라 주세요');
    });

    it('is busy, and no smaller or larger, while the window opens.', async () => {
      const stage = await fixtureStage(viewOf());
      const { offsetHeight, offsetWidth } = button(stage);
      await stage.show(viewOf({ state: 'opening' }));
      expect(button(stage).ariaBusy).to.equal('true');
      expect(inside(stage.inner('pay-button'), '[part=spinner]').ariaHidden).to.equal('true');
      expect([button(stage).offsetHeight, button(stage).offsetWidth]).to.deep.equal([
        offsetHeight,
        offsetWidth,
      ]);
    });
  });

  describe('events', () => {
    it('pays within the click, before any other task.', async () => {
      const stage = await fixtureStage(viewOf());
      button(stage).click();
      expect(stage.calls).to.deep.equal(['pay']);
    });

    it('takes no press while it is busy, loading or disabled.', async () => {
      for (const view of [
        viewOf({ state: 'opening' }),
        viewOf({ state: 'redirecting' }),
        LOADING,
        viewOf({ disabled: true }),
        viewOf({ offline: true }),
      ]) {
        const stage = await fixtureStage(view);
        button(stage).click();
        expect(stage.calls).to.deep.equal([]);
      }
    });

    it('offers to go once more when the page should be gone.', async () => {
      const stage = await fixtureStage(viewOf({ state: 'redirecting', slow: true }));
      const again = inside(stage.inner('pay-button'), 'button.quiet');
      expect(textOf(again)).to.equal('화면이 바뀌지 않으면 이어서 이동하기');
      again.click();
      expect(stage.calls).to.deep.equal(['reopen']);
    });

    it('brings the buyer to the methods when none is chosen.', async () => {
      const stage = await fixtureStage(without(viewOf(), 'method'));
      button(stage).click();
      expect(stage.calls).to.deep.equal([]);
      expect(stage.inner('pay-method-list')?.shadowRoot?.activeElement?.localName).to.equal(
        'input',
      );
    });
  });

  describe('keyboard', () => {
    it('is pressed by Enter and by Space.', async () => {
      const stage = await fixtureStage(viewOf());
      stage.inner('pay-button')?.focus();
      await sendKeys({ press: 'Enter' });
      await sendKeys({ press: 'Space' });
      expect(stage.calls).to.deep.equal(['pay', 'pay']);
    });

    it('keeps focus while it is busy.', async () => {
      const stage = await fixtureStage(viewOf());
      stage.inner('pay-button')?.focus();
      await stage.show(viewOf({ state: 'opening' }));
      expect(stage.inner('pay-button')?.shadowRoot?.activeElement).to.equal(button(stage));
    });
  });
});
