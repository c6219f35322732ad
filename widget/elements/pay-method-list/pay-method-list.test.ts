import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { fixtureStage, inside, textOf } from '../../testing/fixture-stage.ts';
import { LOADING, METHODS, SCENES, viewOf, without } from '../../testing/view.ts';
import type { PayStage } from '../../testing/stage.ts';

const radios = (stage: PayStage): HTMLInputElement[] => [
  ...(stage.inner('pay-method-list')?.shadowRoot?.querySelectorAll('input') ?? []),
];
const UNAVAILABLE = SCENES['idle, a method that cannot be used'] ?? viewOf();
const WALLET = { id: 'kakaopay', type: 'wallet', label: '카카오페이' } as const;

describe('<pay-method-list>', () => {
  describe('accessibility', () => {
    it('is one named group, in which a note describes its method and is not its name.', async () => {
      const noted = METHODS.map((method) => ({ ...method, note: '지금 12,400원 있어요' }));
      const stage = await fixtureStage(viewOf({ methods: noted }));
      const list = stage.inner('pay-method-list');
      expect(textOf(inside(list, 'fieldset > legend'))).to.equal('결제 수단');
      const [radio] = radios(stage);
      const root = list?.shadowRoot;
      const described = root?.getElementById(radio?.getAttribute('aria-describedby') ?? '');
      expect(radio?.ariaLabel).to.equal('네이버페이');
      expect(textOf(described)).to.equal('지금 12,400원 있어요');
      await expect(stage).to.be.accessible();
    });

    it('hides marks from screen readers.', async () => {
      const list = (await fixtureStage(viewOf())).inner('pay-method-list');
      for (const mark of list?.shadowRoot?.querySelectorAll('[part=method-icon]') ?? []) {
        expect(mark.ariaHidden).to.equal('true');
      }
    });
  });

  describe('properties', () => {
    it('lists every method in the order of the server, the chosen one checked.', async () => {
      const stage = await fixtureStage(viewOf());
      expect(radios(stage).map(({ value }) => value)).to.deep.equal(METHODS.map(({ id }) => id));
      expect(
        radios(stage)
          .filter(({ checked }) => checked)
          .map(({ value }) => value),
      ).to.deep.equal(['kakaopay']);
    });

    it('checks nothing while nothing is chosen.', async () => {
      const stage = await fixtureStage(without(viewOf(), 'method'));
      expect(radios(stage).some(({ checked }) => checked)).to.equal(false);
    });

    it('keeps a method that cannot be used in its place, not selectable, with its reason.', async () => {
      const stage = await fixtureStage(UNAVAILABLE);
      expect(radios(stage).map(({ disabled }) => disabled)).to.deep.equal(
        METHODS.map(({ id }) => id === 'transfer'),
      );
      const list = stage.inner('pay-method-list');
      const reason = radios(stage)[4]?.getAttribute('aria-describedby');
      expect(textOf(inside(list, `#${reason}`))).to.equal('브라우저에서만 결제할 수 있어요');
      await expect(stage).to.be.accessible();
    });

    it('draws a single method as a plain row.', async () => {
      const stage = await fixtureStage(viewOf({ methods: [WALLET] }));
      expect(radios(stage)).to.have.length(0);
      expect(textOf(inside(stage.inner('pay-method-list'), '[part=method-label]'))).to.equal(
        '카카오페이',
      );
    });

    it('keeps as many rows free while loading as it is told.', async () => {
      const stage = await fixtureStage(LOADING);
      const list = stage.inner('pay-method-list');
      if (list) list.rows = 6;
      await list?.updateComplete;
      expect(list?.shadowRoot?.querySelectorAll('.row')).to.have.length(6);
      const known = await fixtureStage(viewOf());
      expect(list?.offsetHeight).to.equal(known.inner('pay-method-list')?.offsetHeight);
    });

    it('marks a method by its first letter.', async () => {
      const list = (await fixtureStage(viewOf())).inner('pay-method-list');
      const marks = list?.shadowRoot?.querySelectorAll('[part=method-icon]') ?? [];
      expect([...marks].map(textOf).join('')).to.equal('네카토신계무');
    });
  });

  describe('events', () => {
    it('hands on what the buyer chooses.', async () => {
      const stage = await fixtureStage(viewOf());
      radios(stage)[2]?.click();
      expect(stage.calls).to.deep.equal(['choose tosspay']);
    });

    it('takes no choice while the window opens, which belongs to the method chosen before.', async () => {
      const stage = await fixtureStage(viewOf({ state: 'opening' }));
      expect(inside(stage.inner('pay-method-list'), 'fieldset').inert).to.equal(true);
      await stage.show(viewOf());
      expect(inside(stage.inner('pay-method-list'), 'fieldset').inert).to.equal(false);
    });

    it('keeps a choice that is taken.', async () => {
      const stage = await fixtureStage(viewOf());
      radios(stage)[0]?.click();
      await stage.show(viewOf({ method: { id: 'naverpay', type: 'wallet', label: '네이버페이' } }));
      expect(radios(stage).map(({ checked }) => checked)).to.deep.equal(
        METHODS.map(({ id }) => id === 'naverpay'),
      );
    });

    it('takes no choice while the checkout is disabled.', async () => {
      const stage = await fixtureStage(viewOf({ disabled: true }));
      for (const radio of radios(stage)) radio.click();
      expect(stage.calls).to.deep.equal([]);
    });
  });

  describe('keyboard', () => {
    it('is one tab stop, in which arrows move and choose past what cannot be used.', async () => {
      const stage = await fixtureStage(UNAVAILABLE);
      const card = { id: 'card', type: 'card', label: '신용·체크카드' } as const;
      await stage.show({ ...UNAVAILABLE, method: card });
      await sendKeys({ press: 'Tab' });
      const focused = () => stage.inner('pay-method-list')?.shadowRoot?.activeElement;
      expect((focused() as HTMLInputElement).value).to.equal('card');
      await sendKeys({ press: 'ArrowDown' });
      expect(stage.calls).to.deep.equal(['choose deposit']);
      await sendKeys({ press: 'Tab' });
      expect(stage.inner('pay-button')?.shadowRoot?.activeElement?.localName).to.equal('button');
    });

    it('gives focus to the chosen method, else to the first that can be chosen.', async () => {
      const stage = await fixtureStage(viewOf());
      const list = stage.inner('pay-method-list');
      list?.focus();
      expect((list?.shadowRoot?.activeElement as HTMLInputElement).value).to.equal('kakaopay');
      await stage.show(without(viewOf(), 'method'));
      list?.focus();
      expect((list?.shadowRoot?.activeElement as HTMLInputElement).value).to.equal('naverpay');
    });
  });
});
