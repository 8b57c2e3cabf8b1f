import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { AsherahKeys } from '../../lib/keys/asherah-keys';
import type { AsherahProps } from '../../lib/keys/asherah-props';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';

export const TABLE = 'AWS::DynamoDB::GlobalTable';
export const REPLICA = 'Custom::KmsReplicaKey';
export const MASTER_KEY = { 'Fn::GetAtt': ['KeysAsherahMasterKeyF5635E44', 'Arn'] };

/** ARN of an existing key. */
export const keyArn = (region: string, id = 'mrk-1234abcd12ab34cd56ef1234567890ab'): string =>
  `arn:aws:kms:${region}:111122223333:key/${id}`;

/** ARN of the new master key's replica in an environment-agnostic stack. */
export const replicaOfMaster = (region: string): object => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      `:kms:${region}:`,
      { Ref: 'AWS::AccountId' },
      ':key/',
      { Ref: 'KeysAsherahMasterKeyF5635E44' },
    ],
  ],
});

export const importedKey = (scope: Construct, region: string): kms.IKey =>
  kms.Key.fromKeyArn(scope, `KeyIn-${region}`, keyArn(region));

/** A hierarchy with Asherah, of the service `email` of the product `mail`. */
export function asherah(
  props: Partial<AsherahProps> = {},
  region?: string,
): { stack: Stack; keys: KeyHierarchy; asherah: AsherahKeys } {
  const stack = new Stack(new App(), 'Email', region === undefined ? {} : { env: { account: '111122223333', region } });
  return asherahIn(stack, props);
}

export function asherahIn(
  stack: Stack,
  props: Partial<AsherahProps> = {},
): { stack: Stack; keys: KeyHierarchy; asherah: AsherahKeys } {
  const keys = new KeyHierarchy(stack, 'Keys', { asherah: { serviceName: 'email', productId: 'mail', ...props } });
  return { stack, keys, asherah: keys.asherah! };
}

/** What a role of the pods is allowed after `grantEncryption`. */
export function grantedStatements(stack: Stack, keys: KeyHierarchy): unknown[] {
  const role = new iam.Role(stack, 'Pods', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
  keys.grantEncryption(role).assertSuccess();
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy', {
    Properties: { Roles: [{ Ref: stack.getLogicalId(role.node.defaultChild as iam.CfnRole) }] },
  });
  const [{ Properties }] = Object.values(policies) as { Properties: { PolicyDocument: { Statement: unknown[] } } }[];
  return Properties.PolicyDocument.Statement;
}
