import { CLOSE_BUTTON, escapeHtml, pageWith, sheetOf } from '../page.simulator.ts';
import type { Failure } from './tosspayments-codes.simulator.ts';
import { amountOf } from './tosspayments-ledger.simulator.ts';
import { BANKS } from './tosspayments-names.simulator.ts';
import { methodNameOf, walletOf } from './tosspayments-order.simulator.ts';
import type { SimulatedPayment, TossStatus } from './tosspayments-records.simulator.ts';
import { zoned } from './tosspayments-times.simulator.ts';

const page = pageWith({
  title: '모의 토스페이먼츠 결제',
  pay: { ground: '#1b64da', hover: '#1957c2', edge: '#1b64da', ink: '#fff' },
  style: `
  h1 { color: #1957c2 }
  fieldset { grid-column: 1 / -1; display: grid; grid-template-columns: 1fr 1fr; gap: 8px;
    margin: 0 0 8px; padding: 0; border: 0 }
  legend { padding: 0 0 8px; font-size: 13px; color: var(--muted) }
  label { display: flex; align-items: center; gap: 8px; min-height: 48px; padding: 0 12px;
    border: 1px solid #858b95; border-radius: 10px; background: #fff; cursor: pointer }
  label:has(:checked) { border-color: #1b64da; box-shadow: 0 0 0 1px #1b64da }
  label:has(:focus-visible) { outline: 3px solid #1e5dc2; outline-offset: 2px }
  .name { grid-column: 1 / -1; white-space: nowrap }
  .name input { flex: 1; min-width: 0; min-height: 46px; border: 0; outline: 0; background: none;
    color: inherit; font: inherit; text-align: right }
`,
});

/** The page on which the buyer decides. Relative form address: it works wherever it is mounted. */
export const paymentPage = (payment: SimulatedPayment): string =>
  page(
    `<h1>${titleOf(payment)} (모의)</h1>
${sheet(payment)}
<form method="post" action="decision">
${isAccount(payment) ? ACCOUNT_FIELDS : ''}
<button class="pay" name="decision" value="approve" data-decision="approve">결제하기</button>
<button name="decision" value="cancel" data-decision="cancel">취소</button>
<button name="decision" value="fail" data-decision="fail">${failLabel(payment)}</button>
${closeButton(payment)}
</form>
<p class="note">${isAccount(payment) ? ACCOUNT_NOTE : NOTE}</p>`,
  );

const NOTE = '본인 인증을 마친 것으로 하고 다음으로 넘어갑니다. 결제는 가맹점이 승인해야 끝납니다.';
const ACCOUNT_NOTE = '입금 계좌는 가맹점이 승인하면 발급됩니다.';

const isAccount = ({ order }: SimulatedPayment): boolean =>
  order.request.method === 'VIRTUAL_ACCOUNT';

const titleOf = ({ order: { request } }: SimulatedPayment): string =>
  `${walletOf(request) ?? methodNameOf(request)} 결제`;

const failLabel = ({ order }: SimulatedPayment): string =>
  order.request.method === 'CARD' ? '결제 실패(한도)' : '결제 실패';

/** A frame cannot close itself; it can ask the page around it. */
const closeButton = ({ order }: SimulatedPayment): string =>
  order.target === 'self'
    ? CLOSE_BUTTON
    : '<button class="close" name="decision" value="close" data-decision="close">창 닫기</button>';

const bankChoice = ([code, name]: readonly [string, string], index: number): string =>
  `<label><input type="radio" name="bank" value="${code}"${index === 0 ? ' checked' : ''}> ${name}</label>`;

const ACCOUNT_FIELDS = `<fieldset>
<legend>입금할 은행</legend>
${[...BANKS].map(bankChoice).join('\n')}
</fieldset>
<label class="name">입금자명 <input name="depositor" maxlength="60" autocomplete="name"></label>`;

const ENDINGS: Readonly<Record<TossStatus, string>> = {
  READY: '취소한 결제입니다.',
  IN_PROGRESS: '인증을 마친 결제입니다.',
  WAITING_FOR_DEPOSIT: '입금을 기다리는 결제입니다.',
  DONE: '결제가 끝났습니다.',
  CANCELED: '취소된 결제입니다.',
  PARTIAL_CANCELED: '일부 취소된 결제입니다.',
  ABORTED: '실패한 결제입니다.',
  EXPIRED: '시간이 지난 결제입니다.',
};

/** For a buyer who comes back to a window that is over; the receipt too. */
export const finishedPage = (payment: SimulatedPayment): string =>
  page(`<h1>${ENDINGS[payment.status]}</h1>${sheet(payment)}<form>${CLOSE_BUTTON}</form>`);

export const noPaymentPage = (): string =>
  page(`<h1>없는 결제입니다.</h1><form>${CLOSE_BUTTON}</form>`);

/** For a request that is wrong and names no address of the shop to tell it to. */
export const refusedPage = ({ code, message }: Failure): string =>
  page(`<h1>${escapeHtml(message)}</h1>
<p class="note">${escapeHtml(code)}</p>`);

/** Tells the page around the frame, and no other one, how it ended. */
export const messagePage = (origin: string, message: Readonly<Record<string, unknown>>): string =>
  page(`<p class="note">가맹점으로 돌아갑니다.</p>
<script>parent.postMessage(${inScript(message)}, ${inScript(origin)})</script>`);

/** JSON that ends no script. */
const inScript = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The buyer's bank, as far as one account goes. */
export function accountPage(payment: SimulatedPayment, isOpen: boolean): string {
  const buttons =
    payment.status === 'DONE'
      ? '<button class="pay" name="decision" value="withdraw" data-decision="withdraw">입금 되돌리기</button>'
      : '<button class="pay" name="decision" value="deposit" data-decision="deposit">입금하기</button>';
  const isActive = isOpen || payment.status === 'DONE';
  const form = isActive
    ? `<form method="post" action="${encodeURIComponent(payment.order.request.orderId)}/decision">${buttons}</form>`
    : '';
  return page(`<h1>가상계좌 입금 (모의)</h1>
${sheet(payment)}
${form}
<p class="note">${isActive || payment.status !== 'WAITING_FOR_DEPOSIT' ? ENDINGS[payment.status] : '입금 기한이 지난 계좌입니다.'}</p>`);
}

const sheet = (payment: SimulatedPayment): string => {
  const { order, paymentKey, account } = payment;
  return sheetOf({
    item: order.request.orderName,
    amount: amountOf(payment),
    rows: [
      ['주문번호', order.request.orderId],
      ...(account
        ? ([
            ['은행', BANKS.get(account.bankCode) ?? account.bankCode],
            ['계좌번호', account.accountNumber],
            ['입금자', account.depositorName ?? '-'],
            ['입금 기한', zoned(account.dueAt).slice(0, 16).replace('T', ' ')],
          ] as const)
        : ([['결제 번호', paymentKey]] as const)),
    ],
  });
};
