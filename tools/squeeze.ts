import ts from 'typescript';
import type { Plugin } from 'vite';

/** Tags whose text a browser reads with white space folded. */
const TAGS = new Set(['html', 'css', 'svg']);

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Folds line breaks and indentation inside `html` and `css` literals into one space, and drops it
 * where it stands beside a brace or semicolon of CSS. Comments and other code are left alone.
 */
export function squeeze(code: string): string {
  const source = ts.createSourceFile('x.ts', code, ts.ScriptTarget.Latest, true);
  const cuts: Cut[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && TAGS.has(node.tag.getText(source))) {
      const isCss = node.tag.getText(source) === 'css';
      for (const part of textsOf(node.template)) cuts.push(cutOf(part, source, isCss));
    }
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

function cutOf(part: ts.Node, source: ts.SourceFile, isCss: boolean): Cut {
  // Without its own delimiters: a brace of `${…}` is none of CSS.
  const from = part.getStart(source) + 1;
  const isLast = ts.isNoSubstitutionTemplateLiteral(part) || ts.isTemplateTail(part);
  const to = part.getEnd() - (isLast ? 1 : 2);
  const folded = source.text.slice(from, to).replace(/\s*\n\s*/g, ' ');
  const text = isCss ? folded.replace(/ ?([{};]) ?/g, '$1').replace(/;}/g, '}') : folded;
  return { from, to, text };
}

/** For builds only; sources and tests keep the literals as they are written. */
export const squeezeLiterals = (): Plugin => ({
  name: 'squeeze-literals',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('/widget/') ? { code: squeeze(code), map: null } : undefined,
});
