import { readAtMost } from '../read-at-most';
import { FORM_RULES } from './form-rules';
import type { Problem } from './problem';
import { ConfigurationError } from './problem';

const LINE_FEED = 0x0a;
/** Bytes of a configuration at most: a hundred times what a large one takes, and a device that never ends must end. */
const LIMIT = 1024 * 1024;

/** A file's text; throws a `ConfigurationError` where it cannot be read, or is in another encoding than UTF-8. */
export function readText(path: string, file: string): string {
  const bytes = bytesOf(path, file);
  const encoding = utf16(bytes);
  if (encoding) throw new ConfigurationError([otherwiseEncoded(file, 1, encoding)]);
  const line = linesOf(bytes).findIndex((each) => !isText(each));
  if (line >= 0) throw new ConfigurationError([otherwiseEncoded(file, line + 1, 'not written in UTF-8')]);
  // Without a byte order mark, which would stand in the first column.
  return new TextDecoder('utf-8').decode(bytes);
}

function bytesOf(path: string, file: string): Buffer {
  let bytes: Buffer | undefined;
  try {
    bytes = readAtMost(path, LIMIT);
  } catch (error) {
    throw new ConfigurationError([unreadable(file, error)], { cause: error });
  }
  if (bytes === undefined) throw new ConfigurationError([tooLarge(file)]);
  return bytes;
}

/** UTF-16 has a byte order mark, or a zero in every second byte of plain letters. */
function utf16(bytes: Buffer): string | undefined {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const spread = bytes.length > 1 && (first === 0) !== (second === 0);
  return marked || spread ? 'written in UTF-16' : undefined;
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start <= bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, start);
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end));
    start = end < 0 ? bytes.length + 1 : end + 1;
  }
  return lines;
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function otherwiseEncoded(file: string, line: number, given: string): Problem {
  return {
    ...FORM_RULES.encoding,
    file,
    line,
    column: 1,
    path: '',
    given,
    allowed: 'UTF-8, with or without a byte order mark; in an editor: save with that encoding',
  };
}

function tooLarge(file: string): Problem {
  return {
    ...FORM_RULES.unreadable,
    file,
    path: '',
    given: 'larger than 1 MiB',
    allowed: 'a YAML or JSON file of less: the one meant is perhaps another',
  };
}

function unreadable(file: string, error: unknown): Problem {
  const reason = (error as NodeJS.ErrnoException).code;
  const missing = reason === 'ENOENT' || reason === 'ENOTDIR';
  return {
    ...(missing ? FORM_RULES.missing : FORM_RULES.unreadable),
    file,
    path: '',
    given: missing ? 'not there' : `not to be read (${REASONS[reason ?? ''] ?? reason})`,
    allowed:
      'a YAML or JSON file; its path is given by `--config FILE`, for `cdk` by the context `-c config=FILE`, or for both by the ' +
      'variable CDK_PUMA_EKS_CONFIG, and `npx cdk-puma-eks init` writes one to begin with',
  };
}

const REASONS: Readonly<Record<string, string>> = { EISDIR: 'it is a folder', EACCES: 'permission is missing' };
