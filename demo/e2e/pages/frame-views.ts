import { html } from '../../shop/html.ts';
import { button, checkout, elementOf, ownScript } from './document.ts';
import type { PageFacts, PageParts } from './document.ts';

/**
 * Another page of these, with the same wishes. An opener policy is a top page's affair, and a
 * browser loads no page with one into a sandbox.
 */
function addressOf(origin: string, page: string, { query }: PageFacts, order?: string): string {
  const wishes = Object.entries({ ...query, coop: undefined, order }).filter(
    (wish): wish is [string, string] => wish[1] !== undefined,
  );
  return `${origin}/e2e/${page}?${new URLSearchParams(wishes).toString()}`;
}

const foreignMessages = (facts: PageFacts): PageParts => ({
  title: '낯선 메시지',
  lead: '다른 출처의 틀이 잘못된 메시지를 쉬지 않고 보내요.',
  main: html`
    ${checkout(elementOf(facts))}
    <p class="links">${button('send-own', '이 쪽에서도 보내기')}</p>
    <iframe
      id="flood"
      title="flood"
      data-server="${facts.payUrl}"
      src="${addressOf(facts.otherSiteUrl, 'flood', facts)}"
    ></iframe>
  `,
  scripts: ownScript('foreign-messages'),
});

/** The frame of {@link foreignMessages}: no checkout, only what it sends. */
const flood = (facts: PageFacts): PageParts => ({
  title: '보내는 틀',
  lead: '',
  main: html`<output id="sent" data-server="${facts.payUrl}"></output>`,
  scripts: ownScript('flood'),
  isForeign: true,
});

/** The outer page of another site, as a site builder shows a shop. */
const framed = (facts: PageFacts): PageParts => ({
  title: '틀 안의 가게',
  lead: '다른 사이트의 틀 안에, 그리고 모래상자 안에 같은 가게가 있어요.',
  main: html`
    <iframe
      id="cross-site"
      title="cross-site"
      width="100%"
      height="480"
      src="${addressOf(facts.shopUrl, 'plain', facts, facts.orderId)}"
    ></iframe>
    <iframe
      id="sandboxed"
      title="sandboxed"
      width="100%"
      height="480"
      sandbox="${facts.query.sandbox}"
      src="${addressOf(facts.shopUrl, 'plain', facts)}"
    ></iframe>
  `,
  isForeign: true,
});

/** Pages with frames in them, or in one. */
export const frameViews = [
  ['foreign-messages', foreignMessages],
  ['flood', flood],
  ['framed', framed],
] as const;
