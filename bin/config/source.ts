import { relative } from 'node:path';
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import { FORM_RULES } from './form-rules';
import type { Path, Problem } from './problem';
import { ConfigurationError } from './problem';
import { readText } from './read-text';

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
      logLevel: 'error',
    });
    const errors = [...withoutConsequences(document.errors), ...document.warnings];
    if (errors.length > 0) {
      throw new ConfigurationError(errors.map((error) => syntaxProblem(file, error, lines.linePos(error.pos[0]))));
    }
    const source = new ConfigurationSource(file, document, lines, dataOf(file, document));
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
  return seen.startsWith('..') ? path : seen;
}

/** An alias without its anchor, or a file that aliases make too large, shows only now. */
function dataOf(file: string, document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const given = `not to be resolved: ${error.message}`;
    const problem = {
      ...FORM_RULES.syntax,
      file,
      path: '',
      given,
      allowed: 'aliases (*name) of anchors (&name) above them',
    };
    throw new ConfigurationError([problem], { cause: error });
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

/** What the YAML parser says, in our own words where a reader can do something about it. */
const SYNTAX: Partial<Record<YAMLError['code'], Pick<Problem, 'code' | 'given' | 'allowed' | 'why'>>> = {
  DUPLICATE_KEY: {
    ...FORM_RULES.keyTwice,
    given: 'not clear: this key stands twice in one object',
    allowed: 'each key once',
  },
  TAB_AS_INDENT: { ...FORM_RULES.tab, given: 'indented by a tab here', allowed: 'spaces' },
  MULTIPLE_DOCS: {
    ...FORM_RULES.notAlone,
    given: 'more than one YAML document: another begins here',
    allowed: 'one document, without `---` between',
  },
};

/** A parser that has lost its way stumbles again and again: the first slip is told, and each key that stands twice. */
function withoutConsequences(errors: readonly YAMLError[]): YAMLError[] {
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY');
}

function syntaxProblem(file: string, error: YAMLError, { line, col }: { line: number; col: number }): Problem {
  const known = SYNTAX[error.code] ?? {
    ...FORM_RULES.syntax,
    given: `neither YAML nor JSON: ${error.message}`,
    allowed:
      'well-formed YAML or JSON: each level further in by spaces, and text with `: `, `#` or a first `@`, `*`, `&`, `[` in quotes',
  };
  return { ...known, file, line: Math.max(line, 1), column: Math.max(col, 1), path: '' };
}
