import { html } from '../../shop/html.ts';
import type { Markup } from '../../shop/html.ts';
import { button, buildScript, checkout, elementOf, ownScript } from './document.ts';
import type { PageFacts, PageParts } from './document.ts';
import { frameViews } from './frame-views.ts';

/** A page by its name in the address. */
export type View = (facts: PageFacts) => PageParts;

const links = (...items: readonly Markup[]): Markup => html`<p class="links">${items}</p>`;

const plain: View = (facts) => ({
  title: '결제 하나',
  lead: '주문 하나와 결제 하나뿐인 쪽이에요.',
  main: checkout(elementOf(facts)),
});

const two: View = (facts) => ({
  title: '주문과 배송비',
  lead: '서로 다른 두 갈래의 돈을 한 쪽에서 따로 받아요.',
  main: html`
    <section id="order">
      <h2>주문</h2>
      ${checkout(elementOf(facts, facts.orderId, 'order'))}
    </section>
    <section id="delivery-fee">
      <h2>배송비</h2>
      ${checkout(elementOf(facts, facts.placeFee(), 'delivery-fee'))}
    </section>
  `,
});

const sameTwice: View = (facts) => ({
  title: '같은 주문 두 번',
  lead: '한 주문의 결제가 위와 아래에 있어요.',
  main: html`
    <div id="first">${checkout(elementOf(facts))}</div>
    <div id="second">${checkout(elementOf(facts))}</div>
  `,
});

/** The builds carry no version of their own, so the third copy differs by its address alone. */
const twiceLoaded: View = (facts) => ({
  title: '스크립트 세 번',
  lead: 'ES와 IIFE를 함께 싣고, IIFE는 다른 주소로 한 번 더 실었어요.',
  main: checkout(elementOf(facts)),
  scripts: html`
    ${buildScript(facts.payUrl, 'classic')}
    <script defer src="${facts.payUrl}/widget/pay-checkout.iife.js?copy=2"></script>
  `,
});

const removed: View = (facts) => ({
  title: '떼고 붙이기',
  lead: '결제가 진행되는 동안 요소를 떼고, 붙이고, 옮기고, 바꿔요.',
  main: html`
    <div id="here">${checkout(elementOf(facts))}</div>
    ${links(
      button('remove', '떼기'),
      button('add', '다시 붙이기'),
      button('renew', '새 요소로 바꾸기'),
      button('move', '옮기기'),
      button('change-order', '다른 주문으로'),
      button('change-locale', '말 바꾸기'),
    )}
    <div id="there" data-other-order="${facts.placeOther()}"></div>
  `,
  scripts: ownScript('removed'),
});

const thanks: View = () => ({
  title: '고맙습니다',
  lead: '돌아온 쪽이에요. 결제 요소는 없고 스크립트만 있어요.',
  main: html`<output id="told"></output>`,
  scripts: ownScript('told'),
});

const app = (facts: PageFacts): Markup =>
  html`<div id="app" data-checkout="${JSON.stringify(elementOf(facts))}"></div>`;

const bundle = (name: string): Markup =>
  html`<script type="module" src="/e2e/bundles/${name}.js"></script>`;

const react: View = (facts) => ({
  title: 'React',
  lead: 'StrictMode 안에서 React가 그린 결제예요.',
  main: app(facts),
  scripts: bundle('react'),
});

const vue: View = (facts) => ({
  title: 'Vue',
  lead: 'Vue 템플릿이 그린 결제예요.',
  main: app(facts),
  scripts: bundle('vue'),
});

const spa: View = (facts) => ({
  title: '한 쪽짜리 앱',
  lead: '주소만 바뀌고 문서는 그대로예요. 떠나면 결제 요소가 사라져요.',
  main: html`
    <div id="view" data-checkout="${JSON.stringify(elementOf(facts))}"></div>
    ${links(button('away', '다른 쪽으로'), button('home', '결제로'))}
    <output id="told"></output>
  `,
  scripts: html`${ownScript('spa')}${ownScript('told')}`,
});

const form: View = (facts) => ({
  title: '양식 안의 결제',
  lead: '적은 글이 남고, 아무것도 저절로 보내지지 않아야 해요.',
  main: html`
    <form id="wishes" action="/e2e/form">
      <p>
        <label>요청 사항 <input id="note" name="note" autocomplete="off" /></label>
      </p>
      ${checkout(elementOf(facts))}
    </form>
  `,
});

/** Every page; the names are those in the address. */
export const VIEWS: ReadonlyMap<string, View> = new Map<string, View>([
  ['plain', plain],
  ['two', two],
  ['same-twice', sameTwice],
  ['twice-loaded', twiceLoaded],
  ['removed', removed],
  ['thanks', thanks],
  ['react', react],
  ['vue', vue],
  ['spa', spa],
  ['form', form],
  ...frameViews,
]);
