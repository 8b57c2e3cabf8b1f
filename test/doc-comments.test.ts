import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { errorCatalogue } from '../scripts/error-catalogue';

const lib = join(__dirname, '..', 'lib');

/** What an editor shows of a declaration: its comment, and its `@default`. */
function documented(node: ts.Node): { readonly text: string; readonly byDefault?: string } {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === 'default');
  const text = ts.getTextOfJSDocComment(comment?.comment) ?? '';
  return tag === undefined ? { text } : { text, byDefault: ts.getTextOfJSDocComment(tag.comment) ?? '' };
}

/** Every file that `lib/index.ts` exports: what users see. */
function publicFiles(): ts.SourceFile[] {
  return [...readFileSync(join(lib, 'index.ts'), 'utf8').matchAll(/^export .* from '\.\/(.*)';$/gm)].map(([, name]) =>
    ts.createSourceFile(name, readFileSync(join(lib, `${name}.ts`), 'utf8'), ts.ScriptTarget.Latest, true),
  );
}

function isExported(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly text: string;
  readonly byDefault?: string;
}

function propsOf(file: ts.SourceFile): Member[] {
  return file.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(isExported)
    .flatMap((declaration) =>
      declaration.members.filter(ts.isPropertySignature).map((member) => ({
        name: `${declaration.name.text}.${member.name.getText(file)}`,
        // What a behavioural interface or a function gives has no default.
        optional: member.questionToken !== undefined && !/^I[A-Z]/.test(declaration.name.text),
        ...documented(member),
      })),
    );
}

function isPublic(member: ts.ClassElement): boolean {
  const hidden = ts.SyntaxKind.PrivateKeyword;
  const kept = ts.SyntaxKind.ProtectedKeyword;
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  const internal = ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
  return !internal && modifiers.every(({ kind }) => kind !== hidden && kind !== kept);
}

function membersOf(file: ts.SourceFile): Member[] {
  return file.statements
    .filter(ts.isClassDeclaration)
    .filter(isExported)
    .flatMap((declaration) =>
      declaration.members
        .filter((member) => !ts.isConstructorDeclaration(member) && isPublic(member))
        .map((member) => ({
          name: `${declaration.name!.text}.${member.name?.getText(file)}`,
          optional: false,
          ...documented(member),
        })),
    );
}

const props = publicFiles().flatMap(propsOf);

test('every prop says what it is', () => {
  expect(props.length).toBeGreaterThan(300);
  expect(props.filter(({ text }) => text.trim() === '').map(({ name }) => name)).toEqual([]);
});

test('every prop that may be left out says what holds then, and no other does', () => {
  expect(props.filter(({ optional, byDefault }) => optional && !byDefault?.trim()).map(({ name }) => name)).toEqual([]);
  expect(
    props.filter(({ optional, byDefault }) => !optional && byDefault !== undefined).map(({ name }) => name),
  ).toEqual([]);
});

test('every member of a class says what it is for', () => {
  const members = publicFiles().flatMap(membersOf);
  // What a class implements is said where it is promised: editors and jsii show that.
  const promised = new Set(
    publicFiles()
      .flatMap(({ statements }) => statements.filter(ts.isInterfaceDeclaration))
      .filter(({ name }) => /^I[A-Z]/.test(name.text))
      .flatMap(({ name, members: all }) =>
        all.filter((one) => documented(one).text !== '').map((one) => `${name.text.slice(1)}.${one.name!.getText()}`),
      ),
  );
  expect(members.length).toBeGreaterThan(150);
  expect(members.filter(({ name, text }) => text.trim() === '' && !promised.has(name)).map(({ name }) => name)).toEqual(
    [],
  );
});

// Props are those of the class beside them.
test('every class, interface and enum says what it is', () => {
  const bare = publicFiles().flatMap((file) =>
    file.statements
      .filter((node) => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node))
      .filter((node) => isExported(node) && !node.name!.text.endsWith('Props') && documented(node).text.trim() === '')
      .map((node) => node.name!.text),
  );
  expect(bare).toEqual([]);
});

test.each(['edge', 'keys', 'tls', 'workload', 'scaling', 'monitoring', 'stack', 'kubernetes'])(
  'every refusal of lib/%s is promised where it can be met',
  (room) => {
    const comments = publicFiles()
      .flatMap((file) => file.text.match(/\/\*\*[^]*?\*\//g) ?? [])
      .join('\n');
    const codes = errorCatalogue().filter(({ file }) => file.startsWith(`lib/${room}/`));
    expect(codes.length).toBeGreaterThan(3);
    expect(codes.map(({ code }) => code).filter((code) => !comments.includes(`\`${code}\``))).toEqual([]);
  },
);

test('a time or a share says its unit in its name or its comment', () => {
  const timed = props.filter(({ name }) =>
    /(timeout|interval|delay|period|validity|retention|busyness)/i.test(name.split('.')[1]),
  );
  const bare = timed.filter(
    ({ name, text, byDefault }) =>
      !/(Seconds|Days|Percent)$/.test(name) && !/second|day|percent|%/i.test(`${text} ${byDefault}`),
  );
  expect(timed.length).toBeGreaterThan(15);
  expect(bare.map(({ name }) => name)).toEqual([]);
});
