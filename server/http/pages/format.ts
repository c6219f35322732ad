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

const dayFormat = (locale: Locale): Intl.DateTimeFormatOptions => ({
  month: locale === 'ko' ? 'long' : 'short',
  day: 'numeric',
  timeZone: 'Asia/Seoul',
});

/** Date and 24-hour time in Korea, where these shops are; whom that may surprise is told so. */
export function momentOf(at: number, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale, {
    ...dayFormat(locale),
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return format.format(at) + (locale === 'ko' ? '' : ' KST');
}

/** The last day on which something can be done that is due at a moment: midnight ends a day. */
export const lastDayOf = (dueAt: number, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, dayFormat(locale)).format(dueAt - 1);

/** An account number in groups of four, however the bank parts it: to be read, and typed. */
export const inGroups = (accountNumber: string): string =>
  accountNumber.replace(/\W/g, '').replace(/.{4}\B/g, '$& ');
