import { App, Aws, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { expectRefusal } from '../support/refusal';
import { make, object } from './make-workload';

const policy = 'arn:aws:iam::111122223333:policy/shop-uploads';

test('secrets that are in the cluster become environment variables, and none is copied into the template', () => {
  const { stack } = make({ pod: { environmentFromSecrets: ['shop-database', 'shop.rails'] }, environment: { A: 'b' } });
  const [puma] = object(stack, 'Deployment').spec.template.spec.containers;
  expect(puma.envFrom).toEqual([{ secretRef: { name: 'shop-database' } }, { secretRef: { name: 'shop.rails' } }]);
  // Kubernetes lets `env` win, so that what the runtime is told cannot be overwritten by a secret.
  expect(puma.env).toContainEqual({ name: 'AWS_REGION', value: expect.anything() });
  expect(puma.env).toContainEqual({ name: 'A', value: 'b' });
});

test('without any, the pod has no such field', () => {
  expect(object(make().stack, 'Deployment').spec.template.spec.containers[0].envFrom).toBeUndefined();
});

test('the role of the pods gets the managed policies of the application', () => {
  const { stack } = make({ pod: { managedPolicyArns: [policy] } });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: [policy],
    Description: Match.stringLikeRegexp('Pods of'),
  });
});

test("the workload is granted to, and connected, as CDK's own constructs are", () => {
  const { stack, workload } = make();
  new s3.Bucket(stack, 'Uploads').grantRead(workload);
  const database = new ec2.SecurityGroup(stack, 'Database', { vpc: new ec2.Vpc(stack, 'DatabaseVpc') });
  new ec2.Connections({ securityGroups: [database], defaultPort: ec2.Port.tcp(5432) }).allowDefaultPortFrom(workload);

  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::IAM::Policy', { Roles: [stack.resolve(workload.role.roleName)] });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: stack.resolve(database.securityGroupId),
    SourceSecurityGroupId: 'sg-0123456789abcdef0',
    ToPort: 5432,
  });
});

test.each([
  ['EnvironmentSecretInvalid', { environmentFromSecrets: ['Shop'] }],
  ['EnvironmentSecretInvalid', { environmentFromSecrets: ['/shop/database'] }],
  ['EnvironmentSecretInvalid', { environmentFromSecrets: ['shop', 'shop'] }],
  ['MustBeKnownAtSynth', { environmentFromSecrets: [Aws.STACK_NAME] }],
  ['ManagedPolicyArnInvalid', { managedPolicyArns: ['AmazonS3FullAccess'] }],
  ['ManagedPolicyArnInvalid', { managedPolicyArns: ['arn:aws:iam::111122223333:role/shop'] }],
  ['ManagedPolicyArnInvalid', { managedPolicyArns: [policy, policy] }],
])('refuses with %s: %j', (code, pod) => {
  expectRefusal(() => make({ pod }), code);
});

test('an ARN that is known at deployment passes', () => {
  const stack = new Stack(new App(), 'Test');
  expect(() =>
    make({ pod: { managedPolicyArns: [`arn:aws:iam::${Aws.ACCOUNT_ID}:policy/shop`] } }, stack),
  ).not.toThrow();
});
