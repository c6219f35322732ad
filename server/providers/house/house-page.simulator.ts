import { CLOSE_BUTTON, escapeHtml, pageWith, sheetOf } from '../page.simulator.ts';
import type { LaunchClaims } from './house.schema.ts';

export interface PaymentPage {
  /** Of the shop's own payment, in Korean. */
  readonly name: string;
  /** Told on the page: nobody is to guess in a simulator. */
  readonly pin: string;
  /** In won. */
  readonly balance: number;
  /** Where the form goes. */
  readonly action: string;
  /** The signed launch, which the form sends along. */
  readonly payment: string;
  readonly claims: LaunchClaims;
  readonly triesLeft: number;
  /** The PIN that came was another one. */
  readonly isWrong: boolean;
}

const STYLE = `
  form > * { grid-column: 1 / -1 }
  label { display: grid; gap: 6px; margin-bottom: 8px; font-size: 14px; line-height: 20px }
  input { min-height: 52px; border: 1px solid #858b95; border-radius: 10px; padding: 0 16px;
    background: #fff; color: inherit; font: inherit; font-size: 20px; letter-spacing: .3em }
  input:focus-visible { outline: 3px solid #1e5dc2; outline-offset: 1px }
  input[aria-invalid] { border-color: #b3261e }
  .trouble { margin: 0 0 8px; color: #b3261e; font-size: 14px; line-height: 20px }
`;

const page = (name: string) =>
  pageWith({
    title: `모의 ${escapeHtml(name)} 결제`,
    pay: { ground: '#23594a', hover: '#1b493c', edge: '#23594a', ink: '#fff' },
    style: STYLE,
  });

/** The page on which the buyer says yes. */
export const paymentPage = (shown: PaymentPage): string =>
  page(shown.name)(`<h1>${escapeHtml(shown.name)} 결제 (모의)</h1>
${sheet(shown)}
<form method="post" action="${escapeHtml(shown.action)}">
<input type="hidden" name="payment" value="${escapeHtml(shown.payment)}">
${question(shown)}
<button name="decision" value="cancel" data-decision="cancel" formnovalidate>취소</button>
${CLOSE_BUTTON}
</form>`);

/** For an address that nobody signed, or too long ago. */
export const noPaymentPage = (name: string): string =>
  page(name)(`<h1>열 수 없는 주소예요</h1>
<p class="item">결제 시간이 지났을 수 있어요. 주문하던 화면에서 다시 열어 주세요.</p>
<form>${CLOSE_BUTTON}</form>`);

const won = (value: number): string => `${value.toLocaleString('ko-KR')}원`;

function sheet({ name, balance, claims }: PaymentPage): string {
  const { orderName, orderId, amount } = claims;
  const left = balance - amount.value;
  return sheetOf({
    item: orderName,
    amount: amount.value,
    rows: [
      ['주문번호', orderId],
      [`보유 ${name}`, won(balance)],
      ...(left < 0 ? [] : [['결제한 뒤', won(left)] as const]),
    ],
  });
}

/** The PIN and the button, or why there is none. */
function question({ pin, balance, claims, triesLeft, isWrong }: PaymentPage): string {
  const price = claims.amount.value;
  if (triesLeft === 0) {
    return trouble('비밀번호를 세 번 잘못 넣었어요. 취소하고 다른 방법으로 결제해 주세요.');
  }
  if (balance < price) return trouble('잔액이 모자라요. 취소하고 다른 방법으로 결제해 주세요.');
  const digits = String(pin.length);
  const wrong = `비밀번호가 맞지 않아요. ${String(triesLeft)}번 더 넣을 수 있어요.`;
  return `${isWrong ? trouble(wrong) : ''}
<label>비밀번호 ${digits}자리 (모의 결제에서는 ${escapeHtml(pin)})
<input name="pin" type="password" inputmode="numeric" autocomplete="off" required
  minlength="${digits}" maxlength="${digits}"${isWrong ? ' aria-invalid="true" autofocus' : ''}></label>
<button class="pay" name="decision" value="approve" data-decision="approve">${won(price)} 결제하기</button>`;
}

const trouble = (text: string): string => `<p class="trouble" role="alert">${text}</p>`;
