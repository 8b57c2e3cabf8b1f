import { generateKeyPairSync } from 'node:crypto';
import { Template } from 'aws-cdk-lib/assertions';
import { exampleStack } from './support/example';

interface Reporter {
  onTestResult(test: { path: string }, result: { console?: { message: string }[]; failureMessage?: string }): void;
  getLastError(): Error | undefined;
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- a reporter, as jest loads it
const NoKeys = require('./support/no-keys') as new () => Reporter;

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

test.each([
  ['printed', { console: [{ message: `a key: ${pem.toString()}` }] }],
  ['in the text of a failure', { failureMessage: JSON.stringify({ key: pem }) }],
])('a run that shows a private key fails: %s', (_, result) => {
  const reporter = new NoKeys();
  reporter.onTestResult({ path: 'quiet.test.ts' }, { console: [{ message: 'no "BEGIN PRIVATE KEY-----" here' }] });
  expect(reporter.getLastError()).toBeUndefined();
  reporter.onTestResult({ path: 'leaky.test.ts' }, result);
  expect(reporter.getLastError()?.message).toMatch(/^A private key stands in the output of leaky\.test\.ts$/);
});

test.each(['email', 'minimal', 'ingress'])('the template of the %s example holds no key', (name) => {
  expect(JSON.stringify(Template.fromStack(exampleStack(name)).toJSON())).not.toMatch(
    /PRIVATE KEY-----\\+n[A-Za-z0-9+/]/,
  );
});
