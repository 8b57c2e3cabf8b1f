import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Configuration } from './configuration';
import { createHandler } from './handler';
import { SecretStore } from './secret-store';
import { Services } from './services';

/**
 * AWS Lambda function: issues and renews certificates in Secrets Manager. It never returns, logs or throws key material.
 */

const client = new SecretsManagerClient({
  // Throttled calls are repeated within the function's time; a call that hangs is given up.
  maxAttempts: 5,
  requestHandler: { connectionTimeout: 3000, requestTimeout: 8000, throwOnRequestTimeout: true },
});
const store = new SecretStore(client);

export const handler = createHandler(
  () => new Services(Configuration.fromEnvironment(process.env), store, () => client.config.credentials()),
  (line) => void process.stdout.write(`${line}\n`),
);
