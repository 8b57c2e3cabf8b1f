import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import { EdgeRule } from '../../lib/edge/edge-rule';
import { expectRefusal } from '../support/refusal';
import { CERTIFICATE, edgeIn, imported, network, route, RULE, zoned } from './fixture';

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';
const RECORD = 'AWS::Route53::RecordSet';
const LISTENER_CERTIFICATE = 'AWS::ElasticLoadBalancingV2::ListenerCertificate';
const logs = EdgeLogs.none('A test of sharing alone.');

describe('certificates', () => {
  test('are issued for the names of a route, validated in their zones, and served by SNI', () => {
    const { stack, edge } = zoned();
    const { issuedCertificate } = route(edge, stack, 'api.eu.example.com', {
      additionalHostnames: ['www.example.com'],
      issueListenerCertificate: true,
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'api.eu.example.com',
      SubjectAlternativeNames: ['www.example.com'],
      ValidationMethod: 'DNS',
      DomainValidationOptions: [
        { DomainName: 'api.eu.example.com', HostedZoneId: 'Z1' },
        { DomainName: 'www.example.com', HostedZoneId: 'Z0' },
      ],
    });
    template.hasResourceProperties(LISTENER_CERTIFICATE, {
      Certificates: [{ CertificateArn: stack.resolve(issuedCertificate!.certificateArn) as unknown }],
    });
  });

  test('are validated in a public zone, and a name in both kinds points here in both', () => {
    const { stack, vpc } = network();
    const zoneName = 'example.com';
    const inside = new route53.PrivateHostedZone(stack, 'Inside', { zoneName, vpc });
    const outside = route53.HostedZone.fromHostedZoneAttributes(stack, 'Outside', { zoneName, hostedZoneId: 'Z0' });
    const edge = edgeIn(stack, vpc, { logs, hostedZones: [inside, outside] });
    route(edge, stack, 'api.example.com', { issueListenerCertificate: true });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainValidationOptions: [{ DomainName: 'api.example.com', HostedZoneId: 'Z0' }],
    });
    const zones = Object.values(template.findResources(RECORD)).map(
      ({ Properties }) => (Properties as { HostedZoneId: unknown }).HostedZoneId,
    );
    expect(zones).toEqual(expect.arrayContaining(['Z0', stack.resolve(inside.hostedZoneId)]));
    expect(zones).toHaveLength(2);
  });

  test('are not issued where only those inside a VPC find their records', () => {
    const { stack, vpc } = network();
    const inside = new route53.PrivateHostedZone(stack, 'Inside', { zoneName: 'example.com', vpc });
    const edge = edgeIn(stack, vpc, { logs, hostedZones: [inside] });
    expectRefusal(
      () => route(edge, stack, 'api.example.com', { issueListenerCertificate: true }),
      'CertificateNeedsZone',
    );
  });

  test('are not issued for a main name that is longer than ACM takes', () => {
    const { stack, edge } = zoned();
    const long = `${'a'.repeat(53)}.example.com`;
    const options = { additionalHostnames: ['www.example.com'], issueListenerCertificate: true };
    const refused = expectRefusal(() => route(edge, stack, long, options), 'CertificateNameTooLong');
    expect(refused.message).toContain('64');
    const swapped = { additionalHostnames: [long], issueListenerCertificate: true };
    const other = zoned();
    expect(() => route(other.edge, other.stack, 'www.example.com', swapped)).not.toThrow();
  });

  test('are not issued for a name in no zone', () => {
    const { stack, edge } = zoned();
    const options = { additionalHostnames: ['www.example.org'], issueListenerCertificate: true };
    const refused = expectRefusal(() => route(edge, stack, 'api.example.com', options), 'CertificateNeedsZone');
    expect(refused.message).toContain('www.example.org');
  });

  test('are counted over all services', () => {
    const certificates = (length: number): elbv2.IListenerCertificate[] =>
      Array.from({ length }, (_, i) => elbv2.ListenerCertificate.fromArn(`${CERTIFICATE.certificateArn}-${i}`));
    const { stack, edge } = zoned({ certificates: certificates(26) });
    const [own] = certificates(1);
    expect(() => route(edge, stack, 'www.example.com', { listenerCertificates: [own] })).not.toThrow();
    const listenerCertificates = [CERTIFICATE];
    expectRefusal(() => route(edge, stack, 'api.example.com', { listenerCertificates }), 'TooManyCertificates');
    expectRefusal(() => zoned({ certificates: certificates(27) }), 'TooManyCertificates');
    const fewer = zoned({ quotas: { certificates: 1 } });
    route(fewer.edge, fewer.stack, 'api.example.com', { listenerCertificates: [own] });
    expectRefusal(
      () => route(fewer.edge, fewer.stack, 'www.example.com', { listenerCertificates: certificates(2) }),
      'TooManyCertificates',
    );
  });
});

describe('quotas', () => {
  const rules = [EdgeRule.fixedResponse({ name: 'old', paths: ['/old/*'], statusCode: 404 })];

  test('count the rules of all routes', () => {
    const { stack, edge } = zoned({ quotas: { rules: 3 } });
    route(edge, stack, 'a.example.com', { rules });
    const refused = expectRefusal(() => route(edge, stack, 'b.example.com', { rules }), 'TooManyRules');
    expect(refused.message).toContain('2 routes + 1 rules of theirs + 1');
  });

  test('are 100 rules unless AWS has raised them', () => {
    const { stack, edge } = zoned();
    for (let i = 1; i <= 50; i += 1) route(edge, stack, `host${i}.example.com`, { rules });
    expectRefusal(() => route(edge, stack, 'late.example.com'), 'TooManyRules');
  });
});

describe('one listener for many services', () => {
  test('several stacks import it: names and numbers are still looked at together', () => {
    const app = new App();
    const [mail, shop] = ['Mail', 'Shop'].map((id) => new Stack(app, id));
    const { priority } = route(imported(mail), mail, 'api.example.com');
    expectRefusal(() => route(imported(shop), shop, 'api.example.com'), 'HostnameAlreadyRouted');
    expectRefusal(() => route(imported(shop, {}, 'again'), shop, 'www.example.com', { priority }), 'PriorityTaken');
    const other = `${ARN}:listener/app/other/50dc6c495c0c9188/f2f7dc8efc522ab2`;
    const elsewhere = new Stack(app, 'Elsewhere');
    expect(() => route(imported(elsewhere, { listenerArn: other }), elsewhere, 'api.example.com')).not.toThrow();
  });

  test('another app knows nothing of it', () => {
    for (const id of ['A', 'B']) {
      const stack = new Stack(new App(), id);
      route(imported(stack), stack, 'api.example.com');
      Template.fromStack(stack).resourceCountIs(RULE, 1);
    }
  });

  test('services in stacks of their own share an edge with rules, certificates and names', () => {
    const { app, stack, vpc } = network();
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
      zoneName: 'example.com',
      hostedZoneId: 'Z0',
    });
    const edge = edgeIn(stack, vpc, { logs, hostedZones: [zone] });
    const stacks = ['api', 'www'].map((name) => {
      const own = new Stack(app, name);
      const certificate = new acm.Certificate(own, 'Certificate', { domainName: `${name}.example.com` });
      route(edge, own, `${name}.example.com`, { listenerCertificates: [certificate] });
      return own;
    });
    for (const own of stacks) {
      const template = Template.fromStack(own);
      template.resourceCountIs(RECORD, 1);
      template.resourceCountIs(LISTENER_CERTIFICATE, 1);
      template.resourceCountIs(RULE, 1);
    }
  });
});
