import type { App } from 'aws-cdk-lib';
import { PumaStack } from '../../lib/puma-stack';
import { checkForm } from './check';
import type { Configuration } from './configuration';
import { placed } from './refused';
import { ConfigurationSource } from './source';
import { toProps } from './to-props';

/** A stack of the ready app, with the file that it was made from. */
export interface ReadyStack {
  readonly stack: PumaStack;
  readonly source: ConfigurationSource;
  readonly configuration: Configuration;
}

/** Reads a configuration file and makes its stack in an app; throws a `ConfigurationError` for whatever is wrong with it. */
export function readyStack(app: App, file: string): ReadyStack {
  const source = ConfigurationSource.read(file);
  const configuration = checkForm(source);
  const props = toProps(configuration, (place, action) => placed(source, place, action));
  const stack = placed(source, [], () => new PumaStack(app, configuration.stackName, props));
  return { stack, source, configuration };
}
