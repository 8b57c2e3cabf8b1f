import { join } from 'node:path';
import * as ts from 'typescript';

/** JSON Schema (draft 7, which editors support best), as far as the configuration needs it. */
export interface JsonSchema {
  $schema?: string;
  $id?: string;
  $ref?: string;
  definitions?: Record<string, JsonSchema>;
  title?: string;
  description?: string;
  default?: unknown;
  type?: string;
  enum?: string[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  minProperties?: number;
  maxProperties?: number;
}

const CONFIGURATION = join(__dirname, '..', 'bin', 'config', 'configuration.ts');

/** The configuration's JSON Schema, from the TypeScript interfaces and their doc comments. */
export function configurationSchema(): JsonSchema {
  const program = ts.createProgram([CONFIGURATION], { strict: true, target: ts.ScriptTarget.ES2022 }, host());
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(CONFIGURATION)!;
  const root = checker
    .getExportsOfModule(checker.getSymbolAtLocation(file)!)
    .find((symbol) => symbol.name === 'Configuration')!;
  const generator = new Generator(checker, file);
  const schema = generator.schemaOf(checker.getDeclaredTypeOfSymbol(root), 'configuration');
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'cdk-puma-eks configuration',
    description: ts.displayPartsToString(root.getDocumentationComment(checker)),
    ...schema,
    definitions: generator.definitions,
  };
}

/** Follows relative imports alone: aws-cdk-lib's types are no plain data anyway, and take seconds to read. */
function host(): ts.CompilerHost {
  const options = { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext };
  const base = ts.createCompilerHost(options);
  return {
    ...base,
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({ text }) =>
        text.startsWith('.') ? ts.resolveModuleName(text, from, options, base) : { resolvedModule: undefined },
      ),
  };
}

class Generator {
  /** Types tagged `@definition`, which may hold themselves, by name. */
  public readonly definitions: Record<string, JsonSchema> = {};

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly file: ts.SourceFile,
  ) {}

  public schemaOf(type: ts.Type, path: string): JsonSchema {
    const given = this.checker.getNonNullableType(type);
    if (given.flags & ts.TypeFlags.StringLike && !given.isUnion()) {
      return given.isStringLiteral() ? { type: 'string', enum: [given.value] } : { type: 'string' };
    }
    if (type.flags & ts.TypeFlags.Unknown) return {};
    if (given.flags & ts.TypeFlags.NumberLike && !given.isUnion()) return { type: 'number' };
    if (given.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    if (given.isUnion()) return this.union(given, path);
    if (this.checker.isArrayType(given)) {
      return { type: 'array', items: this.schemaOf(this.checker.getTypeArguments(given as ts.TypeReference)[0], path) };
    }
    if (this.isTagged(given, 'definition')) return this.reference(given);
    if (given.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.object(given, path);
    throw notPlain(path, this.checker.typeToString(given));
  }

  private union(type: ts.UnionType, path: string): JsonSchema {
    const literals = type.types.filter((member) => member.isStringLiteral()).map(({ value }) => value);
    const others = type.types.filter((member) => !member.isStringLiteral());
    const offered: JsonSchema[] = literals.length > 0 ? [{ type: 'string', enum: literals }] : [];
    const schemas = [...offered, ...others.map((member) => this.schemaOf(member, path))];
    return schemas.length === 1 ? schemas[0] : { anyOf: schemas };
  }

  private isTagged(type: ts.Type, tag: string): boolean {
    return type.symbol?.getJsDocTags(this.checker).some(({ name }) => name === tag) ?? false;
  }

  private reference(type: ts.Type): JsonSchema {
    const { name } = type.symbol;
    if (!(name in this.definitions)) {
      // There before it is complete, so that it can refer to itself.
      this.definitions[name] = {};
      Object.assign(this.definitions[name], this.object(type, name));
    }
    return { $ref: `#/definitions/${name}` };
  }

  private object(type: ts.Type, path: string): JsonSchema {
    const index = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index) return { type: 'object', additionalProperties: this.schemaOf(index, `${path}.*`) };
    if (type.isClass() || type.getCallSignatures().length > 0) throw notPlain(path, this.checker.typeToString(type));
    const properties = this.checker.getPropertiesOfType(type);
    const required = properties.filter((property) => !(property.flags & ts.SymbolFlags.Optional));
    const exactlyOne = this.isTagged(type, 'exactlyOne');
    return {
      type: 'object',
      properties: Object.fromEntries(properties.map((property) => [property.name, this.property(property, path)])),
      ...(required.length > 0 && { required: required.map(({ name }) => name) }),
      additionalProperties: false,
      ...(exactlyOne && { minProperties: 1, maxProperties: 1 }),
    };
  }

  private property(property: ts.Symbol, parent: string): JsonSchema {
    const path = `${parent}.${property.name}`;
    const type = this.checker.getTypeOfSymbolAtLocation(property, this.file);
    if (property.flags & ts.SymbolFlags.Method) throw notPlain(path, 'a method');
    const tag = property.getJsDocTags(this.checker).find(({ name }) => name === 'default');
    const prose = withoutThrows(ts.displayPartsToString(property.getDocumentationComment(this.checker)));
    const { value, text } = readDefault(ts.displayPartsToString(tag?.text), this.checker.getNonNullableType(type));
    if (prose === '') throw new Error(`${path} has no doc comment, so the schema cannot describe it`);
    return {
      title: titleOf(property.name),
      description: text === '' ? prose : `${prose}\n\nDefault: ${text}`,
      ...(value !== undefined && { default: value }),
      ...this.schemaOf(type, path),
    };
  }
}

