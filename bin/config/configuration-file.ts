import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root';
import { FORM_RULES } from './form-rules';
import { ConfigurationError } from './problem';

/** The example that the repository's own app shows. The published package has it to read, and deploys what it is told alone. */
const EXAMPLE = join(PACKAGE_ROOT, 'examples', 'email', 'config.yaml');
const SOURCES = join(PACKAGE_ROOT, 'bin', 'app.ts');

/** The configuration file of the ready app: by CDK context, by environment, or the example. */
export function configurationFile(context: unknown, environment: string | undefined): string {
  if (typeof context === 'string' && context !== '') return context;
  if (environment !== undefined && environment !== '') return environment;
  if (existsSync(SOURCES)) return EXAMPLE;
  throw new ConfigurationError([
    {
      ...FORM_RULES.notGiven,
      file: 'cdk.json',
      path: 'context.config',
      given: 'missing',
      allowed: "a YAML or JSON file's path, in cdk.json, by `-c config=FILE`, or in the variable CDK_PUMA_EKS_CONFIG",
    },
  ]);
}
