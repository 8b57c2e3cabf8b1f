import { relative, sep } from 'node:path';
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { FORM_RULES } from './form-rules';
import type { Path, Problem } from './problem';
import { ConfigurationError } from './problem';
import { readText } from './read-text';
import type { SyntaxSlip } from './syntax';
import { expansionSlip, slipsOf } from './syntax';

/** Where something stands in the file. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A configuration file, YAML or JSON, and where in it each value stands. */
export class ConfigurationSource {
  /** Reads a file; throws a `ConfigurationError` with all that keeps it from being read. */
  public static read(path: string): ConfigurationSource {
    const file = asSeen(path);
    return ConfigurationSource.parse(file, readText(path, file));
  }

  /** As `read`, with the file's text in hand. JSON is read as the YAML that it is, so that its values have places too. */
  public static parse(file: string, text: string): ConfigurationSource {
    const lines = new LineCounter();
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      // YAML 1.1's sets, ordered maps and binaries are no JSON: the schema would take them for empty objects.
      resolveKnownTags: false,
      logLevel: 'error',
    });
    const asProblem = ({ offset, ...words }: SyntaxSlip): Problem => {
      const { line, col } = lines.linePos(offset);
      return { ...words, file, line: Math.max(line, 1), column: Math.max(col, 1), path: '' };
    };
    const slips = slipsOf(document, text);
    if (slips.length > 0) throw new ConfigurationError(slips.map(asProblem));
    const source = new ConfigurationSource(file, document, lines, dataOf(document, asProblem));
    if (!isMap(document.contents)) {
      const empty = source.data === null || source.data === undefined;
      throw new ConfigurationError([empty ? emptyProblem(file) : noMapProblem(file, source.data)]);
    }
    return source;
  }

  private constructor(
    public readonly file: string,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
    /** The file's content as plain data. */
    public readonly data: unknown,
  ) {}

  /** Place of the value at a path, or of the nearest thing around it where there is none. */
  public placeOf(path: Path): Place {
    return this.place(this.walk(path).node);
  }

  /** Place of the key at a path, or as `placeOf` where there is none. */
  public placeOfKey(path: Path): Place {
    const { node, key } = this.walk(path);
    return this.place(key ?? node);
  }

  /** The value as it is written, with what a number loses: `1.30`. */
  public written(path: Path): string | undefined {
    const { node, exact } = this.walk(path);
    return exact && isScalar(node) ? node.source : undefined;
  }

  private walk(path: Path): { node: Node | null; key?: Node; exact: boolean } {
    let node: Node | null = this.document.contents;
    let key: Node | undefined;
    for (const segment of path) {
      const pair = isMap(node)
        ? node.items.find((item) => isScalar(item.key) && item.key.value === segment)
        : undefined;
      const next: unknown = isSeq(node) ? node.items[segment as number] : pair?.value;
      if (pair === undefined && next === undefined) return { node: key ?? node, key, exact: false };
      key = isNode(pair?.key) ? pair.key : undefined;
      // A key without a value has a place all the same: its own.
      node = isAlias(next) ? (next.resolve(this.document) ?? null) : isNode(next) ? next : (key ?? node);
    }
    return { node, key, exact: true };
  }

  private place(node: Node | null): Place {
    const { line, col } = this.lines.linePos(node?.range?.[0] ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

/** A file as someone in the working directory would name it. */
function asSeen(path: string): string {
  const seen = relative(process.cwd(), path);
  if (seen === '') return '.';
  return seen === '..' || seen.startsWith(`..${sep}`) ? path : seen;
}

/** Only now shows that aliases make a file too large. */
function dataOf(document: Document.Parsed, asProblem: (slip: SyntaxSlip) => Problem): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new ConfigurationError([asProblem(expansionSlip(document))], { cause: error });
  }
}

function emptyProblem(file: string): Problem {
  return {
    ...FORM_RULES.empty,
    file,
    line: 1,
    column: 1,
    path: '',
    given: 'empty',
    allowed:
      'a configuration with at least stackName, edge and service; `npx cdk-puma-eks init` writes one to begin with',
  };
}

function noMapProblem(file: string, data: unknown): Problem {
  return {
    ...FORM_RULES.notAnObject,
    file,
    line: 1,
    column: 1,
    path: '',
    given: Array.isArray(data) ? 'a list' : `a ${typeof data}`,
    allowed: 'an object: keys with values, such as `stackName: email`',
  };
}
