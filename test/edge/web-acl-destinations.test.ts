import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import type { PumaWebAclProps } from '../../lib/edge/puma-web-acl-props';
import { WebAclLogAction } from '../../lib/edge/web-acl-log-options';
import type { WebAclLogOptions } from '../../lib/edge/web-acl-log-options';
import { WebAclLogs } from '../../lib/edge/web-acl-logs';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';
import type { Json } from '../support/waf-request';
import { propertiesOf, templateOf, webAcl } from './waf/web-acl';

function only(template: Template, type: string): Json {
  const [resource, ...more] = Object.values(template.findResources(type));
  expect(more).toEqual([]);
  return resource;
}
const loggingOf = (props: PumaWebAclProps): Json =>
  only(templateOf(webAcl(props)), 'AWS::WAFv2::LoggingConfiguration').Properties;
const filterOf = (options: WebAclLogOptions): Json =>
  loggingOf({ logs: WebAclLogs.newLogGroup(options) }).LoggingFilter;

describe('a bucket for the logs of a web ACL', () => {
  it('is named for AWS WAF, private, encrypted and kept', () => {
    const acl = webAcl({ logs: WebAclLogs.newBucket({ retentionDays: 30 }) });
    const template = templateOf(acl);
    const bucket = only(template, 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: { Rules: [expect.objectContaining({ ExpirationInDays: 30 })] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true },
      },
    });
    const [, parts] = bucket.Properties.BucketName['Fn::Join'];
    expect(parts[0]).toMatch(/^aws-waf-logs-stack-acl-[0-9a-f]+-$/);
    // The prefix, 12 digits of the account and 8 of the stack with what is between them.
    expect(parts[0].length + 12 + 1 + 8).toBeLessThanOrEqual(63);
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(acl.logBucket).toBeDefined();
    expect(acl.logGroup).toBeUndefined();
  });

  it('takes what log delivery writes for this account, before logging is switched on', () => {
    const template = templateOf(webAcl({ logs: WebAclLogs.newBucket() }));
    const statements = only(template, 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement as Json[];
    const principal = { Service: 'delivery.logs.amazonaws.com' };
    const source = {
      ArnLike: {
        'aws:SourceArn': {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':*'],
          ],
        },
      },
    };
    expect(statements.find(({ Sid }) => Sid === 'AWSLogDeliveryWrite')).toMatchObject({
      Action: 's3:PutObject',
      Principal: principal,
      Condition: {
        StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ...source,
      },
      Resource: { 'Fn::Join': ['', [expect.anything(), '/AWSLogs/', { Ref: 'AWS::AccountId' }, '/*']] },
    });
    expect(statements.find(({ Sid }) => Sid === 'AWSLogDeliveryAclCheck')).toMatchObject({
      Action: 's3:GetBucketAcl',
      Principal: principal,
      Condition: source,
    });
    const logging = only(template, 'AWS::WAFv2::LoggingConfiguration');
    expect(logging.DependsOn).toEqual(expect.arrayContaining([expect.stringContaining('LogBucketPolicy')]));
    expect(logging.Properties.LogDestinationConfigs).toEqual([
      { 'Fn::GetAtt': [expect.stringContaining('LogBucket'), 'Arn'] },
    ]);
  });

  it('may have a key, which log delivery may use', () => {
    const stack = new Stack();
    const encryptionKey = new kms.Key(stack, 'Key');
    new PumaWebAcl(stack, 'Acl', { logs: WebAclLogs.newBucket({ encryptionKey }) });
    const statements = only(Template.fromStack(stack), 'AWS::KMS::Key').Properties.KeyPolicy.Statement as Json[];
    expect(statements[1]).toMatchObject({
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  it('has no finding of cdk-nag', () => {
    expect(nagFindings(Stack.of(webAcl({ logs: WebAclLogs.newBucket() })))).toEqual([]);
  });

  it('may exist, with a warning where its policy is not ours', () => {
    const stack = new Stack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'aws-waf-logs-shared');
    const acl = new PumaWebAcl(stack, 'Acl', { logs: WebAclLogs.bucket(bucket) });
    expect(acl.logBucket).toBe(bucket);
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('webAclLogBucketPolicy'))).toHaveLength(
      1,
    );
  });

  it('has a name that AWS WAF takes, and keeps logs for days', () => {
    const bucket = s3.Bucket.fromBucketName(new Stack(), 'Bucket', 'logs');
    expectRefusal(() => WebAclLogs.bucket(bucket), 'WafLogDestinationNameInvalid');
    expectRefusal(() => WebAclLogs.newBucket({ retentionDays: 0 }), 'LogRetentionInvalid');
  });
});

