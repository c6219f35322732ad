import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { fixtureStage, inside, textOf } from '../../testing/fixture-stage.ts';
import type { PayStage } from '../../testing/stage.ts';
import { LOADING, METHODS, RESULT, SCENES, viewOf, without } from '../../testing/view.ts';
import { SCRIPT_SERVER } from '../../script-address.ts';
import './pay-checkout.ts';
import { PayCheckout } from './pay-checkout.ts';

/** The properties that are plain text. */
type Text =
  | 'server'
  | 'orderId'
  | 'orderTicket'
  | 'line'
  | 'method'
  | 'methods'
  | 'withoutMethods'
  | 'returnUrl'
  | 'locale'
  | 'theme';

const DEPOSIT = { bank: '새벽은행', accountNumber: '7000', holder: '온유도예', dueAt: 1 };
const AWAITING = viewOf({ state: 'pending', deposit: DEPOSIT, result: RESULT });

/** An element that asks no server: it has no order id. */
const element = async () => fixture<PayCheckout>(html`<pay-checkout></pay-checkout>`);
const focusIn = (stage: PayStage, tag: 'pay-status' | 'pay-button') =>
  stage.inner(tag)?.shadowRoot?.activeElement?.localName;

/** Everything that can be pressed, with its box. */
const targets = (stage: PayStage): readonly (readonly [string, DOMRect])[] =>
  (['pay-method-list', 'pay-button', 'pay-status'] as const).flatMap((tag) =>
    [...(stage.inner(tag)?.shadowRoot?.querySelectorAll('button, a, .row') ?? [])].map(
      (target) => [textOf(target), target.getBoundingClientRect()] as const,
    ),
  );

