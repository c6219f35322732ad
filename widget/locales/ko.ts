import { formatDayBefore, formatMoney, formatTime } from './format.ts';
import { ANY_METHOD, withParticle } from './particle.ts';
import type { Words } from './words.ts';

const UNCHARGED = '빠져나간 돈은 없어요.';
const FAILED = '결제되지 않았어요';
const CONFIRMING = '결제를 확인하고 있어요';
const ELSEWHERE = '다른 창에서 결제하고 있어요';
const OFFLINE = '인터넷에 연결되어 있지 않아요';
const CANCEL = '결제 취소';

/** Korean: 해요체, plain words, nobody at fault. */
export const ko: Words = {
  amount: (amount) => formatMoney(amount, 'ko').replace(/^₩(.*)/, '$1원'),
  time: (at) => formatTime(at, 'ko'),
  nameOf: (method) =>
    method ? method.label + (method.type === 'wallet' ? '' : ' 결제') : ANY_METHOD,

  methods: '결제 수단',
  loading: '결제 수단을 불러오고 있어요',
  choose: '결제 수단을 골라 주세요',
  popup: (m) => `새 창에서 ${withParticle(m, '이', '가')} 열려요`,
  redirect: (m) => `${withParticle(m, '으로', '로')} 이동해요. 끝나면 이 페이지로 돌아와요.`,
  pay: (amount) => `${amount} 결제하기`,
  payAgain: (amount) => `${amount} 다시 결제하기`,
  opening: '결제 창을 열고 있어요',
  redirecting: (m) => `${withParticle(m, '으로', '로')} 이동하고 있어요`,
  stillHere: '화면이 바뀌지 않으면 이어서 이동하기',
  offline: '연결되면 결제할 수 있어요',

  scenes: {
    'set-up-failed': () => [
      '결제 수단을 불러오지 못했어요',
      '결제는 시작되지 않았어요. 잠시 뒤에 다시 불러와 주세요.',
      '다시 불러오기',
    ],
    'ticket-expired': () => [
      '페이지를 새로 고쳐 주세요',
      '페이지를 연 지 오래되어 주문을 다시 확인해야 해요.',
      '새로 고침',
    ],
    'no-methods': () => [
      '지금 쓸 수 있는 결제 수단이 없어요',
      '잠시 뒤에 다시 열어 보거나 가게에 문의해 주세요.',
      '다시 불러오기',
    ],
    'popup-blocked': () => [
      '결제 창이 열리지 않았어요',
      '브라우저가 새 창을 막았어요. 아래 버튼을 누르면 다시 열 수 있어요.',
      '결제 창 열기',
      '이 탭에서 계속하기',
      CANCEL,
    ],
    authenticating: (m) => [
      ELSEWHERE,
      `${m} 창에서 결제를 마치면 이 화면이 바로 바뀌어요.`,
      '결제 창 보기',
      CANCEL,
    ],
    'window-lost': () => [
      '결제 창이 보이지 않아요',
      '결제를 마쳤다면 결과를 확인해 주세요. 아직이라면 창을 다시 열 수 있어요.',
      '결과 확인하기',
      '결제 창 다시 열기',
      CANCEL,
    ],
    returning: () => [CONFIRMING, '잠시만 기다려 주세요.'],
    'returning-unpaid': (m) => [
      '결제를 아직 마치지 않았어요',
      `${m}에서 하던 결제를 이어서 할 수 있어요.`,
      '결제 이어서 하기',
      '처음부터 다시 하기',
    ],
    confirming: () => [CONFIRMING, '보통 몇 초면 끝나요. 다시 결제하지 말고 잠시만 기다려 주세요.'],
    'confirming-slow': () => [
      CONFIRMING,
      '평소보다 오래 걸리고 있어요. 다시 결제하지 않아도 돼요.',
    ],
    pending: () => [
      '아직 결과를 받지 못했어요',
      '계속 확인하고 있으니 다시 결제하지 말아 주세요. 이 페이지를 닫아도 확인은 이어져요.',
      '지금 확인하기',
    ],
    'awaiting-deposit': (_m, _shop, _price, dueAt) => [
      `${formatDayBefore(dueAt, 'ko')}까지 입금해 주세요`,
      '입금하고 이 화면으로 돌아오면 바로 확인해요. 계좌번호를 적어 두면 닫아도 괜찮아요.',
      '입금 확인하기',
      '계좌를 닫고 다른 방법으로 결제하기',
    ],
    complete: (_m, shop) => ['결제를 마쳤어요', shop && `${shop}에서 주문을 받았어요.`],
    canceled: () => ['결제를 취소했어요', `${UNCHARGED} 주문은 그대로 남아 있어요.`],
    expired: () => [
      '결제 시간이 지났어요',
      `${UNCHARGED} 금액을 다시 확인하고 새로 시작할 수 있어요.`,
      '다시 시작하기',
    ],
    failed: (m) => [FAILED, `${m}에서 승인하지 않았어요. ${UNCHARGED}`],
    'failed-uncharged': () => [FAILED, UNCHARGED],
    'order-held': () => [
      ELSEWHERE,
      '이 주문의 결제가 이미 진행 중이에요. 다시 결제하지 말고 결과를 확인해 주세요.',
      '결과 확인하기',
    ],
    'order-refused': () => [
      '주문할 수 없게 되었어요',
      `그사이 주문할 수 없게 되어 결제하지 않았어요. ${UNCHARGED}`,
    ],
    'account-closed': () => ['계좌를 닫았어요', `${UNCHARGED} 다른 결제 수단을 골라 주세요.`],
    reversed: () => [FAILED, '승인을 되돌렸어요. 승인 문자를 받았다면 취소 문자도 곧 와요.'],
    offline: () => [OFFLINE, '연결되면 바로 이어서 할 수 있어요. 고른 내용은 그대로 있어요.'],
    'offline-live': () => [OFFLINE, '연결되면 결과를 바로 확인해요. 다시 결제하지 말아 주세요.'],
    'amount-changed': (_m, _shop, price) => [
      '금액이 바뀌었어요',
      `주문 금액이 ${withParticle(price, '으로', '로')} 바뀌었어요. 확인한 뒤에 결제해 주세요.`,
    ],
  },
  providerSays: (m) => `${m} 안내`,
  trace: '문의 번호',
  viewOrder: '주문 내역 보기',

  paidWith: '결제 수단',
  orderNumber: '주문번호',
  paidAt: '결제 시각',

  deposit: [
    '입금할 금액',
    '입금 기한',
    '입금자 이름',
    '예금주',
    '계좌번호 복사',
    '복사',
    '복사됨',
    '길게 눌러 복사해 주세요',
  ],
};
