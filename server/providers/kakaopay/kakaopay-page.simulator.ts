import type { KakaoPayStatus, SimulatedPayment } from './kakaopay-ledger.simulator.ts';

const STYLE = `
  :root { color-scheme: light; --ink: #16191d; --muted: #565c65; --line: #e2e4e8; --gold: #f6d84b }
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
  .pay { grid-column: 1 / -1; min-height: 56px; border-color: #d9ba21; background: var(--gold);
    font-weight: 700 }
  .pay:hover { background: #f0ce33 }
  .close { grid-column: 1 / -1; border-color: transparent; background: none; color: var(--muted);
    text-decoration: underline; text-underline-offset: 3px }
  .note { margin: 20px 0 0; font-size: 13px; line-height: 20px; color: var(--muted);
    text-align: center }
`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<div class="mark" role="note"><b>SIMULATOR</b> 모의 결제창입니다. 실제로 결제되지 않습니다.</div>
<main>${body}</main>
</body>
</html>`;

const CLOSE_BUTTON =
  '<button class="close" type="button" data-decision="close" onclick="window.close()">창 닫기</button>';

/** The page on which the buyer decides. Relative form address: it works wherever it is mounted. */
export const paymentPage = (payment: SimulatedPayment): string =>
  page(
    '모의 카카오페이 결제',
    `<h1>카카오페이 결제 (모의)</h1>
${sheet(payment)}
<form method="post" action="decision">
<button class="pay" name="decision" value="approve" data-decision="approve">결제하기</button>
<button name="decision" value="cancel" data-decision="cancel">취소</button>
<button name="decision" value="fail" data-decision="fail">결제 실패</button>
${CLOSE_BUTTON}
</form>
<p class="note">휴대폰 인증을 마친 것으로 하고 다음으로 넘어갑니다.</p>`,
  );

const WAITING = '결제를 기다리고 있습니다.';
const ENDINGS: Readonly<Record<KakaoPayStatus, string>> = {
  READY: WAITING,
  SEND_TMS: WAITING,
  OPEN_PAYMENT: WAITING,
  SELECT_METHOD: WAITING,
  ARS_WAITING: WAITING,
  AUTH_PASSWORD: '인증을 마친 결제입니다.',
  ISSUED_SID: '정기 결제가 등록되었습니다.',
  SUCCESS_PAYMENT: '결제가 끝났습니다.',
  PART_CANCEL_PAYMENT: '일부 환불된 결제입니다.',
  CANCEL_PAYMENT: '환불된 결제입니다.',
  FAIL_AUTH_PASSWORD: '비밀번호 확인에 실패한 결제입니다.',
  QUIT_PAYMENT: '취소한 결제입니다.',
  FAIL_PAYMENT: '실패한 결제입니다.',
};

/** For a buyer who comes back to a window that is over. */
export const finishedPage = (payment: SimulatedPayment): string =>
  page(
    '모의 카카오페이 결제',
    `<h1>${ENDINGS[payment.status]}</h1>${sheet(payment)}<form>${CLOSE_BUTTON}</form>`,
  );

export const noPaymentPage = (): string =>
  page('모의 카카오페이 결제', `<h1>없는 결제입니다.</h1><form>${CLOSE_BUTTON}</form>`);

const sheet = ({ tid, request }: SimulatedPayment): string => `
<p class="item">${escapeHtml(request.item_name)}</p>
<p class="amount">${request.total_amount.toLocaleString('ko-KR')}<small>원</small></p>
<dl>
<dt>주문 번호</dt><dd>${escapeHtml(request.partner_order_id)}</dd>
<dt>결제 번호</dt><dd>${tid}</dd>
</dl>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
