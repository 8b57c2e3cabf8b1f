import { Errors } from 'aws-cdk-lib';
import { PumaEksError } from '../../lib/model/errors';
import { FORM_RULES } from './form-rules';
import { locate } from './locate';
import type { Path } from './problem';
import { ConfigurationError, formatPath, shown } from './problem';
import type { ConfigurationSource } from './source';

/** Does something with the configuration; what the library refuses is reported with its place in the file. */
export function placed<T>(source: ConfigurationSource, base: Path, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof Error ? asConfigurationError(source, base, error) : error;
  }
}

function asConfigurationError(source: ConfigurationSource, base: Path, error: Error): Error {
  if (error instanceof ConfigurationError) return error;
  if (error instanceof PumaEksError) {
    const { code, given, allowed, why } = error.refusal;
    const path = locate(source.data, error.refusal, base);
    // Where nothing in the file answers to the refusal's path, that path is at least said.
    const name = path.length > 0 ? formatPath(path) : error.path;
    const problem = { code, file: source.file, ...source.placeOf(path), path: name, given: shown(given), allowed, why };
    return new ConfigurationError([problem], { cause: error });
  }
  if (Errors.isConstructError(error)) {
    const problem = {
      ...FORM_RULES.refusedByCdk,
      file: source.file,
      path: formatPath(base),
      given: `refused by aws-cdk-lib: ${error.message}`,
      allowed: 'what aws-cdk-lib takes',
    };
    return new ConfigurationError([problem], { cause: error });
  }
  return error;
}
