const STYLE = `
  :root { color-scheme: light; --ink: #16191d; --muted: #565c65; --line: #e2e4e8 }
  * { box-sizing: border-box }
  body { margin: 0; min-height: 100dvh; background: #f4f5f6; color: var(--ink);
    font: 16px/1.5 -apple-system, BlinkMacSystemFont, 'Apple SD Gothic Neo', 'Malgun Gothic',
      'Noto Sans KR', 'Noto Sans CJK KR', NanumGothic, sans-serif;
    word-break: keep-all; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
  .mark { padding: 10px 24px; font-size: 13px; line-height: 20px; text-align: center;
    background: repeating-linear-gradient(-45deg, #2a2420 0 12px, #352d27 12px 24px);
    color: #ffe9a8 }
  .mark b { letter-spacing: .08em }
  main { max-width: 440px; margin: 0 auto; padding: 32px 24px 40px }
  @media (min-width: 600px) {
    main { margin-top: 40px; padding: 32px 40px; border: 1px solid var(--line); border-radius: 14px;
      background: #fff }
  }
  h1 { margin: 0 0 24px; font-size: 16px; line-height: 24px }
  .item { margin: 0; font-size: 15px; color: var(--muted) }
  .amount { margin: 2px 0 24px; font-size: 34px; line-height: 42px; font-weight: 700;
    letter-spacing: -.02em }
  .amount small { font-size: .65em }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 16px; margin: 0 0 28px;
    padding: 16px 0; border: solid var(--line); border-width: 1px 0; font-size: 13px }
  dt { color: var(--muted) }
  dd { margin: 0; text-align: right }
  form { display: grid; grid-template-columns: 1fr 1fr; gap: 8px }
  button { min-height: 48px; border: 1px solid #858b95; border-radius: 10px; padding: 0 12px;
    background: #fff; color: inherit; font: inherit; cursor: pointer }
  button:hover { background: #fafafa }
  button:focus-visible { outline: 3px solid #1e5dc2; outline-offset: 2px }
  .pay { grid-column: 1 / -1; min-height: 56px; border-color: var(--pay-edge);
    background: var(--pay); color: var(--pay-ink); font-weight: 700 }
  .pay:hover { background: var(--pay-hover) }
  .close { grid-column: 1 / -1; border-color: transparent; background: none; color: var(--muted);
    text-decoration: underline; text-underline-offset: 3px }
  .note { margin: 20px 0 0; font-size: 13px; line-height: 20px; color: var(--muted);
    text-align: center }
`;

/** How a provider's pages differ from those of the others. */
export interface PageLook {
  readonly title: string;
  /** Colors of the button that pays, as CSS has them. */
  readonly pay: {
    readonly ground: string;
    readonly hover: string;
    readonly edge: string;
    readonly ink: string;
  };
  /** What else its pages are styled by. */
  readonly style?: string;
}

/** Makes the pages of one simulator, each clearly marked as such, from their HTML. */
export const pageWith =
  ({ title, pay, style = '' }: PageLook) =>
  (body: string): string => `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}
  :root { --pay: ${pay.ground}; --pay-hover: ${pay.hover}; --pay-edge: ${pay.edge};
    --pay-ink: ${pay.ink} }
${style}</style>
</head>
<body>
<div class="mark" role="note"><b>SIMULATOR</b> 모의 결제창입니다. 실제로 결제되지 않습니다.</div>
<main>${body}</main>
</body>
</html>`;

/** Leaves the window without a word to anybody. */
export const CLOSE_BUTTON =
  '<button class="close" type="button" data-decision="close" onclick="window.close()">창 닫기</button>';

/** What is paid for. Amount in won; names and values of the rows as plain text. */
export interface Sheet {
  readonly item: string;
  readonly amount: number;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

export const sheetOf = ({ item, amount, rows }: Sheet): string => `
<p class="item">${escapeHtml(item)}</p>
<p class="amount">${amount.toLocaleString('ko-KR')}<small>원</small></p>
<dl>
${rows.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('\n')}
</dl>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
