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
