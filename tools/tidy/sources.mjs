import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Files of the repository, as git knows them and as they are on disk now. */
export const FILES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
  .split('\n')
  .filter(Boolean)
  .filter(file => {
    try {
      readFileSync(path.join(ROOT, file));
      return true;
    } catch {
      return false; // deleted, not yet committed
    }
  });

export const read = file => readFileSync(path.join(ROOT, file), 'utf8');

export const isGenerated = file => file.includes('/generated/');
export const isTest = file => /\.(test|contract\.test|e2e)\.(ts|tsx|mjs)$/.test(file) || /\/e2e\//.test(file);
export const isCode = file => /\.(ts|tsx|mjs|cjs|js)$/.test(file) && !file.endsWith('.d.ts');

/** Hand-written code. */
export const CODE = FILES.filter(file => isCode(file) && !isGenerated(file));

/** Hand-written TypeScript that is not a test. */
export const PRODUCT = CODE.filter(file => /\.tsx?$/.test(file) && !isTest(file));

/** Parses a file; positions are 1-based lines. */
export function parse(file) {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true, kind);
}

/** Visits every node below `root`. */
export function walk(root, visit) {
  const step = node => {
    visit(node);
    ts.forEachChild(node, step);
  };
  step(root);
}

export const lineOf = (source, node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;

/** Specifiers of all imports, re-exports and dynamic imports of a file, type-only ones included. */
export function importsOf(file) {
  const found = [];
  walk(parse(file), node => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push(node.moduleSpecifier.text);
    }
    if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')
      && node.arguments[0] && ts.isStringLiteral(node.arguments[0])) {
      found.push(node.arguments[0].text);
    }
  });
  return found;
}

export { ts };
