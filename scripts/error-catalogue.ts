/** Reads every refusal and warning out of the sources, for docs/errors.md. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as ts from 'typescript';

export interface CatalogueEntry {
  readonly code: string;
  readonly why: string;
  readonly file: string;
}

export interface WarningEntry {
  readonly id: string;
  readonly message: string;
}

const root = join(__dirname, '..');

/** All coded errors: object literals that have both `code` and `why` as properties, by their literal texts. */
export function errorCatalogue(): CatalogueEntry[] {
  const entries = new Map<string, CatalogueEntry>();
  for (const file of [...sources('lib'), ...sources('bin')]) {
    visit(file, (node, source) => {
      const found = refusalObject(node, source) ?? wholeNumberCall(node, source);
      if (!found || entries.has(found.code)) return;
      entries.set(found.code, { ...found, file: relative(root, file) });
    });
  }
  return [...entries.values()].sort((a, b) => a.code.localeCompare(b.code));
}

type CodeAndWhy = Pick<CatalogueEntry, 'code' | 'why'>;

function refusalObject(node: ts.Node, source: ts.SourceFile): CodeAndWhy | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  return codeAndWhy(literal(node, 'code', source), literal(node, 'why', source));
}

/** `wholeNumber(code, path, given, min, max, why)` */
function wholeNumberCall(node: ts.Node, source: ts.SourceFile): CodeAndWhy | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText(source) !== 'wholeNumber') return undefined;
  return codeAndWhy(text(node.arguments[0]), text(node.arguments[5]));
}

function codeAndWhy(code: string | undefined, why: string | undefined): CodeAndWhy | undefined {
  return code !== undefined && why !== undefined && /^[A-Z]/.test(code) ? { code, why } : undefined;
}

/** All warnings: ids of advice from the model, and what constructs pass to `addWarningV2`. */
export function warningCatalogue(): WarningEntry[] {
  const entries = new Map<string, WarningEntry>();
  const add = (id: string, message: string | undefined): void => {
    if (!/^[a-z][A-Za-z0-9]+$/.test(id) || entries.has(id)) return;
    if (message === undefined) throw new Error(`the message of the warning ${id} cannot be read out of the sources`);
    entries.set(id, { id, message });
  };
  for (const file of sources('lib')) {
    visit(file, (node, source) => {
      if (ts.isObjectLiteralExpression(node)) {
        const id = literal(node, 'id', source);
        if (id && names(node, source).includes('message')) add(id, literal(node, 'message', source));
      }
      if (ts.isCallExpression(node) && node.expression.getText(source).endsWith('addWarningV2')) {
        add((text(node.arguments[0]) ?? '').replace(/^(cdk-puma-eks:|…)/, ''), text(node.arguments[1]));
      }
    });
  }
  return [...entries.values()].sort((a, b) => a.id.localeCompare(b.id));
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

function names(object: ts.ObjectLiteralExpression, source: ts.SourceFile): string[] {
  return object.properties.map((property) => property.name?.getText(source) ?? '');
}

function literal(object: ts.ObjectLiteralExpression, name: string, source: ts.SourceFile): string | undefined {
  for (const property of object.properties) {
    if (property.name?.getText(source) !== name) continue;
    if (ts.isPropertyAssignment(property)) return text(property.initializer);
    if (ts.isShorthandPropertyAssignment(property)) return text(property.name);
  }
  return undefined;
}

/** The text of a string, a template, a sum of them or a constant; what is computed in it reads `…`. */
function text(node: ts.Expression | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isIdentifier(node)) return text(constantOf(node));
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [text(node.left), text(node.right)];
    return left === undefined && right === undefined ? undefined : (left ?? '…') + (right ?? '…');
  }
  return undefined;
}

/** What a constant of the same file holds, the nearest before its use. */
function constantOf(name: ts.Identifier): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const walk = (node: ts.Node): void => {
    if (node.pos > name.pos && found) return;
    if (ts.isVariableDeclaration(node) && node.name.getText() === name.text) found = node.initializer ?? found;
    ts.forEachChild(node, walk);
  };
  walk(name.getSourceFile());
  return found;
}
