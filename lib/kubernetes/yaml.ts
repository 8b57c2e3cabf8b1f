/**
 * Plain JSON data as YAML that reads the same under YAML 1.1 (kubectl, where `on` is true and 0777 is octal) and 1.2
 * (most other tools). aws-cdk-lib's `toYamlString` is not enough: it leaves text such as `0o7` bare, a number to 1.2.
 */
export function toYaml(value: unknown): string {
  return `${block(value, '').replace(/^\n/, '')}\n`;
}

/** Text that no YAML version takes for anything else, `WORDS` apart: words, paths, names, references to images. */
const BARE = /^[A-Za-z/](?:[\w./@%+=()-]|:(?=[\w/])| (?=[\w./@%+=()-]))*$/;
const WORDS = /^(y|n|yes|no|on|off|true|false|null|e[-+]?\d.*)$/i;
/** What a block of lines may hold: printable characters and line feeds. */
const PRINTABLE = /^[\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]*$/;

/** A value as it follows its key: on the same line after a space, or on lines of its own. */
function block(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []';
    return value.map((item) => `\n${indent}- ${inItem(item, `${indent}  `)}`).join('');
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length === 0) return ' {}';
    return entries.map(([key, item]) => `\n${indent}${scalar(key)}:${nested(item, indent)}`).join('');
  }
  return ` ${typeof value === 'string' ? text(value, indent) : scalar(value)}`;
}

function nested(value: unknown, indent: string): string {
  return block(value, `${indent}  `);
}

/** A value as it follows the dash of a list: its first line stands beside the dash. */
function inItem(value: unknown, indent: string): string {
  return block(value, indent).replace(/^(\n *| )/, '');
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return BARE.test(value) && !WORDS.test(value) ? value : quoted(value);
  // YAML 1.1 takes a number with an exponent for text unless it has a point.
  return JSON.stringify(value).replace(/^(-?\d+)e/, '$1.0e');
}

/** Lines as a literal block where that keeps every character, else in quotes. */
function text(value: string, indent: string): string {
  const lines = value.endsWith('\n') ? value.slice(0, -1) : value;
  const literal = /\S.*\n/.test(value) && PRINTABLE.test(value) && /^[^\s]/.test(value) && /[^\s]$/.test(lines);
  if (!literal) return scalar(value);
  const padded = lines.split('\n').map((line) => (line === '' ? '' : `${indent || '  '}${line}`));
  return `|${value.endsWith('\n') ? '' : '-'}\n${padded.join('\n')}`;
}

/** A JSON string is a double-quoted YAML one, once what YAML calls a line break or unprintable is escaped too. */
function quoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
