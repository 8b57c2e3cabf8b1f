import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readyStack } from '../../bin/config/ready-stack';
import { exampleStack } from '../support/example';

const examples = join(__dirname, '..', '..', 'examples');

test('the e-mail service is the same stack, written as a configuration file and as code', () => {
  const { stack } = readyStack(new App(), join(examples, 'email', 'config.yaml'));
  expect(Template.fromStack(stack).toJSON()).toEqual(Template.fromStack(exampleStack('email')).toJSON());
});

test('the README shows the smallest example as it is', () => {
  const readme = readFileSync(join(examples, '..', 'README.md'), 'utf8');
  expect(readme).toContain(readFileSync(join(examples, 'minimal', 'app.ts'), 'utf8'));
});
