import type { Amount, Locale } from '../../protocol/index.ts';
import { html, type Html } from './html.ts';
import type { PageWords } from './words.ts';
import { en } from './words.en.ts';
import { ko } from './words.ko.ts';

export const PAGE_WORDS: Readonly<Record<Locale, PageWords>> = { ko, en };

/** Minor units of a currency as digits, and its sign where the language puts it. */
export function amountMarkup(amount: Amount, locale: Locale): Html {
  const { number, unit } = amountParts(amount, locale);
  return html`${number}${unit === '' ? undefined : html`<span class="unit">${unit}</span>`}`;
}

/** The same in one size, to stand within a sentence. */
export function amountText(amount: Amount, locale: Locale): string {
  const { number, unit } = amountParts(amount, locale);
  return number + unit;
}

function amountParts({ value, currency }: Amount, locale: Locale) {
  if (locale === 'ko' && currency === 'KRW') {
    return { number: new Intl.NumberFormat('ko').format(value), unit: '원' };
  }
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return { number: format.format(value / 10 ** digits), unit: '' };
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
