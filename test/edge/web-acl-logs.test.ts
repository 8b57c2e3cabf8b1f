import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { WebAclLogs } from '../../lib/edge/web-acl-logs';
import { expectRefusal } from '../support/refusal';
import { templateOf, webAcl } from './waf/web-acl';

const STACK_PART = {
  'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }],
};

describe('WebAclLogs', () => {
  it('goes by default to a retained log group, named for AWS WAF and for its stack', () => {
    const template = templateOf(webAcl());
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        LogGroupName: { 'Fn::Join': ['', ['aws-waf-logs-Stack-Acl-04FBB5E7-', STACK_PART]] },
        RetentionInDays: 90,
      },
    });
    // A change of this id would make another log group, and leave the records in the old one.
    expect(Object.keys(template.findResources('AWS::Logs::LogGroup'))).toEqual(['AclLogGroupCCCDF377']);
  });

  it('names the log group without the asterisk of its ARN', () => {
    templateOf(webAcl()).hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      ResourceArn: { 'Fn::GetAtt': ['AclD68BE482', 'Arn'] },
      LogDestinationConfigs: [
        {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':logs:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
              ':log-group:',
              { Ref: 'AclLogGroupCCCDF377' },
            ],
          ],
        },
      ],
    });
  });

  it('leaves the policy of the log group to AWS WAF, which allows no other', () => {
    templateOf(webAcl()).resourceCountIs('AWS::Logs::ResourcePolicy', 0);
  });

  it('keeps what a rule counted, blocked or challenged', () => {
    templateOf(webAcl()).hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      LoggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: ['BLOCK', 'COUNT', 'CAPTCHA', 'CHALLENGE', 'EXCLUDED_AS_COUNT'].map((Action) => ({
              ActionCondition: { Action },
            })),
          },
        ],
      },
    });
  });

  it('keeps everything when told so', () => {
    const acl = webAcl({ logs: WebAclLogs.newLogGroup({ includeAllowed: true }) });
    const [logging] = Object.values(templateOf(acl).findResources('AWS::WAFv2::LoggingConfiguration')) as {
      Properties: object;
    }[];
    expect(logging.Properties).not.toHaveProperty('LoggingFilter');
  });

  it('takes retention, removal policy and key, and lets CloudWatch Logs use the key for this log group alone', () => {
    const stack = new Stack();
    const encryptionKey = new kms.Key(stack, 'Key');
    new PumaWebAcl(stack, 'Acl', {
      logs: WebAclLogs.newLogGroup({
        encryptionKey,
        retention: logs.RetentionDays.ONE_WEEK,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    const template = Template.fromStack(stack);
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 7, KmsKeyId: stack.resolve(encryptionKey.keyArn) as unknown },
    });
    const [key] = Object.values(template.findResources('AWS::KMS::Key')) as {
      Properties: { KeyPolicy: { Statement: { Principal: unknown; Condition?: unknown }[] } };
    }[];
    expect(key.Properties.KeyPolicy.Statement[1]).toMatchObject({
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] } },
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': ['', expect.arrayContaining([expect.stringMatching(/:log-group:aws-waf-logs-.*Acl.*-\*$/)])],
          },
        },
      },
    });
  });

  it("adds nothing to the policy of the service's own key, which lets every log group of the account use it", () => {
    const stack = new Stack();
    const { logsKey } = new KeyHierarchy(stack, 'Keys');
    const statements = (): unknown[] =>
      (stack.resolve(((logsKey as kms.Key).node.defaultChild as kms.CfnKey).keyPolicy) as { Statement: unknown[] })
        .Statement;
    const before = statements();
    new PumaWebAcl(stack, 'Acl', { logs: WebAclLogs.newLogGroup()._encryptedBy(logsKey) });
    expect(statements()).toEqual(before);
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', {
      KmsKeyId: stack.resolve(logsKey.keyArn) as unknown,
    });
  });

  it('uses a key that was imported as it is', () => {
    const stack = new Stack();
    const encryptionKey = kms.Key.fromKeyArn(
      stack,
      'Key',
      'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555',
    );
    expect(() => new PumaWebAcl(stack, 'Acl', { logs: WebAclLogs.newLogGroup({ encryptionKey }) })).not.toThrow();
  });

  it('goes to a log group that exists', () => {
    const stack = new Stack();
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Logs', 'aws-waf-logs-shared');
    const acl = new PumaWebAcl(stack, 'Acl', { logs: WebAclLogs.logGroup(logGroup) });
    expect(acl.logGroup).toBe(logGroup);
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 0);
    Template.fromStack(stack).resourceCountIs('AWS::WAFv2::LoggingConfiguration', 1);
  });

  it('refuses a log group of another name', () => {
    const logGroup = logs.LogGroup.fromLogGroupName(new Stack(), 'Logs', '/aws/waf');
    expectRefusal(() => WebAclLogs.logGroup(logGroup), 'WafLogGroupNameInvalid');
  });

  it('takes a log group whose name only CloudFormation knows', () => {
    const logGroup = new logs.LogGroup(new Stack(), 'Logs');
    expect(() => WebAclLogs.logGroup(logGroup)).not.toThrow();
  });

  it('may be none, with the reason in the template', () => {
    const acl = webAcl({ logs: WebAclLogs.none('logs of the load balancer are enough here') });
    expect(acl.logGroup).toBeUndefined();
    expect(acl.logging).toBeUndefined();
    templateOf(acl).hasResource('AWS::WAFv2::WebACL', {
      Metadata: { 'cdk-puma-eks:noLogs': 'logs of the load balancer are enough here' },
    });
    templateOf(acl).resourceCountIs('AWS::Logs::LogGroup', 0);
  });

  it.each(['', '  '])('refuses to be none for the reason %j', (reason) => {
    expectRefusal(() => WebAclLogs.none(reason), 'ReasonMissing');
  });
});