describe('<pay-checkout>', () => {
  describe('accessibility', () => {
    for (const [name, view] of Object.entries(SCENES)) {
      for (const theme of ['light', 'dark']) {
        it(`has no finding when ${name}, ${theme}.`, async () => {
          await expect(await fixtureStage(view, theme)).to.be.accessible();
        });
      }
    }

    it('has no target under 44 px in either direction, in any state.', async () => {
      for (const [name, view] of Object.entries(SCENES)) {
        for (const [target, box] of targets(await fixtureStage(view))) {
          expect(Math.min(box.width, box.height), `${name}: ${target}`).to.be.at.least(44);
        }
      }
    });

    it('says in which language it speaks.', async () => {
      const stage = await fixtureStage(viewOf({ locale: 'en' }));
      expect(inside(stage, '[part=base]').lang).to.equal('en');
    });
  });

  describe('focus', () => {
    const payThen = async (...views: readonly ReturnType<typeof viewOf>[]) => {
      const stage = await fixtureStage(viewOf());
      stage.inner('pay-button')?.focus();
      for (const view of views) await stage.show(view);
      return stage;
    };

    it('goes to the title when the pressed button gives way to a panel.', async () => {
      const stage = await payThen(
        viewOf({ state: 'opening' }),
        viewOf({ state: 'authenticating' }),
      );
      expect(focusIn(stage, 'pay-status')).to.equal('h3');
    });

    it('stays on the title while the payment goes on to its end.', async () => {
      const stage = await payThen(
        viewOf({ state: 'authenticating' }),
        viewOf({ state: 'confirming' }),
        viewOf({ state: 'complete', result: RESULT }),
      );
      expect(focusIn(stage, 'pay-status')).to.equal('h3');
    });

    it('goes to the title of a failed payment.', async () => {
      const stage = await payThen(
        viewOf({ state: 'authenticating' }),
        viewOf({ state: 'failed', result: RESULT }),
      );
      expect(textOf(stage.inner('pay-status')?.shadowRoot?.activeElement)).to.equal(
        '결제되지 않았어요',
      );
    });

    it('goes back to the button after a cancel.', async () => {
      const stage = await payThen(viewOf({ state: 'authenticating' }));
      inside(stage.inner('pay-status'), 'button:last-child').focus();
      await stage.show(viewOf({ state: 'canceled' }));
      expect(focusIn(stage, 'pay-button')).to.equal('button');
    });

    it('stays with what becomes of an account that is given up.', async () => {
      const stage = await fixtureStage(AWAITING);
      inside(stage.inner('pay-status'), '[part=action]').click();
      await stage.show(viewOf({ state: 'confirming' }));
      expect(focusIn(stage, 'pay-status')).to.equal('h3');
      const result = { ...RESULT, code: 'ACCOUNT_GIVEN_UP' };
      await stage.show(viewOf({ state: 'failed', result }));
      expect(textOf(stage.inner('pay-status')?.shadowRoot?.activeElement)).to.equal(
        '계좌를 닫았어요',
      );
    });

    it('stays on the title when money arrives on an account that has it.', async () => {
      const stage = await fixtureStage(AWAITING);
      stage.inner('pay-status')?.focus();
      await stage.show(viewOf({ state: 'complete', result: RESULT }));
      expect(focusIn(stage, 'pay-status')).to.equal('h3');
    });

    it('is never taken from elsewhere on the page.', async () => {
      const stage = await fixtureStage(LOADING);
      const elsewhere = await fixture<HTMLInputElement>(html`<input aria-label="Search" />`);
      elsewhere.focus();
      for (const view of Object.values(SCENES)) {
        await stage.show(view);
        expect(document.activeElement, view.state).to.equal(elsewhere);
      }
    });

    it('is not taken from what the shop has put into the sheet.', async () => {
      const stage = await fixtureStage(viewOf({ state: 'authenticating' }));
      stage.innerHTML = '<a slot="footer" href="/terms">Terms</a>';
      stage.querySelector('a')?.focus();
      await stage.show(viewOf({ state: 'canceled' }));
      expect(document.activeElement).to.equal(stage.querySelector('a'));
    });

    it('is not taken by the first picture of a page.', async () => {
      await fixtureStage(viewOf({ state: 'pending' }));
      expect(document.activeElement).to.equal(document.body);
    });
  });

  describe('properties', () => {
    it('has documented defaults.', async () => {
      const checkout = await element();
      expect(checkout.server).to.equal(SCRIPT_SERVER);
      expect(checkout.line).to.equal('order');
      expect(checkout.theme).to.equal('auto');
      expect(checkout.disabled).to.equal(false);
      for (const name of [
        'orderId',
        'orderTicket',
        'method',
        'methods',
        'withoutMethods',
        'returnUrl',
      ] as const) {
        expect(checkout[name], name).to.equal('');
      }
      expect(checkout.result).to.equal(undefined);
    });

    it('takes every attribute, and its default back when the attribute goes.', async () => {
      const checkout = await element();
      const rows: readonly [string, string, Text, string][] = [
        ['server', 'https://pay.shop.example', 'server', SCRIPT_SERVER],
        ['order-id', 'A-1001', 'orderId', ''],
        ['order-ticket', 'e30.e30.c2ln', 'orderTicket', ''],
        ['line', 'delivery-fee', 'line', 'order'],
        ['method', 'kakaopay', 'method', ''],
        ['methods', 'kakaopay card', 'methods', ''],
        ['without-methods', 'card', 'withoutMethods', ''],
        ['return-url', '/orders/A-1001', 'returnUrl', ''],
        ['locale', 'en', 'locale', ''],
        ['theme', 'dark', 'theme', 'auto'],
      ];
      for (const [attribute, value, property, fallback] of rows) {
        checkout.setAttribute(attribute, value);
        expect(checkout[property], attribute).to.equal(value);
        checkout.removeAttribute(attribute);
        expect(checkout[property], attribute).to.equal(fallback);
      }
    });

    it('writes no attribute of itself but its state.', async () => {
      const checkout = await element();
      await checkout.updateComplete;
      expect(checkout.getAttributeNames()).to.deep.equal(['state']);
      checkout.theme = 'dark';
      await checkout.updateComplete;
      expect(checkout.getAttribute('theme')).to.equal('dark');
    });

    it('takes an address of the server that is relative to the page for a whole one.', async () => {
      const checkout = await fixture<PayCheckout>(
        html`<pay-checkout server="/pay/"></pay-checkout>`,
      );
      expect(checkout.server).to.equal(`${location.origin}/pay`);
    });

    it('takes no slash at the end of the server.', async () => {
      const checkout = await element();
      for (const address of ['https://pay.shop.example/', 'https://pay.shop.example//']) {
        checkout.server = address;
        await checkout.updateComplete;
        expect(checkout.server).to.equal('https://pay.shop.example');
      }
    });

    it('reflects the state, and lets nobody write it.', async () => {
      const stage = await fixtureStage(LOADING);
      for (const view of Object.values(SCENES)) {
        await stage.show(view);
        expect(stage.getAttribute('state')).to.equal(view.state);
        expect(stage.state).to.equal(view.state);
      }
      stage.setAttribute('state', 'complete');
      expect(stage.state).to.equal(Object.values(SCENES).at(-1)?.state);
    });

    it('tells a deposit apart for styles, not for scripts: it is one kind of pending.', async () => {
      const stage = await fixtureStage(AWAITING);
      expect(stage.getAttribute('state')).to.equal('awaiting-deposit');
      expect(stage.state).to.equal('pending');
      await stage.show(viewOf({ state: 'pending', result: RESULT }));
      expect(stage.getAttribute('state')).to.equal('pending');
    });

    it('says what is missing on the page itself rather than staying empty.', async () => {
      const checkout = await element();
      const status = checkout.shadowRoot?.querySelector('pay-status') ?? null;
      await waitUntil(() => status?.shadowRoot?.querySelector('h3'));
      expect(textOf(inside(status, 'h3'))).to.equal('결제 수단을 불러오지 못했어요');
    });
  });

  describe('layout', () => {
    it('shows the methods and the button, or the panel in their place.', async () => {
      for (const [name, view] of Object.entries(SCENES)) {
        const stage = await fixtureStage(view);
        const panel = stage.inner('pay-status')?.shadowRoot?.querySelector('[part=status]');
        expect(stage.inner('pay-method-list') === null, name).to.equal(Boolean(panel));
        expect(stage.inner('pay-button') === null, name).to.equal(Boolean(panel));
      }
    });

    it('reserves the height to come while it loads.', async () => {
      for (const width of ['360px', '560px', '280px']) {
        const stage = await fixtureStage(LOADING);
        stage.style.inlineSize = width;
        stage.methods = METHODS.map(({ id }) => id).join(' ');
        await stage.show(LOADING);
        const height = stage.offsetHeight;
        await stage.show(viewOf());
        expect(stage.offsetHeight, width).to.equal(height);
      }
    });

    it('never grows wider than its place, down to 280 px.', async () => {
      for (const [name, view] of Object.entries(SCENES)) {
        const stage = await fixtureStage(view);
        stage.style.inlineSize = '280px';
        const base = inside(stage, '[part=base]');
        expect(base.scrollWidth, name).to.be.at.most(base.clientWidth);
      }
    });

    it('follows the setting of the buyer, unless the page says otherwise.', async () => {
      const surface = (stage: PayStage) =>
        getComputedStyle(inside(stage, '[part=base]')).backgroundColor;
      await emulateMedia({ colorScheme: 'dark' });
      expect(surface(await fixtureStage(viewOf(), 'auto'))).to.equal('rgb(26, 28, 31)');
      expect(surface(await fixtureStage(viewOf(), 'light'))).to.equal('rgb(255, 255, 255)');
      await emulateMedia({ colorScheme: 'light' });
      expect(surface(await fixtureStage(viewOf(), 'auto'))).to.equal('rgb(255, 255, 255)');
      expect(surface(await fixtureStage(viewOf(), 'dark'))).to.equal('rgb(26, 28, 31)');
    });

    it('stands still for a buyer who wants no motion.', async () => {
      await emulateMedia({ reducedMotion: 'reduce' });
      const stage = await fixtureStage(viewOf({ state: 'opening' }));
      const progress = inside(stage.inner('pay-summary'), '[part=progress]');
      expect(getComputedStyle(progress).animationName).to.equal('none');
      const spinner = inside(stage.inner('pay-button'), '[part=spinner]');
      expect(getComputedStyle(spinner).animationName).to.equal('none');
      await emulateMedia({ reducedMotion: 'no-preference' });
      expect(getComputedStyle(spinner).animationName).to.equal('turn');
    });
  });

  describe('slots and parts', () => {
    it('shows what the shop adds above and below, in every state.', async () => {
      const stage = await fixtureStage(viewOf());
      stage.innerHTML = ['header', 'footer', 'other']
        .map((name) => `<p slot="${name}">${name}</p>`)
        .join('');
      const shown = () =>
        [...stage.children].filter((child) => child.getClientRects().length > 0).map(textOf);
      for (const [name, view] of Object.entries(SCENES)) {
        await stage.show(view);
        expect(shown(), name).to.deep.equal(['header', 'footer']);
      }
    });

    it('hands on the parts of the elements inside.', async () => {
      const stage = await fixtureStage(viewOf());
      const style = document.createElement('style');
      style.textContent = ['amount', 'method', 'button', 'hint']
        .map((part) => `pay-stage::part(${part}) { border-start-start-radius: 7px }`)
        .join('');
      document.head.append(style);
      const radius = (tag: 'pay-summary' | 'pay-method-list' | 'pay-button', part: string) =>
        getComputedStyle(inside(stage.inner(tag), `[part=${part}]`)).borderStartStartRadius;
      expect(radius('pay-summary', 'amount')).to.equal('7px');
      expect(radius('pay-method-list', 'method')).to.equal('7px');
      expect(radius('pay-button', 'button')).to.equal('7px');
      expect(radius('pay-button', 'hint')).to.equal('7px');
      style.remove();
    });
  });

  describe('context', () => {
    /** Asks as a part inside would. */
    const ask = (from: Element, context: unknown, callback: () => void): Event => {
      const event = new Event('context-request', { bubbles: true, composed: true });
      from.dispatchEvent(Object.assign(event, { context, callback, subscribe: true }));
      return event;
    };

    it('tells a part of every view for as long as it stays.', async () => {
      const stage = await fixtureStage(viewOf());
      const button = stage.inner('pay-button');
      expect(button?.view?.state).to.equal('idle');
      await stage.show(viewOf({ state: 'opening' }));
      expect(button?.view?.state).to.equal('opening');
      await stage.show(viewOf({ state: 'pending' }));
      await stage.show(viewOf());
      expect(button?.isConnected).to.equal(false);
      expect(button?.view?.state).to.equal('pending');
    });

    it('leaves what others are asked for to them.', async () => {
      const stage = await fixtureStage(viewOf());
      const inner = inside(stage, 'pay-button');
      let told = 0;
      let passed = 0;
      document.addEventListener('context-request', () => (passed += 1), { once: true });
      ask(inner, Symbol('other'), () => (told += 1));
      expect([told, passed]).to.deep.equal([0, 1]);
    });
  });

  describe('methods', () => {
    it('hands on start, cancel, refresh and reset.', async () => {
      const stage = await fixtureStage(viewOf());
      expect(stage.start()).to.equal(true);
      await stage.cancel();
      await stage.refresh();
      stage.reset();
      expect(stage.calls).to.deep.equal(['start', 'cancel', 'refresh', 'reset']);
    });

    it('gives the result as the server told it.', async () => {
      const stage = await fixtureStage(viewOf({ state: 'complete', result: RESULT }));
      expect(stage.result).to.equal(RESULT);
    });
  });

  describe('keyboard', () => {
    it('is chosen and paid with Tab, arrows and Enter alone.', async () => {
      const stage = await fixtureStage(without(viewOf(), 'method'));
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Space' });
      expect(stage.calls).to.deep.equal(['choose naverpay']);
      await stage.show(viewOf({ method: { id: 'naverpay', type: 'wallet', label: '네이버페이' } }));
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Enter' });
      expect(stage.calls).to.deep.equal(['choose naverpay', 'pay']);
    });
  });

  describe('definition', () => {
    it('survives a second copy of the script.', async () => {
      const { define } = await import('../define.ts');
      class Other extends HTMLElement {}
      define('pay-checkout', Other);
      expect(customElements.get('pay-checkout')).to.equal(PayCheckout);
    });
  });
});
