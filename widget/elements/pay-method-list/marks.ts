import type { Method, MethodType } from '../../../server/protocol/index.ts';
import type { Glyph } from '../glyph.ts';

const GLYPHS: Record<Exclude<MethodType, 'wallet'>, Glyph> = {
  card: 'card',
  transfer: 'transfer',
  'virtual-account': 'bank',
  phone: 'phone',
  house: 'shop',
};

/** What stands before a method's name: a drawing for a kind, a letter for a brand. */
export type Mark = { readonly glyph: Glyph } | { readonly letters: string };

/** The mark of one method. Two wallets that begin alike show two letters. */
export const markOf = (method: Method, methods: readonly Method[]): Mark => {
  if (method.type !== 'wallet') return { glyph: GLYPHS[method.type] };
  const [first = '', second = ''] = method.label;
  const alike = methods.filter((other) => other.type === 'wallet' && other.label.startsWith(first));
  return { letters: alike.length > 1 ? first + second : first };
};

const LATIN_FIT = 24;
const HANGUL_FIT = 13;

/** Whether every name is short enough for half of a wide sheet. Told from the words, not measured. */
export const fitsTwoColumns = (methods: readonly Method[]): boolean =>
  methods.every(({ label }) => {
    const widths = [...label].map((letter) => (letter > '\u1100' ? LATIN_FIT : HANGUL_FIT));
    return widths.reduce((sum, width) => sum + width, 0) <= LATIN_FIT * HANGUL_FIT;
  });
