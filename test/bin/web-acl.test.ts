import { Template } from 'aws-cdk-lib/assertions';
import type { RequestMatchConfiguration } from '../../bin/config/request-match-configuration';
import { requestMatch } from '../../bin/config/request-match';
import { explain } from '../../bin/cli/explain';
import { ForwardedPosition, StringMatch } from '../../lib/edge/request-match-props';
import { renderStatement } from '../../lib/edge/waf/render-statement';
import type { Json } from '../support/waf-request';
import { configurationFile, small, stackOf } from './configuration';

const IP_SET = 'arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/a/11111111-2222-3333-4444-555555555555';
const webAclOf = (text: string): Json =>
  Object.values(Template.fromStack(stackOf(text)).findResources('AWS::WAFv2::WebACL'))[0].Properties;

test.each<[RequestMatchConfiguration, string]>([
  [{ host: ['t.example.com'] }, 'regexMatchStatement'],
  [{ pathExact: '/a' }, 'byteMatchStatement'],
  [{ pathPrefix: '/a/' }, 'byteMatchStatement'],
  [{ pathRegex: '^/a' }, 'regexMatchStatement'],
  [{ method: ['GET', 'HEAD'] }, 'orStatement'],
  [{ header: { name: 'accept', value: 'html', match: StringMatch.CONTAINS } }, 'byteMatchStatement'],
  [{ headerRegex: { name: 'accept', pattern: 'html' } }, 'regexMatchStatement'],
  [{ cookie: 'sid' }, 'byteMatchStatement'],
  [{ label: 'a:b' }, 'labelMatchStatement'],
  [{ labelNamespace: 'a:' }, 'labelMatchStatement'],
  [{ country: { codes: ['DE'] } }, 'geoMatchStatement'],
  [{ asn: { numbers: [64_500] } }, 'asnMatchStatement'],
  [{ ipSet: { arn: IP_SET, forwardedIp: { position: ForwardedPosition.LAST } } }, 'ipSetReferenceStatement'],
  [{ all: [{ cookie: 'a' }, { cookie: 'b' }] }, 'andStatement'],
  [{ any: [{ cookie: 'a' }, { cookie: 'b' }] }, 'orStatement'],
  [{ not: { any: [{ cookie: 'a' }, { cookie: 'b' }] } }, 'notStatement'],
])('%j', (given, kind) => {
  const match = requestMatch(given, [], (_, action) => action());
  expect(Object.keys(renderStatement(match._statement))).toEqual([kind]);
});

test('managed groups, secrets, rules for all hosts and who puts the web ACL in front', () => {
  const text = small(
    'service:',
    `  associateWebAcl: false
  webAcl:
    secretHeaders: [x-api-key]
    redactQueryString: true
    managedRules:
      - botControl: { level: TARGETED, scopeDown: { pathPrefix: /web/ } }
      - antiDdos: {}
      - ipReputation: { mode: ENFORCE }
      - anonymousIp: { excludedRules: [HostingProviderIPList] }
      - knownBadInputs: {}
      - common: { version: Version_1.10, ruleActions: { NoUserAgent_HEADER: COUNT } }
      - other: { groupName: AWSManagedRulesSQLiRuleSet, capacity: 200 }
    rateRules:
      - perIp: { name: all-hosts, limit: 5000 }
    logs:
      newBucket: { retentionDays: 30, dropLabels: ['a:b'] }
service:`,
  );
  const { Rules, DataProtectionConfig } = webAclOf(text);
  expect((Rules as Json[]).map(({ Name }) => Name)).toEqual([
    'AWSManagedRulesAntiDDoSRuleSet',
    'AWSManagedRulesAmazonIpReputationList',
    'AWSManagedRulesAnonymousIpList',
    'all-hosts',
    'AWSManagedRulesKnownBadInputsRuleSet',
    'AWSManagedRulesCommonRuleSet',
    'AWSManagedRulesSQLiRuleSet',
    'AWSManagedRulesBotControlRuleSet',
  ]);
  expect(Rules[7].Statement.ManagedRuleGroupStatement.ScopeDownStatement.ByteMatchStatement.SearchString).toBe('/web/');
  expect(DataProtectionConfig.DataProtections[0].Field.FieldKeys).toContain('x-api-key');
  const template = Template.fromStack(stackOf(text));
  template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  // The stack's own key for logs encrypts the bucket too.
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
    },
  });
});

test.each(['none: The load balancer logs enough for a test', 'newLogGroup: { includeAllowed: true }'])(
  'logs: %s',
  (logs) => {
    const template = Template.fromStack(stackOf(small('service:', `  webAcl: { logs: { ${logs} } }\nservice:`)));
    template.resourceCountIs('AWS::WAFv2::LoggingConfiguration', logs.startsWith('none') ? 0 : 1);
  },
);

const PROTECTED = small(
  'port: 9292',
  `port: 9292
      programPaths: [/api/]
      blastProtection:
        forLinkScanners:
          paths: [/t/]
          network: { mode: BLOCK }
          body: { text: Later }
      rateRules:
        - perIp: { name: people, limit: 100, mode: CHALLENGE, immunitySeconds: 600, paths: [/web/] }`,
);

test('blast protection and challenges of a component', () => {
  const { Rules, CustomResponseBodies } = webAclOf(PROTECTED);
  expect((Rules as Json[]).map(({ Name, Action }) => [Name, Object.keys(Action)[0]])).toEqual([
    ['shop-web-links-network', 'Block'],
    ['shop-web-links-address', 'Count'],
    ['shop-web-people', 'Challenge'],
    ['shop-web-links-ceiling', 'Count'],
  ]);
  expect(Object.values(CustomResponseBodies)).toEqual([{ Content: 'Later', ContentType: 'TEXT_PLAIN' }]);
});

test('explain shows the limits of each component that is protected', () => {
  const lines: string[] = [];
  const io = { cwd: '/', out: (text: string) => void lines.push(text), note: (text: string) => void lines.push(text) };
  const config = configurationFile(PROTECTED);
  expect(explain(io, { config })).toBe(0);
  expect(lines.join('\n')).toMatch(/Blast protection of web\n[^]*ceiling +14400 requests +0\.8 × 18000/);
  lines.length = 0;
  explain(io, { config, json: true });
  const { blastProtection } = JSON.parse(lines.join('\n')) as Json;
  expect(blastProtection.web).toContainEqual(expect.objectContaining({ name: 'network', value: 1800 }));
});
