import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationSource } from '../../bin/config/source';
import type { Problem } from '../../bin/config/problem';
import { ConfigurationError } from '../../bin/config/problem';
import { brief, problemsOf, small } from './configuration';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk puma bytes '));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is wrong with a file of these bytes. */
function problemsOfBytes(bytes: Buffer): readonly Problem[] {
  const file = join(folder, 'service.yaml');
  writeFileSync(file, bytes);
  try {
    ConfigurationSource.read(file);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('letters in another encoding are not guessed at', () => {
  test.each([
    ["UTF-16, as PowerShell's > writes it", Buffer.from(`\ufeff${small()}`, 'utf16le'), 'written in UTF-16', 1],
    ['UTF-16 without a byte order mark', Buffer.from(small(), 'utf16le'), 'written in UTF-16', 1],
    ['UTF-16, big-endian', Buffer.from(`\ufeff${small()}`, 'utf16le').swap16(), 'written in UTF-16', 1],
    ['Latin-1', Buffer.from(small('name: shop', 'name: shop # caf\u00e9'), 'latin1'), 'not written in UTF-8', 18],
    ['no text at all', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 'not written in UTF-8', 1],
    ['a NUL in UTF-8', Buffer.from('stackName: a\nb: \0\n'), 'not written in UTF-8', 2],
  ])('%s', (_, bytes, given, line) => {
    expect(problemsOfBytes(bytes)).toEqual([
      expect.objectContaining({
        code: 'ConfigurationEncoding',
        line,
        column: 1,
        given: expect.stringContaining(given),
      }),
    ]);
  });

  test.each([
    ['a byte order mark', Buffer.from(`\ufeff${small()}`)],
    ["Windows' line ends", Buffer.from(small().replace(/\n/g, '\r\n'))],
    ['letters beyond ASCII', Buffer.from(small('name: shop', 'name: shop # caf\u00e9 \u{1f600}'))],
  ])('%s is taken', (_, bytes) => {
    expect(problemsOfBytes(bytes)).toEqual([]);
  });

  test("a place is the same with a byte order mark and Windows' line ends", () => {
    expect(problemsOf(`\ufeff${small('9292', 'many').replace(/\n/g, '\r\n')}`).map(brief)).toEqual([
      '23:13 service.components[0].port ConfigurationTypeWrong',
    ]);
    expect(problemsOf(`\ufeff${small('stackName', 'stakName')}`).map(brief)).toContain(
      '1:1 stakName ConfigurationKeyUnknown',
    );
  });
});

describe('of what follows from one slip, the slip alone is told', () => {
  test.each([
    ['a tab', small('  name: shop', '\tname: shop'), ['18:1  ConfigurationTab']],
    ['an indentation', small('  name: shop', '   name: shop'), ['19:1  ConfigurationSyntax']],
    ['a value with a colon', small('name: shop', 'name: shop: a'), ['18:9  ConfigurationSyntax']],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text).map(brief)).toEqual(expected);
  });

  test('two keys that stand twice are two slips', () => {
    const text = `${small()}stackName: Other\nnetwork: {}\n`;
    expect(problemsOf(text).map(brief)).toEqual(['26:1  ConfigurationKeyTwice', '27:1  ConfigurationKeyTwice']);
  });

  test("YAML's own words come with what to do", () => {
    const [{ allowed }] = problemsOf(small('name: shop', 'name: shop: a'));
    expect(allowed).toContain('in quotes');
  });
});

describe("of YAML, what is JSON's too is read, and the rest told with its place", () => {
  test.each([
    ['a binary', 'tags: !!binary aGVsbG8=', '26:7', 'a tag'],
    // The schema would take both for an object without keys: their content would do nothing, without a word.
    ['a set', 'tags: !!set { a, b }', '26:7', 'a tag'],
    ['an ordered map', 'tags: !!omap [ a: b ]', '26:7', 'a tag'],
    ['a tag of somebody else', 'tags: !mine { a: b }', '26:7', 'a tag'],
    ['an alias without its anchor', 'tags: *none', '26:7', 'no anchor &none'],
    ['an alias of what it is in', 'tags: &all { a: *all }', '26:17', 'a part of what it stands for, &all'],
    ['a placeholder', 'tags: {{ tags }}', '26:8', 'this key is a list or an object'],
    ['too deep a nesting', `tags: ${'['.repeat(5000)}`, expect.stringMatching(/^26:/), 'nested deeper'],
    ['aliases that explode', explosion(), '35:50', 'too large when its aliases are resolved'],
  ])('%s', (_, text, place, given) => {
    const problems = problemsOf(`${small()}${text}\n`);
    expect(problems).toEqual([
      expect.objectContaining({ code: 'ConfigurationSyntax', given: expect.stringContaining(given) }),
    ]);
    expect(`${problems[0].line}:${problems[0].column}`).toEqual(place);
  });

  test('another YAML is told, for it would be misread', () => {
    expect(problemsOf(`# 1.1\n%YAML 1.1\n---\n${small()}`)).toEqual([
      expect.objectContaining({ line: 2, column: 1, given: 'declared as YAML 1.1 here' }),
    ]);
    expect(problemsOf(`%YAML 1.2\n---\n${small()}`)).toEqual([]);
  });

  test('an alias stands for its anchor, the last of its name', () => {
    expect(problemsOf(`${small()}tags: &all { a: &b b, c: *b }\n`)).toEqual([]);
    expect(problemsOf(`${small()}tags: { a: &b b, c: &b [d], e: *b }\n`).map(brief)).toEqual([
      '26:24 tags.c ConfigurationTypeWrong',
      '26:24 tags.e ConfigurationTypeWrong',
    ]);
  });
});

test('a file that never ends is not read to its end', () => {
  expect(() => ConfigurationSource.read('/dev/zero')).toThrow(
    /^\/dev\/zero cdk-puma-eks:ConfigurationUnreadable\n.* larger than 1 MiB/,
  );
});

test('a folder is named where it is the working directory too', () => {
  expect(() => ConfigurationSource.read(process.cwd())).toThrow(/^\. cdk-puma-eks:ConfigurationUnreadable\n/);
});

/** Ten lines that stand for nine billion values. */
function explosion(): string {
  const lines = ['tags: &a0 [b, b, b, b, b, b, b, b, b]'];
  for (let i = 1; i < 10; i++)
    lines.push(
      `x${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}
