import type { PageWords } from './words.ts';

/** `로` or `으로` after a Korean name; other names take a wording without a particle. */
function towards(name: string): string {
  const last = name.charCodeAt(name.length - 1) - 0xac00;
  if (last < 0 || last > 11_171) return '선택한 결제 수단으로';
  const final = last % 28;
  return final === 0 || final === 8 ? `${name}로` : `${name}으로`;
}

function objectOf(name: string): string {
  const last = name.charCodeAt(name.length - 1) - 0xac00;
  if (last < 0 || last > 11_171) return '선택한 결제 수단을';
  return last % 28 === 0 ? `${name}를` : `${name}을`;
}

export const ko: PageWords = {
  windowTitle: (method, shop) => `${method} 결제 · ${shop}`,
  nameOf: (label, type) => (type === 'wallet' ? label : `${label} 결제`),
  moving: (method) => ({
    title: `${towards(method)} 이동하고 있어요`,
    text: '창을 닫지 말고 잠시만 기다려 주세요.',
  }),
  oneMoment: '잠시만 기다려 주세요.',
  failed: (method) => ({
    title: `${objectOf(method)} 불러오지 못했어요`,
    text: '결제는 시작되지 않았어요. 잠시 뒤에 다시 시도해 주세요.',
  }),
  replaced: { title: '새 결제 창이 열렸어요', text: '이 창은 닫아도 괜찮아요.' },
  confirm: (label) => ({
    title: `${towards(label)} 결제할까요?`,
    text: '아직 결제되지 않았어요. 아래 버튼을 누르면 바로 결제돼요.',
  }),
  pay: (amount) => `${amount} 결제하기`,
  paying: {
    title: '결제를 진행하고 있어요',
    text: '창을 닫지 말고 잠시만 기다려 주세요.',
  },
  notAnswered: {
    title: '응답을 받지 못했어요',
    text: '다시 시도해 주세요. 이미 결제되었다면 두 번 결제하지 않고 결과를 보여 드려요.',
  },
  returned: (method) => ({
    title: '결제를 아직 마치지 않았어요',
    text: `${method}에서 하던 결제를 이어서 할 수 있어요.`,
  }),
  closeAndGoBack: '닫고 돌아가기',
  retry: '다시 시도하기',
  goOn: '결제 이어서 하기',
  closeWindow: '창 닫기',
  checkNow: '지금 확인하기',
  backTo: (shop) => `${towards(shop).replace('선택한 결제 수단으로', '가게로')} 돌아가기`,
  noScript: '이 페이지를 쓰려면 브라우저에서 자바스크립트를 켜 주세요. 결제는 시작되지 않았어요.',
  confirming: {
    title: '결제를 확인하고 있어요',
    text: '보통 몇 초면 끝나요. 다시 결제하지 말고 잠시만 기다려 주세요.',
  },
  complete: {
    title: '결제를 마쳤어요',
    text: '주문하던 화면으로 돌아가면 결과가 그대로 보여요. 이 창은 닫아도 괜찮아요.',
  },
  pending: {
    title: '아직 결과를 받지 못했어요',
    text: '계속 확인하고 있으니 다시 결제하지 말아 주세요. 이 창은 닫아도 괜찮아요.',
  },
  awaitingDeposit: (day) => ({
    title: `${day}까지 입금해 주세요`,
    text: '입금한 뒤 주문하던 화면에서 확인할 수 있어요. 계좌번호를 적어 두세요.',
  }),
  declined: (method) => ({
    title: '결제되지 않았어요',
    text: `${method}에서 승인하지 않았어요. 빠져나간 돈은 없어요.`,
  }),
  notPaid: { title: '결제되지 않았어요', text: '빠져나간 돈은 없어요. 주문은 그대로 남아 있어요.' },
  reversed: {
    title: '결제되지 않았어요',
    text: '승인을 되돌렸어요. 승인 문자를 받았다면 취소 문자도 곧 와요.',
  },
  accountClosed: {
    title: '계좌를 닫았어요',
    text: '빠져나간 돈은 없어요. 주문하던 화면에서 다른 결제 수단을 고를 수 있어요.',
  },
  orderRefused: {
    title: '주문할 수 없게 되었어요',
    text: '그사이 주문할 수 없게 되어 결제하지 않았어요. 빠져나간 돈은 없어요.',
  },
  held: {
    title: '다른 창에서 결제하고 있어요',
    text: '이 주문의 결제가 이미 진행 중이에요. 다시 결제하지 말고 결과를 확인해 주세요.',
  },
  canceled: {
    title: '결제를 취소했어요',
    text: '빠져나간 돈은 없어요. 주문은 그대로 남아 있어요.',
  },
  expired: {
    title: '결제 시간이 지났어요',
    text: '빠져나간 돈은 없어요. 금액을 다시 확인하고 새로 시작할 수 있어요.',
  },
  open: {
    title: '결제를 아직 마치지 않았어요',
    text: '주문하던 화면으로 돌아가면 이어서 할 수 있어요. 이 창은 닫아도 괜찮아요.',
  },
  providerSays: (method) => `${method} 안내`,
  accountHolder: (name) => `예금주 ${name}`,
  facts: {
    amount: '결제 금액',
    method: '결제 수단',
    order: '주문번호',
    at: '결제 시각',
    trace: '문의 번호',
    toTransfer: '입금할 금액',
    dueAt: '입금 기한',
  },
  refusals: {
    LINK_INVALID: {
      title: '열 수 없는 주소예요',
      text: '주문하던 화면으로 돌아가 다시 열어 주세요. 이 창은 닫아도 괜찮아요.',
    },
    SESSION_EXPIRED: {
      title: '결제 시간이 지났어요',
      text: '결제는 시작되지 않았어요. 주문하던 화면에서 다시 열어 주세요.',
    },
    ORDER_ALREADY_PAID: {
      title: '이미 결제한 주문이에요',
      text: '다시 결제하지 않아도 돼요. 이 창은 닫아도 괜찮아요.',
    },
    ORDER_IN_PROGRESS: {
      title: '다른 창에서 결제하고 있어요',
      text: '이 주문의 결제가 이미 진행 중이에요. 다시 결제하지 말고 결과를 확인해 주세요.',
    },
    STORE_UNAVAILABLE: {
      title: '지금은 결과를 남길 수 없어요',
      text: '잠시 뒤 저절로 다시 시도해요. 이 창을 닫지 말고, 다시 결제하지 말아 주세요.',
    },
    INTERNAL: {
      title: '지금은 결과를 보여 드릴 수 없어요',
      text: '다시 결제하지 말고 주문하던 화면에서 결과를 확인해 주세요.',
    },
  },
};
