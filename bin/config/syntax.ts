import { isAlias, visit } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import { FORM_RULES } from './form-rules';
import type { Problem } from './problem';

type Words = Pick<Problem, 'code' | 'given' | 'allowed' | 'why'>;

/** What keeps a file's text from being read as a configuration, and at which character of it. */
export interface SyntaxSlip extends Words {
  readonly offset: number;
}

const ALIASES = { ...FORM_RULES.syntax, allowed: 'aliases (*name) of anchors (&name) that end above them' };

/** Everything that is wrong with a file's YAML; nothing where it can be read for certain. */
export function slipsOf(document: Document.Parsed, text: string): SyntaxSlip[] {
  const errors = [...withoutConsequences(document.errors), ...document.warnings];
  if (errors.length > 0) return errors.map((error) => ({ ...wordsFor(error), offset: error.pos[0] }));
  return [...versionSlips(document, text), ...aliasSlips(document)];
}

/** Aliases of aliases of aliases, which make of a few lines more than a memory holds: told at the last of them. */
export function expansionSlip(document: Document.Parsed): SyntaxSlip {
  let offset = 0;
  visit(document, { Alias: (_, alias) => void (offset = offsetOf(alias)) });
  return { ...ALIASES, given: 'too large when its aliases are resolved, of which this is the last', offset };
}

/** What the YAML parser says, in our own words where a reader can do something about it. */
const SYNTAX: Partial<Record<YAMLError['code'], Words>> = {
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
  NON_STRING_KEY: {
    ...FORM_RULES.syntax,
    given: 'not clear: this key is a list or an object, as `{` and `[` begin one',
    allowed: 'words as keys; a placeholder such as {{ name }} is filled in before, or stands in quotes',
  },
  TAG_RESOLVE_FAILED: {
    ...FORM_RULES.syntax,
    given: 'not clear: this value has a tag (!name) that is not known here, or does not fit it',
    allowed: 'values without a tag; text that begins with `!` in quotes',
  },
  RESOURCE_EXHAUSTION: {
    ...FORM_RULES.syntax,
    given: 'nested deeper than can be read',
    allowed: 'objects and lists no deeper than the schema has them',
  },
};

function wordsFor({ code, message }: YAMLError): Words {
  return (
    SYNTAX[code] ?? {
      ...FORM_RULES.syntax,
      given: `neither YAML nor JSON: ${message}`,
      allowed:
        'well-formed YAML or JSON: each level further in by spaces, and text with `: `, `#` or a first `@`, `*`, `&`, `[` in quotes',
    }
  );
}

/** A parser that has lost its way stumbles again and again: the first slip is told, and each key that stands twice. */
function withoutConsequences(errors: readonly YAMLError[]): YAMLError[] {
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY');
}

/** In YAML 1.1 `yes` is true and 010 is 8: who says that it is 1.1 would be misread. */
function versionSlips({ directives }: Document.Parsed, text: string): SyntaxSlip[] {
  const { explicit, version } = directives.yaml;
  if (!explicit || version === '1.2') return [];
  return [
    {
      ...FORM_RULES.syntax,
      given: `declared as YAML ${version} here`,
      allowed: 'YAML 1.2, which needs no %YAML line',
      offset: Math.max(text.search(/^%YAML/m), 0),
    },
  ];
}

/** Aliases that stand for nothing, or for what they are themselves a part of. */
function aliasSlips(document: Document.Parsed): SyntaxSlip[] {
  const anchored = new Map<string, Node>();
  const slips: SyntaxSlip[] = [];
  visit(document, {
    Node: (_, node, ancestors) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchored.set(node.anchor, node);
        return;
      }
      const target = anchored.get(node.source);
      const told =
        target === undefined
          ? `there is no anchor &${node.source} above this alias`
          : ancestors.includes(target)
            ? `this alias is a part of what it stands for, &${node.source}`
            : undefined;
      if (told !== undefined) slips.push({ ...ALIASES, given: `not to be resolved: ${told}`, offset: offsetOf(node) });
    },
  });
  return slips;
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
