import type { Amount } from '../../server/protocol/index.ts';

/**
 * Money by the rules of a language. How many minor units make one is the currency's own business,
 * so `Intl` is asked: a won has none, a dollar a hundred.
 */
export const formatMoney = (amount: Amount, language: string): string => {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: amount.currency });
  return format.format(amount.value / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
};

/** The day that ends with a moment or has it within: a midnight belongs to the day before. */
export const formatDayBefore = (at: number, language: string): string =>
  new Date(at - 1).toLocaleString(language, {
    month: 'short',
    day: 'numeric',
    timeZone: 'Asia/Seoul',
  });

/** Day and time in Korea's zone, whatever the buyer's clock says: the provider's notices use it too. */
export const formatTime = (at: number, language: string): string =>
  new Date(at).toLocaleString(language, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'Asia/Seoul',
  });
