import { readFileSync, readdirSync } from 'node:fs';
import { posix, sep } from 'node:path';
import ts from 'typescript';

/** Something another module is imported by. */
export interface Import {
  /** As written: `./a.ts`, `lit`, `node:fs`. */
  readonly specifier: string;
  /** Path from the top folder when it is a file of ours. */
  readonly path?: string;
  /** Nothing of it is there at run time. */
  readonly isType: boolean;
}

/** A source file, as far as the rules of the architecture look at it. */
export interface Module {
  /** From the top folder, with slashes. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
  /** String literals that something is compared with, by an operator or a `case`. */
  readonly comparedWith: readonly string[];
}

const COMPARISONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

const literals = (...nodes: readonly (ts.Node | undefined)[]): string[] =>
  nodes.flatMap((node) => (node !== undefined && ts.isStringLiteralLike(node) ? [node.text] : []));

interface Specifiers {
  readonly texts: readonly string[];
  readonly isType: boolean;
}

const specifiers = (node: ts.Node): Specifiers => {
  if (ts.isImportDeclaration(node)) {
    const isType = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { texts: literals(node.moduleSpecifier), isType };
  }
  if (ts.isExportDeclaration(node)) {
    return { texts: literals(node.moduleSpecifier), isType: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { texts: literals(node.argument.literal), isType: true };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { texts: literals(node.arguments[0]), isType: false };
  }
  return { texts: [], isType: false };
};

const compared = (node: ts.Node): string[] => {
  if (ts.isCaseClause(node)) return literals(node.expression);
  if (ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind)) {
    return literals(node.left, node.right);
  }
  return [];
};

const isDefaultExport = (node: ts.Node): boolean =>
  ts.isExportAssignment(node) ||
  (ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) ||
  (ts.isExportSpecifier(node) && node.name.text === 'default');

const allNodes = (root: ts.Node): ts.Node[] => {
  const nodes = [root];
  ts.forEachChild(root, (child) => void nodes.push(...allNodes(child)));
  return nodes;
};

const toImports = (from: string, { texts, isType }: Specifiers): Import[] =>
  texts.map((specifier) =>
    specifier.startsWith('.')
      ? { specifier, isType, path: posix.join(posix.dirname(from), specifier) }
      : { specifier, isType },
  );

/** Reads one source text. Types count as imports: they tie modules together as values do. */
export const parseModule = (path: string, source: string): Module => {
  const nodes = allNodes(ts.createSourceFile(path, source, ts.ScriptTarget.Latest));
  return {
    path,
    lines: source.trimEnd().split('\n').length,
    imports: nodes.map(specifiers).flatMap((found) => toImports(path, found)),
    hasDefaultExport: nodes.some(isDefaultExport),
    comparedWith: nodes.flatMap(compared),
  };
};

/** Every TypeScript file under the folders. */
export const readModules = (folders: readonly string[]): Module[] =>
  folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
        posix.join(folder, path.split(sep).join('/')),
      ),
    )
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => parseModule(path, readFileSync(path, 'utf8')));
