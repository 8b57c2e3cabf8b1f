import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PumaAlarms } from '../lib/monitoring/puma-alarms';
import type { PumaComponent } from '../lib/puma-component';
import type { PumaServiceProps } from '../lib/puma-service-props';
import { PumaService } from '../lib/puma-service';
import { CertificateAuthority } from '../lib/tls/certificate-authority';
import { CertificateIssuer } from '../lib/tls/certificate-issuer';
import { CertificateSource } from '../lib/tls/certificate-source';
import { ServerCertificate } from '../lib/tls/server-certificate';
import { expectRefusal } from './support/refusal';
import { existingCluster, smallProps, smallService } from './support/platform';

const web: PumaComponent = { name: 'web', hostname: 'www.example.com', port: 9292 };
const api: PumaComponent = { name: 'api', hostname: 'api.example.com', port: 9293 };
const ISSUE = 'Custom::ServerCertificate';

const alarmed = PumaAlarms.actions([
  { bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111122223333:on-call' }) },
]);

function serviceOf(props: Partial<PumaServiceProps>): { service: PumaService; template: Template; stack: Stack } {
  const stack = new Stack(new App(), 'Test');
  const service = smallService(props, stack);
  return { service, stack, template: Template.fromStack(stack) };
}

/** What the manifest with the Deployment waits for. */
function awaited(template: Template): string[] {
  const resources = template.toJSON().Resources as Record<string, { DependsOn?: string[] }>;
  return Object.entries(resources).find(([id]) => id.includes('WorkloadDeployment'))![1].DependsOn!;
}

test('components share one issuer, and pods wait until each has its certificate', () => {
  const { service, stack, template } = serviceOf({ components: [web, api] });
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs('AWS::SecretsManager::RotationSchedule', 2);
  template.hasResourceProperties('AWS::Logs::LogGroup', {
    KmsKeyId: stack.resolve(service.keys.logsKey.keyArn) as unknown,
    RetentionInDays: 90,
  });
  expect(service.certificateIssuer).toBeInstanceOf(CertificateIssuer);
  const issues = Object.keys(template.findResources(ISSUE));
  expect(issues).toHaveLength(2);
  expect(awaited(template)).toEqual(expect.arrayContaining(issues));
});

test('a renewal that fails is alarmed on', () => {
  const { service, template } = serviceOf({ components: [web, api], alarms: alarmed });
  expect(service.monitoring.issuerAlarm).toBeDefined();
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('IssuerFunction') } }],
    AlarmDescription: Match.stringLikeRegexp('A certificate was not issued'),
  });
});

test('a certificate that is brought has no issuer, no alarm, and nothing to wait for', () => {
  const { service, template } = serviceOf({
    components: [{ ...web, certificateSource: CertificateSource.brought() }],
    alarms: alarmed,
  });
  expect([service.certificateIssuer, service.monitoring.issuerAlarm]).toEqual([undefined, undefined]);
  template.resourceCountIs('AWS::Lambda::Function', 0);
  template.hasResourceProperties('AWS::SecretsManager::Secret', {
    Description: Match.stringLikeRegexp('Empty until you run'),
  });
});

test('an issuer that is given issues for several services, each with an alarm on it', () => {
  const stack = new Stack(new App(), 'Test');
  const issuer = new CertificateIssuer(stack, 'Shared');
  const certificateSource = CertificateSource.issued({ issuer });
  const cluster = existingCluster(stack);
  const shop = new PumaService(
    stack,
    'Shop',
    smallProps(stack, { cluster, components: [{ ...web, certificateSource }], alarms: alarmed }),
  );
  const blog = new PumaService(
    stack,
    'Blog',
    smallProps(stack, { cluster, edge: shop.edge, components: [{ ...api, certificateSource }], alarms: alarmed }),
  );
  expect([shop.certificateIssuer, blog.certificateIssuer]).toEqual([undefined, undefined]);
  expect([shop.monitoring.issuerAlarm, blog.monitoring.issuerAlarm]).not.toContain(undefined);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs(ISSUE, 2);
});

test('a certificate that is given is waited for too, and one that exists is left alone', () => {
  const stack = new Stack(new App(), 'Test');
  const keys = smallService({}, new Stack(stack, 'Keys')).keys;
  const certificate = new ServerCertificate(stack, 'Given', {
    hostname: '*.example.com',
    encryptionKey: keys.secretsKey,
  });
  smallService(
    {
      components: [
        { ...web, certificate },
        { ...api, certificateSecretName: 'mine' },
      ],
    },
    stack,
  );
  const template = Template.fromStack(stack);
  const issues = Object.keys(template.findResources(ISSUE));
  expect(issues).toEqual([stack.resolve(certificate.firstIssue!.logicalId)]);
  expect(awaited(template)).toEqual(expect.arrayContaining(issues));
});

test('an authority signs for all components', () => {
  const certificateAuthority = CertificateAuthority.fromSecretName({ secretName: '/Ca/internal' });
  const { template } = serviceOf({ components: [web, api], certificateAuthority });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { CERTIFICATE_AUTHORITY: JSON.stringify({ type: 'secret', secretId: '/Ca/internal' }) } },
  });
});

test("a secret may deny all readers but its component's pods and its issuer", () => {
  const { service, stack, template } = serviceOf({ components: [{ ...web, denyOtherCertificateReaders: true }, api] });
  template.resourceCountIs('AWS::SecretsManager::ResourcePolicy', 1);
  template.hasResourceProperties('AWS::SecretsManager::ResourcePolicy', {
    ResourcePolicy: {
      Statement: [
        Match.objectLike({
          Effect: 'Deny',
          Condition: Match.objectLike({
            ArnNotEquals: {
              'aws:PrincipalArn': [service.certificateIssuer!.role.roleArn, service.workload.role.roleArn].map(
                (arn) => stack.resolve(arn) as unknown,
              ),
            },
          }),
        }),
      ],
    },
  });
});

test('what a certificate refuses is reported for its component', () => {
  const hosts = Array.from({ length: 60 }, (_, i) => `${'a'.repeat(60)}${i}.example.com`);
  const refusal = expectRefusal(
    () => smallService({ components: [web, { ...api, additionalHostnames: hosts }] }),
    'IssuerFull',
  );
  expect(refusal.path).toBe('components[1].source');
});

test('pods may read exactly the secrets of their components, and use the key for them alone', () => {
  const { service, stack, template } = serviceOf({
    components: [web, api, { name: 't', hostname: 't.example.com', port: 9294, certificateSecretName: 'mine' }],
  });
  const arns = service.certificates.map(({ secretArn }) => stack.resolve(secretArn) as unknown);
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    (policy) =>
      (policy as { Properties: { PolicyDocument: { Statement: Statement[] } } }).Properties.PolicyDocument.Statement,
  );
  const reading = statements.filter(({ Action }) => /GetSecretValue|kms:Decrypt/.test(String(Action)));
  expect(reading).toHaveLength(4);
  expect(reading[0]).toMatchObject({ Resource: arns.slice(0, 2) });
  expect(reading[1]).toMatchObject({
    Action: 'kms:Decrypt',
    Condition: { StringEquals: { 'kms:EncryptionContext:SecretARN': arns.slice(0, 2) } },
  });
  expect(JSON.stringify(reading.slice(2))).toMatch(/secret:mine-\?{6}.+secret:mine-\?{6}/);
});

interface Statement {
  readonly Action: string | string[];
}
