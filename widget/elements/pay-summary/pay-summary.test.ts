import { expect } from '@open-wc/testing';
import { fixtureStage, inside, textOf } from '../../testing/fixture-stage.ts';
import { ORDER, SCENES, viewOf, without } from '../../testing/view.ts';

describe('<pay-summary>', () => {
  describe('accessibility', () => {
    it('hides the moving line from screen readers, because the words tell it.', async () => {
      const stage = await fixtureStage(viewOf({ state: 'confirming' }));
      expect(inside(stage.inner('pay-summary'), '[part=progress]').ariaHidden).to.equal('true');
      await expect(stage).to.be.accessible();
    });
  });

  describe('properties', () => {
    it('draws nothing outside of a checkout.', async () => {
      const alone = document.createElement('pay-summary');
      document.body.append(alone);
      await alone.updateComplete;
      expect(textOf(alone.shadowRoot?.firstElementChild)).to.equal('');
      alone.remove();
    });

    it('shows the name and the amount of the order in every state that knows them.', async () => {
      for (const [name, view] of Object.entries(SCENES)) {
        if (!view.order) continue;
        const summary = (await fixtureStage(view)).inner('pay-summary');
        expect(textOf(inside(summary, '[part=order-name]')), name).to.equal(view.order.orderName);
        expect(textOf(inside(summary, '[part=amount]')), name).to.contain('48,000');
      }
    });

    it('writes the unit smaller than the number where it comes behind.', async () => {
      const ko = await fixtureStage(viewOf());
      expect(textOf(inside(ko.inner('pay-summary'), '[part=amount] span'))).to.equal('원');
      const en = await fixtureStage(viewOf({ locale: 'en' }));
      expect(textOf(inside(en.inner('pay-summary'), '[part=amount]'))).to.equal('₩48,000');
    });

    it('reserves its place while the order is loading, and only then.', async () => {
      const stage = await fixtureStage(without(viewOf({ state: 'loading' }), 'order'));
      const known = await fixtureStage(viewOf());
      const height = (of: typeof stage) => of.inner('pay-summary')?.offsetHeight;
      expect(height(stage)).to.equal(height(known));
      await stage.show(without(viewOf({ state: 'idle' }), 'order'));
      expect(height(stage)).to.equal(0);
    });

    it('moves its line only while something is under way.', async () => {
      for (const [name, view] of Object.entries(SCENES)) {
        const summary = (await fixtureStage(view)).inner('pay-summary');
        const isUnderWay = /^(opening|redirecting|authenticating|returning|confirming)$/;
        const moving = isUnderWay.test(view.state) && !view.unpaid && !view.offline;
        expect(summary?.shadowRoot?.querySelector('[part=progress]') !== null, name).to.equal(
          moving,
        );
      }
    });

    it('writes a name as text, never as markup.', async () => {
      const orderName = '<img src=x onerror=alert(1)>&amp;';
      const stage = await fixtureStage(viewOf({ order: { ...ORDER, orderName } }));
      const name = inside(stage.inner('pay-summary'), '[part=order-name]');
      expect(name.textContent).to.equal(orderName);
      expect(name.childElementCount).to.equal(0);
    });
  });
});
