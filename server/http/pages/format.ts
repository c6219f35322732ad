import type { Amount, Locale } from '../../protocol/index.ts';
import { html, type Html } from './html.ts';
import type { PageWords } from './words.ts';
import { en } from './words.en.ts';
import { ko } from './words.ko.ts';

export const PAGE_WORDS: Readonly<Record<Locale, PageWords>> = { ko, en };

/** Minor units of a currency as digits, and its sign where the language puts it. */
export function amountMarkup({ value, currency }: Amount, locale: Locale): Html {
  if (locale === 'ko' && currency === 'KRW') {
    return html`${new Intl.NumberFormat('ko').format(value)}<span class="unit">원</span>`;
  }
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return html`${format.format(value / 10 ** digits)}`;
}

/** Date and 24-hour time in Korea, where these shops are. */
export const momentOf = (at: number, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, {
    month: locale === 'ko' ? 'long' : 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'Asia/Seoul',
  }).format(at);
