import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { exampleStack } from '../support/example';
import { tool } from '../support/tools';

/** Errors of cfn-lint in a template, for a Region where everything that we use exists. */
function lint(template: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'cdk-puma-eks-')), 'template.json');
  writeFileSync(file, JSON.stringify(template));
  try {
    return execFileSync(tool('cfn-lint'), ['--ignore-checks', 'W', '--regions', 'us-west-2', '--', file], {
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

test.each(['email', 'minimal', 'ingress'])('cfn-lint has no error on the %s example', (name) => {
  expect(lint(Template.fromStack(exampleStack(name)).toJSON())).toBe('');
});

test('cfn-lint does see errors', () => {
  const template = { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: 'perhaps' } } } };
  expect(lint(template)).toMatch(/E3012|EnableKeyRotation/);
});
