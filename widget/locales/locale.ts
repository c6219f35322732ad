import type { Locale } from '../../server/protocol/index.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';
import type { Words } from './words.ts';

const LOCALES: Record<Locale, Words> = { ko, en };

/** The words of a language. */
export const wordsOf = (locale: Locale): Words => LOCALES[locale];

/**
 * The language a tag such as `en-GB` asks for. Anything that is not English is Korean: the shops
 * are Korean, and so is the provider's own page.
 */
export const localeOf = (tag: string): Locale => (/^en\b/i.test(tag) ? 'en' : 'ko');
