import { CLOSE_BUTTON, pageWith, sheetOf } from '../page.simulator.ts';
import type { KakaoPayStatus, SimulatedPayment } from './kakaopay-ledger.simulator.ts';

const page = pageWith({
  title: '모의 카카오페이 결제',
  pay: { ground: '#f6d84b', hover: '#f0ce33', edge: '#d9ba21', ink: 'inherit' },
});

/** The page on which the buyer decides. Relative form address: it works wherever it is mounted. */
export const paymentPage = (payment: SimulatedPayment): string =>
  page(
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
  page(`<h1>${ENDINGS[payment.status]}</h1>${sheet(payment)}<form>${CLOSE_BUTTON}</form>`);

export const noPaymentPage = (): string =>
  page(`<h1>없는 결제입니다.</h1><form>${CLOSE_BUTTON}</form>`);

const sheet = ({ tid, request }: SimulatedPayment): string =>
  sheetOf({
    item: request.item_name,
    amount: request.total_amount,
    rows: [
      ['주문 번호', request.partner_order_id],
      ['결제 번호', tid],
    ],
  });