const ACRONYM = /^(arn|az|asn|cidr|cpu|dns|html|http|iam|id|ip|ja3|ja4|json|keda|nat|sns|uri|url|vpc)(s?)$/;

/** `idleTimeoutSeconds` is "Idle timeout (seconds)". */
function titleOf(name: string): string {
  const seconds = /^(.+)Seconds$/.exec(name);
  if (seconds) return `${titleOf(seconds[1])} (seconds)`;
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  const title = words
    .map((word) => word.toLowerCase().replace(ACRONYM, (_, acronym: string, s: string) => acronym.toUpperCase() + s))
    .join(' ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** What is thrown concerns those who write code; the message of a refused configuration says the same. */
function withoutThrows(prose: string): string {
  return prose
    .split(/\n\n+/)
    .map((paragraph) =>
      paragraph
        .replace(/\s*\n\s*/g, ' ')
        .replace(/(^|\s)Throws `.*$/, '')
        .trim(),
    )
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

/** `60 - why` has a value and a text; `- prose` a text alone; `RateRuleMode.COUNT` is that member's value. */
function readDefault(tag: string, type: ts.Type): { value?: unknown; text: string } {
  const written = tag.replace(/\s*\n\s*/g, ' ').trim();
  const [, literal, prose = ''] = /^(?!- )(.+?)(?: - (.*))?$/.exec(written) ?? [];
  if (literal === undefined) return { text: written.replace(/^- /, '') };
  const value = memberValue(literal, type) ?? parsed(literal);
  if (value === undefined) return { text: written };
  return { value, text: [JSON.stringify(value), prose].filter((part) => part !== '').join(', ') };
}

function memberValue(literal: string, type: ts.Type): string | undefined {
  const member = /^[A-Z]\w*\.(\w+)$/.exec(literal)?.[1];
  if (member === undefined || !type.isUnion()) return undefined;
  const found = type.types.find((option) => option.symbol?.name === member);
  return found?.isStringLiteral() ? found.value : undefined;
}

function parsed(literal: string): unknown {
  try {
    return JSON.parse(literal.replace(/'/g, '"'));
  } catch {
    return undefined;
  }
}

function notPlain(path: string, type: string): Error {
  return new Error(
    `${path} is ${type}, which a file cannot hold: leave it out in bin/config/configuration.ts, or write a form for it`,
  );
}
