import { Aws, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import { expectRefusal } from '../support/refusal';
import { attributesOf, edgeAlone, edgeIn, LOAD_BALANCER, network } from './fixture';

const BUCKET = 'AWS::S3::Bucket';
const LOG_BUCKET = 'EdgeLogBucket8566D7EF';
const BUCKET_POLICY = 'AWS::S3::BucketPolicy';

describe('a new bucket', () => {
  const { edge, stack, template: synthesize } = edgeAlone();
  const template = synthesize();

  test('is locked down and outlives the stack', () => {
    template.hasResource(BUCKET, {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'ExpireLogs',
              Status: 'Enabled',
              ExpirationInDays: 90,
              NoncurrentVersionExpiration: { NoncurrentDays: 7 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
          ],
        },
      },
    });
  });

  test("takes this account's load balancers' logs, over TLS, and nothing else", () => {
    const object = (folder: string): unknown => ({
      'Fn::Join': ['', [{ 'Fn::GetAtt': [LOG_BUCKET, 'Arn'] }, `/${folder}/AWSLogs/`, { Ref: 'AWS::AccountId' }, '/*']],
    });
    template.hasResourceProperties(BUCKET_POLICY, {
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Effect: 'Allow',
            Action: 's3:PutObject',
            Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
            Resource: ['access', 'connection', 'health-check'].map(object),
            Condition: {
              ArnLikeIfExists: {
                'aws:SourceArn': {
                  'Fn::Join': [
                    '',
                    [
                      'arn:',
                      { Ref: 'AWS::Partition' },
                      ':elasticloadbalancing:',
                      { Ref: 'AWS::Region' },
                      ':',
                      { Ref: 'AWS::AccountId' },
                      ':loadbalancer/*',
                    ],
                  ],
                },
              },
            },
          },
        ],
      },
    });
  });

  test('has its policy before the load balancer tries it', () => {
    const [policy] = Object.keys(template.findResources(BUCKET_POLICY));
    template.hasResource(LOAD_BALANCER, { DependsOn: Match.arrayWith([policy]) });
  });

  test('keeps its logical id, or the logs would be left behind', () => {
    expect(Object.keys(template.findResources(BUCKET))).toEqual([LOG_BUCKET]);
  });

  test('can be found, with the folder of the access logs', () => {
    expect(stack.resolve(edge.logBucket?.bucketName)).toEqual({ Ref: LOG_BUCKET });
    expect(edge.accessLogPrefix).toBe('access');
  });

  test('follows its options', () => {
    const { stack: other, vpc } = network();
    const serverAccessLogsBucket = new s3.Bucket(other, 'Audit');
    edgeIn(other, vpc, {
      logs: EdgeLogs.newBucket({ retentionDays: 400, prefix: 'edge/mail', serverAccessLogsBucket }),
    });
    const changed = Template.fromStack(other);
    changed.hasResourceProperties(BUCKET, {
      LoggingConfiguration: { LogFilePrefix: 'load-balancer-log-bucket/' },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 400 }] },
    });
    expect(attributesOf(changed, LOAD_BALANCER, 'LoadBalancerAttributes')).toMatchObject({
      'access_logs.s3.prefix': 'edge/mail/access',
      'connection_logs.s3.prefix': 'edge/mail/connection',
      'health_check_logs.s3.prefix': 'edge/mail/health-check',
    });
  });
});

