import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleStack } from '../support/example';
import { nagFindings } from '../support/nag';

test.each(['email', 'minimal', 'ingress'])(
  'cdk-nag AwsSolutions has no unacknowledged finding on the %s example',
  (name) => {
    expect(nagFindings(exampleStack(name))).toEqual([]);
  },
);

test('the library itself does not depend on cdk-nag', () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as Record<
    string,
    object
  >;
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(Object.keys(manifest.peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
});
