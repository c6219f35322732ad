import ts from 'typescript';
import type { Plugin } from 'vite';

/** Tags whose text a browser reads with white space folded. */
const TAGS = new Set(['html', 'css', 'svg']);

/** Stands for `${…}` while a literal is looked at as a whole; for private use, so nobody's text. */
const HOLE = '\uE000';

/** A word in quotes as the value of an attribute, which needs none. */
const QUOTED_WORD = /=(["'])([a-z][\w-]*)\1\]/;
/** Strings, addresses and comments: taken whole, so that they stay to the letter. */
const KEPT = /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\burl\([^)]*\)|\/\*[^]*?\*\/)/;
const SIGN = / ?([{},]|;(?! ?\})) ?| ?; ?(?=\})/;
/**
 * A blank after a colon or inside a parenthesis, and a zero before a point. A blank before a colon,
 * a parenthesis or an operator has a meaning, in selectors or in `calc()`.
 */
const SPARE = /(?<=[:(]) | (?=\))|(?<![\w.\uE000])0(?=\.\d)/;
const CSS = new RegExp([QUOTED_WORD, KEPT, SIGN, SPARE].map(({ source }) => source).join('|'), 'g');

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Folds line breaks and indentation inside `html` and `css` literals into one space, and drops from
 * CSS what it means the same without. Comments and other code are left alone.
 */
export function squeeze(code: string): string {
  const source = ts.createSourceFile('x.ts', code, ts.ScriptTarget.Latest, true);
  const cuts: Cut[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && TAGS.has(node.tag.getText(source)))
      cuts.push(...cutsOf(node.template, source, node.tag.getText(source) === 'css'));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return cuts
    .sort((a, b) => b.from - a.from)
    .reduce((text, cut) => text.slice(0, cut.from) + cut.text + text.slice(cut.to), code);
}

const textsOf = (template: ts.TemplateLiteral): readonly ts.Node[] =>
  ts.isNoSubstitutionTemplateLiteral(template)
    ? [template]
    : [template.head, ...template.templateSpans.map(({ literal }) => literal)];

/** As one text, so that a string or a parenthesis around `${…}` is seen whole. */
function cutsOf(template: ts.TemplateLiteral, source: ts.SourceFile, isCss: boolean): Cut[] {
  const parts = textsOf(template).map((part) => {
    // Without its own delimiters: a brace of `${…}` is none of CSS.
    const from = part.getStart(source) + 1;
    const isLast = ts.isNoSubstitutionTemplateLiteral(part) || ts.isTemplateTail(part);
    return { from, to: part.getEnd() - (isLast ? 1 : 2) };
  });
  const whole = parts.map(({ from, to }) => source.text.slice(from, to)).join(HOLE);
  const folded = whole.replace(/\s*\n\s*/g, ' ');
  const texts = (isCss ? squeezeCss(folded) : folded).split(HOLE);
  return parts.map((part, i) => ({ ...part, text: texts[i] ?? '' }));
}

const squeezeCss = (css: string): string =>
  css.replace(CSS, (_all, _quote, word?: string, kept?: string, sign?: string) =>
    word === undefined ? (kept ?? sign ?? '') : `=${word}]`,
  );

/** For builds only; sources and tests keep the literals as they are written. */
export const squeezeLiterals = (): Plugin => ({
  name: 'squeeze-literals',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('/widget/') ? { code: squeeze(code), map: null } : undefined,
});
