import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root';
import { FORM_RULES } from './form-rules';
import { ConfigurationError } from './problem';

/** The example that the repository's own app shows. The published package has it to read, and deploys what it is told alone. */
const EXAMPLE = join(PACKAGE_ROOT, 'examples', 'email', 'config.yaml');
const SOURCES = join(PACKAGE_ROOT, 'bin', 'app.ts');

/** How the ready app can be told its configuration file, the first that is given. */
export interface ConfigurationNames {
  /** CDK context: `-c config=FILE`. */
  readonly context: unknown;
  /** The variable CDK_PUMA_EKS_CONFIG. */
  readonly environment: string | undefined;
  /** What follows the app in cdk.json, as `init` writes it. */
  readonly argument: string | undefined;
}

/** The configuration file of the ready app, or the example. */
export function configurationFile({ context, environment, argument }: ConfigurationNames): string {
  const given = [context, environment, argument].find((name) => typeof name === 'string' && name !== '');
  if (given !== undefined) return given as string;
  if (existsSync(SOURCES)) return EXAMPLE;
  throw new ConfigurationError([
    {
      ...FORM_RULES.notGiven,
      file: 'cdk.json',
      path: 'app',
      given: 'without a configuration',
      allowed:
        "a YAML or JSON file's path after the app, as `npx cdk-puma-eks init` writes it, by `-c config=FILE`, or in the variable CDK_PUMA_EKS_CONFIG",
    },
  ]);
}