describe('a delivery stream for the logs of a web ACL', () => {
  const stream = (name: string): firehose.IDeliveryStream =>
    firehose.DeliveryStream.fromDeliveryStreamAttributes(new Stack(), 'Stream', {
      deliveryStreamArn: `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${name}`,
    });

  it('gets them directly', () => {
    const logs = WebAclLogs.deliveryStream(stream('aws-waf-logs-edge'));
    expect(loggingOf({ logs }).LogDestinationConfigs).toEqual([
      'arn:aws:firehose:eu-west-1:111122223333:deliverystream/aws-waf-logs-edge',
    ]);
  });

  it('has a name that AWS WAF takes', () => {
    expectRefusal(() => WebAclLogs.deliveryStream(stream('edge')), 'WafLogDestinationNameInvalid');
  });
});

describe('the filter of the log', () => {
  const keep = (...conditions: unknown[]): unknown => ({
    Behavior: 'KEEP',
    Requirement: 'MEETS_ANY',
    Conditions: conditions,
  });
  const action = (Action: string): unknown => ({ ActionCondition: { Action } });
  const label = (LabelName: string): unknown => ({ LabelNameCondition: { LabelName } });

  it('keeps the actions and labels that it is told to', () => {
    expect(filterOf({ keepActions: [WebAclLogAction.BLOCK], keepLabels: ['b:x', 'a:x'] })).toEqual({
      DefaultBehavior: 'DROP',
      Filters: [keep(action('BLOCK'), label('a:x'), label('b:x'))],
    });
    expect(filterOf({ keepActions: [], keepLabels: ['a:x'] })).toMatchObject({ Filters: [keep(label('a:x'))] });
  });

  it('drops labels before it keeps anything', () => {
    const drop = { Behavior: 'DROP', Requirement: 'MEETS_ANY', Conditions: [label('health:check')] };
    expect(filterOf({ dropLabels: ['health:check'] }).Filters[0]).toEqual(drop);
    expect(filterOf({ dropLabels: ['health:check'], includeAllowed: true })).toEqual({
      DefaultBehavior: 'KEEP',
      Filters: [drop],
    });
  });

  it('does not say two things, and does not keep nothing', () => {
    expectRefusal(() => WebAclLogs.newLogGroup({ includeAllowed: true, keepLabels: ['a:x'] }), 'LogFilterConflict');
    expectRefusal(() => WebAclLogs.newLogGroup({ keepActions: [] }), 'LogFilterEmpty');
    expectRefusal(() => WebAclLogs.newLogGroup({ keepLabels: ['a:'] }), 'LabelInvalid');
  });
});

describe('query strings and paths', () => {
  it('are kept out of the log when told so, query strings out of samples too', () => {
    const acl = webAcl({ redactQueryString: true, redactPath: true });
    templateOf(acl).hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: [
        { SingleHeader: { Name: 'authorization' } },
        { SingleHeader: { Name: 'cookie' } },
        { QueryString: {} },
        { UriPath: {} },
      ],
    });
    expect(propertiesOf(acl).DataProtectionConfig).toMatchObject({
      DataProtections: [expect.anything(), { Field: { FieldType: 'QUERY_STRING' }, Action: 'SUBSTITUTION' }],
    });
  });
});
