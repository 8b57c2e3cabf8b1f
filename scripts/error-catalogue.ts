/** Reads every refusal and warning out of the sources, for docs/errors.md. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as ts from 'typescript';

export interface CatalogueEntry {
  readonly code: string;
  readonly why: string;
  readonly file: string;
}

const root = join(__dirname, '..');

/** All coded errors: object literals that have both `code` and `why` as properties, by their literal texts. */
export function errorCatalogue(): CatalogueEntry[] {
  const entries = new Map<string, CatalogueEntry>();
  for (const file of sources('lib')) {
    visit(file, (node, source) => {
      if (!ts.isObjectLiteralExpression(node)) return;
      const code = literal(node, 'code', source);
      const why = literal(node, 'why', source);
      if (code && why && !entries.has(code)) entries.set(code, { code, why, file: relative(root, file) });
    });
  }
  return [...entries.values()].sort((a, b) => a.code.localeCompare(b.code));
}

/** TypeScript sources under a folder of the project. */
export function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(root, folder, name));
}

function visit(file: string, see: (node: ts.Node, source: ts.SourceFile) => void): void {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const walk = (node: ts.Node): void => {
    see(node, source);
    ts.forEachChild(node, walk);
  };
  walk(source);
}

/** The text of a property that is a string, a template or a sum of them; what is computed in it reads `…`. */
function literal(object: ts.ObjectLiteralExpression, name: string, source: ts.SourceFile): string | undefined {
  for (const property of object.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText(source) === name) return text(property.initializer);
  }
  return undefined;
}

function text(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [text(node.left), text(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}
