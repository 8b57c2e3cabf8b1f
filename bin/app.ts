import { App } from 'aws-cdk-lib';
import { configurationFile } from './config/configuration-file';
import { readyStack } from './config/ready-stack';
import { reportErrors } from './report-errors';

/** The ready app: one stack, steered by one configuration file. */
reportErrors(() => {
  // Not synthesized by itself on the way out: after an error there is nothing to write.
  const app = new App({ autoSynth: false });
  const context: unknown = app.node.tryGetContext('config');
  const file = configurationFile({ context, environment: process.env.CDK_PUMA_EKS_CONFIG, argument: process.argv[2] });
  readyStack(app, file);
  app.synth();
});
