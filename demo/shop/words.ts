import type { Order } from '../orders.ts';

/** Where an order stands, in the words of every page. */
export const STATES: Readonly<Record<Order['state'], string>> = {
  unpaid: '결제 전',
  'awaiting-deposit': '입금 대기',
  paid: '결제 완료',
};

const MOMENT = new Intl.DateTimeFormat('ko', {
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Asia/Seoul',
});

/** `11월 22일 12:00`, as the clocks in Korea show these milliseconds since 1970. */
export const moment = (at: number): string => MOMENT.format(at);
