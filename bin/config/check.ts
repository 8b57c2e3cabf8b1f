import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { SCHEMA_FILE } from '../package-root';
import type { Configuration } from './configuration';
import type { FormFinding } from './form-finding';
import { formFinding } from './form-finding';
import type { KeyedSchema } from './places-of-key';
import { ConfigurationError } from './problem';
import type { ConfigurationSource } from './source';

let compiled: { readonly schema: KeyedSchema; readonly validate: ValidateFunction<Configuration> } | undefined;

/** Checks the form of a configuration by the JSON Schema; throws with everything that is wrong, not only the first. */
export function checkForm(source: ConfigurationSource): Configuration {
  const { schema, validate } = (compiled ??= compile());
  const { data } = source;
  if (validate(data)) return data;
  const findings = withoutOtherBranches(validate.errors ?? []).map((error) => formFinding(source, error, schema));
  throw new ConfigurationError(
    withoutMisspelt(findings)
      .map(({ problem }) => problem)
      .sort((a, b) => a.line! - b.line! || a.column! - b.column!),
  );
}

function compile(): NonNullable<typeof compiled> {
  const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as KeyedSchema;
  // Optimizing takes as long as the rest of the compilation, and the code runs once.
  const ajv = new Ajv({ allErrors: true, verbose: true, code: { optimize: false } });
  return { schema, validate: ajv.compile<Configuration>(schema) };
}

/** A key that is only misspelt is not missing as well. */
function withoutMisspelt(findings: readonly FormFinding[]): FormFinding[] {
  const meant = new Set(findings.map((finding) => finding.meant));
  return findings.filter(({ missing }) => missing === undefined || !meant.has(missing));
}

/** Of each `anyOf`, what concerns the branch of the given type alone: nobody meant the others. */
function withoutOtherBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf');
  return choices.reduce<readonly ErrorObject[]>((left, choice) => {
    const branch = (error: ErrorObject): string | undefined =>
      error.schemaPath.startsWith(`${choice.schemaPath}/`) && error.instancePath.startsWith(choice.instancePath)
        ? error.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0]
        : undefined;
    const otherType = (error: ErrorObject): boolean =>
      error.keyword === 'type' && error.instancePath === choice.instancePath;
    const others = new Set(left.filter(otherType).map(branch));
    const meant = left.some((error) => branch(error) !== undefined && !others.has(branch(error)));
    return left.filter((error) =>
      branch(error) === undefined ? error !== choice || !meant : !others.has(branch(error)),
    );
  }, errors) as ErrorObject[];
}