describe('a bucket that exists', () => {
  test('in the app, in another stack, gets the policy', () => {
    const { app, vpc } = network();
    const logs = new Stack(app, 'Logs');
    const bucket = new s3.Bucket(logs, 'Bucket', { encryption: s3.BucketEncryption.S3_MANAGED });
    const stack = new Stack(app, 'EdgeStack');
    const edge = edgeIn(stack, vpc, { logs: EdgeLogs.bucket(bucket, { prefix: 'mail' }) });
    Template.fromStack(stack).resourceCountIs(BUCKET, 0);
    Template.fromStack(logs).hasResourceProperties(BUCKET_POLICY, {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Sid: Match.stringLikeRegexp('^LoadBalancerLogDelivery'), Action: 's3:PutObject' }),
        ],
      },
    });
    expect(edge.accessLogPrefix).toBe('mail/access');
  });

  test('may be shared: each statement of its policy has a name of its own, and none stands twice', () => {
    const { stack, vpc } = network();
    const bucket = new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.S3_MANAGED });
    for (const [id, prefix] of [['A', 'mail'], ['B', 'shop'], ['C', 'shop'], ['D']] as [string, string?][]) {
      edgeIn(new Construct(stack, id), vpc, { logs: EdgeLogs.bucket(bucket, { prefix }) });
    }
    const [policy] = Object.values(Template.fromStack(stack).findResources(BUCKET_POLICY)) as {
      Properties: { PolicyDocument: { Statement: { Sid: string }[] } };
    }[];
    const sids = policy.Properties.PolicyDocument.Statement.map(({ Sid }) => Sid);
    expect(sids).toHaveLength(3);
    expect(new Set(sids).size).toBe(3);
    expect(sids).toContain('LoadBalancerLogDelivery');
  });

  test('that was imported gets none, and a warning says what it needs', () => {
    const { stack, vpc } = network();
    edgeIn(stack, vpc, { logs: EdgeLogs.bucket(s3.Bucket.fromBucketName(stack, 'Logs', 'example-logs')) });
    expect(attributesOf(Template.fromStack(stack), LOAD_BALANCER, 'LoadBalancerAttributes')).toMatchObject({
      'access_logs.s3.bucket': 'example-logs',
    });
    Annotations.fromStack(stack).hasWarning(
      '/Network/Edge',
      Match.stringLikeRegexp('access/AWSLogs/<account>.*logBucketPolicy'),
    );
  });

  test('is refused with a KMS key', () => {
    const { stack } = network();
    const bucket = new s3.Bucket(stack, 'Logs', { encryptionKey: new kms.Key(stack, 'Key') });
    expectRefusal(() => EdgeLogs.bucket(bucket), 'LogBucketKmsEncrypted');
  });
});

describe('no logs', () => {
  test('is said out loud', () => {
    const { edge, template } = edgeAlone({ logs: EdgeLogs.none('A laboratory without users.') });
    expect(attributesOf(template(), LOAD_BALANCER, 'LoadBalancerAttributes')).toMatchObject({
      'access_logs.s3.enabled': 'false',
      'connection_logs.s3.enabled': 'false',
      'health_check_logs.s3.enabled': 'false',
    });
    template().resourceCountIs(BUCKET, 0);
    expect(edge.logBucket).toBeUndefined();
    expect(edge.accessLogPrefix).toBeUndefined();
  });

  test('needs a reason', () => {
    expectRefusal(() => EdgeLogs.none(' '), 'ReasonMissing');
  });
});

describe('a prefix', () => {
  const longest = 752;

  test.each(['', '/edge', 'edge/', 'edge/AWSLogs', 'AWSLogs-of-mail/edge', 'edge//mail', 'edge mail', 'édge', 'a,b=c'])(
    'is refused as %j',
    (prefix) => {
      expectRefusal(() => EdgeLogs.newBucket({ prefix }), 'LogPrefixInvalid');
    },
  );

  test('leaves room for the longest name that ELB gives a log', () => {
    const { stack } = network();
    const prefix = 'p'.repeat(longest);
    expect(() => EdgeLogs.newBucket({ prefix })).not.toThrow();
    expect(() => EdgeLogs.newBucket({ prefix: stack.stackName })).not.toThrow();
    expectRefusal(() => EdgeLogs.newBucket({ prefix: `${prefix}p` }), 'LogPrefixInvalid');
    const name =
      `${prefix}/health-check/AWSLogs/111122223333/elasticloadbalancing/ap-southeast-1/2026/11/24/` +
      'health_check_log_111122223333_elasticloadbalancing_ap-southeast-1_app.' +
      `${'n'.repeat(32)}.0123456789abcdef_20261124T1800Z_${'2001:db8:'.padEnd(39, 'f')}_0a1b2c3d.log.gz`;
    expect(name).toHaveLength(1024);
  });

  test('may be told by CloudFormation', () => {
    expect(() => EdgeLogs.newBucket({ prefix: Aws.STACK_NAME })).not.toThrow();
  });
});

test.each([0, 3654, 1.5])('refuses to keep logs for %p days', (retentionDays) => {
  expectRefusal(() => EdgeLogs.newBucket({ retentionDays }), 'LogRetentionInvalid');
});
