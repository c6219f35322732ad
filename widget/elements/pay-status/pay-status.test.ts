import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { CheckoutState } from '../../checkout/context.ts';
import { fixtureStage, inside, textOf } from '../../testing/fixture-stage.ts';
import type { PayStage } from '../../testing/stage.ts';
import { IN_DOUBT, LOADING, ORDER, RESULT, SCENES, viewOf } from '../../testing/view.ts';

const status = (stage: PayStage) => stage.inner('pay-status');
const region = (stage: PayStage, role: 'status' | 'alert') =>
  textOf(inside(status(stage), `[role=${role}]`));
const actions = (stage: PayStage): HTMLButtonElement[] => [
  ...(status(stage)?.shadowRoot?.querySelectorAll('button') ?? []),
];
const factsOf = (stage: PayStage): string[] =>
  [...(status(stage)?.shadowRoot?.querySelectorAll('[part=fact]') ?? [])].map((fact) =>
    [...fact.children].map(textOf).join(': '),
  );

/** Only a payment that failed speaks up. */
const LOUD = new Set(['failed']);

describe('<pay-status>', () => {
  describe('accessibility', () => {
    it('has both live regions, empty, before there is anything to tell.', async () => {
      const stage = await fixtureStage(LOADING);
      expect([region(stage, 'status'), region(stage, 'alert')]).to.deep.equal(['', '']);
    });

    it('keeps the same regions through every state, so that they are heard.', async () => {
      const stage = await fixtureStage(viewOf());
      const regions = () => [
        inside(status(stage), '[role=status]'),
        inside(status(stage), '[role=alert]'),
      ];
      const first = regions();
      for (const view of Object.values(SCENES)) {
        await stage.show(view);
        expect(regions()).to.deep.equal(first);
      }
    });

    it('speaks up for a failed payment alone.', async () => {
      for (const [name, view] of Object.entries(SCENES)) {
        const stage = await fixtureStage(view);
        const loud = region(stage, 'alert') !== '';
        expect(loud, name).to.equal(LOUD.has(name));
        if (loud) expect(region(stage, 'status'), name).to.equal('');
      }
    });

    it('has no finding in any of its panels.', async () => {
      for (const state of ['pending', 'window-lost', 'complete'] as const) {
        await expect(await fixtureStage(SCENES[state] ?? viewOf())).to.be.accessible();
      }
    });
  });

  describe('properties', () => {
    const told: readonly [string, string, string[]][] = [
      ['popup-blocked', '결제 창이 열리지 않았어요', ['reopen', 'continueHere', 'cancel']],
      ['opening, slow', '다른 창에서 결제하고 있어요', ['showWindow', 'cancel']],
      ['returning', '결제를 확인하고 있어요', []],
      ['returning, unpaid', '결제를 아직 마치지 않았어요', ['reopen', 'cancel']],
      ['returning, slow', '아직 결과를 받지 못했어요', ['check']],
      ['idle, offline', '인터넷에 연결되어 있지 않아요', []],
      ['authenticating, offline', '인터넷에 연결되어 있지 않아요', []],
      ['idle, amount changed', '금액이 바뀌었어요', []],
      ['failed, order refused', '주문할 수 없게 되었어요', []],
      ['failed, reversed', '결제되지 않았어요', []],
      ['authenticating', '다른 창에서 결제하고 있어요', ['showWindow', 'cancel']],
      ['window-lost', '결제 창이 보이지 않아요', ['check', 'reopen', 'cancel']],
      ['confirming', '결제를 확인하고 있어요', []],
      ['pending', '아직 결과를 받지 못했어요', ['check']],
      ['complete', '결제를 마쳤어요', []],
      ['failed', '결제되지 않았어요', []],
      ['failed, order held', '다른 창에서 결제하고 있어요', ['check']],
      ['canceled', '결제를 취소했어요', []],
      ['expired', '결제 시간이 지났어요', ['reload']],
      ['idle, set-up failed', '결제 수단을 불러오지 못했어요', ['reload']],
      ['idle, ticket expired', '페이지를 새로 고쳐 주세요', ['reload']],
      ['idle, no methods', '지금 쓸 수 있는 결제 수단이 없어요', ['reload']],
    ];
    for (const [scene, title, calls] of told) {
      it(`says "${title}" when ${scene}, and offers ${calls.join(', ') || 'no action'}.`, async () => {
        const stage = await fixtureStage(SCENES[scene] ?? viewOf());
        expect(textOf(inside(status(stage), 'h3'))).to.equal(title);
        for (const action of actions(stage)) action.click();
        expect(stage.calls).to.deep.equal(calls);
      });
    }

    for (const scene of ['loading', 'idle', 'opening', 'redirecting']) {
      it(`says nothing when ${scene}, because the sheet says it.`, async () => {
        const stage = await fixtureStage(SCENES[scene] ?? viewOf());
        expect(region(stage, 'status') + region(stage, 'alert')).to.equal('');
        expect(status(stage)?.offsetHeight).to.equal(0);
      });
    }

    it('never says that no money has left while that is in doubt.', async () => {
      for (const state of IN_DOUBT) {
        for (const slow of [false, true]) {
          const stage = await fixtureStage(viewOf({ state, slow, result: RESULT }));
          expect(
            textOf(status(stage)?.shadowRoot?.querySelector('[role=status]')),
            state,
          ).to.not.contain('빠져나간 돈');
        }
      }
    });

    it('offers no cancel once money may be moving.', async () => {
      for (const state of ['confirming', 'pending', 'complete'] as const) {
        const stage = await fixtureStage(viewOf({ state }));
        expect(actions(stage).map(textOf)).to.not.include('결제 취소');
      }
    });

    const failures: readonly [string | undefined, string][] = [
      ['PAYMENT_DECLINED', '카카오페이에서 승인하지 않았어요. 빠져나간 돈은 없어요.'],
      [undefined, '카카오페이에서 승인하지 않았어요. 빠져나간 돈은 없어요.'],
      ['AUTHENTICATION_FAILED', '카카오페이에서 승인하지 않았어요. 빠져나간 돈은 없어요.'],
      ['LAUNCH_FAILED', '빠져나간 돈은 없어요.'],
      ['PREPARE_UNANSWERED', '빠져나간 돈은 없어요.'],
      ['NOT_EXECUTED', '빠져나간 돈은 없어요.'],
      ['CALLBACK_CONTRADICTS', '빠져나간 돈은 없어요.'],
      ['APPROVE_DEADLINE', '빠져나간 돈은 없어요.'],
    ];
    for (const [code, text] of failures) {
      it(`tells the reason ${code ?? 'that is not known'} as "${text}"`, async () => {
        const result = code ? { ...RESULT, code } : RESULT;
        const stage = await fixtureStage(viewOf({ state: 'failed', result }));
        expect(textOf(inside(status(stage), '[part=status-text]'))).to.equal(text);
      });
    }

    it("shows the provider's own sentence unchanged, with whose it is, and the number to ask about.", async () => {
      const stage = await fixtureStage(SCENES['failed'] ?? viewOf());
      expect(region(stage, 'alert')).to.equal(
        '결제되지 않았어요 카카오페이에서 승인하지 않았어요. 빠져나간 돈은 없어요. ' +
          '카카오페이 안내: 한도를 초과하였습니다. 문의 번호 7F3K9Q',
      );
    });

    it('names the method that was paid with, not the one that is chosen now.', async () => {
      const method = { id: 'card', type: 'card', label: '신용·체크카드' } as const;
      const stage = await fixtureStage(viewOf({ state: 'pending', method, result: RESULT }));
      expect(factsOf(stage)).to.include('결제 수단: 카카오페이');
    });

    it('gives a receipt: what, how, when.', async () => {
      const stage = await fixtureStage(SCENES['complete'] ?? viewOf());
      expect(region(stage, 'status')).to.equal('결제를 마쳤어요 온유도예에서 주문을 받았어요.');
      expect(factsOf(stage)).to.deep.equal([
        '결제 수단: 카카오페이',
        '주문번호: A-1001',
        '결제 시각: 11월 22일 (일) 14:32',
      ]);
    });

    it('grows calmer when confirming takes long.', async () => {
      const stage = await fixtureStage(viewOf({ state: 'confirming' }));
      expect(region(stage, 'status')).to.contain('보통 몇 초면 끝나요');
      await stage.show(viewOf({ state: 'confirming', slow: true }));
      expect(region(stage, 'status')).to.contain('다시 결제하지 않아도 돼요');
    });

    it('links to the page of the order, unless its address is none of a page.', async () => {
      const link = async (url: string) => {
        const order = { ...ORDER, url };
        const stage = await fixtureStage(viewOf({ state: 'complete', order, result: RESULT }));
        return status(stage)?.shadowRoot?.querySelector('a')?.getAttribute('href') ?? null;
      };
      expect(await link('/orders/A-1001')).to.equal('/orders/A-1001');
      expect(await link('https://shop.example/o')).to.equal('https://shop.example/o');
      for (const url of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '']) {
        expect(await link(url), url).to.equal(null);
      }
    });

    it('writes what the provider says as text, never as markup.', async () => {
      const message = '<b onclick=x>한도</b>';
      const stage = await fixtureStage(viewOf({ state: 'failed', result: { ...RESULT, message } }));
      expect(region(stage, 'alert')).to.contain(message);
      expect(status(stage)?.shadowRoot?.querySelector('b')).to.equal(null);
    });
  });

  describe('keyboard', () => {
    it('brings every action in reach of Tab, in the order that is read.', async () => {
      const stage = await fixtureStage(viewOf({ state: 'window-lost' }));
      for (const call of ['check', 'reopen', 'cancel']) {
        await sendKeys({ press: 'Tab' });
        await sendKeys({ press: 'Enter' });
        expect(stage.calls.at(-1)).to.equal(call);
      }
    });

    it('moves focus to the title when the button under it becomes another one.', async () => {
      const stage = await fixtureStage(viewOf({ state: 'authenticating' }));
      actions(stage)[1]?.focus();
      await stage.show(viewOf({ state: 'window-lost' }));
      expect(status(stage)?.shadowRoot?.activeElement?.localName).to.equal('h3');
    });

    it('leaves the title out of the tab order.', async () => {
      const states: readonly CheckoutState[] = ['confirming', 'failed'];
      for (const state of states) {
        const stage = await fixtureStage(viewOf({ state, result: RESULT }));
        expect(inside(status(stage), 'h3').tabIndex).to.equal(-1);
      }
    });
  });
});
